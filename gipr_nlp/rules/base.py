"""What a rule is, what it sees (Case) and what it may say (Hit, Unsure).

A rule is one function with its catalogue entry beside it, so that code, title, severity, legal basis, explanation,
examples and check are read on one screen::

    @rule("D04", "负数", "error", why="…", basis=FORMAT, bad="…", good="…")
    def negative(case: Case) -> Checks:
        for cell in case.cells("applications"):
            if case.number(cell) < 0:
                yield Hit(f"…", cell=cell, found=cell.raw, expected="不小于0的整数")

The check yields a :class:`Hit` for each defect and :class:`Unsure` for each thing it could not decide; it may raise
NotStated (undecided) or NotApplicable. No hit and nothing unsure means passed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gipr_nlp.errors import NotApplicable, NotStated
from gipr_nlp.model import Cell, Facts, Finding, Number, Report, Severity, Table
from gipr_nlp.rules.certainty import facts_enough, sure_enough

Made = TypeVar("Made")

FORMAT = "《中华人民共和国政府信息公开工作年度报告格式》"
ARTICLE_49 = "《中华人民共和国政府信息公开条例》第四十九条"
ARTICLE_50 = "《中华人民共和国政府信息公开条例》第五十条"
FEE_MEASURES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
PRACTICE = "工作惯例"


@dataclass(frozen=True, slots=True)
class Hit:
    """A defect, before the runner adds report, code and fingerprint.

    Args:
        message: Chinese, complete, polite, ready to paste: what, where, both sides, difference, what it should be.
        cell: the cell spoken of; sets table, row, column and line.
        start, end: the place in the text, if not a cell.
        found, expected: as short strings.
        suggestion: (cell key, value) where a correction is known.
        evidence: quoted text (personal data already masked).
        severity: overrides the rule's own.
        confidence: 0-1; below 0.95 an error becomes a warning in families that rest on labels or lexicons.
        defect: hits of one report with the same ``defect`` are one defect; the one with ``leads`` is its root.
        free: costs no points (extraction may have caused it).
        quote: what identifies a text finding in its fingerprint (default: first evidence, then the message).
        root: fingerprint of the finding in another report from which this one follows (J02 from next year's J01).
        basis: overrides the rule's own, where the ground differs by kind of agency.
    """

    message: str
    cell: Cell | None = None
    section: int | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    found: str | None = None
    expected: str | None = None
    suggestion: tuple[str, Number | None] | None = None
    evidence: tuple[str, ...] = ()
    partner: str | None = None
    severity: Severity | None = None
    confidence: float = 1.0
    defect: str | None = None
    leads: bool = False
    free: bool = False
    quote: str | None = None
    root: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something that a rule could not decide, and why."""

    why: str


Checks = Iterable["Hit | Unsure"]


@dataclass(frozen=True)
class Rule:
    """A catalogue entry together with its check.

    ``again``: the rule runs on a report alone, and once more where the corpus holds last year's; it reads nothing but
    what a slip carries (cells, fee, claims), no text.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Case], Checks]
    why: str
    basis: str
    bad: str
    good: str
    needs: str = "D"
    follows_from: tuple[str, ...] = ()
    again: bool = False

    @property
    def family(self) -> str:
        """The letter of the code; a family is a module."""
        return self.code[0]

    @property
    def corpus(self) -> bool:
        """Whether the rule says nothing about a report alone: it needs other years, other agencies, or the register
        and the dates of publication (family T)."""
        letters = set(self.needs.partition("+")[0].split("/"))
        return "D" not in letters and (bool(letters & set("PNC")) or self.family == "T")


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    why: str,
    basis: str,
    bad: str,
    good: str,
    needs: str = "D",
    follows_from: tuple[str, ...] = (),
    again: bool = False,
) -> Callable[[Callable[[Case], Checks]], Rule]:
    """Turn a check into a :class:`Rule`. ``bad`` and ``good`` are a failing and a passing example in Chinese."""

    def wrap(check: Callable[[Case], Checks]) -> Rule:
        return Rule(code, name, severity, check, why, basis, bad, good, needs, follows_from, again)

    return wrap


def fingerprint(code: str, agency: str, year: int | None, place: str) -> str:
    """Name of a finding that survives re-runs: code, agency, year and cell key or masked quote; never a line,
    a path or a value. 16 hexadecimal digits of BLAKE2b."""
    text = "\x1f".join((code, agency, str(year), place))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass
class Case:
    """What a rule sees: the report, its neighbours where the corpus supplies them, and the profile.

    ``secrets``: personal data found before, which no finding may quote.
    """

    report: Report
    profile: Any
    stage: str = "published"
    facts: Facts | None = None
    secrets: tuple[str, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        least = self.profile.thresholds.get("cell_confidence", 0.0)
        self.report = sure_enough(self.report, least)
        self.facts = None if self.facts is None else facts_enough(self.facts, least)

    @property
    def year(self) -> int:
        """Reporting year; NotStated where the report gives none."""
        if self.report.year is None:
            raise NotStated("统计年度", "报告未写明或前后不一致")
        return self.report.year

    @property
    def corpus(self) -> Facts:
        """What the corpus knows; NotApplicable where a report is audited alone."""
        if self.facts is None:
            raise NotApplicable("单独审核一份报告时没有其他报告可以比对")
        return self.facts

    @property
    def last_year(self) -> Report | None:
        """Last year's report of the same agency, for rules that also work without it."""
        return None if self.facts is None else self.facts.previous

    @property
    def previous(self) -> Report:
        """Last year's report of the same agency; NotApplicable where the corpus has none."""
        if self.corpus.previous is None:
            raise NotApplicable("没有上年度报告可以比对")
        return self.corpus.previous

    def once(self, key: str, make: Callable[[], Made]) -> Made:
        """What several rules of a case ask for, made when the first one asks."""
        if key not in self.memo:
            self.memo[key] = make()
        found: Made = self.memo[key]
        return found

    def table(self, name: str) -> Table:
        """A table that was found; NotApplicable where it is missing, an image or an attachment."""
        table = self.report.table[name]
        if table.kind not in ("grid", "lines"):
            raise NotApplicable("报告中没有可读的该表格")
        return table

    def form(self, name: str) -> str:
        """The form of one table, "2019" or "2021"; NotApplicable where the table is missing."""
        return str(self.table(name).form or "")

    def cells(self, name: str, row: str | None = None, column: str | None = None) -> Iterator[Cell]:
        """The cells of a table that was found, optionally of one row or column; cells marked missing left out."""
        self.table(name)
        for cell in self.report.found_cells[name]:
            if (row is None or cell.row == row) and (column is None or cell.column == column):
                yield cell

    def cell(self, table: str, row: str, column: str) -> Cell:
        """One cell; NotStated where the table's form has no such cell."""
        found = self.report.by_key.get((table, row, column))
        if found is None:
            raise NotStated(f"{table}.{row}.{column}", "该表格没有这一项")
        return found

    def number(self, cell: Cell) -> Number:
        """Value of a cell that was read for certain; NotStated otherwise."""
        if cell.value is None or cell.doubt is not None:
            raise NotStated(cell.key, cell.doubt or "未填写数字")
        return cell.value

    def value(self, table: str, row: str, column: str) -> Number:
        """Value of a cell by key; NotStated where it is blank, doubtful or not a number."""
        return self.number(self.cell(table, row, column))


__all__ = [
    "ARTICLE_49",
    "ARTICLE_50",
    "FEE_MEASURES",
    "FORMAT",
    "PRACTICE",
    "Case",
    "Checks",
    "Finding",
    "Hit",
    "Rule",
    "Unsure",
    "fingerprint",
    "rule",
]
