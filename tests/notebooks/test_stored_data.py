"""Stored data: every file is listed with its licence and made by a script that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| .*?`?(?P<script>data/[\w.]+\.py)`?.*\| (?P<licence>[^|]+) \|$", re.MULTILINE
)
LISTED = {row["file"]: row for row in ROW.finditer((ROOT / "book" / "data" / "README.md").read_text("utf-8"))}


def test_every_file_is_listed_and_every_listed_file_is_there():
    stored = {path.name for path in (ROOT / "book" / "data").iterdir()} - {"README.md"}
    assert stored == set(LISTED)


def test_every_file_has_a_script_and_a_licence():
    for name, row in LISTED.items():
        script = ROOT / row["script"]
        assert script.is_file(), f"{name}: there is no {row['script']}"
        assert name in script.read_text("utf-8") or Path(name).stem in script.stem, (
            f"{row['script']} does not write {name}"
        )
        assert len(row["licence"].strip()) > 3, name
