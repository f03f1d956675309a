"""A government's tables as the sums over its units (汇总): what can be added, what is missing, and what follows.

A government reports for its whole area, so its cells are the sums over its offices, departments, towns and sub-districts
(rules.md 2.4 "who fills", 5.17 U01). What a unit has not handed in, or what could not be read for certain, is not
guessed: the sum is then the least that the cell can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gipr_nlp import form as statutory
from gipr_nlp.model import Cell, Entry, Number, Report

Key = tuple[str, str, str]

#: Money in the tables is in units of 10,000 yuan; a cell that says otherwise is converted.
_IN_WAN = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_MONEY = {("fees", "amount"), ("procurement", "amount")}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a government: its report, why it could not be added, and its cells (None: not read for certain)."""

    name: str
    report_id: str | None
    reason: str = ""
    cells: Mapping[Key, Number | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Summed:
    """The sums over the units of a government for one year.

    ``cells`` holds the sum of what could be added; ``open_cells`` says for each cell that is not complete how many
    units are missing from it. ``own``: the cells of the government's own report, empty where there is none.
    ``certain_units``: whether the list of units is the register's (or only what the corpus happens to hold).
    """

    government: str
    year: int
    form: str
    cells: Mapping[Key, Number]
    open_cells: Mapping[Key, int]
    units: Sequence[Unit]
    own: Mapping[Key, Number | None] = field(default_factory=dict)
    certain_units: bool = True

    @property
    def title(self) -> str:
        return f"{self.government}{self.year}年政府信息公开工作年度报告数据汇总表"

    @property
    def missing(self) -> tuple[Unit, ...]:
        """Units that are in no sum."""
        return tuple(u for u in self.units if u.reason)

    @property
    def coverage(self) -> str:
        """What the sums rest on, in one sentence."""
        absent = self.missing
        said = f"应汇总单位{len(self.units)}个，已汇总{len(self.units) - len(absent)}个。"
        if not self.certain_units:
            said += "单位名单由现有报告推定，请对照单位名录核对。"
        if absent:
            names = "、".join(f"{u.name}（{u.reason}）" for u in absent)
            said += f"未汇总{len(absent)}个：{names}。所列合计为已汇总单位之和，即下限。"
        return said


def add_up(
    government: str,
    year: int,
    units: Sequence[tuple[Entry, Report | None]],
    own: Report | None = None,
    form: str | None = None,
) -> Summed:
    """The sums over the units of a government.

    Args:
        government: its name, for titles.
        year: the reporting year.
        units: every unit that should be in, with its report or None.
        own: the government's own report, to compare with.
        form: statutory form of the sums, "2019" or "2021"; the year's where None.
    """
    wanted = form or ("2021" if year >= 2021 else "2019")
    added = [_unit(entry, report, wanted) for entry, report in units]
    cells: dict[Key, Number] = {}
    open_cells: dict[Key, int] = {}
    for table in statutory.TABLES:
        for key in statutory.cell_keys(table, wanted):
            known = [u.cells.get(key) for u in added]
            cells[key] = _plain(sum((Decimal(str(v)) for v in known if v is not None), Decimal(0)))
            if lacking := known.count(None):
                open_cells[key] = lacking
    mine = _cells(own, wanted) if own is not None and own.form == wanted else {}
    certain = bool(units) and not any(entry.inferred for entry, _ in units)
    return Summed(government, year, wanted, cells, open_cells, added, mine, certain)


def _unit(entry: Entry, report: Report | None, form: str) -> Unit:
    if report is None:
        return Unit(entry.name, None, "未报送")
    if report.form != form:
        return Unit(entry.name, report.report_id, "未使用规定格式的表格" if report.form else "没有可读的表格")
    return Unit(entry.name, report.report_id, "", _cells(report, form))


def _cells(report: Report, form: str) -> dict[Key, Number | None]:
    """What a report adds; cells of an equation that does not hold are no more certain than those not read."""
    keys = [key for table in statutory.TABLES for key in statutory.cell_keys(table, form)]
    cells = {key: value_of(report.by_key.get(key)) for key in keys}
    broken = [e for t in statutory.TABLES for e in statutory.equations(t, form) if e.holds(cells) is False]
    for equation in broken:
        for key in (*equation.left, *equation.right):
            cells[key] = None
    return cells


def value_of(cell: Cell | None) -> Number | None:
    """What a cell adds to a sum: its number, money in 10,000 yuan; None where it was not read for certain, or is a
    count that cannot be one.

    >>> value_of(Cell("disclosure", "fees", "amount", "35200元", "number", 35200, "元"))
    3.52
    >>> value_of(Cell("disclosure", "licensing", "decisions", "36.5", "number", 36.5))
    """
    if cell is None or cell.value is None or cell.doubt is not None:
        return None
    if (cell.row, cell.column) not in _MONEY and cell.value != int(cell.value):
        return None
    if (cell.row, cell.column) in _MONEY and cell.value:
        factor = _IN_WAN.get(cell.unit or ("万元" if cell.row == "fees" else ""))
        return None if factor is None else _plain(Decimal(str(cell.value)) * factor)
    return cell.value


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)
