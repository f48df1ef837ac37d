"""What the notebooks of Explorable Machine Learning import."""

from helpers.bundled import bundled
from helpers.calculator import Quantity, Result, calculate
from helpers.explorable import ExplorableError, explore, kinds, predict, shown
from helpers.explorable.kinds import *  # noqa: F403 (controls of every kind)
from helpers.readouts import amount, counted, share

__all__ = [
    *kinds.__all__,
    "ExplorableError",
    "Quantity",
    "Result",
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
