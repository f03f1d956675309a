"""The three statutory tables out of any layout: cells with state, value, place and, where witnesses disagree, a doubt.

Label, order within the row, and what the layout shows of blanks are the witnesses. Arithmetic raises no doubt
(rules.md 5.0a); it only proposes one of several readings that the witnesses leave open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.model import Cell, Document, FormId, Section, Table
from gipr_nlp.tables.align import Run, align, bare, core_of, labels, paired, runs_of, without_strays
from gipr_nlp.tables.fit import Shape, choose, fit, readings, shape_of
from gipr_nlp.tables.lexing import Token, lex
from gipr_nlp.text import read_cell, squash

_START = {
    "disclosure": re.compile(r"第二十条|信息内容|本年制发件数|本年新制作|规章"),
    "applications": re.compile(r"勾稽关系|申请人情况|本年新收政府信息|新收政府信息公开申请"),
    "review": re.compile(r"结果维持"),
}
_STOP = {
    "disclosure": re.compile(r"申请人情况|勾稽关系|本年新收政府信息公开申请|结果维持"),
    "applications": re.compile(r"结果维持"),
    "review": re.compile(r"申请人情况|第二十条第"),
}
_TOKENS_2019 = ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增/减", "政府集中采购", "采购总金额", "其他对外管理服务事项")  # fmt: skip
_TOKENS_2021 = ("本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额", "逾期不补正", "未按收费通知")  # fmt: skip
_IMAGE = re.compile(r"!\[[^\]]*\]|\[图片\]|<img|【图片】|\(图片\)|（图片）|图\s*片\s*$|\.(?:png|jpe?g|gif|bmp)\b", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_ATTACHMENT = re.compile(r"(?:详见|见|参见|具体见)(?:文末|文后|以下)?附[件表]|附[件表]\s*[0-9０-９一二三:：]|\.(?:xlsx?|docx?|pdf)\b", re.IGNORECASE)  # fmt: skip
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: three tables, all cells that their forms ask for, and the form of the report as a whole."""

    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    form: FormId | None


def read_tables(document: Document, sections: Sequence[Section], noise: Collection[int] = ()) -> Tables:
    """Read the three tables of a document.

    Args:
        document: the text; its grids, where a format has them, are a second witness.
        sections: the chapters found in it; a table is looked for in its own chapter first, then everywhere.
        noise: 0-based indexes of lines that are site furniture.
    """
    read = {name: _find(name, document, sections, noise) for name in forms.TABLES}
    found = {name: got for name, got in read.items() if got is not None}
    own = {name: _form_of(name, got) for name, got in found.items()}
    common = _common(own)
    tables: list[Table] = []
    cells: list[Cell] = []
    for name in forms.TABLES:
        got = found.get(name)
        listed = own.get(name) or common or "2021"
        if got is None:
            kind, section = _absent(name, document, sections)
            tables.append(Table(name, None, kind, section=section))
            cells.extend(Cell(*key, doubt=MISSING) for key in forms.cell_keys(name, listed))
            continue
        mine, extra, notes, printed = _cells(name, listed, got)
        cells.extend(mine)
        tables.append(
            Table(
                name,
                "2019" if listed == "2019" else "2021",
                "lines",
                line=got.line,
                section=got.section,
                start=got.start,
                end=got.end,
                headers=_headers(got),
                labels=printed,
                extra=tuple(extra),
                notes=tuple(notes + (["mixed"] if _mixed(got) else [])),
            )
        )
    return Tables(tuple(tables), tuple(cells), _report_form(own, found))


# --- where a table is -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Region:
    line: int
    start: int
    end: int
    section: int | None
    tokens: list[Token]
    runs: list[Run]
    text: str


def _find(name: str, document: Document, sections: Sequence[Section], noise: Collection[int]) -> _Region | None:
    """The table in its own section, else wherever else it stands."""
    number = forms.SECTION_OF[name]
    own = [s for s in sections if s.number == number]
    others = [s for s in sections if s.number != number]
    best: _Region | None = None
    for section in own:
        got = _read_region(name, document, section.body, section.end, section.number, noise)
        if got and (best is None or _weight(got) > _weight(best)):
            best = got
    if best is not None and _weight(best) >= (1 if name != "applications" else 3):
        return best
    for section in others:
        got = _read_region(name, document, section.body, section.end, section.number, noise)
        if got and _weight(got) >= (2 if name == "disclosure" else 3 if name == "applications" else 1):
            if best is None or _weight(got) > _weight(best):
                best = got
    return best


