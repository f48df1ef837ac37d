"""The book's own fonts, cut to the characters that its pages use: STIX Two Math for formulas, DejaVu for figures.

matplotlib lays figure text out for DejaVu Sans; with the same font in the page, an inline SVG looks as it was laid out.
A picture that a reader saves finds no file: a script, loaded when the first is saved, holds the fonts of pictures.
Text of the page and code are in the reader's own fonts.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
from pathlib import Path

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

from .files import package_file, write_if_changed
from .used_characters import Characters

FORMULA = ["dtls", "flac", "ccmp"]  # OpenType features; `ssty`, of which Chromium knows nothing, would double the font
DEJAVU = "mpl-data/fonts/ttf/DejaVuSans"
# font: (package, path in it, OpenType features kept, what its face declares beside its source)
FONTS = {
    "stix-two-math": ("ziamath", "fonts/STIXTwoMath-Regular.ttf", FORMULA, ['font-family: "STIX Two Math"']),
    "dejavu-sans": ("matplotlib", f"{DEJAVU}.ttf", ["kern"], ['font-family: "DejaVu Sans"']),
    "dejavu-sans-oblique": (
        "matplotlib",
        f"{DEJAVU}-Oblique.ttf",
        ["kern"],
        [f'font-family: "DejaVu Sans"; font-style: {style}' for style in ("italic", "oblique")],
    ),
    "dejavu-sans-bold": (
        "matplotlib",
        f"{DEJAVU}-Bold.ttf",
        ["kern"],
        ['font-family: "DejaVu Sans"; font-weight: bold'],
    ),
}
PICTURES = "pictures.js"  # the script that holds the fonts of pictures
LICENCE_NAMES = {0: "Copyright", 13: "Licence", 14: "Licence text"}  # ids in a font's `name` table


def write_fonts(folder: str | Path, *, cache: str | Path, characters: Characters) -> str:
    """Write every font and their licences into `folder`; return the style that declares them, for a sheet beside it.

    Cutting takes seconds, so the results stay in `cache`. A font's file is named by its content: what a browser keeps
    from an earlier book is not taken for this one's.
    """
    notices, faces, held, written = {}, [], [], {"LICENCES.txt", PICTURES}
    for font, (package, path, features, declared) in FONTS.items():
        letters = characters.formulas if font == "stix-two-math" else characters.pictures
        content, notice = kept_font(package_file(package, path), cache=Path(cache), letters=letters, features=features)
        name = f"{font}-{hashlib.sha256(content).hexdigest()[:8]}.woff2"
        write_if_changed(Path(folder) / name, content)
        written.add(name)
        source = f'src: url("{Path(folder).name}/{name}") format("woff2"); font-display: swap'
        faces += [f"@font-face {{ {words}; {source}; }}\n" for words in declared]
        if font.startswith("dejavu"):
            data = f"data:font/woff2;base64,{base64.b64encode(content).decode()}"
            held += [f'@font-face {{ {words}; src: url("{data}") format("woff2"); }}\n' for words in declared]
        notices.setdefault(notice, []).append(f"{name}, a subset of {Path(path).name}")
    text = "\n\n".join("\n".join([*files, "", notice]) for notice, files in notices.items())
    write_if_changed(Path(folder) / "LICENCES.txt", text.encode())
    script = f"(window.Explorable ||= {{}}).fontFaces = {json.dumps(''.join(held))};\n"
    write_if_changed(Path(folder) / PICTURES, script.encode())
    for old in set(Path(folder).iterdir()) - {Path(folder) / name for name in written}:
        old.unlink()
    return "".join(faces)


def kept_font(source: Path, *, cache: Path, letters: str, features: list[str]) -> tuple[bytes, str]:
    """Cut a font, or take what an earlier build cut the same way."""
    key = font_key(source, letters=letters, features=features)
    kept, notice = cache / f"{key}.woff2", cache / f"{key}.txt"
    if not (kept.exists() and notice.exists()):
        content, licence = cut_font(source, letters=letters, features=features)
        write_if_changed(kept, content)
        write_if_changed(notice, licence.encode())
    return kept.read_bytes(), notice.read_text("utf-8")


def font_key(source: Path, *, letters: str, features: list[str]) -> str:
    """Name a cut font by everything its bytes depend on, this module included."""
    recipe = repr((fontTools.version, letters, features)).encode() + Path(__file__).read_bytes()
    return f"{source.stem}-{hashlib.sha256(source.read_bytes() + recipe).hexdigest()[:16]}"


def cut_font(source: Path, *, letters: str, features: list[str]) -> tuple[bytes, str]:
    """Cut a font to the given characters; return (woff2 bytes, licence notice). Equal input, equal bytes."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = subset.Options(layout_features=features, hinting=False, name_IDs=[0, 1, 2, 13, 14])
    font = TTFont(source, recalcTimestamp=False)
    licence = "".join(f"{label}: {font['name'].getDebugName(number)}\n" for number, label in LICENCE_NAMES.items())
    if features is FORMULA:
        narrow_radicals(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, letters))
    cutter.subset(font)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue(), licence


def narrow_radicals(font: TTFont) -> None:
    """Give every size of the root sign the width of the smallest.

    Chromium reserves the width of the widest size for each root, which leaves a gap of 0.4 em after a small one.
    """
    radical, variants = font.getBestCmap()[ord("√")], font["MATH"].table.MathVariants
    sizes = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(radical)]
    names = {record.VariantGlyph for record in sizes.MathGlyphVariantRecord}
    names |= {part.glyph for part in sizes.GlyphAssembly.PartRecords}
    width = font["hmtx"][radical][0]
    for name in names - {radical}:
        glyph, advance = font["glyf"][name], font["hmtx"][name][0]
        glyph.coordinates.scale((width / advance, 1))
        glyph.coordinates.toInt()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, glyph.xMin)
