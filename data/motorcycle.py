"""Head acceleration in a simulated motorcycle crash, for attention-as-kernel: book/data/motorcycle.npz.

133 measurements by Schmidt, Mattern and Schüler (1981), published by Silverman (1985), as statsmodels brings them in
the tests of its additive models: `times`, ms after impact, and `accelerations`, in g, each of shape (133,), sorted by
time.

Run `python data/motorcycle.py`; it takes a second.

Reference: B. W. Silverman (1985), Some aspects of the spline smoothing approach to non-parametric regression curve
fitting, Journal of the Royal Statistical Society B 47, 1-52, https://doi.org/10.1111/j.2517-6161.1985.tb01327.x
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import statsmodels.gam.tests as statsmodels_tests

SOURCE = Path(statsmodels_tests.__file__).parent / "results" / "motorcycle.csv"
TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "motorcycle.npz"


def main(target: Path = TARGET) -> None:
    times, accelerations = np.genfromtxt(SOURCE, delimiter=",", skip_header=1).T
    np.savez_compressed(target, times=times, accelerations=accelerations)


if __name__ == "__main__":
    main()
