"""The book's colours, one for each meaning.

Every colour has a contrast of at least 3:1 (WCAG 2.2, 1.4.11) against the page's paper, light and dark, and every
two of the six marks' colours stay at least 20 apart (CAM02-UCS, where 1 can just be seen) for normal sight and under
full protanopia, deuteranopia and tritanopia as simulated by Machado et al. (2009), doi:10.1109/TVCG.2009.113. Colour is
still never the only sign: marks also differ by shape, dash or label. `tests/unit/test_plots.py` computes all of this.
"""

from typing import Final

DATA: Final = "#5055d7"
"""Indigo: what was observed or given, such as samples, tokens and inputs."""

MODEL: Final = "#cd8200"
"""Amber: what the model says, such as a fit, a prediction or a decision boundary."""

ERROR: Final = "#be2d3c"
"""Crimson: what is wrong or costs, such as residuals, losses and mistakes."""

TRUTH: Final = "#875578"
"""Plum: what generated the data or is known exactly; drawn dashed where it is a line."""

KEPT: Final = "#0fa0c8"
"""Sky blue: what survives a choice, such as a token, weight or feature that is still in play."""

DROPPED: Final = "#96918c"
"""Warm grey: what a choice has removed, or what no longer matters."""

GUIDE: Final = "#7d7d7d"
"""Neutral grey: what the eye measures against, such as grid lines and contours; always thin, never a mark."""

INK: Final = "#000000"
"""Exactly black: text, axes and thresholds; the page shows it in the theme's own text colour."""

CATEGORICAL: Final = (DATA, KEPT, TRUTH, MODEL, ERROR)
"""Classes and series that mean nothing but "another one"; up to three of them leave MODEL and ERROR free."""

SEQUENTIAL: Final = "viridis"
"""Colormap for amounts: lightness only rises, for every kind of sight above; no step is exactly ink or paper."""
