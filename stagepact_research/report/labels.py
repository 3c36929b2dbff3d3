"""Short names for figures and tables; the full wording stands in appendix A."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["bevorderend", "belemmerend"]


@dataclass(frozen=True)
class ItemFigure:
    """One figure of item distributions: which items, and whether their presence helps or hinders."""

    label: str
    title: str
    items: tuple[str, ...]
    tone: Tone = "bevorderend"


def _items(question: str, letters: str) -> tuple[str, ...]:
    return tuple(f"{question}{letter}" for letter in letters)


# Figures 4.1 to 4.9, in the order of the report.
ITEM_FIGURES = (
    ItemFigure("kennis", "Kennis rond stagediscriminatie", _items("q02", "abcdefghij")),
    ItemFigure("bevorderend", "Bevorderende houding", _items("q05", "acdfghi")),
    ItemFigure("belemmerend", "Belemmerende houding", _items("q05", "bej"), "belemmerend"),
    ItemFigure("procedures", "Formele procedures bij werving en selectie", _items("q07", "abcdef")),
    ItemFigure("voorbereiding", "Werkwijzen bij de voorbereiding op de stage", _items("q08", "abcde")),
    ItemFigure(
        "zoeken-bevorderend",
        "Bevorderende werkwijzen bij het zoeken naar een stage",
        _items("q09", "bcdefgh") + _items("q10", "ab"),
    ),
    ItemFigure(
        "zoeken-belemmerend",
        "Belemmerende werkwijzen bij het zoeken naar een stage",
        ("q09a", "q10c", "q10d"),
        "belemmerend",
    ),
    ItemFigure("begeleiding", "Werkwijzen bij de begeleiding tijdens de stage", _items("q11", "abcd")),
    ItemFigure("contact", "Werkwijzen in het contact met leerbedrijven", _items("q12", "abcdefg")),
)

_ITEMS = {
    "q04": "meldingen van studenten",
    "q15": "sector",
    "q02a": "wat stagediscriminatie is",
    "q02b": "dat het niet altijd openlijk gebeurt",
    "q02c": "de eigen taak volgens het Stagepact",
    "q02d": "de schade voor studenten",
    "q02e": "een aanpak die werkt",
    "q02f": "signalen bij het zoeken naar een stage",
    "q02g": "signalen op de werkvloer",
    "q02h": "in gesprek gaan met het leerbedrijf",
    "q02i": "de student ondersteunen",
    "q02j": "de rol van SBB",
    "q05a": "stagediscriminatie is een probleem",
    "q05b": "studenten ervaren iets te snel als discriminatie",
    "q05c": "het kan ook onze studenten overkomen",
    "q05d": "de student is er niet zelf verantwoordelijk voor",
    "q05e": "studenten reageren overgevoelig",
    "q05f": "bereid om met het leerbedrijf te praten",
    "q05g": "bereid om bij SBB te melden",
    "q05h": "studenten die melden serieus nemen",
    "q05i": "ook een onbedoelde opmerking telt mee",
    "q05j": "studenten moeten zich beter gedragen",
    "q07a": "plaatsing zonder sollicitatie (matching)",
    "q07b": "afspraken over anti-biastraining",
    "q07c": "afspraken over anoniem solliciteren",
    "q07d": "afspraken over beoordeling van cv’s",
    "q07e": "afspraken over selectie op competenties",
    "q07f": "evaluatie van de selectie met leerbedrijven",
    "q08a": "wat discriminatie en vooroordelen zijn",
    "q08b": "hoe je het herkent",
    "q08c": "hoe je kunt reageren",
    "q08d": "hoe je het op school meldt",
    "q08e": "wat de school kan doen",
    "q09a": "matchen op persoonlijkheid",
    "q09b": "wijzen op de toekomstige werkgever",
    "q09c": "het eigen netwerk laten gebruiken",
    "q09d": "samen een oplossing zoeken",
    "q09e": "extra begeleiding bij weinig steun thuis",
    "q09f": "helpen bij de leerwens",
    "q09g": "helpen bij een schriftelijke sollicitatie",
    "q09h": "het gesprek met de student voorbereiden",
    "q10a": "beroepsgerichte kwaliteiten benadrukken",
    "q10b": "leerprestaties benadrukken",
    "q10c": "persoonlijkheid benadrukken",
    "q10d": "de klik met het bedrijf benadrukken",
    "q11a": "minstens drie contactmomenten",
    "q11b": "gesprek bij een vermoeden",
    "q11c": "gesprek bij een melding",
    "q11d": "steun bij stagediscriminatie",
    "q12a": "de visie van de school bespreken",
    "q12b": "afspraken maken over gelijke kansen",
    "q12c": "die afspraken evalueren",
    "q12d": "in gesprek gaan bij signalen",
    "q12e": "meedenken over sociale veiligheid",
    "q12f": "melden bij SBB",
    "q12g": "stoppen met bedrijven die discrimineren",
    "q16entree": "entree",
    "q16niv2": "niveau 2",
    "q16niv3": "niveau 3",
    "q16niv4": "niveau 4",
}

_CATEGORIES = {
    "geen_weinig": "geen tot weinig",
    "voldoende": "voldoende tot veel",
    "nooit_soms": "nooit of soms",
    "even_vaak": "even vaak niet als wel",
    "meestal_altijd": "meestal of altijd",
    "een": "één",
    "mtlm": "Mobiliteit, Transport, Logistiek & Maritiem",
    "sv": "Specialistisch vakmanschap",
    "zdv": "Zakelijke Dienstverlening en Veiligheid",
    "zws": "Zorg, Welzijn en Sport",
    "h": "Handel",
    "vgg": "Voedsel, Groen en Gastvrijheid",
    "tgo": "Techniek en Gebouwde Omgeving",
    "ict": "ICT en Creatieve Industrie",
}

GROUPINGS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "leerweg": ("leerweg", {"bol": "bol", "bbl_of_beide": "bbl, of bol en bbl"}),
    "meldingen": (
        "meldingen van studenten",
        {"ja": "wel meldingen", "nee": "geen meldingen", "weet_ik_niet": "weet ik niet"},
    ),
    "sectorcategorie": (
        "sectorcategorie",
        {
            "techniek": "Techniek, Transport en Vakmanschap",
            "diensten": "Diensten en Groen",
            "zorg": "Zorg, Welzijn en Sport",
        },
    ),
}


def item_label(item: str) -> str:
    """The short name of an item, else its id."""
    return _ITEMS.get(item, item)


def item_number(item: str) -> str:
    """The item as it is numbered in the questionnaire: q02a is 2a."""
    return item.removeprefix("q").lstrip("0")


def category_label(category: str) -> str:
    """The name of a category, or of several joined by "+"."""
    return " + ".join(_CATEGORIES.get(part, part.replace("_", " ")) for part in category.split("+"))


def item_figure(label: str) -> ItemFigure:
    for figure in ITEM_FIGURES:
        if figure.label == label:
            return figure
    raise KeyError(label)
