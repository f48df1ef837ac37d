"""A finger, by Chromium's own input: put down, moved in many small steps, lifted; the browser may scroll instead."""

from __future__ import annotations

STEP = 2  # px


class Finger:
    """One finger on a page that has touch."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def down(self, x: float, y: float) -> None:
        """Touch the screen."""
        self.at = (x, y)
        self._send("touchStart", self.at)

    def move(self, x: float, y: float) -> None:
        """Move there in small steps."""
        (left, top), steps = self.at, max(1, int(max(abs(x - self.at[0]), abs(y - self.at[1])) / STEP))
        for step in range(1, steps + 1):
            self.at = (left + (x - left) * step / steps, top + (y - top) * step / steps)
            self._send("touchMove", self.at)

    def up(self) -> None:
        """Leave the screen."""
        self._send("touchEnd")

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        self.session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )
