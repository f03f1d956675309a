"""Where on a page the report stands: found by the report's own words, bounded by what is plainly furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from gipr_nlp import form as statutory
from gipr_nlp.readers.html.flow import Flow, Line, Thing
from gipr_nlp.readers.html.stated import from_line, is_label
from gipr_nlp.readers.html.tree import Element
from gipr_nlp.readers.noise import is_noise
from gipr_nlp.text import squash

TITLE = re.compile(
    r".{0,60}(?:信息|政务)公开.{0,12}(?:年度报告|年报|工作报告|工作总结|报告)(?:[(（].{1,12}[)）])?"
)
_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,2}(?:[、.,:．]|部分[:、]?)|\d[、.．])?[^。；;]{0,12}"
    r"(?:总体情况|概述|概况|主动公开政府信息|收到和处理.{0,6}申请|申请.{0,4}收到和处理|依申请公开政府信息"
    r"|行政复议[、和及与]?(?:被?提起)?行政诉讼|行政诉讼[、和及与]?行政复议|存在的?(?:主要)?问题|需要(?:报告|说明)的(?:其他)?事项)[^。；;]{0,16}"
)
_CONTENT = re.compile(
    r"trs_editor|trs_ueditor|ueditor|ucap-content|\bzoom(?:con)?\b|pages?_content|article[-_]?(?:con|body|text|main|detail)"
    r"|(?:content|detail|text|news|info|main|xxgk|xl|zw|nr|bt|ivs)[-_]?(?:content|con|text|body|detail|main|box|nr|zw)?\b"
    r"|vsb_content|cont(?:ent)?\b|zhengwen|neirong|wenzhang|wordsection",
    re.I,
)
_FURNITURE = re.compile(
    r"share|bdshare|jiathis|print|toolbar|tool[-_]?box|crumb|position|location|dqwz|weizhi|(?:^|[-_ ])(?:nav|menu|foot|footer|side|sidebar"
    r"|aside|top|header|banner|logo|search|copyright|friend|links?|breadcrumbs?|pager?|pagination|related?|recommend|hot|ewm|qrcode"
    r"|comment|prev|next|ad|tab|login|wza|fontsize|bottom)(?:$|[-_ \d])"
    r"|(?:xg|related|tj|rd)(?:wz|yd|news|list|doc|link)|xiangguan|tuijian|nextprev|prenext|shangyi",
    re.I,
)
_SENTENCE = re.compile("[。；;]")


@cache
def _labels() -> frozenset[str]:
    """Squashed row labels and headers that only such a report prints."""
    found = {squash(b.group) for form in ("2019", "2021") for b in statutory.rows("disclosure", form)}
    found |= {
        squash(r.label).split("(")[0]
        for form in ("2019", "2021")
        for r in statutory.rows("applications", form)
    }
    for form in ("2019", "2021"):
        for row in statutory.rows("disclosure", form):
            found |= {
                squash(v).split("(")[0] for v in statutory.column_labels("disclosure", form, row.key).values()
            }
    return frozenset(label for label in found if len(label) >= 5) | {
        "信息内容", "申请人情况", "法人或其他组织", "未经复议直接起诉", "复议后起诉", "结果维持", "尚未审结",
    }  # fmt: skip


def heading_of(text: str) -> str:
    """The words by which a line is a chapter heading of a report; empty where it is none."""
    flat = squash(text)
    if len(flat) > 40:
        return ""
    found = _HEADING.fullmatch(flat)
    return re.sub(r"[^\u4e00-\u9fff]", "", flat) if found else ""


@dataclass(slots=True)
class Count:
    """What an element and all that is in it holds."""

    weight: int = 0
    chars: int = 0
    linked: int = 0
    lines: int = 0
    noise: int = 0
    sentences: int = 0
    labels: int = 0
    headings: set[str] = field(default_factory=set)

    def add(self, other: Count) -> None:
        self.weight += other.weight
        self.chars += other.chars
        self.linked += other.linked
        self.lines += other.lines
        self.noise += other.noise
        self.sentences += other.sentences
        self.labels += other.labels
        if other.headings:
            self.headings |= other.headings


@dataclass(frozen=True)
class Found:
    """The report on a page. ``parts``: elements in reading order; ``lines``: what stands beside it and was left out;
        ``left_out``: elements inside the parts that are furniture; ``twice``: whether the page holds the text twice;
    ``known``: whether the report's own words were found; ``headings``: how many of its chapters."""

    parts: tuple[Element, ...]
    titles: tuple[str, ...]
    aside: tuple[Line, ...]
    left_out: tuple[Element, ...]
    twice: bool
    known: bool
    headings: int


