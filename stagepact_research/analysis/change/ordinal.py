"""Did the answers to one item shift? Proportional odds of a higher answer in the later wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, expit, fdtrc, stdtr, stdtrit

from stagepact_research.analysis.change.linearised import Matrix, WaveDesign
from stagepact_research.analysis.errors import InvalidLevel, NotConverged, OneAnswer, SeparatedAnswers
from stagepact_research.weighting.checks import Vector, numbers

Pair = tuple[pd.Series | None, pd.Series | None]


@dataclass(frozen=True)
class ProportionalOdds:
    """Whether one odds ratio fits every cut between answers.

    Attributes: `method` ("lr": likelihood ratio against an odds ratio for each cut; "wald": of the cuts'
    log odds ratios by the design, as F), `statistic` (chi-square, or F), `df` and `df2` (infinite for the
    chi-square), `p`, `log_odds` (of an answer above each cut, later against earlier; infinite where one wave
    has nobody there) and `remark` (why there is no test, in Dutch). Without a third answer p is NaN.
    """

    method: Literal["lr", "wald"]
    statistic: float
    df: float
    df2: float
    p: float
    log_odds: pd.Series
    remark: str


@dataclass(frozen=True)
class OrdinalChange:
    """The shift of an item.

    Attributes: `log_odds` (of a higher answer in the later wave), `se`, `df` (infinite without weights and
    clusters), `p`, `odds_ratio` with `ci_low` and `ci_high`, `thresholds` (by the lower answer of each cut),
    `n_before`, `n_after` and `proportional`.
    """

    log_odds: float
    se: float
    df: float
    p: float
    odds_ratio: float
    ci_low: float
    ci_high: float
    thresholds: pd.Series
    n_before: int
    n_after: int
    proportional: ProportionalOdds


def ordinal_change(
    earlier_item: pd.Series,
    later_item: pd.Series,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    level: float = 0.95,
) -> OrdinalChange:
    """The proportional-odds logit of an item on the wave: logit P(y > k) = beta later - theta_k.

    Without weights and clusters the standard error is that of the likelihood (observed information) and
    tests are normal. With either it is the sandwich of the design, with the waves as strata and persons or
    institutions as clusters, and t on the clusters of both waves minus two.

    Parameters
    ----------
    earlier_item, later_item : ordered answers as numbers, NaN for missing. Answers that nobody gave fall out.
    weights, clusters : of the earlier and of the later wave, None where there are none; weights may be 0.

    Raises
    ------
    OneAnswer
        If all answers are the same, or a wave has none.
    SeparatedAnswers
        If all answers of one wave are at least as high as all of the other.
    NotConverged, InvalidLevel
    NotNumeric, InvalidWeight, NotAligned, SingleCluster of weighting

    Source: McCullagh (1980), Journal of the Royal Statistical Society B 42. Agrees with polr of MASS and
    clm of ordinal, with nominal_test for the likelihood-ratio test, and with svyolr of survey.
    """
    if not 0 < level < 1:
        raise InvalidLevel(level)
    subject = str(later_item.name or "item")
    items = (earlier_item, later_item)
    answers = [numbers(item, subject) for item in items]
    designs = [
        WaveDesign.of(item.index, weight, cluster)
        for item, weight, cluster in zip(items, weights, clusters, strict=True)
    ]
    counted = [~np.isnan(y) & (d.weights > 0) for y, d in zip(answers, designs, strict=True)]
    values = _values(subject, answers, counted)
    codes = [np.where(c, np.searchsorted(values, y), -1) for y, c in zip(answers, counted, strict=True)]
    table = np.array(
        [
            np.bincount(code[c], weights=d.weights[c], minlength=len(values))
            for code, c, d in zip(codes, counted, designs, strict=True)
        ]
    )
    parameters = _fit(table, subject)
    information = -_derivatives(parameters, table)[1]
    plain = all(one is None for one in (*weights, *clusters))
    if plain:
        covariance, df = np.linalg.inv(information), float("inf")
        proportional = _likelihood_ratio(parameters, table, values)
    else:
        df = float(sum(d.degrees(c) for d, c in zip(designs, counted, strict=True)))
        meat = sum(
            d.covariance(_scores(parameters, wave, code, d.weights))
            for wave, (d, code) in enumerate(zip(designs, codes, strict=True))
        )
        bread = np.linalg.inv(information)
        covariance = bread @ meat @ bread
        proportional = _wald(table, values, designs, codes, df)
    beta, se = float(parameters[-1]), float(np.sqrt(covariance[-1, -1]))
    half = float(stdtrit(df, (1 + level) / 2)) * se
    return OrdinalChange(
        log_odds=beta,
        se=se,
        df=df,
        p=float(2 * stdtr(df, -abs(beta / se))),
        odds_ratio=float(np.exp(beta)),
        ci_low=float(np.exp(beta - half)),
        ci_high=float(np.exp(beta + half)),
        thresholds=pd.Series(parameters[:-1], index=values[:-1]),
        n_before=int(counted[0].sum()),
        n_after=int(counted[1].sum()),
        proportional=proportional,
    )


def _values(subject: str, answers: list[Vector], counted: list[NDArray[np.bool_]]) -> Vector:
    """The answers that occur, in order; refused where no finite odds ratio exists."""
    first, last = (y[c] for y, c in zip(answers, counted, strict=True))
    values = np.unique(np.concatenate([first, last]))
    if len(values) < 2 or not len(first) or not len(last):
        raise OneAnswer(subject)
    # The likelihood has a maximum only when the waves overlap in both directions.
    if first.max() <= last.min():
        raise SeparatedAnswers(subject, "lager")
    if last.max() <= first.min():
        raise SeparatedAnswers(subject, "hoger")
    return values


def _cells(parameters: Vector, wave: int) -> tuple[Vector, Vector, Vector]:
    """Of each answer: its chance, and the densities at its upper and its lower threshold."""
    edges = np.concatenate([[-np.inf], parameters[:-1] - wave * parameters[-1], [np.inf]])
    below = expit(edges)
    density = below * expit(-edges)
    # From the nearer tail, so that small chances keep their digits.
    above = expit(-edges)
    chance = np.where(edges[1:] > 0, above[:-1] - above[1:], below[1:] - below[:-1])
    return chance, density[1:], density[:-1]


def _score_of_answers(parameters: Vector, wave: int) -> Matrix:
    """The derivative of every answer's log chance, answers by parameters."""
    chance, upper, lower = _cells(parameters, wave)
    k = len(chance)
    scores = np.zeros((k, k))
    place = np.arange(k - 1)
    scores[place, place] = upper[:-1] / chance[:-1]
    scores[place + 1, place] = -lower[1:] / chance[1:]
    scores[:, -1] = -wave * (upper - lower) / chance
    return scores


