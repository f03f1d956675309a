"""The page as a browser would lay it out: a tree of what shows, without scripts, styles, comments and hidden parts.

The parser is lexbor (selectolax): it builds the tree of the HTML standard, which browsers show. Measured against lxml.html
(``python -m corpus.page_report --parsers``): 0.5 ms against 1.2 ms for a made page; under 9,000 nested elements lxml drops
the text without a word, lexbor keeps it; a million empty tags take a quarter of a second in both. What lexbor cannot bear
(its time grows with the square of the depth, 14 s for 100,000, and of the attributes of one tag, 28 s for 60,000; lxml's,
too) is refused before it is parsed, for no alarm interrupts a parser written in C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from gipr_nlp.errors import Unreadable

#: Elements without an end tag, or whose end tag may be left out: they do not count to the depth.
_OPEN_TAGS = (
    "area base br col embed hr img input link meta param source track wbr"
    " p li td th tr tbody thead tfoot option dd dt colgroup body html head font span"
)
_OPEN = frozenset(_OPEN_TAGS.split())
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_MOST_DEPTH, _MOST_COST, _LONG_TAG = 12_000, 100_000_000, 500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_ATTRIBUTE = re.compile(r"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']*))?""")

_SUBSET = re.compile(r"<!DOCTYPE\b[^\[>]{0,1000}\[", re.I)
_EMPTY = re.compile(r"<([a-zA-Z][\w:]*)((?:\s[^<>]{0,4000})?)/>")

_GONE_TAGS = (
    "script style template noscript head title object embed applet svg math canvas audio video map xml iframe frame"
    " noframes noembed datalist button link meta base col colgroup area param"
)
_GONE = frozenset(_GONE_TAGS.split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*(?:all|screen)", re.I
)
_NAME = re.compile(r"[.#][\w-]+")
_SHOWN = re.compile(r"display\s*:\s*(?!none)\w", re.I)
_AT_NAME = re.compile(r"[.#][\w-]+")

_KEPT_EMPTY = frozenset(("td", "th", "tr", "br", "img", "hr", "input", "textarea", "select", "a"))


@dataclass(slots=True, eq=False)
class Element:
    """An element that shows: its tag in lower case, attributes, and what is in it in order."""

    tag: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Value of an attribute; empty where it has none."""
        return self.attributes.get(name) or ""

    @property
    def names(self) -> str:
        """Its id and classes, by which sites tell what an element is for."""
        return f"{self.get('id')} {self.get('class')}".strip()

    def walk(self) -> Iterator[tuple[bool, Element | str]]:
        """(True, element) where it begins, (False, element) where it ends, (True, text) between; itself included."""
        yield True, self
        stack: list[tuple[Element, Iterator[Element | str]]] = [(self, iter(self.children))]
        while stack:
            element, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                yield False, element
            elif isinstance(child, str):
                yield True, child
            else:
                yield True, child
                stack.append((child, iter(child.children)))

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below with one of these tags, in the order of the page."""
        for begins, node in self.walk():
            if begins and isinstance(node, Element) and node is not self and node.tag in tags:
                yield node

    def text(self) -> str:
        """All text in it, without regard to lines."""
        return "".join(node for _, node in self.walk() if isinstance(node, str))

    def within(self, *tags: str) -> Element | None:
        """The nearest element around it with one of these tags."""
        at = self.parent
        while at is not None and at.tag not in tags:
            at = at.parent
        return at


@dataclass(frozen=True)
class Page:
    """A parsed page: what shows, the head's statements (name → contents) and title, addresses of frames."""

    body: Element
    metas: Mapping[str, str]
    title: str
    frames: tuple[str, ...]
    hidden: bool
    """Whether something with text was left out because it is hidden."""
    scripted: bool
    """Whether a script may show what the file does not hold."""


def parse(text: str, path: str, *, hidden: bool = False) -> Page:
    """Parse a page.

    Args:
        text: the page.
        path: the file, for messages.
        hidden: keep hidden elements, too.

    Raises:
        Unreadable: it is nested, or has tags with attributes, beyond all reason.
    """
    from selectolax.lexbor import LexborHTMLParser

    text = _from_xml(text.replace("\0", ""))
    _guard(text, path)
    try:
        root = LexborHTMLParser(text).root
    except (ValueError, RuntimeError, MemoryError):
        root = None
    if root is None:
        raise Unreadable(path, "corrupt", "网页无法解析；请在浏览器中打开后重新保存")
    return _shown(root, hidden, _sheet(text), re.search(r"<script\b", text, re.I) is not None)


def _from_xml(text: str) -> str:
    """A page written as XML, as HTML: entities of its own are not taken, ``<script/>`` is closed, CDATA is text."""
    subset = _SUBSET.search(text[:4096])
    if subset and (end := text.find("]", subset.end())) >= 0:
        text = text[: subset.start()] + text[text.find(">", end) + 1 :]
    if not text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return text
    first, *rest = text.split("<![CDATA[")
    parts = [part.partition("]]>") for part in rest]
    text = first + "".join(f"{escape(inside)}{behind}" for inside, _, behind in parts)
    return _EMPTY.sub(lambda m: m[0] if m[1].lower() in _VOID else f"<{m[1]}{m[2]}></{m[1]}>", text)


