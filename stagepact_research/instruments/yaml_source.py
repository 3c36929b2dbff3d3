"""YAML as the research team writes it, with the line of every value kept for the error message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stagepact_research.instruments.errors import DuplicateKey, UnreadableFile, WrongShape, YamlSyntax

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[int | str, ...]


@dataclass(frozen=True)
class YamlSource:
    """The contents of one YAML file and where in the file each value stands."""

    name: str
    data: dict[str, Any]
    root: yaml.Node

    def where(self, location: Location) -> str:
        """ "2024.yml, regel 48": the line of the value at `location`, or of the nearest block around it."""
        node: yaml.Node = self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return f"{self.name}, regel {node.start_mark.line + 1}"


def read_yaml(path: Path | str) -> YamlSource:
    """Read one YAML file whose top level is a set of keys.

    Raises
    ------
    UnreadableFile, YamlSyntax, DuplicateKey, WrongShape
    """
    path = Path(path)
    text = _read_text(path)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except RecursionError as error:
        raise YamlSyntax(str(path), "de blokken zitten te diep in elkaar.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, regel {mark.line + 1}" if mark else str(path)
        raise YamlSyntax(
            where,
            "dit is geen geldige YAML.",
            "inspringen met spaties, en aanhalingstekens om tekst waarin een dubbele punt of # staat",
            "Kijk op deze regel en de regel erboven.",
        ) from error
    except ValueError as error:  # a value that looks like a date or number and is none (2024-13-45)
        raise YamlSyntax(str(path), f"een waarde is geen geldige datum of geldig getal ({error}).") from error
    if root is None or not isinstance(data, dict):
        raise WrongShape(str(path), "het bestand begint niet met sleutels.", "regels als 'wave: 2024'")
    _refuse_duplicate_keys(root, str(path))
    return YamlSource(str(path), data, root)


def build(model: type[ModelT], data: dict[str, Any], source: YamlSource) -> ModelT:
    """The model made of `data`; the first thing that does not fit is told with its line in `source`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _wrong_shape(error.errors()[0], source) from error


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            str(path),
            f"byte {error.start + 1} is geen UTF-8.",
            "tekst in UTF-8",
            "Bewaar het bestand opnieuw als UTF-8.",
        ) from error
    except OSError as error:
        found = "het bestand bestaat niet." if not path.exists() else "het bestand is niet te lezen."
        raise UnreadableFile(str(path), found, remedy="Controleer de naam en de map.") from error


def _refuse_duplicate_keys(root: yaml.Node, name: str) -> None:
    for node in _walk(root):
        if not isinstance(node, yaml.MappingNode):
            continue
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise DuplicateKey(
                    f"{name}, regel {key.start_mark.line + 1}",
                    f'sleutel "{key.value}" staat twee keer in hetzelfde blok.',
                    "elke sleutel één keer",
                    f"Hij staat ook op regel {seen[key.value]}; verwijder een van beide.",
                )
            if isinstance(key, yaml.ScalarNode):
                seen[key.value] = key.start_mark.line + 1


def _walk(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node once, although anchors let one node stand in several places."""
    todo, seen = [root], set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.MappingNode):
            todo.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None


def _wrong_shape(problem: ErrorDetails, source: YamlSource) -> WrongShape:
    location = problem["loc"]
    where = source.where(location)
    key = next((str(step) for step in reversed(location) if isinstance(step, str)), "")
    given = problem["input"]
    match problem["type"]:
        case "extra_forbidden":
            return WrongShape(
                where, f'sleutel "{key}" is onbekend.', remedy="Controleer de spelling van de sleutel."
            )
        case "missing":
            return WrongShape(where, f'sleutel "{key}" ontbreekt in dit blok.', remedy="Voeg de sleutel toe.")
        case "string_type":
            remedy = "Zet de waarde tussen aanhalingstekens." if isinstance(given, bool | int | float) else ""
            return WrongShape(where, f'"{key}" is {_say(given)}.', "tekst", remedy)
        case "int_type" | "int_parsing" | "int_from_float":
            return WrongShape(where, f'"{key}" is {_say(given)}.', "een geheel getal")
        case "bool_type" | "bool_parsing":
            return WrongShape(where, f'"{key}" is {_say(given)}.', "true of false")
        case "tuple_type":
            return WrongShape(
                where, f'"{key}" is {_say(given)}.', "een lijst: regels die met een streepje beginnen"
            )
        case "literal_error":
            words = str(problem.get("ctx", {}).get("expected", "")).replace(" or ", " of ")
            return WrongShape(where, f'"{key}" is {_say(given)}.', words)
        case "invalid_key":
            return WrongShape(where, "een sleutel is geen tekst.", "een sleutel die met een letter begint")
        case _:
            return WrongShape(where, f'"{key}" is {_say(given)}.', "een blok met sleutels")


def _say(value: object) -> str:
    if value is None:
        return "leeg"
    if isinstance(value, bool):
        return "ja/nee (true of false)"
    if isinstance(value, dict):
        return "een blok met sleutels"
    if isinstance(value, list):
        return "een lijst"
    return f'"{str(value)[:60]}"'
