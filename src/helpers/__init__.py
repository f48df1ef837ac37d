"""What the notebooks of Explorable Machine Learning import."""

from helpers.bundled import bundled
from helpers.calculator import Quantity, Result, calculate
from helpers.explorable import Choice, ExplorableError, Pick, Point, Slider, Toggle, explore, predict, shown
from helpers.readouts import amount, counted, share

__all__ = [
    "Choice",
    "ExplorableError",
    "Pick",
    "Point",
    "Quantity",
    "Result",
    "Slider",
    "Toggle",
    "amount",
    "bundled",
    "calculate",
    "counted",
    "explore",
    "predict",
    "share",
    "shown",
]
__version__ = "0.1.0"
