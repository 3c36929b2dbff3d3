"""The codebook as one HTML page that stands by itself in a deposit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from stagepact_research.codebook import MEASURES, Lookup, Variable, distribution
from stagepact_research.codebook.table import shown_number

_STYLE = (
    "body{font-family:sans-serif;max-width:60rem;margin:0 auto;padding:1rem;line-height:1.5}"
    "table{border-collapse:collapse;margin:.5rem 0 2rem}caption{text-align:left;font-weight:bold}"
    "th,td{border:1px solid #767676;padding:.2rem .6rem;text-align:left}td.getal{text-align:right}"
    "h2{margin-top:2.5rem}"
)

_READING = (
    "Meetniveau zegt wat voor waarden een variabele heeft: nominaal (zonder volgorde), ordinaal (met een "
    "volgorde) of schaal (een getal waarmee u kunt rekenen). Staat er geen aantal, dan is dat niet berekend "
    "of is het te klein om te tonen."
)

_BEFORE_PROTECTION = (
    "De aantallen zijn die van het rapport, geteld voordat het bestand met antwoorden werd afgeschermd. "
    "In dat bestand kunnen zij kleiner zijn bij kenmerken van de opleiding en de respondent."
)


def codebook_page(
    waves: Sequence[tuple[int, Sequence[Variable], Lookup]], *, title: str, synthetic: Sequence[int]
) -> str:
    """The page: a section for each wave, and in it every variable with its table of values."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="nl">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>Codeboek: {escape(title)}</title><style>{_STYLE}</style></head>",
            f"<body><main><h1>Codeboek: {escape(title)}</h1>",
            f"<p>{_READING}</p>",
            *(part for wave in waves for part in _wave(*wave, wave[0] in synthetic)),
            "</main></body></html>",
            "",
        ]
    )


def _wave(number: int, variables: Sequence[Variable], rows: Lookup, synthetic: bool) -> Iterator[str]:
    yield f'<h2 id="meting-{number}">Meting {number}</h2>'
    if synthetic:
        yield "<p><strong>Synthetische gegevens: geen antwoorden van mensen, geen bevindingen.</strong></p>"
    else:
        yield f"<p>{_BEFORE_PROTECTION}</p>"
    for variable in variables:
        yield from _variable(variable, number, rows)


def _variable(variable: Variable, wave: int, rows: Lookup) -> Iterator[str]:
    shown = distribution(variable, rows)
    yield f'<h3 id="m{wave}-{variable.name}">{variable.name}: {escape(variable.label)}</h3>'
    for term, text in (
        ("Vraag", variable.wording),
        ("Vooraf", " ".join(variable.before)),
        ("Gesteld aan", variable.universe),
        ("Hoe gemaakt", variable.derived),
    ):
        if text:
            yield f"<p><strong>{term}:</strong> {escape(text)}</p>"
    facts = [f"Meetniveau: {MEASURES[variable.measure]}"]
    facts += [f"{shown_number(shown.base)} respondenten"] if shown.base is not None else []
    facts += [f"gemiddelde {shown_number(shown.mean, 2)}"] if shown.mean is not None else []
    facts += [f"standaardafwijking {shown_number(shown.sd, 2)}"] if shown.sd is not None else []
    yield f"<p>{', '.join(facts)}.</p>"
    if variable.values or variable.missing:
        yield from _table(variable, shown.counts, dict(shown.missing))


def _table(variable: Variable, counts: Sequence[float | None], beside: dict[int, float]) -> Iterator[str]:
    yield f"<table><caption>Waarden van {variable.name}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{head}</th>' for head in ("Code", "Betekenis", "Aantal"))
    yield "</tr></thead><tbody>"
    given = counts or (None,) * len(variable.values)
    for value, count in zip(variable.values, given, strict=True):
        yield _row(value.code, value.label, count)
    for missing in variable.missing:
        yield _row(missing.code, f"ontbreekt: {missing.label}", beside.get(missing.code))
    yield "</tbody></table>"


def _row(code: int, label: str, count: float | None) -> str:
    number = "" if count is None else shown_number(count)
    return f'<tr><th scope="row">{code}</th><td>{escape(label)}</td><td class="getal">{number}</td></tr>'
