"""The statistics that pages speak of, on plain numbers: least squares, logit, correlation, shares of spread, limits.

Least squares are NumPy's, since the front page's statements need them and statsmodels takes a second to load; tests
hold them against it. The logit is statsmodels' own, loaded when the first one is asked for. Nothing here knows what its
numbers mean, and none of it says what leads to what.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

FEWEST = 30
"""Rows with all figures below which nothing is estimated."""

Z = 1.959963984540054
"""How many standard errors a 95 per cent interval reaches to each side."""

ENDS = ("estimate", "low", "high")
"""A coefficient and its interval, as columns are called."""

RESAMPLES, SEED = 500, 1
"""How often the rows are drawn anew for the intervals of shares, and where the drawing starts: the same every time."""


@dataclass(frozen=True)
class Estimated:
    """A regression. `coefficients` has estimate, low, high (95 per cent) and p by factor, the constant as «const»;
    `expected` and `residual` are by row, in the outcome's unit; `covariance` is of the coefficients in their order.
    `r_squared` of a logit is McFadden's.
    """

    coefficients: pd.DataFrame
    n: int
    r_squared: float
    expected: pd.Series
    residual: pd.Series
    covariance: np.ndarray

    def of(self, factor: str, part: str) -> float:
        """A number of a factor's coefficient: «estimate», «low», «high» or «p»."""
        return float(self.coefficients[part].to_numpy()[self.coefficients.index.get_loc(factor)])


def _coefficients(names: Iterable[str], estimates: np.ndarray, errors: np.ndarray) -> pd.DataFrame:
    told = {"low": estimates - Z * errors, "high": estimates + Z * errors, "p": [p(z) for z in estimates / errors]}
    return pd.DataFrame({"estimate": estimates, **told}, list(names))


def p(z: float) -> float:
    """How likely an estimate so many standard errors away from zero would be, were there nothing."""
    return math.erfc(abs(z) / math.sqrt(2))


def estimable(outcome: pd.Series, factors: pd.DataFrame) -> bool:
    """Whether there are enough rows, the outcome differs among them, and no factor follows from the others."""
    if len(outcome) < FEWEST or outcome.nunique() < 2 or (factors.nunique() < 2).any():
        return False
    scaled = (factors - factors.mean()) / factors.std(ddof=0)
    return int(np.linalg.matrix_rank(scaled.to_numpy(), tol=1e-8 * math.sqrt(len(scaled)))) == scaled.shape[1]


def least_squares(outcome: pd.Series, factors: pd.DataFrame, weights: pd.Series | None = None) -> Estimated | None:
    """Least squares with errors that hold where the spread differs (HC3); None where nothing can be estimated.

    Rows must be without gaps. `weights` are those of weighted least squares, above zero.
    """
    if not estimable(outcome, factors):
        return None
    root = np.ones(len(outcome)) if weights is None else np.sqrt(weights.to_numpy(dtype=float))
    y = outcome.to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(y)), factors.to_numpy(dtype=float)])
    weighed, aim = x * root[:, None], y * root
    inverse = np.linalg.pinv(weighed.T @ weighed)
    estimates = inverse @ weighed.T @ aim
    residual = y - x @ estimates
    leverage = np.einsum("ij,jk,ik->i", weighed, inverse, weighed)
    if leverage.max() > 1 - 1e-9:  # a row that alone decides a coefficient has no error of its own to judge by
        return None
    meat = weighed * (root * residual / (1 - leverage))[:, None]
    covariance = inverse @ (meat.T @ meat) @ inverse
    around = y - np.average(y, weights=root**2)
    r_squared = 1 - float(np.sum((root * residual) ** 2) / np.sum((root * around) ** 2))
    return Estimated(
        _coefficients(["const", *factors.columns], estimates, np.sqrt(np.diag(covariance))),
        len(y),
        r_squared,
        pd.Series(x @ estimates, outcome.index),
        pd.Series(residual, outcome.index),
        covariance,
    )


def logit(outcome: pd.Series, factors: pd.DataFrame) -> Estimated | None:
    """A logit of an outcome that is 0 or 1, with robust errors; the coefficients are of the logarithm of the odds.

    None where nothing can be estimated, also where the factors tell all of the ones from all of the zeros.
    """
    if not estimable(outcome, factors):
        return None
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    scale = factors.std(ddof=0)
    model = sm.Logit(outcome, sm.add_constant((factors - factors.mean()) / scale))
    try:
        with warnings.catch_warnings():  # what they tell of is asked below
            warnings.simplefilter("ignore")
            found = model.fit(disp=0, cov_type="HC3", maxiter=100)
    except (PerfectSeparationError, np.linalg.LinAlgError):
        return None
    if not found.mle_retvals["converged"] or not np.isfinite(found.bse).all() or (found.bse > 100).any():
        return None
    named = factors.columns
    covariance = found.cov_params().loc[named, named].to_numpy() / np.outer(scale, scale)
    table = _coefficients(named, (found.params[named] / scale).to_numpy(), np.sqrt(np.diag(covariance)))
    expected = pd.Series(found.predict(), outcome.index)
    return Estimated(table, int(found.nobs), float(found.prsquared), expected, outcome - expected, covariance)


