"""Family M, first part: what 一、总体情况 must hold (M01-M05, M15, M16, M23, M24; rules.md 4.1, 5.12).

Clauses come first: a topic is there when a clause of the section carries its label, whatever the heading above it. A
heading without a clause of its topic is a hint of its own, and so is a topic without a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause
from gipr_nlp.rules.base import ARTICLE_50, FORMAT, PRACTICE, Case, Checks, Hit, Rule, Unsure, rule
from gipr_nlp.rules.vocabulary import Topic, others, topics
from gipr_nlp.rules.witness import (
    NO_TAGGER,
    WITNESS,
    clauses_in,
    is_preface,
    labelled,
    presence,
    quote,
    share,
)
from gipr_nlp.text import level, squash

FIVE = "主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障"
PART = "第一部分“总体情况”"
SHORTEST = 150  # what A06 asks of section 1; below it A06 says all that is to be said
#: The chapter that holds the table on the same matter; what its text says of the topic leaves the topic open.
_ALSO_IN = {"proactive": 2, "on_request": 3}
_COUNT = re.compile(
    r"(?:\d+(?:\.\d+)?\s*[万千百]?[余多]?|[一二两三四五六七八九十百千万]+[余多]?)\s*(?:条|篇|件|则|项|期|份|次|部|个(?!别|人)|类|户|宗|场|家|批|人次|版|幅|处|例|起|%)"
)
_DENIED = re.compile(r"(?:未|没有|无)[^,。;]{0,20}(?:投诉|举报)")
_HEADING_LINE = re.compile(
    r"(?:[(（][一二三四五六\d][)）]|[一二三四五六]、|[1-6][.．、])?\s*(\S{2,24}?)[:：。.]?"
)


def substance(case: Case) -> list[Clause]:
    """Clauses of section 1; NotApplicable where it is so short that A06 speaks."""
    found = clauses_in(case, 1)
    if case.once("length of 1", lambda: sum(len(squash(c.text)) for c in found)) < SHORTEST:
        raise NotApplicable(f"{PART}过短（见A06）")
    return found


def state_of(case: Case, topic: Topic) -> str:
    """there | missing | open: whether section 1 speaks of a topic, remembered in the case."""
    memo: dict[str, tuple[str, str]] = case.memo.setdefault("topics", {})
    if topic.label not in memo:
        memo[topic.label] = _state(case, topic)
    return memo[topic.label][0]


def _state(case: Case, topic: Topic) -> tuple[str, str]:
    found = substance(case)
    said = presence(found, (topic.label,), topic.speaks, topic.name)
    if said.state == "open" and any(topic.firm.search(level(c.text)) for c in found if not is_preface(c)):
        return "there", ""
    if said.state == "open" and topic.label == "on_request" and _claimed(case):
        return "there", ""
    if said.state == "missing" and _heading(case, found, topic.official):
        return "open", f"有“{topic.name}”的小标题，但没有句子被标注为该方面内容，请人工判断"
    if said.state == "missing" and (elsewhere := _elsewhere(case, topic)):
        return "open", elsewhere
    return said.state, said.why


def _claimed(case: Case) -> bool:
    return any(c.quantity.startswith("applications.") and c.section == 1 for c in case.report.claims)


def _elsewhere(case: Case, topic: Topic) -> str:
    number = _ALSO_IN.get(topic.label)
    try:
        found = clauses_in(case, number) if number else []
    except NotApplicable:
        return ""
    for clause in found:
        if share(clause, topic.label) >= 0.5 and topic.speaks(level(clause.text)):
            return f"第一部分没有{topic.name}的内容，但第{'〇一二三'[number or 0]}部分写有“{quote(clause.text)}”，请人工判断"
    return ""


def _heading(case: Case, found: Sequence[Clause], names: re.Pattern[str]) -> str | None:
    return next((h for h in headings_of(case, found) if names.search(level(h))), None)


def headings_of(case: Case, found: Sequence[Clause]) -> list[str]:
    """Sub-headings of section 1: those above clauses, and lines of the text that look like one (a heading whose
    clauses stand under sub-headings of their own)."""
    return case.once("headings of 1", lambda: _headings_of(case, found))


def _headings_of(case: Case, found: Sequence[Clause]) -> list[str]:
    listed = dict.fromkeys(c.heading for c in found)
    spoken = {squash(c.text) for c in found}
    for line in _lines(case):
        match = _HEADING_LINE.fullmatch(line)
        if match and squash(line) not in spoken:
            listed.setdefault(line.strip(" \u3000:：。."))
    return [h for h in listed if h and "总体情况" not in squash(h)]


def _lines(case: Case) -> list[str]:
    section = case.report.section(1)
    if section is None:
        return []
    return [line.strip() for line in case.report.text[section.body : section.end].split("\n") if line.strip()]


def _missing(case: Case, label: str) -> Checks:
    topic = topics()[label]
    state = state_of(case, topic)
    if state == "open":
        yield Unsure(case.memo["topics"][label][1])
    elif state == "missing":
        found = substance(case)
        proved = not any(topic.absent.search(level(c.text)) for c in found if not is_preface(c))
        yield Hit(
            f"{PART}没有写{topic.name}方面的内容：没有相应的小标题，也没有语句说明本年度{topic.name}的情况。"
            f"统一格式要求这一部分反映{FIVE}五个方面的情况，请补充。",
            section=1,
            start=found[0].start,
            confidence=0.96 if proved else 0.9,
            expected=topic.name,
            quote=f"缺{topic.name}",
        )


def _topic_rule(label: str, name: str, severity: str, bad: str, good: str) -> Rule:
    topic = topics()[label]

    def check(case: Case) -> Checks:
        yield from _missing(case, label)

    return rule(
        topic.code,
        name,
        "error" if severity == "error" else "warning",
        why=f"统一格式要求第一部分反映{FIVE}五个方面的情况，{topic.name}是其中之一；没有发生有关事项的，也应当写明。",
        basis=f"{FORMAT}；{ARTICLE_50}" if severity == "error" else FORMAT,
        bad=bad,
        good=good,
        needs="D+labels",
        follows_from=("A08",),
    )(check)


no_proactive = _topic_rule(
    "proactive",
    "缺主动公开",
    "error",
    bad="第一部分只写组织领导、培训和保密审查，没有写公开了哪些信息。",
    good="全年主动公开政府信息186条，其中门户网站142条、微信公众号44条。",
)
no_on_request = _topic_rule(
    "on_request",
    "缺依申请公开",
    "error",
    bad="第一部分通篇没有提到政府信息公开申请。",
    good="全年未收到政府信息公开申请。",
)
no_management = _topic_rule(
    "management",
    "缺政府信息管理",
    "warning",
    bad="第一部分写了政策解读和回应关切，没有写信息审核、保密审查、规范性文件管理等内容。",
    good="拟公开的信息经科室自查、保密审查和分管领导签发三道程序后发布。",
)
no_platform = _topic_rule(
    "platform",
    "缺平台建设",
    "warning",
    bad="第一部分没有写网站、新媒体、公开专区等平台的建设和维护。",
    good="门户网站部门专页增设“办事结果”子栏目，全年修复失效链接7处。",
)
no_supervision = _topic_rule(
    "supervision",
    "缺监督保障",
    "warning",
    bad="第一部分没有写组织领导、人员、培训、考核、评议、责任追究中的任何一项。",
    good="5月和10月各举办业务培训1场，信息公开列入各科室年度考核。",
)


@rule(
    "M15",
    "依申请公开答非所问",
    "warning",
    why="“依申请公开”指公民、法人或者其他组织申请获取政府信息；热线、信访、网上办事等属于其他工作，写在这里说明理解有偏差，或者用来充数。",
    basis=FORMAT,
    bad="（二）依申请公开情况。通过政务热线受理群众诉求，设立投诉举报电话，件件有回音。",
    good="（二）依申请公开情况。全年收到政府信息公开申请5件，均在法定期限内答复。",
    needs="D+labels",
)
def beside_the_point(case: Case) -> Checks:
    found = substance(case)
    official = topics()["on_request"].official
    under = [c for c in found if official.search(level(c.heading)) and c.label != "review_litigation"]
    if not under:
        raise NotApplicable("第一部分没有“依申请公开”的小标题")
    off = [c for c in under if _of_other_matters(c)]
    on = [c for c in under if _of_applications(c)]
    if len(off) < (2 if on else 1) or len(off) <= len(on):
        return
    if not on and any(share(c, "on_request") >= 0.8 for c in under if c not in off):
        yield Unsure("“依申请公开”小标题下的语句没有提到申请，但被标注为依申请公开，请人工判断")
        return
    rest = "，只有一句提到申请" if on else "，没有一句提到政府信息公开申请"
    yield Hit(
        f"{PART}“{quote(under[0].heading, 20)}”下写的是热线、信访、办事公开等其他工作（如“{quote(off[0].text)}”）{rest}。"
        "依申请公开是指申请人申请获取政府信息，请改写申请的受理、办理和答复情况；没有收到申请的，请写明。",
        section=1,
        start=off[0].start,
        end=off[0].end,
        evidence=tuple(c.text for c in off[:3]),
        confidence=0.85,
    )


def _of_applications(clause: Clause) -> bool:
    return bool(others("application").search(level(clause.text)))


def _of_other_matters(clause: Clause) -> bool:
    flat = level(clause.text)
    return (
        bool(others("on_request").search(flat)) and not _of_applications(clause) and not _DENIED.search(flat)
    )


@rule(
    "M16",
    "主动公开无数据",
    "warning",
    why="主动公开情况至少应当有公开数量和渠道，没有任何数字就看不出一年做了什么。",
    basis=PRACTICE,
    bad="我局不断加大主动公开力度，及时公布群众关心的各类信息。",
    good="全年主动公开政府信息186条，其中门户网站142条、微信公众号44条。",
    needs="D+labels",
)
def proactive_without_figures(case: Case) -> Checks:
    topic = topics()["proactive"]
    state = state_of(case, topic)
    if state == "missing":
        raise NotApplicable("第一部分没有主动公开的内容（见M01）")
    found = substance(case)
    if any(c.quantity.startswith("published.") and c.section == 1 for c in case.report.claims):
        return
    spoken = [
        c
        for c in found
        if not is_preface(c)
        and (
            share(c, "proactive") >= WITNESS
            or topic.speaks(level(c.text))
            or topic.official.search(level(c.heading))
        )
    ]
    if any(_COUNT.search(_without_titles(c.text)) for c in spoken):
        return
    if state == "open" or not spoken:
        yield Unsure(case.memo["topics"]["proactive"][1] or NO_TAGGER)
        return
    published = [
        c for c in found if share(c, "platform") >= WITNESS and _COUNT.search(_without_titles(c.text))
    ]
    if published:
        yield Unsure(f"主动公开的数量可能写在平台建设中（“{quote(published[0].text)}”）")
        return
    yield Hit(
        f"{PART}写主动公开的内容没有一个数字（如“{quote(spoken[0].text)}”）。请补充本年度主动公开信息的数量和渠道。",
        section=1,
        start=spoken[0].start,
        end=spoken[0].end,
        evidence=tuple(c.text for c in spoken[:2]),
        confidence=0.85 if labelled(found) else 0.8,
    )


def _without_titles(text: str) -> str:
    return re.sub(r"《[^》]*》|20\d\d年(?:度)?", "", level(text))


@rule(
    "M23",
    "有标题无内容",
    "hint",
    why="小标题写了一个方面，下面的语句却是别的内容或者没有内容，说明这个方面实际上没有写。",
    basis=FORMAT,
    bad="（四）平台建设情况。成立政务公开工作领导小组，明确专人负责。",
    good="（四）平台建设情况。门户网站增设“办事结果”子栏目，每周检查链接一次。",
    needs="D+labels",
)
def heading_without_content(case: Case) -> Checks:
    found = substance(case)
    for topic in topics().values():
        heading = _heading(case, found, topic.official)
        if heading is None:
            continue
        under = [c for c in found if c.heading == heading]
        if not under:
            if _nothing_below(case, heading):
                yield Hit(
                    f"{PART}的小标题“{heading}”下没有内容，请补充{topic.name}的情况；没有发生有关事项的，请写明。",
                    section=1,
                    evidence=(heading,),
                    confidence=0.95,
                )
            continue
        if any(share(c, topic.label) >= WITNESS or topic.speaks(level(c.text)) for c in under):
            continue
        if any(share(c, topic.label) >= 0.5 for c in found):
            continue
        if not labelled(found):
            yield Unsure(NO_TAGGER)
            continue
        yield Hit(
            f"{PART}的小标题“{heading}”下没有{topic.name}方面的内容，写的是“{quote(under[0].text)}”。请核对内容与标题是否一致。",
            section=1,
            start=under[0].start,
            end=under[-1].end,
            evidence=(heading, under[0].text),
            confidence=0.8,
        )


def _nothing_below(case: Case, heading: str) -> bool:
    """Whether the line of a heading is followed at once by a heading of the same rank, or by the end of the section."""
    lines = _lines(case)
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if squash(line).strip(":。.") == squash(heading).strip(":。."):
            return not after or (bool(_HEADING_LINE.match(after)) and _rank(after) == _rank(line))
    return False


def _rank(line: str) -> bool:
    """Whether the numeral of a heading is a Chinese one ((一) ranks above (1))."""
    return re.match(r"[(（][一二三四五六七八]", line) is not None


@rule(
    "M24",
    "有内容无标题",
    "hint",
    why="第一部分分了小标题，却没有一个标题涵盖某个规定方面，读者和汇总单位不容易找到这一方面的内容。",
    basis=FORMAT,
    bad="小标题为“搭建平台，拓展公开渠道”“建章立制，保障工作落实”，政府信息管理的内容分散在后者之下。",
    good="小标题依次为主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障。",
    needs="D+labels",
)
def content_without_heading(case: Case) -> Checks:
    found = substance(case)
    headings = headings_of(case, found)
    if len(headings) < 2:
        raise NotApplicable("第一部分没有分小标题")
    if not labelled(found):
        yield Unsure(NO_TAGGER)
        return
    bare: list[tuple[Topic, Clause]] = []
    for topic in topics().values():
        if any(topic.headings.search(level(h)) for h in headings):
            continue
        spoken = [c for c in found if not is_preface(c) and _speaks_of(c, topic)]
        if spoken:
            bare.append((topic, spoken[0]))
    if bare:
        names = "、".join(topic.name for topic, _ in bare)
        yield Hit(
            f"{PART}没有一个小标题写明{names}，有关内容写在其他标题之下（如“{quote(bare[0][1].text)}”）。"
            "建议按统一格式规定的五个方面设小标题，便于查阅和汇总。",
            section=1,
            start=bare[0][1].start,
            end=bare[0][1].end,
            found="、".join(headings)[:120],
            expected=names,
            evidence=tuple(c.text for _, c in bare),
            confidence=0.8,
            quote=f"无标题：{names}",
        )


def _speaks_of(clause: Clause, topic: Topic) -> bool:
    flat = level(clause.text)
    by_label = share(clause, topic.label)
    return by_label >= 0.7 or (by_label >= WITNESS and topic.speaks(flat)) or bool(topic.firm.search(flat))


RULES = (
    no_proactive,
    no_on_request,
    no_management,
    no_platform,
    no_supervision,
    beside_the_point,
    proactive_without_figures,
    heading_without_content,
    content_without_heading,
)
