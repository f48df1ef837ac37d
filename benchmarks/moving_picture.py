"""The README's picture: `.venv/bin/python benchmarks/moving_picture.py` films a figure of the book as it moves.

A film heavier than 300 kB is refused.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import HTML  # noqa: E402

PAGE, NAME = HTML / "training" / "momentum.html", "momentum"
PICTURE = Path(__file__).with_name("page.gif")
HEAVIEST = 300_000  # bytes
COLOURS = 128
WIDTH = 960  # px, of the whole figure
LONG, SHORT = 1500, 350  # milliseconds that the start is shown, and each other position
MOVE = "([name, state]) => document.getElementById(name).explorable.set(state)"
# Where the ring is dragged to, one after the other; it ends where it began.
ALONG = [[0.18, beta] for beta in (0.4, 0.6, 0.75, 0.85, 0.9)] + [[rate, 0.9] for rate in (0.25, 0.35, 0.5, 0.7, 1.0)]
DOWN = [[1.0, beta] for beta in (0.85, 0.8, 0.75)] + [[0.7, 0.6], [0.35, 0.4], [0.18, 0.0]]


def film(page: Page) -> list[Image.Image]:
    """Photograph the picture and its sentence, at the start and wherever the ring is dragged to."""
    figure = page.locator(f"#{NAME}")
    figure.evaluate("figure => figure.scrollIntoView()")
    top = figure.locator(".views").bounding_box()
    last = figure.locator(".said").bounding_box()
    area = {**top, "width": WIDTH, "height": last["y"] + last["height"] - top["y"]}
    frames = [photograph(page, area)]
    for setting in ALONG + DOWN:
        page.evaluate(MOVE, [NAME, {"setting": setting}])
        frames.append(photograph(page, area))
    return frames


def photograph(page: Page, area: dict[str, float]) -> Image.Image:
    """Photograph an area of the page."""
    return Image.open(io.BytesIO(page.screenshot(clip=area))).convert("RGB")


def gif(frames: list[Image.Image]) -> bytes:
    """Join frames to a looping animation in the colours of the first; ValueError for one that is too heavy."""
    palette = frames[0].quantize(COLOURS, Image.Quantize.MEDIANCUT)
    first, *others = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    durations = [LONG, *[SHORT] * len(others)]
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others, duration=durations, loop=0, optimize=True)
    if file.tell() > HEAVIEST:
        raise ValueError(f"The film has {file.tell():,} bytes, more than {HEAVIEST:,}: leave out positions.")
    return file.getvalue()


def main() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
        page.goto(PAGE.as_uri())
        page.evaluate("name => document.getElementById(name).explorable.set({})", NAME)
        frames = film(page)
        browser.close()
    PICTURE.write_bytes(gif(frames))
    print(f"Wrote {PICTURE.relative_to(ROOT)}: {len(frames)} positions, {PICTURE.stat().st_size / 1000:.0f} kB.")


if __name__ == "__main__":
    main()