def inflation(factors: pd.DataFrame) -> pd.Series:
    """By factor: how many times wider (in variance) its interval is than if it went with no other (VIF)."""
    return pd.Series(np.diag(np.linalg.pinv(np.corrcoef(factors.to_numpy(dtype=float), rowvar=False))), factors.columns)


# --- Two figures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation with its 95 per cent interval, of `n` rows."""

    r: float
    low: float
    high: float
    n: int

    @property
    def sure(self) -> bool:
        """Whether the interval tells which way it goes."""
        return self.low > 0 or self.high < 0


def rank_correlation(x: pd.Series, y: pd.Series, fewest: int = FEWEST) -> Correlation | None:
    """How two columns go together by rank; None for fewer than `fewest` rows with both, or where one is the same in
    all.

    The interval is Fisher's, with the standard error for ranks of Bonett and Wright (2000).
    """
    both = x.notna() & y.notna()
    x, y = x[both].rank(), y[both].rank()
    if len(x) < fewest or x.nunique() < 2 or y.nunique() < 2:
        return None
    r = float(np.clip(x.corr(y), -1, 1))
    if abs(r) > 1 - 1e-12:
        return Correlation(math.copysign(1.0, r), math.copysign(1.0, r), math.copysign(1.0, r), len(x))
    reach = Z * math.sqrt((1 + r * r / 2) / (len(x) - 3))
    return Correlation(r, math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach), len(x))


# --- Shares of the spread -------------------------------------------------------------------------------------------


def shared(outcome: pd.Series, factors: pd.DataFrame, weights: pd.Series | None = None) -> pd.DataFrame | None:
    """How much of the outcome's spread (R², 0 to 1) goes with each factor; None where nothing can be estimated.

    By factor: `share`, the mean of what it adds in every order of entering (Lindeman, Merenda and Gold; the same as
    Shapley's value), which sum to R²; `alone`, R² without the others; `added`, what it adds to all others. `weights`
    are those of weighted least squares.
    """
    if not estimable(outcome, factors):
        return None
    found = _parts(_correlations(*_columns(outcome, factors, weights))[None])
    return pd.DataFrame({name: part[0] for name, part in found.items()}, factors.columns)


def shares(outcome: pd.Series, factors: pd.DataFrame, weights: pd.Series | None = None) -> pd.DataFrame | None:
    """The same as `shared` with `low` and `high`, the 95 per cent interval of the share from rows drawn anew, and
    `first`, the part of the draws in which the factor has the largest share.
    """
    found = shared(outcome, factors, weights)
    if found is None:
        return None
    data, counts = _columns(outcome, factors, weights)
    draw = np.random.default_rng(SEED).integers(0, len(data), (RESAMPLES, len(data)))
    drawn = np.stack([_correlations(data[rows], counts[rows]) for rows in draw])
    parts = _parts(drawn)["share"]
    low, high = np.nanquantile(parts, [0.025, 0.975], axis=0)
    firsts = parts[np.isfinite(parts).all(axis=1)].argmax(axis=1)
    return found.assign(low=low, high=high, first=np.bincount(firsts, minlength=parts.shape[1]) / max(len(firsts), 1))


