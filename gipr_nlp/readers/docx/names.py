"""Names of WordprocessingML as short words, the same for transitional and strict documents."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_PREFIXES = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic:",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic:",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c:",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp:",
    "urn:schemas-microsoft-com:vml": "v:",
    "urn:schemas-microsoft-com:office:office": "o:",
}
_OFF = ("0", "false", "off", "none")


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    space, _, name = tag[1:].rpartition("}")
    return name if space in _WORD else _PREFIXES.get(space, "?:") + name


def kind(element: Any) -> str:
    """``p``, ``tbl`` … for elements of Word itself, ``m:t``, ``mc:Choice`` … for others, ``?:name`` for the rest."""
    return _short(element.tag)


def value(element: Any, name: str = "val") -> str | None:
    """An attribute of Word's own, or None where the element or the attribute is missing."""
    if element is None:
        return None
    for space in _WORD:
        found = element.get(f"{{{space}}}{name}")
        if found is not None:
            return str(found)
    return None


def number(element: Any, name: str = "val", default: int = 0) -> int:
    """A whole number that an attribute states; the default where it states none."""
    try:
        return int(value(element, name) or default)
    except ValueError:
        return default


def child(element: Any, *names: str) -> Any:
    """The first child of the first child … with these names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((c for c in element if kind(c) == name), None)
    return element


def is_on(element: Any) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and (value(element) or "1").lower() not in _OFF
