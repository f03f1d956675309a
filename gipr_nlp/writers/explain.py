"""What the reader saw: a page that shows a document as it was read, for whoever wants to check a cell against the file.

Paragraphs with their lines and chapters, grids with their spans and the key that each cell was given, values, doubts
with their reasons, marks, pages. The page needs nothing else and runs no script; everything printed is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.model import MISSING, Cell, Document, Grid, Mark, Report, Section
from gipr_nlp.writers import FORM_NAMES, KIND_NAMES, cell_name, number, reason, spot, subject

Anchors = Mapping[tuple[str, str, str], tuple[int, int, int]]

_MARKS = {
    "bookmark": "书签",
    "field": "域代码",
    "revision": "修订",
    "comment": "批注",
    "image": "图片",
    "noise": "网页杂质",
    "placeholder": "待填写",
}
_LEVELS = {"national": "国家", "province": "省", "city": "市", "county": "县", "town": "乡镇"}
_READINGS = {
    "grid": "按表格逐格读取，并与按行读取核对",
    "lines": "按行读取",
    "image": "是图片，没有读取",
    "attachment": "在附件中，没有读取",
    "missing": "没有找到",
}
_STATED = {"title": "标题", "agency": "发布机构", "published": "发布日期", "index": "索引号", "url": "网址"}
_VOTES = {
    "title": "标题",
    "period": "统计期限",
    "lead": "开头",
    "body": "正文",
    "signature": "落款",
    "cutoff": "截止日期",
    "file": "文件名",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell as shown: text, spans, the column it was given to, a class for its colour, and what to say about it."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    key: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a line; ``kind``: of a mark, or nothing."""

    text: str
    kind: str = ""
    note: str = ""


@dataclass
class Block:
    """A line of the text or a grid, with the page that begins here and the chapter that it opens."""

    line: int
    bits: list[Bit] = field(default_factory=list)
    rows: list[tuple[int, int | None, list[Seen]]] = field(default_factory=list)
    chapter: str = ""
    page: int | None = None
    box: str = ""
    faint: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A statutory table as understood: how it was read, rows of (label, cells), and its doubts."""

    name: str
    reading: str
    where: str
    header: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Seen]]]
    doubts: Sequence[str]


@dataclass
class Page:
    """One report as shown."""

    report: Report
    facts: list[tuple[str, str]]
    tables: list[Understood]
    blocks: list[Block]
    doubts: list[tuple[str, str, str]]
    marks: list[tuple[str, str, int]]


def write(path: Any, reports: Sequence[Report], version: str) -> None:
    """Write the page.

    Args:
        path: the file to write.
        reports: what was read, in order.
        version: of the program, for the foot.
    """
    with open(path, "w", encoding="utf-8", newline="\n", errors="replace") as file:
        file.write(rendered(reports, version))


def rendered(reports: Sequence[Report], version: str) -> str:
    """The page as text."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(mark_names=_MARKS)
    template = environment.from_string(
        files("gipr_nlp.writers").joinpath("explain.html.j2").read_text(encoding="utf-8")
    )
    return template.render(pages=[shown(report) for report in reports], version=version) + "\n"


def shown(report: Report) -> Page:
    """A report as the page shows it."""
    form = report.form
    return Page(
        report,
        _facts(report),
        [_understood(report, name) for name in statutory.TABLES],
        list(_blocks(report)),
        [(subject(d.what, form), spot(d.where), reason(d.why)) for d in report.doubts],
        [(_MARKS.get(m.kind, m.kind), m.text, report.document.line_at(m.start)) for m in report.marks],
    )


# --- who and when ----------------------------------------------------------------------------------------


