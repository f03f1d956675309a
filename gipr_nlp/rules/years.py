"""Two years of one body: last year's figures, and what a report itself says about changes between the years.

Of bodies that were merged, last year's figure is the sum over their reports; of one that was split up, nothing can be
compared. Cells that were not read for certain, on either side, decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Cell, Clause, Number, Report
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.printed import cell_name, column_name, row_name, title
from gipr_nlp.text import level, squash

Key = tuple[str, str, str]

#: What a report may say that explains a break between two years. ``explained:X``: it speaks of why X changed.
_REMARKS = {
    "merger": "机构(?:改革|合并|整合|撤并|重组)|(?:职能|职责|职权|事项|权限|文件)[^，。；]{0,8}(?:划转|划入|划出|移交|承接|调整)|划转|更名为|合并(?:成立|组建|为|到|至)|撤并|并入",
    "cleanup": "清理[^。；]{0,24}文件|文件[^。；]{0,24}清理|(?:宣布|自然|自动)失效|继续有效|重新公布",
}
_WHY = re.compile(
    "(?:主要)?(?:原因|是因为|因为|由于|系因|因)|主要是|受.{2,16}影响|得益于|随着|大幅|同比|比上年|较上年|比去年|较去年|与上年相比"
)
_CHANGE = re.compile("增加|增长|上升|增多|激增|翻|倍|减少|下降|降低|回落|取消|下放|新增|划转|承接|移交|改革")
_SUBJECTS = {
    "applications": "申请",
    "licensing": "许可|审批",
    "penalties": "处罚|执法|案件",
    "fees": "收费|收入|费",
}


def remarks_of(report: Report) -> frozenset[str]:
    """What the narrative says about breaks: ``merger``, ``cleanup``, ``explained:applications`` and the like.

    Of a slim report, which has no full text, what was noted when it was read (``witnesses["remarks"]``).
    """
    noted = report.witnesses.get("remarks")
    if noted is not None:
        return frozenset(noted)
    found: set[str] = set()
    for clause in report.clauses:
        flat = level(clause.text)
        found |= {name for name, words in _REMARKS.items() if re.search(words, flat)}
        if _WHY.search(flat) and _CHANGE.search(flat):
            found |= {f"explained:{name}" for name, words in _SUBJECTS.items() if re.search(words, flat)}
    return frozenset(found)


def certain(report: Report, *key: str) -> Number | None:
    """Value of a cell that was read for certain, else None."""
    table, row, column = key
    cell = report.by_key.get((table, row, column))
    return None if cell is None or cell.doubt else cell.value


@dataclass(frozen=True)
class LastYear:
    """Last year's report, or those of the bodies that were merged into this one."""

    year: int
    reports: tuple[Report, ...]

    @property
    def merged(self) -> bool:
        return len(self.reports) > 1

    @property
    def report(self) -> Report:
        """The one report of last year; NotApplicable where several bodies were merged."""
        if self.merged:
            raise NotApplicable("上年度为合并前的几个单位，不作逐项比较")
        return self.reports[0]

    @property
    def name(self) -> str:
        """As a letter names it; the bodies where there were several."""
        bodies = "、".join(r.agency.name for r in self.reports)
        return (
            f"上年度（{self.year}年度）报告" if not self.merged else f"合并前各单位（{bodies}）的上年度报告"
        )

    def number(self, table: str, row: str, column: str) -> Number | None:
        """The figure of last year, summed where bodies were merged; None where one of them is not certain."""
        values = [certain(report, table, row, column) for report in self.reports]
        return None if None in values else sum(v for v in values if v is not None)

    def has_table(self, table: str) -> bool:
        return all(r.table[table].kind in ("grid", "lines") for r in self.reports)

    def form(self, table: str) -> str:
        """The form of a table in last year's report; "" where the reports differ."""
        forms = {r.table[table].form or "" for r in self.reports}
        return forms.pop() if len(forms) == 1 else ""


def before(case: Case) -> LastYear:
    """Last year's figures.

    Raises:
        NotApplicable: there is none in the corpus, or the body came from one that was split up.
        NotStated: the report does not state its year.
    """
    if "last year" not in case.memo:
        facts = case.corpus
        if facts.succession == "split":
            raise NotApplicable("本机关由上年度的机关拆分而来，不能逐项比较")
        reports = facts.predecessors or (case.previous,)
        if any(r.year != case.year - 1 for r in reports):
            raise NotApplicable("用来比对的不是上一年度的报告")
        case.memo["last year"] = LastYear(case.year - 1, reports)
    found: LastYear = case.memo["last year"]
    return found


def need_table(case: Case, found: LastYear, table: str) -> None:
    """NotApplicable unless both years have a readable table."""
    case.table(table)
    if not found.has_table(table):
        raise NotApplicable(f"上年度报告中没有可读的{title(table)}")


def partner(found: LastYear) -> str:
    """How a finding names the report it compares with."""
    return "、".join(f"{r.agency.name}{r.year}年度报告" for r in found.reports)


def called(case: Case, cell: Cell) -> str:
    """A cell of this year's report as a letter names it, with its table."""
    return f"{title(cell.table)}{cell_name(cell, case.form(cell.table))}"


def row_called(case: Case, table: str, row: str) -> str:
    return f"{title(table)}{row_name(table, case.form(table), row)}行"


def column_called(case: Case, table: str, row: str, column: str) -> str:
    return f"“{column_name(table, case.form(table), row, column)}”"


def shown(value: Number) -> str:
    """A figure without noughts behind the point."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def masked(text: str) -> str:
    """A clause for comparing two years: digits and item marks away, no punctuation, no white space."""
    bare = re.sub(
        r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]{1,3}[是、]|\d+[.、])", "", squash(text)
    )
    return re.sub(r"[^\w\u4e00-\u9fff]|_", "", re.sub(r"\d+(?:\.\d+)?", "", bare))


def alike(one: str, other: str) -> float:
    """How much of two masked texts is the same: Jaccard index of their 3-grams (0-1)."""
    a, b = ({t[i : i + 3] for i in range(max(1, len(t) - 2))} for t in (one, other))
    return len(a & b) / len(a | b) if a | b else 0.0


def clauses_of(report: Report, section: int) -> list[Clause]:
    """Clauses of a chapter; also of a slim report, which has no text."""
    return [clause for clause in report.clauses if clause.section == section]
