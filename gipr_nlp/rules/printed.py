"""What stands printed in the cells of the tables, and how a cell is called in a letter: for families C, D and E."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Cell, Number, Severity, Table
from gipr_nlp.rules.base import Case, Hit, Unsure
from gipr_nlp.text import level, read_cell, squash

VERIFY = "请贵单位核实更正。"
_PARTS = {"disclosure": "第二部分", "applications": "第三部分", "review": "第四部分"}
_COUNTED = re.compile(r"(\d+) (?:values|cells) for (\d+) columns")
UNSEEN = "printed without values"
BY_ORDER = "row known by order only"


# --- names ------------------------------------------------------------------------------------------------


def title(table: str) -> str:
    """A table as a letter names it: 第三部分“收到和处理政府信息公开申请情况”表."""
    return f"{_PARTS[table]}“{statutory.TABLE_NAMES[table].removesuffix('表')}”表"


def row_name(table: str, form: str, row: str) -> str:
    """A row as quoted in a letter, without the form's own remark in brackets."""
    name = statutory.label_of(table, form, row)[1:-1].replace("“", "‘").replace("”", "’")
    return f"“{name.split('（区分')[0]}”"


def column_name(table: str, form: str, row: str, column: str) -> str:
    """A column's heading, without quotation marks; that of 其他 with its group, as a row is called so too."""
    if column == "other_org":
        return "法人或其他组织—其他"
    return statutory.column_labels(table, form, row).get(column, column)


def cell_name(cell: Cell, form: str) -> str:
    """A cell as quoted in a letter: “行政处罚”行“本年处理决定数量”列."""
    name = row_name(cell.table, form, cell.row)
    return f"{name}行“{column_name(cell.table, form, cell.row, cell.column)}”列"


def some(names: Sequence[str], most: int = 4, measure: str = "处") -> str:
    """甲、乙、丙、丁等9处."""
    listed = list(dict.fromkeys(names))
    return "、".join(listed[:most]) + (f"等{len(listed)}{measure}" if len(listed) > most else "")


# --- tables and cells -------------------------------------------------------------------------------------


def tables(case: Case) -> tuple[Table, ...]:
    """The tables that were found; NotApplicable where there is none."""
    found = tuple(t for t in case.report.tables if t.kind in ("grid", "lines"))
    if not found:
        raise NotApplicable("报告中没有可读的表格")
    return found


def form_of(case: Case, table: str) -> str:
    """The form by which a table's rows are named; the review table is alike in both."""
    return case.report.table[table].form or "2021"


def printed(case: Case) -> tuple[Cell, ...]:
    """What stands printed in the cells of all tables: blanks and cells not found left out.

    Of a row whose values could not be told apart, each value comes once as a cell of that row, with its doubt: which
    column it belongs to is not known, but what is printed is.
    """
    return case.once("printed", lambda: tuple(_printed(case)))


def _printed(case: Case) -> Iterator[Cell]:
    torn: set[tuple[str, str, str]] = set()
    for table in tables(case):
        for cell in case.cells(table.table):
            if not cell.raw.strip():
                continue
            if cell.doubt is None or not _COUNTED.match(cell.doubt):
                yield cell
                continue
            if (cell.table, cell.raw, cell.doubt) in torn:
                continue
            torn.add((cell.table, cell.raw, cell.doubt))
            for raw in cell.raw.split():
                state, value, unit = read_cell(raw)
                yield replace(cell, column="", raw=raw, state=state, value=value, unit=unit)


def unusual(case: Case) -> tuple[Cell, ...]:
    """Printed cells that are not simply a number in Arabic digits."""
    return case.once("unusual", lambda: tuple(c for c in printed(case) if not _simple(c)))


def _simple(cell: Cell) -> bool:
    return cell.raw.isdigit() and cell.raw.isascii() and cell.state in ("number", "zero")


def value_of(cell: Cell) -> Number | None:
    """The number a printed cell shows, doubtful or not."""
    return cell.value if cell.value is not None else read_cell(cell.raw)[1]


