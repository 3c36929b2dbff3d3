"""What can be wrong with weights, margins and propensities, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from stagepact_research.errors import InputProblem


class UnusableWeighting(InputProblem):
    """A weight, a propensity or an estimate with weights cannot be computed from this input.

    `cause` is the kind of cause in words that can be published: no category, number or row.
    """

    cause: ClassVar[str] = "de gegevens voldeden daar niet"


def cause_of(problem: InputProblem) -> str:
    """Why a step was impossible in a replicate, in words that can be published.

    The problem itself can name a category that only one institution has, and that vanished with it.
    """
    return problem.cause if isinstance(problem, UnusableWeighting) else UnusableWeighting.cause


class NoRows(UnusableWeighting):
    """There is nobody to weight."""

    cause = "er bleef niemand over"

    def __init__(self, where: str) -> None:
        super().__init__(where, "er zijn geen rijen.", "ten minste één respondent")


class InvalidWeight(UnusableWeighting):
    """A weight is missing, infinite, negative or, where that cannot be, zero."""

    def __init__(self, name: str, row: object, value: object, expected: str = "een positief getal") -> None:
        self.name, self.row, self.value = name, row, value
        super().__init__(
            f"{name}, rij {row}",
            f"het gewicht is {value}.",
            expected,
            "Herstel de gewichten of laat de rij weg.",
        )


class NotAligned(UnusableWeighting):
    """A series has other rows than what it belongs to."""

    def __init__(self, name: str, found: int, expected: int) -> None:
        self.name = name
        super().__init__(
            name,
            f"de {found} rijen horen niet bij de {expected} respondenten.",
            "dezelfde index als de respondenten",
            "Maak de reeks uit hetzelfde frame, of zet de volgorde recht met reindex.",
        )


class MissingColumn(UnusableWeighting):
    """The frame lacks a column, or has it twice."""

    def __init__(self, column: object, available: Iterable[object]) -> None:
        self.column = str(column)
        super().__init__(
            f"kolom {column}",
            "deze kolom staat niet precies één keer in het frame.",
            f"een van {', '.join(map(str, available))}",
        )


class MissingFrameValue(UnusableWeighting):
    """A frame variable has no usable value for a respondent."""

    def __init__(self, row: object, column: object, value: object = None) -> None:
        self.row, self.column = row, str(column)
        super().__init__(
            f"rij {row}, kolom {column}",
            "de waarde ontbreekt." if value is None else f"de waarde {value} is geen eindig getal.",
            "een waarde voor iedere respondent",
            "Vul de waarde aan, maak er een eigen categorie van of laat de rij weg.",
        )


class NoMargins(UnusableWeighting):
    """There is nothing to weight to."""

    def __init__(self) -> None:
        super().__init__("marges", "er zijn geen marges.", "ten minste één kolom met totalen per categorie")


class InvalidTarget(UnusableWeighting):
    """A margin holds a total that is missing, infinite or negative, or no positive total at all."""

    def __init__(self, column: object, category: object, value: object) -> None:
        self.column, self.category, self.value = str(column), category, value
        super().__init__(
            f"marge {column}, categorie {category}", f"het totaal is {value}.", "een getal van nul of meer"
        )


class DoubleCategory(UnusableWeighting):
    """A category stands twice in a margin."""

    def __init__(self, column: object, category: object) -> None:
        self.column, self.category = str(column), category
        super().__init__(
            f"marge {column}", f"categorie {category} komt meer dan één keer voor.", "elke categorie één keer"
        )


class UnknownCategory(UnusableWeighting):
    """Respondents have a category that the margin does not know."""

    def __init__(self, column: object, category: object, rows: int, known: Iterable[object]) -> None:
        self.column, self.category, self.rows = str(column), category, rows
        super().__init__(
            f"kolom {column}",
            f"categorie {category} ({rows} keer) staat niet in de marge.",
            f"een van {', '.join(map(str, known))}",
            "Vul de marge aan of voeg categorieën samen met collapse.",
        )


class EmptyCategory(UnusableWeighting):
    """The population has a category in which nobody responded."""

    cause = "een categorie had geen respondenten"

    def __init__(self, column: object, category: object, target: float) -> None:
        self.column, self.category, self.target = str(column), category, target
        super().__init__(
            f"marge {column}, categorie {category}",
            f"het totaal is {target:g}, maar er is geen enkele respondent.",
            "respondenten in elke categorie met een totaal boven nul",
            "Voeg de categorie samen met een buur: collapse en collapse_margin.",
        )


class ZeroTarget(UnusableWeighting):
    """Respondents are in a category that does not exist in the population."""

    def __init__(self, column: object, category: object, rows: int) -> None:
        self.column, self.category, self.rows = str(column), category, rows
        super().__init__(
            f"marge {column}, categorie {category}",
            f"het totaal is nul, maar {rows} rijen hebben deze categorie.",
            "een totaal boven nul waar respondenten zijn",
            "Controleer de populatiecijfers, of laat deze rijen buiten de weging.",
        )


class MarginsDisagree(UnusableWeighting):
    """Two margins describe populations of different size."""

    def __init__(self, first: object, first_total: float, other: object, other_total: float) -> None:
        self.columns, self.totals = (str(first), str(other)), (first_total, other_total)
        super().__init__(
            f"marges {first} en {other}",
            f"de totalen verschillen: {first_total:.12g} en {other_total:.12g}.",
            "marges die tot hetzelfde totaal optellen",
            "Leid beide marges uit dezelfde populatie af, of herschaal er een.",
        )


class MarginsCannotBeMet(UnusableWeighting):
    """No weights meet all margins together, because of combinations that nobody has."""

    cause = "geen gewichten haalden alle marges tegelijk"

    def __init__(self, columns: Iterable[object], bounds: tuple[float, float] | None = None) -> None:
        self.columns, self.bounds = tuple(map(str, columns)), bounds
        within = "" if bounds is None else f" met factoren van {bounds[0]:g} tot {bounds[1]:g}"
        super().__init__(
            f"marges {', '.join(self.columns)}",
            f"geen enkele set positieve gewichten{within} haalt deze marges tegelijk.",
            "marges die passen bij de combinaties van categorieën die bij respondenten voorkomen",
            "Voeg categorieën samen met collapse of laat een marge weg"
            + ("." if bounds is None else ", of verruim de grenzen."),
        )


class NotConverged(UnusableWeighting):
    """The iterations ran out before the answer was exact enough."""

    cause = "de berekening kwam niet tot een nauwkeurige uitkomst"

    def __init__(self, what: str, iterations: int) -> None:
        self.what, self.iterations = what, iterations
        super().__init__(
            what,
            f"na {iterations} stappen is de uitkomst nog niet nauwkeurig genoeg.",
            remedy="Sta meer stappen toe waar dat kan, of voeg kleine categorieën samen met collapse.",
        )


class NegativeWeights(UnusableWeighting):
    """Linear calibration gave negative weights."""

    cause = "er kwamen negatieve gewichten uit"

    def __init__(self, rows: int, smallest: float, growth: float) -> None:
        self.rows, self.smallest = rows, smallest
        super().__init__(
            "kalibratie",
            f"{rows} rijen krijgen een negatief gewicht (kleinste {smallest:.4g}).",
            "gewichten van nul of meer",
            f"Gebruik rake, of begrens de factor, zoals met bounds=({growth / 5:.3g}, {growth * 5:.3g}).",
        )


class ImpossibleBounds(UnusableWeighting):
    """No weights between these bounds add up to the total."""

    cause = "binnen de grenzen van het trimmen paste het totaal niet"

    def __init__(self, lower: float, upper: float, mean: float) -> None:
        self.lower, self.upper, self.mean = lower, upper, mean
        super().__init__(
            "trimmen",
            f"tussen {lower:g} en {upper:g} past het totaal niet: het gemiddelde gewicht is {mean:g}.",
            "een ondergrens onder en een bovengrens boven het gemiddelde gewicht",
            "Verruim de grenzen.",
        )


class InvalidSetting(UnusableWeighting):
    """A parameter lies outside its range."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"instelling {name}", f"de waarde {value} kan niet.", expected)


