// @ts-check
// Tells Sphinx's search scripts which page this is; the name stands on the script element itself.
// @ts-ignore: Sphinx's documentation_options.js declares it
DOCUMENTATION_OPTIONS.pagename = document.currentScript?.dataset.pageName;
