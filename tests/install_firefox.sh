#!/usr/bin/env bash
# Make sure that there is an ordinary Firefox: tests/browsers.py looks in the same places.
set -euo pipefail

[ -n "${FIREFOX:-}" ] && exit 0 # named by hand: the tests say so if it is not there
for name in firefox-esr firefox; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -q -y --no-install-recommends firefox-esr && exit 0
fi
echo "No Firefox was found or could be installed: run 'apt install firefox-esr' as root, or set FIREFOX to its path." >&2
exit 1
