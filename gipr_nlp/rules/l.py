"""Family L: arithmetic within the narrative - parts and totals, percentages, directions, missing and rounded numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from gipr_nlp.mentions import Parts, parts, spot
from gipr_nlp.model import Claim, Clause, Severity
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.shares import Wrong, wrong_direction, wrong_shares, wrong_total_of_shares
from gipr_nlp.rules.stated import PARTS, at, echoes, spoken, where
from gipr_nlp.rules.sums import Item, Sum, is_step, items_of, wrong_sums
from gipr_nlp.rules.twice import said_twice

VERIFY = "请贵单位核实更正。"


def _clauses(case: Case) -> list[tuple[Clause, Parts]]:
    """The clauses of the narrative, cut into segments once for all rules."""
    if "parts" not in case.memo:
        case.memo["parts"] = [(clause, parts(clause.text)) for clause in case.report.clauses]
    found: list[tuple[Clause, Parts]] = case.memo["parts"]
    return found


def _hit(
    case: Case,
    clause: Clause,
    cut: Parts,
    low: int,
    end: int,
    message: str,
    *,
    found: str,
    expected: str,
    severity: Severity | None = None,
    confidence: float = 1.0,
    echo: bool = False,
) -> Hit:
    """A hit on a stretch of a clause; ``message`` goes on after the place and the quoted words."""
    start, stop, shown = spot(clause, cut.at, low, end, case.report.text)
    part = f"第{PARTS[clause.section]}部分" if 0 < clause.section < len(PARTS) else "报告开头"
    return Hit(
        f"{part}写明“{shown}”，{message}",
        section=clause.section or None,
        line=case.report.document.line_at(start),
        start=start,
        end=stop,
        found=found,
        expected=expected,
        evidence=(shown,),
        severity=severity,
        confidence=confidence,
        defect=echoes(case, start, stop) if echo else None,
    )


@rule(
    "L01",
    "总分不符",
    "error",
    why="“共…件，其中…”列出的各项相加不应大于总数；各项全部列出的，相加应当等于总数。",
    basis=PRACTICE,
    bad="全年收到申请12件，其中网上9件、信函4件。",
    good="全年收到申请12件，其中网上8件、信函4件。",
    needs="D+claims",
)
def parts_and_total(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        for wrong in wrong_sums(cut):
            yield _sum_hit(case, clause, cut, wrong)
    for clause, cut in _continued(case):
        for wrong in wrong_sums(cut):
            joint = cut.flat.index(_JOINT)
            before = [
                x for x in items_of(cut) if x.count.mention.start < joint and x.unit == wrong.total.unit
            ]
            if wrong.parts[0].count.mention.start >= joint and len(before) == 1 + _steps(before):
                yield _sum_hit(case, clause, cut, wrong)


_JOINT = ",其中"


def _steps(items: list[Item]) -> int:
    """How many numbers only say by how much another has changed (比上年多27条)."""
    return sum(is_step(x) for x in items)


def _continued(case: Case) -> Iterator[tuple[Clause, Parts]]:
    """Sentences that begin with 其中, joined to the one before, whose number they divide."""
    for (before, one), (clause, other) in pairwise(_clauses(case)):
        same = (before.section, before.heading) == (clause.section, clause.heading)
        if same and other.flat.startswith("其中") and before.text.rstrip().endswith(("。", "；", ";")):
            joined = replace(
                before, text=f"{before.text.rstrip()[:-1]}，{clause.text.lstrip()}", end=clause.end
            )
            cut = parts(joined.text)
            if one.flat and cut.flat.count(_JOINT) == 1:
                yield joined, cut


def _sum_hit(case: Case, clause: Clause, cut: Parts, wrong: Sum) -> Hit:
    total, value = wrong.total.value, wrong.value
    terms = "+".join(f"{p.value:g}" for p in wrong.parts)
    over = value > total
    same = re.search(r"同一(?:条)?信息|重复(?:计|统计)|不同渠道", case.report.text)
    soft = not over or wrong.overlapping or bool(same)
    low = max(wrong.total.segment.low, wrong.total.count.low)
    return _hit(
        case,
        clause,
        cut,
        low,
        wrong.parts[-1].count.mention.end,
        f"各项相加{terms}={value:g}，{'大于' if over else '小于'}总数{total:g}（相差{abs(value - total):g}）。{VERIFY}",
        found=f"各项之和{value:g}",
        expected=f"{total:g}",
        severity="warning" if soft else None,
        confidence=0.8 if soft else 1.0,
        echo=True,  # of a table whose sum is wrong
    )


@rule(
    "L02",
    "百分比错误",
    "error",
    why="文字同时给出件数和百分比的，百分比应当由件数算得（四舍五入到所写的位数）。",
    basis=PRACTICE,
    bad="收到申请12件，其中予以公开8件，占76.7%。",
    good="收到申请12件，其中予以公开8件，占66.7%。",
    needs="D+claims",
)
def percentages(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        for wrong in wrong_shares(cut):
            hit = _refuted(case, clause, cut, wrong, f"而文字写{wrong.said}")
            yield replace(hit, defect=f"rate:{wrong.said}", leads=True)


def _refuted(case: Case, clause: Clause, cut: Parts, wrong: Wrong, how: str, confidence: float = 1.0) -> Hit:
    """A hit on a statement that its own numbers refute."""
    return _hit(
        case,
        clause,
        cut,
        wrong.low,
        wrong.end,
        f"{wrong.why}，{how}。{VERIFY}",
        found=wrong.said,
        expected=wrong.right,
        confidence=confidence,
    )


@rule(
    "L03",
    "百分比合计",
    "warning",
    why="同一总体的各项占比相加应当为100%（允许四舍五入的误差）。",
    basis=PRACTICE,
    bad="予以公开占60%、部分公开占30%、不予公开占20%。",
    good="予以公开占60%、部分公开占30%、不予公开占10%。",
    needs="D+claims",
)
def shares(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        wrong = wrong_total_of_shares(cut)
        if wrong is not None:
            yield _refuted(case, clause, cut, wrong, "同一总体的占比相加应为100%", 0.8)


@rule(
    "L04",
    "同比方向",
    "error",
    why="文字同时给出前后两个数的，“增加”“减少”及其幅度应当与两数一致。",
    basis=PRACTICE,
    bad="收到申请9件，比上年的12件增加3件。",
    good="收到申请9件，比上年的12件减少3件。",
    needs="D+claims",
)
def directions(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        for wrong in wrong_direction(cut):
            yield _refuted(case, clause, cut, wrong, f"与所写“{wrong.said}”不符")


@rule(
    "L05",
    "单位不一致",
    "hint",
    why="同一数字前后使用不同的量词（条、件、次），容易使人误以为统计口径不同。",
    basis=PRACTICE,
    bad="前文写“主动公开政府信息186条”，后文写“主动公开政府信息186件”。",
    good="前后都写“主动公开政府信息186条”。",
    needs="D+claims",
)
def units(case: Case) -> Checks:
    first: dict[tuple[str, object], Claim] = {}
    for claim in spoken(
        case, lambda c: c.kind == "count" and bool(c.value) and c.unit in ("条", "件", "次", "篇", "份", "宗")
    ):
        other = first.setdefault((claim.quantity, claim.value), claim)
        if other.unit != claim.unit and not {other.unit, claim.unit} <= {"件", "份", "宗"}:
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，而{where(case, other)}写明“{other.text}”，"
                f"同一数字的量词不同（{other.unit}、{claim.unit}），建议统一。",
                found=claim.unit,
                expected=other.unit,
                confidence=0.9,
            )


_MISSING = re.compile(
    r"(?:公开|发布|推送|更新|收到|受理|办结|答复|举办|开展|组织|召开|印发|制发|刊发)[^,;。:()\d零一二两三四五六七八九十百千万几若数多余]{0,10}?"
    r"(?:(?:信息|稿件|文章|公告|消息|简报)(?:共计?|累计|合计|总计|约|近|达)?(?:条|篇)|(?:信息|文件|申请)(?:共计?|累计|合计|总计|约|达)(?:件|条|份)"
    r"|(?:培训|会议|活动|发布会|宣传)(?:共计?|累计|合计|约|达)?(?:次|场|期|场次))(?=[,;。、:()]|$)"
)
_MISSING_STOCK = re.compile(
    r"\d+件[^,;。]*,[^,;。]*现行有效的?(?:行政)?规范性文件(?:共计?|为|共有)?(?=[。;]|$)"
)


@rule(
    "L06",
    "缺数字",
    "error",
    why="量词前面没有数字，多半是模板中的数字漏填。",
    basis=PRACTICE,
    bad="全年共公开政府信息条，举办培训次。",
    good="全年共公开政府信息186条，举办培训2次。",
    needs="D+claims",
)
def missing_numbers(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        for found in (*_MISSING.finditer(cut.flat), *_MISSING_STOCK.finditer(cut.flat)):
            yield _hit(
                case,
                clause,
                cut,
                found.start(),
                found.end(),
                "缺少数字。请贵单位核实补填。",
                found=found.group()[-12:],
                expected="写明数字",
            )


_EFFECT = re.compile(r"有效|成效|显著|明显|提升|提高|保障了|扎实|积极|圆满|充分|有力|增强|丰富|拓宽")
_NO_EFFECT = re.compile(
    r"投诉|差错|失误|泄密|舆情|逾期|复议|诉讼|申请|收费|错|违规|问题|追究|事故|漏|收取|规范性文件|许可|处罚|强制|未|无|没"
)


@rule(
    "L07",
    "数量为0却称成效",
    "hint",
    why="数量为0而同一句说成效明显，说法与数字不合。",
    basis=PRACTICE,
    bad="全年发布信息0条，有效保障了公众知情权。",
    good="全年发布信息86条，有效保障了公众知情权。",
    needs="D+claims",
)
def nothing_praised(case: Case) -> Checks:
    for clause, cut in _clauses(case):
        nought = next(
            (
                c
                for s in cut.segments
                for c in s.counts
                if _counts_for_nothing(c.mention.value, c.mention.unit)
            ),
            None,
        )
        if (
            nought is None
            or not _EFFECT.search(cut.flat[nought.mention.end :])
            or _NO_EFFECT.search(cut.flat)
        ):
            continue
        if re.search(r"公开|发布|推送|培训|解读|宣传|更新|活动|访谈", nought.prefix + nought.suffix):
            yield _hit(
                case,
                clause,
                cut,
                nought.low,
                len(cut.flat),
                "数量为0而称有成效，说法与数字不合。请贵单位核实数字或修改表述。",
                found=f"0{nought.mention.unit}",
                expected="数字与表述一致",
                confidence=0.8,
            )


def _counts_for_nothing(value: object, unit: str | None) -> bool:
    return value == 0 and unit in ("条", "次", "篇", "场", "期", "个", "部", "件")


@rule(
    "L08",
    "约数冒充精确",
    "warning",
    why="申请、复议、诉讼件数有登记台账，应当写准确数，不用“余”“多”“约”。",
    basis=PRACTICE,
    bad="全年收到政府信息公开申请30余件。",
    good="全年收到政府信息公开申请32件。",
    needs="D+claims",
)
def round_numbers(case: Case) -> Checks:
    claims = spoken(case, lambda c: c.quantity.startswith(("applications.", "review.")), kinds=("count",))
    for claim in claims:
        if claim.approximate:
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，申请和复议诉讼件数应当写准确数，不用约数。请贵单位对照台账改为准确数。",
                found=f"约{claim.value}{claim.unit or ''}",
                expected="准确数",
                confidence=0.9,
            )


@rule(
    "L09",
    "重复数字不一致",
    "error",
    why="同一数字前后重复出现而数值不同，至少有一处是错的。",
    basis=PRACTICE,
    bad="开头写“全年主动公开政府信息186条”，后文写“全年主动公开政府信息168条”。",
    good="前后都写“全年主动公开政府信息186条”。",
    needs="D+claims",
    follows_from=("K13",),
)
def repeated(case: Case) -> Checks:
    yield from said_twice(case, leads=False)


RULES = (
    parts_and_total,
    percentages,
    shares,
    directions,
    units,
    missing_numbers,
    nothing_praised,
    round_numbers,
    repeated,
)
