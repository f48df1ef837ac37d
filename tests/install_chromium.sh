#!/usr/bin/env bash
# Make sure that there is a Chromium for the browser tests: tests/conftest.py looks in the same places, in the same order.
set -euo pipefail
python=${1:?usage: install_chromium.sh PYTHON}

[ -n "${CHROMIUM:-}" ] && exit 0 # named by hand: the tests say so if it is not there
for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -q -y --no-install-recommends chromium && exit 0
fi
"$python" -m playwright install chromium && exit 0
echo "No Chromium was found or could be installed: run 'apt install chromium' as root, or set CHROMIUM to its path." >&2
exit 1
