"""Which columns of a matrix add something to the columns before them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NOTHING_NEW = 1e-9


def independent_columns(matrix: NDArray[np.float64]) -> list[int]:
    """The columns, in order, that are no combination of earlier ones; as R's glm keeps them.

    Each column is projected on those kept before it (twice, against rounding); one of which hardly
    anything remains is left out.
    """
    kept: list[int] = []
    basis = np.empty((matrix.shape[0], 0))
    for place in range(matrix.shape[1]):
        column = matrix[:, place]
        size = np.linalg.norm(column)
        if size == 0:
            continue
        rest = column / size
        for _ in range(2):
            rest = rest - basis @ (basis.T @ rest)
        left = np.linalg.norm(rest)
        if left > _NOTHING_NEW:
            kept.append(place)
            basis = np.column_stack([basis, rest / left])
    return kept
