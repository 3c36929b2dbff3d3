"""How many dimensions a set of items has, and how strongly each item belongs to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.errors import InvalidSetting, UnusableItems
from stagepact_research.scales.matrix import Matrix, complete_rows, determined
from stagepact_research.scales.matrix import correlation as pearson
from stagepact_research.scales.random_data import (
    Draw,
    correlation_eigenvalues,
    normal_answers,
    normal_data,
    permuted_answers,
)

Correlation = Literal["pearson", "polychoric"]
Rule = Literal["quantile", "mean"]
Data = Literal["normal", "permutation"]
# The simulated answers of one part of the work: small enough for the processor's own memory.
_CELLS_AT_ONCE = 70_000
_THREADS = 2


@dataclass(frozen=True)
class ParallelAnalysis:
    """Observed eigenvalues beside those of random data.

    observed : eigenvalues of the items' correlations, descending; they sum to the number of items.
    threshold : the quantile (or mean) of the eigenvalue of the same rank in random data of the same size.
    n_components : how many leading eigenvalues exceed their threshold, 0 or more.
    n : the respondents that count.
    remarks : Dutch sentences about what limits the result.
    """

    observed: Matrix
    threshold: Matrix
    n_components: int
    n: int = 0
    remarks: tuple[str, ...] = ()


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
        If there are fewer than 2 items, fewer complete rows than items or than 3, an item is constant,
        a value is not a number, or the number of components is out of range.

    Agrees with psych::principal(rotate = "none") in R.
    """
    if not is_whole(n_components) or not 1 <= n_components <= max(items.shape[1], 1):
        raise InvalidSetting("n_components", n_components, f"1 t/m {items.shape[1]}, het aantal items")
    complete = complete_rows(items, least_items=2, least_rows=max(3, items.shape[1]))
    values, vectors = np.linalg.eigh(pearson(complete))
    # eigh sorts ascending; a zero eigenvalue may come out as a tiny negative number.
    leading = slice(None, -n_components - 1, -1)
    loadings = vectors[:, leading] * np.sqrt(values[leading].clip(0))
    names = [f"PC{number}" for number in range(1, n_components + 1)]
    return pd.DataFrame(loadings * component_signs(loadings), index=complete.columns, columns=names)


