"""Answers in which items are unrelated: what parallel analysis compares the observed answers with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from stagepact_research.scales.matrix import Matrix

Draw = Callable[[int], Matrix]
"""Takes a number of data sets and returns them: sets by respondents by items."""


def normal_data(generator: np.random.Generator, n: int, k: int) -> Draw:
    """k independent standard normal variables in n rows."""
    return lambda sets: generator.standard_normal((sets, n, k))


def permuted_answers(generator: np.random.Generator, answers: Matrix) -> Draw:
    """Each item's own answers, every item in its own random order of the respondents."""
    return lambda sets: generator.permuted(np.broadcast_to(answers, (sets, *answers.shape)), axis=1)


def normal_answers(generator: np.random.Generator, answers: Matrix) -> Draw:
    """Independent normal variables cut into each item's categories, in its observed shares.

    category c is given where the variable lies between the z with P(Z <= z) = the share of answers below c
    and the z for c or below, so that the shares of a set vary as in a sample.
    """
    from scipy.special import ndtri

    n, k = answers.shape
    categories, cuts = [], []
    for item in answers.T:
        values, counts = np.unique(item, return_counts=True)
        categories.append(values)
        cuts.append(ndtri(counts.cumsum()[:-1] / n))

    def draw(sets: int) -> Matrix:
        drawn = generator.standard_normal((sets, n, k))
        for place in range(k):
            drawn[:, :, place] = categories[place][np.searchsorted(cuts[place], drawn[:, :, place])]
        return drawn

    return draw


def correlation_eigenvalues(sets: Matrix) -> Matrix:
    """The eigenvalues, descending, of the Pearson correlations of each data set: sets by ranks."""
    # Respondents first, so that every step runs over a long row of memory.
    data = np.ascontiguousarray(sets.transpose(1, 0, 2))
    data -= data.mean(axis=0)
    data /= np.sqrt(np.square(data).sum(axis=0))
    standard = data.transpose(1, 0, 2)
    found = np.linalg.eigvalsh(standard.transpose(0, 2, 1) @ standard)
    return np.asarray(found[:, ::-1], dtype="float64")
