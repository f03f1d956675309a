"""What a document is: an annual report or not, of the unified form or older, one or two in a file.

Rules that must not be put to the wrong kind of document ask here; the answer is remembered in the case.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Report, Section
from gipr_nlp.rules.base import Case
from gipr_nlp.text import squash

_OTHER_DOCUMENT = re.compile(
    r"(?:通知|办法|方案|指南|制度|规定|公告|意见|细则|简报|通报|函|讲话|新闻|动态|要点)(?:\([^()]*\))?$"
)
_TITLE_LINE = re.compile(r"(?m)(?:政府信息|政务|信息)公开.{0,8}(?:年度报告|年报|工作报告)\s*$")
_READ = ("grid", "lines")
_TOPIC_WORDS = ("主动公开", "依申请公开", "信息管理", "平台", "监督", "问题")


class Kind(NamedTuple):
    """``other``: why it is no annual report ("" if it is one); ``doubt``: why that is not certain."""

    other: str
    doubt: str


def kind_of(case: Case) -> Kind:
    """Whether the document is an annual report at all."""
    return case.once("kind", lambda: _kind(case.report))


def _kind(report: Report) -> Kind:
    titled = bool(report.title) and report.witnesses.get("title_source", "text") in ("text", "page")
    found = {s.number for s in report.sections if s.number}
    filled = {c.table for c in report.cells if c.state in ("number", "zero")}
    tables = sum(1 for t in report.tables if t.kind in _READ and t.table in filled)
    head = [squash(line) for line in islice(filter(str.strip, report.document.lines), 6)]
    sentences = report.text.count("。")
    shown = f"正文开头为“{head[0][:30]}”" if head else "文件中没有文字"
    if titled:
        if found or tables or (sentences >= 3 and len(_TITLE_LINE.findall(report.text)) < 5):
            return Kind("", "")
        return Kind(f"只有报告的标题，没有正文、六个部分和统计表（{shown}）", "")
    other = next((line for line in head if len(line) <= 60 and _OTHER_DOCUMENT.search(line)), None)
    if other and not tables and len(found) < 4:
        return Kind(f"从标题“{other[:40]}”看是其他文件", "")
    if tables >= 2 or len(found) >= 4:
        return Kind("", "")
    if tables or len(found) >= 2:
        return Kind("", f"没有年度报告的标题，六个部分中只找到{len(found)}个，不能断定是否为年度报告")
    if report.title and sentences >= 3 and sum(word in report.text for word in _TOPIC_WORDS) >= 3:
        return Kind("", "文件名是年度报告，正文却没有标题、六个部分和统计表，不能断定是否为年度报告")
    return Kind(f"没有年度报告的标题、六个部分和统计表（{shown}）", "")


def require_report(case: Case) -> None:
    """Raise NotApplicable where the document is no annual report (A15 says so)."""
    if kind_of(case).other:
        raise NotApplicable("该文件不是政府信息公开工作年度报告")


def is_old(report: Report) -> bool:
    """Whether the report is for 2018 or before, when no unified form was in force."""
    if report.form in ("2019", "2021", "mixed"):
        return False
    if report.form == "pre2019" or (report.year is not None and report.year < 2019):
        return True
    return report.year is None and any(s.key == "old" for s in report.sections)


def require_six_parts(case: Case) -> list[Section]:
    """The chapters of a report to which the six-part structure applies, in their order, without the front.

    Of two reports in one file (A16) the first is meant.

    Raises:
        NotApplicable: no annual report, or one for 2018 or before.
    """
    require_report(case)
    if is_old(case.report):
        raise NotApplicable("2019年以前的年度报告没有统一格式")
    return case.once("six parts", lambda: parts(case.report)[0])


def parts(report: Report) -> list[list[Section]]:
    """The chapters of each report in the file: a new one begins where section 1 comes again after others."""
    found: list[list[Section]] = [[]]
    for section in report.sections:
        if section.key == "front":
            continue
        seen = {s.number for s in found[-1] if s.number}
        if section.number == 1 and 1 in seen and len(seen) >= 4:
            found.append([])
        found[-1].append(section)
    return found


def cut_short(report: Report) -> bool:
    """Whether the file itself ends within a character, so that what is missing at its end proves nothing."""
    return any(d.what == "file.end" for d in report.document.doubts)
