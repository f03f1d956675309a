"""From the runs of a table to its cells: state, value, place, and a doubt where the witnesses do not agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.model import MISSING, Cell
from gipr_nlp.tables.align import Run
from gipr_nlp.tables.fit import Shape, choose, fit, readings, shape_of
from gipr_nlp.tables.labels import core_of
from gipr_nlp.tables.printed import (
    block_headers,
    column_headers,
    printed_label,
    text_before,
    with_header_units,
)
from gipr_nlp.tables.region import Region
from gipr_nlp.tables.tokens import Token
from gipr_nlp.text import read_cell, squash

BY_ORDER = "row known by order only"
OTHER_ORDER = "the header has its columns in another order"
UNREADABLE = "characters not read for certain"
BROKEN = "digits on the next line may belong to this row"


def cells_of(
    name: str, form: str, region: Region
) -> tuple[list[Cell], list[tuple[str, ...]], list[str], dict[str, str]]:
    extra: list[tuple[str, ...]] = []
    notes: list[str] = []
    printed: dict[str, str] = {}
    if "勾稽" in region.text or "第一项加第二项" in region.text:
        notes.append("cross_foot_note")
    if name == "review":
        return _review_cells(form, region, extra), extra, notes, printed
    rows = {r.key: r for r in forms.rows(name, form)}
    columns = _columns(name, region)
    taken: dict[str, Run] = {}
    last = max(i for i, run in enumerate(region.runs) if run.row)
    for i, run in enumerate(region.runs):
        if run.row is None:
            if run.solid and run.before:
                extra.append((run.before[-40:], *(t.raw for t in run.tokens)))
                if (
                    taken and i < last
                ):  # between rows of the form: a row of the agency's own, or a page number
                    notes.append(f"extra_row:{run.before[-40:]}")
        elif run.row.startswith("group:") or run.row not in rows:
            notes.append(
                f"group_row:{run.row.removeprefix('group:')}"
                if run.row.startswith("group:") or run.row == "other_handling"
                else f"foreign_row:{run.row}"
            )
            extra.append((run.row, *(t.raw for t in run.tokens)))
        else:
            taken[run.row] = run
    printed.update(block_headers(form, region, taken) if name == "disclosure" else column_headers(region))
    own = _block_columns(form, printed) if name == "disclosure" else {}
    moved = None if columns or name == "disclosure" else _moved_columns(region)
    columns = columns or moved
    names = {key: columns or own.get(key) or row.columns for key, row in rows.items()}
    shape = shape_of([(r.tokens, len(names[k])) for k, r in taken.items()])
    wide = [r for k, r in taken.items() if len(names[k]) > 1 and len(r.solid) > 1]
    lined = sum(1 for r in wide if len({t.line for t in r.solid}) == 1) * 2 > len(wide)
    pages = set() if lined else _page_numbers(taken.values())
    patterns = Counter(tuple(t.kind == "blank" for t in _inner(r.tokens)) for r in taken.values())
    cells: list[Cell] = []
    strays: dict[str, list[Token]] = {}
    for key, row in rows.items():
        hit = taken.get(key)
        if hit is None:
            cells.extend(_row_without_values(name, row, region))
            continue
        label = printed_label(hit, row.label)
        if label is not None:
            printed[key] = label
        made, left = _row_cells(name, row, hit, names[key], len(names[key]), shape, lined, patterns)
        if pages and hit.solid and hit.solid[-1].norm in pages and not any(c.doubt for c in made):
            made = [
                replace(c, value=None, doubt="the last value may be a page number", proposed=c.value)
                for c in made
            ]
        cells.extend(made)
        if left:
            strays[key] = left
            extra.append(("", *(t.raw for t in left)))
    cells = _with_stray_doubts(cells, strays)
    if moved:
        cells = [c if c.doubt else replace(c, value=None, doubt=OTHER_ORDER, proposed=c.value) for c in cells]
    if columns and "extra" in columns:
        notes.append("extra_column")
    if name == "disclosure":
        cells = with_header_units(cells, printed)
    return propose(name, form, cells, taken), extra, notes, printed


def _with_stray_doubts(cells: list[Cell], strays: dict[str, list[Token]]) -> list[Cell]:
    """A number on a line of its own below a row is a page number if it stands apart or if such numbers count upwards;
    else it may be the rest of a number that was broken over two lines."""
    numbers = [t for left in strays.values() for t in left]
    digits = [int(t.norm) if t.norm.isdigit() else -1 for t in numbers]
    counting = len(digits) > 1 and all(0 < b - a <= 3 for a, b in pairwise(digits)) and digits[0] >= 0
    doubtful = {key for key, left in strays.items() if not counting and not all(t.isolated for t in left)}
    return [
        replace(c, value=None, doubt="a number stands on a line of its own below", proposed=c.value)
        if c.row in doubtful and c.doubt is None
        else c
        for c in cells
    ]


def _page_numbers(runs: Collection[Run]) -> set[str]:
    """In a layout of one cell a line: numbers missing from the sequence of page numbers that other rows have too many.

    A row of six values and the number of the page would look like a row of seven.
    """
    ends = [int(r.solid[-1].norm) for r in runs if len(r.solid) == 8 and r.solid[-1].norm.isdigit()]
    if not ends or ends != sorted(set(ends)) or ends[-1] - ends[0] > 12:
        return set()
    return {str(n) for n in range(max(1, ends[0] - 2), ends[-1] + 3)} - {str(n) for n in ends}


def _inner(tokens: Sequence[Token]) -> Sequence[Token]:
    solid = [i for i, t in enumerate(tokens) if t.kind != "blank"]
    return tokens[solid[0] : solid[-1] + 1] if solid else ()


def _columns(name: str, region: Region) -> tuple[str, ...] | None:
    """Column keys where the header itself lacks or adds one column and every row agrees with it; else None."""
    if name != "applications":
        return None
    rows = [r for r in region.runs if r.row]
    counts = Counter(len(r.solid) for r in rows if r.score >= 0.9 and len(r.solid) == len(_inner(r.tokens)))
    if not counts or counts.most_common(1)[0][0] not in (6, 8) or counts.most_common(1)[0][1] < 5:
        return None
    width = counts.most_common(1)[0][0]
    head = text_before(region, rows[0]).replace("法人或其他组织", "")
    spots: list[tuple[int, str]] = []
    for key, label in forms.column_labels(name, "2021").items():
        at = head.find(label)
        if label == "总计":
            spots.append((10_000, key))
        elif at >= 0:
            spots.append((at, key))
    for match in re.finditer(r"小计|合计", head):
        spots.append((match.start() if match.start() > head.find("商业企业") else 9_000, "extra"))
    names = tuple(key for _, key in sorted(spots))
    return names if len(names) == width else None


def _moved_columns(region: Region) -> tuple[str, ...] | None:
    """Column keys where the header of the applications table names the organisations in another order than the form.

    In running text a header can be torn, and its order deceive: what is read so is a doubt, not a certainty.
    """
    first = next((r for r in region.runs if r.row), None)
    head = "" if first is None else text_before(region, first).replace("法人或其他组织", "")
    keys = forms.rows("applications", "2021")[0].columns
    labels = forms.column_labels("applications", "2021")
    if any(head.count(labels[key]) != 1 for key in keys[1:-1]):
        return None
    inner = tuple(sorted(keys[1:-1], key=lambda k: head.find(labels[k])))
    return (keys[0], *inner, keys[-1]) if inner != keys[1:-1] else None


def _block_columns(form: str, headers: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Row → its columns, in blocks of the disclosure table whose header lacks one of them and says nothing else."""
    found: dict[str, tuple[str, ...]] = {}
    header, group = "", ""
    for row in forms.rows("disclosure", form):
        header = headers.get(f"column:{row.key}", header if row.group == group else "")
        group = row.group
        labels = {
            k: squash(v.split("（")[0]) for k, v in forms.column_labels("disclosure", form, row.key).items()
        }
        there = [k for k in labels if labels[k] in header]
        rest = header
        for key in there:
            rest = rest.replace(labels[key], "", 1)
        if there and len(there) < len(labels) and not re.search("[\u4e00-\u9fff]", rest):
            found[row.key] = tuple(sorted(there, key=lambda k: header.find(labels[k])))
    return found


