"""Family J: the figures of a report against those of the year before (J01-J07; rules.md 5.9).

Every rule looks first whether the body is still the same one (J14: renamed, merged, split up), and decides nothing on
a cell that either report leaves in doubt. What another finding already explains hangs on that finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Number, Report, Severity
from gipr_nlp.rules import years
from gipr_nlp.rules.balance import balance
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, fingerprint, rule
from gipr_nlp.rules.identical import copied_defect
from gipr_nlp.rules.powers import may_make_rules
from gipr_nlp.rules.printed import title
from gipr_nlp.rules.years import LastYear, before, called, column_called, need_table, row_called, shown

APPLICATIONS, DISCLOSURE = "applications", "disclosure"
COLUMNS = tuple(statutory.column_labels(APPLICATIONS, "2021"))
STOCKS = ("regulations", "normative_documents")
ITEMS = ("licensing", "other_services", "penalties", "compulsion", "fees")
VERIFY = "请核实是哪一年度的数字有误，并予更正或说明。"


@rule(
    "J01",
    "上年结转≠上年度“结转下年度”",
    "error",
    why="上年结转的申请就是上一年度报告中结转下年度继续办理的申请，每一列都应当相等。",
    basis=FORMAT,
    bad="2023年度报告“上年结转”总计3件，2022年度报告“结转下年度继续办理”总计5件。",
    good="2023年度报告“上年结转”总计5件，2022年度报告“结转下年度继续办理”总计5件。",
    needs="P",
)
def carried_over(case: Case) -> Checks:
    last = before(case)
    need_table(case, last, APPLICATIONS)
    apart = list(_apart(case.report, last))
    open_ = [column for column, now, then in apart if now is None or then is None]
    wrong = [(c, n, t) for c, n, t in apart if n is not None and t is not None and n != t]
    wrong.sort(key=lambda entry: entry[0] != "total")
    for number, (column, now, then) in enumerate(wrong):
        yield _carried_hit(case, last, column, now, then, leads=number == 0)
    if open_:
        names = "、".join(column_called(case, APPLICATIONS, "carried_in", c) for c in open_)
        yield Unsure(f"{names}列本年“上年结转”或上年度“结转下年度继续办理”没有读到确定的数字")


def _apart(report: Report, last: LastYear) -> Iterator[tuple[str, Number | None, Number | None]]:
    """Column, what came over by this report, what was carried over by last year's."""
    for column in COLUMNS:
        now = years.certain(report, APPLICATIONS, "carried_in", column)
        yield column, now, last.number(APPLICATIONS, "carried_out", column)


def _carried_hit(case: Case, last: LastYear, column: str, now: Number, then: Number, *, leads: bool) -> Hit:
    cell = case.cell(APPLICATIONS, "carried_in", column)
    cause = balance(case).echo(lambda v: v.get((APPLICATIONS, "carried_in", column)) != then) or (
        copied_defect(case)
    )
    fault = _own_fault(case, last, column, now)
    severity: Severity = "error" if column == "total" and not fault and not last.merged else "warning"
    told = (
        f"但上年度报告的{title(APPLICATIONS)}自身勾稽关系不成立，结转下年度的件数按勾稽关系应为{shown(now)}件，可能是上年度报告填写有误。"
        if fault
        else "两数应当相等。"
    )
    return Hit(
        f"本年{called(case, cell)}为{shown(now)}件，{last.name}同表“四、结转下年度继续办理”行"
        f"{column_called(case, APPLICATIONS, 'carried_out', column)}列{'合计' if last.merged else ''}为{shown(then)}件，"
        f"相差{shown(abs(now - then))}件。{told}{VERIFY}",
        cell=cell,
        section=3,
        found=shown(now),
        expected=shown(then),
        suggestion=None if fault or last.merged else (cell.key, then),
        partner=years.partner(last),
        severity=severity,
        confidence=min(cell.confidence, 0.9 if fault or last.merged else 1.0),
        defect=cause or "carried over",
        leads=leads and cause is None,
    )


def _own_fault(case: Case, last: LastYear, column: str, now: Number) -> bool:
    """Whether last year's own sums are broken and would hold with what this year's report says came over."""
    if last.merged:
        return False
    try:
        found = balance(Case(last.report, case.profile))
    except NotApplicable:
        return False
    return found.echo(lambda v: v.get((APPLICATIONS, "carried_out", column)) != now) is not None


