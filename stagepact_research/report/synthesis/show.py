"""What the cells of chapter 6, appendix C and the summary call."""

from __future__ import annotations

from stagepact_research.report.sources import project
from stagepact_research.report.synthesis import evidence, prose, tables
from stagepact_research.report.synthesis.labels import STRANDS
from stagepact_research.report.synthesis.reading import Reading
from stagepact_research.report.synthesis.reading import open_synthesis as open_synthesis
from stagepact_research.report.tables import escape_markdown, numbered


def questions(reading: Reading) -> None:
    """The research questions as the report lists them: numbered on, under their headings."""
    print(prose.questions(reading.synthesis.questions))


def answer(reading: Reading, question: str) -> None:
    """The findings on a question, topic by topic, and where the strands agree or not."""
    for text in prose.paragraphs(reading, reading.first, question):
        print(f"{text}\n")
    compared = prose.agreement(reading, reading.first, question)
    if compared:
        print(f"{compared}\n")
    for wave in reading.later:
        found = prose.paragraphs(reading, wave, question)
        if found:
            print(f"**In {wave.year}.** " + "\n\n".join(found) + "\n")


def matrix(reading: Reading) -> None:
    wave = reading.first
    caption = f"Hoe de onderdelen zich tot elkaar verhouden, per onderzoeksvraag ({wave.year})"
    note = (
        "Stemt overeen: een ander onderdeel zegt hetzelfde over ten minste één stelling, en geen ander zegt "
        "het tegendeel. Spreekt tegen: een ander onderdeel zegt over ten minste één stelling het tegendeel. "
        "Vult aan: wat dit onderdeel zegt, zegt geen ander. @sec-synthese-bijlage toont het per stelling."
    )
    print(numbered("triangulatie", caption, tables.matrix(reading, wave), note))


def measures(reading: Reading) -> None:
    """The measures of the Stagepact: the verdicts in a sentence and in a table, of every wave that speaks."""
    for wave in reading.waves:
        if wave is not reading.first and not any(
            not shown.synthetic and shown.found for one in wave.measures for shown in one.indicators
        ):
            continue
        print(f"{prose.verdicts(wave)}\n")
        caption = f"De maatregelen van het Stagepact en wat de onderdelen erover zeggen ({wave.year})"
        label = "stagepact" if wave is reading.first else f"stagepact-{wave.year}"
        print(numbered(label, caption, tables.measures(wave)))


def pact_in_short(reading: Reading) -> None:
    """The verdicts on the measures, for the summary."""
    print(f"{prose.verdicts(reading.first)} @tbl-stagepact zet de uitkomsten naast elkaar.\n")


def targets(reading: Reading) -> None:
    """The text of the pact for every measure, as the report quotes it."""
    for measure in reading.synthesis.measures:
        print(f"**{measure.label}**\n\n> {measure.target}\n")


def factors(reading: Reading, kind: str) -> None:
    names = {"barrier": ("drempels", "Drempels"), "success": ("succesfactoren", "Succesfactoren")}
    label, title = names[kind]
    note = "Vet: het vaakst genoemd."
    print(numbered(label, f"{title} die geïnterviewden noemen", tables.factors(reading, kind), note))


def recommendations(reading: Reading) -> None:
    """Each recommendation, and the findings that it rests on; those without one are told to stand alone."""
    for one in reading.synthesis.recommendations:
        print(f"### {one.title} {{#sec-aanbeveling-{one.id} .unnumbered}}\n\n{one.text}\n")
        print(f"{prose.support(reading, one)}\n")


def contradictions(reading: Reading) -> None:
    """What the printed report says in words and its own numbers do not bear out."""
    if reading.contradictions.empty:
        print("Het rapport zegt nergens in woorden iets dat zijn eigen getallen tegenspreken.\n")
        return
    caption = f"Woorden in het rapport over {reading.first.year} die niet passen bij de gedrukte getallen"
    print(numbered("tegenspraak", caption, tables.contradictions(reading)))


def quantifiers() -> None:
    """The protocol's words for shares."""
    caption = "Woorden voor een aandeel, en de percentages waarvoor zij staan"
    print(numbered("woorden", caption, tables.quantifiers(project().protocol.quantifiers)))


def evidence_of(reading: Reading, question: str) -> None:
    """Appendix C: the propositions of a question by strand, and every claim with its estimates."""
    shown = next(one for one in reading.synthesis.questions if one.id == question)
    caption = f"Vraag {question}, {shown.short.lower()}: wat de onderdelen van elke stelling zeggen"
    table = tables.topics(reading, reading.first, question)
    print(numbered(f"stellingen-{question}", caption, table))
    for claim in reading.synthesis.claims_of(question):
        print("\n".join(evidence.section(reading, claim.id)))


def in_short(reading: Reading, *claims: str) -> None:
    """Some findings as a list, for the summary."""
    for claim in claims:
        one = reading.claim(reading.first, claim)
        if one.speaks:
            print(f"- {prose.linked(reading, one)}")
    print()


def advice_in_short(reading: Reading) -> None:
    """The recommendations by name, each with the way to it."""
    for one in reading.synthesis.recommendations:
        print(f"- [{escape_markdown(one.title)}]({reading.folder}6-synthese.qmd#sec-aanbeveling-{one.id})")
    print()


def strands() -> str:
    """ "literatuur, kwaliteitsagenda’s, vragenlijst en interviews"."""
    return prose.strands(list(STRANDS))
