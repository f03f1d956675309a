"""Family J, third part: last year's report is not there; its problems come again, or are not followed up (J11-J13)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause, Report
from gipr_nlp.rules import years
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.pairing import Item, is_none, is_pointer, pair
from gipr_nlp.rules.vocabulary import five
from gipr_nlp.rules.witness import WITNESS, labelled, quote, share
from gipr_nlp.rules.years import before
from gipr_nlp.text import level

PART = "第五部分“存在的主要问题及改进情况”"
#: A masked problem shorter than this says too little to be told apart from any other office's.
_SHORT = 6
_SAME = 0.8


@rule(
    "J11",
    "上年报告缺失",
    "hint",
    why="没有上年度的报告，结转件数、文件存量等就不能与上年核对。",
    basis=PRACTICE,
    bad="本批有其他单位2022年度的报告，没有该单位2022年度的报告。",
    good="上年度和本年度的报告都在本批之中。",
    needs="P",
)
def no_last_year(case: Case) -> Checks:
    facts, year = case.corpus, case.year
    if facts.previous is not None or facts.predecessors:
        return
    if year - 1 < 2019:
        raise NotApplicable("2018年度及以前的报告没有统一格式，不作比对")
    if not facts.gap:
        raise NotApplicable("本批没有上年度的报告可以比对")
    if facts.entry is not None and facts.entry.valid_from is not None and facts.entry.valid_from >= year:
        raise NotApplicable("单位名录载明本机关上年度尚未成立")
    if facts.link in ("ambiguous", "unresolved"):
        yield Unsure("不能确定本机关在单位名录或本批报告中对应哪一个单位")
        return
    yield Hit(
        f"本批报告中没有该单位{year - 1}年度的报告，结转件数、文件存量等未能与上年度核对。请补充上年度报告后再次审核；"
        "本机关上年度尚未成立或者使用其他名称的，请在单位名录中载明。",
        found=f"没有{year - 1}年度报告",
        expected=f"有{year - 1}年度报告",
        quote="上年报告缺失",
        free=True,
    )


@rule(
    "J12",
    "上年问题原样保留",
    "warning",
    why="上年度列出的问题应当在本年度改进；问题一字不改地再次列出，说明没有改进，或者照抄了上年度报告。",
    basis=PRACTICE,
    bad="上年度列出的3个问题，本年度原样再次列出。",
    good="上年度的问题写明改进情况，本年度另列新的问题。",
    needs="P",
    follows_from=("P02", "P01"),
)
def problems_again(case: Case) -> Checks:
    last = before(case).report
    now, then = _problems(case.report), _problems(last)
    if not now or not then:
        raise NotApplicable("本年或上年的第五部分没有读出存在的问题")
    kept = [(old, new) for old in then for new in now if years.alike(_masked(old), _masked(new)) >= _SAME]
    again = {id(old) for old, _ in kept}
    if len(again) < float(case.profile.thresholds.get("J12_share", 0.8)) * len(then):
        return
    first = kept[0][1]
    shown = "；".join(f"“{quote(new.text, 30)}”" for _, new in kept[:3])
    told = f"{PART}所列问题中，上年度（{case.year - 1}年度）报告的{len(then)}个问题有{len(again)}个"
    goes_on = all(_worked_on(case, old, new) for old, new in kept)
    yield Hit(
        f"{told}再次列出（如{shown}），其中的数字有变化，也写了改进情况。问题持续存在的，建议说明原因和完成时限。"
        if goes_on
        else f"{told}原样保留（如{shown}）。请写明上年度问题的改进情况，并结合本年度实际查找新的问题。",
        section=5,
        start=first.clauses[0].start,
        end=first.clauses[-1].end,
        evidence=tuple(new.text for _, new in kept[:3]),
        partner=years.partner(before(case)),
        severity="hint" if goes_on else None,
        confidence=0.9,
        quote="上年问题原样保留",
    )


def _worked_on(case: Case, old: Item, new: Item) -> bool:
    """Whether a problem that comes again has other figures, and what was done about it is told."""
    figures, before_ = (_FIGURE.findall(level(item.text)) for item in (new, old))
    done = (c for c in years.clauses_of(case.report, 5) if _is_done(c))
    return figures != before_ and any(_answers(c, [new]) for c in done)


def _masked(item: Item) -> str:
    return years.masked(item.text)


def _problems(report: Report) -> list[Item]:
    found = pair(years.clauses_of(report, 5)).problems
    return [item for item in found if len(years.masked(item.text)) >= _SHORT]


@rule(
    "J13",
    "上年问题未回应",
    "hint",
    why="年度报告应当写明上年度所列问题改进得怎样，公众和上级才能看出工作有没有进展。",
    basis=PRACTICE,
    bad="上年度指出解读形式单一，本年度只列新的问题和下一步打算，没有提到解读工作的改进。",
    good="针对上年度指出的解读形式单一问题，本年度制作图片解读12篇、视频解读3条。",
    needs="P",
    follows_from=("M14",),
)
def problems_not_answered(case: Case) -> Checks:
    then = _problems(before(case).report)
    found = years.clauses_of(case.report, 5)
    own = [c for c in found if not is_pointer(c) and not is_none(c)]
    if not then or not own:
        raise NotApplicable("上年没有读出存在的问题，或本年第五部分没有正文")
    done = [c for c in case.report.clauses if _is_done(c)]
    if any(c.section == 5 for c in done):
        return
    answers = [c for c in done if _answers(c, then)]
    weak = [c for c in own if share(c, "rectification") >= WITNESS]
    if answers or weak:
        yield Unsure("有的语句可能是对上年度问题的回应，请人工判断")
        return
    if not labelled(own):
        yield Unsure("没有分类模型的标注，不能断定没有回应上年度的问题")
        return
    shown = "；".join(f"“{quote(item.text, 30)}”" for item in then[:2])
    yield Hit(
        f"上年度（{case.year - 1}年度）报告列出的问题（如{shown}），本年度报告没有写改进情况。请补充说明上年度问题的整改结果。",
        section=5,
        start=own[0].start,
        end=own[-1].end,
        evidence=tuple(item.text for item in then[:2]),
        partner=years.partner(before(case)),
        confidence=0.8,
        quote="上年问题未回应",
    )


_DONE = five("done")


def _is_done(clause: Clause) -> bool:
    """Whether a clause tells of something completed: by its label, or by words within section 5."""
    if clause.label == "rectification" and not clause.abstained:
        return True
    return clause.section == 5 and _DONE.search(level(clause.text)) is not None


_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile("[\u4e00-\u9fff]{2,}")


def _answers(clause: Clause, problems: Sequence[Item]) -> bool:
    """Whether what was done shares its matter with one of last year's problems."""
    said = _bigrams(clause.text)
    return any(len(said & _bigrams(item.text)) >= 4 for item in problems)


def _bigrams(text: str) -> set[str]:
    return {run[i : i + 2] for run in _WORDS.findall(level(text)) for i in range(len(run) - 1)}


RULES = (no_last_year, problems_again, problems_not_answered)
