"""Numerics that two or more notebooks share: pure numpy, one file a concept family."""
