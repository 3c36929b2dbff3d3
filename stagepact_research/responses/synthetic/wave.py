"""A synthetic wave: rows in the format of LimeSurvey's export, drawn to agree with the printed numbers.

Everything is an integer and every choice comes from one seeded generator, so that every machine writes the
same bytes. The rows are never evidence: they let the machine run where the answers are not public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.responses.synthetic.background import (
    LEVELS,
    deal_categories,
    deal_levels,
    level_sizes,
    shares,
)
from stagepact_research.responses.synthetic.errors import ImpossibleTarget, NotReached
from stagepact_research.responses.synthetic.integers import Ints, percent, shuffled
from stagepact_research.responses.synthetic.margins import (
    Margin,
    draw_three,
    draw_yes_no,
    possible_bases,
    reach_mean,
)
from stagepact_research.responses.synthetic.placing import Block, place
from stagepact_research.responses.synthetic.targets import Targets
from stagepact_research.responses.synthetic.vectors import MISSING, deal, score

GENERATOR = "stagepact_research.responses.synthetic 1"
_ATTEMPTS = 30
_BACKGROUND_PAGE = "achtergrond"
# LimeSurvey's own date in the export of a survey that keeps no dates.
_NO_DATE = "1980-01-01 00:00:00"

Answers = dict[str, str]
"""Item id to answer code, of one respondent."""


@dataclass(frozen=True)
class _Draw:
    """Everything that one wave is drawn with."""

    rng: Random
    questionnaire: Questionnaire
    targets: Targets
    bases: Mapping[str, int]
    """Page to the number of respondents who answered it."""

    def base(self, item: str) -> int:
        return self.bases[self.questionnaire.pages[self.questionnaire.page_number(item[:3]) - 1].id]


def synthesise(
    questionnaire: Questionnaire,
    targets: Targets,
    sectors: Mapping[str, tuple[str, ...]],
    reasons: Mapping[str, str],
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a synthetic wave.

    `sectors` gives the options of question 15 in each sector category, the one with less guidance first;
    `reasons` the refusals' texts by category. Raises `ImpossibleTarget` or `NotReached` when the targets
    cannot be met.
    """
    rng = Random(seed)
    draw = _Draw(rng, questionnaire, targets, _flow(rng, questionnaire, targets))
    people = _background(draw)
    groupings = _groupings(people, sectors)
    tables, blocks, columns = _draw_blocks(draw, say)
    order = place(rng, blocks, targets.placing(groupings), say=say)
    for name, block in blocks.items():
        for position in range(block.first, block.last):
            row = tables[name][order[name][position - block.first]]
            for item, value in zip(columns[name], row, strict=True):
                people[position][item] = _code(draw, item, int(value))
    _add_dont_knows(draw, people)
    return _export(draw, people, reasons)


def _flow(rng: Random, questionnaire: Questionnaire, targets: Targets) -> dict[str, int]:
    """How many of the partial and complete responses answered each page."""
    complete, partial = targets.count("respons", "compleet"), targets.count("respons", "deels")
    everyone = complete + partial
    allowed = possible_bases(targets.figure_rows(), range(complete, everyone + 1))
    bases = {"intro": everyone, "kennis": targets.count("respons", "geanalyseerd"), "meldingen": everyone}
    before = everyone
    for page in questionnaire.pages[3:]:
        low, high = targets.calibration["flow"].get(page.id, (complete, complete))
        options = [n for n in range(low, min(high, before) + 1) if page.id != "houding" or n in allowed]
        if not options:
            raise ImpossibleTarget(page.id, before, {"aantal antwoorden": (low, high)})
        before = bases[page.id] = options[rng.randrange(len(options))]
    return bases


