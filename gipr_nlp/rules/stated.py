"""What the narrative states, held against the tables: for family K, and where a letter names a statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Cell, Claim, Number, Severity
from gipr_nlp.quantities import quantity_keys, value_of
from gipr_nlp.rules.balance import balance, known
from gipr_nlp.rules.base import Case, Hit, Unsure
from gipr_nlp.rules.printed import cell_name, form_of, number, title
from gipr_nlp.rules.repair import Key, check

VERIFY = "请贵单位核实后更正文字或表格，使两者一致。"
PARTS = "零一二三四五六七"
_REVIEW_SUMS: dict[str, tuple[str, ...]] = {
    "reconsideration": ("G01",),
    "litigation_direct": ("G02",),
    "litigation_after_review": ("G03",),
    "litigation": ("G02", "G03"),
}
_AREA = re.compile("全[市县区镇乡州省旗盟域]|[我本][市县区镇乡州省]|各级|各部门|各乡镇|各街道|[县市区]直")
_SUM_NAMES = {
    "received": "“本年新收”与“上年结转”两行“总计”列之和",
    "disclosed": "“予以公开”与“部分公开”两行“总计”列之和",
    "refused": "“（三）不予公开”各项“总计”列之和",
    "unable": "“（四）无法提供”各项“总计”列之和",
    "declined": "“（五）不予处理”各项“总计”列之和",
    "other": "“（六）其他处理”各项“总计”列之和",
}


# --- statements -------------------------------------------------------------------------------------------


def spoken(
    case: Case, wanted: Callable[[Claim], bool], kinds: Collection[str] = ("count", "none")
) -> list[Claim]:
    """The statements on some quantities of the reporting year.

    Raises:
        NotApplicable: the narrative says nothing about them.
    """
    year = case.year
    found = [c for c in case.report.claims if c.kind in kinds and c.year == year and wanted(c)]
    if not found:
        raise NotApplicable("文字中没有相关数字")
    return found


def where(case: Case, claim: Claim) -> str:
    """Where a statement stands, as a letter says it: 第一部分“（二）依申请公开情况”."""
    part = f"第{PARTS[claim.section]}部分" if claim.section and claim.section < len(PARTS) else "报告开头"
    clause = next((c for c in case.report.clauses if c.start <= claim.start < c.end), None)
    section = case.report.section(claim.section) if claim.section else None
    heading = clause.heading.strip() if clause else ""
    if not heading or len(heading) > 24 or (section and heading in section.heading):
        return part
    return f"{part}“{heading}”"


def named(case: Case, quantity: str) -> str:
    """A quantity as the table shows it: “行政处罚”行“本年处理决定数量”列, or the sum that it is."""
    keys = quantity_keys(quantity, case.report.by_key)
    table, row, column = quantity.split(".")
    if len(keys) == 1:
        return cell_name(case.report.by_key[keys[0]], form_of(case, table))
    if column == "organisations":
        label = "本年新收" if row == "new_received" else "办理结果总计"
        return f"“{label}”行法人或其他组织各列之和"
    if table == "review":
        shown = statutory.column_labels(table, "2021")[column]
        return f"“行政诉讼”两组“{shown}”之和"
    return _SUM_NAMES[row]


def measure(claim: Claim) -> str:
    """The measure word for differences of a statement."""
    return "件" if claim.unit in (None, "件", "人次", "次") else claim.unit or ""


# --- comparison -------------------------------------------------------------------------------------------


def compared(
    case: Case,
    claims: Sequence[Claim],
    *,
    severity: Severity | None = None,
    advice: str = VERIFY,
    leads: bool = True,
    confidence: float = 1.0,
) -> Iterator[Hit | Unsure]:
    """A hit for each statement that the tables contradict, unsure where they could not be compared."""
    seen: set[str] = set()
    for claim in claims:
        case.table(claim.quantity.split(".")[0])
        if claim.verdict == "contradicted":
            defect, echo = defect_of(case, claim)
            yield contradiction(
                case, claim, defect, leads and not echo and defect not in seen, severity, advice, confidence
            )
            seen.add(defect)
        elif claim.verdict == "unverifiable":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")


def contradiction(
    case: Case,
    claim: Claim,
    defect: str,
    leads: bool,
    severity: Severity | None = None,
    advice: str = VERIFY,
    confidence: float = 1.0,
) -> Hit:
    """The hit that a statement and the tables differ: both sides, the difference."""
    value = value_of(claim.quantity, case.report.by_key)
    assert value is not None  # a verdict was given
    assert claim.value is not None
    if inferred_scope(case, claim):
        severity, confidence = severity or "warning", min(confidence, 0.9)
    said = "没有" if claim.kind == "none" else f"{claim.value}{claim.unit or '件'}"
    apart = "" if claim.kind == "none" else f"（相差{_shown(abs(claim.value - value))}{measure(claim)}）"
    return at(
        case,
        claim,
        f"{where(case, claim)}写明“{claim.text}”，而{title(claim.quantity.split('.')[0])}中"
        f"{named(case, claim.quantity)}为{_shown(value)}，文字与表格不一致{apart}。{advice}",
        found=said,
        expected=_shown(value),
        severity=severity,
        confidence=confidence,
        defect=defect,
        leads=leads,
    )


def inferred_scope(case: Case, claim: Claim) -> bool:
    """Whether a government's sentence owes its scope to a sentence before it (rules.md 5.0a: no error then)."""
    if case.report.agency.kind != "government":
        return False
    clause = next((c for c in case.report.clauses if c.start <= claim.start < c.end), None)
    return clause is None or not _AREA.search(clause.text)


