"""The text of an element as lines in reading order, with the lists' numbers, as a reader of the page sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from posixpath import basename
from urllib.parse import unquote, urlsplit

from gipr_nlp.readers import numerals
from gipr_nlp.readers.html.tree import Element

_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q ruby rb rt rp s samp"
    " small span strike strong sub sup time tt u var wbr blink"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_WIDE = "\u2e80-\u303f\u3040-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_DRAWN = re.compile("[│┃║┼├┌]")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_EDGES = " \t\u00a0\u3000"
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|list-item|table|flex)\b", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_NOTE = re.compile(r"\s*\d{1,2}\s*")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w\s-]+)", re.I)
_STARTS_NUMBERED = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．:：]")

#: What a list counts with: name of the style or editor's class → (numerals, text before and behind).
_decimal = numerals.FORMATS["decimal"]
_COUNTERS: dict[str, tuple[Callable[[int], str], str, str]] = {
    "decimal": (_decimal, "", ". "),
    "1": (_decimal, "", ". "),
    "decimal-leading-zero": (numerals.FORMATS["decimalZero"], "", ". "),
    "a": (lambda n: numerals.letters(n).lower(), "", ". "),
    "lower-alpha": (lambda n: numerals.letters(n).lower(), "", ". "),
    "lower-latin": (lambda n: numerals.letters(n).lower(), "", ". "),
    "A": (numerals.letters, "", ". "),
    "upper-alpha": (numerals.letters, "", ". "),
    "upper-latin": (numerals.letters, "", ". "),
    "i": (lambda n: numerals.roman(n).lower(), "", ". "),
    "lower-roman": (lambda n: numerals.roman(n).lower(), "", ". "),
    "I": (numerals.roman, "", ". "),
    "upper-roman": (numerals.roman, "", ". "),
    "cjk-ideographic": (numerals.chinese, "", "、"),
    "simp-chinese-informal": (numerals.chinese, "", "、"),
    "trad-chinese-informal": (numerals.chinese, "", "、"),
    "simp-chinese-formal": (numerals.formal, "", "、"),
    "cjk-decimal": (numerals.FORMATS["ideographDigital"], "", "、"),
    "cjk-heavenly-stem": (numerals.traditional, "", "、"),
    # those of a widely used editor
    "custom_cn": (numerals.chinese, "", "、"),
    "custom_cn1": (numerals.chinese, "", "）"),
    "custom_cn2": (numerals.chinese, "（", "）"),
    "custom_num": (_decimal, "", "、"),
    "custom_num1": (_decimal, "", "）"),
    "custom_num2": (_decimal, "（", "）"),
}

ATTACHED = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar|7z)(?:$|[?#&])", re.I)


@dataclass(slots=True)
class Line:
    """A line as it shows. ``owner``: the nearest block around it; ``linked``: how many characters are link texts."""

    text: str
    owner: Element
    linked: int = 0


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page that is no text. ``kind``: image | attachment | deleted | inserted | struck."""

    kind: str
    text: str
    element: Element


Piece = Line | Thing | Element


def is_block(element: Element) -> bool:
    """Whether an element begins a line of its own."""
    tag = element.tag
    if tag in _INLINE or ":" in tag:
        return bool(_BLOCK_STYLE.search(element.get("style")))
    return tag not in ("br", "img", "input", "textarea", "select", "option")


