"""The panel of a live notebook: the same controls as ipywidgets (7.7 to 8), under a picture that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape

import ipywidgets as widgets
from IPython.display import display

from helpers.explorable.controls import Control, Grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.options import Options
from helpers.explorable.predict import Prediction, feedback, place_state, refusal
from helpers.explorable.registry import others, register
from helpers.explorable.values import is_finite

ROW = widgets.Layout(flex_flow="row wrap")


class Panel:
    """A panel of widgets that follows one state.

    Parameters
    ----------
    grid : the controls, at their start.
    show : puts the picture into the state at the given positions and returns the readout.
    pictures : the widgets that show the picture; `show` keeps them up to date.
    """

    def __init__(
        self,
        grid: Grid,
        show: Callable[[tuple[int, ...]], str],
        pictures: list[widgets.Widget],
        options: Options,
    ):
        self._grid, self._show, self._name, self.shared = grid, show, options.name, options.shared
        self._positions = grid.start
        self._moving = False
        self._inputs = [control.spec.make_input(control, self._moved) for control in grid.controls]
        self._text = widgets.HTML()
        heading = [widgets.HTML(f"<strong>{escape(options.title)}</strong>")] if options.title else []
        questions = [self._question(prediction) for prediction in options.predictions]
        rows = [part.widget for part in self._inputs]
        picture = widgets.Box(pictures, layout=ROW)
        self._panel = widgets.VBox([*heading, *questions, picture, self._text, *rows, self._buttons(options.presets)])
        self._redraw()
        register(options.name, self)

    @property
    def state(self) -> dict:
        """The present state, name to value as `update` receives it."""
        return self._grid.state(self._positions)

    @property
    def readout(self) -> str:
        """The sentence that goes with the present state."""
        return self._readout

    def set(self, **changes) -> None:
        """Move to the state that differs by `changes`.

        Raises ExplorableError for unknown names or values, which move nothing, and where `update` fails: then the
        panel stands in the new state, with the old picture, and says why.
        """
        self._go(self._grid.place(changes, self._positions))

    def follow(self, control: Control, value) -> None:
        """Take the value of a shared control of another explorable, where this one shares and has it."""
        if control.name in self.shared and value != self.state.get(control.name):
            with suppress(ExplorableError):
                self._go(self._grid.place({control.name: value}, self._positions), lead=False)

    def _go(self, positions: tuple[int, ...], *, lead: bool = True) -> None:
        self._moving = True  # one redraw for all widgets that follow
        try:
            for part, position in zip(self._inputs, positions, strict=True):
                part.put(position)
        finally:
            self._moving = False
        self._positions = positions
        self._redraw()
        if lead:
            self._lead()

    def _moved(self, change) -> None:
        if self._moving:
            return
        self._positions = tuple(part.read() for part in self._inputs)
        with suppress(ExplorableError):  # the panel says it
            self._redraw()
            self._lead()

    def _lead(self) -> None:
        """Let the explorables that share a control follow this one."""
        for control, position in zip(self._grid.controls, self._positions, strict=True):
            if control.name in self.shared:
                for other in others(self._name):
                    other.follow(control, control.values[position])

    def _redraw(self) -> None:
        """Show the present state; where that fails, say why in place of the readout, and raise."""
        try:
            self._readout = self._show(self._positions)
        except ExplorableError as error:
            self._readout = str(error)
            self._text.value = f"<strong>{escape(self._readout)}</strong>"
            raise
        self._text.value = f'<div style="line-height:1.5;min-height:3em">{escape(self._readout)}</div>'

    def _buttons(self, presets: Mapping[str, tuple[int, ...]]) -> widgets.Widget:
        buttons = [self._button(label, positions) for label, positions in presets.items()]
        return widgets.Box([*buttons, self._button("Reset", self._grid.start)], layout=ROW)

    def _button(self, label: str, positions: tuple[int, ...]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self._press(positions))
        return button

    def _press(self, positions: tuple[int, ...]) -> None:
        with suppress(ExplorableError):  # the panel says it
            self._go(positions)

    def _question(self, prediction: Prediction) -> widgets.Widget:
        """A question with a box for the guess; committing it says how far off it was and shows why."""
        positions = place_state(self._grid, prediction)
        said = widgets.HTML()
        if prediction.options:
            guess = widgets.RadioButtons(options=list(prediction.options), value=None)
        else:
            guess = widgets.FloatText(description=prediction.unit)
        commit = widgets.Button(description="Commit")

        def answer(_):
            if problem := _problem(prediction, guess.value):
                said.value = problem
                return
            said.value = escape(feedback(prediction, guess.value))
            self._press(positions)

        commit.on_click(answer)
        question = widgets.HTML(f"<strong>{escape(prediction.question)}</strong>")
        return widgets.VBox([question, widgets.Box([guess, commit], layout=ROW), said])

    def _ipython_display_(self) -> None:
        display(self._panel)


def _problem(prediction: Prediction, guess) -> str:
    """Why `guess` is not committed, as HTML; nothing where it is."""
    if prediction.options:
        return "Choose an answer first." if guess is None else ""
    if not is_finite(guess):
        return "Give a finite number first."
    return escape(refusal(prediction, guess))
