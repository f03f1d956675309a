"""Narrative → clauses: the smallest pieces that carry one label, cut as labels.md section 1 says.

A clause keeps its item mark and its closing punctuation. Headings, run-in headings, tables, title, signature and page
furniture are no clauses; a run-in heading becomes the ``heading`` of the clauses after it. Offsets point into
``Document.text``: ``text[start:end]`` equals the clause after removing white space at line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gipr_nlp.model import Clause, Document, Section, Table
from gipr_nlp.text import level, squash

_END = "。！？；;!?"
_OPEN, _CLOSE = "《“（(〈「『【[", "》”）)〉」』】]"
_NESTING = re.compile(r'[《“（(〈「『【\["]')
_STOP = re.compile(f"[{_END}]")
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_HAN = "一二三四五六七八九十"
#: Item marks that begin a unit (C2): 一是, 一要, 1., （1）, ①.  Bracketed or plain chapter numerals (（一）, 一、) are
#: headings or items, decided by what follows them.
_ITEM = re.compile(
    rf"(?:[{_HAN}]{{1,2}}(?:是|要(?!求|闻|点|事|素|件|务|害|目)|则|为(?=[\u4e00-\u9fff]))|\(\d{{1,2}}\)|(?<![\d.])\d{{1,2}}(?:[、)](?!\d)|\.(?!\d))|[①-⑳]|第[{_HAN}]{{1,2}}[,是、]|其[{_HAN}][,是、])"
)
_CHAPTER = re.compile(
    rf"\s*(?:\([{_HAN}]{{1,3}}\)[、.]?|[{_HAN}]{{1,3}}、|\(\d{{1,2}}\)|\d{{1,2}}[.、](?!\d)|#+\s*)\s*"
)
_NOUN_END = re.compile(
    r"(?:情况|方面|问题|措施|建设|保障|公开|管理|回应|解读|工作|不足|事项|审核|监督|平台|关切|诉讼|复议|收费|减免|概述|概况|打算|计划|机制|信息|服务|方向|举措|培训|考核|评议|追究|说明|成效|做法|整改|改进|思路|困难|差距|提案|内容)(?:及[\u4e00-\u9fff]{2,8})?$"
)
_PREDICATE = re.compile(
    r"[了已将未]|收到|开展|成立|制定|建立|加强|完善|推进|落实|没有|不存在|组织|进行|发布|公开了"
)
_COUNTED = re.compile(r"\d\s*(?:件|条|份|次|篇|宗|起|例|个|项|人次|万?元)")
_LEAD = re.compile(
    r"(?:如下|以下|下列|几个?方面|方面|主要是|表现在|表现为|体现在|主要有|具体为|不足|问题|措施|做法)[^,，:：。]{0,8}$"
)
_WEAK = r"不够|不足|不强|不高|不深|不全|不细|不实|不及时|不到位|不规范|不完善|不多|不平衡|偏少|偏低|偏弱|偏慢|较少|较弱|较慢|欠缺|缺乏|缺少|薄弱|滞后|单一|有待|差距|短板|问题|尚未|仍需|还需|不熟|不快|不清|不均|过于|太少|太慢|未能|没能"
_PLAN = r"下一步|今后|将(?!近|其|信息|政务|政府|公开)|明年|下年|拟|接下来|下阶段|下步|计划|202\d年(?:将|我|要|起|拟)|对此|为此|针对"
_DONE = r"已(?!经?是)|现已|目前已|年内已|当年已"
_C4 = re.compile(rf"(?:{_WEAK})[^,{_END}]{{0,14}}(,)(?=(?:{_PLAN}))")
_C4_DONE = re.compile(rf"(?:已[^,{_END}]{{2,30}}|[^,{_END}]*了[^,{_END}]{{2,30}})(,)(?=(?:{_PLAN}|下一步))")
_POINTER = re.compile(r"\s*(?:针对|对照|围绕|结合|为了?解决|对于|根据|面对|鉴于)")
_TOPICS = (
    re.compile(
        r"(?:信息公开|依申请|公开)[^,]{0,10}申请|(?:收到|受理|接到|接收)[^,]{0,14}申请|无人申请|电话咨询"
    ),
    re.compile(r"复议|诉讼|起诉|应诉"),
    re.compile(r"收费|费用|信息处理费|收取|缴费"),
    re.compile(r"(?:没有|无|别无|不存在)(?:其他|其它|别的)?[^,]{0,6}(?:需要|应当|须)?(?:报告|说明|上报)"),
)
_PARTS = re.compile(r"总体情况.{2,200}(?:组成|构成|部分|方面|内容)|现将[^。]{0,60}报告如下")
_OWN_PREDICATE = re.compile(
    r"收到|受理|接到|接收|未|没有|无(?!关|偿)|发生|收取|产生|提起|被|办结|答复|办理|引发|存在|不存在|征收|发出|共|新收|没|不涉及"
)
_SIGNATURE_DATE = re.compile(
    r"\s*(?:\d{4}|[二〇○零一]{4})年\s*\d*[一二三四五六七八九十]*\s*月\s*\d*[一二三四五六七八九十]*\s*日\s*$"
)
_LONE_ANNEX = re.compile(
    r"(?:相关)?附[件表图]?(?:下载)?\s*[\d一二三]?\s*[:：]"
    r"|(?:\d{1,2}[.、．]\s*)?[^。，；;]{1,60}\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar)",
    re.I,
)
#: A table's caption or unit: 表3, 表3 …统计表（单位：件）, 单位：件.
_UNIT = r"\(?(?:计量|金额)?单位[:：][^,。;]{1,8}\)?"
_CAPTION = re.compile(
    rf"(?:附?表\s*[\d{_HAN}]{{1,2}}[:：、.]?\s*(?:[^,。;]{{0,30}}表)?|[^,。;]{{0,30}}(?:统计|情况|数据|对照|一览)表)[:：]?\s*(?:{_UNIT})?|{_UNIT}"
)
_TABLE_HEAD = re.compile("申请人情况|法人或其他组织|信息内容|结果维持")
_LIST_OF_PARTS = re.compile(r"^附[件表注]?\d*[:：]")


@dataclass(frozen=True, slots=True)
class _Para:
    """A paragraph: the text with line breaks removed, its levelled twin, and the offset of every character."""

    text: str
    flat: str
    at: tuple[int, ...]
    lines: int


def cut_clauses(
    document: Document,
    sections: Sequence[Section],
    tables: Sequence[Table],
    skip: Collection[int] = (),
) -> tuple[Clause, ...]:
    """Cut the narrative of a report.

    Args:
        document: the text.
        sections: its chapters.
        tables: the tables; their lines are no narrative.
        skip: 0-based lines that are no narrative either (furniture, title, agency, date and signature lines).
    """
    taken = set(skip)
    for table in tables:
        if table.start is not None and table.end is not None:
            first, last = (
                document.line_at(table.start) - 1,
                document.line_at(max(table.start, table.end - 1)) - 1,
            )
            taken.update(range(first, last + 1))
    taken.update(_other_tables(document))
    spans = [(t.start, t.end) for t in tables if t.start is not None and t.end is not None]
    clauses: list[Clause] = []
    for section in sections:
        for text, start, end, head in _section(
            document, section, _clean_heading(section.heading), taken, spans
        ):
            clauses.append(Clause(len(clauses) + 1, section.number or 0, head, text, start, end))
    return tuple(clauses)


def _other_tables(document: Document) -> Iterator[int]:
    """0-based lines of statutory tables in grids, also of those that are not this year's; their sentences stay."""
    for grid in document.grids:
        if grid.lines and any(_TABLE_HEAD.search(squash("".join(row))) for row in grid.rows):
            for line, row in zip(grid.lines, grid.rows, strict=False):
                if not re.search("[,，。;；]", re.sub(r"[(（].*?[)）]", "", "".join(row))):
                    yield line - 1


