"""Notes at the end of each page: part and tags, the date of its last change, how to report an error, how to cite it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.config import Config

from .dates import dates_of
from .generated import linking
from .links import base_url, repository_url
from .markup import render
from .metadata import slug_of
from .shelf import library_of


def add_notes(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Append the notes to a page that has a source file."""
    if app.builder.format != "html" or doctree is None:
        return
    library, title = library_of(app), plain(context["title"])
    _, changed = dates_of(app).get(pagename, (None, None))
    notebook = library.notebooks.get(slug_of(pagename))
    words = {
        "notebook": notebook if notebook and notebook.page == pagename else None,
        "parts": library.catalogue.parts,
        "changed": changed,
        "issue": issue_link(app.config, page=pagename, title=title),
        "citation": citation(app.config, page=pagename, title=title, changed=changed),
        "bibtex": bibtex(app.config, page=pagename, title=title, changed=changed),
    }
    context["body"] += render("page_notes.html", **words, **linking(app, pagename))


def plain(title: str) -> str:
    """Text of a title, which Sphinx hands over as HTML."""
    return Markup(title).striptags()


def issue_link(config: Config, *, page: str, title: str) -> str:
    """Address of a new issue about a page, filled in; "" for a book without a repository. page.js adds the state."""
    if not repository_url(config):
        return ""
    body = f"Page: {base_url(config)}{page}.html\n\nWhat is wrong:\n\nWhat it should be:\n"
    return f"{repository_url(config)}/issues/new?{urlencode({'title': f'Error on “{title}”', 'body': body})}"


def citation(config: Config, *, page: str, title: str, changed: str | None) -> str:
    """One line that cites a page; without a date where git knows none."""
    when = f" ({changed})" if changed else ""
    where = f" {base_url(config)}{page}.html" if base_url(config) else ""
    return f"{config.author}. {title}. In: {config.html_title}{when}.{where}"


def bibtex(config: Config, *, page: str, title: str, changed: str | None) -> str:
    """The same as a BibTeX entry."""
    fields = {"author": f"{{{config.author}}}", "title": title, "booktitle": config.html_title}
    if changed:
        fields["year"] = changed[:4]
    if base_url(config):
        fields["url"] = f"{base_url(config)}{page}.html"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@incollection{{{slug_of(page)},\n{lines}}}"


def setup_page_notes(app: Sphinx) -> None:
    """Append the notes before the page is written."""
    app.connect("html-page-context", add_notes)