@rule(
    "J02",
    "下一年不衔接",
    "error",
    why="结转下年度的申请应当在下一年度报告的“上年结转”中如数出现。",
    basis=FORMAT,
    bad="2022年度报告“结转下年度继续办理”总计5件，2023年度报告“上年结转”总计3件。",
    good="2022年度报告“结转下年度继续办理”总计5件，2023年度报告“上年结转”总计5件。",
    needs="N",
    follows_from=("J01",),
)
def carried_on(case: Case) -> Checks:
    following = case.corpus.following
    if following is None:
        raise NotApplicable("没有下一年度报告可以比对")
    if not case.corpus.counts:
        raise NotApplicable("本年度有另一个版本，以该版本与下一年度报告比对")
    case.table(APPLICATIONS)
    if following.table[APPLICATIONS].kind not in ("grid", "lines"):
        raise NotApplicable(f"下一年度报告中没有可读的{title(APPLICATIONS)}")
    apart = list(_apart(following, LastYear(case.year, (case.report,))))
    wrong = [(c, n, t) for c, n, t in apart if n is not None and t is not None and n != t]
    wrong.sort(key=lambda entry: entry[0] != "total")
    if wrong:
        yield _carried_on_hit(case, following, *wrong[0], others=[c for c, _, _ in wrong[1:]])
    elif any(None in entry for entry in apart):
        yield Unsure("本年“结转下年度继续办理”或下一年度“上年结转”没有读到确定的数字")


def _carried_on_hit(
    case: Case, following: Report, column: str, came: Number, left: Number, others: list[str]
) -> Hit:
    cell = case.cell(APPLICATIONS, "carried_out", column)
    named = "、".join(column_called(case, APPLICATIONS, "carried_out", c) for c in others)
    cause = balance(case).echo(lambda v: v.get((APPLICATIONS, "carried_out", column)) != came)
    place = f"{APPLICATIONS}.carried_in.{column}"
    root = fingerprint("J01", following.agency.name, following.year, place)
    return Hit(
        f"本年{called(case, cell)}为{shown(left)}件，下一年度（{following.year}年度）报告“上年结转”同列为{shown(came)}件，"
        f"相差{shown(abs(left - came))}件{f'（{named}列也不相等）' if named else ''}。两数应当相等，{VERIFY}",
        cell=cell,
        section=3,
        found=shown(left),
        expected=shown(came),
        partner=f"{following.agency.name}{following.year}年度报告",
        severity="error" if column == "total" else "warning",
        confidence=cell.confidence,
        defect=cause,
        root=None if "J01" in case.profile.disabled else root,
    )


# --- disclosure table -------------------------------------------------------------------------------------


@rule(
    "J03",
    "规范性文件存量不衔接",
    "warning",
    why="年底现行有效的件数应当等于上年底现行有效的件数加本年制发、减本年废止的件数。",
    basis=FORMAT,
    bad="行政规范性文件：上年现行有效12件，本年制发2件、废止1件，现行有效18件。",
    good="行政规范性文件：上年现行有效12件，本年制发2件、废止1件，现行有效13件。",
    needs="P",
)
def stock(case: Case) -> Checks:
    last = _disclosure(case, "2021", "2021")
    for row in STOCKS:
        now, issued, repealed = (_now(case, row, c) for c in ("in_force", "issued", "repealed"))
        then = last.number(DISCLOSURE, row, "in_force")
        if now is None or issued is None or repealed is None or then is None:
            yield _open(case, row, "现行有效件数")
        elif now != then + issued - repealed:
            yield _stock_hit(case, last, row, then, then + issued - repealed)


def _stock_hit(case: Case, last: LastYear, row: str, then: Number, wanted: Number) -> Hit:
    now, issued, repealed = (case.value(DISCLOSURE, row, c) for c in ("in_force", "issued", "repealed"))
    said = years.remarks_of(case.report)
    changed = last.merged or case.corpus.succession != ""
    small = abs(now - wanted) <= 2 and bool(said & {"merger", "cleanup"})
    goes_on = _goes_on(case, last, row)
    before_wrong = goes_on or any(_impossible(report, row) for report in last.reports)
    told = f"{_reorganised(changed)}{'本年数字与再上年度相衔接，' if goes_on else ''}{_blamed(before_wrong)}"
    hit = _row_hit(
        case,
        last,
        row,
        "in_force",
        f"{last.name}“现行有效件数”{shown(then)}件，加本年制发{shown(issued)}件、减本年废止{shown(repealed)}件，应为{shown(wanted)}件，"
        f"本年填写{shown(now)}件，相差{shown(abs(now - wanted))}件。{told}"
        "请对照规范性文件目录和清理结果核实；确因机构改革、清理结果调整的，请在文字中说明。",
        shown(wanted),
    )
    own = _impossible(case.report, row)
    return replace(
        hit,
        severity="hint" if small or changed or before_wrong else None,
        free=before_wrong and not own,
        defect=f"stock:{row}" if own else copied_defect(case),
    )


