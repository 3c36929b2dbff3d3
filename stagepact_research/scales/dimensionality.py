"""How many dimensions a set of items has, and how strongly each item belongs to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stagepact_research.scales.errors import InvalidSetting
from stagepact_research.scales.matrix import Matrix, complete_rows, correlation

# The simulated answers that are held in memory at once: some tens of megabytes.
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class ParallelAnalysis:
    """Observed eigenvalues beside those of random data.

    observed : eigenvalues of the items' correlations, descending; they sum to the number of items.
    threshold : the quantile of the eigenvalue of the same rank in random data of the same size.
    n_components : how many leading eigenvalues exceed their threshold, 0 or more.
    """

    observed: Matrix
    threshold: Matrix
    n_components: int


def principal_components(items: pd.DataFrame, n_components: int) -> pd.DataFrame:
    """Loadings of the items on the first principal components, unrotated.

    loading = eigenvector * sqrt(eigenvalue) of the correlations of the rows without a missing answer:
    the correlation of item and component, between -1 and 1.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items.
    n_components : from 1 to the number of items.

    Returns
    -------
    DataFrame, items in the order given by components PC1, PC2, ...; each column's sum is positive.

    Raises
    ------
    UnusableItems
        If there are fewer than 2 items or 3 complete rows, an item is constant, a value is not a
        number, or the number of components is out of range.

    Agrees with psych::principal(rotate = "none") in R.
    """
    if not 1 <= n_components <= max(items.shape[1], 1):
        raise InvalidSetting("n_components", n_components, f"1 t/m {items.shape[1]}, het aantal items")
    complete = complete_rows(items, least_items=2, least_rows=3)
    values, vectors = np.linalg.eigh(correlation(complete))
    # eigh sorts ascending; a zero eigenvalue may come out as a tiny negative number.
    leading = slice(None, -n_components - 1, -1)
    loadings = vectors[:, leading] * np.sqrt(values[leading].clip(0))
    names = [f"PC{number}" for number in range(1, n_components + 1)]
    return pd.DataFrame(loadings * _signs(loadings), index=complete.columns, columns=names)


def parallel_analysis(
    items: pd.DataFrame, *, n_simulations: int = 1000, quantile: float = 0.95, seed: int
) -> ParallelAnalysis:
    """Horn's parallel analysis of the principal components of a set of items.

    The eigenvalues of the items' correlations are compared, rank by rank, with the quantile of the
    eigenvalues of as many independent normal variables observed in as many rows; components count
    until the first eigenvalue that does not exceed its threshold.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items. Rows
        with a missing answer are left out.
    n_simulations : the number of random data sets, at least 1.
    quantile : of the simulated eigenvalues, between 0 and 1.
    seed : of the random data; the same seed gives the same thresholds.

    Raises
    ------
    UnusableItems
        As `principal_components`, or if a parameter is out of range.

    Source: Horn (1965), Psychometrika 30; the quantile instead of his mean: Glorfeld (1995),
    Educational and Psychological Measurement 55. As psych::fa.parallel(fa = "pc") in R.
    """
    if n_simulations < 1:
        raise InvalidSetting("n_simulations", n_simulations, "een geheel getal vanaf 1")
    if not 0 < quantile < 1:
        raise InvalidSetting("quantile", quantile, "een getal tussen 0 en 1, zoals 0.95")
    complete = complete_rows(items, least_items=2, least_rows=3)
    observed: Matrix = np.linalg.eigvalsh(correlation(complete))[::-1].astype("float64")
    simulated = _random_eigenvalues(*complete.shape, n_simulations, seed)
    threshold: Matrix = np.asarray(np.quantile(simulated, quantile, axis=0), dtype="float64")
    exceeds = observed > threshold
    n_components = len(exceeds) if exceeds.all() else int(np.argmin(exceeds))
    return ParallelAnalysis(observed, threshold, n_components)


def _random_eigenvalues(n: int, k: int, n_simulations: int, seed: int) -> Matrix:
    """Eigenvalues, descending, of correlations of normal data: simulations by ranks."""
    generator = np.random.Generator(np.random.PCG64(seed))
    at_once = max(1, _CELLS_AT_ONCE // (n * k))
    parts = []
    for start in range(0, n_simulations, at_once):
        data = generator.standard_normal((min(at_once, n_simulations - start), n, k))
        data -= data.mean(axis=1, keepdims=True)
        data /= np.sqrt((data**2).sum(axis=1, keepdims=True))
        parts.append(np.linalg.eigvalsh(data.transpose(0, 2, 1) @ data)[:, ::-1])
    return np.concatenate(parts)


def _signs(loadings: Matrix) -> Matrix:
    """Per component the sign that makes its sum positive; where the sum is zero, its first loading."""
    totals = loadings.sum(axis=0)
    decisive = np.where(np.abs(totals) > 1e-10, totals, loadings[0])
    return np.where(decisive < 0, -1.0, 1.0)
