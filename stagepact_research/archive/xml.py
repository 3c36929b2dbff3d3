"""Small XML elements, written the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, indent, tostring

XML_LANG = "xml:lang"


def element(tag: str, *content: Element | str | None, **attributes: str) -> Element:
    """An element with children and text; None and attributes without a value are left out.

    An attribute ending in "_" loses it (`var_`), and `lang` becomes xml:lang. What XML
    cannot hold is dropped.
    """
    made = Element(tag)
    for name, value in attributes.items():
        if value:
            made.set(XML_LANG if name == "lang" else name.rstrip("_").replace("__", "-"), allowed(value))
    for part in content:
        if isinstance(part, str):
            made.text = (made.text or "") + allowed(part)
        elif part is not None:
            made.append(part)
    return made


def several(tag: str, texts: Iterable[str], **attributes: str) -> list[Element]:
    return [element(tag, text, **attributes) for text in texts if text]


def allowed(text: str) -> str:
    """The text without the control characters that XML forbids."""
    return "".join(
        c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def document(root: Element) -> bytes:
    """The document in UTF-8, indented."""
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(tostring(root, encoding="utf-8")) + b"\n"
