"""The variables of a wave as DDI-Codebook: the part dataDscr."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from stagepact_research.archive.xml import element, several
from stagepact_research.codebook import Distribution, Lookup, Variable, distribution
from stagepact_research.codebook.missing import HIGHEST, LOWEST

_PARTS = {
    "respons": "Respons",
    "vraag": "Antwoorden",
    "kenmerk": "Kenmerken van de respondent en de opleiding",
    "schaal": "Schaalscores",
    "gewicht": "Gewichten",
}
_NATURE = {"nominal": "nominal", "ordinal": "ordinal", "scale": "interval"}


def data_description(
    variables: Sequence[Variable],
    rows: Lookup,
    counted: Mapping[str, Distribution],
    *,
    file: str,
    universe: str,
) -> Element:
    """dataDscr: a group for each part of the file, and every variable with its numbers.

    They are those of `counted`, by the name of the variable, and what the estimates say of every other.
    """
    groups = [
        element(
            "varGrp",
            element("labl", label),
            ID=f"groep-{part}",
            var=" ".join(_id(v) for v in variables if v.part == part),
        )
        for part, label in _PARTS.items()
    ]
    shown = (counted[v.name] if v.name in counted else distribution(v, rows) for v in variables)
    made = (_variable(v, one, file, universe) for v, one in zip(variables, shown, strict=True))
    return element("dataDscr", *groups, *made)


def _id(variable: Variable) -> str:
    return f"V-{variable.name}"


def _variable(variable: Variable, shown: Distribution, file: str, universe: str) -> Element:
    weight = variable.part == "gewicht"
    asked = f"{universe}. {variable.universe}" if variable.universe else universe
    return element(
        "var",
        element("labl", variable.label),
        _question(variable),
        _valid(variable),
        _invalid(variable),
        element("universe", asked) if variable.question else None,
        *_sums(variable, shown),
        *_categories(variable, shown),
        element("derivation", element("drvdesc", variable.derived)) if variable.derived else None,
        element("varFormat", type="numeric", schema="other"),
        ID=_id(variable),
        name=variable.name,
        files=file,
        dcml=str(variable.decimals),
        intrvl="contin" if variable.measure == "scale" else "discrete",
        nature=_NATURE[variable.measure],
        wgt="wgt" if weight else "",
    )


def _question(variable: Variable) -> Element | None:
    if not variable.wording:
        return None
    return element("qstn", *several("preQTxt", variable.before), element("qstnLit", variable.wording))


def _valid(variable: Variable) -> Element | None:
    if variable.values:
        return element("valrng", *(element("item", VALUE=str(value.code)) for value in variable.values))
    if variable.limits:
        low, high = variable.limits
        return element("valrng", element("range", min=f"{low:g}", max=f"{high:g}"))
    return None


def _invalid(variable: Variable) -> Element | None:
    if not variable.missing:
        return None
    said = "; ".join(f"{missing.code} = {missing.label}" for missing in variable.missing)
    return element("invalrng", element("range", min=str(LOWEST), max=str(HIGHEST)), element("key", said))


def _sums(variable: Variable, shown: Distribution) -> Iterator[Element]:
    """Of the analysed respondents, as everything that the estimates say."""
    amounts = (
        ("vald", _valid_number(shown), 0),
        ("mean", shown.mean, 4),
        ("stdev", shown.sd, 4),
    )
    for kind, number, decimals in amounts:
        if number is not None and not math.isnan(number):
            yield element("sumStat", f"{number:.{decimals}f}", type=kind)


def _valid_number(shown: Distribution) -> float | None:
    if shown.base is None:
        return None
    return shown.base - sum(number for _, number in shown.missing)


def _categories(variable: Variable, shown: Distribution) -> Iterator[Element]:
    counts = shown.counts or (None,) * len(variable.values)
    beside = dict(shown.missing)
    for value, count in zip(variable.values, counts, strict=True):
        yield element(
            "catgry", element("catValu", str(value.code)), element("labl", value.label), _frequency(count)
        )
    for missing in variable.missing:
        yield element(
            "catgry",
            element("catValu", str(missing.code)),
            element("labl", missing.label),
            _frequency(beside.get(missing.code)),
            missing="Y",
            missType=missing.status or "other",
        )


def _frequency(count: float | None) -> Element | None:
    if count is None:
        return None
    # What the estimates hide has no number here either, and says so.
    hidden = math.isnan(count)
    text = "niet getoond: te weinig respondenten" if hidden else f"{count:.0f}"
    return (
        element("catStat", text, type="other", otherType="niet-getoond")
        if hidden
        else element("catStat", text, type="freq")
    )
