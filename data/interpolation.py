"""What the fitted models put into gaps, for time-series/interpolation: book/data/interpolation.npz.

Series, models and gaps are those of the notebook's cells whose ids begin with "model". For a gap in one half of a
record, the model's few numbers are fitted to the other half, by maximum likelihood; the values around the gap are then
smoothed.
For series number s the file holds, for each length n, `mean-s-n` and `spread-s-n`, shape (gaps, n): the fills of
`gaps(record.size, n)`, then of the picture's window; and `params-s`, shape (2, numbers), those of either half.

Run `python data/interpolation.py`; it takes about a minute.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from scipy.interpolate import CubicSpline, PchipInterpolator

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "interpolation.npz"
NOTEBOOK = ROOT / "book" / "time-series" / "interpolation.ipynb"


def lesson() -> SimpleNamespace:
    """What the cells of the notebook whose ids begin with "model" define."""
    names = {"mpl": mpl, "np": np, "pd": pd, "sm": sm, "stats": stats}
    names |= {"CubicSpline": CubicSpline, "PchipInterpolator": PchipInterpolator}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"].startswith("model"):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def fit_halves(model: SimpleNamespace, record: np.ndarray, period: int, parts: str) -> np.ndarray:
    """The numbers of the model fitted to the first half, and to the second, shape (2, numbers)."""
    half = record.size // 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starting values far out, and a likelihood that is flat at the end
        fits = [model.parts_model(y, parts, period).fit(disp=0, maxiter=500) for y in (record[:half], record[half:])]
    return np.array([fit.params for fit in fits])


def fill_gap(model: SimpleNamespace, series: tuple, params: np.ndarray, start: int, length: int):
    """Means and standard deviations in one gap, by the numbers of the half that it does not stand in."""
    record, period, parts = series
    first_half = start + length / 2 < record.size // 2
    return model.fitted(record, start, length, parts=parts, period=period, params=params[int(first_half)])


def main(target: Path = TARGET) -> None:
    """Fit, fill and write."""
    model, arrays = lesson(), {}
    for place, (name, series) in enumerate(model.load_series().items()):
        arrays[f"params-{place}"] = params = fit_halves(model, *series)
        for length in model.LENGTHS:
            starts = [*model.gaps(series[0].size, length), *model.window_gaps(name, length)]
            fills = np.array([fill_gap(model, series, params, start, length) for start in starts])
            for kind, values in zip(("mean", "spread"), fills.transpose(1, 0, 2), strict=True):
                arrays[f"{kind}-{place}-{length}"] = values.astype(np.float32)
    np.savez_compressed(target, **arrays)


if __name__ == "__main__":
    main()