def _row_without_values(name: str, row: forms.Row, region: Region) -> list[Cell]:
    core = core_of(row.label)
    if len(row.columns) == 1:  # a label and one visible blank beside it: nothing was filled in
        for label, value in pairwise(region.tokens):
            if label.norm == core and value.kind == "blank" and value.shown and value.row == label.row:
                return [Cell(name, row.key, row.columns[0], line=value.line)]
    seen = len(core) >= 4 and core[:14] in region.text
    doubt = "printed without values" if seen else MISSING
    return [Cell(name, row.key, c, doubt=doubt) for c in row.columns]


def _row_cells(
    name: str,
    row: forms.Row,
    run: Run,
    names: Sequence[str],
    width: int,
    shape: Shape,
    lined: bool,
    patterns: Counter[tuple[bool, ...]],
) -> tuple[list[Cell], list[Token]]:
    addressed = _addressed(name, row, run)
    if addressed is not None:
        return addressed, []
    chosen, left = fit(run.tokens, width, shape)
    doubt = None
    if chosen is None:
        raw = " ".join(t.raw for t in run.tokens if t.kind != "blank")
        why = f"{len(run.solid)} values for {width} columns"
        return [
            Cell(name, row.key, c, raw=raw, line=run.tokens[0].line, doubt=why) for c in row.columns
        ], left
    if run.score < 0.6:
        doubt = BY_ORDER
    elif run.broken:
        doubt = BROKEN
    elif lined and width > 1 and len({t.line for t in chosen}) > 1 and _ragged(chosen):
        doubt = "a value stands on a line of its own"
    elif (
        len(chosen) == width
        and len(_inner(run.tokens)) > width
        and patterns[tuple(t.kind == "blank" for t in _inner(run.tokens))] < 3
    ):
        doubt = "blank cells between the values"
    elif not lined and width > 1 and _odd_end(chosen):
        doubt = "the last value may be a page number"
    cells = []
    for column, token in zip(names, chosen, strict=True):
        if column == "extra":
            left = [*left, token]
            continue
        cells.append(cell_of(name, row.key, column, token, doubt))
    if names == row.columns:
        return cells, left
    have = {c.column for c in cells}
    cells.extend(Cell(name, row.key, c, doubt=MISSING) for c in row.columns if c not in have)
    return sorted(cells, key=lambda c: row.columns.index(c.column)), left


