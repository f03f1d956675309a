"""Document → the six sections, by the meaning of their headings, however they are numbered, worded or broken.

The line: candidates (anything that reads like a heading) → without those that only list the headings
(contents, preamble) → one part for each report in the file → the manner of numbering of its top level → one
heading for each meaning → chapters of no meaning between them → sections with their ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from gipr_nlp import form as forms
from gipr_nlp.model import Document, Section
from gipr_nlp.sections.candidates import Candidate, candidates, flatten, inline_candidates
from gipr_nlp.sections.meanings import OLD_CHAPTER, STRONG, WEAK
from gipr_nlp.sections.ordinals import DEPTH, ordinal_value

__all__ = ["find_sections", "ordinal_value"]

_TABLE = {
    2: re.compile("第二十条第|信息内容|制发件数|新制作数量|规章"),
    3: re.compile("勾稽关系|申请人情况|本年新收|法人或其他组织"),
    4: re.compile("结果维持|结果纠正|尚未审结|未经复议直接起诉"),
}
_AHEAD = 400  # characters behind a heading in which its table must begin
_STATUTORY_TABLE = re.compile("第二十条第|勾稽关系|本年新收政府信息公开申请|申请人情况")
_YEAR = re.compile(r"(20\d\d)年")
_LISTS = re.compile("由|包括|包含|分为|组成|共有|分别是|如下几|以下几")


def find_sections(document: Document) -> tuple[Section, ...]:
    """The chapters of a report in the order of the text, without gaps from the first character to the last.

    Section 0 ("front") is what stands before the first heading. Headings out of order, missing, repeated or
    numbered wrongly are given as they are: rules judge them.
    """
    heads: list[Candidate] = []
    for part in _parts(_without_lists(_all(document), document.text)):
        heads.extend(_choose(part, document.text))
    old = _of_the_old_manner(document, heads)
    return _sections(document, heads, old)


def _all(document: Document) -> list[Candidate]:
    """Headings at the head of lines; headings inside lines where those are too few."""
    found = list(candidates(document))
    if len({c.number for c in found if c.number and not c.listed}) < 6:
        spans = [(c.start, c.stop) for c in found if c.number]
        extra = [
            c
            for c in inline_candidates(document)
            if not any(a <= c.start < b or a < c.stop <= b for a, b in spans)
        ]
        found = sorted([*found, *extra], key=lambda c: c.start)
    return found


# --- lists of headings -----------------------------------------------------------------------------------


def _without_lists(found: list[Candidate], text: str) -> list[Candidate]:
    """Leave out tables of contents and lists in the preamble, as long as the real headings are there."""
    known = [c for c in found if c.number]
    runs: list[list[Candidate]] = []
    for candidate in known:
        again = runs and candidate.number in {c.number for c in runs[-1]}
        if runs and not again and _touching(runs[-1][-1], candidate, text):
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    left_out: set[int] = set()
    for run in runs:
        inside = {c.start for c in run}
        later = [c for c in known if c.start > run[-1].start and not c.listed]
        elsewhere = {c.number: max(o.quality for o in later if o.number == c.number) for c in later}
        lead = text[max(0, run[0].start - 40) : run[0].start].rpartition("。")[2]
        spoken = (
            len(run) >= 3
            and _LISTS.search(lead)
            and re.match(r"[^。\n]{0,6}(?:部分|组成|方面)", text[run[-1].stop :][:20])
        )
        if spoken:
            left_out |= inside
        elif len(run) >= 3:
            left_out |= {c.start for c in run if elsewhere.get(c.number, 0) >= c.quality}
        left_out |= {c.start for c in run if c.listed and c.number in elsewhere}
    return [c for c in found if c.start not in left_out]


def _touching(left: Candidate, right: Candidate, text: str) -> bool:
    """Whether nothing but page numbers, dots and marks stands between two headings."""
    between = text[left.stop : right.start]
    return len(between) < 200 and len(re.sub(r"[\d.…·\-—、；;，,]", "", flatten(between))) < 4


# --- which of them are the chapters ----------------------------------------------------------------------


def _parts(found: list[Candidate]) -> list[list[Candidate]]:
    """One list for each report in the file: a new one begins where section 1 comes again after others."""
    firsts = [c for c in found if c.number == 1 and c.quality >= STRONG]
    parts: list[list[Candidate]] = [[]]
    for candidate in found:
        if candidate in firsts and len(_numbers(parts[-1])) >= 4:
            behind = {c.number for c in found if c.start > candidate.start and c.style == candidate.style}
            if len(behind & {2, 3, 4, 5, 6}) >= 3:
                parts.append([])
        parts[-1].append(candidate)
    return parts


def _numbers(found: Iterable[Candidate]) -> set[int]:
    return {c.number for c in found if c.number and c.quality >= STRONG}


def _top_style(found: Sequence[Candidate]) -> str:
    """The manner of numbering that covers the six meanings best; in doubt the higher one."""
    worth: dict[str, dict[int, int]] = defaultdict(dict)
    for c in found:
        if c.number:
            worth[c.style][c.number] = max(worth[c.style].get(c.number, 0), c.quality)
    return max(
        worth,
        key=lambda style: (sum(worth[style].values()) / (1 if DEPTH[style] < 2 else 1.5), -DEPTH[style]),
    )


def _choose(found: Sequence[Candidate], text: str) -> list[Candidate]:
    """The chapter headings among the candidates of one report."""
    known = [c for c in found if c.number]
    if not known:
        return []
    top = _top_style(known)
    by_number: dict[int, list[Candidate]] = defaultdict(list)
    for c in known:
        if c.style == top and (top != "none" or c.quality > WEAK):
            by_number[c.number or 0].append(c)
    for c in known:
        if c.style == top or c.number in by_number:
            continue
        if DEPTH[c.style] <= 1 and (c.style != "none" or c.quality > WEAK):
            by_number[c.number or 0].append(c)
    settled = {number for number, group in by_number.items() if len(group) == 1}
    tabled = _with_table(known, text, settled)
    chosen = {number: _best(group, tabled) for number, group in by_number.items()}
    late: dict[int, list[Candidate]] = defaultdict(list)
    for c in known:
        if (
            c.number
            and c.number not in chosen
            and _fits_although(c, top, chosen, found, text, c.start in tabled)
        ):
            late[c.number].append(c)
    chosen |= {number: _best(group, tabled) for number, group in late.items()}
    heads = sorted(chosen.values(), key=lambda c: c.start)
    return sorted([*heads, *_extra(found, heads, top)], key=lambda c: c.start)


def _best(group: Sequence[Candidate], tabled: frozenset[int]) -> Candidate:
    """One of several headings of one meaning: with its table, in the form's words, well numbered, first."""
    return max(group, key=lambda c: (c.start in tabled, c.quality, c.value == c.number, -c.start))


