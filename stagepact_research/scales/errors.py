"""What can be wrong with a set of items, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable

from stagepact_research.errors import InputProblem


class UnusableItems(InputProblem):
    """A scale quantity cannot be computed from these items."""


class TextInItems(UnusableItems):
    """An item holds something that is not a number."""

    def __init__(self, item: str, value: object) -> None:
        self.item, self.value = item, value
        super().__init__(
            f"item {item}",
            f'"{value}" is geen getal.',
            "antwoorden als getallen, en een lege waarde (NaN) waar het antwoord ontbreekt",
            "Lees het bestand met read_export, of zet de kolom om met pandas.to_numeric.",
        )


class DoubleItem(UnusableItems):
    """An item stands twice among the columns."""

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(f"item {item}", "de kolom komt meer dan één keer voor.", "elk item één keer")


class TooFewItems(UnusableItems):
    """There are fewer items than the quantity needs."""

    def __init__(self, items: Iterable[object], needed: int) -> None:
        self.items, self.needed = tuple(str(item) for item in items), needed
        super().__init__(
            f"items {', '.join(self.items) or '(geen)'}",
            f"er zijn te weinig items ({len(self.items)}).",
            f"ten minste {needed}",
        )


class TooFewRows(UnusableItems):
    """There are fewer complete rows than the quantity needs."""

    def __init__(self, items: Iterable[object], rows: int, needed: int) -> None:
        self.items, self.rows, self.needed = tuple(str(item) for item in items), rows, needed
        super().__init__(
            f"items {', '.join(self.items)}",
            f"er zijn te weinig respondenten met een geldig antwoord op alle items ({rows}).",
            f"ten minste {needed}",
        )


class ConstantItem(UnusableItems):
    """All respondents gave the same answer, so that the item has no variance."""

    def __init__(self, item: str, value: float) -> None:
        self.item, self.value = item, value
        super().__init__(
            f"item {item}",
            f"alle respondenten gaven hetzelfde antwoord ({value:g}); het item heeft geen variantie.",
            "ten minste twee verschillende antwoorden",
            "Laat het item weg of wacht op meer respons.",
        )


class ConstantTotal(UnusableItems):
    """The sum of the items is the same for everyone, so that nothing relates to it."""

    def __init__(self, items: Iterable[object]) -> None:
        self.items = tuple(str(item) for item in items)
        super().__init__(
            f"items {', '.join(self.items)}",
            "de som van de items is voor alle respondenten gelijk.",
            "items die dezelfde kant op wijzen",
            "Controleer of een item omgepoold moet worden.",
        )


class MissingScaleItems(UnusableItems):
    """The responses lack items of a scale."""

    def __init__(self, scale: str, items: Iterable[object]) -> None:
        self.scale, self.items = scale, tuple(str(item) for item in items)
        super().__init__(
            f"schaal {scale}",
            f"de kolommen {', '.join(self.items)} ontbreken.",
            "alle items die scales.yml bij deze schaal noemt",
            "Controleer scales.yml en de export met: stagepact instrument check",
        )


class NotAYesNoItem(UnusableItems):
    """Weet ik niet can count as absent only where the answers are ja and nee."""

    def __init__(self, item: str, value: object) -> None:
        self.item, self.value = item, value
        super().__init__(
            f"item {item}",
            f'het antwoord "{value}" past niet bij de regel dat weet ik niet als nee telt.',
            "ja (J of 1), nee (N of 0), weet ik niet (W) of leeg",
            "Zet de regel voor deze schaal in protocol.yml op missing.",
        )


class UnknownStatus(UnusableItems):
    """Empty answers that may be weet ik niet or not reached, without the status that tells which."""

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(
            f"item {item}",
            "er zijn lege antwoorden, en niet te zien is of dat weet ik niet of niet bereikt is.",
            "naast de antwoorden ook hun status, zoals read_export die geeft",
            "Geef status=responses.status mee.",
        )


class InvalidSetting(UnusableItems):
    """A parameter of the analysis lies outside its range."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"instelling {name}", f"de waarde {value} kan niet.", expected)


class UnfitModel(InputProblem):
    """A factor model that cannot be: `found` says why."""

    def __init__(self, found: str, expected: str = "") -> None:
        super().__init__("factormodel", found, expected)


class MissingItems(UnusableItems):
    """The data lack items of the model."""

    def __init__(self, items: Iterable[object]) -> None:
        self.items = tuple(str(item) for item in items)
        super().__init__(
            f"items {', '.join(self.items)}", "deze kolommen ontbreken.", "alle items van het factormodel"
        )


class SingularItems(UnusableItems):
    """Items determine each other, or there are fewer rows than items: their covariances fit no model."""

    def __init__(self, items: Iterable[object], n: int) -> None:
        self.items, self.n = tuple(str(item) for item in items), n
        super().__init__(
            f"items {', '.join(self.items)}",
            f"deze items bepalen elkaar volledig (bij {n} respondenten), zoals twee gelijke kolommen.",
            "items die ieder iets eigens meten, en meer respondenten dan items",
            "Laat een van deze items weg.",
        )


