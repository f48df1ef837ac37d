"""What the notebooks of Explorable Machine Learning import."""

__version__ = "0.1.0"
