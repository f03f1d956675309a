"""How the labels of a table are worded: what differs from the form by a few characters, and the unit of money (C04)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp import form as statutory
from gipr_nlp.model import Table
from gipr_nlp.rules.base import Case, Checks, Hit, Unsure
from gipr_nlp.rules.labels import Altered, altered, altered_in, plain
from gipr_nlp.rules.outline import header_of, line_of
from gipr_nlp.rules.printed import BY_ORDER, form_of, row_name, title

GROUPS = ("未经复议直接起诉", "复议后起诉")


def changed_rows(case: Case, table: Table) -> Checks:
    """Row labels; the review table has none."""
    form = form_of(case, table.table)
    by_order = {c.row for c in case.cells(table.table) if c.doubt == BY_ORDER}
    for row in statutory.rows(table.table, form) if table.table != "review" else ():
        printed = table.labels.get(row.key)
        change = altered(row.label, printed) if printed else None
        if change:
            yield _renamed(case, table, "行", change, row.key)
        elif row.key in by_order:
            name = row_name(table.table, form, row.key)
            yield Unsure(f"{title(table.table)}{name}行的名称没有读清，不能与格式核对")


def changed_columns(case: Case, table: Table) -> Iterator[Hit]:
    """Column labels, where the header was read; labels that the layout broke are not altered."""
    form, told = form_of(case, table.table), header_of(table)
    if table.table == "disclosure":
        yield from _block_headers(case, table, form)
        return
    columns = list(statutory.column_labels(table.table, form).values())
    if table.table == "applications":
        if "申请人情况" not in told or "法人或其他组织" not in told:
            return
        changes = altered_in([c for c in columns if len(c) > 2], told)[0]
        if "总计" not in told and "合计" in told and "extra_column" not in table.notes:
            changes.append(Altered("总计", "合计", False))
    elif all(word in told for word in ("行政复议", "行政诉讼", "总计")):
        changes = altered_in([*GROUPS, *(c for c in columns if len(c) > 2)], told)[0]
    else:
        return
    yield from (_renamed(case, table, "栏目", change) for change in changes)


def _block_headers(case: Case, table: Table, form: str) -> Iterator[Hit]:
    """Columns of the blocks of the disclosure table, and the unit of money; one wording is one finding."""
    said = set()
    for row in statutory.rows("disclosure", form):
        header = table.labels.get(f"column:{row.key}")
        if header is None:
            continue
        labels = [v.split("（")[0] for v in statutory.column_labels("disclosure", form, row.key).values()]
        for change in altered_in(labels, header)[0]:
            if change not in said:
                yield _renamed(case, table, "栏目", change, row.key)
            said.add(change)
        if row.key == "fees" and form == "2021" and plain("本年收费金额") in plain(header):
            yield from _money_unit(case, table, header)


def _money_unit(case: Case, table: Table, header: str) -> Iterator[Hit]:
    if "万元" in header:
        return
    wrong = re.search(r"(?:千|百)?[亿]?元", header)
    printed = header[header.find("本年收费金额") :]
    text = f"单位写作“{wrong[0]}”，规定为“万元”" if wrong else "没有注明单位，规定为“单位：万元”"
    yield Hit(
        f"{title('disclosure')}中，“本年收费金额”的{text}。请改正表头，并按万元填报金额。",
        section=2,
        table="disclosure",
        row="fees",
        column="amount",
        line=line_of(case, table, "本年收费金额"),
        found=printed[:30],
        expected="本年收费金额（单位：万元）",
        severity="error" if wrong else None,
    )


def _renamed(case: Case, table: Table, what: str, change: Altered, row: str | None = None) -> Hit:
    doubt = "（可能是文字识别造成的形近字，请对照原件）" if change.alike else ""
    label = change.label.replace("“", "‘").replace("”", "’").split("（区分")[0]
    return Hit(
        f"{title(table.table)}中，{what}名称“{label}”写成了“{change.printed}”{doubt}，与规定格式不一致。请按格式原文改正。",
        section=statutory.SECTION_OF[table.table],
        table=table.table,
        row=row,
        column=None if what == "行" else label,
        line=line_of(case, table, change.printed),
        found=change.printed,
        expected=label,
        severity="hint" if change.alike else None,
        free=change.alike,
    )
