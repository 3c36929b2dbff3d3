"""How fast the scale analysis is, beside numpy's covariances and beside R's psych and lavaan in one run.

    python benchmarks/scales.py

Run it on a quiet machine. Only the work itself is timed, not the start of Python or R: each repeat by
perf_counter here and by system.time there, the fastest of the repeats, so that what else the machine does
weighs least; the ratio is what to quote. R (which works in two processes here, psych's default) is left out
where it is not installed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pandas as pd

from stagepact_research.scales import fit_cfa, item_statistics, parallel_analysis

RESPONDENTS, ITEMS, MILLION = 138, 10, 1_000_000
SIMULATIONS, REPEATS = 1000, 7
TIMES_FASTER, SECONDS_MORE, TIMES_LAVAAN = 20, 1.0, 3
PARALLEL = """
suppressPackageStartupMessages(library(psych))
answers <- read.csv("{file}")
once <- function() invisible(capture.output(
  fa.parallel(answers, fa = "pc", n.iter = {simulations}, plot = FALSE)
))
invisible(once())
for (repeat_ in 1:{repeats}) cat(system.time(once())[["elapsed"]], "\\n")
"""

FACTOR = """
suppressPackageStartupMessages(library(lavaan))
answers <- read.csv("{file}")
model <- paste("f =~", paste(names(answers), collapse = " + "))
once <- function() {{
  fit <- cfa(model, answers, std.lv = TRUE)
  fitMeasures(fit)
  standardizedSolution(fit)
}}
invisible(once())
for (repeat_ in 1:{repeats}) cat(system.time(for (i in 1:10) once())[["elapsed"]] / 10, "\n")
"""


def seconds(work: Callable[[], object]) -> float:
    """The least time of one call, the first not counted."""
    work()
    found = []
    for _ in range(REPEATS):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return min(found)


def seconds_in_r(script: str) -> float | None:
    """The least of the numbers that an R script prints, or None where there is no R with what it needs."""
    if shutil.which("Rscript") is None:
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "timing.R"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run(["Rscript", str(file)], capture_output=True, text=True, check=False)
    return None if done.returncode else min(float(line) for line in done.stdout.split())


def some_answers(n: int) -> pd.DataFrame:
    """Answers on 1-5 to items that hang together."""
    generator = np.random.default_rng(20242)
    latent = generator.standard_normal((n, 1)) + generator.standard_normal((n, ITEMS))
    names = [f"i{number}" for number in range(1, ITEMS + 1)]
    return pd.DataFrame(np.clip(np.round(latent + 3), 1, 5), columns=names)


def compare_parallel_analysis() -> None:
    answers = some_answers(RESPONDENTS)
    work = partial(parallel_analysis, answers, n_simulations=SIMULATIONS, seed=1)
    before = seconds(work)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers.csv"
        answers.to_csv(file, index=False)
        script = PARALLEL.format(file=file.as_posix(), simulations=SIMULATIONS, repeats=REPEATS)
        theirs = seconds_in_r(script)
    ours = min(before, seconds(work))
    subject = f"parallelanalyse, {SIMULATIONS} simulaties op {RESPONDENTS} x {ITEMS}: {ours:.4f} s"
    if theirs is None:
        print(f"{subject}; R met psych is er niet")
    else:
        times = theirs / ours
        print(f"{subject}, psych {theirs:.3f} s: {times:.1f} keer zo snel (grens {TIMES_FASTER})")


def compare_factor() -> None:
    answers = some_answers(RESPONDENTS)
    work = partial(fit_cfa, answers, {"f": list(answers.columns)})
    before = seconds(work)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers.csv"
        answers.to_csv(file, index=False)
        theirs = seconds_in_r(FACTOR.format(file=file.as_posix(), repeats=REPEATS))
    ours = min(before, seconds(work))
    subject = f"één factor met passing en standaardfouten, {RESPONDENTS} x {ITEMS}: {ours:.4f} s"
    if theirs is None:
        print(f"{subject}; R met lavaan is er niet")
    else:
        print(f"{subject}, lavaan {theirs:.4f} s: {theirs / ours:.1f} keer zo snel (grens {TIMES_LAVAAN})")


def compare_item_statistics() -> None:
    answers = some_answers(MILLION)
    values = answers.to_numpy().T
    numpys = seconds(lambda: np.cov(values))
    for missing in ("complete", "pairwise"):
        ours = seconds(partial(item_statistics, answers, missing=missing))
        print(
            f"alfa en itemstatistiek ({missing}), {MILLION} x {ITEMS}: {ours:.2f} s, np.cov {numpys:.2f} s: "
            f"{ours - numpys:.2f} s meer, {ours / numpys:.1f} keer (grens {SECONDS_MORE:g} s meer)"
        )


def main() -> None:
    compare_parallel_analysis()
    compare_item_statistics()
    compare_factor()


if __name__ == "__main__":
    main()
