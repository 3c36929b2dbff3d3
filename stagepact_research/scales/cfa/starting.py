"""Where a search begins when nobody gives a better place."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.cfa.structure import FIXED, Floats, Layout


def start_values(layout: Layout, moments: list[tuple[Floats, Floats]]) -> Floats:
    """Loadings of six tenths of the first principal component of each factor's items, and what follows.

    Parameters
    ----------
    moments : per group means and covariances.
    """
    values = np.zeros(layout.size)
    first = _loadings(layout, moments[0][1])
    for group, (mean, cov) in enumerate(moments):
        own = layout.groups[group]
        shared = group > 0 and bool((own.loadings == layout.groups[0].loadings).any())
        loadings = first if shared else _loadings(layout, cov)
        values[own.loadings] = loadings
        values[own.residuals] = np.maximum(np.diag(cov) - loadings**2, 0.3 * np.diag(cov))
        free = own.psi != FIXED
        values[own.psi[free]] = np.where(np.eye(layout.n_factors, dtype=bool), 1.0, 0.2)[free]
        if layout.means:
            values[own.intercepts] = mean
    if layout.means:
        # A shared intercept starts at the first group's mean.
        values[layout.groups[0].intercepts] = moments[0][0]
    return values


def _loadings(layout: Layout, cov: Floats) -> Floats:
    sd = np.sqrt(np.diag(cov))
    correlation = cov / np.outer(sd, sd)
    found = np.zeros(len(sd))
    for f in range(layout.n_factors):
        here = np.flatnonzero(layout.factor == f)
        part, vectors = np.linalg.eigh(correlation[np.ix_(here, here)])
        loading = vectors[:, -1] * np.sqrt(max(part[-1], 1e-3))
        found[here] = 0.6 * loading * (1 if loading.sum() >= 0 else -1)
    return found * sd
