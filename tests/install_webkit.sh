#!/usr/bin/env bash
# Make sure that there are WebKitGTK's driver, its small browser and a screen that nobody sees: tests/webkit/ uses them.
set -euo pipefail

command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -q -y --no-install-recommends webkit2gtk-driver xvfb && exit 0
fi
if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  sudo apt-get update -q && sudo apt-get install -q -y --no-install-recommends webkit2gtk-driver xvfb && exit 0
fi
echo "No WebKitGTK was found or could be installed: run 'apt install webkit2gtk-driver xvfb' as root." >&2
exit 1