def _weight(region: _Region) -> int:
    return sum(1 for r in region.runs if r.row)


def _read_region(
    name: str, document: Document, start: int, end: int, section: int | None, noise: Collection[int]
) -> _Region | None:
    if end - start < 8:
        return None
    text = document.text[start:end]
    flat = squash(text)
    flat = re.sub(r"[|│┃║\"]", "", flat)
    if not _START[name].search(flat) and not (name == "review" and section == 4):
        return None
    first = document.line_at(start)
    raw = text.split("\n")
    if len(raw) <= 3 and len(text) > 400:  # a table, or the whole report, on one line: begin at its first label
        anchor = re.search(_loose(_START[name].pattern), text)
        if anchor and anchor.start() > 0:
            raw = [("\n" * 0) + text[anchor.start() :].split("\n")[0], *text[anchor.start() :].split("\n")[1:]]
            first = document.line_at(start + anchor.start())
    skip = {i + 1 for i in noise}
    if first - 1 < len(document.lines) and start > document.line_starts[first - 1]:
        skip.discard(first)
    tokens = _cut(name, lex(raw, first, skip))
    runs = runs_of(tokens)
    if name == "review":
        runs = _review_runs(runs)
    else:
        runs = paired(runs)
        if name == "applications":
            runs = without_strays(runs)
        align(name, runs)
    if not any(r.row for r in runs):
        return None
    return _Region(*_span(name, document, tokens, runs, start, end), section, tokens, runs, flat)


def _span(
    name: str, document: Document, tokens: list[Token], runs: list[Run], start: int, end: int
) -> tuple[int, int, int]:
    """(line of the first value, start, end) of a table: from its first header to the rest of its last label."""
    placed = [t for r in runs if r.row for t in r.tokens if t.kind != "blank"] or [t for r in runs for t in r.tokens]
    first = min(t.line for t in placed)
    last = max(t.line for t in placed)
    texts = [t for t in tokens if t.kind == "text" and t.line <= first]
    joined = "".join(t.norm for t in texts)
    found = re.search("行政复议|结果维持", joined) if name == "review" else _START[name].search(joined)
    if found:
        at = 0
        for token in texts:
            at += len(token.norm)
            if at > found.start():
                first = token.line
                break
    tail = [t for t in tokens if t.line > last][:3]
    for token in tail:
        if token.kind != "text" or len(token.norm) > 14 or not any(
            lab.core.endswith(token.norm) for lab in labels(name)
        ):  # fmt: skip
            break
        last = token.line
    low, high = document.line_starts[first - 1], document.line_starts[last - 1] + len(document.lines[last - 1])
    if first == last and len(document.lines[first - 1]) > 600:  # the whole report on one line
        low, high = max(low, start), min(high, end)
        here = document.text[low:high]
        anchor = re.search(_loose(_START[name].pattern), here)
        tail_at = max((here.rfind(t.raw) + len(t.raw) for t in placed[-1:]), default=len(here))
        return first, low + (anchor.start() if anchor else 0), low + tail_at
    return first, max(low, start), min(high, end)


