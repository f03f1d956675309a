"""Family P, copied from a department of another field (P06, rules.md 5.14). Words by field: ``data/sectors.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Severity
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.lexicon import one_of, words
from gipr_nlp.rules.narrative import Narrative, narrative
from gipr_nlp.rules.scope import require_report

_SYSTEM_OF = (
    r"(?P<what>系统(?=(?:各|内部?|上下|全体|干部|各单位|单位|工作人员|政务公开|政府信息公开|信息公开|依法行政))"
    r"|领域(?=(?:的)?(?:政务公开|政府信息公开|信息公开|公开工作|基层政务公开))"
    r"|方面的?(?=(?:公开申请|政府信息公开|信息公开|依申请公开|政务公开|申请))"
    r"|(?:中心|改革发展|事业发展|重点)?工作(?=(?:实际|大局|重点|特点|需要|,))|事业(?=(?:健康|高质量|改革|的?发展)))"
)
_TOWARDS_WORK = re.compile(
    "(?:围绕|结合|立足|服务|推动|促进)(?:我?[省市县区镇]|全[省市县区]|本[省市县区])?(?:的)?$"
)
_PARTNER = re.compile(
    "(?:会同|联合|协同|配合|协助|对接|走进|深入|面向|帮助|支持|与|和|同|及|、|等)[^,。;:]{0,6}$"
)
_BELONGING = "(?:局属|委属|厅属|直属|下属|所属|本系统|系统内|系统各|全系统)(?:各类?|有关|相关)?(?P<unit>{units})(?![和、与及]?.{{0,4}}医|卫)"


OWN, OTHERS = 1, 4
"""Different words of its own field at most, and of another at least, by which a report shows that it is another's.
In 150 clean reports of departments no third field has more than three."""


@cache
def _stems() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, frozenset[str]]]:
    """Patterns for stems, for units and for phrases; and which sectors each word belongs to."""
    owners: dict[str, set[str]] = {}
    listed: dict[str, list[str]] = {"stems": [], "units": [], "phrases": []}
    for sector, entry in words("sectors").items():
        if sector == "related":
            continue
        for kind, target in listed.items():
            target += entry[kind]
            for word in entry[kind]:
                owners.setdefault(word, set()).add(sector)
    stems = re.compile(rf"(?P<stem>{one_of(listed['stems'])}){_SYSTEM_OF}")
    units = re.compile(_BELONGING.format(units=one_of(listed["units"])))
    phrases = re.compile(one_of(listed["phrases"]))
    return stems, units, phrases, {word: frozenset(sectors) for word, sectors in owners.items()}


@cache
def _all_sectors(name: str) -> frozenset[str]:
    """Every sector whose words stand in a department's name (教育和体育局), with those that share its field."""
    lexicon = words("agencies")["sectors"]
    own = {sector for sector, listed in lexicon.items() if any(word in name for word in listed)}
    near = {other for group in words("sectors")["related"]["groups"] if own & set(group) for other in group}
    return frozenset(own | near)


@rule(
    "P06",
    "他行业用语",
    "error",
    why="用其他行业的用语叙述本机关的工作（如卫生健康局的报告写“教育系统政务公开工作”），说明文字是从其他部门的报告套用的。",
    basis=PRACTICE,
    bad="青岚县卫生健康局的报告写“统筹负责教育系统政务公开工作”。",
    good="青岚县卫生健康局的报告写“统筹负责卫生健康系统政务公开工作”。",
)
def foreign_field(case: Case) -> Checks:
    require_report(case)
    own = case.report.agency
    if own.kind != "department" or not own.sector:
        raise NotApplicable("发布机构不是行业主管部门，或所属行业不明")
    said, mine = narrative(case), _all_sectors(own.name)
    found: dict[str, list[tuple[int, int]]] = {}
    for sector, start, end in _fields(said):
        if not sector & mine:
            found.setdefault(min(sector), []).append((start, end))
    for places in found.values():
        terms = "、".join(dict.fromkeys(f"“{said.flat[a:b]}”" for a, b in places))
        shown = tuple(dict.fromkeys(said.shown(*place) for place in places))[:4]
        listed = "、".join(f"“{s}”" for s in shown)
        severity: Severity = "error" if len(places) >= 2 else "warning"
        yield Hit(
            f"发布机构是“{own.name}”，正文却出现其他行业的用语{terms}（{listed}）。请核实是否为套用其他部门文稿时遗留，并更正。",
            severity=severity,
            found="、".join(dict.fromkeys(said.flat[a:b] for a, b in places)),
            evidence=shown,
            quote="、".join(sorted({said.flat[a:b] for a, b in places})),
            confidence=0.95 if len(places) >= 3 else 0.85,
            **said.place(*places[0]),
        )
    if not found:
        yield from _all_foreign(case, said, mine)


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    return {
        sector: tuple(entry["nouns"].split())
        for sector, entry in words("sectors").items()
        if "nouns" in entry
    }


def _all_foreign(case: Case, said: Narrative, mine: frozenset[str]) -> Iterator[Hit]:
    """The text as a whole speaks of another field's work and not of one's own."""
    known = said.chars.issuperset
    spoken = {
        sector: [noun for noun in nouns if known(noun) and noun in said.flat]
        for sector, nouns in _nouns().items()
    }
    own = [noun for sector in mine for noun in spoken.get(sector, ())]
    other, terms = max(((s, t) for s, t in spoken.items() if s not in mine), key=lambda pair: len(pair[1]))
    if len(own) > OWN or len(terms) < (OTHERS if mine & spoken.keys() else OTHERS + 1):
        return
    first = min(said.flat.index(noun) for noun in terms)
    listed = "、".join(f"“{term}”" for term in terms[:8])
    yield Hit(
        f"发布机构是“{case.report.agency.name}”，正文叙述的业务却是其他行业的（{listed}等），几乎没有本行业的内容，"
        "疑为套用其他部门的文稿。请核实。",
        severity="warning",
        found="、".join(terms[:8]),
        evidence=(said.shown(first, first + 2),),
        quote=f"业务{other}",
        confidence=0.9,
        **said.place(first, first + 2),
    )


def _fields(said: Narrative) -> Iterator[tuple[frozenset[str], int, int]]:
    """Words that tell a field of work in statements about oneself, with the sectors they belong to."""
    stems, units, phrases, owners = _stems()
    for found in stems.finditer(said.bare):
        before = said.bare[max(0, found.start() - 12) : found.start()].split("\n")[-1]
        if _PARTNER.search(before) or said.bare[found.end() : found.end() + 1] in "、和与及":
            continue
        stem, what = found["stem"], found["what"]
        if what.endswith(("工作", "事业")):
            towards = _TOWARDS_WORK.search(before)
            entries = [words("sectors")[sector] for sector in owners[stem]]
            if not towards or not all(entry["work"] for entry in entries):
                continue
        yield owners[stem], found.start(), found.end()
    for found in units.finditer(said.bare):
        yield owners[found["unit"]], *found.span("unit")
    for found in phrases.finditer(said.bare):
        yield owners[found[0]], *found.span()


RULES = (foreign_field,)
