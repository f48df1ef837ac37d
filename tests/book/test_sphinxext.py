"""The extension's parts, one by one."""

import base64
import json
import os
import platform
import re
import subprocess
import sys

import nbformat
import pytest
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_notebook

from built_pages import ROOT
from helpers.sphinxext.execution import NAMED, data_key, data_of, drop_old_caches, execution_key
from helpers.sphinxext.files import built_pages, package_file, write_if_changed
from helpers.sphinxext.fonts import FONTS, cut_font, write_fonts
from helpers.sphinxext.metadata import metadata_errors, read_metadata
from helpers.sphinxext.policy import externalise
from helpers.sphinxext.used_characters import Characters
from helpers.sphinxext.weight import page_weight_kb

NOTEBOOKS = sorted((ROOT / "book").rglob("*.ipynb"))
READS = ["book/**/*.ipynb"]
ABOUT = {"summary": "A sentence.", "tags": ["a"], "prerequisites": [], "entries": ["topic-0001"]}


@pytest.fixture
def repository(tmp_path):
    """Files that a notebook's output depends on, and some that it does not."""
    for name in ("src/a.py", "src/deep/b.mplstyle", "src/c.js", "src/d.css", "book/data/e.csv", "requirements.txt"):
        write_if_changed(tmp_path / name, b"1")
    return tmp_path


def key(repository, mode="static"):
    return execution_key(repository / "src", repository / "book", mode=mode)


@pytest.mark.parametrize(
    "name", ["src/a.py", "src/deep/b.mplstyle", "book/data/e.csv", "requirements.txt", "src/new.py"]
)
def test_the_cache_depends_on_engine_data_and_pins(repository, name):
    before = key(repository)
    write_if_changed(repository / name, b"2")
    assert key(repository) != before


def test_data_that_a_notebook_alone_names_is_kept_with_its_outputs(repository):
    path = repository / "book/part/a.ipynb"
    notebook = new_notebook(cells=[new_code_cell('np.load(\n    bundled("e.csv"))'), new_code_cell("bundled('gone')")])
    write_if_changed(path, nbformat.writes(notebook).encode())
    before, own = key(repository), data_key(notebook, repository / "book")
    write_if_changed(repository / "book/data/e.csv", b"2")
    assert key(repository) == before and data_key(notebook, repository / "book") != own
    assert data_of(notebook, repository / "book") == [repository / "book/data/e.csv"]
    write_if_changed(repository / "src/a.py", b'bundled("e.csv")')
    shared = key(repository)
    write_if_changed(repository / "book/data/e.csv", b"3")
    assert key(repository) != shared


def test_notebooks_name_their_data_as_the_cache_reads_it():
    for path in NOTEBOOKS:
        code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        assert code.count("bundled(") == len(NAMED.findall(code)), f"{path.stem}: write the name inside bundled(…)"
        assert not re.search(r"""["'][^"'\n]*\bdata/""", code), f"{path.stem}: stored data is read by bundled(…)"


def test_the_cache_depends_on_the_mode_but_not_on_scripts_or_place(repository, tmp_path_factory):
    before = key(repository)
    write_if_changed(repository / "src/c.js", b"2")
    write_if_changed(repository / "src/__pycache__/a.pyc", b"2")
    write_if_changed(repository / "src/sphinxext/templates/page.html", b"2")
    write_if_changed(repository / "book/data/README.md", b"2")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "moved"
    os.rename(repository, elsewhere)
    assert key(elsewhere) == before
    assert key(elsewhere, mode="live") != before


def test_the_cache_depends_on_the_processor(repository, monkeypatch):
    before = key(repository)
    monkeypatch.setattr(
        "helpers.sphinxext.execution.threadpool_info",
        lambda: [{"filepath": "numpy.libs/blas.so", "architecture": "Prescott"}],
    )
    assert key(repository) != before


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the kernels named are those of x86")
def test_the_kernels_of_the_blas_are_part_of_the_arithmetic():
    command = [sys.executable, "-c", "from helpers.sphinxext.execution import arithmetic; print(arithmetic())"]
    found = [
        subprocess.check_output(command, text=True, env=os.environ | {"OPENBLAS_CORETYPE": kernels})
        for kernels in ("Sandybridge", "Nehalem")
    ]
    assert "Sandybridge" in found[0] and "Nehalem" in found[1]


def test_old_caches_go_and_the_present_one_stays(tmp_path):
    for age in range(7):
        folder = tmp_path / f"execution-{age}"
        folder.mkdir()
        os.utime(folder, (1000 - age, 1000 - age))
    drop_old_caches(tmp_path, keep="execution-6")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"execution-{age}" for age in (0, 1, 2, 6)]


def test_files_are_rewritten_only_when_they_change(tmp_path):
    assert write_if_changed(tmp_path / "a/b.html", b"1")
    assert not write_if_changed(tmp_path / "a/b.html", b"1")
    assert write_if_changed(tmp_path / "a/b.html", b"2")
    write_if_changed(tmp_path / "_static/c.html", b"1")
    assert built_pages(tmp_path) == [tmp_path / "a/b.html"]


def test_inline_scripts_move_to_files_in_place():
    saved = []
    html = (
        "<p onclick=no>1 < 2</p><!-- <script>kept()</script> --><style>a::before { content: ' onclick=\"x\"' }</style>"
        '<script data-x="1">run("<b>");</script><script defer src="a.js"></script>'
        '<script type="application/json">{"a": 1}</script>'
        "<script>DOCUMENTATION_OPTIONS.pagename = 'part/wave';</script>"
        '<button title="a > b" onclick="window.print()" class="c">Print</button>'
    ).replace(" onclick=no", "")
    moved = externalise(html, root="../", save=lambda script: saved.append(script) or "_static/inline/1.js")
    assert saved == ['run("<b>");']
    assert moved == (
        "<p>1 < 2</p><!-- <script>kept()</script> --><style>a::before { content: ' onclick=\"x\"' }</style>"
        '<script data-x="1" src="../_static/inline/1.js"></script><script defer src="a.js"></script>'
        '<script type="application/json">{"a": 1}</script>'
        '<script src="../_static/page-name.js" data-page-name="part/wave"></script>'
        '<button title="a > b" data-action="print" class="c">Print</button>'
    )


