"""The book's own fonts, cut from fonts that installed packages carry: STIX Two Math for formulas, DejaVu for figures.

matplotlib lays figure text out for DejaVu Sans; with the same font in the page, an inline SVG looks as it was laid out.
"""

from __future__ import annotations

import hashlib
import io
import logging
from pathlib import Path

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

from .files import package_file, write_if_changed

TEXT = [
    (0x20, 0x7E),  # Latin
    (0xA0, 0xFF),  # Latin-1
    (0x131, 0x131),  # dotless i, for accents
    (0x370, 0x3FF),  # Greek
    (0x1D62, 0x1D6A),  # Latin and Greek subscripts
    (0x2000, 0x2027),  # spaces, dashes, quotes, dots
    (0x2030, 0x205F),  # per mille, primes, spaces
    (0x2070, 0x209C),  # super- and subscripts
    (0x20AC, 0x20AC),  # euro
    (0x2100, 0x214F),  # letter-like symbols
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2308, 0x230B),  # ceiling and floor
    (0x2500, 0x25FF),  # boxes, blocks, geometric shapes
    (0x2713, 0x2717),  # check marks and crosses
    (0x27E8, 0x27E9),  # angle brackets
]
FORMULA = [
    *TEXT,
    (0x237, 0x237),  # dotless j
    (0x2C6, 0x2DD),  # spacing accents
    (0x300, 0x33F),  # combining accents
    (0x2060, 0x2064),  # invisible operators
    (0x20D0, 0x20EF),  # combining marks for symbols
    (0x23B4, 0x23E1),  # braces over and under
    (0x27C0, 0x27FF),  # brackets, long arrows
    (0x2A00, 0x2AFF),  # large operators, relations
    (0x1D400, 0x1D7FF),  # mathematical alphabets
]
# file in _static/fonts: (package, path in it, ranges, OpenType features kept)
FONTS = {
    "stix-two-math.woff2": ("ziamath", "fonts/STIXTwoMath-Regular.ttf", FORMULA, ["ssty", "dtls", "flac", "ccmp"]),
    "dejavu-sans.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf", TEXT, ["kern"]),
    "dejavu-sans-oblique.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Oblique.ttf", TEXT, ["kern"]),
    "dejavu-sans-bold.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", TEXT, ["kern"]),
    "dejavu-sans-mono.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf", TEXT, []),
}
LICENCE_NAMES = {0: "Copyright", 13: "Licence", 14: "Licence text"}  # ids in a font's `name` table


def write_fonts(folder: str | Path, *, cache: str | Path) -> None:
    """Write every font and their licences into `folder`; cutting takes seconds, so the results stay in `cache`."""
    notices = {}  # a notice: the files under it
    for name, (package, path, ranges, features) in FONTS.items():
        source = package_file(package, path)
        key = font_key(source, ranges=ranges, features=features)
        kept, notice = Path(cache) / f"{key}.woff2", Path(cache) / f"{key}.txt"
        if not (kept.exists() and notice.exists()):
            content, licence = cut_font(source, ranges=ranges, features=features)
            write_if_changed(kept, content)
            write_if_changed(notice, licence.encode())
        write_if_changed(Path(folder) / name, kept.read_bytes())
        notices.setdefault(notice.read_text("utf-8"), []).append(f"{name}, a subset of {source.name}")
    text = "\n\n".join("\n".join([*files, "", notice]) for notice, files in notices.items())
    write_if_changed(Path(folder) / "LICENCES.txt", text.encode())


def font_key(source: Path, *, ranges: list[tuple[int, int]], features: list[str]) -> str:
    """Name a cut font by everything its bytes depend on, this module included."""
    recipe = repr((fontTools.version, ranges, features)).encode() + Path(__file__).read_bytes()
    return f"{source.stem}-{hashlib.sha256(source.read_bytes() + recipe).hexdigest()[:16]}"


def cut_font(source: Path, *, ranges: list[tuple[int, int]], features: list[str]) -> tuple[bytes, str]:
    """Cut a font to the given ranges of code points; return (woff2 bytes, licence notice). Equal input, equal bytes."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = subset.Options(layout_features=features, hinting=False, name_IDs=[0, 1, 2, 13, 14])
    font = TTFont(source, recalcTimestamp=False)
    licence = "".join(f"{label}: {font['name'].getDebugName(number)}\n" for number, label in LICENCE_NAMES.items())
    if ranges is FORMULA:
        narrow_radicals(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
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