def _with_table(known: Sequence[Candidate], text: str, settled: Container[int]) -> frozenset[int]:
    """Starts of the unsettled headings behind which their table begins before the next heading."""
    found = set()
    for c, following in zip(known, [*known[1:], None], strict=True):
        pattern = None if c.number in settled else _TABLE.get(c.number or 0)
        end = min(c.body + _AHEAD, following.start if following else len(text))
        if pattern and c.body < end and pattern.search(flatten(text[c.body : end])):
            found.add(c.start)
    return frozenset(found)


def _fits_although(
    c: Candidate, top: str, chosen: dict[int, Candidate], found: Sequence[Candidate], text: str, tabled: bool
) -> bool:
    """Whether a heading in another manner, or a weak one, is the chapter that is missing at its place."""
    number = c.number or 0
    before = [h for h in chosen.values() if h.start < c.start]
    after = [h for h in chosen.values() if h.start > c.start]
    if any((h.number or 0) > number for h in before) or any((h.number or 0) < number for h in after):
        return False
    if c.style == "none":
        return tabled or number == 1 or (top == "none" and not _under_topics(c, found))
    if DEPTH[c.style] > DEPTH["paren"]:
        return False
    return tabled or (c.value == number and not _sibling_before(c, before, text))


def _under_topics(c: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a weak heading is a topic of section 1, because a strong one of its meaning follows."""
    return any(o.number == (c.number or 0) and o.start > c.start and o.quality > WEAK for o in found)


def _sibling_before(c: Candidate, before: Sequence[Candidate], text: str) -> bool:
    """Whether (二) follows a (一) of the same chapter, and so is a part of that chapter."""
    begin = max((h.stop for h in before), default=0)
    marks = re.findall(
        r"(?m)^[ \t\u3000*]*(?:[(（]([一二三四五六七八九十]{1,2})[)）]|(\d{1,2})[、.．])",
        text[begin : c.start],
    )
    return any(ordinal_value(han or digit) == (c.value or 0) - 1 for han, digit in marks)


def _extra(found: Sequence[Candidate], heads: Sequence[Candidate], top: str) -> list[Candidate]:
    """Chapters of no known meaning: numbered like the top level and in the sequence of its numerals."""
    extra: list[Candidate] = []
    for c in found:
        if c.number is not None or c.style != top:
            continue
        before = [h for h in (*heads, *extra) if h.start < c.start]
        after = [h for h in heads if h.start > c.start and h.style == top]
        if not before:  # 一、编制说明 二、总体情况 …
            if after and c.value == 1 and after[0].value == 2:
                extra.append(c)
            continue
        last = max(before, key=lambda h: h.start)
        follows = last.value is not None and c.value == last.value + 1
        if follows and (not after or (after[0].value or 0) == (c.value or 0) + 1):
            extra.append(c)
    return extra


# --- sections --------------------------------------------------------------------------------------------


def _of_the_old_manner(document: Document, heads: Sequence[Candidate]) -> bool:
    """Whether the report follows the free layout of 2018 and before, in which other chapters are usual."""
    first = heads[0].start if heads else 400
    stated = _YEAR.search(document.text[: max(first, 200)])
    if stated and int(stated[1]) < 2019:
        return True
    names = [flatten(document.text[c.start : c.stop]) for c in heads if c.number is None]
    if not any(OLD_CHAPTER.search(name) for name in names):
        return False
    return not (stated or _STATUTORY_TABLE.search(flatten(document.text)))


def _sections(document: Document, heads: Sequence[Candidate], old: bool) -> tuple[Section, ...]:
    text = document.text
    known = forms.section_headings()
    sections: list[Section] = []
    first = heads[0].start if heads else len(text)
    if first > 0 or not heads:
        sections.append(Section(0, "front", "", None, 1, 0, 0, first))
    ends = [c.start for c in heads[1:]] + [len(text)]
    for c, end in zip(heads, ends, strict=False):
        number, key = c.number, "extra"
        if number is not None:
            key = known[number][0]
        elif old:
            number, key = 0, "old"
        heading = _PLAIN.sub("", "".join(text[c.start : c.stop].split("\n"))).strip()
        sections.append(Section(number, key, heading, c.ordinal, c.line, c.start, min(c.body, end), end))
    return tuple(sections)


_PLAIN = re.compile(r"[*#`]+")
