"""The text of chapters as rules read it: without furniture and signature, and fit to be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gipr_nlp.model import Report, Section
from gipr_nlp.text import squash

HAN = "〇一二三四五六七八九十"
_DATE_LINE = re.compile(r"[(\[]?(?:二[〇○零O]|20)[\d一二三四五六七八九〇○零]{2}年.{1,8}[月].{0,5}日?[)\]]?")
_BODY_LINE = re.compile(
    r"[^,。;:、]{2,30}(?:局|委|委员会|办|办公室|政府|厅|处|院|中心|站|队|公司|学校|街道|办事处|镇|乡|管委会)"
    r"(?:\(?(?:盖章|公章|章)\)?)?"
)
_LONG_NUMBER = re.compile(r"\d[\d\s-]{5,}[\dXx]")


def masked(text: str) -> str:
    """Text to be quoted, with long numbers (telephone, identity card, account) hidden but for their ends."""
    return _LONG_NUMBER.sub(lambda m: f"{m[0][:3]}{'*' * max(3, len(m[0]) - 5)}{m[0][-2:]}", text)


def furniture_lines(report: Report) -> frozenset[int]:
    """0-based indexes of the lines that are site or page furniture and nothing else."""
    document = report.document
    found = set()
    for mark in report.marks:
        if mark.kind == "noise":
            index = document.line_at(mark.start) - 1
            if document.lines[index].strip() == mark.text:
                found.add(index)
    return frozenset(found)


def is_signature(report: Report, line: str) -> bool:
    """Whether a line is nothing but a body's name, a date, or both."""
    flat = squash(line)
    if not flat:
        return False
    agency = report.agency
    for name in (agency.signed, agency.name, agency.printed):
        flat = flat.replace(squash(name), "") if name else flat
    flat = flat.strip(":")
    return not flat or _DATE_LINE.fullmatch(flat) is not None or _BODY_LINE.fullmatch(flat) is not None


def chapter(chapters: Sequence[Section], number: int) -> Section | None:
    """The first chapter with this number, or None."""
    return next((s for s in chapters if s.number == number), None)


def content_lines(report: Report, section: Section) -> Iterator[tuple[int, str]]:
    """0-based index and text of the lines of a chapter, without furniture and, at the end, signature."""
    document = report.document
    furniture = furniture_lines(report)
    first, last = document.line_at(section.body) - 1, document.line_at(max(section.body, section.end - 1)) - 1
    lines: list[tuple[int, str]] = []
    for index in range(first, last + 1):
        begin = document.line_starts[index]
        text = report.text[max(begin, section.body) : min(begin + len(document.lines[index]), section.end)]
        if index not in furniture and text.strip():
            lines.append((index, text))
    while section.end == len(report.text) and lines and is_signature(report, lines[-1][1]):
        lines.pop()
    yield from lines


def length_of(report: Report, section: Section) -> int:
    """Characters of a chapter, blanks not counted: what a word processor calls 字数."""
    return sum(len("".join(text.split())) for _, text in content_lines(report, section))


def report_section(report: Report, offset: int) -> int | None:
    """Number of the chapter in which an offset lies."""
    return next((s.number for s in report.sections if s.start <= offset < s.end), None)
