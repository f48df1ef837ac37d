"""What the notebooks of Explorable Machine Learning import."""

from helpers.bundled import bundled
from helpers.calculator import calculate
from helpers.explorable import Choice, ExplorableError, Pick, Point, Slider, Toggle, explore, predict, shown

__all__ = [
    "Choice",
    "ExplorableError",
    "Pick",
    "Point",
    "Slider",
    "Toggle",
    "bundled",
    "calculate",
    "explore",
    "predict",
    "shown",
]
__version__ = "0.1.0"