def _goes_on(case: Case, last: LastYear, row: str) -> bool:
    """Whether this year's stock follows from that of the year before last, so that last year's was the wrong one."""
    base = case.corpus.before_last.get(row)
    changes = [last.number(DISCLOSURE, row, c) for c in ("issued", "repealed")]
    own = [_now(case, row, c) for c in ("issued", "repealed", "in_force")]
    if base is None or None in (*changes, *own):
        return False
    net = [n or 0 for n in (*changes, *own)]
    return base + net[0] - net[1] + net[2] - net[3] == net[4]


def _impossible(report: Report, row: str) -> bool:
    """Whether a report's own stock cannot be right: fewer than its year added, or 规章 of a body that makes none."""
    now, issued, repealed = (
        years.certain(report, DISCLOSURE, row, c) for c in ("in_force", "issued", "repealed")
    )
    if row == "regulations" and report.agency.level and not may_make_rules(report.agency):
        return any((now, issued, repealed))
    if now is None or issued is None or repealed is None:
        return False
    return now < issued - repealed or (repealed == 0 and issued > now)


def _blamed(before_wrong: bool) -> str:
    return "上年度报告的该项数字自身可能有误。" if before_wrong else ""


@rule(
    "J04",
    "v2019 公开总数不衔接",
    "hint",
    why="2019年版格式中，对外公开总数量一般等于上年总数量加本年新公开的数量；减少的应当有清理或废止。",
    basis=PRACTICE,
    bad="规范性文件：上年对外公开总数量40，本年新公开5，对外公开总数量60。",
    good="规范性文件：上年对外公开总数量40，本年新公开5，对外公开总数量45。",
    needs="P",
)
def published_total(case: Case) -> Checks:
    last = _disclosure(case, "2019", "2019")
    for row in STOCKS:
        now, new, then = (
            _now(case, row, "total"),
            _now(case, row, "published"),
            last.number(DISCLOSURE, row, "total"),
        )
        if now is None or new is None or then is None:
            yield _open(case, row, "对外公开总数量")
        elif now != then + new and not _cleaned_up(case, now, then + new):
            yield replace(
                _row_hit(
                    case,
                    last,
                    row,
                    "total",
                    f"{last.name}“对外公开总数量”{shown(then)}，加本年新公开{shown(new)}，应为{shown(then + new)}，"
                    f"本年填写{shown(now)}，相差{shown(abs(now - then - new))}。请核实；确有清理、废止的，请在文字中说明。",
                    shown(then + new),
                ),
                defect=f"total:{row}" if new > now else copied_defect(case),
            )


@rule(
    "J05",
    "v2019 项目数不衔接",
    "warning",
    why="“上一年项目数量”应当是上年度报告中的项目数量加上当年的增减。",
    basis=FORMAT,
    bad="行政许可：上年度报告上一年项目数量12、增1，本年“上一年项目数量”填写10。",
    good="行政许可：上年度报告上一年项目数量12、增1，本年“上一年项目数量”填写13。",
    needs="P",
)
def items(case: Case) -> Checks:
    last = _disclosure(case, "2019", "2019")
    for row in ITEMS:
        now = _now(case, row, "last_year_items")
        then, change = (last.number(DISCLOSURE, row, c) for c in ("last_year_items", "change"))
        if now is None or then is None or change is None:
            yield _open(case, row, "项目数量")
        elif now != then + change:
            unsigned = change > 0 and now == then - change
            before_wrong = any(_no_items(report, row) for report in last.reports)
            yield replace(
                _row_hit(
                    case,
                    last,
                    row,
                    "last_year_items",
                    f"{last.name}填写上一年项目数量{shown(then)}、当年增减{shown(change)}，年末应为{shown(then + change)}，"
                    f"本年“上一年项目数量”填写{shown(now)}，相差{shown(abs(now - then - change))}。"
                    f"{'如上年度的增减是减少，应当注明“-”或“减”。' if unsigned else ''}{_blamed(before_wrong)}{VERIFY}",
                    shown(then + change),
                ),
                severity="hint" if unsigned or before_wrong else None,
                defect=f"items:{row}" if _no_items(case.report, row) else copied_defect(case),
            )


def _no_items(report: Report, row: str) -> bool:
    """Whether E09 speaks of a row of a report: no items, yet decisions."""
    items_, change, decided = (
        years.certain(report, DISCLOSURE, row, c) for c in ("last_year_items", "change", "decisions")
    )
    return items_ is not None and change is not None and items_ + change == 0 and bool(decided)