class Body:
    """Finds the report on a page.

    Args:
        root: the page's body.
    """

    def __init__(self, root: Element) -> None:
        self._root = root
        self._counts: dict[int, Count] = {id(root): Count()}
        self._things: dict[int, int] = {}
        self._twice = False
        self._dropped: list[Element] = []
        for piece in Flow()(root):
            if isinstance(piece, Line):
                self._of(piece.owner).add(_count(piece))
            elif isinstance(piece, Thing) and piece.kind == "attachment":
                self._things[id(piece.element)] = len(piece.text)
        for begins, node in root.walk():
            if not begins and isinstance(node, Element) and node.parent is not None and node is not root:
                self._of(node.parent).add(self._of(node))

    def _of(self, element: Element) -> Count:
        return self._counts.setdefault(id(element), Count())

    def find(self) -> Found:
        """The parts of the page that are the report."""
        total = self._of(self._root)
        known = len(total.headings) >= 2 or total.weight >= 12
        core = self._core() if known else self._densest()
        parts, titles, aside = self._around(core)
        furniture = [e for part in parts for e in self._inside(part)]
        aside += [line for element in furniture for line in _lines_of(element)]
        left_out = furniture + self._dropped
        return Found(
            tuple(parts),
            tuple(titles),
            tuple(aside),
            tuple(left_out),
            self._twice,
            known,
            len(total.headings),
        )

    def _core(self) -> Element:
        """The smallest element that holds the headings and nearly all labels."""
        at, total = self._root, self._of(self._root)
        while True:
            within = [c for c in at.children if isinstance(c, Element)]
            full = [c for c in within if len(self._of(c).headings) >= max(4, len(total.headings) - 1)]
            if len(full) > 1 and self._same(full):  # a page for computers and one for telephones in one file
                self._twice = True
                self._dropped += full[1:]
                total = self._of(full[0])
            best = max(within, key=lambda c: self._of(c).weight, default=None)
            if best is None:
                return at
            mine = self._of(best)
            if mine.weight < 0.85 * total.weight or len(mine.headings) < len(total.headings):
                return at
            if best.tag in ("table", "tbody", "tr", "td") and not mine.headings:
                return at
            at = best

    def _same(self, elements: Sequence[Element]) -> bool:
        return len({squash(e.text()) for e in elements}) == 1

    def _densest(self) -> Element:
        """Without the report's words: the element with most text that is no link, named contents preferred."""
        at = self._root
        while True:
            within = [c for c in at.children if isinstance(c, Element) and not self._is_furniture(c)]
            best = max(within, key=self._plain, default=None)
            if best is None or best.tag in ("p", "table", "tr", "tbody", "ul", "ol"):
                return at
            if self._plain(best) < 0.6 * max(1, sum(map(self._plain, within))):
                return at
            at = best

    def _plain(self, element: Element) -> float:
        count = self._of(element)
        return (count.chars - 1.5 * count.linked) * (1.5 if _CONTENT.search(element.names) else 1)

    def _around(self, core: Element) -> tuple[list[Element], list[str], list[Line]]:
        """The core with those of its neighbours that belong to the report; titles and lines found further out."""
        before: list[Element] = []
        behind: list[Element] = []
        titles: list[str] = []
        aside: list[Line] = []
        inner, at = True, core
        while at is not self._root and at.parent is not None:
            around = at.parent
            place = around.children.index(at)
            strange = [
                self._is_furniture(c) for c in around.children if isinstance(c, Element) and c is not at
            ]
            wild = any(strange) or around.tag in ("tr", "tbody", "table")
            for side, nodes in (
                (before, around.children[:place][::-1]),
                (behind, around.children[place + 1 :]),
            ):
                for node in self._grouped(nodes, around):
                    if node in self._dropped:
                        continue
                    lines = _lines_of(node)
                    if self._belongs(node, lines, inner):
                        if not (side is before and titles):
                            side.append(node)
                    else:
                        aside += lines
                        if side is before:
                            titles += [t for t in map(_title_in, lines[::-1]) if t]
            inner = inner and not wild
            at = around
        return [*before[::-1], core, *behind], titles, aside

    def _grouped(self, nodes: Sequence[Element | str], parent: Element) -> Iterator[Element]:
        """Elements, and texts between them as elements of their own."""
        for node in nodes:
            if isinstance(node, Element):
                yield node
            elif node.strip():
                made = Element("div", {}, parent, [node])
                self._counts[id(made)] = _total(_lines_of(made))
                yield made

    def _belongs(self, node: Element, lines: list[Line], inner: bool) -> bool:
        count = self._of(node)
        if count.headings and count.linked < count.chars / 2:
            return True
        if not lines:
            return inner and _has_picture(node)
        return inner and not self._is_furniture(node)

    def _is_furniture(self, element: Element) -> bool:
        count = self._of(element)
        if len(count.headings) >= 2:
            return False
        if element.tag in ("nav", "footer", "aside"):
            return True
        if not count.lines:
            return False
        named = _FURNITURE.search(element.names) is not None
        if named and not count.weight and (count.sentences < 3 or count.linked * 3 > count.chars):
            return not _is_title_block(element, count)
        if count.noise >= count.lines:
            return True
        links = count.linked - self._attachments(element)
        if count.lines >= 2 and links * 2 > count.chars and not count.weight:
            return True
        if count.lines == 1 and links * 10 > count.chars * 8 and element.tag not in ("h1", "h2"):
            return not _is_title_block(element, count)
        return count.lines <= 40 and not count.weight and count.labels >= 2 and not count.sentences

    def _attachments(self, element: Element) -> int:
        if not self._things:
            return 0
        return sum(self._things.get(id(a), 0) for a in element.all("a"))

    def _inside(self, part: Element) -> Iterator[Element]:
        """Outermost elements within a part that are furniture."""
        stack = [c for c in part.children[::-1] if isinstance(c, Element)]
        while stack:
            element = stack.pop()
            if element.tag in ("tr", "td", "th", "tbody", "span", "font", "b", "strong", "a", "img"):
                if element.tag in ("tr", "td", "tbody"):
                    stack += [c for c in element.children[::-1] if isinstance(c, Element)]
                continue
            if element.tag not in ("p", "table", "li") and self._is_furniture(element):
                yield element
            else:
                stack += [c for c in element.children[::-1] if isinstance(c, Element)]