def _is_caption(piece: str) -> bool:
    return bool(_LONE_ANNEX.fullmatch(piece) or _CAPTION.fullmatch(level(piece).strip()))


def _section(
    document: Document,
    section: Section,
    heading: str,
    taken: Collection[int],
    spans: Sequence[tuple[int, int]],
) -> Iterator[tuple[str, int, int, str]]:
    paragraphs = _paragraphs(document, section, taken, spans)
    for index, para in enumerate(paragraphs):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        cut = _heading_end(para, following)
        if cut:
            heading = _clean_heading(para.text[:cut])
        for low, high in _cuts(para, cut):
            while low < high and para.text[low].isspace():
                low += 1
            while high > low and para.text[high - 1].isspace():
                high -= 1
            piece = para.text[low:high]
            if re.search(r"\w", piece) and not _is_caption(piece):
                yield para.text[low:high], para.at[low], para.at[high - 1] + 1, heading


# --- paragraphs -----------------------------------------------------------------------------------------------------


def _paragraphs(
    document: Document, section: Section, taken: Collection[int], spans: Sequence[tuple[int, int]]
) -> list[_Para]:
    """Running text of a section: lines that were wrapped inside a sentence are joined."""
    first = document.line_at(section.body) - 1
    last = document.line_at(max(section.body, section.end - 1)) - 1
    pieces: list[tuple[int, str]] = []
    for n in range(first, last + 1):
        start = document.line_starts[n]
        if n in taken and len(document.lines[n]) < 400:  # a longer one may be the whole report
            pieces.append((start, ""))
            continue
        low, high = max(start, section.body), min(start + len(document.lines[n]), section.end)
        for a, b in _outside(low, high, spans):
            pieces.append((a, document.text[a:b]))
    width = _wrap_width([p for _, p in pieces])
    groups: list[list[tuple[int, str]]] = []
    open_line = False
    for at, piece in pieces:
        bare = piece.strip()
        if not bare:
            open_line = False if not piece and not open_line else open_line and width > 0
            continue
        if groups and open_line and not _begins(bare):
            groups[-1].append((at, piece))
        else:
            groups.append([(at, piece)])
        open_line = _runs_on(bare, width)
    return [_para(group) for group in groups]


