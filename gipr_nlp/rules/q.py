"""Family Q: numbering and wording (rules.md 5.15). Numbered items stand in :mod:`gipr_nlp.rules.q_items`,
punctuation in :mod:`gipr_nlp.rules.q_signs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp import agency
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Claim
from gipr_nlp.rules import q_items, q_signs
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.chapter_text import report_section
from gipr_nlp.rules.lexicon import one_of, words
from gipr_nlp.rules.narrative import Narrative, cutting, narrative
from gipr_nlp.rules.scope import is_old, require_report
from gipr_nlp.text import level

# --- Q05: how the body calls itself -------------------------------------------------------------------------

_SELF = re.compile(
    r"(?P<who>(?<![自忘])我(?:局|委(?![托派员])|厅|办(?![理事好公])|镇|乡(?!土)|街道|街(?!头)|单位|机关|中心(?!城)|部门|站|处(?!理)|院(?!校))"
    r"|(?<![基根成资版])本(?:局(?![面部限])|委(?![托派])|厅|镇|乡(?!土)|街道|单位|部门|中心))"
)
_OF_IT = re.compile(
    '办公室|党组|党委|各|机关|门户|微信|公众|网站|官方|新媒体|(?:政府信息|政务)公开.{0,12}(?:小组|指南|目录)|["》]'
)
MOST_NAMES = 3


@rule(
    "Q05",
    "称谓不一致",
    "hint",
    why="同一份报告对本机关的称谓应当统一；“我局”“本单位”“区卫健局”交替使用，多为拼接不同文稿所致。",
    basis=PRACTICE,
    bad="文中先后使用“我局”“本单位”“区卫健局”“区卫生健康局”。",
    good="全文统一使用“我局”。",
)
def self_names(case: Case) -> Checks:
    require_report(case)
    said = narrative(case)
    names: dict[str, tuple[int, int]] = {}
    for found in _SELF.finditer(said.bare):
        names.setdefault(found["who"], found.span("who"))
    for name, place in _short_names(case, said):
        names.setdefault(name, place)
    if len(names) < MOST_NAMES:
        return
    listed = "、".join(f"“{name}”" for name in names)
    first = min(names.values())
    yield Hit(
        f"正文对本机关有{len(names)}种称谓：{listed}。建议全文统一。",
        found="、".join(names),
        evidence=tuple(said.shown(*place, width=20) for place in list(names.values())[:4]),
        quote="、".join(sorted(names)),
        confidence=0.9,
        **said.place(*first),
    )


def _short_names(case: Case, said: Narrative) -> Iterator[tuple[str, tuple[int, int]]]:
    """Abbreviations and partial forms of the body's own name; the full name and the superiors' are none."""
    own = case.report.agency
    name = agency.split(own.name, case.report.year)
    cores = {name.full, name.core} | set(_abbreviations(name.full))
    cores = {
        core
        for core in cores
        if len(core) >= 3 and core not in ("人民政府", "办事处", "管理委员会", "办公室")
    }
    if own.kind not in ("department", "office") or not cores:
        return
    places = sorted((place for place, _ in name.chain), key=len, reverse=True)
    word = places[-1][-1] if places else ""
    before = "|".join(map(re.escape, [*places, *([word] if word else [])])) or "(?!)"
    pattern = re.compile(rf"(?P<place>(?:{before}){{0,3}})(?P<core>{one_of(cores)})")
    for found in pattern.finditer(said.bare):
        printed = found[0]
        lead = said.bare[max(0, found.start() - 1) : found.start()]
        if printed in (own.name, own.printed) or (not found["place"] and lead in tuple("省市州国县区家")):
            continue
        clause = said.clause(found.start())
        if clause.section == 0 or clause.label == "preamble" or _OF_IT.match(said.bare, found.end()):
            continue
        yield printed, found.span()


def _abbreviations(full: str) -> Iterator[str]:
    """The short forms of a full name: 卫生健康局 → 卫健局."""
    for short, stem in words("agencies")["stems"].items():
        if full.startswith(stem):
            rest = full[len(stem) :]
            yield short + {"委员会": "委", "办公室": "办"}.get(rest, rest)


# --- Q07-Q10 ------------------------------------------------------------------------------------------------

MOST_PRAISE = 3


@rule(
    "Q07",
    "绝对化/宣传化",
    "hint",
    why="年度报告重在事实和数据；“圆满完成”“成效显著”一类评价多而没有数据支持，不便于公众了解实际情况。",
    basis=PRACTICE,
    bad="圆满完成各项任务，取得显著成效，受到群众一致好评，树立了良好形象。",
    good="全年主动公开政府信息186条，按时答复申请12件，群众满意度96.6%。",
)
def self_praise(case: Case) -> Checks:
    require_report(case)
    said = narrative(case)
    most = int(case.profile.thresholds.get("Q07", MOST_PRAISE))
    places = []
    for word in words("leftovers")["praise"]["words"]:
        at = said.flat.find(word)
        while at >= 0:
            if not re.search(r"\d", re.sub(r"\d{4}年", "", said.text(at))):
                places.append((at, at + len(word)))
            at = said.flat.find(word, at + 1)
    places = sorted(
        p for p in set(places) if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in places)
    )
    if len(places) > most:
        terms = "、".join(dict.fromkeys(f"“{said.flat[a:b]}”" for a, b in places[:6]))
        yield Hit(
            f"自我评价的用语有{len(places)}处（{terms}），所在语句均没有数据。建议删减，或以事实和数据说明。",
            found=str(len(places)),
            evidence=tuple(said.shown(*p) for p in places[:3]),
            quote=terms,
            confidence=0.9,
            **said.place(*places[0]),
        )


_SAID_TWICE = re.compile(
    r"(?:未|没有|无)(?:收到|接到|受理|发生|产生|新收)?[^,。;\d\n]{0,10}?(?P<what>信息公开申请|行政复议|行政诉讼)(?:案件|事项)?,"
    r"(?:全年|本年|其中)?(?:共|累计)?(?:收到|受理|接收|发生|产生|被申请|被提起|办理|答复)[^,。;\d\n]{0,10}?(?P=what)(?:案件|事项)?(?P<count>[1-9]\d*)\s?[件宗起]"
)
_NONE_AND_COUNT = re.compile(
    r"(?:未|没有|无)(?:曾|有)?(?:收到|接到|受理|发生|出现|产生|被提起|被申请|引发)[^,。;:()\d\n]{0,24}?"
    r"(?:(?<!的)(?:政府)?信息公开申请|行政复议|行政诉讼)(?:案件|案|事项)?(?:共|合计)?(?P<count>[1-9]\d*)\s?[件宗起]"
)
_TURN = re.compile("除|其余|其他|上年|去年|此前|结转|补正|但|不过|仅|只|另|同比|较|比")


@rule(
    "Q08",
    "语义矛盾",
    "error",
    why="同一句话先说没有，又写出数量，前后矛盾，无法判断哪一个是真实情况。",
    basis=PRACTICE,
    bad="全年未收到政府信息公开申请，共收到政府信息公开申请3件。",
    good="全年收到政府信息公开申请3件。",
)
def contradiction(case: Case) -> Checks:
    require_report(case)
    said, claims = narrative(case), case.report.claims
    told: list[int] = []
    for found in (*_SAID_TWICE.finditer(said.flat), *_NONE_AND_COUNT.finditer(said.flat)):
        shown = said.shown(*found.span(), width=60)
        place = said.place(*found.span())
        told.append(place["start"])
        yield Hit(
            f"“{shown}”前后矛盾：先称没有，又写出{found['count']}件。请核实更正。",
            found=found["count"],
            evidence=(shown,),
            **place,
        )
    nones = [c for c in claims if c.kind == "none"]
    for none in nones:
        for count in claims:
            if count.kind != "count" or not count.value or any(abs(none.start - at) < 40 for at in told):
                continue
            if _same_matter(case, none, count):
                text = case.report.text[min(none.start, count.start) : max(none.end, count.end)]
                shown = cutting(text, 0, len(text), width=60)
                yield Hit(
                    f"“{shown}”前后矛盾：先称没有，又写出{count.value}{count.unit or '件'}。请核实更正。",
                    section=none.section,
                    start=min(none.start, count.start),
                    end=max(none.end, count.end),
                    found=str(count.value),
                    evidence=(shown,),
                )
                break


def _same_matter(case: Case, none: Claim, count: Claim) -> bool:
    """Whether two claims speak of one quantity in one clause, without a word that sets them apart."""
    if none.quantity != count.quantity or none.scope != count.scope or none.year != count.year:
        return False
    clause = next((c for c in case.report.clauses if c.start <= none.start < c.end), None)
    if clause is None or not clause.start <= count.start < clause.end or count.approximate:
        return False
    low, high = sorted(((none.start, none.end), (count.start, count.end)))
    return low[1] <= high[0] and not _TURN.search(level(case.report.text[low[0] : high[1]]))


@rule(
    "Q09",
    "政务公开/政府信息公开混用",
    "warning",
    why="年度报告的法定名称是“政府信息公开工作年度报告”，政务公开的范围更宽，标题和各部分标题不应互换。",
    basis=FORMAT,
    bad="青岚县水务局2023年政务公开工作年度报告",
    good="青岚县水务局2023年政府信息公开工作年度报告",
    follows_from=("B01",),
)
def other_subject(case: Case) -> Checks:
    require_report(case)
    if is_old(case.report):
        raise NotApplicable("2019年以前没有统一的标题格式")
    title = case.report.witnesses.get("title")
    if (
        title is not None
        and case.report.witnesses.get("title_source") == "text"
        and "政务公开" in level(title.printed)
    ):
        yield Hit(
            f"标题“{title.printed}”使用“政务公开”，应为“政府信息公开”。",
            start=title.start,
            end=title.end,
            found="政务公开",
            expected="政府信息公开",
            evidence=(title.printed,),
            quote="标题",
        )
    for section in case.report.sections:
        if section.number in (2, 3, 4, 5) and "政务公开" in level(section.heading):
            yield Hit(
                f"第{'〇一二三四五六'[section.number]}部分的标题“{section.heading}”使用“政务公开”，统一格式用“政府信息公开”。",
                section=section.number,
                start=section.start,
                end=section.start + len(section.heading),
                line=section.line,
                found="政务公开",
                expected="政府信息公开",
                evidence=(section.heading,),
                defect=f"subject-{section.number}",
            )


@rule(
    "Q10",
    "领导人/会议表述",
    "warning",
    why="重要会议和固定提法应当使用规范表述。对照名单由使用单位在地方规则的 lexicons.Q10 中维护，每项写作“误=正”；本程序只提示，不改文字。",
    basis="使用单位维护的规范表述名单",
    bad="名单中有“党的二十大会议=党的二十大”，正文写“深入学习党的二十大会议精神”。",
    good="正文写“深入学习党的二十大精神”。",
    needs="M",
)
def fixed_wording(case: Case) -> Checks:
    require_report(case)
    listed = case.profile.lexicons.get("Q10", ())
    if not listed:
        raise NotApplicable("地方规则没有提供规范表述名单（lexicons.Q10）")
    flat = level(case.report.text)
    for entry in listed:
        wrong, _, right = (part.strip() for part in level(entry).partition("="))
        at = flat.find(wrong) if wrong else -1
        if at < 0 or (right.startswith(wrong) and flat.startswith(right, at)):
            continue
        shown = cutting(case.report.text, at, at + len(wrong))
        yield Hit(
            f"“{shown.strip()}”中的“{wrong}”列入了规范表述名单{f'，规范表述为“{right}”' if right else ''}。请对照权威文件核对。",
            section=report_section(case.report, at),
            start=at,
            end=at + len(wrong),
            found=wrong,
            expected=right or None,
            evidence=(shown.strip(),),
        )


RULES = (*q_items.RULES, self_names, *q_signs.RULES, self_praise, contradiction, other_subject, fixed_wording)
