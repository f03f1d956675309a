"""Family B, how the report names the body that issues it (B14, B15, rules.md 5.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gipr_nlp import agency
from gipr_nlp.agency import gazetteer
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Severity
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.lexicon import words
from gipr_nlp.rules.narrative import narrative, quoted_spans
from gipr_nlp.rules.scope import require_report


@rule(
    "B14",
    "机构改革旧名",
    "warning",
    why="机构改革后应当使用现行名称；自称仍用旧名，多为沿用往年的文字。",
    basis=PRACTICE,
    bad="2021年的报告自称“青岚县卫计局”。",
    good="2021年的报告自称“青岚县卫生健康局”。",
    needs="M",
)
def abolished_name(case: Case) -> Checks:
    require_report(case)
    year, own = case.year, case.report.agency
    name = agency.split(own.name, year)
    if not name.core:
        raise NotApplicable("没有找到发布机构的名称")
    for reform in words("reforms")["reform"]:
        if year < reform["since"]:
            continue
        former = next((old for old in reform["old"] if old in (name.core, name.full)), None)
        if former is not None:
            title = case.report.witnesses.get("title")
            yield Hit(
                f"发布机构自称“{own.printed or own.name}”，该名称在机构改革中多已不再使用，现为“{reform['new']}”。"
                f"请核对{year}年末的机构名称；如本地保留此名称，请忽略。",
                severity="hint",
                found=former,
                expected=reform["new"],
                evidence=(own.printed or own.name,),
                quote=former,
                confidence=0.8,
                start=getattr(title, "start", None),
                end=getattr(title, "end", None),
            )
            return
        yield from _former_in_text(case, reform, name.full)
    if "outdated" not in case.memo:
        raise NotApplicable("没有单位名录，不能逐一核对机构名称的有效期")


def _former_in_text(case: Case, reform: dict[str, list[str]], own: str) -> Iterator[Hit]:
    """The body speaks of itself by the name it had before its own reform."""
    stems = {w for w in re.findall("[\u4e00-\u9fff]{4,}", str(reform["new"])) if len(w) >= 4}
    if not any(own.startswith(stem.rstrip("局厅委员会")) for stem in stems):
        return
    said = narrative(case)
    for old in reform["old"]:
        at = said.bare.find(old)
        while at >= 0:
            before, behind = said.bare[max(0, at - 8) : at], said.bare[at + len(old) : at + len(old) + 6]
            part = own.endswith(old) and said.bare.startswith(own, at + len(old) - len(own))
            if (
                not part
                and not re.search("原|由|前身|从|撤销|曾", before)
                and not re.search("更名|合并|改|划|撤|并入|整合|时期|网站|旧", behind)
            ):
                case.memo["outdated"] = True
                shown = said.shown(at, at + len(old))
                yield Hit(
                    f"正文中仍使用旧机构名“{old}”（“{shown}”），而发布机构为“{own}”。如系自称，请改用现行名称。",
                    severity="hint",
                    found=old,
                    expected=own,
                    evidence=(shown,),
                    quote=old,
                    confidence=0.85,
                    **said.place(at, at + len(old)),
                )
                return
            at = said.bare.find(old, at + 1)


# Each unit word with what may not follow it: 自我办理, 基本局面, 成本, 本办法, 本院校 are no pronouns.
_PRONOUN = re.compile(
    r"(?:(?<![自忘大小敌唯])我|(?<![基根成资样文版课])本)(?P<unit>"
    "局(?![面部限势域促])|委(?![托派婉曲员任])|厅(?!堂)|办(?![理事好成证件结公税学法复])|镇(?!静)|乡(?![土亲])|街道|街(?!头)|县|区(?![域别分间])|市(?![场民面值])"
    "|旗(?!帜)|州)"
)
_AREA = frozenset("县区市旗州")
_FULL_UNIT = {
    "委员会": "委",
    "委": "委",
    "局": "局",
    "厅": "厅",
    "办公室": "办",
    "办公厅": "办",
    "办": "办",
    "中心": "中心",
    "院": "院",
}
_TITLE_OF = {"街": "街道"}


def _expected(kind: str, name: str) -> frozenset[str] | None:
    """The units by which a body may call itself; None where that cannot be told."""
    if kind == "government":
        return frozenset(("办", "厅"))
    if kind == "office":
        return frozenset(("办", "厅", "局") if "局" in name else ("办", "厅"))
    if kind == "subdistrict":
        return frozenset(("街道", "街", "办"))
    if kind == "town":
        unit = re.search("([镇乡])(?:人民政府|政府|党政办|$)", name)
        return None if unit is None else frozenset((unit[1], "办"))
    if name.endswith("管理委员会"):
        return frozenset(("委", "区", "办", "中心"))
    if kind not in ("department", "other"):
        return None
    main, *notes = re.split(r"[()]", name)
    found = {
        unit
        for part in (main, *notes)
        for ending, unit in _FULL_UNIT.items()
        if part.strip().endswith(ending)
    }
    return frozenset(found) if any(main.endswith(ending) for ending in _FULL_UNIT) else None


@rule(
    "B15",
    "自称不符",
    "error",
    why="自称应当与发布机构的类型一致（局称“我局”、委员会称“我委”、镇称“我镇”）；不一致多为套用其他单位的文稿。",
    basis=PRACTICE,
    bad="青岚县水务局的报告写“我委成立了政府信息公开工作领导小组”。",
    good="青岚县水务局的报告写“我局成立了政府信息公开工作领导小组”。",
)
def pronoun(case: Case) -> Checks:
    require_report(case)
    own = case.report.agency
    expected = _expected(own.kind, own.name)
    if expected is None or case.report.witnesses.get("title_source") == "file":
        raise NotApplicable("发布机构的类型不明，不能判断应当怎样自称")
    said = narrative(case)
    areas = _areas(case)
    quoted = list(quoted_spans(said.flat))
    wrong: list[tuple[str, int, int]] = []
    counts: Counter[str] = Counter()
    for found in _PRONOUN.finditer(said.flat):
        unit = found["unit"]
        if any(a <= found.start() < b for a, b in quoted):
            continue
        if unit in expected or (unit in _AREA and (areas is None or unit in areas)):
            counts["right"] += unit in expected
        else:
            wrong.append((unit, found.start(), found.end()))
    by_unit: dict[str, list[tuple[int, int]]] = {}
    for unit, start, end in wrong:
        by_unit.setdefault(_TITLE_OF.get(unit, unit), []).append((start, end))
    for unit, places in by_unit.items():
        yield _mismatch(case, unit, places, counts["right"], expected)


def _mismatch(
    case: Case, unit: str, places: list[tuple[int, int]], right: int, expected: frozenset[str]
) -> Hit:
    said, own = narrative(case), case.report.agency
    many = len(places) >= 3 or (len(places) > right and right > 0)
    severity: Severity = "error" if many and unit not in _AREA else "warning"
    shown = tuple(dict.fromkeys(said.shown(*place) for place in places))[:3]
    should = "、".join(f"“我{u}”" for u in sorted(expected, key="局委厅镇乡街道街办".find)[:1])
    listed = "、".join(f"“{s}”" for s in shown)
    return Hit(
        f"发布机构是“{own.name}”，正文却有{len(places)}处自称“{said.flat[slice(*places[0])]}”：{listed}。"
        + (
            f"请核实是否套用了其他单位的文稿，并统一改为{should}。"
            if unit not in _AREA
            else "请核实所指的地区是否正确。"
        ),
        severity=severity,
        found=said.flat[slice(*places[0])],
        expected=should.strip("“”") if unit not in _AREA else None,
        evidence=shown,
        quote=f"我{unit}",
        confidence=0.96 if many and len(places) >= 3 else 0.9,
        **said.place(*places[0]),
    )


def _areas(case: Case) -> frozenset[str] | None:
    """The area words that fit (我县, 我市 …); None where the region is not known well enough."""
    own = case.report.agency
    chain = (
        agency.split(own.name, case.report.year).chain
        or agency.split(own.region or "", case.report.year).chain
    )
    if not chain or own.level not in ("city", "county", "town") or own.kind == "other":
        return None
    place, level = chain[-1]
    if level not in ("city", "county"):
        return None
    fitting = {place[-1], "市"}  # a county's office may speak of its city
    known = {parent for _, parent, _, _ in gazetteer().get(place, ())}
    outer = {parent for name in known for _, parent, _, _ in gazetteer().get(name, ())} | known
    autonomous = any(name.endswith("自治区") for name in outer) or not outer or "自治区" in case.report.text
    if autonomous or "开发区" in own.name or "新区" in own.name:
        fitting.add("区")
    if place[-1] not in "县区市旗州" or (level == "city" and place[-1] in "州盟"):
        return None
    return frozenset(fitting)


RULES = (abolished_name, pronoun)