def _outside(low: int, high: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for a, b in sorted(spans):
        if low < a < high:
            yield low, a
        if a < high and b > low:
            low = max(low, b)
    if low < high:
        yield low, high


def _wrap_width(pieces: Sequence[str]) -> int:
    """Width at which the text was wrapped, 0 where it was not: several lines of nearly the same greatest length."""
    lengths = sorted((len(p.strip()) for p in pieces if p.strip()), reverse=True)
    if len(lengths) < 4 or lengths[0] > 90 or lengths[0] < 16:
        return 0
    near = sum(1 for n in lengths if n >= lengths[0] - 4)
    return lengths[0] if near * 3 >= len(lengths) or near >= 4 else 0


def _runs_on(line: str, width: int) -> bool:
    """Does the sentence go on in the next line?"""
    if line[-1] in _END or line[-1] in ":：":
        return False
    if line[-1] in ",，、":
        return True
    return bool(width) and len(line) >= width - 4


def _begins(line: str) -> bool:
    flat = level(line)
    return bool(_CHAPTER.match(flat)) or bool(_ITEM.match(flat))


def _para(group: Sequence[tuple[int, str]]) -> _Para:
    text: list[str] = []
    at: list[int] = []
    for i, (start, piece) in enumerate(group):
        head = len(piece) - len(piece.lstrip()) if i else 0
        body = piece.strip() if i else piece.rstrip()
        text.append(body)
        at.extend(range(start + head, start + head + len(body)))
    joined = "".join(text)
    return _Para(joined, level(joined), tuple(at), len(group))


# --- headings -------------------------------------------------------------------------------------------------------


def _clean_heading(printed: str) -> str:
    return re.sub(r"^[\s#*]+|[\s。：:，,；;*.]+$", "", printed)


def _heading_end(para: _Para, following: _Para | None) -> int:
    """Length of the heading at the head of a paragraph, 0 if there is none; the whole paragraph may be one."""
    flat = para.flat
    mark = _CHAPTER.match(flat)
    body = mark.end() if mark else len(flat) - len(flat.lstrip())
    bracketed = bool(mark) and not re.match(r"\s*\d", mark.group()) if mark else False
    arabic = bool(mark) and not bracketed
    stop = re.search(r"[。:;,!?]", flat[body:])
    if stop is None:
        return _line_heading(flat, body, bool(mark), following)
    end = body + stop.start()
    name, sign = flat[body:end].strip(), stop.group()
    rest = flat[end + 1 :].strip()
    if not rest:
        short_noun = bool(_NOUN_END.search(name)) and len(name) <= 22 and not _PREDICATE.search(name)
        if sign in ":。" and (short_noun or (bracketed and len(name) <= 25)) and following is not None:
            return len(flat) if not re.search(r"如下|以下", name) else 0
        return 0
    if len(name) <= 22 and _NOUN_END.search(name) and sign in "。:" and not _too_verbal(name):
        if arabic and sign == ":" and len(rest) <= 12:  # 4、行政诉讼：无。 is a unit
            return 0
        return end + 1
    if bracketed:
        whole = re.match(r"[^。:;!?]{2,28}[。:]", flat[body:])
        if whole and len(flat) > body + whole.end() + 4 and not re.search(r"\d{2,}", whole.group()):
            slogan = whole.group()[:-1]
            if len(slogan) <= 26 and not re.search(r"[了已]|收到|未", slogan):
                return body + whole.end()
    return 0


def _line_heading(flat: str, body: int, marked: bool, following: _Para | None) -> int:
    """A short line of its own without final punctuation, followed by text."""
    name = re.sub(r"[*#\s]+$", "", flat[body:]).strip("* ")
    if not name or len(name) > 40 or following is None:
        return 0
    if name in ("无", "没有", "暂无", "未发生", "不涉及"):
        return 0
    item = _ITEM.match(name)
    if item and not marked:
        return 0
    if _COUNTED.search(name):  # （1）发出收费通知2件 is a statement, not a heading
        return 0
    if marked and len(name) <= 30:
        return len(flat)
    if len(name) <= 25 and (_NOUN_END.search(name) or not _PREDICATE.search(name)):
        return len(flat)
    return 0


def _too_verbal(name: str) -> bool:
    return bool(
        re.search(r"[了已]|收到|未|没有|存在以下|如下|以下|还有|仍有|还存在|仍存在|几[个处点项]", name)
    ) or bool(_ITEM.match(name))


# --- cuts -----------------------------------------------------------------------------------------------------------


def _cuts(para: _Para, begin: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of the clauses of a paragraph behind its heading."""
    flat = para.flat
    depths = _depths(flat, begin)
    ends = list(_ends(flat, begin, depths))
    points = sorted(
        p for p in {*ends, *_items(flat, begin, depths), *_commas(flat, begin, depths, ends)} if p > begin
    )
    low = begin
    for point in [*points, len(para.flat)]:
        if point > low:
            yield low, point
            low = point


def _depths(flat: str, begin: int) -> list[int]:
    """Nesting depth in brackets and quotes before each character; an unclosed bracket ends with its sentence."""
    depths = [0] * (len(flat) + 1)
    first = _NESTING.search(flat, begin)
    if first is None:
        return depths
    stack: list[str] = []
    quoted = False
    for i in range(first.start(), len(flat)):
        char = flat[i]
        if char == '"':
            quoted = not quoted and '"' in flat[i + 1 : i + 60]
        elif char in _OPEN and flat.find(_CLOSE[_OPEN.index(char)], i, i + 120) > 0:
            stack.append(char)
        elif char in _CLOSE and stack and stack[-1] == _PAIR[char]:
            stack.pop()
        depths[i + 1] = len(stack) + quoted
    return depths


def _ends(flat: str, begin: int, depths: list[int]) -> Iterator[int]:
    """C1: after 。！？； outside brackets."""
    for match in _STOP.finditer(flat, begin):
        i = match.start()
        if depths[i + 1] == 0:
            j = i + 1
            while j < len(flat) and flat[j] in _END + '”"’':
                j += 1
            yield j


def _items(flat: str, begin: int, depths: list[int]) -> Iterator[int]:
    """C2 and C3: before every item of an enumeration, also after a comma or colon."""
    for match in _ITEM.finditer(flat, begin):
        at = match.start()
        if depths[at] or at == begin:
            continue
        before = flat[at - 1]
        bare = flat[begin:at].rstrip()
        if not bare:
            continue
        last = bare[-1]
        numeric = match.group()[0].isdigit()
        if last in _END or last in ":":
            yield at
        elif last in ",、":
            if (
                numeric
                and match.group()[-1] == "."
                and not re.match(r"\s*[\u4e00-\u9fff]", flat[match.end() :])
            ):
                continue
            yield at
        elif before.isspace() and match.group()[-1] in ")." and numeric:
            yield at


def _commas(flat: str, begin: int, depths: list[int], ends: Sequence[int]) -> Iterator[int]:
    """C4 and C5: commas between a shortcoming and a measure, and between statements on different matters."""
    for pattern in (_C4, _C4_DONE):
        for match in pattern.finditer(flat, begin):
            said = re.split(r"[。;!?:]", flat[begin : match.start(1)])[-1]
            if depths[match.start(1)] == 0 and not _POINTER.match(said):
                yield match.end(1)
    start = begin
    for end in [*ends, len(flat)]:
        yield from _matters(flat, start, end, depths)
        start = end


def _matters(flat: str, start: int, end: int, depths: list[int]) -> Iterator[int]:
    """C5 within one sentence; a list of the report's parts is one statement."""
    if _PARTS.search(flat, start, end):
        return
    commas = [i for i in range(start, end) if flat[i] == "," and depths[i] == 0]
    parts = []
    low = start
    for comma in [*commas, end]:
        parts.append((low, comma + 1 if comma < end else end))
        low = comma + 1
    topics = [_topic(flat[a:b]) for a, b in parts]
    current = None
    for (a, b), topic in zip(parts, topics, strict=True):
        if topic is None:
            continue
        reasoned = flat[a:b].lstrip().startswith(("故", "因此", "所以", "因而"))  # 因无人申请，故未收费
        if current is not None and topic != current and not reasoned and _OWN_PREDICATE.search(flat[a:b]):
            yield a
        current = topic


def _topic(part: str) -> int | None:
    """Which of the four matters of C5 a part speaks of, with a predicate of its own."""
    if not _OWN_PREDICATE.search(part):
        return None
    review = bool(_TOPICS[1].search(part))
    if review:
        return 1
    for n in (2, 0, 3):
        if _TOPICS[n].search(part):
            return n
    return None
