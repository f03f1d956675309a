"""Family J, second part: all figures the same, figures far from last year's, growth that the text states (J08-J10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Claim, Clause, Number, Report, Severity
from gipr_nlp.quantities import in_scope, quantity_keys, value_of
from gipr_nlp.rules import years
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.identical import DEFECT, same
from gipr_nlp.rules.printed import in_wan
from gipr_nlp.rules.stated import at, named, where
from gipr_nlp.rules.years import LastYear, before, called, shown
from gipr_nlp.text import level

#: Few and small figures may be the same by chance: one application a year, granted each time, fills six cells.
_ENOUGH, _LARGE = 5, 10
#: What one application fills besides the sums: its row and its result.
_ONE = 2


@rule(
    "J08",
    "数据与上年完全相同",
    "error",
    why="各项数据全部与上年度相同，几乎不可能是实际情况，多半是沿用了上年度的表格。",
    basis=FORMAT,
    bad="三张表中12个非零数字全部与上年度报告相同。",
    good="各项数据按本年度实际填写。",
    needs="P",
)
def same_figures(case: Case) -> Checks:
    found = same(case)
    if len(found.equal) < 5 or found.different:
        return
    if found.open:
        yield Unsure(f"已确定的{len(found.equal)}个非零数字与上年相同，另有{found.open}格没有读到确定的数字")
        return
    last = before(case)
    chance = len(found.own) < _ENOUGH and all((c.value or 0) < _LARGE for c in found.own)
    severity: Severity | None = None if not chance else "warning" if len(found.own) > _ONE else "hint"
    listed = "、".join(f"{called(case, c)}{c.raw.strip()}" for c in found.own[:3])
    yield Hit(
        f"第二至第四部分各表的数字与{last.name}完全相同，其中非零数字{len(found.equal)}个（如{listed}）。"
        "请核实是否沿用了上年度的表格；确系巧合的，请予说明。",
        cell=found.own[0] if found.own else found.equal[0],
        found="与上年完全相同",
        expected="本年度的实际数字",
        partner=years.partner(last),
        severity=severity,
        confidence=0.8 if chance else 1.0,
        defect=DEFECT,
        leads=True,
        evidence=(f"非零数字{len(found.equal)}个",),
    )


_WATCHED = (
    ("applications", "new_received", "total"),
    ("disclosure", "licensing", "decisions"),
    ("disclosure", "penalties", "decisions"),
    ("disclosure", "fees", "amount"),
)


@rule(
    "J09",
    "同比剧变",
    "hint",
    why="同一机关的申请件数、许可和处罚件数、收费金额一般不会一年之间相差数倍；相差悬殊而没有说明，可能是填错行、填错单位或口径变化。",
    basis=PRACTICE,
    bad="行政处罚上年12件，本年860件，文字没有说明原因。",
    good="行政处罚上年12件，本年860件，文字写明因职责划转承接交通违法案件。",
    needs="P",
)
def far_from_last_year(case: Case) -> Checks:
    last = before(case)
    factor = float(case.profile.thresholds.get("J09", 5))
    least = float(case.profile.thresholds.get("J09_min", 50))
    explained = years.remarks_of(case.report)
    for key in _WATCHED:
        now, then = _amount(case.report, key), _amounts(last, key)
        if now is None or then is None:
            if key in case.report.by_key and all(key in r.by_key for r in last.reports):
                yield Unsure(f"{called(case, case.cell(*key))}本年或上年没有读到确定的数字")
            continue
        low, high = sorted((now, then))
        subject = "applications" if key[0] == "applications" else key[1]
        if high < least or high <= factor * low or f"explained:{subject}" in explained:
            continue
        if key[1] == "fees" and low and 5_000 <= high / low <= 20_000:  # D07: 元 for 万元
            continue
        yield _jump(case, last, key, now, then)


def _jump(case: Case, last: LastYear, key: years.Key, now: Number, then: Number) -> Hit:
    cell = case.cell(*key)
    unit = "万元" if key[1] == "fees" else "件"
    times = _compared(now, then) if then and now else ""
    return Hit(
        f"{called(case, cell)}为{shown(now)}{unit}，{last.name}为{shown(then)}{unit}{times}，文字没有说明原因。"
        "请核实是否填错行、填错单位或统计口径有变化；属实的，建议在文字中说明。",
        cell=cell,
        found=shown(now),
        expected=f"上年为{shown(then)}",
        partner=years.partner(last),
        confidence=0.8,
    )


def _compared(now: Number, then: Number) -> str:
    """How many times last year's figure, or what part of it."""
    if now > then:
        return f"，增加到上年的{shown(round(now / then, 1))}倍"
    percent = round(now / then * 100)
    return f"，{f'减少到上年的{percent}%' if percent else '不足上年的1%'}"


