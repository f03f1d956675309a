"""The second witness: the three tables in the grids of a document, whose cells the format itself delimits.

The rows of all grids are read in order, for a table may be spread over several grids (page breaks) and one grid may
hold all three tables. Rows are known by their labels, columns by their headers; within a row the order of its source
cells counts, because converters add phantom columns: a grid column is asked only where the order leaves a choice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.model import Document, Grid, Section
from gipr_nlp.tables.align import Run, align
from gipr_nlp.tables.labels import Label, labels
from gipr_nlp.tables.region import Region
from gipr_nlp.tables.tokens import Token, token_of
from gipr_nlp.text import squash

#: A cell longer than this is no cell of a statutory table but a page laid out as a table.
LONGEST = 300
_START = {
    "disclosure": re.compile("第二十条第|信息内容|本年制发件数|本年新制作数量"),
    "applications": re.compile("勾稽关系|申请人情况|新收政府信息公开申请|法人或其他组织"),
    "review": re.compile("结果维持|结果纠正|未经复议直接起诉"),
}
_FIRST = {"disclosure": "规章", "applications": "新收政府信息公开申请", "review": "结果维持"}
_SUM = re.compile("小计|合计")
_ABOVE = ("申请人情况", "法人或其他组织")  # headers over other headers


@dataclass(slots=True)
class CellToken(Token):
    """A source cell: a token with the grid columns it covers, how sure its characters are, and where it stands
    (grid, row, cell)."""

    span: int = 1
    height: int = 1
    sure: float = 1.0
    anchor: tuple[int, int, int] = (0, 0, 0)


GridRow = list[CellToken]


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


def grid_tables(
    document: Document, sections: Sequence[Section], lines: dict[str, Region | None]
) -> dict[str, GridTable]:
    """The statutory tables that the grids of a document hold.

    Args:
        document: with its grids.
        sections: its chapters.
        lines: where the reading of the lines has found each table; of several tables of a kind the one there counts.
    """
    found: dict[str, GridTable] = {}
    best: dict[str, tuple[int, int]] = {}
    for name, rows in _instances(document):
        table = _review(rows) if name == "review" else _labelled(name, rows)
        if table is None:
            continue
        _place(table.region, document, sections, rows)
        near = lines.get(name)
        here = 0 if near is None else max(
            0, min(near.end, table.region.end) - max(near.start, table.region.start)
        )  # fmt: skip
        weight = (here, sum(1 for r in table.region.runs if r.row))
        if name not in best or weight > best[name]:
            best[name], found[name] = weight, table
    return found


def _place(region: Region, document: Document, sections: Sequence[Section], rows: list[GridRow]) -> None:
    first, last = rows[0][0].line, rows[-1][0].line
    region.start = document.line_starts[first - 1]
    region.end = document.line_starts[last - 1] + len(document.lines[last - 1])
    region.line = first
    region.section = next((s.number for s in sections if s.start <= region.start < s.end), None)


# --- which rows belong to which table --------------------------------------------------------------------


def _rows(document: Document) -> Iterator[tuple[int, GridRow]]:
    """(number of the grid, row) in the order of the document; rows of layout tables are passed over."""
    count = 0
    for number, grid in enumerate(document.grids):
        top = document.line_at(grid.start)
        for i, texts in enumerate(grid.rows):
            line = grid.lines[i] if i < len(grid.lines) else top + i
            if texts and 1 <= line <= len(document.lines) and max(map(len, texts)) <= LONGEST:
                count += 1
                yield number, _row(grid, number, i, line, count)


def _row(grid: Grid, number: int, i: int, line: int, count: int) -> GridRow:
    cells, at = [], 0
    for j, text in enumerate(grid.rows[i]):
        at = grid.columns[i][j] if grid.columns else at
        span, height = grid.spans[i][j] if grid.spans else (1, 1)
        plain = token_of(text, line, count, True, column=at)
        sure = grid.confidence[i][j] if grid.confidence else 1.0
        cells.append(
            CellToken(plain.kind, plain.raw, plain.norm, line, count, True, column=at, span=span,
                      height=height, sure=sure, anchor=(number, i, j))
        )  # fmt: skip
        at += span
    return cells


def _instances(document: Document) -> list[tuple[str, list[GridRow]]]:
    """The tables in order, each with its rows; a table that is continued in another grid is one table."""
    found: list[tuple[str, list[GridRow]]] = []
    current: list[GridRow] | None = None
    name, grid, seen = "", -1, False
    rows = list(_rows(document))
    for at, (number, row) in enumerate(rows):
        flat = "".join(cell.norm for cell in row)
        begins = next((n for n, pattern in _START.items() if pattern.search(flat)), None)
        fresh = number != grid
        if fresh and begins is None and current is not None:
            rest = [r for n, r in rows[at:] if n == number]
            if not _goes_on(name, current, rest):
                current = None
        grid = number
        again = fresh and seen and begins == name and _FIRST[name] in _text(number, rows[at:])
        if begins is not None and (begins != name or current is None or again):
            current, name, seen = [], begins, False
            found.append((name, current))
        if current is not None:
            current.append(row)
            seen = seen or (_FIRST[name] in flat)
    return found


def _text(number: int, rows: Sequence[tuple[int, GridRow]]) -> str:
    return "".join(cell.norm for n, row in rows if n == number for cell in row)


def _goes_on(name: str, before: list[GridRow], rows: list[GridRow]) -> bool:
    """Does a grid without headers go on with a table that the grid before it began?"""
    if any(pattern.search("".join(c.norm for c in row)) for row in rows[:2] for pattern in _START.values()):
        return True
    if name == "review":
        done = any(_solid(row) >= 8 for row in before)
        return not done and any(_solid(row) >= 5 for row in rows)
    wanted = [n for label in labels(name) for n in _names(label) if len(n) > 2]
    return any(any("".join(c.norm for c in row if c.kind == "text").endswith(n) for n in wanted) for row in rows)  # fmt: skip


def _solid(row: Sequence[CellToken]) -> int:
    return sum(1 for cell in row if cell.kind == "value")


def _names(label: Label) -> tuple[str, ...]:
    return (label.core, *label.alternatives)


# --- tables with labelled rows ---------------------------------------------------------------------------


def _labelled(name: str, rows: list[GridRow]) -> GridTable | None:
    """The disclosure or the applications table: one run a row, aligned by its label."""
    first = {n: first_column([r for r in rows if _grid(r) == n]) for n in {_grid(r) for r in rows}}
    leaves = header_leaves(rows) if name == "applications" else []
    runs: list[Run] = []
    heads: dict[int, list[CellToken]] = {}
    apart: set[int] = set()
    head: list[CellToken] = []
    text = ""
    for row in rows:
        label, values = split(name, row, first[_grid(row)])
        if name == "disclosure" and not _solid(row) and any(_column_key(c.norm) for c in row):
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
    moved = name == "applications" and any(_moved(row) for row in rows if not _solid(row))
    return GridTable(_region(rows, runs), rows, leaves, heads, apart, moved, first)


def _own(label: GridRow) -> str:
    """The text before a row's values; a label of its own that was left empty is not that of its group."""
    text = "".join(c.norm for c in label if c.kind == "text")
    lost = bool(label) and label[-1].kind == "blank" and label[-1].height == 1
    return f"{text}□" if lost and any(c.kind == "text" and c.height > 1 for c in label) else text