def _derivatives(parameters: Vector, table: Matrix) -> tuple[Vector, Matrix]:
    """The gradient and the Hessian of the log likelihood of both waves' (weighted) counts."""
    k = table.shape[1]
    gradient, hessian = np.zeros(k), np.zeros((k, k))
    for wave, counts in enumerate(table):
        chance, upper, _ = _cells(parameters, wave)
        scores = _score_of_answers(parameters, wave)
        gradient += counts @ scores
        hessian -= (scores * counts[:, None]).T @ scores
        edges = np.concatenate([parameters[:-1] - wave * parameters[-1], [0.0]])
        slope = upper * (1 - 2 * expit(edges))
        slope[-1] = 0.0
        # How a threshold bends the chances on both of its sides.
        pull = counts / chance
        bend = slope[:-1] * (pull[:-1] - pull[1:])
        place = np.arange(k - 1)
        hessian[place, place] += bend
        hessian[place, -1] -= wave * bend
        hessian[-1, place] -= wave * bend
        hessian[-1, -1] += wave * bend.sum()
    return gradient, hessian


def _likelihood(parameters: Vector, table: Matrix) -> float:
    if (np.diff(parameters[:-1]) <= 0).any():
        return -np.inf
    chances = np.array([_cells(parameters, wave)[0] for wave in range(2)])
    if (chances[table > 0] <= 0).any():
        return -np.inf
    return float((table[table > 0] * np.log(chances[table > 0])).sum())