def parallel_analysis(
    items: pd.DataFrame,
    *,
    n_simulations: int = 1000,
    quantile: float = 0.95,
    seed: int,
    correlation: Correlation = "pearson",
    rule: Rule = "quantile",
    data: Data = "normal",
    polychoric: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> ParallelAnalysis:
    """Horn's parallel analysis of the principal components of a set of items.

    The eigenvalues of the items' correlations are compared, rank by rank, with the quantile of the
    eigenvalues of as many independent variables observed in as many rows; components count until the
    first eigenvalue that does not exceed its threshold.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items. Rows
        with a missing answer are left out.
    n_simulations : the number of random data sets, at least 1.
    quantile : of the simulated eigenvalues, between 0 and 1; of no use with rule "mean".
    seed : of the random data, a whole number from 0; the same seed gives the same thresholds.
    correlation : "polychoric" takes the correlations, of the items and of every random data set, from
        `polychoric`; a set that it refuses is drawn again, and the remarks say how many.
    rule : the threshold is the "quantile" or, as Horn had it, the "mean" of the simulated eigenvalues.
    data : "normal" variables (with polychoric correlations cut into each item's categories, in the
        observed shares), or a "permutation" of each item's own answers over the respondents.
    polychoric : such as `polychoric_correlations`; asked for with correlation "polychoric".

    Raises
    ------
    UnusableItems
        As `principal_components`, or if a parameter is out of range; but fewer rows than items are a
        remark, from 3 rows on, and so are items that determine each other.

    Source: Horn (1965), Psychometrika 30; the quantile instead of his mean: Glorfeld (1995),
    Educational and Psychological Measurement 55; permutation: Buja & Eyuboglu (1992), Multivariate
    Behavioral Research 27. As psych::fa.parallel(fa = "pc") in R for Pearson correlations; with polychoric
    ones psych counts components against Pearson eigenvalues of normal data, which is another comparison.
    """
    _require_settings(n_simulations, quantile, seed, correlation, rule, data)
    if correlation == "polychoric" and polychoric is None:
        raise InvalidSetting("polychoric", polychoric, "de functie die polychorische correlaties berekent")
    complete = complete_rows(items, least_items=2, least_rows=3)
    n, k = complete.shape
    remarks = cautions.about_rows(len(items), n)
    remarks += cautions.about_determined(list(complete.columns[determined(pearson(complete))]), n, k)
    generator = np.random.Generator(np.random.PCG64(seed))
    answers = complete.to_numpy()
    if polychoric is None or correlation == "pearson":
        draw = normal_data(generator, n, k) if data == "normal" else permuted_answers(generator, answers)
        observed = _descending(pearson(complete))
        simulated = _random_eigenvalues(draw, n_simulations, n * k)
    else:
        draw = (normal_answers if data == "normal" else permuted_answers)(generator, answers)
        observed = _descending(polychoric(complete).to_numpy())
        simulated, again = _polychoric_eigenvalues(draw, n_simulations, complete.columns, polychoric)
        remarks += [cautions.drawn_again(again)] if again else []
    reference = simulated.mean(axis=0) if rule == "mean" else np.quantile(simulated, quantile, axis=0)
    threshold: Matrix = np.asarray(reference, dtype="float64")
    exceeds = observed > threshold
    n_components = len(exceeds) if exceeds.all() else int(np.argmin(exceeds))
    return ParallelAnalysis(observed, threshold, n_components, n, tuple(remarks))


def is_whole(value: object) -> bool:
    """Whether a setting is a whole number; yes and no are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _require_settings(
    n_simulations: int, quantile: float, seed: int, correlation: str, rule: str, data: str
) -> None:
    if not is_whole(n_simulations) or n_simulations < 1:
        raise InvalidSetting("n_simulations", n_simulations, "een geheel getal vanaf 1")
    if not is_whole(seed) or seed < 0:
        raise InvalidSetting("seed", seed, "een geheel getal vanaf 0")
    if not 0 < quantile < 1:
        raise InvalidSetting("quantile", quantile, "een getal tussen 0 en 1, zoals 0.95")
    for name, value, known in (
        ("correlation", correlation, get_args(Correlation)),
        ("rule", rule, get_args(Rule)),
        ("data", data, get_args(Data)),
    ):
        if value not in known:
            raise InvalidSetting(name, value, " of ".join(known))


def _random_eigenvalues(draw: Draw, n_simulations: int, cells: int) -> Matrix:
    """Eigenvalues, descending, of Pearson correlations of random data: simulations by ranks.

    The data are drawn in one thread, for a fixed order, while the others take the eigenvalues; a few parts
    wait at most, so that memory stays small.
    """
    at_once = max(1, _CELLS_AT_ONCE // cells)
    sizes = [min(at_once, n_simulations - start) for start in range(0, n_simulations, at_once)]
    waiting: deque[Future[Matrix]] = deque()
    parts = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for size in sizes:
            waiting.append(pool.submit(correlation_eigenvalues, draw(size)))
            if len(waiting) > 2 * _THREADS:
                parts.append(waiting.popleft().result())
        parts += [part.result() for part in waiting]
    return np.concatenate(parts)


def _polychoric_eigenvalues(
    draw: Draw,
    n_simulations: int,
    items: pd.Index,
    polychoric: Callable[[pd.DataFrame], pd.DataFrame],
) -> tuple[Matrix, int]:
    """Eigenvalues of polychoric correlations of random answers, and how many sets were drawn again."""
    found: list[Matrix] = []
    again = 0
    while len(found) < n_simulations:
        try:
            found.append(_descending(polychoric(pd.DataFrame(draw(1)[0], columns=items)).to_numpy()))
        except UnusableItems:
            again += 1
            if again > n_simulations:
                raise
    return np.array(found), again


def _descending(correlations: Matrix) -> Matrix:
    return np.linalg.eigvalsh(correlations)[::-1].astype("float64")


def component_signs(loadings: Matrix) -> Matrix:
    """Per component the sign that makes its sum positive; where the sum is zero, its first loading."""
    totals = loadings.sum(axis=0)
    decisive = np.where(np.abs(totals) > 1e-10, totals, loadings[0])
    return np.where(decisive < 0, -1.0, 1.0)