def _grid(row: GridRow) -> int:
    return row[0].anchor[0]


def _is_row(name: str, text: str) -> bool:
    """Does a text without values end with the label of a row, so that the blanks behind it are its cells?"""
    return any(text.endswith(n) for label in labels(name) for n in _names(label) if label.core != "其他")


def split(name: str, row: GridRow, first: int) -> tuple[GridRow, GridRow]:
    """(label cells, value cells) of a row: the values stand behind the last text, or from the column on in which the
    other rows have their first value, should a value be a text itself."""
    last = max((i for i, c in enumerate(row) if c.kind == "text"), default=-1)
    if first < 0 or last < 0 or row[last].column < first or _is_row(name, row[last].norm):
        return row[: last + 1], row[last + 1 :]
    at = next((i for i, c in enumerate(row) if c.column >= first), len(row))
    if any(c.kind == "value" for c in row[at:]):
        return row[:at], row[at:]
    return row[: last + 1], row[last + 1 :]


def first_column(rows: Sequence[GridRow]) -> int:
    """The grid column in which most rows have their first cell behind the label; -1 where they differ."""
    starts: Counter[int] = Counter()
    for row in rows:
        last = max((i for i, c in enumerate(row) if c.kind == "text"), default=-1)
        if 0 <= last < len(row) - 1 and _solid(row[last + 1 :]):
            starts[row[last + 1].column] += 1
    column, count = starts.most_common(1)[0] if starts else (-1, 0)
    return column if count * 10 >= sum(starts.values()) * 6 else -1


def _region(rows: list[GridRow], runs: list[Run]) -> Region:
    tokens: list[Token] = [cell for row in rows for cell in row]
    text = "".join(t.norm for t in tokens)
    return Region(0, 0, 0, None, tokens, runs, text)


# --- headers ---------------------------------------------------------------------------------------------