class InvalidResponse(UnusableWeighting):
    """Whether someone responded is not 0 or 1."""

    def __init__(self, row: object, value: object) -> None:
        self.row, self.value = row, value
        super().__init__(
            f"respons, rij {row}", f"de waarde {value} kan niet.", "0 (geen respons) of 1 (respons)"
        )


class NoContrast(UnusableWeighting):
    """Everyone responded, or nobody: there is no propensity to estimate."""

    cause = "iedereen deed mee, of niemand"

    def __init__(self, responded: int, n: int) -> None:
        self.responded, self.n = responded, n
        super().__init__(
            "respons",
            f"{responded} van de {n} eenheden deden mee; er is geen verschil te verklaren.",
            "zowel eenheden die meededen als eenheden die niet meededen",
        )


class InvalidPropensity(UnusableWeighting):
    """A propensity is missing or no probability."""

    def __init__(self, row: object, value: object) -> None:
        self.row, self.value = row, value
        super().__init__(
            f"responskansen, rij {row}", f"de waarde {value} kan niet.", "een kans van 0 tot en met 1"
        )


class TooFewUnits(UnusableWeighting):
    """There are too few rows, or too little weight, for a variance."""

    cause = "er bleven te weinig eenheden over"

    def __init__(self, what: str, found: float) -> None:
        self.found_units = found
        super().__init__(what, f"er zijn te weinig eenheden ({found:g}) voor een variantie.", "meer dan één")


class SingleCluster(UnusableWeighting):
    """One cluster tells nothing about the differences between clusters."""

    cause = "er bleef te weinig verschil tussen clusters over"

    def __init__(self, what: str, stratum: object = None) -> None:
        self.stratum = stratum
        place = what if stratum is None else f"{what}, stratum {stratum}"
        super().__init__(
            place,
            "er is maar één cluster met antwoorden.",
            "ten minste twee clusters (per stratum)",
            "Voeg strata samen, of rapporteer zonder betrouwbaarheidsinterval.",
        )


class NotNumeric(UnusableWeighting):
    """A variable holds something that is not a finite number."""

    def __init__(self, name: object, row: object, value: object) -> None:
        self.name, self.row, self.value = str(name), row, value
        super().__init__(f"{name}, rij {row}", f'"{value}" is geen eindig getal.', "een getal of leeg (NaN)")


class NoReplicates(UnusableWeighting):
    """No replicate is left to estimate a variance from."""

    def __init__(self, dropped: int, cause: str = "") -> None:
        self.dropped = dropped
        super().__init__(
            "replicatiegewichten",
            f"er zijn te weinig bruikbare replicaties; {dropped} vielen weg"
            + (f": {cause}." if cause else "."),
            "ten minste twee",
            "Voeg kleine categorieën samen met collapse, zodat ze niet uit een replicatie verdwijnen.",
        )