def _ragged(chosen: Sequence[Token]) -> bool:
    last = Counter(t.line for t in chosen)
    return last[chosen[-1].line] == 1 or last[chosen[0].line] == 1


def _odd_end(chosen: Sequence[Token]) -> bool:
    solid = [t for t in chosen if t.kind != "blank"]
    if len(solid) < 3:
        return False
    *body, end = solid
    return (end.isolated and not any(t.isolated for t in body)) or (
        not end.tabbed and all(t.tabbed for t in body)
    )


def cell_of(table: str, row: str, column: str, token: Token, doubt: str | None) -> Cell:
    """The cell that a token is; with a doubt its value is only proposed."""
    state, value, unit = read_cell(token.raw)
    if unit is None and table == "disclosure" and column == "amount" and state in ("number", "zero"):
        match = re.search(r"[\d,.]+\s*(万|亿)$", squash(token.raw))
        if match:  # 1480.8758万: in a money column the printed unit is 万元
            value, unit = read_cell(squash(token.raw)[:-1])[1], match[1] + "元"
    return Cell(
        table,
        row,
        column,
        token.raw,
        state,
        None if doubt else value,
        unit,
        token.line,
        1.0,
        doubt,
        value if doubt else None,
    )


def _addressed(name: str, row: forms.Row, run: Run) -> list[Cell] | None:
    """Cells of a key–value sentence: each value is named by its column."""
    if not run.pairs:
        return None
    by_label = {squash(v): k for k, v in forms.column_labels(name, "2021", row.key).items()}
    by_label |= {
        squash(v): k for k, v in forms.column_labels(name, "2019", row.key).items() if k in row.columns
    }
    cells = {}
    for label, token in run.pairs:
        column = by_label.get(label) or next(
            (k for lab, k in by_label.items() if lab.startswith(label)), None
        )
        if column:
            cells[column] = cell_of(name, row.key, column, token, None)
    return [cells.get(c, Cell(name, row.key, c, doubt=MISSING)) for c in row.columns]