class NoGroups(UnusableItems):
    """There is nothing to compare: one group, or none."""

    def __init__(self, names: Iterable[object]) -> None:
        self.names = tuple(str(name) for name in names)
        super().__init__(
            "groepen",
            f"er zijn te weinig groepen met complete antwoorden ({', '.join(self.names) or 'geen'}).",
            "ten minste twee groepen",
        )


class TooManyCategories(UnusableItems):
    """An item takes so many values that it is a measurement, not an answer in a few ordered categories."""

    def __init__(self, item: str, found: int, most: int) -> None:
        self.item, self.found_categories, self.most = item, found, most
        super().__init__(
            f"item {item}",
            f"er zijn {found} verschillende antwoorden.",
            f"een item met hoogstens {most} geordende antwoordcategorieën",
            "Geef de afzonderlijke items, geen schaalscores of getallen.",
        )


class PairWithoutVariation(UnusableItems):
    """Of two items one is constant among the respondents who answered both."""

    def __init__(self, first: str, second: str, rows: int) -> None:
        self.items, self.rows = (first, second), rows
        super().__init__(
            f"items {first} en {second}",
            f"de {rows} respondenten die beide beantwoordden, gaven op een ervan allen hetzelfde antwoord.",
            "ten minste twee verschillende antwoorden op elk van beide",
            "Laat een van deze items weg of wacht op meer respons.",
        )


class PerfectPair(UnusableItems):
    """Two items determine each other, so that their polychoric correlation has no standard error."""

    def __init__(self, first: str, second: str, correlation: float) -> None:
        self.items, self.correlation = (first, second), correlation
        super().__init__(
            f"items {first} en {second}",
            f"de polychorische correlatie is {correlation:g}: het ene item legt het andere vast.",
            "items die ieder iets eigens meten",
            "Laat een van deze items weg.",
        )


class CategoriesDiffer(UnusableItems):
    """An answer category is used in one group and not in another."""

    def __init__(self, item: str, group: str, category: float) -> None:
        self.item, self.group, self.category = item, group, category
        super().__init__(
            f"item {item}, groep {group}",
            f"niemand koos categorie {category:g}, die in een andere groep wel voorkomt.",
            "in elke groep dezelfde antwoordcategorieën",
            "Voeg de categorie met een buur samen: merge_sparse_categories(items, groups).",
        )


class SparseCategory(UnusableItems):
    """A category is too sparse in a group, and merging it would leave the item with one category."""

    def __init__(self, item: str, group: str, category: float, count: int, least: int) -> None:
        self.item, self.group, self.category = item, group, category
        self.count, self.least = count, least
        super().__init__(
            f"item {item}, groep {group}",
            f"categorie {category:g} is {count} keer gekozen, en samenvoegen maakt het item constant.",
            f"elke categorie in elke groep ten minste {least} keer",
            "Laat het item weg of neem groepen samen.",
        )


class NotPositiveDefinite(UnusableItems):
    """Pairwise covariances contradict each other: no answers of complete respondents could give them."""

    def __init__(self, items: Iterable[object], smallest: float) -> None:
        self.items, self.smallest = tuple(str(item) for item in items), smallest
        super().__init__(
            f"items {', '.join(self.items)}",
            "de paarsgewijze covarianties zijn samen niet positief definiet "
            f"(kleinste eigenwaarde {smallest:.2g}).",
            "covarianties die bij één groep respondenten kunnen horen",
            "Gebruik de respondenten met een antwoord op alle items (missing='complete').",
        )


class UncorrelatedItems(UnusableItems):
    """No item correlates with any other, so that there is nothing to share."""

    def __init__(self, items: Iterable[object]) -> None:
        self.items = tuple(str(item) for item in items)
        super().__init__(
            f"items {', '.join(self.items)}",
            "alle correlaties tussen de items zijn nul.",
            "items die samenhangen",
        )


class TooManyComponents(UnusableItems):
    """More components are asked for than the items have dimensions."""

    def __init__(self, items: Iterable[object], asked: int, dimensions: int) -> None:
        self.items, self.asked, self.dimensions = tuple(str(item) for item in items), asked, dimensions
        super().__init__(
            f"items {', '.join(self.items)}",
            f"er zijn {asked} componenten gevraagd, en de items hebben {dimensions} dimensies.",
            f"hoogstens {dimensions} componenten",
            "Vraag minder componenten, of laat items weg die elkaar volledig bepalen.",
        )


class RotationFailed(UnusableItems):
    """The components of an oblique rotation fell together."""

    def __init__(self, items: Iterable[object], n_components: int) -> None:
        self.items, self.n_components = tuple(str(item) for item in items), n_components
        super().__init__(
            f"items {', '.join(self.items)}",
            f"bij de scheve rotatie van {n_components} componenten vallen componenten samen.",
            "componenten die van elkaar te onderscheiden zijn",
            "Vraag minder componenten of kies varimax.",
        )