@cache
def _wide_labels() -> dict[str, str]:
    return {squash(label): key for key, label in forms.column_labels("applications", "2021").items()}


def header_leaves(rows: Sequence[GridRow]) -> list[CellToken]:
    """The lowest header cells of the applications table, from the column of 自然人 on; empty where it has none."""
    head: list[CellToken] = []
    for row in rows:
        if _solid(row) and row[0].kind != "value":
            break
        head += [c for c in row if c.kind == "text"]
    start = next((c.column for c in head if c.norm == "自然人"), None)
    if start is None:
        return []
    inside = [c for c in head if c.column >= start and c.norm not in _ABOVE and len(c.norm) <= 10]
    leaves = [c for c in inside if not any(d.row > c.row and _overlap(c, d) for d in inside)]
    return joined(sorted(leaves, key=lambda c: c.column))


def joined(head: list[CellToken]) -> list[CellToken]:
    """Header cells from left to right; one that a converter repeats in the columns it spanned is one cell."""
    made: list[CellToken] = []
    for cell in head:
        if made and made[-1].norm == cell.norm and made[-1].row == cell.row:
            made[-1] = replace(made[-1], span=cell.column + cell.span - made[-1].column)
        else:
            made.append(cell)
    return made


def _moved(row: GridRow) -> bool:
    order = [list(_wide_labels()).index(c.norm) for c in row if c.norm in _wide_labels()]
    return order != sorted(order)


def wide_names(leaves: Sequence[CellToken]) -> tuple[str, ...] | None:
    """Column keys in the order of the header, ``extra`` for a column of the agency's own; None where it cannot be
    told from the header."""
    known = _wide_labels()
    names = [known.get(leaf.norm, "") for leaf in leaves]
    if "" in names and "total" not in names and _SUM.search(leaves[-1].norm):
        names[-1] = "total"
    lost = [k for k in known.values() if k not in names]
    if len(names) == len(known):  # a label that is misspelt stands where the form has it
        names = [n or (k if k in lost else "") for n, k in zip(names, known.values(), strict=True)]
        lost = [k for k in known.values() if k not in names]
    names = [n or "extra" for n in names]
    counts = Counter(names)
    if any(counts[k] > 1 for k in known.values()) or len(lost) > 1 or (lost and "extra" in names):
        return None
    return tuple(names)


@cache
def _block_labels() -> dict[str, str]:
    return {
        squash(label).split("(")[0]: key
        for year in ("2019", "2021")
        for row in forms.rows("disclosure", year)
        for key, label in forms.column_labels("disclosure", year, row.key).items()
    }


def _column_key(norm: str) -> str | None:
    """The column of the disclosure table that a header names; what a place adds in brackets does not count."""
    return _block_labels().get(norm.split("(")[0].rstrip(":"))


def block_names(head: Sequence[CellToken]) -> tuple[str, ...] | None:
    """Column keys of a block in the order of its header, None where a header is not the form's own."""
    names = tuple(_column_key(c.norm) or "" for c in head)
    return None if not names or "" in names or len(set(names)) < len(names) else names


def _overlap(a: CellToken, b: CellToken) -> bool:
    return a.column < b.column + b.span and b.column < a.column + a.span


# --- the review table ------------------------------------------------------------------------------------


@cache
def _outcomes() -> tuple[str, ...]:
    return tuple(squash(v) for v in forms.column_labels("review", "2021").values())


def _review(rows: list[GridRow]) -> GridTable | None:
    """The line of fifteen values, or three rows of five; their groups are those of the headers in order."""
    leaves = [c for row in rows if not _solid(row) for c in row if c.norm in _outcomes()]
    leaves = joined(sorted(leaves, key=lambda c: c.column))
    if len(leaves) != 15 or any(_overlap(a, b) for a, b in pairwise(leaves)):
        leaves = []
    texts: list[str] = []
    fives: list[Run] = []
    for row in rows:
        label, values = split("review", row, leaves[0].column if leaves else -1)
        text = "".join(c.norm for c in label if c.kind == "text")
        texts.append(text)
        if _solid(values) >= 8 or (_solid(values) and len(values) >= 15):
            run = Run("".join(texts), list(values), "", "line", 1.0)
            return GridTable(_region(rows, [run]), rows, leaves, first={_grid(row): values[0].column})
        if _solid(values) and len(values) >= 5:
            fives.append(Run("".join(texts), list(values)))
            texts = []
    if len(fives) != 3:
        return None
    for run, group in zip(fives, labels("review"), strict=True):
        own = any(name in run.before for name in (group.core, *group.keywords))
        run.row, run.score = group.key, 1.0 if own else 0.5
    return GridTable(_region(rows, fives), rows)
