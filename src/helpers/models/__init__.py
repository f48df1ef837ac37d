"""Numerics that two or more notebooks share: pure numpy, one file per family of concepts."""
