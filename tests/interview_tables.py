"""Small invented interviews, drawn as tables, and the real instruments they are coded with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from stagepact_research.strands.interviews import load_codebook, load_guides

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "instruments" / "interviews"
CODEBOOK = load_codebook(FOLDER / "codebook.yml")
GUIDES = load_guides(FOLDER)

INTERVIEWS = """
    | interview | group             |
    | I01       | stagebegeleiders  |
    | I02       | stagebegeleiders  |
    | I03       | stagebegeleiders  |
    | I04       | praktijkopleiders |
    | I05       | praktijkopleiders |
"""
ANSWERS = """
    | interview | question                    | code           |
    | I01       | signalen_stagediscriminatie | ja             |
    | I02       | signalen_stagediscriminatie | nee            |
    | I03       | signalen_stagediscriminatie | niet_gevraagd  |
    | I04       | signalen_stagediscriminatie | nee            |
    | I05       | signalen_stagediscriminatie | nee            |
    | I01       | ervaring_jaren              | 0.5            |
    | I02       | ervaring_jaren              | 5              |
    | I03       | ervaring_jaren              | 10             |
    | I04       | selectiecriterium           | schoolprestaties |
    | I04       | selectiecriterium           | algehele_indruk |
    | I05       | selectiecriterium           | schoolprestaties |
"""
CODINGS = """
    | interview | code                  | coder    | start | end | cleared | quote            |
    | I01       | handelingsverlegenheid | codeur_1 | 10    | 20  | nee     |                  |
    | I01       | handelingsverlegenheid | codeur_2 | 11    | 22  | ja      | Dan weet ik niks |
    | I02       | belangen_spelen_mee   | codeur_1 | 5     | 9   | nee     |                  |
    | I04       | iedereen_welkom       | codeur_1 | 1     | 4   | ja      | Iedereen mag *   |
"""


def table(text: str) -> pd.DataFrame:
    """A table drawn with bars, as frames are read: everything text."""
    lines = [[c.strip() for c in line.strip()[1:-1].split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0], dtype=str)


def write_coded(folder: Path, provenance: str = "observed", **tables: str) -> Path:
    """A folder with coded interviews and its manifest."""
    folder.mkdir(parents=True)
    texts = {"interviews": INTERVIEWS, "answers": ANSWERS, "codings": CODINGS} | tables
    files = {}
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        table(text).to_csv(path, index=False)
        files[path.name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps({"provenance": provenance, "files": files}))
    return folder