def _review_cells(form: str, region: Region, extra: list[tuple[str, ...]]) -> list[Cell]:
    keys = list(forms.cell_keys("review", form))
    runs = region.runs
    if runs and "." in (runs[0].row or ""):
        by_key = {r.row: r.solid[0] for r in runs}
        return [
            cell_of(*k, by_key[f"{k[1]}.{k[2]}"], None)
            if f"{k[1]}.{k[2]}" in by_key
            else Cell(*k, doubt=MISSING)
            for k in keys
        ]
    if len(runs) == 3:
        return [
            cell_of(
                "review",
                str(run.row),
                column,
                token,
                None if run.score >= 0.6 else "group known by order only",
            )
            for run in runs
            for column, token in zip(forms.rows("review", form)[0].columns, run.solid, strict=True)
        ]
    run = runs[0]
    tokens = _busiest_row(run.tokens)
    chosen, left = fit(tokens, 15, Shape())
    if chosen is None:
        chosen, left = fit(run.tokens, 15, Shape())
    if chosen is None:
        raw = " ".join(t.raw for t in run.solid)
        why = f"{len(run.solid)} values for 15 columns"
        cells = [Cell(*k, raw=raw, line=run.tokens[0].line, doubt=why) for k in keys]
        return propose_review(cells, run)
    if left:
        extra.append(("", *(t.raw for t in left)))
    return [cell_of(*k, token, None) for k, token in zip(keys, chosen, strict=True)]


def _busiest_row(tokens: Sequence[Token]) -> Sequence[Token]:
    """The physical row that holds the values: empty header rows above it are no blanks of it, and a single number in
    a row of its own is a page number."""
    rows = Counter(t.row for t in tokens if t.kind != "blank")
    if not rows:
        return tokens
    top, count = rows.most_common(1)[0]
    if count < sum(rows.values()) - 1 or (count < sum(rows.values()) and count < 10):
        return tokens
    return [t for t in tokens if t.row == top]


def propose(name: str, form: str, cells: list[Cell], runs: dict[str, Run]) -> list[Cell]:
    """For rows with too many or too few values: the one reading that makes the row add up."""
    if name != "applications":
        return cells
    out = list(cells)
    at = {(c.row, c.column): i for i, c in enumerate(out)}
    columns = forms.rows(name, form)[0].columns
    for row, run in runs.items():
        if (row, columns[0]) not in at or "values for" not in (out[at[row, columns[0]]].doubt or ""):
            continue
        raws = [t.norm for t in run.solid]
        picked = choose(readings(raws, len(columns)), _adds_up)
        if picked is None:
            continue
        for column, raw in zip(columns, picked, strict=True):
            i = at[row, column]
            out[i] = replace(out[i], proposed=read_cell(raw)[1])
    return out


def _adds_up(reading: tuple[str, ...]) -> bool:
    values = [read_cell(r)[1] for r in reading]
    if any(v is None for v in values):
        return False
    numbers = [v for v in values if v is not None]
    return sum(numbers[:-1]) == numbers[-1]


def propose_review(cells: list[Cell], run: Run) -> list[Cell]:
    raws = [t.norm for t in run.solid]
    picked = choose(readings(raws, 15), lambda r: all(_adds_up(r[i : i + 5]) for i in (0, 5, 10)))
    if picked is None:
        return cells
    return [replace(c, proposed=read_cell(raw)[1]) for c, raw in zip(cells, picked, strict=True)]
