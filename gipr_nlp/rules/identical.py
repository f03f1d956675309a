"""Whether the figures of a report are those of last year, one by one (J08)."""

from __future__ import annotations

from dataclasses import dataclass

from gipr_nlp.errors import NotApplicable, NotStated
from gipr_nlp.model import MISSING, Cell, Report
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.years import Key, before

DEFECT = "figures of last year"
#: So many figures other than 0, all the same, are no chance (rules.md 5.9).
LEAST = 5
#: Figures that say something of their own: neither sums, nor the stock of documents that hardly changes.
_DERIVED_COLUMNS, _DERIVED_ROWS = ("total",), ("total_handled", "carried_in")


@dataclass(frozen=True)
class Same:
    """``equal``: figures other than 0 that are the same in both years, ``own`` those of them that follow from no other;
    ``different`` and ``open`` figures: where one of them is not the same, or not certain."""

    equal: tuple[Cell, ...]
    own: tuple[Cell, ...]
    different: int
    open: int

    @property
    def copied(self) -> bool:
        return len(self.equal) >= LEAST and not self.different and not self.open


def same(case: Case) -> Same:
    """All cells of the report against those of last year; NotApplicable where that cannot be done."""
    if "same" not in case.memo:
        case.memo["same"] = _compare(case.report, before(case).report)
    found: Same = case.memo["same"]
    return found


def _compare(now: Report, then: Report) -> Same:
    pairs = [(c, then.by_key.get(_key(c))) for c in now.cells if c.doubt != MISSING]
    if not pairs or {_key(c) for c, _ in pairs} != {_key(c) for c in then.cells if c.doubt != MISSING}:
        raise NotApplicable("两年度报告的表格格式不同，不能逐格比较")
    equal, own, different, open_ = list[Cell](), list[Cell](), 0, 0
    for cell, old in pairs:
        if old is None or cell.doubt or old.doubt:
            open_ += 1
        elif cell.value is None and old.value is None:
            different += cell.raw.strip() != old.raw.strip()
        elif cell.value != old.value:
            different += 1
        elif cell.value:
            equal.append(cell)
            if not (
                cell.table != "disclosure" and (cell.column in _DERIVED_COLUMNS or cell.row in _DERIVED_ROWS)
            ):
                own.append(cell)
    return Same(tuple(equal), tuple(own), different, open_)


def copied_defect(case: Case) -> str | None:
    """Name of the defect that all figures are last year's, for findings that only follow from it."""
    try:
        return DEFECT if same(case).copied else None
    except (NotApplicable, NotStated):
        return None


def _key(cell: Cell) -> Key:
    return cell.table, cell.row, cell.column
