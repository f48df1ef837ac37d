"""Predictions: a question that the reader answers before the notebook's own function does."""

from __future__ import annotations

import base64
import json
import numbers
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from helpers.explorable.controls import Grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, listed, plain_text, told
from helpers.explorable.values import is_finite

CLOSE = 0.1  # a guess within a tenth of the answer is called close


@dataclass(frozen=True)
class Prediction:
    """A question, its computed answer, and the state that shows why.

    Attributes
    ----------
    question : ends with a question mark.
    answer : a number, or the label of the right option.
    options : label to the misconception that choosing it reveals ("" for none); empty where a number is asked for.
    unit : of the number.
    state : changes from the start state to the one that shows the answer.
    because : said after the answer.
    """

    question: str
    answer: float | str
    options: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    state: Mapping = field(default_factory=dict)
    because: str = ""


def predict(
    question: str,
    answer: Callable,
    *,
    options: Mapping[str, str] | list | None = None,
    unit: str = "",
    state: Mapping | None = None,
    because: str | Callable[[], str] = "",
) -> Prediction:
    """A question for `explore(…, predict=…)` or `calculate(…, predict=…)`; the answer is computed here and now.

    Parameters
    ----------
    question : what to predict, a question.
    answer : a function of no arguments that computes the number, or the label of the right option.
    options : labels to choose from, or label to the misconception that choosing it reveals; None asks for a number.
    unit : of the number.
    state : the state, as for a preset, that shows why.
    because : what to say after the answer, or a function that computes it.

    Raises
    ------
    ExplorableError
        Where the answer is not computed, fails, is not finite, or is not one of the options.
    """
    about = brief(plain_text("The question of predict", question))
    if not callable(answer):
        raise ExplorableError(
            f"The answer to {about} is typed in: give a function that computes it, such as lambda: steps[-1]."
        )
    labels = _labels(about, options)
    value = _computed(f"The answer to {about}", answer)
    if labels and not (isinstance(value, str) and value in labels):
        raise ExplorableError(
            f"The answer to {about} is {brief(value)}, which is not an option; they are {listed(labels)}."
        )
    if not labels:
        value = _finite(about, value)
    if state is not None and not isinstance(state, Mapping):
        raise ExplorableError(f"The state of {about} is {brief(state)}: give a dict of control to value.")
    name = f"The option because of {about}"
    because = plain_text(name, _computed(name, because) if callable(because) else because)
    unit = plain_text(f"The unit of {about}", unit)
    return Prediction(question, value, labels, unit, dict(state or {}), because)


def _labels(about: str, options) -> dict[str, str]:
    """Label to misconception; empty where a number is asked for."""
    if options is None:
        return {}
    if not isinstance(options, Mapping | list | tuple):
        raise ExplorableError(f"The options of {about} are {brief(options)}: give a list of labels or a dict.")
    pairs = options.items() if isinstance(options, Mapping) else [(label, "") for label in options]
    what = f"In the options of {about}, a label or a misconception"
    return {plain_text(what, str(label)): plain_text(what, words) for label, words in pairs}


def _computed(what: str, function: Callable):
    try:
        return function()
    except Exception as error:
        raise ExplorableError(f"{what} cannot be computed: {told(error)}") from error


def _finite(about: str, value) -> float:
    if not is_finite(value):
        raise ExplorableError(f"The answer to {about} is {brief(value)}, which is not a finite number.")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def as_tuple(predictions: Prediction | list | tuple | None) -> tuple[Prediction, ...]:
    """The option `predict` of explore as a tuple; raises for anything that `predict(…)` did not make."""
    many = predictions if isinstance(predictions, list | tuple) else [predictions] if predictions is not None else []
    for prediction in many:
        if not isinstance(prediction, Prediction):
            raise ExplorableError(f"The option predict is {brief(prediction)}: give predict(question, answer, …).")
    return tuple(many)


def place_state(grid: Grid, prediction: Prediction) -> tuple[int, ...]:
    """Positions of the state that shows the answer; raises naming the question where it is none."""
    try:
        return grid.place(prediction.state)
    except ExplorableError as error:
        raise ExplorableError(f"The state of the question {brief(prediction.question)} does not fit: {error}") from None


def plain(number: float) -> str:
    """`number` to four significant digits, halves away from zero; exponents where the page's script has them, too."""
    exact = Decimal(float(number))
    if not exact:
        return "0"
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 3), ROUND_HALF_UP)
    return format(rounded.normalize(), "f") if 1e-21 <= abs(rounded) < 1e21 else repr(float(rounded))


def refusal(prediction: Prediction, guess: float | str) -> str:
    """Why `guess` cannot be the answer and is not committed, or ""; `predict.js` says the same."""
    if not _is_count(prediction) or float(guess) >= 0:
        return ""
    return f"{plain(float(guess))}{_unit(prediction)} cannot be: give 0 or more."


def _is_count(prediction: Prediction) -> bool:
    """Whether the answer is a non-negative integer."""
    return isinstance(prediction.answer, int) and prediction.answer >= 0


def _unit(prediction: Prediction) -> str:
    return f" {prediction.unit}" if prediction.unit else ""


def feedback(prediction: Prediction, guess: float | str) -> str:
    """What a reader who committed `guess` is told; `predict.js` says the same."""
    if prediction.options:
        said = _choice_feedback(prediction, str(guess))
    else:
        said = _number_feedback(prediction, float(guess))
    return f"{said} {prediction.because}".strip()


def _choice_feedback(prediction: Prediction, guess: str) -> str:
    if guess == prediction.answer:
        return f"Right: {guess}."
    misconception = prediction.options.get(guess, "")
    why = f"{misconception} " if misconception else ""
    return f"Not so. {why}The answer: {prediction.answer}."


def _number_feedback(prediction: Prediction, guess: float) -> str:
    answer, unit = prediction.answer, _unit(prediction)
    off = abs(guess - answer)
    if plain(guess) == plain(answer):
        return f"Right: {plain(answer)}{unit}."
    opening = "Close: the" if answer and off <= CLOSE * abs(answer) else "The"
    side = "too high" if guess > answer else "too low"
    return f"{opening} answer is {plain(answer)}{unit}; you said {plain(guess)}, {plain(off)} {side}."


def sealed(prediction: Prediction, positions: tuple[int, ...]) -> str:
    """The prediction for the page's script, encoded so that nobody reads the answer by accident."""
    content = {
        "answer": prediction.answer,
        "options": dict(prediction.options),
        "unit": prediction.unit,
        "count": _is_count(prediction),
        "because": prediction.because,
        "positions": list(positions),
    }
    return base64.b64encode(json.dumps(content).encode()).decode()
