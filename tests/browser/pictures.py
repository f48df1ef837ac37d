"""Pictures of SVG in a real browser, and how far two of them are apart.

Two pictures are compared at 3 px per point, where a line of 0.6 pt still covers a pixel wherever it lies. A pixel of
one is *strange* if red, green or blue is above the brightest or below the darkest of the nine pixels around its place
in the other: by as much as it is beyond them, less 32 of 255; black where all is white counts 1. So an edge that lies
up to a third of a point off, by rounding or anti-aliasing, is no difference; a mark that is missing, of another colour,
or a whole point off is. Two pictures look the same if the strange pixels of each come to no more than ALLOWED.

Firefox covers a pixel by quarters, so that a hundredth of a point can change a grey by 64; where lines lie less than a
point apart, no pixel around has that grey. There pictures are compared at 6 px per point: half as far off is a fault.
"""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

from browsers import in_firefox

SCALE = 6 if in_firefox() else 3  # px per pt
DEPTH = 32  # of 255
ALLOWED = SCALE**2  # pixels: 1 square point, 1/60,000 of a usual view

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = [
    ("DejaVu Sans", "DejaVuSans", "normal", "normal"),
    ("DejaVu Sans", "DejaVuSans-Bold", "bold", "normal"),
    ("DejaVu Sans", "DejaVuSans-Oblique", "normal", "italic"),
    ("DejaVu Sans", "DejaVuSans-BoldOblique", "bold", "italic"),
    ("DejaVu Sans Display", "DejaVuSansDisplay", "normal", "normal"),
    ("DejaVu Sans Mono", "DejaVuSansMono", "normal", "normal"),
]


class Canvas:
    """A blank white page with matplotlib's own fonts, on which SVG is photographed."""

    def __init__(self, browser):
        self.page = browser.new_context(viewport={"width": 1300, "height": 1300}).new_page()
        faces = "".join(_face(*face) for face in FACES)
        self.page.set_content(
            f"<!doctype html><style>{faces} html {{ color: black; background: white; --explorable-paper: white; }} "
            "body { margin: 0; } svg { display: block; } svg text { white-space: pre; }</style><body></body>"
        )
        self.page.evaluate("Promise.all([...document.fonts].map((face) => face.load()))")
        # Playwright's own pictures take twice the time; in Firefox there are no others
        self.wire = None if in_firefox() else self.page.context.new_cdp_session(self.page)

    def picture(self, svg: str) -> np.ndarray:
        """`svg` as it looks, shape (height, width, 3), 0 to 255."""
        self.page.evaluate("(text) => { document.body.innerHTML = text; }", svg)
        width, height = self.page.evaluate(
            "(scale) => { const s = document.querySelector('svg'), box = s.viewBox.baseVal;"
            "s.style.cssText = `flex: none; max-width: none; width: ${box.width * scale}px;"
            "height: ${box.height * scale}px`; return [box.width * scale, box.height * scale]; }",
            SCALE,
        )
        clip = {"x": 0, "y": 0, "width": round(width), "height": round(height)}
        if not self.wire:
            return pixels(self.page.screenshot(clip=clip, full_page=True))
        asked = {"format": "png", "optimizeForSpeed": True, "clip": clip | {"scale": 1}}
        shot = self.wire.send("Page.captureScreenshot", asked)
        return pixels(base64.b64decode(shot["data"]))

    def same(self, first: bytes, second: bytes) -> bool:
        """Whether two screenshots look the same."""
        return strange(pixels(first), pixels(second)) <= ALLOWED

    def close(self) -> None:
        self.page.context.close()


def _face(family: str, file: str, weight: str, style: str) -> str:
    data = base64.b64encode((FONTS / f"{file}.ttf").read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f"src: url(data:font/ttf;base64,{data}); }}\n"
    )


def pixels(png: bytes) -> np.ndarray:
    """A PNG as an array, shape (height, width, 3)."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(np.int16)


def strange(first: np.ndarray, second: np.ndarray) -> float:
    """What the strange pixels come to, in the worse of two pictures; all pixels where their sizes differ."""
    if first.shape != second.shape:
        return max(first.size, second.size) // 3
    places = np.nonzero((np.abs(first - second) > DEPTH).any(axis=-1))  # elsewhere nothing can be strange
    return max(_outside(first, second, *places), _outside(second, first, *places))


def _outside(picture: np.ndarray, other: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> float:
    """How far `picture` is, at some places, from all that is within one pixel of them in `other`, in whole pixels."""
    padded = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = np.stack([padded[rows + i, columns + j] for i in range(3) for j in range(3)])
    here = picture[rows, columns]
    beyond = np.maximum(around.min(axis=0) - here, here - around.max(axis=0)).max(axis=-1, initial=0) - DEPTH
    return beyond[beyond > 0].sum() / (255 - DEPTH)
