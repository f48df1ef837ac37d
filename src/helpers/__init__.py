"""What the notebooks of Explorable Machine Learning import."""

from helpers.calculator import calculate
from helpers.explorable import Choice, ExplorableError, Slider, Toggle, explore

__all__ = ["Choice", "ExplorableError", "Slider", "Toggle", "calculate", "explore"]
__version__ = "0.1.0"