def _loose(pattern: str) -> str:
    """The same pattern with white space allowed between its characters."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in pattern.split("|"))


def _cut(name: str, tokens: list[Token]) -> list[Token]:
    """End a table where the next one begins, should both stand in one chapter."""
    joined = ""
    begun = False
    for i, token in enumerate(tokens):
        if token.kind != "text":
            begun = begun or token.kind == "value"
            joined = ""
            continue
        joined += token.norm
        if begun and _STOP[name].search(joined):
            return tokens[:i]
    return tokens


# --- the review table: by position ----------------------------------------------------------------------------------


def _review_runs(runs: list[Run]) -> list[Run]:
    """One row of 15 values after the headers, or three labelled rows of five, or values named by their columns."""
    outcomes = tuple(forms.column_labels("review", "2021").values())
    if sum(1 for r in runs if len(r.solid) == 1 and r.before.rstrip(":=为是共").endswith(outcomes)) >= 10:
        return _review_named(runs)
    headed = False
    groups = labels("review")
    for run in runs:
        headed = headed or "结果维持" in run.before or "总计" in run.before
        solid = len(run.solid)
        if solid == 15 or (headed and 8 <= solid):
            run.row, run.score = "line", 1.0
            return [run]
    fives = [r for r in runs if len(r.solid) == 5]
    if len(fives) == 3:
        for run, label in zip(fives, groups, strict=True):
            run.row = label.key
            run.score = 1.0 if run.before.endswith((label.core, *label.keywords)) else 0.5
        return fives
    shown = [r for r in runs if headed and r.tokens and r.tokens[0].shown and len(r.tokens) >= 15 and r.solid]
    if shown:
        shown[0].row, shown[0].score = "line", 1.0
        return shown[:1]
    return _joined_line(runs)


def _joined_line(runs: list[Run]) -> list[Run]:
    after = False
    tokens: list[Token] = []
    for run in runs:
        after = after or "结果维持" in run.before
        if after:
            tokens.extend(run.tokens)
    solid = [t for t in tokens if t.kind != "blank"]
    if not 5 <= len(solid) <= 20:
        return []
    return [Run("", tokens, "", "line", 1.0 if len(solid) == 15 else 0.0)]


def _review_named(runs: list[Run]) -> list[Run]:
    columns = {v: k for k, v in forms.column_labels("review", "2021").items()}
    group, made = "", []
    for run in runs:
        text = run.before
        for label in labels("review"):
            if any(k in text for k in (label.core, *label.keywords)):
                group = label.key
        column = next((key for name, key in columns.items() if text.rstrip(":=为是共").endswith(name)), None)
        if group and column and len(run.solid) == 1:
            made.append(Run(text, run.tokens, run.after, f"{group}.{column}", 1.0))
    return made


# --- the form -------------------------------------------------------------------------------------------------------


def _counts(region: _Region) -> tuple[int, int]:
    old = sum(1 for t in _TOKENS_2019 if t in region.text)
    new = sum(1 for t in _TOKENS_2021 if t in region.text)
    return old, new


def _form_of(name: str, region: _Region) -> FormId | None:
    """The form that a table follows, decided by the table itself."""
    if name == "review":
        return None
    rows = Counter(r.row for r in region.runs if r.row)
    if name == "applications":
        new = sum(1 for k in ("other_not_corrected", "other_fee_unpaid", "other_else") if rows[k])
        if new >= 2 or (new and not rows["other_handling"]):
            return "2021"
        if rows["other_handling"]:
            return "2019"
        old, fresh = _counts(region)
        return "2021" if fresh else None
    old, fresh = _counts(region)
    if rows["procurement"] or rows["other_services"]:
        old += 1
    if old == fresh:
        licence = next((len(r.solid) for r in region.runs if r.row in ("licensing", "penalties")), 0)
        return None if licence == 0 else "2019" if licence == 3 else "2021"
    return "2019" if old > fresh else "2021"


def _mixed(region: _Region) -> bool:
    old, fresh = _counts(region)
    rows = {r.row for r in region.runs if r.row}
    if "other_handling" in rows or rows & {"other_not_corrected", "other_fee_unpaid"}:
        single = next((r for r in region.runs if r.row == "other_handling"), None)
        return single is not None and bool(rows & {"other_not_corrected", "other_fee_unpaid", "other_else"}) and False
    return old >= 2 and fresh >= 2


def _common(own: dict[str, FormId | None]) -> FormId | None:
    stated = [f for f in own.values() if f]
    return stated[0] if stated else None


def _report_form(own: dict[str, FormId | None], found: dict[str, _Region]) -> FormId | None:
    stated = {f for f in own.values() if f}
    if len(stated) > 1 or any(_mixed(r) for n, r in found.items() if n == "disclosure"):
        return "mixed"
    return next(iter(stated), None)


# --- cells ----------------------------------------------------------------------------------------------------------


def _cells(name: str, form: str, region: _Region) -> tuple[list[Cell], list[tuple[str, ...]], list[str], dict[str, str]]:
    extra: list[tuple[str, ...]] = []
    notes: list[str] = []
    printed: dict[str, str] = {}
    if "勾稽" in region.text or "第一项加第二项" in region.text:
        notes.append("cross_foot_note")
    if name == "review":
        return _review_cells(form, region, extra), extra, notes, printed
    rows = {r.key: r for r in forms.rows(name, form)}
    widths = _widths(name, form, region)
    columns = _columns(name, region)
    taken: dict[str, Run] = {}
    last = max(i for i, run in enumerate(region.runs) if run.row)
    for i, run in enumerate(region.runs):
        if run.row is None:
            if run.solid and run.before:
                extra.append((run.before[-40:], *(t.raw for t in run.tokens)))
                if taken and i < last:  # between rows of the form: a row of the agency's own, or a page number
                    notes.append(f"extra_row:{run.before[-40:]}")
        elif run.row.startswith("group:") or run.row not in rows:
            notes.append(f"group_row:{run.row.removeprefix('group:')}" if run.row.startswith("group:") or run.row == "other_handling" else f"foreign_row:{run.row}")
            extra.append((run.row, *(t.raw for t in run.tokens)))
        else:
            taken[run.row] = run
    shape = shape_of([(r.tokens, widths.get(k, 7)) for k, r in taken.items()])
    wide = [r for k, r in taken.items() if widths.get(k, 7) > 1 and len(r.solid) > 1]
    lined = sum(1 for r in wide if len({t.line for t in r.solid}) == 1) * 2 > len(wide)
    pages = set() if lined else _page_numbers(taken.values())
    patterns = Counter(tuple(t.kind == "blank" for t in _inner(r.tokens)) for r in taken.values())
    cells: list[Cell] = []
    for key, row in rows.items():
        hit = taken.get(key)
        if hit is None:
            cells.extend(_row_without_values(name, row, region))
            continue
        label = _printed_label(hit, row.label)
        if label is not None:
            printed[key] = label
        names = columns or row.columns
        made, left = _row_cells(name, row, hit, names, widths.get(key, len(names)), shape, lined, patterns)
        if pages and hit.solid and hit.solid[-1].norm in pages and not any(c.doubt for c in made):
            made = [replace(c, value=None, doubt="the last value may be a page number", proposed=c.value) for c in made]
        cells.extend(made)
        if left:
            extra.append(("", *(t.raw for t in left)))
    if columns and "extra" in columns:
        notes.append("extra_column")
    if name == "disclosure":
        printed.update(_block_headers(form, region, taken))
        cells = _with_header_units(cells, printed)
    else:
        printed.update(_column_headers(region))
    return _propose(name, form, cells, taken), extra, notes, printed


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


def _widths(name: str, form: str, region: _Region) -> dict[str, int]:
    """Number of cells of each row; in the disclosure table as the block's own header says (mixed forms)."""
    return {r.key: len(r.columns) for r in forms.rows(name, form)}