def _amount(report: Report, key: years.Key) -> Number | None:
    """A watched figure, money in 万元; None where it is not certain or the form has no such cell."""
    cell = report.by_key.get(key)
    if cell is None or cell.doubt or cell.value is None:
        return None
    return in_wan(cell.value, cell.unit or "万元") if key[1] == "fees" else cell.value


def _amounts(last: LastYear, key: years.Key) -> Number | None:
    values = [_amount(report, key) for report in last.reports]
    return None if None in values else sum(v for v in values if v is not None)


# --- growth that the text states --------------------------------------------------------------------------

_OTHER_BASE = re.compile(
    r"前年|十[一二三四]五|历年|近[两三四五]年|[两三四五]年来|以来|上半年|下半年|季度|环比|上月|\d+月|累计|平均|年均|预期|目标|计划|全[省市县国]平均"
)
_YEAR = re.compile(r"(20\d\d)年")
_LOOSE = re.compile("约|近|超过|余|多|左右|以上|不足|将近|大约")
#: Words of one quantity that other rows may answer, too: 收到 may count what was carried in.
_ALSO = {
    "applications.new_received.total": ("applications.received.total", "applications.total_handled.total"),
    "applications.total_handled.total": ("applications.received.total", "applications.new_received.total"),
}


@rule(
    "J10",
    "同比数字错误",
    "error",
    why="文字写明的同比增减，应当能由本年度和上年度报告的表格数字算出。",
    basis=PRACTICE,
    bad="本年新收80件，上年76件，写“同比增长15%”。",
    good="本年新收80件，上年76件，写“同比增长5.26%”。",
    needs="P",
    follows_from=("L02", "L04"),
)
def stated_growth(case: Case) -> Checks:
    last = before(case)
    spoken = [c for c in case.report.claims if _speaks_of_last_year(case, c)]
    if not spoken:
        raise NotApplicable("文字没有写同比增减")
    for claim in spoken:
        yield from _judge(case, last, claim)


def _speaks_of_last_year(case: Case, claim: Claim) -> bool:
    """A trend against last year, or a figure of last year, about cells that both tables have."""
    if claim.value is None or not quantity_keys(claim.quantity, case.report.by_key):
        return False
    if claim.kind == "trend":
        return claim.unit not in ("个百分点", "百分点", "倍")
    return claim.kind == "count" and claim.year == case.year - 1


def _judge(case: Case, last: LastYear, claim: Claim) -> Iterator[Hit | Unsure]:
    words = _clause_of(case.report, claim)
    if not in_scope(claim.scope, case.report.agency.kind):
        yield Unsure(f"“{claim.text}”的范围与表格不同，不能核对")
        return
    if _OTHER_BASE.search(level(words)) or any(
        int(y) not in (case.year, case.year - 1) for y in _YEAR.findall(level(words))
    ):
        yield Unsure(f"“{claim.text}”所比较的可能不是上年全年，不能核对")
        return
    pairs = list(_figures(case.report, last, claim.quantity))
    if not pairs or None in pairs[0]:
        yield Unsure(f"“{claim.text}”所对应的单元格本年或上年没有读到确定的数字")
        return
    if any(now is None or then is None or _fits(claim, now, then) for now, then in pairs):
        return  # right, or one reading of the words cannot be checked
    counted = {c.value for c in case.report.claims if _same_count(case, claim, c)}
    if any(
        v is not None and then is not None and _fits(claim, v, then) for v in counted for _, then in pairs
    ):
        return  # right for the figure that the text gives; K01 says that the table has another
    now, then = pairs[0]
    if now is not None and then is not None:
        yield _wrong_growth(case, last, claim, now, then)


