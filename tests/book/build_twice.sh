#!/usr/bin/env bash
# Build the whole book twice from nothing, in folders of different depth, and compare the bytes.
# Not a part of `make test`: there the tiny book is built twice, and this one executes every notebook twice.
set -euo pipefail
top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one=$work/one two=$work/two/deeper
mkdir -p "$one" "$two"
git -C "$top" ls-files -z | tar -C "$top" --null -T - -c | tar -C "$one" -x
cp -r "$one/." "$two"

for copy in "$one" "$two"; do
  (cd "$copy" && PYTHONPATH=$copy/src PYTHONHASHSEED=0 EXPLORABLE_MODE=static "$top/.venv/bin/jupyter-book" build book \
    --config _config.yml --toc "$copy/_toc.yml" --path-output . -W -n --keep-going -q)
done
diff -r "$one/_build/html" "$two/_build/html"
echo "The two builds have the same bytes."
