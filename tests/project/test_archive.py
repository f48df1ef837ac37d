"""The archive holds the whole built book, works from disk, and is the same each time."""

from __future__ import annotations

import zipfile

import pytest

import archive


def test_the_archive_is_the_book(book, tmp_path):
    count = archive.pack(book, tmp_path / "book.zip")
    with zipfile.ZipFile(tmp_path / "book.zip") as packed:
        names = packed.namelist()
        assert packed.testzip() is None and len(names) == count
        packed.extractall(tmp_path)
    top = tmp_path / archive.FOLDER
    assert {name.split("/")[0] for name in names} == {archive.FOLDER}
    for path in book.rglob("*"):
        if path.is_file() and path.name not in archive.NOT_READ:
            assert (top / path.relative_to(book)).read_bytes() == path.read_bytes()


def test_the_unpacked_book_works_from_disk(page, book, tmp_path):
    archive.pack(book, tmp_path / "book.zip")
    with zipfile.ZipFile(tmp_path / "book.zip") as packed:
        packed.extractall(tmp_path)
    page.goto((tmp_path / archive.FOLDER / "index.html").as_uri())
    moved = page.evaluate(
        """async () => {
          const { explorable } = document.querySelector("figure.explorable");
          const before = explorable.readout();
          await explorable.set({ temperature: 1.5 });
          return [before, explorable.readout()];
        }"""
    )
    assert moved[0] != moved[1]


def test_the_same_book_gives_the_same_bytes(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html/index.html").write_text("<p>A book</p>")
    archive.pack(tmp_path / "html", tmp_path / "one.zip")
    (tmp_path / "html/index.html").touch()
    archive.pack(tmp_path / "html", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_without_a_book_there_is_nothing_to_pack(tmp_path):
    with pytest.raises(FileNotFoundError, match="run `make book`"):
        archive.pack(tmp_path, tmp_path / "book.zip")
