"""The rows of one table in grids: labels, values, and the row of the form that each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.tables.align import Run, align
from gipr_nlp.tables.grid_heads import column_key, header_leaves, joined, moved, overlap
from gipr_nlp.tables.labels import labels
from gipr_nlp.tables.region import Region
from gipr_nlp.tables.tokens import CellToken, GridRow, Token, filled
from gipr_nlp.text import squash


@dataclass(slots=True)
class GridTable:
    """One statutory table as the grids show it.

    ``region`` holds its rows as runs, aligned with the form; ``leaves`` are the lowest header cells of the wide
    tables from left to right, ``heads`` those above each run of the disclosure table.
    """

    region: Region
    rows: list[GridRow]
    leaves: list[CellToken] = field(default_factory=list)
    heads: dict[int, list[CellToken]] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)
    """Runs whose label stands in a row without values above them."""
    moved: bool = False
    """A header row of the applications table names its columns in another order than the form."""
    first: dict[int, int] = field(default_factory=dict)
    """Grid → column in which most of its rows have their first value."""


# --- tables with labelled rows ---------------------------------------------------------------------------


def labelled(name: str, rows: list[GridRow]) -> GridTable | None:
    """The disclosure or the applications table: one run a row, aligned by its label."""
    first = {n: first_column([r for r in rows if grid_of(r) == n]) for n in {grid_of(r) for r in rows}}
    leaves = header_leaves(rows) if name == "applications" else []
    runs: list[Run] = []
    heads: dict[int, list[CellToken]] = {}
    apart: set[int] = set()
    head: list[CellToken] = []
    text = ""
    for row in rows:
        if all(c.kind == "blank" for c in row):
            continue
        label, values = split(name, row, first[grid_of(row)])
        if name == "disclosure" and not filled(row) and any(column_key(c.norm) for c in row):
            head = joined([c for c in row if c.kind == "text" and "信息内容" not in c.norm])
        own = _own(label)
        solid = any(c.kind == "value" for c in values)
        if not solid and not (values and _is_row(name, text + own)):
            text += own + "".join(c.norm for c in values if c.kind == "text")
            continue
        if runs:
            runs[-1].after = text + own
            runs[-1].broken = not text and not own and len([c for c in values if c.kind == "value"]) < 7
        heads[len(runs)] = head
        if not own and text:
            apart.add(len(runs))
        runs.append(Run(text + own, list(values)))
        text = ""
    if runs:
        runs[-1].after = text
        align(name, runs)
    if not any(run.row for run in runs):
        return None
    out_of_order = name == "applications" and any(moved(row) for row in rows if not filled(row))
    return GridTable(_region(rows, runs), rows, leaves, heads, apart, out_of_order, first)


def _own(label: GridRow) -> str:
    """The text before a row's values; a label of its own that was left empty is not that of its group."""
    text = _text_of(label)
    lost = bool(label) and label[-1].kind == "blank" and label[-1].height == 1
    return f"{text}□" if lost and any(c.kind == "text" and c.height > 1 for c in label) else text


def grid_of(row: GridRow) -> int:
    return row[0].anchor[0]


def _is_row(name: str, text: str) -> bool:
    """Does a text without values end with the label of a row, so that the blanks behind it are its cells?"""
    if name == "applications" and text.endswith(("3.其他", "3、其他", "(3)其他")):
        return True
    return any(text.endswith(n) for label in labels(name) for n in label.names if label.core != "其他")


def split(name: str, row: GridRow, first: int) -> tuple[GridRow, GridRow]:
    """(label cells, value cells) of a row: the values stand behind the last text, or from the column on in which the
    other rows have their first value, should a value be a text itself."""
    last = max((i for i, c in enumerate(row) if c.kind == "text"), default=-1)
    if first < 0 or last < 0 or row[last].column < first or _is_row(name, _text_of(row)):
        return row[: last + 1], row[last + 1 :]
    at = next((i for i, c in enumerate(row) if c.column >= first), len(row))
    if any(c.kind == "value" for c in row[at:]):
        return row[:at], row[at:]
    return row[: last + 1], row[last + 1 :]


def _text_of(row: GridRow) -> str:
    return "".join(c.norm for c in row if c.kind == "text")


def first_column(rows: Sequence[GridRow]) -> int:
    """The grid column in which most rows have their first cell behind the label; -1 where they differ."""
    starts: Counter[int] = Counter()
    for row in rows:
        last = max((i for i, c in enumerate(row) if c.kind == "text"), default=-1)
        if 0 <= last < len(row) - 1 and filled(row[last + 1 :]):
            starts[row[last + 1].column] += 1
    column, count = starts.most_common(1)[0] if starts else (-1, 0)
    return column if count * 10 >= sum(starts.values()) * 6 else -1


def _region(rows: list[GridRow], runs: list[Run]) -> Region:
    tokens: list[Token] = [cell for row in rows for cell in row]
    text = "".join(t.norm for t in tokens)
    return Region(0, 0, 0, None, tokens, runs, text)


# --- the review table ------------------------------------------------------------------------------------


@cache
def _outcomes() -> tuple[str, ...]:
    return tuple(squash(v) for v in forms.column_labels("review", "2021").values())


def review(rows: list[GridRow]) -> GridTable | None:
    """The line of fifteen values, or three rows of five; their groups are those of the headers in order."""
    leaves = [c for row in rows if not filled(row) for c in row if c.norm in _outcomes()]
    leaves = joined(sorted(leaves, key=lambda c: c.column))
    if len(leaves) != 15 or any(overlap(a, b) for a, b in pairwise(leaves)):
        leaves = []
    texts: list[str] = []
    fives: list[Run] = []
    for row in rows:
        label, values = split("review", row, leaves[0].column if leaves else -1)
        text = "".join(c.norm for c in label if c.kind == "text")
        texts.append(text)
        if filled(values) >= 8 or (filled(values) and len(values) >= 15):
            # reconsideration and litigation in two tables, one below the other
            halves = len(values) == 10 and len(fives) == 1 and len(fives[0].tokens) == 5
            before: list[Token] = fives[0].tokens if halves else []
            run = Run("".join(texts), [*before, *values], "", "line", 1.0)
            first = {c.anchor[0]: c.column for c in (*before[:1], values[0]) if isinstance(c, CellToken)}
            return GridTable(_region(rows, [run]), rows, leaves, first=first)
        if filled(values) and len(values) >= 5:
            fives.append(Run("".join(texts), list(values)))
            texts = []
    if not fives and leaves:
        empty = [row for row in rows if row[0].row > max(c.row for c in leaves) and len(row) >= 15]
        if empty and all(c.kind == "blank" for c in empty[-1]):  # nobody has filled the table in
            run = Run("".join(texts), list(empty[-1]), "", "line", 1.0)
            return GridTable(
                _region(rows, [run]), rows, leaves, first={grid_of(empty[-1]): empty[-1][0].column}
            )
    if len(fives) != 3:
        return None
    for run, group in zip(fives, labels("review"), strict=True):
        own = any(name in run.before for name in (group.core, *group.keywords))
        run.row, run.score = group.key, 1.0 if own else 0.5
    return GridTable(_region(rows, fives), rows)
