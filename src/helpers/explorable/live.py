"""The live path: the same controls as ipywidgets (7.7 to 8), the figures as images redrawn in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import ipywidgets as widgets
from IPython.display import display

from helpers.explorable.controls import Control, ExplorableError, Grid

WIDE = widgets.Layout(width="28em", max_width="100%")


class Live:
    """A panel of widgets that follows one state.

    Parameters
    ----------
    grid : the controls, at their start.
    presets : label to positions.
    show : puts the picture into the state at the given positions and returns the readout.
    pictures : the widgets that show the picture; `show` keeps them up to date.
    """

    def __init__(
        self,
        grid: Grid,
        presets: Mapping[str, tuple[int, ...]],
        show: Callable[[tuple[int, ...]], str],
        pictures: list[widgets.Widget],
    ):
        self._grid = grid
        self._show = show
        self._positions = grid.start
        self._moving = False
        self._inputs = [make_widget(control) for control in grid.controls]
        self._text = widgets.HTML()
        for widget in self._inputs:
            widget.observe(self._moved, names="value")
        self._panel = widgets.VBox(
            [
                widgets.Box(pictures, layout=widgets.Layout(flex_flow="row wrap")),
                self._text,
                *self._inputs,
                self._buttons(presets),
            ]
        )
        self._redraw()

    @property
    def state(self) -> dict:
        """The present state, name to value as `update` receives it."""
        return self._grid.state(self._positions)

    @property
    def readout(self) -> str:
        """The sentence that goes with the present state."""
        return self._readout

    def set(self, **changes) -> None:
        """Move to the state that differs by `changes`; raises ExplorableError for unknown names or values."""
        self._go(self._grid.place(changes, self._positions))

    def _go(self, positions: tuple[int, ...]) -> None:
        self._moving = True  # one redraw for all widgets that follow
        try:
            for widget, control, position in zip(self._inputs, self._grid.controls, positions, strict=True):
                put(widget, control, position)
        finally:
            self._moving = False
        self._positions = positions
        self._redraw()

    def _moved(self, change) -> None:
        if self._moving:
            return
        pairs = zip(self._inputs, self._grid.controls, strict=True)
        self._positions = tuple(read(widget, control) for widget, control in pairs)
        try:
            self._redraw()
        except ExplorableError as error:
            self._text.value = f"<strong>{escape(str(error))}</strong>"

    def _redraw(self) -> None:
        self._readout = self._show(self._positions)
        self._text.value = f'<div style="line-height:1.5;min-height:3em">{escape(self._readout)}</div>'

    def _buttons(self, presets: Mapping[str, tuple[int, ...]]) -> widgets.Widget:
        buttons = [self._button(label, positions) for label, positions in presets.items()]
        buttons.append(self._button("Reset", self._grid.start))
        return widgets.Box(buttons, layout=widgets.Layout(flex_flow="row wrap"))

    def _button(self, label: str, positions: tuple[int, ...]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self._go(positions))
        return button

    def _ipython_display_(self) -> None:
        display(self._panel)


def make_widget(control: Control) -> widgets.Widget:
    """The ipywidget for `control`, at its start."""
    style = {"description_width": "11em"}
    if control.kind == "toggle":
        return widgets.Checkbox(value=bool(control.start), description=control.label, indent=False)
    kind = widgets.Dropdown if control.kind == "choice" else widgets.SelectionSlider
    more = {} if control.kind == "choice" else {"continuous_update": True}
    options = [(text, position) for position, text in enumerate(control.texts)]
    return kind(options=options, value=control.start, description=control.label, style=style, layout=WIDE, **more)


def put(widget: widgets.Widget, control: Control, position: int) -> None:
    """Move `widget` to `position`."""
    widget.value = bool(position) if control.kind == "toggle" else position


def read(widget: widgets.Widget, control: Control) -> int:
    """The position of `widget`."""
    return int(widget.value)
