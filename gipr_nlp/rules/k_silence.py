"""Family K: what the tables show and the narrative never mentions - hints, since silence contradicts nothing."""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Number
from gipr_nlp.rules.base import ARTICLE_50, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.printed import title
from gipr_nlp.rules.stated import leaves, total
from gipr_nlp.rules.witness import is_preface
from gipr_nlp.text import squash

APPLICATIONS = title("applications")


def _silent(case: Case, words: str, label: str) -> bool | None:
    """Whether no clause speaks of a matter: True, False, or None where a label alone says so."""
    clauses = [c for c in case.report.clauses if c.section and not is_preface(c)]
    pattern = re.compile(words)
    if any(pattern.search(squash(c.text)) for c in clauses):
        return False
    if label and any(c.probabilities.get(label, 0.0) >= 0.2 or c.label == label for c in clauses):
        return None
    return True


def _hint(case: Case, silent: bool | None, message: str, row: str, table: str, section: int) -> Checks:
    if silent is None:
        yield Unsure("文字中似有相关内容，不能断定没有说明")
    elif silent:
        cell = case.cell(table, row, "total")
        yield Hit(
            message, cell=cell, section=section, found=cell.raw, expected="在文字中说明", confidence=0.9
        )


@rule(
    "K16",
    "复议诉讼未在文字中说明",
    "hint",
    why="第四部分表格有行政复议、行政诉讼，文字中最好说明件数和结果，方便公众了解。",
    basis=ARTICLE_50,
    bad="表格中有行政诉讼3件，全文没有提到复议或诉讼。",
    good="表格中有行政诉讼3件，文字写明“被提起行政诉讼3件，维持2件、其他结果1件”。",
    needs="D+claims",
)
def unmentioned_reviews(case: Case) -> Checks:
    case.table("review")
    rows = ("reconsideration", "litigation_direct", "litigation_after_review")
    counts = {row: case.value("review", row, "total") for row in rows}
    if not any(counts.values()):
        raise NotApplicable("没有行政复议和行政诉讼")
    silent = _silent(case, "复议|诉讼|起诉|应诉|被诉|法院|败诉|胜诉", "review_litigation")
    row = next(row for row in rows if counts[row])
    lawsuits = counts["litigation_direct"] + counts["litigation_after_review"]
    parts = [f"行政复议{counts['reconsideration']}件"] if counts["reconsideration"] else []
    parts += [f"行政诉讼{lawsuits}件"] if lawsuits else []
    yield from _hint(
        case,
        silent,
        f"{title('review')}中有{'、'.join(parts)}，而报告文字没有提到。建议在文字中说明件数、原因和结果。",
        row,
        "review",
        4,
    )


@rule(
    "K17",
    "结转未在文字中说明",
    "hint",
    why="有上年结转或结转下年度的申请，文字中最好说明，否则收到数与办结数对不上。",
    basis=PRACTICE,
    bad="表格中结转下年度1件，文字只写“收到6件”。",
    good="文字写明“收到6件，办结5件，结转下年度1件”。",
    needs="D+claims",
)
def unmentioned_carry_over(case: Case) -> Checks:
    came, went = (total(case, row) for row in ("carried_in", "carried_out"))
    if not came and not went:
        raise NotApplicable("没有结转的申请")
    silent = _silent(
        case,
        "结转|转结|转入|转至|跨年|遗留|未办结|正在办理|在办|办理中|顺延|延续|未答复|未到期|下一?年度?继续",
        "",
    )
    said = "、".join(
        f"{name}{count}件" for name, count in (("上年结转", came), ("结转下年度", went)) if count
    )
    yield from _hint(
        case,
        silent,
        f"{APPLICATIONS}中{said}，而报告文字没有提到结转。建议在文字中说明。",
        "carried_out" if went else "carried_in",
        "applications",
        3,
    )


@rule(
    "K18",
    "不予公开未在文字中说明",
    "hint",
    why="有不予公开的申请，文字中最好说明件数和理由。",
    basis=PRACTICE,
    bad="表格中不予公开2件，文字没有提到不予公开。",
    good="文字写明“不予公开2件，均涉及第三方合法权益”。",
    needs="D+claims",
)
def unmentioned_refusals(case: Case) -> Checks:
    cells = leaves(case, "refused_")
    counts: list[Number] = [case.number(cell) for cell in cells]
    if not any(counts):
        raise NotApplicable("没有不予公开的申请")
    silent = _silent(case, "不予公开|未予公开|不公开(?!为)|不予提供|未予提供|拒绝公开|不能公开|依法不予", "")
    row = next(cell.row for cell, count in zip(cells, counts, strict=True) if count)
    yield from _hint(
        case,
        silent,
        f"{APPLICATIONS}中不予公开{sum(counts)}件，而报告文字没有提到。建议在文字中说明件数和理由。",
        row,
        "applications",
        3,
    )


RULES = (unmentioned_reviews, unmentioned_carry_over, unmentioned_refusals)