@rule(
    "J06",
    "2020→2021 跨格式",
    "hint",
    why="两版格式口径不同，但现行有效的规范性文件一般接近上年对外公开总数量加本年制发、减本年废止的件数。",
    basis=PRACTICE,
    bad="2020年度对外公开总数量8，2021年度制发1件、废止0件，现行有效35件。",
    good="2020年度对外公开总数量8，2021年度制发1件、废止0件，现行有效9件。",
    needs="P",
)
def across_forms(case: Case) -> Checks:
    last = _disclosure(case, "2021", "2019")
    row = "normative_documents"
    now, issued, repealed = (_now(case, row, c) for c in ("in_force", "issued", "repealed"))
    then = last.number(DISCLOSURE, row, "total")
    if now is None or issued is None or repealed is None or then is None:
        yield _open(case, row, "件数")
    elif now != (wanted := then + issued - repealed) and not _cleaned_up(case, now, wanted):
        yield replace(
            _row_hit(
                case,
                last,
                row,
                "in_force",
                f"{last.name}（2019年版格式）“对外公开总数量”{shown(then)}件，加本年制发{shown(issued)}件、减本年废止{shown(repealed)}件为"
                f"{shown(wanted)}件，本年“现行有效件数”填写{shown(now)}件。两版格式口径不同，请核实是否漏计以前年度的文件。",
                f"一般为{shown(wanted)}件左右",
            ),
            defect=f"stock:{row}" if now < issued - repealed else None,
        )


@rule(
    "J07",
    "复议/诉讼未审结不衔接",
    "warning",
    why="上年尚未审结的案件会转入本年继续审理，本年总计不应少于上年尚未审结的件数。",
    basis=FORMAT,
    bad="上年行政复议尚未审结3件，本年行政复议总计1件。",
    good="上年行政复议尚未审结3件，本年行政复议总计4件。",
    needs="P",
)
def pending_cases(case: Case) -> Checks:
    last = before(case)
    need_table(case, last, "review")
    for row in (r.key for r in statutory.rows("review", "2021")):
        now, then = years.certain(case.report, "review", row, "total"), last.number("review", row, "pending")
        if now is None or then is None:
            yield Unsure(f"{row_called(case, 'review', row)}本年总计或上年尚未审结件数没有读到确定的数字")
        elif now < then:
            cell = case.cell("review", row, "total")
            yield Hit(
                f"{last.name}中{row_called(case, 'review', row)}尚未审结{shown(then)}件，本年总计只有{shown(now)}件，"
                f"至少有{shown(then - now)}件没有反映。上年未审结的案件应当计入审结年度，请核实。",
                cell=cell,
                section=4,
                found=shown(now),
                expected=f"不少于{shown(then)}",
                partner=years.partner(last),
                confidence=cell.confidence,
                defect=_review_defect(case, row),
            )


def _review_defect(case: Case, row: str) -> str | None:
    """The broken sum of the group (G01-G03), where there is one."""
    code = dict(zip((r.key for r in statutory.rows("review", "2021")), ("G01", "G02", "G03"), strict=True))[
        row
    ]
    parts = [
        years.certain(case.report, "review", row, c) for c in ("upheld", "corrected", "other", "pending")
    ]
    total = years.certain(case.report, "review", row, "total")
    if total is None or None in parts or sum(p for p in parts if p is not None) == total:
        return copied_defect(case)
    return code


def _disclosure(case: Case, now: str, then: str) -> LastYear:
    """Last year's figures where both tables have these forms."""
    last = before(case)
    need_table(case, last, DISCLOSURE)
    if (case.form(DISCLOSURE), last.form(DISCLOSURE)) != (now, then):
        raise NotApplicable("两年度报告的表格格式不是这一检查项所比较的格式")
    return last


def _now(case: Case, row: str, column: str) -> Number | None:
    return years.certain(case.report, DISCLOSURE, row, column)


def _open(case: Case, row: str, what: str) -> Unsure:
    return Unsure(f"{row_called(case, DISCLOSURE, row)}{what}本年或上年没有读到确定的数字")


def _cleaned_up(case: Case, now: Number, wanted: Number) -> bool:
    """Whether fewer documents than expected are explained: the report tells of a review that ended some."""
    return now < wanted and "cleanup" in years.remarks_of(case.report)


def _reorganised(changed: bool) -> str:
    return "本机关上年度以来经历更名或合并。" if changed else ""


def _row_hit(case: Case, last: LastYear, row: str, column: str, told: str, expected: str) -> Hit:
    cell = case.cell(DISCLOSURE, row, column)
    return Hit(
        f"{row_called(case, DISCLOSURE, row)}：{told}",
        cell=cell,
        section=2,
        found=cell.raw,
        expected=expected,
        partner=years.partner(last),
        confidence=cell.confidence,
    )


RULES = (carried_over, carried_on, stock, published_total, items, across_forms, pending_cases)
