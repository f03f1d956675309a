"""Names of OpenDocument as short words (``text:p``), whatever prefixes the file itself uses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {f"{_ODF}{name}:1.0": name for name in ("text", "table", "office", "style", "form", "manifest")} | {
    f"{_ODF}drawing:1.0": "draw",
    f"{_ODF}xsl-fo-compatible:1.0": "fo",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://www.w3.org/1999/xlink": "xlink",
}
_FULL = {short: space for space, short in _SPACES.items()}


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    space, _, name = tag[1:].rpartition("}")
    return f"{_SPACES.get(space, '?')}:{name}"


def kind(element: Any) -> str:
    """``text:p``, ``table:table-cell`` …; ``?:name`` for what belongs to none of these vocabularies."""
    return _short(element.tag)


def value(element: Any, name: str, default: str = "") -> str:
    """An attribute by its short name (``text:style-name``)."""
    space, _, local = name.partition(":")
    return str(element.get(f"{{{_FULL[space]}}}{local}", default))


def count(element: Any, name: str, most: int = 1000) -> int:
    """A number of repetitions or spanned positions: at least 1, at most ``most``."""
    text = value(element, name)
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else 1