def _background(draw: _Draw) -> list[Answers]:
    """Everyone who answered at all, the complete first and then from late to early stoppers."""
    rng, targets, n = draw.rng, draw.targets, draw.bases[_BACKGROUND_PAGE]
    people: list[Answers] = [{"q01": "J"} for _ in range(draw.bases["meldingen"])]
    codes = {"ja": "J", "nee": "N", "weet_ik_niet": "W"}
    for person, answer in zip(people, deal_categories(rng, targets.counts("q04")), strict=True):
        person["q04"] = codes[answer]
    totals = {level: targets.counts(level)["ja"] for level in LEVELS}
    sizes = level_sizes(totals, targets.count("aantal_niveaus", "1"), targets.count("aantal_niveaus", "2"), n)
    ways = deal_categories(rng, targets.counts("leerweg"))
    sectors = deal_categories(rng, targets.counts("q15"))
    for person, way, sector, levels in zip(
        people, ways, sectors, deal_levels(rng, totals, sizes), strict=False
    ):
        person["q14bol"] = "Y" if way in ("bol", "beide") else ""
        person["q14bbl"] = "Y" if way in ("bbl", "beide") else ""
        person["q15"] = sector.upper()
        person |= {level: "Y" if level in levels else "" for level in LEVELS}
    for item, choice in targets.calibration["choice"].items():
        rest = {"q17": "n"}.get(item, "")
        for person, answer in zip(people, deal_categories(rng, shares(choice, n)), strict=False):
            person[item] = (answer or rest).upper()
    return people


def _groupings(people: list[Answers], sectors: Mapping[str, tuple[str, ...]]) -> dict[str, list[list[int]]]:
    """The positions of the respondents in each group of the report's three comparisons."""
    known = [i for i, person in enumerate(people) if "q15" in person]
    reports = [[i for i, p in enumerate(people) if p["q04"] == code] for code in ("J", "N", "W")]
    return {
        "leerweg": [
            [i for i in known if not people[i]["q14bbl"]],
            [i for i in known if people[i]["q14bbl"]],
        ],
        "meldingen": reports,
        "meldingen ja of nee": reports[:2],
        "sectorcategorie": [
            [i for i in known if people[i]["q15"].lower() in options] for options in sectors.values()
        ],
    }


def _draw_blocks(
    draw: _Draw, say: Callable[[str], None]
) -> tuple[dict[str, Ints], dict[str, Block], dict[str, tuple[str, ...]]]:
    """The answers to every scale and to every single item, not yet given to a respondent."""
    tables: dict[str, Ints] = {}
    blocks: dict[str, Block] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for scale in draw.targets.scales.scales:
        table = tables[scale.id] = _draw_scale(draw, scale)
        first = 1 if scale.id == "kennis" else 0
        fixed = frozenset({0}) if scale.id == "preventie" else frozenset[int]()
        blocks[scale.id] = Block(scale.id, _scores(table, scale), first, first + len(table), fixed)
        columns[scale.id] = scale.items
        say(f"{scale.label}: {len(table)} antwoorden")
    for item, margin in _single_margins(draw).items():
        values = [value for value, count in sorted(margin.values.items()) for _ in range(count)]
        tables[item] = _column(shuffled(draw.rng, values))
        blocks[item] = Block(item, tables[item][:, 0], 0, len(values))
        columns[item] = (item,)
    return tables, blocks, columns


def _draw_scale(draw: _Draw, scale: Scale) -> Ints:
    """The answers to one scale, tried anew until they fit."""
    base = draw.base(scale.items[0])
    classes = _classes(draw, base) if scale.id == "preventie" else None
    target = draw.targets.scale_target(scale, classes)
    for attempt in range(_ATTEMPTS):
        margins = [_margin(draw, item) for item in scale.items]
        mean = draw.targets.mean_e2(scale.id)
        try:
            if mean is not None:
                margins = reach_mean(draw.rng, margins, mean)
            table = deal(draw.rng, margins, base, target)
        except (ImpossibleTarget, NotReached):
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        if classes is not None:
            # The one without a knowledge score stands at position 0 and, like those who never came to
            # this page, is none of the printed 55, 25 and 58.
            none = next(i for i, row in enumerate(table) if not row.any())
            table[[0, none]] = table[[none, 0]]
        return table
    raise AssertionError


