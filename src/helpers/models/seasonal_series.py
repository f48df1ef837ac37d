"""Series of season, drift and autocorrelated noise, and the exact expected error of forecasting them by means."""

from __future__ import annotations

import numpy as np


def simulate(count: int, steps: int, *, autocorrelation: float, drift: float, period: int = 12, rng) -> np.ndarray:
    """Series y_t = sin(2π(t + s)/P) + d·t/P + u_t with u_t = φ·u_{t-1} + ε_t, shape (count, steps).

    Every start s = 0 … P − 1 comes equally often, in order, where P divides `count`; ε is standard normal, and u starts
    as if it had always been running.

    Parameters
    ----------
    autocorrelation : φ of neighbouring values of u, in (-1, 1).
    drift : d, by how much the level moves in a period.
    period : P, in steps.
    rng : numpy Generator.

    Raises
    ------
    ValueError : the autocorrelation is not in (-1, 1).
    """
    if not -1 < autocorrelation < 1:
        raise ValueError(
            f"The autocorrelation must be between -1 and 1, or the noise never settles; got {autocorrelation!r}."
        )
    noise = rng.normal(size=(count, steps))
    noise[:, 0] /= np.sqrt(1 - autocorrelation**2)
    for t in range(1, steps):
        noise[:, t] += autocorrelation * noise[:, t - 1]
    t, start = np.arange(steps), np.arange(count)[:, None] * period // count
    return np.sin(2 * np.pi * (t + start) / period) + drift * t / period + noise


def expected_error(test, near, *, autocorrelation: float, drift: float, period: int = 12) -> float:
    """Mean over `test` of E[(y_t − mean of y at the steps near t)²] for the series above: a'Γa + (a'm)².

    The weights a are 1 and −1/k, Γ is the covariance of noise and season (over all starts), m the drift.

    Parameters
    ----------
    test : steps that are forecast, shape (t,).
    near : the k steps whose mean forecasts each, shape (t, k).
    """
    steps = np.column_stack([test, near])
    weights = np.append(1, np.full(steps.shape[1] - 1, -1 / (steps.shape[1] - 1)))
    lag = steps[:, :, None] - steps[:, None]
    covariance = autocorrelation ** np.abs(lag) / (1 - autocorrelation**2) + np.cos(2 * np.pi * lag / period) / 2
    return float(np.mean(weights @ covariance @ weights + (drift * steps / period @ weights) ** 2))
