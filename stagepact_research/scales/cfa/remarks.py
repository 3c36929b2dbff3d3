"""The sentences with which a factor analysis says what limits it; they stand in `CfaResult.remarks`."""

from __future__ import annotations

from collections.abc import Sequence

UNDER_IDENTIFIED = "Het model is niet geïdentificeerd: een factor heeft te weinig items om iets te schatten."
JUST_IDENTIFIED = "Het model is net geïdentificeerd: het past altijd, dus de passing zegt niets."
NOT_CONVERGED = "De schatting is niet geconvergeerd; gebruik deze getallen niet."
NOT_SHARP = "De gemiddelden en covarianties bij ontbrekende antwoorden zijn niet scherp te bepalen."
TOO_STRONG = "Onmogelijke oplossing: de samenhang tussen de factoren is sterker dan kan."


def fewer_rows_than_parameters(n: int, size: int) -> list[str]:
    return [f"Er zijn minder respondenten ({n}) dan parameters ({size})."] if n < size else []


def heywood(items: Sequence[str]) -> str:
    return f"Onmogelijke oplossing (Heywood): een negatieve restvariantie bij {', '.join(items)}."


def two_answers(items: Sequence[str]) -> str:
    return (
        f"Items met twee antwoorden ({', '.join(items)}) zijn geen metingen: maximum likelihood past daar "
        "niet bij. Kies de schatter wlsmv."
    )
