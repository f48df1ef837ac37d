"""Fits and forecasts for time-series/arima-sarima: book/data/arima_sarima.npz.

`fits` forecasts monthly CO2 at Mauna Loa (statsmodels) two years ahead, at 13 origins, by each of 24 models fitted to
the 15 years before; a constant is fitted where d + D is at most 1, Nau's rule 5. `orders` fits nine orders
to each of 400 simulated series of 144 values, of a process of order AR(1) and of one of order MA(1).

Run `python data/arima_sarima.py`; it takes about five minutes.
"""

from __future__ import annotations

import warnings
from itertools import product
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy.signal import lfilter
from statsmodels.tsa.statespace.sarimax import SARIMAX

TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "arima_sarima.npz"
ORIGINS = range(1976, 2002, 2)  # each first of January
YEARS, AHEAD = 15, 24  # fitted years; forecast months
MODELS = [(p, d, q, seasonal) for seasonal, d, p, q in product((0, 1), (0, 1, 2), (0, 1), (0, 1))]
ORDERS = list(product(range(3), range(3)))
SEEDS, LENGTH = 400, 144
PLANTED = [([1, -0.8], [1]), ([1], [1, 0.8])]  # AR(1), MA(1)


def monthly():
    """Means of the months, NaN where a month has no sample."""
    return sm.datasets.co2.load_pandas().data["co2"].resample("MS").mean()


def fitted(y, model):
    """The model (p, d, q, seasonal) fitted to `y` by maximum likelihood."""
    p, d, q, seasonal = model
    letters = {"order": (p, d, q), "seasonal_order": (0, 1, 1, 12) if seasonal else (0, 0, 0, 0)}
    trend = "c" if d + seasonal <= 1 else "n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starting values outside the stationary ones
        return SARIMAX(y, trend=trend, **letters).fit(disp=0, maxiter=500)


def forecast(y, model, origin):
    """AIC, means and standard deviations of the two years from `origin` on, by the 15 years before."""
    fit = fitted(y[f"{origin - YEARS}" : f"{origin - 1}"], model)
    ahead = fit.get_forecast(AHEAD)
    return fit.aic, ahead.predicted_mean.to_numpy(), ahead.se_mean.to_numpy()


def simulated(planted, seed):
    """One series of the planted process, after a hundred steps that are thrown away."""
    ar, ma = planted
    return lfilter(ma, ar, np.random.default_rng(seed).normal(size=100 + LENGTH))[100:]


def aics(series):
    """AIC of each of the nine orders (p, 0, q), fitted without a constant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [SARIMAX(series, order=(p, 0, q)).fit(disp=0, maxiter=500).aic for p, q in ORDERS]


def main(target: Path = TARGET) -> None:
    """Fit, forecast and write."""
    y = monthly()
    found = [[forecast(y, model, origin) for origin in ORIGINS] for model in MODELS]
    aic, mean, spread = (np.array([[one[k] for one in row] for row in found]) for k in range(3))
    chosen = np.array([[aics(simulated(planted, seed)) for seed in range(SEEDS)] for planted in PLANTED])
    np.savez_compressed(
        target,
        aic=aic.round(3),
        mean=mean.round(3).astype(np.float32),
        spread=spread.round(4).astype(np.float32),
        order_aic=chosen.round(3),
    )


if __name__ == "__main__":
    main()