def _columns(name: str, region: _Region) -> tuple[str, ...] | None:
    """Column keys where the header itself lacks or adds one column and every row agrees with it; else None."""
    if name != "applications":
        return None
    counts = Counter(len(r.solid) for r in region.runs if r.row and r.score >= 0.9 and len(r.solid) == len(r.tokens))
    if not counts or counts.most_common(1)[0][0] not in (6, 8) or counts.most_common(1)[0][1] < 5:
        return None
    width = counts.most_common(1)[0][0]
    head = region.runs[0].before
    spots: list[tuple[int, str]] = []
    for key, label in forms.column_labels(name, "2021").items():
        at = head.find(label, head.find("法律服务机构") if label in ("其他", "总计") and "法律服务机构" in head else 0)
        if label == "总计":
            spots.append((10_000, key))
        elif at >= 0:
            spots.append((at, key))
    for match in re.finditer(r"小计|合计", head):
        spots.append((match.start() if match.start() > head.find("法律服务机构") else 9_000, "extra"))
    names = tuple(key for _, key in sorted(spots))
    return names if len(names) == width else None


def _row_without_values(name: str, row: forms.Row, region: _Region) -> list[Cell]:
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
        return [Cell(name, row.key, c, raw=raw, line=run.tokens[0].line, doubt=why) for c in row.columns], left
    if run.score < 0.6:
        doubt = "row known by order only"
    elif lined and width > 1 and len({t.line for t in chosen}) > 1 and _ragged(chosen):
        doubt = "a value stands on a line of its own"
    elif len(chosen) == width and len(_inner(run.tokens)) > width and patterns[tuple(t.kind == "blank" for t in _inner(run.tokens))] < 3:
        doubt = "blank cells between the values"
    elif not lined and width > 1 and _odd_end(chosen):
        doubt = "the last value may be a page number"
    cells = []
    for column, token in zip(names, chosen, strict=True):
        if column == "extra":
            left = [*left, token]
            continue
        cells.append(_cell(name, row.key, column, token, doubt))
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
    return (end.isolated and not any(t.isolated for t in body)) or (not end.tabbed and all(t.tabbed for t in body))