def _facts(report: Report) -> list[tuple[str, str]]:
    agency, dates, source = report.agency, report.dates, report.source
    period = f"{dates.period[0]} 至 {dates.period[1]}" if dates.period else ""
    votes = report.witnesses.get("year_votes") or {}
    said = "；".join(f"{year}年：{'、'.join(_VOTES.get(v, v) for v in by)}" for year, by in votes.items())
    stated = report.document.stated
    every = [
        ("标题", report.title),
        ("发布机构", agency.name),
        ("标题中的名称", agency.printed if agency.printed != agency.name else ""),
        ("落款单位", agency.signed or ""),
        ("机构类别", KIND_NAMES.get(agency.kind, agency.kind)),
        ("层级", _LEVELS.get(agency.level or "", "")),
        ("地区", agency.region or ""),
        ("统计年度", f"{report.year}（{said}）" if report.year and said else str(report.year or "")),
        ("表格格式", FORM_NAMES.get(report.form or "", "")),
        ("统计期限", period),
        ("落款日期", str(dates.signed or "")),
        ("发布日期", str(dates.published or "")),
        *((f"文件自述的{_STATED.get(key, key)}", value) for key, value in stated.items()),
        ("文件", source.path),
        ("类型", " ".join(filter(None, (source.media_type, source.encoding)))),
        ("SHA-256", source.sha256),
    ]
    return [(name, value) for name, value in every if value]


# --- the tables as understood ----------------------------------------------------------------------------


def _understood(report: Report, name: str) -> Understood:
    table = report.table[name]
    cells: dict[str, list[Cell]] = {}
    for cell in report.cells:
        if cell.table == name:
            cells.setdefault(cell.row, []).append(cell)
    form = "2019" if table.form == "2019" else "2021"
    names = {row.key: statutory.label_of(name, form, row.key)[1:-1] for row in statutory.rows(name, form)}
    rows, doubts = [], dict[tuple[str, str], str]()
    for row, mine in cells.items():
        own = statutory.column_labels(name, form, row)
        seen = [_valued(c, "" if name != "disclosure" else own.get(c.column, c.column)) for c in mine]
        if len({(c.raw, c.doubt) for c in mine}) == 1 and mine[0].doubt and mine[0].proposed is None:
            seen = [replace(seen[0], colspan=len(seen), key="")]  # the row's values, not told apart
        rows.append((names.get(row, row), seen))
        for cell in mine:
            if cell.doubt and table.kind in ("grid", "lines"):
                doubts.setdefault((row, cell.doubt), f"{names.get(row, row)}：{reason(cell.doubt)}")
    header = () if name == "disclosure" else tuple(statutory.column_labels(name, form).values())
    where = f"第{table.line}行起" if table.line else ""
    return Understood(
        statutory.TABLE_NAMES[name], _READINGS[table.kind], where, header, rows, tuple(doubts.values())
    )


def _valued(cell: Cell, label: str) -> Seen:
    kind, note = _judged(cell)
    text = number(cell.value) if cell.value is not None else cell.raw if cell.raw else "空"
    if cell.doubt == MISSING:
        text = "未找到"
    elif cell.doubt and cell.proposed is not None:
        text = f"{number(cell.proposed)}？"
    return Seen(text + (cell.unit or "" if cell.value is not None else ""), key=label, kind=kind, note=note)


def _judged(cell: Cell) -> tuple[str, str]:
    """(class, remark) of a cell: doubtful, faint, blank or sure."""
    if cell.doubt:
        return "doubt", reason(cell.doubt)
    if cell.confidence < 1:
        return "faint", f"文字识别把握 {cell.confidence:.0%}"
    return ("empty", "空格") if cell.state == "blank" else ("sure", "")


# --- the document as read --------------------------------------------------------------------------------


def _blocks(report: Report) -> Iterator[Block]:
    document = report.document
    chapters = {section.line: _chapter(section) for section in report.sections if section.heading}
    keys = _keys(report)
    grids = {grid.lines[0] if grid.lines else document.line_at(grid.start): n for n, grid in enumerate(document.grids)}  # fmt: skip
    pages = _pages(document)
    below = 0
    tables = {n for t in report.tables if t.start is not None for n in _lines(document, t.start, t.end)}
    page = None
    for n, line in enumerate(document.lines, 1):
        if n <= below or not line.strip():
            continue
        box, number_, sure = pages.get(n, ("", None, 1.0))
        block = Block(n, chapter=chapters.get(n, ""), box=box, faint=f"{sure:.0%}" if sure < 1 else "")
        if number_ is not None and number_ != page:
            block.page = page = number_
        if n in grids:
            grid = document.grids[grids[n]]
            for row, cells in _rows(document, grid, grids[n], keys, report):
                turned = pages.get(row, ("", page, 1.0))[1]
                block.rows.append((row, None if turned == page else turned, cells))
                page = turned
            below = max(grid.lines, default=n)
        else:
            block.bits = list(_bits(document, n, report.marks, n in tables))
        yield block