def counted(cell: Cell) -> tuple[int, int] | None:
    """(values or cells, columns) of a row that has too many or too few of them."""
    if cell.doubt is None:
        return None
    found = _COUNTED.match(cell.doubt)
    return None if found is None else (int(found[1]), int(found[2]))


def in_grid(cell: Cell) -> bool:
    """Whether the format itself shows how many cells a cell's row has."""
    return " cells for " in (cell.doubt or "")


def number(case: Case, row: str, column: str, table: str = "disclosure") -> Number | None:
    """Value of a cell that was read for certain, else None."""
    cell = case.report.by_key.get((table, row, column))
    return None if cell is None or cell.doubt else cell.value


def undecided(case: Case, row: str, *columns: str, table: str = "disclosure") -> Unsure:
    """That a row could not be judged because cells of it are blank, doubtful or no numbers."""
    form = form_of(case, table)
    names = [column_name(table, form, row, c) for c in columns if number(case, row, c, table) is None]
    listed = "、".join(f"“{n}”" for n in names)
    return Unsure(f"{row_name(table, form, row)}行{listed}没有读到确定的数字")


def found_in(
    case: Case,
    cells: Iterable[Cell],
    wrong: Callable[[Cell], bool],
    say: Callable[[str, str], str],
    *,
    expected: str | None = None,
    severity: Severity | None = None,
    free: bool = False,
) -> Iterator[Hit | Unsure]:
    """One hit a table for a habit of writing, with all its cells; unsure where only doubtful cells show it.

    Args:
        cells: what to look at: :func:`printed`, or only what is :func:`unusual`.
        wrong: whether a printed cell is written so.
        say: the message from the names of the cells and what is printed there.
        expected: how it should be written.
        severity: overrides the rule's own.
        free: costs no points.
    """
    by_table: dict[str, list[Cell]] = {}
    for cell in cells:
        if wrong(cell):
            by_table.setdefault(cell.table, []).append(cell)
    for table, found in by_table.items():
        form = form_of(case, table)
        sure = [c for c in found if c.doubt is None]
        if not sure:
            rows = some([f"{row_name(table, form, c.row)}行" for c in found])
            yield Unsure(f"{title(table)}{rows}各列数字未能确定，其中“{found[0].raw}”属于哪一格不明")
            continue
        names = some([cell_name(c, form) for c in sure], measure="格")
        raws = some([f"“{level(c.raw).strip()}”" for c in sure], 3, "种写法")
        yield Hit(
            f"{title(table)}中，{say(names, raws)}",
            cell=sure[0],
            section=statutory.SECTION_OF[table],
            found=sure[0].raw,
            expected=expected,
            severity=severity,
            confidence=min(c.confidence for c in sure),
            free=free or any(c.confidence < 1 for c in sure),
        )


# --- how a number is written ------------------------------------------------------------------------------


def decimals(raw: str) -> int | None:
    """Number of decimals printed; None where no decimal point is."""
    shown = re.search(r"\d\.(\d+)", squash(raw))
    return len(shown[1]) if shown else None


def own_unit(cell: Cell) -> str | None:
    """The unit printed in the cell itself, not that of its header."""
    unit = read_cell(cell.raw)[2]
    if unit is None and re.search(r"\d[万亿]$", squash(cell.raw)):
        return squash(cell.raw)[-1]
    return None if unit in ("余", "%", "‰") else unit


_WAN = {
    "元": 1e-4,
    "千元": 0.1,
    "百元": 0.01,
    "万元": 1.0,
    "百万元": 100.0,
    "千万元": 1000.0,
    "亿元": 10_000.0,
}


def in_wan(value: Number, unit: str | None) -> float | None:
    """An amount of money in 万元; None where the unit is not stated or not one of money."""
    name = "元" if unit == "人民币" else (unit or "").removesuffix("人民币")
    return round(value * _WAN[name], 8) if name in _WAN else None


def digits(amount: float) -> str:
    """An amount without an exponent and without noughts at its end: 3.52, 12000."""
    return f"{amount:.6f}".rstrip("0").rstrip(".")