def _figures(report: Report, last: LastYear, quantity: str) -> Iterator[tuple[Number | None, Number | None]]:
    for name in (quantity, *_ALSO.get(quantity, ())):
        thens = [value_of(name, r.by_key) for r in last.reports]
        yield value_of(name, report.by_key), None if None in thens else sum(t for t in thens if t is not None)


def _same_count(case: Case, claim: Claim, other: Claim) -> bool:
    return other.quantity == claim.quantity and other.kind == "count" and other.year == case.year


def _fits(claim: Claim, now: Number, then: Number) -> bool:
    """Whether the figures give what the claim says, rounded as it is printed."""
    assert claim.value is not None  # claims without a value are not asked
    loose = claim.approximate or bool(_LOOSE.search(claim.text))
    if claim.kind == "count":
        return claim.value == then or (loose and abs(claim.value - then) <= 0.1 * then + 1)
    if claim.unit != "%":
        return claim.value == now - then or (
            loose and abs(claim.value - (now - then)) <= 0.1 * abs(now - then) + 1
        )
    if not then:
        return False
    exact = (now - then) / then * 100
    return abs(exact - claim.value) <= _half_unit(claim) + (max(3.0, 0.1 * abs(exact)) if loose else 0)


def _half_unit(claim: Claim) -> float:
    """Half a unit of the last decimal printed."""
    digits = re.findall(r"\d+(?:\.(\d+))?\s*%", level(claim.text))
    decimals = max((len(d) for d in digits if d), default=0)
    return 0.5 / 10.0**decimals + 1e-6


def _wrong_growth(case: Case, last: LastYear, claim: Claim, now: Number, then: Number) -> Hit:
    name = named(case, claim.quantity)
    assert claim.value is not None
    if claim.kind == "count":
        right, told = shown(then), f"{last.name}中{name}为{shown(then)}"
    elif claim.unit != "%":
        right = shown(now - then)
        told = f"{name}本年为{shown(now)}、上年为{shown(then)}，{_way(now - then)}{shown(abs(now - then))}"
    elif not then:
        right, told = "不能计算百分比", f"{name}本年为{shown(now)}、上年为0，无从计算增减的百分比"
    else:
        share = (now - then) / then * 100
        right = f"{share:.2f}%"
        told = f"{name}本年为{shown(now)}、上年为{shown(then)}，应为{_way(share)}{abs(share):.2f}%"
    hit = at(
        case,
        claim,
        f"{where(case, claim)}写明“{claim.text}”，而{told}，文字与两年度的表格不一致。请核实后更正。",
        found=f"{shown(claim.value)}{claim.unit or ''}",
        expected=right,
        severity="warning" if claim.kind == "count" or claim.quantity not in _PLAIN else None,
        confidence=0.95 if claim.quantity in _PLAIN else 0.85,
    )
    return replace(hit, partner=years.partner(last))


#: Quantities whose words leave no doubt which cells they mean.
_PLAIN = frozenset(_ALSO) | {
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.compulsion.decisions",
    "applications.granted.total",
}


def _way(difference: Number) -> str:
    return "增加" if difference > 0 else "减少" if difference < 0 else "持平，增减"


def _clause_of(report: Report, claim: Claim) -> str:
    """The words of the whole clause in which a claim stands, the claim's own where it is not at hand."""
    found: Clause | None = next((c for c in report.clauses if c.start <= claim.start < c.end), None)
    return found.text if found else claim.text


RULES = (same_figures, far_from_last_year, stated_growth)
