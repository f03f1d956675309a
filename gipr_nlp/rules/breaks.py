"""Where the text of a report breaks off: within a sentence or table, or after a table that is not the last part."""

from __future__ import annotations

import re

from gipr_nlp import form as statutory
from gipr_nlp.model import MISSING, Section
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.chapter_text import content_lines, furniture_lines, is_signature
from gipr_nlp.rules.scope import parts
from gipr_nlp.text import squash

_UNFINISHED = re.compile(
    r"[，、：（《“,:(]$|(?:的|和|与|及|以及|或|对|在|将|为|以|把|被|从|向|按照|根据|通过)$"
)
_CLOSED = re.compile(r"[。！？!?.）)”》】\]]$|[年月日；;]$|^无$")


def broken_off(case: Case) -> tuple[int, int] | None:
    """Where the text breaks off: the span of the last line, if that ends within a sentence."""
    if "break" not in case.memo:
        case.memo["break"] = _find_break(case)
    known: tuple[int, int] | None = case.memo["break"]
    return known


def cut_table(case: Case) -> str | None:
    """The table within which the report ends: it lacks its last row, and no chapter follows."""
    chapters = parts(case.report)[-1]
    last = chapters[-1].number if chapters else None
    name = next((t for t, number in statutory.SECTION_OF.items() if number == last), None)
    if name is None or case.report.table[name].kind in ("image", "attachment"):
        return None
    cells = [c for c in case.report.cells if c.table == name]
    return name if all(c.doubt == MISSING for c in cells if c.row == cells[-1].row) else None


def ends_after_table(case: Case) -> bool:
    """Whether the report ends right after a whole table: two chapters or more are missing, and the signature."""
    chapters = parts(case.report)[-1]
    last = chapters[-1].number if chapters else None
    if last not in (2, 3, 4) or case.report.agency.signed or case.report.dates.signed:
        return False
    table = next(t for t, number in statutory.SECTION_OF.items() if number == last)
    if case.report.table[table].kind not in ("grid", "lines"):
        return False
    tail = [line for _, line in content_lines(case.report, chapters[-1])][-1:]
    return not any(re.search(r"[。；;]\s*$", line) for line in tail)


def cut_heading(section: Section) -> bool:
    """Whether a chapter is only the beginning of a heading: 五、存在的主要问题及改."""
    name = squash(section.heading.removeprefix(section.ordinal or ""))
    begun = any(heading.startswith(name) for _, heading in statutory.section_headings().values())
    return bool(name) and section.number is None and begun and section.end - section.body <= 1


def _find_break(case: Case) -> tuple[int, int] | None:
    report = case.report
    chapters = parts(report)[-1]
    if not chapters:
        return None
    document, last = report.document, chapters[-1]
    if cut_table(case) or cut_heading(last) or ends_after_table(case):
        found = [i for i, line in enumerate(document.lines) if line.strip()]
        start = document.line_starts[found[-1]]
        return start, start + len(document.lines[found[-1]])
    furniture = furniture_lines(report)
    for index in range(len(document.lines) - 1, last.line - 2, -1):
        line = document.lines[index].strip()
        if not line or index in furniture:
            continue
        begin = document.line_starts[index]
        start = max(last.body, begin)
        shown = report.text[start : begin + len(document.lines[index])].strip()
        if (
            "\t" in line
            or "|" in line
            or not shown
            or (last.number or 0) in statutory.SECTION_OF.values()
            or _CLOSED.search(shown)
        ):
            return None
        unfinished = _UNFINISHED.search(shown) is not None and not re.match("附|注", shown)
        opened = shown.count("《") > shown.count("》") or shown.count("“") > shown.count("”")
        truncated = (
            {s.number for s in chapters}.isdisjoint({6}) and last.number in (1, 5) and len(shown) >= 15
        )
        truncated = truncated and not is_signature(report, shown)
        if unfinished or opened or truncated:
            return start, begin + len(document.lines[index])
        return None
    return None