def test_handlers_without_an_action_are_refused_by_name():
    with pytest.raises(ValueError, match=r"onload='boom\(\)'"):
        externalise('<body onload="boom()">', root="", save=str)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"summary": None}, "The metadata field `explorable.summary` must be a sentence."),
        ({"tags": "a, b"}, "The metadata field `explorable.tags` must be a list of words."),
        ({"entries": [1]}, "The metadata field `explorable.entries` must be a list of words."),
        ({"summary": "Waves"}, "The metadata field `explorable.summary` must end with a full stop or a question mark."),
        ({"tags": ["a", "a"]}, "The metadata field `explorable.tags` must not name a word twice."),
        (
            {"entries": ["topic-1"]},
            "The metadata field `explorable.entries` has 'topic-1', which is not an id of the catalogue.",
        ),
        ({"prerequisites": ["A b"]}, "The metadata field `explorable.prerequisites` has 'A b', which is not a slug."),
        ({"part": "x"}, "The metadata field `explorable.part` is unknown."),
    ],
)
def test_malformed_metadata_are_named(change, sentence):
    assert metadata_errors({"explorable": ABOUT | change}) == [sentence]
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_metadata({"explorable": ABOUT | change})


def test_metadata_are_stored_as_they_were_read():
    metadata = read_metadata({"explorable": ABOUT})
    assert (metadata.summary, metadata.tags) == (ABOUT["summary"], tuple(ABOUT["tags"]))
    assert metadata.as_json() == ABOUT and list(metadata.as_json()) == sorted(ABOUT)


def test_missing_metadata_are_named():
    assert metadata_errors({"explorable": ABOUT}) == []
    assert metadata_errors({}) == [
        "The notebook's metadata have no `explorable` with summary, tags, prerequisites, entries."
    ]
    without = {name: value for name, value in ABOUT.items() if name != "entries"}
    assert metadata_errors({"explorable": without}) == ["The metadata field `explorable.entries` is missing."]


def test_weight_is_what_a_server_would_send():
    assert page_weight_kb(b"a" * 100_000) < 1
    assert page_weight_kb(os.urandom(100_000)) > 100


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    """The folder of the book's fonts, cut to a few characters, and the style that declares them."""
    folder = tmp_path_factory.mktemp("fonts")
    letters = Characters(formulas="aθ∑√ℝ𝐱⏟", pictures="aΣ°")
    return folder / "fonts", write_fonts(folder / "fonts", cache=folder / "cache", characters=letters)


def font_of(fonts, name):
    """The only file of a font."""
    (path,) = fonts[0].glob(f"{name}-????????.woff2")
    return path


@pytest.mark.parametrize("name", FONTS)
def test_fonts_have_the_letters_asked_for_and_no_others(fonts, name):
    path = font_of(fonts, name)
    needed = "aθ∑√ℝ𝐱⏟" if "math" in name else "aΣ°"
    assert set(TTFont(path).getBestCmap()) == set(map(ord, needed))
    assert path.stat().st_size < 12_000 and path.name in (fonts[0] / "LICENCES.txt").read_text("utf-8")
    assert f'url("fonts/{path.name}")' in fonts[1]


def test_a_script_holds_the_fonts_of_pictures_for_those_that_are_saved(fonts):
    script = (fonts[0] / "pictures.js").read_text("utf-8")
    held = json.loads(script.removeprefix("(window.Explorable ||= {}).fontFaces = ").removesuffix(";\n"))
    data = set(re.findall(r'url\("data:font/woff2;base64,([^"]*)"\)', held))
    assert {base64.b64decode(one) for one in data} == {
        font_of(fonts, name).read_bytes() for name in FONTS if "dejavu" in name
    }
    assert held.count('font-family: "DejaVu Sans"') == held.count("@font-face") == 4


def test_a_font_of_an_earlier_build_is_removed(tmp_path):
    folder = tmp_path / "fonts"
    write_fonts(folder, cache=tmp_path, characters=Characters("a", "a"))
    before = {path.name for path in folder.iterdir()}
    write_fonts(folder, cache=tmp_path, characters=Characters("ab", "a"))
    gone = before - {path.name for path in folder.iterdir()}
    assert len(before) == len(FONTS) + 2 and [name[:4] for name in gone] == ["stix"]


def test_cutting_a_font_twice_gives_the_same_bytes():
    package, path, features, _ = FONTS["dejavu-sans"]
    source = package_file(package, path)
    assert cut_font(source, letters="ab", features=features) == cut_font(source, letters="ab", features=features)


def test_all_root_signs_have_one_width(fonts):
    font = TTFont(font_of(fonts, "stix-two-math"))
    assert "MATH" in font
    variants = font["MATH"].table.MathVariants
    radical = font.getBestCmap()[ord("√")]
    sizes = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(radical)]
    glyphs = [record.VariantGlyph for record in sizes.MathGlyphVariantRecord]
    glyphs += [part.glyph for part in sizes.GlyphAssembly.PartRecords]
    assert len(glyphs) > 4
    assert {font["hmtx"][glyph][0] for glyph in glyphs} == {font["hmtx"][radical][0]}
