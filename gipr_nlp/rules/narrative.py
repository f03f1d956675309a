"""The narrative as the rules of families B, P, Q and T read it: one levelled string with places in the report.

``narrative`` joins the clauses: wrapped lines are whole there, and there are no titles, signatures, furniture.
``page`` is the whole text outside tables, line by line, for what may stand anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gipr_nlp.model import Clause, Report
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.chapter_text import report_section
from gipr_nlp.rules.private import concealed
from gipr_nlp.text import level

_TITLE = re.compile("《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》|〈[^〈〉\n]*〉")
_QUOTED = re.compile('"[^"\n]{1,60}"|「[^」\n]{1,60}」')
_STOPS = "。;\n"
QUOTE = 40  # characters quoted
LONGEST = 800  # of a clause; a longer one is a text without punctuation


@dataclass(frozen=True)
class Narrative:
    """Clauses joined by line ends. ``flat`` is levelled, ``bare`` the same with book titles blanked out."""

    report: Report
    clauses: tuple[Clause, ...]
    starts: tuple[int, ...]
    flat: str
    bare: str

    @cached_property
    def chars(self) -> frozenset[str]:
        """All characters that occur: most words of a long list fail here."""
        return frozenset(self.flat)

    def number(self, at: int) -> int:
        """Index of the clause at an offset."""
        return bisect_right(self.starts, at) - 1

    def clause(self, at: int) -> Clause:
        """The clause at an offset."""
        return self.clauses[self.number(at)]

    def around(self, at: int) -> tuple[str, int]:
        """The levelled clause at an offset and the offset within it; of a clause without end only what is near."""
        number = self.number(at)
        start = self.starts[number]
        end = start + len(self.clauses[number].text)
        if end - start > LONGEST:
            start, end = max(start, at - LONGEST // 2), min(end, at + LONGEST // 2)
        return self.flat[start:end], at - start

    def text(self, at: int) -> str:
        """The levelled clause at an offset; see :meth:`around`."""
        return self.around(at)[0]

    def place(self, start: int, end: int) -> dict[str, Any]:
        """Section, start and end in the report of a span that lies in one clause: arguments for a Hit."""
        clause, base = self.clause(start), self.starts[self.number(start)]
        low = _offset(self.report.text, clause, start - base)
        high = _offset(self.report.text, clause, max(start - base, end - base - 1)) + 1
        return {"section": clause.section or None, "start": low, "end": high}

    def shown(self, start: int, end: int, width: int = QUOTE) -> str:
        """The words around a span, within its clause, personal data hidden: to be quoted."""
        clause, base = self.clause(start), self.starts[self.number(start)]
        return cutting(clause.text, start - base, end - base, width)


def cutting(text: str, start: int, end: int, width: int = QUOTE) -> str:
    """A piece of a text around a span, no longer than needed, personal data hidden."""
    spare = max(0, width - (end - start))
    low, high = max(0, start - spare // 2), min(len(text), end + spare - spare // 2)
    if low > 0 and (stop := max(text.rfind(c, low, start) for c in "，。；：,;:")) >= 0:
        low = stop + 1
    shown = concealed(text[low:high].strip())
    return f"{'……' if low and text[low - 1] not in '，。；：,;:' else ''}{shown}{'……' if high < len(text) else ''}"


def narrative(case: Case) -> Narrative:
    """The narrative of the report at hand; made once."""
    if "narrative" not in case.memo:
        case.memo["narrative"] = _join(case.report)
    known: Narrative = case.memo["narrative"]
    return known


def _join(report: Report) -> Narrative:
    starts, at = [], 0
    for clause in report.clauses:
        starts.append(at)
        at += len(clause.text) + 1
    flat = level("\n".join(c.text.replace("\n", " ") for c in report.clauses))
    bare = _TITLE.sub(lambda m: " " * len(m[0]), flat)
    return Narrative(report, report.clauses, tuple(starts), flat, bare)


def _offset(text: str, clause: Clause, inside: int) -> int:
    """The offset in the report of a character of a clause; white space at line breaks is not in the clause."""
    if clause.end - clause.start == len(clause.text):
        return clause.start + inside
    at = clause.start
    for char in clause.text[: inside + 1]:
        while at < clause.end and text[at] != char:
            at += 1
        at += 1
    return at - 1


@dataclass(frozen=True)
class Page:
    """The text outside tables: pieces joined by line ends. ``flat`` is levelled, ``raw`` as printed."""

    report: Report
    raw: str
    flat: str
    starts: tuple[int, ...]
    """Offsets of the pieces in ``flat``."""
    origins: tuple[int, ...]
    """Offsets of the pieces in the report."""

    def origin(self, at: int) -> int:
        """The offset in the report of an offset here."""
        number = bisect_right(self.starts, at) - 1
        return self.origins[number] + at - self.starts[number]

    def offset(self, origin: int) -> int:
        """The offset here of an offset in the report; the next piece's beginning where a table stands."""
        number = max(0, bisect_right(self.origins, origin) - 1)
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.flat)
        return min(self.starts[number] + max(0, origin - self.origins[number]), end)

    def place(self, start: int, end: int) -> dict[str, Any]:
        """Section, start and end in the report of a span within one line: arguments for a Hit."""
        low = self.origin(start)
        return {"section": report_section(self.report, low), "start": low, "end": low + end - start}

    def line(self, at: int) -> tuple[int, int]:
        """Start and end of the line at an offset."""
        end = self.flat.find("\n", at)
        return self.flat.rfind("\n", 0, at) + 1, len(self.flat) if end < 0 else end

    def sentence(self, start: int, end: int) -> str:
        """The levelled sentence around a span."""
        low = max(self.flat.rfind(c, 0, start) for c in _STOPS) + 1
        ends = [e for c in _STOPS if (e := self.flat.find(c, end)) >= 0]
        return self.flat[low : min(ends, default=len(self.flat))]

    def shown(self, start: int, end: int, width: int = QUOTE) -> str:
        """The words around a span, within its line, personal data hidden: to be quoted."""
        low, high = self.line(start)
        return cutting(self.raw[low:high], start - low, min(end, high) - low, width)


def page(case: Case) -> Page:
    """The text of the report at hand outside tables; made once."""
    if "page" not in case.memo:
        case.memo["page"] = _outside(case.report)
    known: Page = case.memo["page"]
    return known


def _outside(report: Report) -> Page:
    text, at = report.text, 0
    pieces: list[tuple[int, int]] = []
    spans = sorted((t.start, t.end) for t in report.tables if t.start is not None and t.end is not None)
    for start, end in spans:
        if start > at:
            pieces.append((at, start))
        at = max(at, end)
    pieces.append((at, len(text)))
    raw = "\n".join(text[a:b] for a, b in pieces)
    starts, at = [], 0
    for a, b in pieces:
        starts.append(at)
        at += b - a + 1
    return Page(report, raw, level(raw), tuple(starts), tuple(a for a, _ in pieces))


def quoted_spans(flat: str) -> Iterator[tuple[int, int]]:
    """Spans of what stands in quotation marks or in the signs of a book title."""
    for pattern in (_TITLE, _QUOTED):
        for found in pattern.finditer(flat):
            yield found.span()
