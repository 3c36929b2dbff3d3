"""Which text may leave an interview: only what was marked as such, with personal details masked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from stagepact_research.limesurvey.masking import mask

Span = tuple[int, int]
_REACH = 200
"""More signs than the longest detail that is masked has."""
_BETWEEN = " [...] "
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f]")


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same places as spans that do not touch or overlap, in rising order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def quoted(plain: str, span: Span, cleared: list[Span]) -> tuple[str, Counter[str]] | None:
    """The part of `span` that is cleared, masked, and how many details were masked; None when no part is.

    Text that is not cleared is never part of it: where it stands between two cleared parts, dots do. A detail
    that the edge of the span would cut in two could not be recognised; then all of the cleared text is given.
    """
    parts, counts = [], Counter[str]()
    for start, end in cleared:
        first, last = max(start, span[0]), min(end, span[1])
        if first >= last:
            continue
        text, found = _masked(plain, (start, end), (first, last))
        parts.append(" ".join(_NO_TEXT.sub(" ", text).split()))
        counts += found
    return (_BETWEEN.join(part for part in parts if part), counts) if parts else None


def _masked(plain: str, whole: Span, part: Span) -> tuple[str, Counter[str]]:
    """The part masked, or all of the cleared text when a detail stands across an edge of the part."""
    text, found = mask(plain[slice(*part)])
    around = max(whole[0], part[0] - _REACH), min(whole[1], part[1] + _REACH)
    beyond = mask(plain[slice(*around)])[1]
    if beyond:
        beside = mask(plain[around[0] : part[0]])[1] + mask(plain[part[1] : around[1]])[1]
        if beyond != found + beside:
            return mask(plain[slice(*whole)])
    return text, found