def _classes(draw: _Draw, base: int) -> tuple[int, int, int]:
    """Answers with no, one and more procedures: the printed counts without those who never came there."""
    one, more = (draw.targets.count("procedures", c) for c in ("een", "meer"))
    return base - one - more, one, more


def _margin(draw: _Draw, item: str) -> Margin:
    bounds, base = draw.targets.bounds(item), draw.base(item)
    if "ja" in bounds:
        return draw_yes_no(draw.rng, item, base, bounds)
    return draw_three(draw.rng, item, base, bounds, draw.targets.order(item))


def _single_margins(draw: _Draw) -> dict[str, Margin]:
    """The items outside the scales; those reported as one set have its printed mean together."""
    together = tuple(draw.targets.calibration["singles_mean"]["items"])
    mean = draw.targets.mean_e2("+".join(together))
    left_out = [item for group in draw.targets.scales.left_out for item in group.items]
    margins = {item: _margin(draw, item) for item in left_out}
    if mean is not None:
        met = reach_mean(draw.rng, [margins[item] for item in together], mean)
        margins |= dict(zip(together, met, strict=True))
    return margins


def _scores(table: Ints, scale: Scale) -> Ints:
    return _column([s or 0 for s in score(table, scale.minimum_valid)])[:, 0]


def _column(values: list[int]) -> Ints:
    import numpy as np

    return np.array(values, dtype=np.int64).reshape(-1, 1)


def _code(draw: _Draw, item: str, value: int) -> str:
    question = draw.questionnaire.question(item[:3])
    if question.response_scale == "yes_no_dont_know":
        return "J" if value else "N"
    if value != MISSING:
        return str(value)
    scale = draw.questionnaire.response_scales[question.response_scale]
    return next(answer.code for answer in scale.answers if answer.kind != "valid")


def _add_dont_knows(draw: _Draw, people: list[Answers]) -> None:
    """Some of the noes to question 7 become don't-knows, within the printed shares."""
    for item in draw.targets.scales.scale("preventie").items:
        noes = [i for i, person in enumerate(people) if person.get(item) == "N"]
        low, high = draw.targets.bounds(item)["weet_ik_niet"]
        base = draw.base(item)
        fits = [k for k in range(len(noes) + 1) if low <= percent(k, base) <= high]
        for i in shuffled(draw.rng, noes)[: fits[draw.rng.randrange(len(fits))]]:
            people[i][item] = "W"


def _export(
    draw: _Draw, people: list[Answers], reasons: Mapping[str, str]
) -> tuple[list[str], list[list[str]]]:
    """The rows as LimeSurvey exports them, everyone in the order in which they opened the questionnaire."""
    rng, targets, pages = draw.rng, draw.targets, len(draw.questionnaire.pages)
    records: list[tuple[str, str, Answers]] = []
    for position, person in enumerate(people):
        done = position < draw.bases[_BACKGROUND_PAGE]
        reached = [n for n, page in enumerate(draw.questionnaire.pages, 1) if position < _end(draw, page.id)]
        records.append((_NO_DATE, str(pages), person) if done else ("", str(max(reached)), person))
    for category in sorted(set(reasons.values())):
        text = next(t for t, c in reasons.items() if c == category)
        for _ in range(targets.count("respons", category)):
            records.append((_NO_DATE, str(pages), {"q01": "-oth-", "q01other": text}))
    records += [("", "0", {}) for _ in range(targets.count("respons", "leeg"))]
    columns = draw.questionnaire.columns()
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", *columns]
    rows = []
    for number, i in enumerate(shuffled(rng, list(range(len(records)))), start=1):
        date, page, answers = records[i]
        seed = str(rng.randrange(100_000_000, 2_000_000_000))
        rows.append(
            [str(number), date, page, "nl", seed, *(answers.get(item, "") for item in columns.values())]
        )
    return header, rows


def _end(draw: _Draw, page: str) -> int:
    """The position after the last respondent who answered the page."""
    return draw.bases["meldingen"] if page in ("intro", "kennis") else draw.bases.get(page, 0)
