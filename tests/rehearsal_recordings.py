"""The recorded calls, visits and stored rows, read from the fixture that `make_calls.py` made."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rehearsal_structures import edited

FOLDER = Path(__file__).parent / "fixtures" / "limesurvey"


@dataclass(frozen=True)
class Fixture:
    """`calls` by name, `visits` to the web form by name, `stored` rows by survey."""

    calls: dict[str, dict[str, Any]]
    visits: dict[str, dict[str, Any]]
    stored: dict[str, list[dict[str, Any]]]


@cache
def recordings() -> Fixture:
    parts: dict[int, Any] = {}
    fixture = Fixture({}, {}, {})
    for text in (FOLDER / "calls.jsonl").read_text("utf-8").splitlines():
        line = _whole(json.loads(text), parts)
        if "part" in line:
            parts[line["part"]] = line["value"]
        elif "call" in line:
            fixture.calls[line["call"]] = line
        elif "visit" in line:
            fixture.visits[line["visit"]] = line
        else:
            fixture.stored[line["stored"]] = line["rows"]
    rows = json.loads((FOLDER / "nl_evaluatie_db_rows.json").read_text("utf-8"))["rows"]
    fixture.stored["nl_evaluatie"] = rows
    return fixture


def _whole(value: Any, parts: dict[int, Any]) -> Any:
    """The value with its shared parts in place and its joined texts as one text."""
    if isinstance(value, list):
        return [_whole(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$"}:
        return parts[value["$"]]
    whole = {key: _whole(item, parts) for key, item in value.items()}
    return whole["join"].join(whole["of"]) if set(value) == {"join", "of"} else whole


def parameter(value: Any) -> Any:
    """A recorded parameter as it was sent: a structure or a text becomes base64 again."""
    if not isinstance(value, dict) or not {"structure", "text", "mebibytes"} & value.keys():
        return value
    if "mebibytes" in value:
        return "A" * (value["mebibytes"] << 20)
    if "text" in value:
        content = value["text"].encode(value["encoding"])
    else:
        content = edited((FOLDER / value["structure"]).read_bytes(), value.get("edits", []))
    return base64.b64encode(content).decode("ascii")


# Recorded calls that are listed but not compared, and why.
EXPLAINED = {
    **dict.fromkeys(
        ("f_059_export_doctype_xls", "f_061_export_doctype_pdf"), "a binary document of its own library"
    ),
    **dict.fromkeys(
        (
            "f_060_export_doctype_doc",
            "f_062_export_doctype_html",
            "f_063_export_doctype_rdata",
            "f_065_export_doctype_stataxml",
        ),
        "the practice server writes csv and json, and refuses other documents in words",
    ),
    **dict.fromkeys(
        (
            "f_072_export_statistics_html",
            "f_073_export_statistics_xls",
            "f_074_export_statistics_pdf",
            "f_075_export_statistics_group",
            "p_onderzoeker_016_noperm_export_statistics",
        ),
        "a document with tables and graphs; the practice server gives its first lines only",
    ),
    "e1_070_url_connection_refused": "an exception of the client: there is no server at that port",
    "e1_071_url_https_on_http_port": "an exception of the client: TLS to a port without it",
    "e1_072_timeout": "an exception of the client, which waited for a millisecond",
}
# Compared in another way: by the client library itself.
BY_CLIENT = {"zz_citric_behaviour"}