def _fit(table: Matrix, subject: str) -> Vector:
    """Newton's method with halved steps; the log likelihood is concave."""
    shares = table.sum(axis=0).cumsum()[:-1] / table.sum()
    parameters = np.append(np.log(shares / (1 - shares)), 0.0)
    value = _likelihood(parameters, table)
    for _ in range(100):
        gradient, hessian = _derivatives(parameters, table)
        step = -np.linalg.solve(hessian, gradient)
        if float(gradient @ step) < 1e-14 * table.sum():
            return np.asarray(parameters + step, dtype="float64")
        scale = 1.0
        while _likelihood(parameters + scale * step, table) < value and scale > 1e-10:
            scale /= 2
        parameters = parameters + scale * step
        value = _likelihood(parameters, table)
    raise NotConverged(subject)


def _scores(parameters: Vector, wave: int, codes: NDArray[np.intp], weights: Vector) -> Matrix:
    """Every respondent's weighted score; 0 for who gave no answer (code -1)."""
    own = _score_of_answers(parameters, wave)[codes] * weights[:, None]
    return np.asarray(np.where(codes[:, None] < 0, 0.0, own), dtype="float64")


def _cut_odds(table: Matrix, values: Vector) -> tuple[Matrix, pd.Series]:
    """The share above each cut in each wave, and the log odds ratios."""
    # Both from sums of positive numbers, so that nobody is exactly nobody.
    below = table.cumsum(axis=1)[:, :-1]
    above = table[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(above) - np.log(below)
        ratio = odds[1] - odds[0]
    return above / table.sum(axis=1, keepdims=True), pd.Series(ratio, index=values[:-1])


def _no_test(method: Literal["lr", "wald"], odds: pd.Series, remark: str) -> ProportionalOdds:
    nan = float("nan")
    return ProportionalOdds(method, nan, nan, nan, nan, odds, remark)


_TWO_ANSWERS = "met twee antwoorden is er één odds ratio"


def _likelihood_ratio(parameters: Vector, table: Matrix, values: Vector) -> ProportionalOdds:
    _, odds = _cut_odds(table, values)
    df = len(values) - 2
    if df == 0:
        return _no_test("lr", odds, _TWO_ANSWERS)
    # With an odds ratio for each cut, two waves are fitted perfectly.
    shares = table / table.sum(axis=1, keepdims=True)
    saturated = float((table[table > 0] * np.log(shares[table > 0])).sum())
    statistic = max(2 * (saturated - _likelihood(parameters, table)), 0.0)
    p = float(chdtrc(df, statistic))
    few = int((table < 5).sum())
    remark = f"{few} van de {table.size} aantallen zijn kleiner dan 5" if few else ""
    return ProportionalOdds("lr", statistic, float(df), float("inf"), p, odds, remark)


def _wald(
    table: Matrix, values: Vector, designs: list[WaveDesign], codes: list[NDArray[np.intp]], df: float
) -> ProportionalOdds:
    above, odds = _cut_odds(table, values)
    cuts = len(values) - 1
    if cuts == 1:
        return _no_test("wald", odds, _TWO_ANSWERS)
    if np.isinf(odds).any() or odds.isna().any():
        return _no_test("wald", odds, "een uiterste antwoord komt in een van de rondes niet voor")
    if df < cuts:
        return _no_test("wald", odds, "er zijn te weinig instellingen")
    covariance = np.zeros((cuts, cuts))
    for wave, (design, code) in enumerate(zip(designs, codes, strict=True)):
        higher = code[:, None] > np.arange(cuts)
        share, total = above[wave], table[wave].sum()
        influence = design.weights[:, None] * (higher - share) / (total * share * (1 - share))
        covariance += design.covariance(np.where(code[:, None] < 0, 0.0, influence))
    contrast = np.diff(np.eye(cuts), axis=0)
    difference = contrast @ odds.to_numpy()
    spread: Any = contrast @ covariance @ contrast.T
    if np.linalg.matrix_rank(spread) < cuts - 1:
        return _no_test("wald", odds, "twee antwoorden zijn niet te onderscheiden")
    chi2 = float(difference @ np.linalg.solve(spread, difference))
    q = cuts - 1
    df2 = df - q + 1
    f = chi2 * df2 / (df * q)
    return ProportionalOdds("wald", f, float(q), df2, float(fdtrc(q, df2, f)), odds, "")