def _cell(table: str, row: str, column: str, token: Token, doubt: str | None) -> Cell:
    state, value, unit = read_cell(token.raw)
    if unit is None and table == "disclosure" and column == "amount" and state in ("number", "zero"):
        match = re.search(r"[\d,.]+\s*(万|亿)$", squash(token.raw))
        if match:  # 1480.8758万: in a money column the printed unit is 万元
            value, unit = read_cell(squash(token.raw)[:-1])[1], match[1] + "元"
    return Cell(table, row, column, token.raw, state, None if doubt else value, unit, token.line, 1.0, doubt, value if doubt else None)


def _addressed(name: str, row: forms.Row, run: Run) -> list[Cell] | None:
    """Cells of a key–value sentence: each value is named by its column."""
    if not run.pairs:
        return None
    by_label = {squash(v): k for k, v in forms.column_labels(name, "2021", row.key).items()}
    by_label |= {squash(v): k for k, v in forms.column_labels(name, "2019", row.key).items() if k in row.columns}
    cells = {}
    for label, token in run.pairs:
        column = by_label.get(label) or next((k for lab, k in by_label.items() if lab.startswith(label)), None)
        if column:
            cells[column] = _cell(name, row.key, column, token, None)
    return [cells.get(c, Cell(name, row.key, c, doubt=MISSING)) for c in row.columns]


