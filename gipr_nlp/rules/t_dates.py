"""Family T, second part: was the report published, in time, once, and unchanged (T07-T11, T14; rules.md 5.16).

Only dates that the report, its page or its data state count; a date that is not known accuses nobody. Deadlines are
the profile's, by kind of agency and place. T12 and T13 would need a crawl of the site.
"""

from __future__ import annotations

import re
from datetime import date

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Version
from gipr_nlp.rules.base import ARTICLE_49, PRACTICE, Case, Checks, Hit, fingerprint, rule
from gipr_nlp.rules.regions import ancestors, home

PRIVATE_BASIS = "工作惯例（乡镇、街道的公布期限由当地规定）"
#: A page dated so long after the deadline was probably moved to another site.
_MOVED = 300


def _need_publication(case: Case) -> None:
    """NotApplicable for a draft."""
    if case.stage == "draft":
        raise NotApplicable("草稿尚未公布")


def _published(case: Case) -> date:
    """The date of publication.

    Raises:
        NotApplicable: a draft, or the date is not known.
    """
    _need_publication(case)
    if case.report.dates.published is None:
        raise NotApplicable("报告和网页没有写明公布日期")
    return case.report.dates.published


def _places(case: Case) -> tuple[str, ...]:
    """The places of the issuing body, from the largest to the smallest, as far as its name and its region tell."""
    chain = home(case)
    above = sorted(ancestors(chain[0])) if chain else []
    return (*above, *chain)


