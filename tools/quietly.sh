#!/usr/bin/env bash
# Run a command, and show what it prints only if it fails: pip may warn about every package, Jupyter about every kernel.
printed=$("$@" 2>&1)
code=$?
[ "$code" = 0 ] || printf '%s\n' "$printed" >&2
exit "$code"