class Flow:
    """Lines and things of an element.

    Args:
        whole: tables that are handed over as they are instead of being opened.
        without: elements (by identity) that are passed over.
    """

    def __init__(self, whole: Collection[Element] = (), without: Collection[Element] = ()) -> None:
        self._whole, self._without = frozenset(whole), frozenset(without)
        self._counts: dict[int, int] = {}
        self._raw: list[str] = []
        self._linked = 0
        self._marker = ""

    def __call__(self, root: Element) -> Iterator[Piece]:
        """The pieces of ``root`` in reading order."""
        around = root.within("pre", "xmp", "listing")
        owner, links, pre, silent = root, 0, int(_is_pre(root) or around is not None), 0
        stack: list[tuple[Element, Iterator[Element | str]]] = [(root, iter(root.children))]
        while stack:
            element, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                tag = element.tag
                if is_block(element):
                    yield from self._end(owner)
                    owner = stack[-1][0] if stack else root
                if not stack:
                    break
                links -= tag == "a"
                pre -= _is_pre(element)
                silent -= _is_silent(element)
                if tag == "a" and (name := attached(element)):
                    yield Thing("attachment", name, element)
                elif tag in ("del", "ins") or is_struck(element):
                    kind = {"del": "deleted", "ins": "inserted"}.get(tag, "struck")
                    yield Thing(kind, clean(element.text()), element)
            elif isinstance(child, str):
                if silent:
                    continue
                if element.tag == "sup" and _NOTE.fullmatch(child) and self._after_digit():
                    child = f"[{child.strip()}]"  # a note's number is no digit of the number before it
                if pre:
                    first, *more = child.split("\n")
                    self._add(first.replace(" ", "\u00a0"), links)
                    for piece in more:
                        yield from self._end(owner)
                        self._add(piece.replace(" ", "\u00a0"), links)
                else:
                    self._add(child, links)
            elif child in self._without:
                yield from self._end(owner)
            elif child in self._whole:
                yield from self._end(owner)
                yield child
            elif child.tag in ("br", "hr"):
                yield from self._end(owner)
            elif child.tag in ("img", "v:imagedata", "image"):
                yield Thing("image", child.get("alt") or child.get("title"), child)
            elif child.tag in ("input", "select"):
                self._add(_field(child), links)
            else:
                if is_block(child):
                    yield from self._end(owner)
                    owner = child
                if child.tag == "li":
                    self._marker = self._number(child)
                links += child.tag == "a"
                pre += _is_pre(child)
                silent += _is_silent(child)
                stack.append((child, iter(child.children)))
        yield from self._end(owner)

    def _add(self, raw: str, links: int) -> None:
        if raw:
            self._raw.append(raw)
            if links:
                self._linked += len("".join(raw.split()))

    def _after_digit(self) -> bool:
        return "".join(self._raw[-1:]).rstrip()[-1:].isdecimal()

    def _end(self, owner: Element) -> Iterator[Line]:
        if not self._raw:
            return
        text = clean("".join(self._raw))
        linked, self._raw, self._linked = self._linked, [], 0
        if text:
            if self._marker and not _STARTS_NUMBERED.match(text):
                text = self._marker + text
            self._marker = ""
            yield Line(text, owner, linked)

    def _number(self, item: Element) -> str:
        """The number that a list prints before an item."""
        of = item.parent
        if of is None or of.tag != "ol":
            return ""
        value = _integer(item.get("value"))
        if value is None:
            start = _integer(of.get("start"))
            value = self._counts.get(id(of), (1 if start is None else start) - 1) + 1
        self._counts[id(of)] = value
        style = _style_of(item) or _style_of(of) or "decimal"
        make, before, behind = _COUNTERS.get(style, (None, "", ""))
        return f"{before}{make(value)}{behind}" if make is not None else ""


def _style_of(element: Element) -> str:
    found = _LIST_STYLE.search(element.get("style"))
    if found:
        words = found[1].lower().split()
        known = [w for w in words if w in _COUNTERS or w in ("none", "disc", "circle", "square")]
        if known:
            return known[0]
    if kind := element.get("type").strip():
        return kind
    return next((name for name in element.get("class").split() if name in _COUNTERS), "")


def _field(element: Element) -> str:
    """What a form field shows."""
    if element.tag == "input":
        return element.get("value") if element.get("type").lower() in ("", "text", "number", "tel") else ""
    options = list(element.all("option"))
    chosen = next((o for o in options if "selected" in o.attributes), options[0] if options else None)
    return chosen.text() if chosen is not None else ""


def is_struck(element: Element) -> bool:
    """Whether the text of an element is struck through: replaced by what stands beside it."""
    return element.tag in ("del", "s", "strike") or bool(_STRUCK.search(element.get("style")))


def _is_silent(element: Element) -> bool:
    return element.tag in ("rt", "rp") or is_struck(element)


def _is_pre(element: Element) -> bool:
    return element.tag in ("pre", "xmp", "listing") or bool(_PRE.search(element.get("style")))


def _integer(text: str) -> int | None:
    found = re.match(r"\s*(-?\d{1,6})", text)
    return int(found[1]) if found else None


def clean(raw: str) -> str:
    """Text as the page shows it: white space of the source as one blank, none where the source broke Chinese lines."""
    drawn = _DRAWN.search(raw) is not None  # the columns of a table drawn in characters stay where they are
    text = raw if drawn else _WHITE.sub(_gap, _WRAP.sub("", raw))
    return text.replace("\u00a0", " ").strip(_EDGES)


def _gap(found: re.Match[str]) -> str:
    """A tab within a line was pasted with a table of tabs; elsewhere it only indents the source."""
    return "\t" if "\t" in found[0] and "\n" not in found[0] and "\r" not in found[0] else " "


def attached(link: Element) -> str:
    """Name of the document file that a link leads to; empty where it leads to a page."""
    try:
        address = urlsplit(link.get("href").strip())
    except ValueError:
        return ""
    target = address.path if ATTACHED.search(address.path) else f"{address.path}?{address.query}"
    if not ATTACHED.search(target):
        return ""
    shown = clean(link.text())
    name = unquote(basename(address.path)) if ATTACHED.search(address.path) else ""
    return shown if ATTACHED.search(shown) or not name else f"{shown}（{name}）" if shown else name
