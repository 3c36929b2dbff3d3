"""Run a chapter: its cells in a Jupyter kernel, its inline expressions in the text."""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagepact_research.report.engine.constructs import check_text
from stagepact_research.report.engine.errors import FailingCell, InvalidBook, UnknownConstruct
from stagepact_research.report.engine.qmd import INLINE, Part, Qmd, parse_qmd

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat import NotebookNode

CELL_TIMEOUT = 300
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#^~|$@])")


def execute_chapter(
    qmd: Path, root: Path, *, on_cell: Callable[[int, int], None] | None = None
) -> NotebookNode:
    """Execute a chapter and return it as a notebook.

    The kernel runs in the root of the project (`execute-dir: project`). Inline expressions are replaced by
    their value, escaped unless it is a `Markdown` object, as Quarto does. A chapter without code needs no
    kernel.

    Parameters
    ----------
    qmd : the chapter's file, under `root`.
    on_cell : called with the number of parts done and their total.

    Raises
    ------
    UnknownConstruct
        Before anything runs, at a construct outside the engine's list.
    FailingCell
        With the line in the chapter and the exception.
    """
    name = qmd.resolve().relative_to(root.resolve()).as_posix()
    try:
        parsed = parse_qmd(qmd.read_text(encoding="utf-8"), name)
    except OSError as error:
        raise InvalidBook(f"{name} is niet te lezen ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnknownConstruct(
            name, None, f"byte {error.start + 1} (geen UTF-8)", "tekst in UTF-8"
        ) from error
    for part in parsed.parts:
        if not part.is_code:
            check_text(part.source, name, part.line)
    notebook = _notebook(parsed)
    if any(part.is_code or INLINE.search(part.source) for part in parsed.parts):
        with _client(notebook, root) as client:
            for index, part in enumerate(parsed.parts):
                _execute_part(client, notebook, index, part, name)
                if on_cell:
                    on_cell(index + 1, len(parsed.parts))
    return notebook


def _notebook(parsed: Qmd) -> NotebookNode:
    from nbformat import v4

    make: Any = v4  # nbformat has no types
    notebook: NotebookNode = make.new_notebook()
    notebook.metadata = {
        "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "stagepact": {"source": parsed.name, "front_matter": dict(parsed.front_matter)},
    }
    for number, part in enumerate(parsed.parts, 1):
        cell = make.new_code_cell(part.source) if part.is_code else make.new_markdown_cell(part.source)
        cell.id = f"deel-{number}"
        cell.metadata = {"stagepact": {"line": part.line, "options": dict(part.options)}}
        notebook.cells.append(cell)
    return notebook


@contextmanager
def _client(notebook: NotebookNode, root: Path) -> Iterator[NotebookClient]:
    """A kernel of this very Python, with nobody's personal settings."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory(prefix="sp-", ignore_cleanup_errors=True) as folder:
        specs = KernelSpecManager(ensure_native_kernel=True)
        specs.kernel_dirs = []
        manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
        manager.connection_file = str(Path(folder) / "k.json")
        if os.name == "posix":
            manager.transport, manager.ip = "ipc", str(Path(folder) / "k")
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=CELL_TIMEOUT,
            record_timing=False,
            resources={"metadata": {"path": str(root)}},
        )
        settings = {
            "IPYTHONDIR": folder,
            "MPLBACKEND": "agg",
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        client.shutdown_kernel = "immediate"
        with client.setup_kernel(cleanup_kc=True, env={**os.environ, **settings}):
            yield client


def _execute_part(client: NotebookClient, notebook: NotebookNode, index: int, part: Part, name: str) -> None:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    cell = notebook.cells[index]
    if not part.is_code:
        cell.source = _evaluate_inline(client, part, name)
        return
    if part.options.get("eval", True) is False:
        return
    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        lines = _CELL_LINE.findall(_ANSI.sub("", error.traceback))
        # The first frame of the traceback is the chapter's own line; deeper ones lie in modules.
        line = part.line + (int(lines[0]) - 1 if lines else 0)
        raise FailingCell(name, line, error.ename, _one_line(error.evalue)) from error
    except CellTimeoutError as error:
        raise FailingCell(name, part.line, "TimeoutError", f"langer dan {CELL_TIMEOUT} seconden.") from error
    except DeadKernelError as error:
        raise FailingCell(name, part.line, "DeadKernelError", "Python is onverwacht gestopt.") from error
    cell.outputs = joined(cell.outputs)


def joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The outputs of a cell, in which text that was printed in one go is one output.

    A kernel sends printed text in pieces, as many as it happens to have time for: without this an executed
    notebook is another file every time.
    """
    out: list[NotebookNode] = []
    for output in outputs:
        last = out[-1] if out else None
        printed = output["output_type"] == "stream"
        if printed and last and last["output_type"] == "stream" and last["name"] == output["name"]:
            last["text"] += output["text"]
        else:
            out.append(copy(output))
    return out


def _evaluate_inline(client: NotebookClient, part: Part, name: str) -> str:
    expressions = {str(i): match["expression"] for i, match in enumerate(INLINE.finditer(part.source))}
    if not expressions:
        return part.source
    kernel: Any = client.kc
    message = kernel.execute("", silent=True, user_expressions=expressions)
    reply: Any = client.wait_for_reply(message)
    results: dict[str, Any] = reply["content"].get("user_expressions", {})
    values = iter(expressions)

    def value(match: re.Match[str]) -> str:
        result = results[next(values)]
        line = part.line + part.source.count("\n", 0, match.start("expression"))
        if result["status"] == "error":
            raise FailingCell(name, line, result["ename"], _one_line(result["evalue"]))
        return match["before"] + _as_markdown(result["data"], name, line)

    return INLINE.sub(value, part.source)


def _as_markdown(data: dict[str, str], name: str, line: int) -> str:
    """The value in the text. Quarto cuts the quotes off a string's `repr`: what that garbles is refused."""
    if "text/markdown" in data:
        return data["text/markdown"]
    text = data.get("text/plain", "")
    if "text/html" in data or "text/latex" in data:
        raise UnknownConstruct(
            name, line, "een inline waarde met eigen HTML", "een getal, tekst of Markdown(...)"
        )
    if text[:1] in {"'", '"'}:
        if "\\" in text:
            found = f"een inline tekst met een bijzonder teken ({text})"
            raise UnknownConstruct(
                name, line, found, "tekst zonder regeleinde, backslash of harde spatie, of Markdown(...)"
            )
        text = str(ast.literal_eval(text))
    return escape_markdown(text)


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is: every mark that could mean something gets a backslash."""
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " "))


def _one_line(message: str) -> str:
    return " ".join(_ANSI.sub("", message).split())
