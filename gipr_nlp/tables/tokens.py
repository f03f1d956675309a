"""A piece of a table line: label, value, or a blank that the layout shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gipr_nlp.text import HAN_NUMERAL, read_cell, squash

Kind = Literal["text", "value", "blank"]

PAGE = re.compile(r"[-—–―─~·•\s]+\d{1,4}[-—–―─~·•\s]+|第?\s*\d{1,4}\s*页(?:\s*[/,共]*\s*共?\s*\d{1,4}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|P(?:age)?\.?\s*\d{1,4}(?:\s*of\s*\d+)?", re.IGNORECASE)  # fmt: skip
_PLACEHOLDERS = frozenset(
    ["暂无", "空", "×", "√", "〇", "○", "没有", "未发生", "不涉及", "O", "o", "l", "I", "Z", "零", "/", "无"]
)
_HAN_COUNT = re.compile(rf"[{HAN_NUMERAL}]+(?:件|个|(?:万|亿)?元)")
_BROKEN = re.compile(r"[.．]\d+(?:万元|元)?|\d{3,}[.．,]")
_DIGIT_LETTERS = re.compile(r"[\dOoIlZ]{1,6}")


@dataclass(slots=True)
class Token:
    """One piece of a table line.

    ``line``: 1-based line of the document; ``row``: number of the physical row (a line, or in one-cell-a-line layouts
    a block between empty lines); ``shown``: the layout marks its cells, so that a blank would be visible;
    ``tabbed`` and ``isolated`` tell a page number from a cell; ``column``: place in a line with visible cells, else -1;
    ``since``: cells since the last label, where rows are written cell by cell and padded at their end, else -1.
    """

    kind: Kind
    raw: str
    norm: str
    line: int
    row: int
    shown: bool = False
    tabbed: bool = False
    isolated: bool = False
    column: int = -1
    since: int = -1


@dataclass(slots=True)
class CellToken(Token):
    """A source cell: a token with the grid columns it covers, how sure its characters are, and where it stands
    (grid, row, cell)."""

    span: int = 1
    height: int = 1
    sure: float = 1.0
    anchor: tuple[int, int, int] = (0, 0, 0)


GridRow = list[CellToken]


def filled(row: Iterable[Token]) -> int:
    """How many values a row holds."""
    return sum(1 for token in row if token.kind == "value")


@lru_cache(maxsize=8192)
def value_like(norm: str) -> bool:
    """May this squashed text be what is printed in a value cell? Chinese numerals alone are not: 二, 十, 一 are mostly
    pieces of 第二十条 broken over lines."""
    if norm in _PLACEHOLDERS:
        return True
    if norm[:1] in HAN_NUMERAL and not _HAN_COUNT.fullmatch(norm):
        return False
    if _BROKEN.fullmatch(
        norm
    ):  # half of a number broken over two lines: a value that cannot be read, not a label
        return True
    state = read_cell(norm)[0]
    return state not in ("text", "blank") or bool(_DIGIT_LETTERS.fullmatch(norm))


def token_of(
    raw: str, line: int, row: int, shown: bool, tabbed: bool = False, isolated: bool = False, column: int = -1
) -> Token:
    norm = raw if raw.isdigit() and raw.isascii() else squash(raw)
    kind: Kind = "blank" if not norm else "value" if value_like(norm) else "text"
    return Token(kind, raw.strip(), norm, line, row, shown, tabbed, isolated, column)