def _chapter(section: Section) -> str:
    if section.number:
        return f"第{'一二三四五六'[section.number - 1]}部分"
    return "开头" if section.number == 0 else "其他章节"


def _lines(document: Document, start: int, end: int | None) -> range:
    return range(document.line_at(start), document.line_at(end or start) + 1)


def _keys(report: Report) -> dict[tuple[int, int, int], Cell]:
    anchors: Anchors = report.witnesses.get("anchors") or {}
    return {at: report.by_key[key] for key, at in anchors.items() if key in report.by_key}


def _rows(
    document: Document, grid: Grid, n: int, keys: Mapping[tuple[int, int, int], Cell], report: Report
) -> Iterator[tuple[int, list[Seen]]]:
    doubts = {c.line: c.doubt for c in report.cells if c.doubt and c.line}
    for i, texts in enumerate(grid.rows):
        line = grid.lines[i] if i < len(grid.lines) else document.line_at(grid.start) + i
        told = any((n, i, j) in keys for j in range(len(texts)))
        left = len(grid.rows) - i
        spans = grid.spans[i] if grid.spans else ((1, 1),) * len(texts)
        cells = []
        for j, text in enumerate(texts):
            cell = keys.get((n, i, j))
            kind, note, key = (
                ("", "", "") if told or line not in doubts else ("doubt", reason(doubts[line]), "")
            )
            if cell is not None:
                kind, note = _judged(cell)
                name = cell_name(cell.table, cell.row, cell.column, report.form)
                note = f"{name}{'：' + note if note else ''}（{cell.key}）"
                key = _short(cell, report.form)
            elif grid.confidence and grid.confidence[i][j] < 1:
                kind, note = "faint", f"文字识别把握 {grid.confidence[i][j]:.0%}"
            cells.append(Seen(text, max(1, spans[j][0]), max(1, min(spans[j][1], left)), key, kind, note))
        yield line, cells


def _short(cell: Cell, form: str | None) -> str:
    """The column that a cell was given to, as it is headed; in the review table with its group."""
    own = statutory.column_labels(cell.table, "2019" if form == "2019" else "2021", cell.row)
    column = own.get(cell.column, cell.column).split("（")[0]
    if cell.table != "review":
        return column
    groups = {row.key: row.label.split()[-1] for row in statutory.rows("review", "2021")}
    return f"{groups[cell.row]}·{column}"


def _pages(document: Document) -> dict[int, tuple[str, int | None, float]]:
    """Line → (box, page, confidence of its characters)."""
    found: dict[int, tuple[str, int | None, float]] = {}
    for place in document.places:
        box = "" if place.box is None else "、".join(f"{x:.0f}" for x in place.box)
        for n in _lines(document, place.start, place.end):
            found.setdefault(n, (box, place.page, place.confidence))
    return found


def _bits(document: Document, n: int, marks: Sequence[Mark], table: bool) -> Iterator[Bit]:
    """A line cut at its marks."""
    low = document.line_starts[n - 1]
    line = document.lines[n - 1]
    at = 0
    for mark in marks:
        if (
            mark.start > low + len(line)
            or mark.end < low
            or (mark.start == mark.end == low + len(line) and line)
        ):
            continue
        start, end = max(at, mark.start - low), min(len(line), mark.end - low)
        if mark.start < mark.end and end <= start:
            continue
        if start > at:
            yield Bit(line[at:start], "table" if table else "")
        name = _MARKS.get(mark.kind, mark.kind)
        yield Bit(line[start:end] or mark.text or name, mark.kind, name)
        at = max(at, end)
    if at < len(line):
        yield Bit(line[at:], "table" if table else "")