def _count(line: Line) -> Count:
    flat = squash(line.text)
    linked = min(line.linked, len(flat))
    count = Count(0, len(flat), linked, 1, 0, len(_SENTENCE.findall(flat)), is_label(line.text))
    if linked * 2 > len(flat):
        return count
    if heading := heading_of(line.text):
        count.weight, count.headings = 3, {heading}
    elif len(flat) < 60 and flat.split("(")[0] in _labels():
        count.weight = 1
    elif len(flat) < 160 and (is_noise(line.text) or from_line(line.text)):
        count.noise = 1
    return count


def _total(lines: Sequence[Line]) -> Count:
    total = Count()
    for line in lines:
        total.add(_count(line))
    return total


def _lines_of(element: Element) -> list[Line]:
    return [piece for piece in Flow()(element) if isinstance(piece, Line)]


def _has_picture(element: Element) -> bool:
    return element.tag == "img" or any(True for _ in element.all("img"))


def _title_in(line: Line) -> str:
    flat = squash(line.text)
    if line.linked * 2 > len(flat) or len(flat) > 70 or heading_of(line.text):
        return ""
    return line.text if TITLE.fullmatch(flat) else ""


def _is_title_block(element: Element, count: Count) -> bool:
    return count.lines <= 3 and any(_title_in(line) for line in _lines_of(element))


__all__ = ["TITLE", "Body", "Found", "heading_of"]
