"""Pages set in two columns."""

from __future__ import annotations

from itertools import pairwise

from gipr_nlp.readers.pdf.lines import Line, chunks_of, line_of
from gipr_nlp.readers.pdf.sheet import Sheet
from gipr_nlp.readers.pdf.tables import Table

Part = tuple[list[Table], list[Line]]

GUTTER = 1.1  # of the size: no narrower space divides columns
FEWEST = 6  # lines that must show the gutter
LONG = 9  # characters: a column holds lines of text, not cells


def columns_of(sheet: Sheet, tables: list[Table], lines: list[Line]) -> list[Part]:
    """The parts of a page in reading order: tables and lines of each column; one part where there is one."""
    gutter = _gutter(sheet, lines)
    if gutter is None:
        return [(tables, lines)]
    parts: list[Part] = []
    left: Part = ([], [])
    right: Part = ([], [])
    whole: Part = ([], [])
    items: list[Table | Line] = [*tables, *lines]
    for item in sorted(items, key=lambda item: item.top):
        if isinstance(item, Table):
            pieces: list[Table | Line] = [item]
        else:
            pieces = [*_parted(item, gutter)]
        crossing = len(pieces) == 1 and _crosses(pieces[0], gutter)
        if crossing and (left[0] or left[1] or right[0] or right[1]):
            parts += [left, right]
            left, right = ([], []), ([], [])
        elif not crossing and (whole[0] or whole[1]):
            parts.append(whole)
            whole = ([], [])
        for piece in pieces:
            home = whole if crossing else left if piece.box[0] < gutter else right
            if isinstance(piece, Table):
                home[0].append(piece)
            else:
                home[1].append(piece)
    return [part for part in (*parts, left, right, whole) if part[0] or part[1]]


def _crosses(item: Table | Line, gutter: float) -> bool:
    return item.box[0] < gutter < item.box[2]


def _parted(line: Line, gutter: float) -> list[Line]:
    """A line parted at the gutter, where it has a gap there."""
    for i, (before, after) in enumerate(pairwise(line.glyphs), 1):
        if before.x1 <= gutter <= after.x0 and after.x0 - before.x1 > 0.8 * GUTTER * line.size:
            return [line_of(line.glyphs[:i]), line_of(line.glyphs[i:])]
    return [line]


def _gutter(sheet: Sheet, lines: list[Line]) -> float | None:
    """Where the space between two columns of text runs; None where there is one column."""
    gaps = []
    for line in lines:
        chunks = chunks_of(line, GUTTER)
        for before, after in pairwise(chunks):
            middle = (before.x1 + after.x0) / 2
            if 0.3 * sheet.width < middle < 0.7 * sheet.width and len(chunks) == 2:
                gaps.append((before.x1, after.x0, len(before.glyphs), len(after.glyphs)))
    if len(gaps) < FEWEST:
        return None
    best = max((sum(a <= x <= b for a, b, _, _ in gaps), x) for a, b, _, _ in gaps for x in ((a + b) / 2,))
    count, x = best
    mine = [g for g in gaps if g[0] <= x <= g[1]]
    long = sum(1 for _, _, left, right in mine if left >= LONG and right >= LONG)
    crossing = sum(1 for line in lines if line.x0 < x < line.x1 and len(_parted(line, x)) == 1)
    return x if count >= FEWEST and long >= 0.5 * count and count > crossing else None
