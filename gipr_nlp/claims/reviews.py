"""Claims about administrative reconsideration and litigation over disclosure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.claims import cues
from gipr_nlp.claims.said import Draft, Said
from gipr_nlp.mentions import Count, Segment
from gipr_nlp.text import squash

_UNITS = ("件", "宗", "起", "例", "次", "个", "项", None)
_NOT_MEANT = re.compile(
    r"继续|再(?:次|行|提|起)|另行|上述|该(?:申请人|职工|当事人|案)|纠正|纠错|败诉|撤销|变更|违法|责令|追究|问责|复议机关|未经复议|审结|维持|应诉率|出庭"
)
_EARLIER = re.compile(r"(?<![与较比])(?:上一?年|去年|往年|以前年度)(?!相比)|20\d\d年[^,;]{0,4}遗留|遗留")
_LATER_STEP = re.compile(r"二审|上诉|终审|再审")
#: Cases over other acts, and the decisions that an organ of review publishes.
_OTHER_CASES = re.compile(
    r"(?:处罚|许可|强制|征收|拆迁|工伤|确权|治安|执法|土地|山林)(?:类|方面|领域|案件|决定)?的?(?:引[发起]的?)?(?:行政)?(?:复议|诉讼)"
    r"|复议(?:决定书|文书)[^,;。]{0,12}(?:公开|上网|公布)|(?:公开|公布)[^,;。]{0,6}复议(?:决定书|文书)"
)
#: Things whose number is none of cases, though what follows speaks of them: 梳理公开事项2项，其中行政复议占一半.
_OTHER_THING = re.compile(
    "(?:事项|目录|清单|栏目|指南|制度|信息|文件|材料)(?:共计?|合计|约|各|达|有|为|了)*$"
)
#: Without these words none of the patterns of a group is there.
_OF_CASES = re.compile(r"复议|诉|[一二]审|法院")
_OFFICIAL = re.compile(r"维持|纠正|纠错|其[他它]结果|审结")


def is_ours(segment: Segment, said: Said) -> bool:
    """A case about our disclosure, not one that we decide on as the organ of review."""
    if cues.OTHER_REVIEWS.search(segment.text) and not cues.ABOUT_US.search(segment.text):
        return said.section == 4 and not re.search(r"审理|审结|立案|作为", segment.text)
    if re.search(r"作为(?:行政)?复议(?:机关|机构)", segment.text) or _OTHER_CASES.search(segment.text):
        return False
    return said.linked


def groups_of(text: str) -> tuple[str, ...]:
    """The groups of cases that words name."""
    if not _OF_CASES.search(text):
        return ()
    if cues.DIRECT.search(text):
        return ("review.litigation_direct",)
    if cues.AFTER_REVIEW.search(text):
        return ("review.litigation_after_review",)
    found = (
        ["review.reconsideration"]
        if cues.REVIEW.search(text) and not re.search(r"复议机关(?!被)", text)
        else []
    )
    if cues.LITIGATION.search(text):
        found.append("review.litigation")
    return tuple(found)


def under_heading(heading: str) -> tuple[str, ...]:
    """The one group that a heading names (行政复议：2件), none where it names several."""
    groups = groups_of(squash(heading))
    return groups if len(groups) == 1 else ()


def count(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """What a number about reviews states."""
    m = c.mention
    if m.unit not in _UNITS or _EARLIER.search(c.prefix):
        return
    if _OTHER_THING.search(c.prefix) and not groups_of(c.prefix):
        return
    named = groups_of(c.prefix) or groups_of(c.suffix[:10])
    if not named and not said.groups:
        named = under_heading(said.heading)
    within = named and named != said.groups  # 其中复议后起诉1件 names a group of its own
    said.groups = named or said.groups
    if len(said.groups) != 1:
        return
    near = c.prefix[-12:] if _has_outcome(c.prefix[-12:]) else c.prefix[-12:] + c.suffix[:10]
    outcome = next((name for name, pattern in cues.REVIEW_OUTCOMES if pattern.search(near)), "total")
    if outcome == "total":
        summed = re.search(r"(?:总计|合计|共计?)$", c.prefix)
        if not (named or summed or said.headed) or "驳回" in near or re.search(r"[一二再终]审", c.prefix):
            return
        if re.search(r"(?:另|还)有|其中", c.prefix) and not within:
            return
        said.cases, said.headed = m.value, False
    elif said.cases is not None and m.value > said.cases:
        return
    loose = outcome != "total" and (not _OFFICIAL.search(near) or bool(_LATER_STEP.search(near)))
    said.quantity = f"{said.groups[0]}.{outcome}"
    low = max(segment.low, c.low)
    yield Draft(said.quantity, m.value, m.unit, "count", low, m.end, m.start, m.approximate, loose=loose)


def _has_outcome(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in cues.REVIEW_OUTCOMES)


def none(segment: Segment, said: Said) -> Iterator[Draft]:
    """无行政复议, 未被提起行政诉讼."""
    negation = cues.NEGATION.search(segment.text)
    if negation is None:
        return
    rest = segment.text[negation.start() :]
    turned = "零" in negation.group() or re.fullmatch(r"(?:未|没有?)(?:曾|有)?(?:发生|出现|产生|涉及)?", rest)
    groups = groups_of(segment.text if turned else rest)  # 行政诉讼没有发生
    if not groups or _NOT_MEANT.search(rest):
        return
    said.groups = groups if len(groups) == 1 else ()
    for group in groups:
        end = segment.low + len(segment.text)
        yield Draft(f"{group}.total", 0, None, "none", segment.low, end, segment.low)
