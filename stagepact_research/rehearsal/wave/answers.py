"""What the teams answer: a pattern of 2024, the institution, the true changes, and what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from stagepact_research.instruments import compare_versions
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.rehearsal.wave.chance import happens
from stagepact_research.rehearsal.wave.errors import ChangeTooLarge, NoPattern
from stagepact_research.rehearsal.wave.population import Answers, Team
from stagepact_research.rehearsal.wave.settings import Changes, NewQuestions
from stagepact_research.responses.synthetic.integers import shuffled

_MIDDLE = 3
_VALUES = {"N": 1, "J": 5}
_NOISE = 1000
_UP = {"yes_no_dont_know": ("N", "J")}
_BACKGROUND = ("q14", "q15", "q16")
_EXPLANATIONS = ("q03", "q06", "q13")
LEFT_CONTACT = "oefening@example.invalid"


def comparable_headings(old: Questionnaire, new: Questionnaire) -> list[str]:
    """The headings that a pattern of the old version may fill in the new one: same item, same answers.

    Consent, contact details and the background, which DUO's margins decide, are not among them.
    """
    found = compare_versions(old, new)
    shared = found[found["status"].isin(["gelijk", "gewijzigd"])]
    fit = set(shared.loc[~shared["changed"].str.contains("antwoorden"), "item"])
    first = next(new.questions()).id
    apart = {q.id for q in new.questions() if q.contact or q.id in _BACKGROUND or q.id == first}
    outside = {item for q in new.questions() if q.id in apart for item in q.item_ids()}
    return [heading for heading, item in new.columns().items() if item in fit - outside]


def deal_patterns(
    rng: Random,
    teams: Sequence[Team],
    patterns: Mapping[str, Sequence[Answers]],
    category_of: Mapping[str, str],
    scales: Scales,
    headings: Mapping[str, str],
    institution: int,
) -> list[Team]:
    """Give every team the answers of a pattern of its own sector category.

    Within a category every pattern is used equally often, save for the rest of the division: so without
    changes the teams of a category answer as the patterns of 2024 do. Which team has which pattern depends
    for `institution` percent on a leaning of its institution and for the rest on chance, by rank: colleagues
    are alike, and the population as a whole is not moved by it.

    Parameters
    ----------
    headings : by item its heading.

    Raises
    ------
    NoPattern
    """
    leaning = {code: rng.randrange(_NOISE) for code in sorted({team.institution for team in teams})}
    found: dict[int, Team] = {}
    for category in sorted(set(category_of.values())):
        own = [team for team in teams if category_of[team.sector] == category]
        choice = patterns.get(category, ())
        if not own:
            continue
        if not choice:
            raise NoPattern(category)
        rest = shuffled(rng, list(range(len(choice))))[: len(own) % len(choice)]
        used = [*range(len(choice))] * (len(own) // len(choice)) + rest
        used.sort(key=lambda i: (_attitude(choice[i], scales, headings), i))
        keys = {
            team.number: institution * leaning[team.institution] + (100 - institution) * rng.randrange(_NOISE)
            for team in own
        }
        for team, i in zip(sorted(own, key=lambda t: (keys[t.number], t.number)), used, strict=True):
            found[team.number] = replace(team, answers=dict(choice[i]))
    return [found[team.number] for team in teams]


def change_answers(
    rng: Random, teams: Sequence[Team], changes: Changes, scales: Scales, questionnaire: Questionnaire
) -> list[Team]:
    """Move the stated share of the valid answers to each item one category up, or down.

    Raises
    ------
    ChangeTooLarge
        If fewer answers can move than should.
    """
    heading = {item: name for name, item in questionnaire.columns().items()}
    stated = {item: changes.scales.get(scale.id, 0) for scale in scales.scales for item in scale.items}
    answers = [dict(team.answers) for team in teams]
    for item, percent in (stated | changes.items).items():
        column = heading[item]
        order = _order(questionnaire, item)
        step = order if percent > 0 else order[::-1]
        valid = [i for i, own in enumerate(answers) if own.get(column) in order]
        wanted = (abs(percent) * len(valid) + 50) // 100
        able = [i for i in valid if answers[i][column] != step[-1]]
        if wanted > len(able):
            raise ChangeTooLarge(item, wanted, len(able))
        for i in shuffled(rng, able)[:wanted]:
            answers[i][column] = step[step.index(answers[i][column]) + 1]
    return [replace(team, answers=own) for team, own in zip(teams, answers, strict=True)]


def complete_answers(
    rng: Random, teams: Sequence[Team], questionnaire: Questionnaire, rules: NewQuestions
) -> list[Team]:
    """Add consent, background, institution and what else is new, so that a team can fill in every page."""
    known = set(questionnaire.columns())
    found = []
    for team in teams:
        own = {"q01": "J"} | dict(team.answers)
        own |= {f"q14[{track}]": "Y" for track in team.tracks} | {f"q16[{one}]": "Y" for one in team.levels}
        own["q15"] = team.sector.upper()
        lower, upper = happens(rng, rules.wording_lower), happens(rng, rules.wording_higher)
        if own.get("q05[a]"):
            score = int(own["q05[a]"])
            own["q05toets[a]"], own["q05toets[b]"] = str(min(score + upper, 5)), str(max(score - lower, 1))
        for question in _EXPLANATIONS:
            if happens(rng, rules.explains):
                number = question.removeprefix("q").lstrip("0")
                own[question] = f"Synthetische toelichting bij vraag {number}: dit is een oefening."
        withheld = happens(rng, rules.withholds_institution)
        own["q18instelling"] = "GEEN" if withheld else team.institution
        if happens(rng, rules.leaves_contact):
            own["q19"] = LEFT_CONTACT
        found.append(replace(team, answers={name: code for name, code in own.items() if name in known}))
    return found


def scale_score(answers: Answers, items: Sequence[str], headings: Mapping[str, str]) -> int:
    """The mean of the valid answers to a scale in hundredths (100-500); 300 where there are none."""
    given = [answers.get(headings[item], "") for item in items]
    values = [int(code) for code in given if code.isdecimal()]
    return 100 * sum(values) // len(values) if values else 100 * _MIDDLE


def _attitude(answers: Answers, scales: Scales, headings: Mapping[str, str]) -> int:
    """How far a team goes against stagediscriminatie: all scale items together, by direction."""
    total = 0
    for scale in scales.scales:
        sign = -1 if scale.direction == "belemmerend" else 1
        for item in scale.items:
            code = answers.get(headings[item], "")
            total += sign * (int(code) if code.isdecimal() else _VALUES.get(code, _MIDDLE))
    return total


def _order(questionnaire: Questionnaire, item: str) -> list[str]:
    """The codes of the valid answers to an item, from low to high."""
    question = next(q for q in questionnaire.questions() if item in q.item_ids())
    if question.response_scale in _UP:
        return list(_UP[question.response_scale])
    answers = questionnaire.response_scales[question.response_scale].answers
    return [answer.code for answer in answers if answer.kind == "valid"]
