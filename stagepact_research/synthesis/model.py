"""What the synthesis consists of, as the files in instruments/synthesis/ hold it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stagepact_research.instruments.questionnaire import Model

Strand = Literal["literature", "agendas", "survey", "interviews"]
STRANDS: tuple[Strand, ...] = ("literature", "agendas", "survey", "interviews")
Stance = Literal["yes", "partly", "no"]


class Question(Model):
    """A research question, verbatim; a question in two parts has an entry for each."""

    id: Annotated[str, Field(pattern=r"\d+[a-z]?")]
    """Its number, and the letter of the part."""
    part: str
    """The heading under which the report lists it."""
    wording: str
    item: str = ""
    """What the part asks, where the wording ends in a list of parts."""
    short: str
    """What it is about, for a heading."""


class Topic(Model):
    """A proposition within a question, on which the strands can agree or not."""

    id: str
    question: str
    proposition: str


class Evidence(Model):
    """Which estimates a claim rests on: the rows with these values in the key columns."""

    subject: str
    """One subject, or several joined by "+": then their range."""
    category: str = ""
    statistic: Literal["pct", "mean", ""] = ""
    """Empty: a share, from a percentage or from a count with its base."""
    population: str = ""
    of: str = ""
    """The noun of which it is a share: "teams"."""
    locator: str = ""
    """Where the report prints it, when it prints different words in different places."""


class Source(Model):
    """Where a claim without a number comes from: works, coded findings, or a place in the report."""

    works: tuple[str, ...] = ()
    locator: str = ""


class Claim(Model):
    """One sentence about one topic from one strand, with what it rests on.

    `text` has placeholders for the evidence: {a} for its share in words and numbers, {a:geeft|geven} for a
    verb that goes with {a}; report.synthesis.sentences names them all.
    """

    id: str
    topic: str
    strand: Strand
    text: str
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    stance: Stance | None = None
    """What it says of the topic's proposition; without it, the share of `a` decides."""
    against: bool = False
    """A large share speaks against the proposition."""
    spread: float | None = None
    """For a proposition that means differ: from this difference between the highest and the lowest on."""
    waves: tuple[int, ...] = (2024,)
    """For a claim without estimates: the waves in which it was gathered."""


class Indicator(Model):
    """What one strand says about a measure, and from where on it is reached."""

    strand: Strand
    text: str
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    locator: str = ""
    reached: float | None = None
    """From this share on; without it nothing can be said about reaching the target."""
    partly: float = 0
    why_not: str = ""
    """Why nothing can be said."""
    waves: tuple[int, ...] = (2024,)
    """For an indicator without estimates: the waves for which it holds."""


class Measure(Model):
    """A measure of the Stagepact: the text of the pact, and the indicators of the strands."""

    id: str
    label: str
    target: str
    """Verbatim, as the report quotes it from the pact."""
    locator: str
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]


class Factor(Model):
    """A barrier or a success factor, and who names it."""

    id: str
    kind: Literal["barrier", "success"]
    label: str
    text: str
    named_by: tuple[Literal["stagebegeleiders", "praktijkopleiders", "opleidingsteams"], ...]
    prominent: bool = False
    """Among those that are named most often."""
    locator: str


class Recommendation(Model):
    """What policy could do, and the claims that it rests on."""

    id: str
    title: str
    text: str
    claims: Annotated[dict[str, Stance], Field(min_length=1)]
    """The claims it rests on, and what each has to say of its proposition to be a reason for it."""
    locator: str


class Synthesis(Model):
    """Everything that chapter 6 and appendix C show, beside the estimates."""

    questions: tuple[Question, ...]
    topics: tuple[Topic, ...]
    claims: tuple[Claim, ...]
    measures: tuple[Measure, ...]
    factors: tuple[Factor, ...]
    recommendations: tuple[Recommendation, ...]

    def topic(self, topic_id: str) -> Topic:
        return next(topic for topic in self.topics if topic.id == topic_id)

    def claims_of(self, question: str) -> tuple[Claim, ...]:
        """The claims on a question, in the order of the file."""
        mine = {topic.id for topic in self.topics if topic.question == question}
        return tuple(claim for claim in self.claims if claim.topic in mine)