def _late(case: Case, whose: str) -> Checks:
    kind, published, year = case.report.agency.kind, _published(case), case.year
    due = case.profile.deadline(kind, _places(case))
    if due.publish is None:
        raise NotApplicable("地方规则没有规定这类单位的公布期限")
    last_day = date(year + 1, *due.publish)
    if published <= last_day:
        return
    late = (published - last_day).days
    moved = late > _MOVED
    told = f"（报送期限为{due.submit[0]}月{due.submit[1]}日）" if due.submit else ""
    yield Hit(
        f"{year}年度报告的公布日期为{_day(published)}，{whose}的公布期限为{_day(last_day)}{told}，逾期{late}天。"
        + ("公布日期与期限相差较久，可能因网站迁移而改变，请先核实。" if moved else "请核实并说明原因。"),
        found=published.isoformat(),
        expected=f"不晚于{last_day.isoformat()}",
        quote="逾期公布",
        severity="warning" if moved else None,
        confidence=0.8 if moved else 1.0,
        basis=PRIVATE_BASIS if kind in ("town", "subdistrict", "other") else None,
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@rule(
    "T07",
    "部门逾期发布",
    "error",
    why="县级以上人民政府部门应当在每年1月31日前公布上一年度报告；当地规定更早的从其规定。",
    basis=ARTICLE_49,
    bad="2023年度报告于2024年3月6日公布。",
    good="2023年度报告于2024年1月25日公布。",
    needs="M",
)
def department_late(case: Case) -> Checks:
    if case.report.agency.kind == "government":
        raise NotApplicable("人民政府的报告另有期限")
    yield from _late(case, "本单位")


@rule(
    "T08",
    "政府逾期发布",
    "error",
    why="县级以上地方人民政府的年度报告应当在每年3月31日前公布；当地规定更早的从其规定。",
    basis=ARTICLE_49,
    bad="县人民政府2023年度报告于2024年4月18日公布。",
    good="县人民政府2023年度报告于2024年3月20日公布。",
    needs="M",
)
def government_late(case: Case) -> Checks:
    if case.report.agency.kind != "government":
        raise NotApplicable("仅适用于县级以上人民政府的报告")
    yield from _late(case, "县级以上人民政府年度报告")


@rule(
    "T09",
    "发布早于落款",
    "warning",
    why="报告公布在前、落款在后，说明公布日期或落款日期有误，或者公布后又作了改动。",
    basis=PRACTICE,
    bad="网页公布日期2024年1月10日，落款日期2024年1月22日。",
    good="落款日期2024年1月22日，当日公布。",
    needs="M",
)
def published_before_signed(case: Case) -> Checks:
    published, signed = _published(case), case.report.dates.signed
    if signed is None:
        raise NotApplicable("报告没有落款日期")
    if published < signed:
        yield Hit(
            f"报告的公布日期为{_day(published)}，早于落款日期{_day(signed)}。请核实两个日期，公布后又作改动的，请说明。",
            found=published.isoformat(),
            expected=f"不早于{signed.isoformat()}",
            quote="公布早于落款",
        )


@rule(
    "T10",
    "未发布",
    "error",
    why="单位名录中的行政机关都应当每年公布政府信息公开工作年度报告。",
    basis=ARTICLE_49,
    bad="单位名录载有青岚县水务局，本批没有该局2023年度报告。",
    good="单位名录中的各单位都有2023年度报告。",
    needs="C/M",
)
def not_published(case: Case) -> Checks:
    facts = case.corpus
    if facts.entry is None or facts.entry.inferred:
        raise NotApplicable("没有单位名录，不知道哪些单位应当公布报告")
    if facts.link != "absent":
        return
    yield Hit(
        f"单位名录载有“{facts.entry.name}”，但没有找到该单位{case.year}年度的政府信息公开工作年度报告。"
        "请核实是否未公布、公布在别处，或者单位名录需要更新。",
        found="没有报告",
        expected=f"有{case.year}年度报告",
        quote="未发布",
        confidence=0.9,
    )


@rule(
    "T11",
    "一年多份不一致",
    "error",
    why="同一单位同一年度的报告在不同渠道公布了几份，内容却不一致，公众和上级不知道以哪一份为准。",
    basis=PRACTICE,
    bad="网站上的报告新收6件，政务新媒体上的同一份报告新收8件。",
    good="各渠道公布的是同一份报告。",
    needs="C",
)
def several_versions(case: Case) -> Checks:
    _need_publication(case)
    others = case.corpus.versions
    if not others:
        raise NotApplicable("本批没有同一单位同一年度的另一份报告")
    figures = [v for v in others if not v.same_cells]
    words = [v for v in others if v.same_cells and not v.same_text]
    if not figures and not words:
        return
    what = "表格数字不一致" if figures else "文字不一致"
    drafts = [s for s in (case.report.source.path, *(v.source for v in figures or words)) if _DRAFT.search(s)]
    counts = case.corpus.counts
    root = fingerprint("T11", case.report.agency.name, case.report.year, _VERSIONS)
    yield Hit(
        f"本批有该单位{case.year}年度报告{len(others) + 1}份（另见{'、'.join(_shown(v) for v in others[:3])}），"
        f"其中{len(figures or words)}份与本份{what}。{_which(case, counts)}"
        + (_DRAFT_NOTE if drafts else "请核实以哪一份为准，撤下或更正其他各份。"),
        found=what,
        expected="同一年度的报告内容一致",
        partner="、".join(v.source for v in others[:3]),
        severity="hint" if drafts else None if figures else "warning",
        free=bool(drafts),
        quote=_VERSIONS if counts else f"{_VERSIONS}（其他版本）",
        root=None if counts else root,
    )


_VERSIONS = "一年多份不一致"
#: By its name a file is a draft, which was hardly published (sql/versions.sql knows the same words).
_DRAFT = re.compile("草稿|初稿|征求意见稿|送审稿|修改稿")
_DRAFT_NOTE = "从文件名看其中有草稿，请确认公布的是定稿。"


def _shown(version: Version) -> str:
    name = version.source.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{name}（{_day(version.published)}公布）" if version.published else name


def _which(case: Case, counts: bool) -> str:
    """Which version other years are compared with, and why."""
    dated = any(v.published for v in case.corpus.versions) or case.report.dates.published is not None
    why = "公布或落款日期最晚" if dated or case.report.dates.signed else "按文件次序排在最前"
    return f"与其他年度比对时以{'本份' if counts else '另一份'}为准（{why}）。"


@rule(
    "T14",
    "报告发布后被改",
    "warning",
    why="已经公布的年度报告再次采集时内容有变化，应当说明更正的内容和日期。",
    basis=PRACTICE,
    bad="2月采集时新收6件，5月采集时改为8件，没有更正说明。",
    good="内容没有变化，或者附有更正说明。",
    needs="M",
)
def changed_since(case: Case) -> Checks:
    _need_publication(case)
    earlier = case.corpus.earlier
    if earlier is None:
        raise NotApplicable("没有以前的审核结果可以比对")
    if earlier == "same":
        return
    what = {"cells": "表格数字", "text": "文字"}[earlier]
    yield Hit(
        f"该报告的{what}与上次审核时不同。已经公布的报告有更正的，请核实是否附有更正说明。",
        found=f"{what}有变化",
        expected="与上次审核时相同",
        quote="公布后被改",
        severity="hint" if earlier == "text" else None,
        confidence=0.9,
    )


RULES = (
    department_late,
    government_late,
    published_before_signed,
    not_published,
    several_versions,
    changed_since,
)
