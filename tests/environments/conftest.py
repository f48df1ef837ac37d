"""What the environments share: a repository in place of the remote one."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from places import ROOT

import repository

AUTHOR = ("-c", "user.name=Test", "-c", "user.email=test@example.org")


@pytest.fixture(scope="session")
def remote(tmp_path_factory) -> dict[str, str]:
    """Environment in which git finds the files of this tree, tagged as the present version, at the book's address."""
    top = tmp_path_factory.mktemp("remote")
    for path in repository.tracked(ROOT):
        target = top / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "As it is"], ["tag", repository.tag()]):
        subprocess.run(["git", *AUTHOR, *command], cwd=top, check=True)
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{top.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": repository.address(),
    }