def _review_cells(form: str, region: _Region, extra: list[tuple[str, ...]]) -> list[Cell]:
    keys = list(forms.cell_keys("review", form))
    runs = region.runs
    if runs and "." in (runs[0].row or ""):
        by_key = {r.row: r.solid[0] for r in runs}
        return [
            _cell(*k, by_key[f"{k[1]}.{k[2]}"], None) if f"{k[1]}.{k[2]}" in by_key else Cell(*k, doubt=MISSING)
            for k in keys
        ]
    if len(runs) == 3:
        return [
            _cell("review", str(run.row), column, token, None if run.score >= 0.6 else "group known by order only")
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
        return _propose_review(cells, run)
    if left:
        extra.append(("", *(t.raw for t in left)))
    return [_cell(*k, token, None) for k, token in zip(keys, chosen, strict=True)]


def _busiest_row(tokens: Sequence[Token]) -> Sequence[Token]:
    """The physical row that holds the values: empty header rows above it are no blanks of it."""
    rows = Counter(t.row for t in tokens if t.kind != "blank")
    if not rows:
        return tokens
    top, count = rows.most_common(1)[0]
    if count < sum(rows.values()):
        return tokens
    return [t for t in tokens if t.row == top]


# --- proposals ------------------------------------------------------------------------------------------------------


def _propose(name: str, form: str, cells: list[Cell], runs: dict[str, Run]) -> list[Cell]:
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


def _propose_review(cells: list[Cell], run: Run) -> list[Cell]:
    raws = [t.norm for t in run.solid]
    picked = choose(readings(raws, 15), lambda r: all(_adds_up(r[i : i + 5]) for i in (0, 5, 10)))
    if picked is None:
        return cells
    return [replace(c, proposed=read_cell(raw)[1]) for c, raw in zip(cells, picked, strict=True)]


# --- what was printed around the cells ------------------------------------------------------------------------------


def _printed_label(run: Run, label: str) -> str | None:
    """A row's label as printed (squashed, list mark left out); None where the layout tore it beyond telling.

    A label that is wrapped around its values is put together again; one that is not the form's own is the end of the
    text before the values that comes nearest to it.
    """
    own = core_of(label)
    known = next((lab for lab in labels("applications") + labels("disclosure") if core_of(lab.core) == own or own in lab.alternatives), None)
    names = sorted({own, *((known.core, *known.alternatives) if known else ())}, key=len, reverse=True)
    text = bare(run.before)
    for name in names:
        if run.before.endswith(name) or text.endswith(name):
            return name
    for name in (n for n in names if len(n) >= 4):
        cut = next((c for c in range(len(name) - 1, 1, -1) if text.endswith(name[:c])), 0)
        if cut and name[cut:] in run.after[: len(name) - cut + 14]:
            return name
    return _nearest_end(text, own)


def _nearest_end(text: str, label: str) -> str | None:
    """The end of a text that differs least from a label, if it differs by no more than three characters."""
    from rapidfuzz.distance.Levenshtein import distance

    ends = [text[-n:] for n in range(max(2, len(label) - 3), min(len(text), len(label) + 3) + 1)]
    nearest = min(ends, key=lambda end: (distance(end, label), abs(len(end) - len(label))), default=None)
    return nearest if nearest is not None and distance(nearest, label) <= min(3, len(label) // 2) else None


def _block_headers(form: str, region: _Region, taken: dict[str, Run]) -> dict[str, str]:
    """``column:<first row of block>`` → header text of that block as printed (squashed)."""
    found = {}
    for row in forms.rows("disclosure", form):
        run = taken.get(row.key)
        text = "" if run is None else _text_before(region, run)
        if run is not None and "信息内容" in text:
            head = text[text.rfind("信息内容") + 4 :]
            own = _printed_label(run, row.label) or ""
            found[f"column:{row.key}"] = head[: len(head) - len(own)] if own and head.endswith(own) else head
    return found


def _text_before(region: _Region, run: Run) -> str:
    """All text between the row before and this one: runs of blanks, strays and a lone / may cut it into pieces."""
    pieces: list[str] = []
    for other in region.runs:
        if other is run:
            break
        pieces = [] if other.row else [*pieces, other.before, *(t.norm for t in other.solid if t.norm == "/")]
    return "".join((*pieces, run.before))


def _column_headers(region: _Region) -> dict[str, str]:
    first = next((r for r in region.runs if r.row), None)
    head = "" if first is None else _text_before(region, first)
    found = {f"column:{k}": v for k, v in forms.column_labels("applications", "2021").items() if v in head}
    return found | {f"group:{k}": v for k, v in forms.group_labels().items() if core_of(v) in region.text}


def _with_header_units(cells: list[Cell], printed: dict[str, str]) -> list[Cell]:
    """The unit of an amount is the cell's own, else the one that the header of its block names."""
    out = []
    for cell in cells:
        named = re.search(r"[(:](?:单位:?)?((?:千|百)?[万亿]?元)", printed.get(f"column:{cell.row}", ""))
        if cell.column == "amount" and cell.unit is None and named and cell.state in ("number", "zero"):
            cell = replace(cell, unit=named[1])
        out.append(cell)
    return out


def _headers(region: _Region) -> tuple[tuple[str, ...], ...]:
    """Header texts before the first value, as printed, one tuple a physical row."""
    first = next((i for i, t in enumerate(region.tokens) if t.kind == "value"), 0)
    rows: dict[int, list[str]] = {}
    for token in region.tokens[:first]:
        if token.kind == "text":
            rows.setdefault(token.row, []).append(token.raw)
    return tuple(tuple(r) for r in rows.values())


def _absent(name: str, document: Document, sections: Sequence[Section]) -> tuple[str, int | None]:
    """Why no cells were found: image, attachment, or plainly missing; and the section where that was seen."""
    for section in sections:
        if section.number == forms.SECTION_OF[name]:
            text = document.text[section.body : section.end]
            if any(m.kind == "image" and section.start <= m.start < section.end for m in document.marks) or _IMAGE.search(text):
                return "image", section.number
            if _ATTACHMENT.search(text):
                return "attachment", section.number
            return "missing", section.number
    return "missing", None
