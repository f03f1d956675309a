"""The outline of a table: rows and columns that the form asks for and that are not there, and those it does not know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from gipr_nlp import form as statutory
from gipr_nlp.model import Table
from gipr_nlp.rules.base import Case, Checks, Hit, Unsure
from gipr_nlp.rules.labels import plain
from gipr_nlp.rules.printed import BY_ORDER, UNSEEN, VERIFY, counted, form_of, row_name, some, title
from gipr_nlp.text import squash

EXTRA = "extra_row:"
"""Begins the note of a row that belongs to no key, before its label."""


def header_of(table: Table) -> str:
    """The header texts of a table without white space."""
    return squash("".join(piece for row in table.headers for piece in row))


def missing_rows(case: Case, table: Table) -> Checks:
    """Rows whose label is printed nowhere in a table that was read well; unsure where it may only be unread."""
    form = form_of(case, table.table)
    rows = statutory.rows(table.table, form)
    doubts = {r.key: {case.cell(table.table, r.key, c).doubt for c in r.columns} for r in rows}
    absent = [r for r in rows if doubts[r.key] == {"missing"}]
    if not absent:
        return
    names = [row_name(table.table, form, r.key) for r in absent]
    flat = re.sub(r"[^\w\u4e00-\u9fff]", "", squash(case.report.text[table.start or 0 : table.end]))
    torn = len(absent) > 2 and list(rows[-len(absent) :]) == absent
    known = sum(1 for r in rows if r not in absent and not doubts[r.key] & {BY_ORDER, UNSEEN})
    unread = bool(extra_rows(case, table)) or known + len(absent) < len(rows) or known * 2 < len(rows)
    if torn or unread or any(_stands_in(r, flat) for r in absent):
        why = "报告可能在此中断" if torn else "表格没有完全读清"
        yield Unsure(f"{title(table.table)}没有读到{some(names)}行，但{why}，不能断定缺行")
        return
    several = ((absent[0], some(names, 6, "行")),)
    for row, name in zip(absent, names, strict=True) if len(absent) <= 3 else several:
        yield Hit(
            f"{title(table.table)}中，缺少{name}行。请按格式补齐，没有发生的填写0。",
            section=statutory.SECTION_OF[table.table],
            table=table.table,
            row=row.key,
            line=table.line,
            found="无此行",
            expected=row.label,
        )


def _stands_in(row: statutory.Row, flat: str) -> bool:
    """Whether the label of a row is printed somewhere in the table."""
    name = plain(row.label.split("（区分")[0])
    if row.key == "other_else":
        return "3其他" in flat
    return name[:14] in flat


def missing_columns(case: Case, table: Table) -> Iterator[Hit]:
    """Columns that neither the header nor any row has; in the disclosure table block by block."""
    form, blocks = form_of(case, table.table), dict[str, list[statutory.Row]]()
    for row in statutory.rows(table.table, form):
        blocks.setdefault(row.group if table.table == "disclosure" else "", []).append(row)
    have = {(c.row, c.column) for c in case.cells(table.table)}
    for rows in blocks.values():
        present = [r for r in rows if any((r.key, c) in have for c in r.columns)]
        labels = statutory.column_labels(table.table, form, rows[0].key)
        for column in rows[0].columns if present else ():
            if any((r.key, column) in have for r in present):
                continue
            yield Hit(
                f"{title(table.table)}中，缺少“{labels[column]}”列。请按格式补齐，没有发生的填写0。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                row=rows[0].key if table.table == "disclosure" else None,
                column=column,
                line=table.line,
                found="无此列",
                expected=labels[column],
            )


def missing_groups(case: Case, table: Table) -> Iterator[Hit]:
    """Groups of the review table that neither the header nor the number of values has."""
    numbers = next((n for c in case.cells("review") if (n := counted(c))), None)
    if numbers is None or numbers[0] not in (5, 10):
        return
    told = header_of(table)
    words = {
        "reconsideration": "行政复议",
        "litigation_direct": "直接起诉",
        "litigation_after_review": "复议后起诉",
    }
    absent = [row for row, word in words.items() if word not in told]
    if len(absent) == (15 - numbers[0]) // 5:
        names = some([row_name("review", "2021", row) for row in absent])
        yield Hit(
            f"{title('review')}中，缺少{names}部分。请按格式补齐，没有发生的填写0。{VERIFY}",
            section=4,
            table="review",
            row=absent[0],
            line=table.line,
            found="无此部分",
            expected="行政复议、未经复议直接起诉、复议后起诉各5格",
        )


def extra_rows(case: Case, table: Table) -> list[tuple[str, tuple[str, ...]]]:
    """Rows with a label and numbers between the rows of the form: (label, numbers).

    Running heads with the number of the page look alike: they name the agency or stand on several pages.
    """
    notes = [note for note in table.notes if note.startswith(EXTRA)]
    if not notes:
        return []
    agency = case.report.agency
    heads = {squash(name) for name in (agency.name, agency.printed, agency.signed, case.report.title) if name}
    lines = Counter(squash(line) for line in case.report.document.lines)
    least = 5 if table.table == "applications" else 1
    known = _known_words(table.table)
    found = []
    for note in notes:
        label = note.removeprefix(EXTRA)
        raws = next((e[1:] for e in table.extra if e[0] == label), ())
        numbers = tuple(raw.strip() for raw in raws if raw.strip() not in ("", "/"))
        own = label
        for word in known:
            own = own.replace(word, "")
        own = re.sub(r"第二十条第?\(?[一二三四五六七八九十]+\)?项|信息内容|[^\w\u4e00-\u9fff]|\d", "", own)
        if len(numbers) < least or len(re.findall(r"[\u4e00-\u9fff]", own)) < 2:
            continue
        head = any(name in label for name in heads) or any(
            lines[line] > 1 and line in label for line in lines if len(line) > 3
        )
        if head or re.search(r"第\d*页|页码|年度报告|信息公开工作", label):
            continue
        if any(plain(label).endswith(word) for word in known):
            continue
        found.append((re.sub(r"^.*?第二十条第?\(?[一二三四五六七八九十]+\)?项", "", label) or label, numbers))
    return found


@cache
def _known_words(table: str) -> list[str]:
    """Labels of both forms, longest first: what is left of a text without them is not the form's."""
    words = {
        squash(v)
        for f in ("2019", "2021")
        for r in statutory.rows(table, f)
        for v in statutory.column_labels(table, f, r.key).values()
    }
    words |= {plain(r.label) for f in ("2019", "2021") for r in statutory.rows(table, f)}
    words |= {plain(v) for v in statutory.group_labels().values()} | {
        "本年收费金额",
        "申请人情况",
        "法人或其他组织",
    }
    return sorted(words, key=len, reverse=True)


def line_of(case: Case, table: Table, label: str) -> int | None:
    """The line of a table on which a label (or its end) is printed; the table's own where it is broken."""
    lines = case.report.document.lines
    first = case.report.document.line_at(table.start) if table.start is not None else 1
    last = case.report.document.line_at(table.end) if table.end is not None else len(lines)
    wanted = squash(label)[-8:]
    return next((n for n in range(first, last + 1) if wanted in squash(lines[n - 1])), table.line)
