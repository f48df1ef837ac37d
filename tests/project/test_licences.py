"""Nothing in the tree is a copy of somebody else's file: borrowed code comes from pinned packages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import repository

READS = ["book/**/*", "_toc.yml"]

SIGN = "(?:©|\\([cC]\\))"
NOTICE = re.compile(
    rf"@licen[cs]e|SPDX-License-Identifier|Copyright *(?:{SIGN}|[0-9]{{4}})|{SIGN} *[0-9]{{4}}"
    "|permission is hereby granted|redistribution and use in source|licensed under the",
    re.IGNORECASE,
)
OWN = {"LICENSE", "LICENSE-text", "tests/project/test_licences.py"}  # files that speak of the book's own licences


def notices(top: Path) -> dict[str, str]:
    """File that git keeps to the first line in it that reads like somebody's licence or copyright."""
    found = {}
    for path in repository.tracked(top):
        name = path.relative_to(top).as_posix()
        text = path.read_bytes().decode(errors="replace")
        if name not in OWN and (notice := NOTICE.search(text)):
            found[name] = text[: notice.end()].splitlines()[-1]
    return found


def test_no_file_carries_a_foreign_licence():
    assert notices(repository.TOP) == {}


def test_the_books_own_licence_names_its_authors_alone():
    text = (repository.TOP / "LICENSE").read_text("utf-8")
    assert re.findall(r"Copyright .*", text) == ["Copyright (c) 2026 The authors of Explorable Machine Learning"]


@pytest.mark.parametrize(
    "notice",
    [
        "/**\n * @license MIT\n */",
        "// SPDX-License-Identifier: Apache-2.0",
        "# Copyright 2019 Somebody Else",
        "# Copyright (C) Somebody Else",
        "/* © 2020 Somebody Else */",
        "Licensed under the Apache License, Version 2.0",
        "Permission is hereby granted, free of charge",
        "Redistribution and use in source and binary forms",
    ],
)
def test_a_copied_file_is_noticed(notice, tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/own.py").write_text('"""Our own: a copyright holder may license it."""\n')
    (tmp_path / "src/borrowed.js").write_text(f"'use strict';\n{notice}\nlet a;\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert list(notices(tmp_path)) == ["src/borrowed.js"]
