"""Small instruments: a questionnaire stands in the test as the YAML that a researcher writes."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from stagepact_research.instruments import load_questionnaire
from stagepact_research.instruments.questionnaire import Questionnaire

INSTRUMENTS = Path(__file__).parents[1] / "instruments"

RESPONSE_SCALES = """
response_scales:
  - id: agree
    answers:
      - {code: "1", label: oneens, category: "1"}
      - {code: "2", label: eens, category: "2"}
  - id: yes_no
    answers:
      - {code: J, label: ja, category: ja}
      - {code: N, label: nee, category: nee}
      - {code: W, label: weet ik niet, category: weet_ik_niet, kind: dont_know}
collapses:
  twee:
    - {id: laag, label: laag, codes: ["1"]}
    - {id: hoog, label: hoog, codes: ["2"]}
"""

HEAD = """
wave: 2030
version: "1"
title: Proef
language: nl
source: test
welcome: Welkom.
closing: Dank.
"""

CONSENT = '- {id: q1, number: 1, text: "Doet u mee?", type: single, response_scale: yes_no}'


def write_instrument(folder: Path, questions: str, *, head: str = "", scales: str = RESPONSE_SCALES) -> Path:
    """One page with `questions` (YAML list) as a folder of instruments; returns the questionnaire's path."""
    path = folder / "questionnaire" / "2030.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / "response_scales.yml").write_text(scales, encoding="utf-8")
    body = indent(dedent(questions).strip("\n"), "      ")
    page = f"pages:\n  - id: een\n    questions:\n{body}\n"
    path.write_text(f"{HEAD}{dedent(head)}\n{page}", encoding="utf-8")
    return path


def instrument(
    folder: Path, questions: str, *, head: str = "", scales: str = RESPONSE_SCALES
) -> Questionnaire:
    """The same, loaded."""
    return load_questionnaire(write_instrument(folder, questions, head=head, scales=scales))
