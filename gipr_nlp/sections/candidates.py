"""Everything that reads like a heading: at the head of a line, broken over lines, inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gipr_nlp.model import Document
from gipr_nlp.sections.meanings import LONGEST_HEADING, TYPO, WEAK, meaning, meaning_at
from gipr_nlp.sections.ordinals import IN_LINE, numeral, numeral_alone, ordinal_value
from gipr_nlp.text import ZERO_WIDTH, level, squash

HEAD = 120  # characters of a line that are looked at for a heading

_DROPPED = re.compile(rf"(?:[\s{ZERO_WIDTH}*#_>|`~【】│┃]|&(?:nbsp|emsp|ensp|#160);)+")
# What a line must hold to be looked at: a character of a heading, or a numeral to begin with.
_TRACES = frozenset("况況述综綜问問项項申诉訴部章政存其第一二三四五六七八九ⅠⅡⅢⅣⅤⅥ㈠㈡㈢㈣㈤㈥")
# What a long line must begin with: a numeral, a sign of markdown, or the first character of a heading.
_OPENINGS = frozenset(
    "第一二三四五六七八九十壹贰叁肆伍陆柒捌玖1234567890１２３４５６７８９IVⅠⅡⅢⅣⅤⅥⅦⅧ(（#*>|【_`&"
    "㈠㈡㈢㈣㈤㈥㈦㈧⒈⒉⒊⒋⒌⒍①②③④⑤⑥"
    "总總整概综綜主行收受接政因存其需本我年关關信依应應被目工开開今下"
)
_WORDS = re.compile("[情概状]况|[概综总]述|事项|问题|政府信息|政务公开|公开申请|复议|诉讼|存在|需要")
_EDGE = " \t\u3000\xa0" + ZERO_WIDTH
_CLOSING = ":。;.,"
_LEADERS = re.compile(r"[.…·•\-—_]*\(?\d{1,3}\)?$")
_GOES_ON = re.compile("[、,和与及或等]")
_LISTING = ("、", "，", ",", "由", "括", "和", "及", "与")
_BEGINS = re.compile("总体|主动公开|行政机关|收到|受理|政府信息|因政府|存在|其他|其它")
_CONTINUES = (
    "及",
    "和",
    "与",
    "、",
    "情况",
    "况",
    "的",
    "行政",
    "诉讼",
    "改进",
    "措施",
    "事项",
    "申请",
    "工作",
)
# Words that open a sentence behind a heading whose mark was lost: 一、总体情况我局认真贯彻……
_SENTENCE = re.compile(
    r"\d{4}年|根据|依据|按照|为|我[局委办镇乡县区市街厅单]|本[局委办镇乡县区市厅机年报单]|[今去全]年|一是|在|认真|截[至止]"
    r"|无|没有|暂无|如下|详见|见"
)
_ROW_LABEL = re.compile("本年新收|新收|上年结转|本年度办理|办理结果|结转下|结转至|转下年")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that reads like a heading.

    ``number`` None: numbered like a chapter, but of no known meaning. ``listed``: a page number follows.
    """

    number: int | None
    quality: int
    style: str
    value: int | None
    start: int
    stop: int
    body: int
    ordinal: str | None
    line: int
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line about to be read: its head, the flat form of that, and the numeral it begins with."""

    document: Document
    index: int
    head: str
    flat: str
    style: str
    cut: int

    @property
    def rest(self) -> str:
        return self.flat[self.cut :]

    @property
    def in_row(self) -> bool:
        """Whether it is a row of cells rather than a line of text."""
        shown = self.head.strip()
        return "\t" in shown or "|" in shown.strip("|")

    def candidate(self, number: int | None, quality: int, length: int, listed: bool = False) -> Candidate:
        """The candidate whose heading is ``length`` flat characters long behind the numeral."""
        at = self.document.line_starts[self.index]
        first = _printed(self.head, self.flat, 1) - 1
        stop = at + _printed(self.head, self.flat, self.cut + length)
        ordinal = self.head[first : _printed(self.head, self.flat, self.cut)] if self.cut else None
        value = ordinal_value(ordinal) if ordinal else None
        body = _body(self.document.text, stop)
        return Candidate(
            number, quality, self.style, value, at + first, stop, body, ordinal, self.index + 1, listed
        )


def flatten(text: str) -> str:
    """``squash`` without markdown signs, rules and lenticular brackets."""
    return _DROPPED.sub("", squash(text))


def _printed(text: str, flat: str, count: int) -> int:
    """How many characters of a printed text hold the first ``count`` characters of its flat form."""
    seen = 0
    for at, char in enumerate(level(text)):
        if seen == count:
            return at
        if char == flat[seen]:
            seen += 1
    return len(text)


def _body(text: str, stop: int) -> int:
    """Where the text behind a heading begins: behind its closing mark, markdown signs and one line end."""
    found = _BEHIND.match(text, stop)
    return found.end() if found else stop


_BEHIND = re.compile(r"(?:[ \u3000\xa0\t*#_】|]|&nbsp;)*(?:[:：。；;.](?:[ \u3000\xa0*_】|]|&nbsp;)*)?\n?")


def candidates(document: Document) -> Iterator[Candidate]:
    """What reads like a heading at the beginning of a line."""
    noise = frozenset(document.line_at(m.start) - 1 for m in document.marks if m.kind == "noise")
    skip = -1
    for index, text in enumerate(document.lines):
        if index <= skip or _TRACES.isdisjoint(text) or index in noise:
            continue
        if len(text) > LONGEST_HEADING + 20 and text.lstrip(_EDGE)[0] not in _OPENINGS:
            continue
        head = text[:HEAD]
        begin = _begin(head)
        if begin is None:
            continue
        line = _Line(document, index, head, *begin)
        found = _broken(line) or _whole(line) or _with_text(line) or _numbered(line)
        if found:
            yield found
            skip = index + document.text.count("\n", found.start, found.stop)


@lru_cache(maxsize=4096)
def _begin(head: str) -> tuple[str, str, int] | None:
    """Flat form of the head of a line, manner and length of its numeral; None where no heading can begin."""
    flat = flatten(head)
    style, cut = numeral(flat)
    if not flat or (not cut and numeral_alone(flat) is None and not _WORDS.search(flat)):
        return None
    return flat, style, cut


def _whole(line: _Line) -> Candidate | None:
    """The heading that a line consists of."""
    if len(line.head) == HEAD:
        return None
    rest = line.rest.rstrip(_CLOSING)
    found = meaning(rest)
    if found is not None:
        number, quality = found
        if line.style == "none":
            if quality == TYPO or line.in_row or _inside_sentence(line, line.index, line.rest):
                return None
            if number == 4 and not rest.endswith(
                ("情况", "方面")
            ):  # 行政复议 行政诉讼 is the head of table 4
                return None
        return line.candidate(number, quality, len(rest))
    if line.style != "none" and (longer := _with_addition(rest)):
        return line.candidate(longer, WEAK, len(rest))
    leaders = _LEADERS.search(rest)
    found = meaning(rest[: leaders.start()]) if leaders else None
    return line.candidate(*found, leaders.start(), listed=True) if leaders and found else None


def _with_addition(rest: str) -> int | None:
    """Number of a heading that says more than the form: 总体情况及主要做法."""
    found = meaning_at(rest) if len(rest) <= 30 and not re.search("[。;,:、?]", rest) else None
    return found[0] if found and found[1] > WEAK and rest[found[2]] in "和及与以" else None


def _inside_sentence(line: _Line, last: int, shown: str) -> bool:
    """Whether a line without numeral is a piece of a wrapped sentence that lists the headings."""
    lines = line.document.lines
    if shown.endswith(("、", ",")):
        return True
    before = next(
        (t for i in range(line.index - 1, max(-1, line.index - 3), -1) if (t := lines[i].strip())), ""
    )
    after = next((t for i in range(last + 1, min(len(lines), last + 3)) if (t := lines[i].strip())), "")
    return before.endswith(_LISTING) or _GOES_ON.match(level(after[:1])) is not None


def _with_text(line: _Line) -> Candidate | None:
    """A heading at the beginning of a line with text behind it: 一、总体情况。2021年，我局……"""
    found = meaning_at(line.rest)
    if found is None:
        return None
    number, quality, length = found
    behind = line.rest[length:]
    if not behind or (_GOES_ON.match(behind) and behind[0] != ","):
        return None
    stop = _printed(line.head, line.flat, line.cut + length)
    spaced = stop < len(line.head) and line.head[stop].isspace()
    if line.style == "none":
        closed = behind[0] in ":。" and quality > WEAK
        if not (closed or (spaced and length > 6 and quality > WEAK)) or line.in_row:
            return None
        if _inside_sentence(line, line.index, line.rest[:length]):
            return None
    elif (quality == WEAK or (length < 8 and not behind[0].isascii())) and not (
        spaced or behind[0] in ":。;(" or _SENTENCE.match(behind)
    ):
        return None
    return line.candidate(number, quality, length)


def _broken(line: _Line) -> Candidate | None:
    """A heading broken over two or three lines, or its numeral alone on a line."""
    style, cut = line.style, line.cut
    alone = numeral_alone(line.flat)
    if alone:
        style, cut = alone, len(line.flat)
    rest = line.flat[cut:]
    if len(rest) > 30 or rest.endswith(("。", ";", ":")) or (not cut and not _BEGINS.match(rest)):
        return None
    here = meaning(rest) if rest else None
    best, grown, taken = None, line.flat, 0
    lines = line.document.lines
    for following in range(line.index + 1, min(len(lines), line.index + 4)):
        more = flatten(lines[following]) if len(lines[following]) < HEAD else "." * HEAD
        if not more and not rest:
            continue
        if not more or len(more) > 24 or (rest and numeral(more)[1]) or "\t" in lines[following].strip():
            break
        grown += more
        taken += 1
        whole = grown[cut:].rstrip(_CLOSING)
        if taken > 2 or len(whole) > LONGEST_HEADING:
            break
        found = meaning(whole)
        if (
            found is None
            or (rest and found[1] <= WEAK)
            or (not cut and _inside_sentence(line, following, more))
        ):
            continue
        if here is not None and (
            found[0] != here[0] or (found[1] <= here[1] and not more.startswith(_CONTINUES))
        ):
            break
        kept = len(more) - (len(grown) - cut - len(whole))
        best = _over_lines(line, style, cut, following, kept, found)
        if not rest:
            break
    return best


def _over_lines(line: _Line, style: str, cut: int, last: int, kept: int, found: tuple[int, int]) -> Candidate:
    document = line.document
    start = document.line_starts[line.index]
    first = start + _printed(line.head, line.flat, 1) - 1
    end = document.lines[last]
    stop = document.line_starts[last] + _printed(end, flatten(end), kept)
    ordinal = document.text[first : start + _printed(line.head, line.flat, cut)] if cut else None
    value = ordinal_value(ordinal) if ordinal else None
    body = _body(document.text, stop)
    return Candidate(*found, style, value, first, stop, body, ordinal, line.index + 1)


def _numbered(line: _Line) -> Candidate | None:
    """A short line numbered like a chapter, whatever it says."""
    if line.style not in ("part", "han") or len(line.head) == HEAD:
        return None
    rest = line.rest.rstrip(_CLOSING)
    if (
        not 2 <= len(rest) <= 30
        or line.in_row
        or _ROW_LABEL.match(rest)
        or re.search(r"[。;,:?!]|\d{5}", rest)
    ):
        return None
    return line.candidate(None, WEAK, len(rest))


def inline_candidates(document: Document) -> Iterator[Candidate]:
    """Headings in the middle of lines, where a report stands on one line. They must carry a numeral."""
    text = document.text
    for begin in IN_LINE.finditer(level(text)):
        head = text[begin.start() : begin.start() + HEAD].split("\n", 1)[0]
        flat = flatten(head)
        style, cut = numeral(flat)
        found = meaning_at(flat[cut:]) if cut else None
        if found is None:
            continue
        number, quality, length = found
        behind = flat[cut + length :]
        if behind and _GOES_ON.match(behind):
            continue
        if (
            behind
            and quality == WEAK
            and not (behind[0] in ":。(" or _SENTENCE.match(behind) or numeral(behind)[1])
        ):
            continue
        stop = begin.start() + _printed(head, flat, cut + length)
        ordinal = head[: _printed(head, flat, cut)]
        yield Candidate(
            number, quality, style, ordinal_value(ordinal), begin.start(), stop, _body(text, stop), ordinal,
            document.line_at(begin.start()),
        )  # fmt: skip