def at(
    case: Case,
    claim: Claim,
    message: str,
    *,
    found: str | None = None,
    expected: str | None = None,
    severity: Severity | None = None,
    confidence: float = 1.0,
    defect: str | None = None,
    leads: bool = False,
) -> Hit:
    """A hit at the place of a statement, naming the cell it speaks of."""
    table, row, column = (*claim.quantity.split("."), "", "")[:3]
    known = table in statutory.TABLES
    return Hit(
        message,
        section=claim.section,
        table=table if known else None,
        row=row if known else None,
        column=column if known else None,
        line=case.report.document.line_at(claim.start),
        start=claim.start,
        end=claim.end,
        found=found,
        expected=expected,
        evidence=(claim.text,),
        severity=severity,
        confidence=confidence,
        defect=defect,
        leads=leads,
    )


def why_not(case: Case, claim: Claim) -> str:
    """Why a statement could not be compared."""
    if claim.scope == "unknown":
        return "没有写明是本机关的还是本地区的数字，不能与表格比较"
    if claim.scope == "area" and case.report.agency.kind != "government":
        return "说的是本系统或本地区的数字，不能与本机关的表格比较"
    if claim.scope == "own" and case.report.agency.kind == "government":
        return "说的是本级的数字，不能与本地区的表格比较"
    if value_of(claim.quantity, case.report.by_key) is None:
        return "所对应的单元格没有读到确定的数字"
    if claim.approximate:
        return "是约数，不能与表格逐一核对"
    return "与表格的分项不完全对应，不能比较"


def defect_of(case: Case, claim: Claim) -> tuple[str, bool]:
    """Name of the defect that a contradicted statement shows, and whether it only echoes a wrong table."""
    table, row, _ = claim.quantity.split(".")
    own = f"said:{claim.quantity}:{claim.value}"
    if table == "applications":
        keys = quantity_keys(claim.quantity, case.report.by_key)
        stated = claim.value

        def differs(values: Mapping[Key, Number | None]) -> bool:
            numbers = [values.get(key) for key in keys]
            return None in numbers or sum(n for n in numbers if n is not None) != stated

        echo = balance(case).echo(differs) or _same_amount(case, claim)
        return (echo, True) if echo else (own, False)
    if table == "review":
        broken = [code for code in _broken_sums(case) if code in _REVIEW_SUMS[row]]
        return (broken[0], True) if broken else (own, False)
    if row in ("normative_documents", "regulations"):
        issued, repealed, valid = (number(case, row, c) for c in ("issued", "repealed", "in_force"))
        if issued is not None and repealed is not None and valid is not None and valid < issued - repealed:
            return f"stock:{row}", True
    return own, False


def _same_amount(case: Case, claim: Claim) -> str | None:
    """The defect of a broken sum of the 总计 column that is off by as much as text and table differ."""
    value, found = value_of(claim.quantity, case.report.by_key), balance(case)
    if value is None or claim.value is None:
        return None
    for checked in found.checked:
        total_column = checked.equation.right[0][2] == "total" and checked.equation.code in ("F02", "F03")
        if total_column and checked.broken and abs(checked.difference) == abs(claim.value - value):
            return found.defect_of(checked.equation.code, "total")
    return None


def echoes(case: Case, low: int, end: int) -> str | None:
    """The defect of the applications table that statements between two places repeat faithfully."""
    claims = [
        c for c in case.report.claims if low <= c.start < end and c.quantity.startswith("applications.")
    ]
    if not claims or any(c.verdict != "supported" for c in claims):
        return None
    cells = {key for c in claims for key in quantity_keys(c.quantity, case.report.by_key)}
    found = balance(case)
    for n, checked in enumerate(found.checked):
        if checked.broken and cells & {*checked.equation.left, *checked.equation.right}:
            return next((found.name(d) for d in found.defects if n in d.equations), None)
    return None


def _broken_sums(case: Case) -> list[str]:
    """Codes of the review table's sums that do not hold."""
    sums = check(known(case, "review"), statutory.equations("review", "2021"))
    return [c.equation.code for c in sums if c.broken]


def _shown(value: Number) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def total(case: Case, *rows: str, column: str = "total", table: str = "applications") -> Number:
    """Sum of certain cells; NotStated where one of them is blank or doubtful."""
    case.table(table)
    return sum(case.value(table, row, column) for row in rows)


def leaves(case: Case, start: str) -> list[Cell]:
    """The result rows of a group, 总计 column."""
    return [c for c in case.cells("applications", column="total") if c.row.startswith(start)]
