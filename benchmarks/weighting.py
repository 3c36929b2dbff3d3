"""How fast a million respondents are raked to four margins, beside R's survey in one run.

    python benchmarks/weighting.py

Run it on a quiet machine. Only the raking itself is timed, not reading the data or the start of Python or R:
ours by perf_counter, the fastest of the repeats, before and after R's one run by system.time; the ratio is
what to quote. The weights are compared too. R is left out where it is not installed.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pandas as pd

from stagepact_research.weighting import rake

RESPONDENTS, REPEATS = 1_000_000, 3
TIMES_FASTER, SAME, GIBIBYTES = 20, 1e-6, 2
CATEGORIES = {"sector": 8, "leerweg": 2, "niveau": 3, "provincie": 12}
RAKING = """
suppressPackageStartupMessages(library(survey))
rows <- read.csv("{folder}/rows.csv", stringsAsFactors = TRUE)
targets <- read.csv("{folder}/targets.csv")
names <- unique(targets$variable)
margins <- lapply(names, function(name) {{
  own <- targets[targets$variable == name, ]
  setNames(data.frame(own$category, own$total), c(name, "Freq"))
}})
design <- svydesign(~1, weights = ~base, data = rows)
formulas <- lapply(names, function(name) as.formula(paste0("~", name)))
time <- system.time(raked <- rake(design, formulas, margins, control = list(maxit = 200, epsilon = 1e-8)))
cat(time[["elapsed"]], "\\n")
writeBin(weights(raked), "{folder}/weights.bin")
"""


def respondents() -> tuple[pd.DataFrame, pd.Series, dict[str, pd.Series]]:
    """Texts, as a frame has them, and margins that differ from the respondents' own by up to a half."""
    generator = np.random.default_rng(20256)
    frame = pd.DataFrame(
        {
            name: np.array([f"{name}{k}" for k in range(size)], dtype=object)[
                np.minimum(generator.geometric(0.3, RESPONDENTS) - 1, size - 1)
            ]
            for name, size in CATEGORIES.items()
        }
    )
    margins = {}
    for name in CATEGORIES:
        counts = frame[name].value_counts().sort_index()
        moved = counts * generator.uniform(0.5, 1.5, len(counts))
        margins[name] = moved * (4_000_000 / moved.sum())
    return frame, pd.Series(generator.uniform(0.5, 2, RESPONDENTS)), margins


def raked(frame: pd.DataFrame, base: pd.Series, margins: dict[str, pd.Series]) -> tuple[float, pd.Series]:
    """The least time of the repeats, and the weights."""
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        weights = rake(frame, margins, base)
        times.append(perf_counter() - start)
    return min(times), weights


def in_r(
    frame: pd.DataFrame, base: pd.Series, margins: dict[str, pd.Series]
) -> tuple[float, np.ndarray] | None:
    if shutil.which("Rscript") is None:
        return None
    with TemporaryDirectory() as name:
        folder = Path(name)
        frame.assign(base=base).to_csv(folder / "rows.csv", index=False)
        targets = pd.concat(margins, names=["variable", "category"]).rename("total").reset_index()
        targets.to_csv(folder / "targets.csv", index=False)
        script = folder / "raking.R"
        script.write_text(RAKING.format(folder=folder.as_posix()), encoding="utf-8")
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr)
            return None
        return float(done.stdout), np.fromfile(folder / "weights.bin")


def main() -> None:
    frame, base, margins = respondents()
    rake(frame.iloc[:1000], {"leerweg": margins["leerweg"]}, base.iloc[:1000])
    ours, weights = raked(frame, base, margins)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    theirs = in_r(frame, base, margins)
    ours = min(ours, raked(frame, base, margins)[0])
    subject = (
        f"raken, {RESPONDENTS} x {len(margins)} marges: {ours:.3f} s, piek {peak:.2f} GiB (grens {GIBIBYTES})"
    )
    if theirs is None:
        print(f"{subject}; R met survey is er niet")
        return
    differs = float(np.abs(weights.to_numpy() / theirs[1] - 1).max())
    print(
        f"{subject}, survey {theirs[0]:.2f} s: {theirs[0] / ours:.1f} keer zo snel (grens {TIMES_FASTER}); "
        f"grootste verschil {differs:.1e} (grens {SAME:g})"
    )


if __name__ == "__main__":
    main()
