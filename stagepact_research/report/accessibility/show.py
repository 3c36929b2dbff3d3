"""What the cells of the appendix about accessibility call."""

from __future__ import annotations

from stagepact_research.report import nl
from stagepact_research.report.accessibility.reading import Tested, untested
from stagepact_research.report.accessibility.reading import open_accessibility as open_accessibility
from stagepact_research.report.engine.site import dutch_date
from stagepact_research.report.tables import escape_markdown, numbered, pipe_table

FIRST_STEPS = "eerste maatregelen genomen (status C)"
"""The highest status of the Dutch government's model for a site that nobody audited in full."""


def status(tested: Tested) -> None:
    """Who declares what, and why no more than that."""
    said, audit = tested.statement, tested.statement.audit
    print(
        f"{escape_markdown(said.organisation)} wil dat iedereen deze uitgave kan gebruiken. Deze verklaring "
        f"geldt voor {escape_markdown(said.site)} en voor de pdf die daar te vinden is.\n"
    )
    if audit is None:
        print(
            f"**Status: {FIRST_STEPS}.** De uitgave is getest, maar nog niet door een onafhankelijke "
            "partij op alle eisen onderzocht. Zolang dat onderzoek er niet is, noemt deze verklaring "
            "geen hogere status.\n"
        )
    else:
        when = escape_markdown(audit.date)
        print(
            f"**Status: {escape_markdown(audit.status)}.** Dat volgt uit het onderzoek van "
            f"{escape_markdown(audit.by)} ({when}).\n"
        )
    if changed := untested(tested):
        print(f"Nog niet getest in deze vorm: {nl.listing([f'`{_short(page)}`' for page in changed])}.\n")


def method(tested: Tested) -> None:
    """With what and when the pages were tested."""
    if not tested.results.pages:
        print("De pagina’s zijn nog niet getest.\n")
        return
    tools = nl.listing([f"{name} {escape_markdown(v)}" for name, v in tested.results.tools.items()])
    settings = "; ".join(escape_markdown(says) for says in tested.results.settings.values())
    print(
        f"Op {dutch_date(tested.results.date)} zijn "
        f"{nl.count(len(tested.results.pages))} pagina’s getest met {tools}, elk in "
        f"{nl.words(len(tested.results.settings))} weergaven: {settings}.\n"
    )


def outcome(tested: Tested) -> None:
    """How many rules were broken, in words."""
    if not tested.results.pages:
        return
    broken = tested.broken
    if not broken:
        print(f"In geen van de {nl.count(tested.runs)} tests is een regel overtreden.\n")
        return
    print(f"In {nl.count(tested.runs)} tests zijn {nl.words(len(broken))} overtredingen gevonden:\n")
    for page, setting, rule in broken:
        where = escape_markdown(tested.results.settings[setting])
        print(f"- `{_short(page)}`, {where}: [{escape_markdown(rule)}]{{lang=en}}")
    print()


def results_table(tested: Tested) -> None:
    """Per page the violations in every setting, and what a person had to judge."""
    settings = list(tested.results.settings)
    rows = []
    for page, found in tested.results.pages.items():
        counted = [nl.count(len(found[setting].violations)) for setting in settings]
        undecided = sorted({rule for one in found.values() for rule in one.undecided})
        rows.append([f"`{_short(page)}`", *counted, nl.count(len(undecided))])
    header = [
        "Pagina",
        *(escape_markdown(tested.results.settings[s]) for s in settings),
        "Zonder oordeel",
    ]
    note = (
        "Aantal overtreden regels. Zonder oordeel: regels waarover het programma op deze pagina in een "
        "of meer weergaven geen oordeel kon geven, zoals contrast in een tabel die deels is verborgen."
    )
    align = "l" + "r" * (len(header) - 1)
    table = pipe_table(header, rows, align, [34, *[14] * len(settings), 12])
    print(numbered("toegankelijkheid", "Uitkomsten van de automatische tests per pagina", table, note))


def checks_table(tested: Tested) -> None:
    """What was looked at beside the tool."""
    rows = [
        [escape_markdown(c.what), escape_markdown(c.how), escape_markdown(c.outcome)]
        for c in tested.statement.checks
    ]
    table = pipe_table(["Onderdeel", "Hoe bekeken", "Uitkomst"], rows, "lll", [26, 34, 40])
    print(numbered("toegankelijkheid-controles", "Wat er verder is gecontroleerd", table))


def limitations(tested: Tested) -> None:
    for limitation in tested.statement.limitations:
        print(f"- {escape_markdown(limitation)}")
    print()


def contact(tested: Tested) -> None:
    """Where a reader can report a problem, and what happens then."""
    said = tested.statement
    print(
        f"Lukt iets niet? Meld het via {escape_markdown(said.contact)}. U krijgt antwoord binnen "
        f"{escape_markdown(said.answer_within)}. Bent u het niet eens met het antwoord: "
        f"{escape_markdown(said.complaints)}.\n"
    )


def _short(page: str) -> str:
    """A page by the last part of its address: "4-vragenlijst"."""
    return page.rpartition("/")[2].removesuffix(".html")
