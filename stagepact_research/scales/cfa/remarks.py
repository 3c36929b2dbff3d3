"""The sentences with which a factor analysis says what limits it; they stand in `CfaResult.remarks`."""

from __future__ import annotations

from collections.abc import Sequence

from stagepact_research.scales.cautions import enumeration

UNDER_IDENTIFIED = "Het model is niet geïdentificeerd: een factor heeft te weinig items om iets te schatten."
JUST_IDENTIFIED = "Het model is net geïdentificeerd: het past altijd, dus de passing zegt niets."
NOT_CONVERGED = "De schatting is niet geconvergeerd; gebruik deze getallen niet."
NOT_SHARP = "De gemiddelden en covarianties bij ontbrekende antwoorden zijn niet scherp te bepalen."
NOT_DETERMINED = "De antwoorden bepalen het model niet: de items hangen te weinig samen."
NO_STANDARD_ERRORS = "De standaardfouten zijn niet te berekenen: de oplossing ligt op de rand van wat kan."
NEGATIVE_FACTOR = "Onmogelijke oplossing: een factor heeft geen positieve variantie."
TOO_STRONG = "Onmogelijke oplossing: de samenhang tussen de factoren is sterker dan kan."

_NAMED = 3


def fewer_rows_than_parameters(n: int, size: int) -> list[str]:
    return [f"Er zijn minder respondenten ({n}) dan parameters ({size})."] if n < size else []


def heywood(items: Sequence[object]) -> str:
    named = ", ".join(str(item) for item in items)
    return f"Onmogelijke oplossing (Heywood): een negatieve restvariantie bij {named}."


def never_together(pairs: Sequence[tuple[object, object]]) -> str:
    return (
        f"Niemand beantwoordde deze items samen: {_pairs(pairs)}. Hun samenhang staat niet in de antwoorden "
        "en volgt geheel uit het model; gebruik deze getallen niet."
    )


def rarely_together(pairs: Sequence[tuple[object, object]], share: float) -> str:
    return (
        f"Minder dan {100 * share:.0f}% van de respondenten beantwoordde deze items samen: {_pairs(pairs)}. "
        "Hun samenhang is onzeker."
    )


def _pairs(pairs: Sequence[tuple[object, object]]) -> str:
    """The first few by name, and how many more there are."""
    named = [f"{first} met {second}" for first, second in pairs[:_NAMED]]
    more = len(pairs) - len(named)
    return enumeration([*named, f"nog {more} {'paar' if more == 1 else 'paren'}"] if more else named)


def two_answers(items: Sequence[str]) -> str:
    return (
        f"Items met twee antwoorden ({', '.join(items)}) zijn geen metingen: maximum likelihood past daar "
        "niet bij. Kies de schatter wlsmv."
    )
