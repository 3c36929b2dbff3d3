"""The sentences with which a scale quantity says what limits it.

A remark stands beside a number that exists and must be read with care; a number that does not exist or
means nothing is refused with an error from errors.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FEW_ROWS = 30
"""Below this number of respondents alpha and components are uncertain even when the items hang together
strongly. Source: Yurdugül (2008), Hacettepe University Journal of Education 35."""

FEW_FOR_EACH_ITEM = 5
"""Respondents for each item below which the loadings of one factor hang on single respondents."""


def number(value: float, digits: int = 2) -> str:
    """A number as Dutch prose writes it: 0,61."""
    return f"{value:.{digits}f}".replace(".", ",")


def enumeration(names: Iterable[object]) -> str:
    """a, b en c."""
    texts = [str(name) for name in names]
    return " en ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def about_rows(before: int, n: int) -> list[str]:
    """What there is to say of the rows that count: those left out, and that they are few."""
    return rows_left_out(before, n) + few_rows(n)


def rows_left_out(before: int, n: int, *, why: str = "niet elk item heeft een antwoord") -> list[str]:
    """How many rows do not count, and why; nothing when all do."""
    left_out = before - n
    verb = "telt" if left_out == 1 else "tellen"
    return [f"{left_out} van de {before} respondenten {verb} niet mee: {why}."] if left_out else []


def few_rows(n: int) -> list[str]:
    few = f"Met {n} respondenten (minder dan {FEW_ROWS}) is de uitkomst onzeker: gebruik haar verkennend."
    return [few] if n < FEW_ROWS else []


def few_for_each_item(n: int, k: int) -> list[str]:
    few = (
        f"Met {n} respondenten op {k} items (minder dan {FEW_FOR_EACH_ITEM} per item) is de uitkomst onzeker."
    )
    return [few] if n < FEW_FOR_EACH_ITEM * k else []


def about_determined(items: Sequence[object], n: int, k: int) -> list[str]:
    """What there is to say where n rows of k items leave some of them, or all, determined by the others."""
    if n <= k:
        return [
            f"Er zijn niet meer respondenten ({n}) dan items ({k}): de uitkomst zegt niets over de items."
        ]
    double = (
        f"De items {enumeration(items)} bepalen elkaar volledig, zoals twee gelijke kolommen: "
        "zij tellen dubbel in de uitkomst."
    )
    return [double] if len(items) else []


def pairwise_rows(least: int, most: int) -> str:
    span = f"{least}" if least == most else f"{least} tot {most}"
    return f"Paarsgewijs berekend: elke covariantie uit de {span} respondenten die beide items beantwoordden."


def item_runs_the_other_way(item: object, item_rest: float, alpha: float) -> str:
    return (
        f"Item {item} loopt tegen de andere items in (item-rest r = {number(item_rest)}). "
        f"Moet het worden omgepoold? Alfa ({number(alpha)}) is berekend zonder om te polen."
    )


def items_load_the_other_way(items: Sequence[object], omega: float) -> str:
    which = "Item" if len(items) == 1 else "Items"
    verb, be = ("loopt", "Moet het") if len(items) == 1 else ("lopen", "Moeten zij")
    return (
        f"{which} {enumeration(items)} {verb} tegen de andere items in. {be} worden omgepoold? "
        f"Omega ({number(omega)}) is berekend zonder om te polen."
    )


def negative_alpha(alpha: float) -> str:
    return (
        f"Alfa is negatief ({number(alpha)}): de items spreken elkaar per saldo tegen. "
        "Dit getal zegt niets over de betrouwbaarheid."
    )


def two_items(spearman_brown: float, exists: bool) -> str:
    without = "Bij twee items bestaat alfa zonder één item niet."
    if not exists:
        return f"{without} Spearman-Brown bestaat evenmin: de items hangen niet positief samen."
    return f"{without} De betrouwbaarheid volgens Spearman-Brown is {number(spearman_brown)}."


def low_adequacy(overall: float) -> str:
    return (
        f"De KMO-maat is {number(overall)}, onder 0,50: de items delen te weinig voor componenten of "
        "factoren (Kaiser & Rice 1974)."
    )


def low_item_adequacy(items: Sequence[object]) -> str:
    which = "item" if len(items) == 1 else "items"
    return f"De KMO-maat ligt onder 0,50 bij {which} {enumeration(items)}."


def no_item_adequacy(items: Sequence[object]) -> str:
    which = "Item" if len(items) == 1 else "Items"
    return f"{which} {enumeration(items)} zonder samenhang met een ander item: daar bestaat de KMO-maat niet."


def partials_end(components: int) -> str:
    return (
        f"Na {components} {'component' if components == 1 else 'componenten'} is van een item niets meer "
        "over: vanaf daar bestaan geen partiële correlaties."
    )


def drawn_again(count: int) -> str:
    return (
        f"{count} toevallige gegevenssets lieten geen polychorische correlaties toe; "
        "zij zijn opnieuw getrokken."
    )


def no_rotation() -> str:
    return "Er is één component: er valt niets te roteren."


def rotation_unfinished(gradient: float) -> str:
    return f"De rotatie is niet geconvergeerd (gradiënt {gradient:.1e}); gebruik deze ladingen niet."