def _guard(text: str, path: str) -> None:
    cost, raw = 0, ""
    for piece in text.split("<"):
        if raw:
            if piece[: len(raw)].lower() == raw:
                raw = ""
        elif len(piece) > _LONG_TAG and (piece[0].isalpha() or piece[0] in "\"'"):
            count = sum(1 for _ in _ATTRIBUTE.finditer(piece.partition(">")[0]))
            cost += count * count
            if cost > _MOST_COST:
                raise Unreadable(path, "too_large", "网页中有属性过多的标签，出于安全考虑未读取")
        if piece[:6].lower() in ("script", "style>", "style "):
            raw = f"/{piece[:5].lower()}" if piece[0] in "sS" else raw
    if text.count("<") <= _MOST_DEPTH:
        return
    depth = 0
    for found in _TAG.finditer(text):
        if found[2].lower() in _OPEN:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _MOST_DEPTH:
            raise Unreadable(path, "too_large", "网页元素嵌套过深，出于安全考虑未读取")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What style sheets inside the page hide and show: selectors without descent, as sets of .class and #id."""

    hides: tuple[frozenset[str], ...] = ()
    shows: tuple[frozenset[str], ...] = ()

    def hide(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element is hidden by them; a rule that shows it outweighs one that hides it."""
        if not self.hides:
            return False
        names = {f".{name}" for name in (attributes.get("class") or "").split()}
        names.add(f"#{attributes.get('id')}")
        return any(s <= names for s in self.hides) and not any(s <= names for s in self.shows)


def _sheet(text: str) -> Sheet:
    hides: list[frozenset[str]] = []
    shows: list[frozenset[str]] = []
    for sheet in between(text[:2_000_000], "<style", "</style"):
        for selectors, rule in _rules(sheet.partition(">")[2][:200_000]):
            if "display" not in rule and "visibility" not in rule:
                continue
            for selector in selectors.split(","):
                last = selector.split()[-1:] or [""]
                names = frozenset(_NAME.findall(last[0]))
                if not _HIDDEN.search(rule):
                    shows.append(names)
                elif selector.strip() == last[0] and names and ":" not in last[0]:
                    hides.append(names)
    return Sheet(tuple(hides[:500]), tuple(s for s in shows[:500] if s))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of the rules of a style sheet that hold on every medium."""
    inside: list[str] = []
    last = 0
    for found in re.finditer("[{}]", sheet):
        said, last = sheet[last : found.start()], found.end()
        if found[0] == "{":
            inside.append(said)
        elif inside:
            selectors = inside.pop()
            if not inside and not selectors.lstrip().startswith("@"):
                yield selectors, said


def between(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands between two marks (lower case), wherever it does; in time that grows with the length alone."""
    lower = text.lower()
    at = lower.find(opening)
    while at >= 0:
        end = lower.find(closing, at)
        if end < 0:
            return
        yield text[at + len(opening) : end]
        at = lower.find(opening, end)


def _shown(root: Any, keep_hidden: bool, sheet: Sheet, scripted: bool) -> Page:
    """Lexbor's tree → elements that show; empty ones are left out on the way, so that they cost nothing."""
    body = Element("body")
    metas: dict[str, str] = {}
    frames: list[str] = []
    title, left_out = "", False
    at, node = body, root.first_child
    entered: list[Any] = []  # lexbor nodes whose children are being read
    while node is not None or entered:
        if node is None:
            node = entered.pop()
            node, at = node.next, _closed(at) if node.tag not in ("html", "body") else at
            continue
        if node.is_text_node:
            at.children.append(node.text_content or "")
        elif node.is_element_node:
            tag = node.tag
            if tag in ("html", "body", "head"):
                if tag == "head" or node.first_child is not None:
                    if tag == "head":
                        title = title or _head(node, metas)
                    else:
                        entered.append(node)
                        node = node.first_child
                        continue
            elif tag in ("iframe", "frame"):
                frames.append((node.attributes.get("src") or "").strip())
            elif tag == "meta":
                _meta(node.attributes, metas)
            elif tag == "textarea" and "</" in (node.text() or ""):
                left_out = True  # the source of an editor
            elif tag not in _GONE:
                attributes = node.attributes
                if not keep_hidden and _is_hidden(tag, attributes, sheet):
                    left_out = left_out or bool((node.text(strip=True) or "")[:1])
                else:
                    child = Element(tag, attributes, at)
                    at.children.append(child)
                    if node.first_child is not None:
                        at = child
                        entered.append(node)
                        node = node.first_child
                        continue
                    _drop_empty(child)
        node = node.next
    return Page(body, metas, title, tuple(frames), left_out, scripted)


def _closed(element: Element) -> Element:
    parent = element.parent
    _drop_empty(element)
    return parent if parent is not None else element


def _drop_empty(element: Element) -> None:
    if not element.children and element.tag not in _KEPT_EMPTY and element.parent is not None:
        siblings = element.parent.children
        if siblings and siblings[-1] is element:
            siblings.pop()


def _is_hidden(tag: str, attributes: Mapping[str, str | None], sheet: Sheet) -> bool:
    if not attributes:
        return tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    if tag == "input" and (attributes.get("type") or "").lower() in ("hidden", "button", "submit", "image"):
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    return not _SHOWN.search(attributes.get("style") or "") and sheet.hide(attributes)


def _head(head: Any, metas: dict[str, str]) -> str:
    title = ""
    node = head.first_child
    while node is not None:
        if node.is_element_node:
            if node.tag == "meta":
                _meta(node.attributes, metas)
            elif node.tag == "title" and not title:
                title = "".join(child.text_content or "" for child in node.iter(include_text=True))
            elif node.tag == "link" and (node.attributes.get("rel") or "").lower() == "canonical":
                metas.setdefault("canonical", node.attributes.get("href") or "")
        node = node.next
    return title


def _meta(attributes: Mapping[str, str | None], metas: dict[str, str]) -> None:
    name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
    content = attributes.get("content") or ""
    if name and content:
        metas.setdefault(name.strip().lower(), content)
