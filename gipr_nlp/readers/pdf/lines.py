"""Glyphs → lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gipr_nlp.readers.pdf.sheet import Box, Glyph, turned_glyphs

SPACE = 0.25  # of the size: a wider gap between Latin letters or digits is a blank
WIDE = 1.0  # a gap that shows between Chinese characters, too


@dataclass(slots=True)
class Line:
    """A line of text with its place; its glyphs from left to right."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    glyphs: list[Glyph]

    @property
    def box(self) -> Box:
        return self.x0, self.top, self.x1, self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def confidence(self) -> float:
        return min(g.confidence for g in self.glyphs)


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines from top to bottom. Text turned by quarters is turned back first."""
    found = list(glyphs)
    if not found:
        return []
    turns = [g.turn for g in found]
    turn = max(set(turns), key=turns.count)
    if turn:
        found = turned_glyphs(found, -turn)
    return [line_of(row) for row in _rows(found)]


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs on one level; a small raised or lowered one belongs to its neighbours' level."""
    rows: list[list[Glyph]] = []
    middle = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.middle):
        if rows and glyph.middle - middle < 0.5 * max(size, glyph.size):
            rows[-1].append(glyph)
            middle += (glyph.middle - middle) / len(rows[-1])
            size = max(size, glyph.size)
        else:
            rows.append([glyph])
            middle, size = glyph.middle, glyph.size
    return rows


def line_of(glyphs: Sequence[Glyph]) -> Line:
    """One line of glyphs that stand on one level."""
    row = sorted(glyphs, key=lambda g: g.x0)
    sizes = sorted(g.size for g in row)
    size = sizes[len(sizes) // 2]
    pieces = [row[0].text]
    for before, after in pairwise(row):
        if blank_between(before, after):
            pieces.append(" ")
        pieces.append(after.text)
    return Line(
        "".join(pieces),
        row[0].x0,
        min(g.top for g in row),
        max(g.x1 for g in row),
        max(g.bottom for g in row),
        size,
        row,
    )


def blank_between(before: Glyph, after: Glyph) -> bool:
    """Whether the gap between two neighbours on a line shows as a blank."""
    gap = (after.x0 - before.x1) / max(before.size, after.size, 1.0)
    narrow = before.text[-1:].isascii() and after.text[:1].isascii()
    if before.confidence < 1:  # recognised: places are uneven
        return gap > WIDE
    return gap > (SPACE if narrow else WIDE)


def chunks_of(line: Line, gap: float = 1.5) -> list[Line]:
    """The pieces of a line between gaps wider than ``gap`` times its size."""
    pieces: list[list[Glyph]] = [[line.glyphs[0]]]
    for before, after in pairwise(line.glyphs):
        if after.x0 - before.x1 > gap * line.size:
            pieces.append([])
        pieces[-1].append(after)
    return [line] if len(pieces) == 1 else [line_of(piece) for piece in pieces]
