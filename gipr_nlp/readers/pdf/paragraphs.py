"""Lines → paragraphs: what the width of the page broke is joined, what the writer broke stays apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gipr_nlp.readers.pdf.lines import Line
from gipr_nlp.readers.pdf.sheet import Box

INDENT = 0.8  # of the size: a first line stands at least so far in
SLACK = 0.7  # of the size: how much of a line may stay empty although the next word would have fitted
LOOSE = 1.6  # the same on a scan, where edges are uneven
SAME, UNEVEN = 0.12, 0.4  # share by which the sizes of lines of one paragraph differ; the same on a scan
APART = 0.55  # of the size: so much more than the usual distance of lines begins a paragraph
CELLS = 1.2  # of the size: a gap between cells

_HEADING = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十]+部分|\d{1,2}[.．、]\D"
)
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,2}、")
_ENDS = "。！？；：.!?;:"
_CLOSING = "，。、；：！？）》」』】〕”’％%,.;:!?)]"


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its lines as printed, the page on which it begins, and its text."""

    page: int
    lines: list[Line] = field(default_factory=list)
    text: str = ""

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def box(self) -> Box:
        """Around the lines on the page where it begins (a continuation stands elsewhere)."""
        own = [self.lines[0]]
        for line in self.lines[1:]:
            if line.top < own[-1].top:
                break
            own.append(line)
        return (
            min(line.x0 for line in own),
            own[0].top,
            max(line.x1 for line in own),
            max(line.bottom for line in own),
        )

    @property
    def confidence(self) -> float:
        """How sure the characters are on the whole."""
        sure = [g.confidence for line in self.lines for g in line.glyphs]
        return round(sum(sure) / len(sure), 3)


@dataclass(frozen=True, slots=True)
class Column:
    """Where running text stands: its left and right edge, the usual distance of lines."""

    left: float
    right: float
    leading: float


def column_of(lines: Sequence[Line], size: float) -> Column:
    """The column in which most lines of the text's size stand."""
    body = [line for line in lines if abs(line.size - size) <= 0.1 * size] or list(lines)
    body = [line for line in body if not _is_row(line)] or body
    if not body:
        return Column(0.0, 0.0, 0.0)
    lefts = Counter(round(line.x0 / 4) for line in body)
    often = [x for x, n in lefts.items() if n >= max(2, 0.15 * len(body))] or list(lefts)
    left = min(line.x0 for line in body if round(line.x0 / 4) >= min(often) - 1)
    ends = sorted((line.x1 for line in body), reverse=True)
    right = next((a for a, b in pairwise(ends) if a - b < size), ends[0])
    if ends[0] - right > 0.2 * (
        ends[0] - left
    ):  # two short lines that end alike, on a page too wide to break any
        right = ends[0]
    steps = sorted(b.middle - a.middle for a, b in pairwise(body) if 0 < b.middle - a.middle < 4 * size)
    leading = steps[len(steps) // 3] if steps else 2 * size
    return Column(left, right, leading)


def paragraphs_of(lines: Sequence[Line], page: int, column: Column) -> list[Paragraph]:
    """The paragraphs of some lines that follow each other in one column."""
    found: list[Paragraph] = []
    for line in lines:
        if (
            found
            and _goes_on(found[-1].lines[-1], line, column)
            and _is_near(found[-1].lines[-1], line, column)
        ):
            _append(found[-1], line, column)
        else:
            found.append(Paragraph(page, [line], line.text))
    return found


def goes_on(before: Paragraph, after: Paragraph, column: Column) -> bool:
    """Whether a paragraph at the top of a page or column continues the one before."""
    return _goes_on(before.lines[-1], after.lines[0], column) and not _is_title(before.lines[-1], column)


def joined(before: Paragraph, after: Paragraph) -> Paragraph:
    """One paragraph of the two parts that a page break made of it."""
    return Paragraph(before.page, before.lines + after.lines, _glued(before.text, after.text))


def _append(paragraph: Paragraph, line: Line, column: Column) -> None:
    title = _is_title(line, column)
    paragraph.text = paragraph.text + "\n" + line.text if title else _glued(paragraph.text, line.text)
    paragraph.lines.append(line)


def _glued(before: str, after: str) -> str:
    blank = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha()
    return before + (" " if blank else "") + after


def _is_title(line: Line, column: Column) -> bool:
    """Whether a line stands in the middle, away from both edges."""
    left, right = line.x0 - column.left, column.right - line.x1
    return left > 2.5 * line.size and abs(left - right) < max(2 * line.size, 0.15 * (left + right))


def _is_near(before: Line, after: Line, column: Column) -> bool:
    step = after.middle - before.middle
    return step <= max(column.leading, 1.2 * before.size) + APART * before.size


def _goes_on(before: Line, after: Line, column: Column) -> bool:
    scan = before.confidence < 1
    if _is_row(before) or _is_row(after):
        return False
    if abs(before.size - after.size) > (UNEVEN if scan else SAME) * before.size:
        return False
    if _is_title(before, column) and _is_title(after, column) and before.size > 0:
        return not _HEADING.match(after.text) and not re.match(r"\d{4}年|[(（〔]", after.text)
    if after.x0 - column.left > INDENT * after.size:
        return False
    if _HEADING.match(after.text) and before.text[-1] in _ENDS:
        return False
    if _CHAPTER.match(after.text) and column.right - after.x1 > 3 * after.size:
        return False
    slack = LOOSE if scan else SLACK
    return column.right - before.x1 < _first_word(after) + slack * before.size


def _is_row(line: Line) -> bool:
    """Whether a line is a row of cells rather than running text."""
    return sum(b.x0 - a.x1 > CELLS * line.size for a, b in pairwise(line.glyphs)) >= 2


def _first_word(line: Line) -> float:
    """Width of what could not have been parted from the beginning of a line."""
    glyphs = line.glyphs
    end = 1
    if glyphs[0].text.isascii() and not glyphs[0].text.isspace():
        while (
            end < len(glyphs)
            and glyphs[end].text[:1].isascii()
            and glyphs[end].x0 - glyphs[end - 1].x1 < 0.2 * line.size
        ):
            end += 1
    elif glyphs[0].text in "（《“‘「【〔":
        end = min(2, len(glyphs))
    while end < len(glyphs) and glyphs[end].text in _CLOSING:
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0
