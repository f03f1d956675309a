"""What a heading means: number 1-6 by its wording, from the words of the form to slips of the pen.

Patterns are matched on squashed text without numeral and closing mark. The strong ones are headings wherever
they stand alone on a line; the weak ones are also the names of topics inside section 1 and of parts of
section 5, and count only where nothing better is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from gipr_nlp import form as forms
from gipr_nlp.text import squash

LONGEST_HEADING = 40  # characters of a heading without its numeral, blanks not counted
FUZZY = 0.85
CANONICAL, STRONG, TYPO, WEAK = 4, 3, 2, 1

_US = "局委办镇乡县区市厅"
_LEAD = rf"(?:\d{{4}}年(?:度|全年)?|本年度?|全年|年度|我[{_US}街]|本[{_US}]|本机关|本单位|行政机关|关于)*"
_WORK = r"(?:(?:政府|政务)?(?:政务|信息)公开|工作|开展|的)*"
_AND = r"(?:和|与|及其|及|以及|、|,|或|并)?"
_RECEIVED = rf"{_LEAD}(?:收到|受理|接收|接到){_AND}"
_ON_DISCLOSURE = r"(?:政府)?(?:政务|信息)公开(?:工作|事项|申请|引发|引起|方面|类|被|的|而)*"
_REVIEW = rf"(?:行政)?复议{_AND}(?:被|因|申请|提起|引起|引发)*(?:行政)?诉讼"
_APPEALS = r"(?:(?:和|与|及|以及|、)(?:申诉|举报|投诉))*"
_WHERE = r"(?:中|方面)?(?:目前|仍|还)?"
_PROBLEM = r"(?:问题|困难|不足|短板|薄弱环节)"
_PROBLEMS = rf"(?:主要|突出)?(?:的)?{_PROBLEM}(?:[和与及、]{_PROBLEM})?"
_LATER = r"(?:今后|下一步|下步|下一年度?|明年|下一阶段)?(?:工作|的)*"
_WAYS = r"(?:的)?(?:情况|措施|意见|方向|打算|办法|计划|工作)*"
_PLANS = r"(?:改进|整改|打算|安排|措施|意见|情况|工作|设想|计划|努力方向)*"
_REPORTED = r"(?:(?:报告|说明|汇报|公开|反映|上报)(?:和|、|或|及)?)+(?:的)?(?:有关|重要)?"
_TABLE = r"(?:统计)?表?"
_OVERALL = r"(?:情况|状况|概况|概述|概括)(?:概述|概况|介绍|综述)?"
_STRONG = (
    (1, rf"{_LEAD}{_WORK}(?:总体|整体|总的)(?:工作|开展)?(?:的)?{_OVERALL}"),
    (2, rf"{_LEAD}主动公开(?:的)?政府信息(?:公开)?(?:的)?(?:工作|总体)?(?:情况|方面|数量){_TABLE}"),
    (2, rf"{_LEAD}政府信息主动公开(?:工作)?(?:的)?情况"),
    (
        3,
        rf"{_RECEIVED}(?:处理|办理)(?:的)?(?:政府)?(?:政务|信息)(?:依申请)?公开(?:的)?(?:工作)?申请"
        rf"(?:的)?(?:工作)?(?:情况{_TABLE})?",
    ),
    (
        3,
        rf"{_RECEIVED}(?:处理|办理)?(?:的)?(?:政府)?(?:政务|信息)公开申请(?:的)?(?:及?处理|及?办理)?"
        rf"(?:的)?(?:工作)?情况{_TABLE}",
    ),
    (
        3,
        rf"{_RECEIVED}(?:处理|办理)?(?:的)?(?:政府信息)?依申请公开(?:的)?(?:政府信息|申请|信息)?"
        r"(?:的)?(?:申请)?情况",
    ),
    (3, rf"{_LEAD}政府信息公开申请(?:的)?(?:收到|受理|接收)?{_AND}(?:处理|办理|答复)(?:的)?情况"),
    (4, rf"{_LEAD}因?{_ON_DISCLOSURE}(?:申请|提起)?{_REVIEW}{_APPEALS}(?:的|案件)*情况{_TABLE}"),
    (4, rf"{_LEAD}(?:被)?(?:申请)?行政复议{_AND}(?:被)?(?:提起)?行政诉讼(?:的)?情况"),
    (
        5,
        rf"{_LEAD}{_WORK}{_WHERE}存在(?:的)?{_PROBLEMS}(?:和|与|及其|及|以及|、|,)(?:原因)?{_AND}{_LATER}"
        rf"(?:改进|整改|解决|完善){_WAYS}",
    ),
    (
        6,
        rf"(?:其他|其它|其余)(?:有关|相关)?(?:需要|需|须|应当|应|要|想)?{_REPORTED}"
        r"(?:事项|情况|问题|事宜|内容)",
    ),
    (6, r"需要?(?:报告|说明|汇报)(?:的)?(?:其他|其它)(?:有关)?(?:事项|情况|问题)"),
)
_WEAK = (
    (1, rf"{_LEAD}{_WORK}(?:基本|主要)(?:工作)?(?:开展)?(?:的)?(?:情况|概况|概述)(?:概述|介绍)?"),
    (1, rf"{_LEAD}(?:政府|政务)?(?:政务|信息)公开工作(?:的)?(?:开展)?(?:情况|概况)"),
    (1, rf"{_LEAD}{_WORK}(?:概述|概况|综述|总述)(?:部分)?"),
    (
        2,
        rf"{_LEAD}(?:政府)?(?:信息)?主动公开(?:政府|政务)?(?:信息|文件|公文)*(?:的)?"
        r"(?:工作|主要|基本|内容|范围|途径)*(?:情况|方面)?",
    ),
    (3, rf"{_LEAD}(?:政府信息)?(?:依|按|应)申请公开(?:[^。,;:\d()]{{0,20}}(?:情况|方面))?"),
    (3, rf"{_LEAD}(?:收到)?(?:政府)?信息公开申请(?:的)?(?:情况)?"),
    (
        4,
        rf"{_LEAD}(?:因|有关)?{_WORK}(?:申请|提起|被|举报|投诉|监督|和|与|及|以及|、)*{_REVIEW}{_APPEALS}"
        r"(?:的|案件)*(?:情况|方面)?",
    ),
    (4, rf"{_LEAD}因?{_ON_DISCLOSURE}(?:申请|提起)?行政(?:复议|诉讼)(?:的)?情况"),
    (
        5,
        rf"{_LEAD}{_WORK}{_WHERE}(?:存在)?(?:的)?{_PROBLEMS}(?:之处)?{_AND}(?:原因)?{_AND}{_LATER}{_PLANS}",
    ),
    (
        5,
        rf"{_LEAD}(?:下一步|下步|今后|下一年度?)?(?:工作)?(?:的)?(?:改进|整改)(?:工作)?(?:的)?"
        r"(?:情况|措施|意见|方向|打算)+",
    ),
    (6, r"(?:其他|其它)(?:(?:有关|相关|重要)?(?:的)?(?:工作)?(?:事项|情况|说明|问题|方面)(?:说明)?)?"),
    (6, r"(?:需要|需)(?:说明|报告)(?:的)?(?:有关)?(?:事项|情况|问题)(?:与附表|及附表|和附表)?"),
)
#: Chapters of reports for 2018 and before that have no counterpart among the six (labels.md 1.4).
OLD_CHAPTER = re.compile(r"收费|减免|咨询|申诉|机构|人员|经费|培训|附表|统计表|关切|舆情|解读|信箱|指南|目录")


def _alternatives(patterns: Sequence[tuple[int, str]]) -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?P<n{number}_{i}>{pattern})" for i, (number, pattern) in enumerate(patterns))
    )


_STRONG_HEADING = _alternatives(_STRONG)
_WEAK_HEADING = _alternatives(_WEAK)
_TYPICAL = (
    (1, "总体情况"),
    (2, "主动公开政府信息情况"),
    (2, "行政机关主动公开政府信息情况"),
    (3, "收到和处理政府信息公开申请情况"),
    (3, "行政机关收到和处理政府信息公开申请情况"),
    (4, "政府信息公开行政复议、行政诉讼情况"),
    (4, "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    (5, "存在的主要问题及改进情况"),
    (5, "存在的问题及改进措施"),
    (5, "政府信息公开工作存在的主要问题及改进情况"),
    (6, "其他需要报告的事项"),
)


@cache
def canonical_headings() -> dict[str, int]:
    """The six headings of the form → number."""
    return {squash(heading): number for number, (_, heading) in forms.section_headings().items()}


@lru_cache(maxsize=4096)  # the labels of tables come again in every report
def meaning(text: str) -> tuple[int, int] | None:
    """Number 1-6 and quality of a squashed heading without numeral and closing mark, or None."""
    known = canonical_headings().get(text)
    if known is not None:
        return known, CANONICAL
    if not 2 <= len(text) <= LONGEST_HEADING:
        return None
    for pattern, quality in ((_STRONG_HEADING, STRONG), (_WEAK_HEADING, WEAK)):
        found = pattern.fullmatch(text)
        if found:
            return _number(found), quality
    return _near(text)


def meaning_at(text: str) -> tuple[int, int, int] | None:
    """Number, quality and length of the heading that a squashed text begins with, or None."""
    for pattern, quality in ((_STRONG_HEADING, STRONG), (_WEAK_HEADING, WEAK)):
        found = pattern.match(text)
        if found and found.end() >= 2:
            canonical = found[0] in canonical_headings()
            return _number(found), CANONICAL if canonical else quality, found.end()
    return None


def _number(found: re.Match[str]) -> int:
    return int(str(found.lastgroup)[1])


def _near(text: str) -> tuple[int, int] | None:
    """The heading that a text is, but for a slip of the pen."""
    if (
        len(text) == 4
    ):  # one of four characters is more than the threshold allows, but 总体情况 is the commonest heading
        same = sum(a == b for a, b in zip(text, "总体情况", strict=True))
        return (1, TYPO) if same == 3 and text != "具体情况" else None
    if len(text) < 6 or not _TYPICAL_WORD.search(text):
        return None
    from rapidfuzz.distance.Levenshtein import normalized_similarity

    best = max(
        (normalized_similarity(text, typical, score_cutoff=FUZZY), number) for number, typical in _TYPICAL
    )
    return (best[1], TYPO) if best[0] >= FUZZY else None


_TYPICAL_WORD = re.compile("公开|情况|事项|问题|报告")
