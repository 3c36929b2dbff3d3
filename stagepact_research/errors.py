"""What the research team meets when an input is wrong: where, what, what was expected, what to do.

Every package keeps its own kinds of error in its `errors.py`; all of them are an `InputProblem`,
which the command line shows as one Dutch sentence with exit code 2 and without a traceback.
"""


class InputProblem(Exception):  # noqa: N818 (a problem that a person can mend, not a mistake of the program)
    """An input that a person can mend.

    Parameters
    ----------
    where : the file, and where known the row and the column ("responses.csv, regel 48, kolom q05[b]").
    found : what stands there.
    expected : what should stand there.
    remedy : what to do next.
    """

    def __init__(self, where: str, found: str, expected: str = "", remedy: str = "") -> None:
        self.where, self.found, self.expected, self.remedy = where, found, expected, remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        lines = [f"{self.where}: {self.found}"]
        if self.expected:
            lines.append(f"Verwacht: {self.expected}")
        if self.remedy:
            lines.append(self.remedy)
        return "\n".join(lines)