def _columns(outcome: pd.Series, factors: pd.DataFrame, weights: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """The outcome and the factors beside each other, and what each row counts."""
    data = np.column_stack([outcome.to_numpy(dtype=float), factors.to_numpy(dtype=float)])
    return data, np.ones(len(data)) if weights is None else weights.to_numpy(dtype=float)


def _correlations(data: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The correlation matrix of columns in which each row counts so much."""
    covariance = np.cov(data, rowvar=False, aweights=counts)
    spread = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(spread, spread))


def _parts(correlations: np.ndarray) -> dict[str, np.ndarray]:
    """`share`, `alone` and `added` of every factor, of correlation matrices in which the outcome comes first."""
    count = correlations.shape[1] - 1
    everything = range(1, count + 1)
    explained = {
        subset: _explained(correlations, subset)
        for size in range(count + 1)
        for subset in combinations(everything, size)
    }
    share = []
    for factor in everything:
        others = [one for one in everything if one != factor]
        gains = [
            (explained[tuple(sorted((*subset, factor)))] - explained[subset]) / math.comb(count - 1, size)
            for size in range(count)
            for subset in combinations(others, size)
        ]
        share.append(sum(gains) / count)
    whole = explained[tuple(everything)]
    return {
        "share": np.stack(share, axis=1),
        "alone": np.stack([explained[(one,)] for one in everything], axis=1),
        "added": np.stack([whole - explained[tuple(o for o in everything if o != one)] for one in everything], axis=1),
    }


def _explained(correlations: np.ndarray, subset: tuple[int, ...]) -> np.ndarray:
    """R² of the outcome on some of the factors, of each correlation matrix."""
    if not subset:
        return np.zeros(len(correlations))
    to_outcome = correlations[:, 0, list(subset)]
    among = correlations[:, list(subset)][:, :, list(subset)]
    return np.einsum("ij,ij->i", to_outcome, np.einsum("ijk,ik->ij", np.linalg.pinv(among), to_outcome))


# --- Who is outside -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """How far rows of a size are from what is expected of them: the variance is exp(level + slope · (ln size −
    middle)).
    """

    level: float
    slope: float
    middle: float

    def at(self, size: np.ndarray) -> np.ndarray:
        """The standard deviation at each of some sizes."""
        return np.exp((self.level + self.slope * (np.log(size) - self.middle)) / 2)


def spread_by_size(found: Estimated, size: pd.Series) -> Spread:
    """The spread of a regression's residuals by the size of the rows, by a gamma regression of their squares, with the
    degrees of freedom that were used.
    """
    squares = found.residual.to_numpy(dtype=float) ** 2
    squares = squares * found.n / max(found.n - len(found.coefficients), 1)
    logarithm = np.log(size.to_numpy(dtype=float))
    middle = float(logarithm.mean())
    return Spread(*_variance(squares, logarithm - middle), middle)


def limits(found: Estimated, size: pd.Series) -> pd.DataFrame:
    """What is expected of each row with limits that 95 per cent of rows of its size keep within: low, high, `outside`,
    −1, 0 or 1, and `deviation`, how many standard deviations of its size the row is from what is expected.

    Small units differ more by chance alone, so that the limits are a funnel (see `spread_by_size`).
    """
    spread = spread_by_size(found, size).at(size.to_numpy(dtype=float))
    low, high = found.expected - Z * spread, found.expected + Z * spread
    actual = found.expected + found.residual
    outside = np.select([actual < low, actual > high], [-1, 1], 0)
    return pd.DataFrame(
        {"low": low, "high": high, "outside": outside, "deviation": found.residual / spread}, found.expected.index
    )


FEWEST_FOR_CORRELATION = 30
"""Rows with both figures below which two columns are taken not to go together."""

DRAWS = 1000
"""How often what chance alone would give is drawn."""


def outside_by_chance(deviations: pd.DataFrame) -> np.ndarray:
    """On how many columns each row would be outside its limits if nothing but chance were at work: a draw a row, a
    column for each row of `deviations` (NaN where a row has no figure).

    What goes together goes together in the draws: they are normal, with the correlations of the deviations.
    """
    correlations = deviations.corr(min_periods=FEWEST_FOR_CORRELATION).fillna(0).to_numpy(copy=True)
    np.fill_diagonal(correlations, 1)
    values, vectors = np.linalg.eigh(correlations)  # of pairs with unlike gaps: some may be below 0
    root = vectors * np.sqrt(values.clip(0))
    root /= np.linalg.norm(root, axis=1, keepdims=True)
    random, measured = np.random.default_rng(SEED), deviations.notna().to_numpy()
    counts = np.empty((DRAWS, len(deviations)), dtype=int)
    for draw in counts:
        drawn = random.standard_normal(measured.shape) @ root.T
        draw[:] = ((np.abs(drawn) > Z) & measured).sum(axis=1)
    return counts


def _variance(squares: np.ndarray, size: np.ndarray) -> tuple[float, float]:
    """The a and b of exp(a + b · size) that the squares follow best (gamma likelihood), by scoring steps, each a least
    squares.
    """
    x = np.column_stack([np.ones(len(size)), size])
    estimate = np.array([math.log(squares.mean()), 0.0])
    for _ in range(200):
        expected = np.exp(x @ estimate)
        step = np.linalg.lstsq(x, squares / expected - 1, rcond=None)[0]
        estimate = estimate + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            break
    return float(estimate[0]), float(estimate[1])
