"""What happens to the cells of a table when people and converters handle it: changes to grids with spans.

A grid is a list of rows of :class:`gipr_nlp.writers.printed.Slot`, covered places included. Every change keeps the keys of the
cells, so that a test knows what should be read. ``TAME`` changes leave the table as clear as it was; after the
others a reader may doubt a cell, but never misread one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from random import Random

from gipr_nlp.writers.printed import COVER, Line, Slot

Change = Callable[[str, list[Line], Random], list[Line]]


def wide(lines: list[Line]) -> int:
    """Number of grid columns."""
    return max(sum(slot.width for slot in line) for line in lines)


def phantom(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """One grid column becomes two, as converters that round widths do; every cell over it spans one more."""
    column = rng.randrange(wide(lines))
    made = []
    for line in lines:
        at, new = 0, []
        for slot in line:
            inside = at <= column < at + slot.width
            at += slot.width
            new.append(replace(slot, width=slot.width + 1) if inside else slot)
        made.append(new)
    return made


def trailing(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Some rows end with an empty cell more."""
    return [[*line, Slot("")] if rng.random() < 0.3 else line for line in lines]


def uncovered(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Merged cells come apart: the places they covered are empty cells of their own."""
    made: list[Line] = []
    for line in lines:
        new: Line = []
        for slot in line:
            new.append(replace(slot, width=1, height=1, covered=False))
            new += [Slot("")] * (slot.width - 1)
        made.append(new)
    return made


def repeated(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Merged labels come apart, and each of the rows and columns that they covered repeats them."""
    above: dict[int, str] = {}
    made: list[Line] = []
    for line in lines:
        new: Line = []
        for slot in line:
            at = len(new)
            text = above.get(at, "") if slot.covered else slot.text
            new += [replace(slot, text=text, width=1, height=1, covered=False)]
            new += [Slot(text if slot.key is None else "") for _ in range(slot.width - 1)]
            above |= {at + i: text for i in range(slot.width)} if slot.key is None else {}
        made.append(new)
    return made


def split_labels(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Labels that are broken over two cells."""
    made = []
    for line in lines:
        new: Line = []
        for slot in line:
            whole = slot.key is None and slot.width > 1 and 4 < len(slot.text) < 30 and slot.height == 1
            if whole and rng.random() < 0.5 and any(s.key for s in line):
                cut = rng.randint(1, len(slot.text) - 1)
                new += [
                    Slot(slot.text[:cut]),
                    replace(slot, text=slot.text[cut:], width=slot.width - 1),
                ]
            else:
                new.append(slot)
        made.append(new)
    return made


def numbered(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """A column of serial numbers in front."""
    if table == "review":
        return lines
    made, count = [], 0
    for line in lines:
        data = any(slot.key for slot in line)
        count += data
        made.append([Slot(str(count) if data else ""), *line])
    return made


def blank_column(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """An empty column somewhere; a cell that spans its place grows, else it is a cell of its own."""
    place = rng.randrange(wide(lines) + 1)
    made = []
    for line in lines:
        at, new = 0, []
        for slot in line:
            if at == place:
                new.append(Slot(""))
            inside = at < place < at + slot.width
            new.append(replace(slot, width=slot.width + 1) if inside else slot)
            at += slot.width
        made.append([*new, Slot("")] if at == place else new)
    return made


def spans_lost(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """All cells are as wide as one column; covered places are gone."""
    return [[replace(s, width=1, height=1) for s in line if not s.covered] for line in lines]


def header_again(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """The header rows come once more in the middle, as on a second page."""
    if table != "applications":
        return lines
    first = next(n for n, line in enumerate(lines) if any(s.key for s in line))
    place = rng.choice([n for n in range(first + 1, len(lines)) if not any(s.covered for s in lines[n])])
    return [*lines[:place], *lines[:first], *lines[place:]]


def header_swapped(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Two rows of the header change places, without the merged cells between them."""
    if table == "disclosure":
        return lines
    lines = uncovered(table, lines, rng)
    return [lines[0], lines[2], lines[1], *lines[3:]]


def columns_swapped(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """Two neighbouring columns of the applications table change places, header and values."""
    if table != "applications":
        return lines
    left = rng.randint(4, 7)
    made = []
    for line in lines:
        new, at = list(line), 0
        for i, slot in enumerate(line[:-1]):
            if at == left and slot.width == 1 and slot.text != "法人或其他组织":
                new[i], new[i + 1] = new[i + 1], new[i]
            at += slot.width
        made.append(new)
    return made


def short_rows(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """A row lacks one of its value cells."""
    at = rng.choice([n for n, line in enumerate(lines) if any(s.key for s in line)] or [-1])
    if at < 0:
        return lines
    keyed = [i for i, slot in enumerate(lines[at]) if slot.key]
    gone = rng.choice(keyed)
    return [[s for i, s in enumerate(line) if (n, i) != (at, gone)] for n, line in enumerate(lines)]


def long_rows(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """A row has a value cell too many (beside a blank, that would be a row as good as any other)."""
    whole = [n for n, line in enumerate(lines) if line[-1].key and all(s.text for s in line if s.key)]
    at = rng.choice(whole or [-1])
    if at < 0:
        return lines
    place = rng.randint(next(i for i, s in enumerate(lines[at]) if s.key), len(lines[at]))
    return [[*line[:place], Slot("7"), *line[place:]] if n == at else line for n, line in enumerate(lines)]


def labels_lost(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """The labels of some rows are empty, never of two in a row."""
    made: list[Line] = []
    lost = False
    for line in lines:
        lost = not lost and any(s.key for s in line) and rng.random() < 0.2
        made.append([replace(s, text="") if lost and s.key is None and s.height == 1 else s for s in line])
    return made


def merged_zeros(table: str, lines: list[Line], rng: Random) -> list[Line]:
    """The values of a row are one merged cell with a nought."""
    at = rng.choice([n for n, line in enumerate(lines) if sum(bool(s.key) for s in line) > 1] or [-1])
    if at < 0:
        return lines
    keyed = [s for s in lines[at] if s.key]
    rest = [s for s in lines[at] if not s.key]
    return [[*rest, Slot("0", len(keyed))] if n == at else line for n, line in enumerate(lines)]


TAME: dict[str, Change] = {
    "phantom": phantom,
    "trailing": trailing,
    "uncovered": uncovered,
    "repeated": repeated,
    "split_labels": split_labels,
    "numbered": numbered,
    "spans_lost": spans_lost,
    "header_again": header_again,
    "header_swapped": header_swapped,
}
WILD: dict[str, Change] = {
    "blank_column": blank_column,
    "columns_swapped": columns_swapped,
    "short_rows": short_rows,
    "long_rows": long_rows,
    "labels_lost": labels_lost,
    "merged_zeros": merged_zeros,
}
CHANGES = TAME | WILD


def broken(lines: list[Line], rng: Random) -> list[list[Line]]:
    """A grid in two or three pieces, as pages cut it; what a merged cell covers on the next page is an empty cell."""
    cuts = sorted(rng.sample(range(1, len(lines)), min(rng.randint(1, 2), len(lines) - 1)))
    pieces = [lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    return [[_torn(piece), *piece[1:]] for piece in pieces]


def _torn(piece: list[Line]) -> Line:
    """The first row of a page, with the rests of merged cells as cells of their own."""
    covered = [{at for at, slot in _places(line) if slot.covered} for line in piece]
    made = []
    for at, slot in _places(piece[0]):
        height = next((n for n, places in enumerate(covered) if at not in places), len(piece))
        made.append(replace(slot, covered=False, height=height) if slot.covered else slot)
    return made


def _places(line: Line) -> list[tuple[int, Slot]]:
    return list(zip(accumulate((slot.width for slot in line), initial=0), line, strict=False))


__all__ = ["CHANGES", "COVER", "TAME", "WILD", "broken", "wide"]
