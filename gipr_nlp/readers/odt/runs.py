"""A paragraph of OpenDocument → its text, with what is not text set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.readers.odt.names import count, kind, value

_BLANKS = re.compile(r"[\t\r\n ]+")
_NOTHING = frozenset(
    (
        *(
            "text:page-number",
            "text:page-count",
            "text:tracked-changes",
            "text:ruby-text",
            "office:annotation-end",
        ),
        *("text:bookmark-end", "text:soft-page-break", "text:script", "office:forms", "text:note-citation"),
        *("text:toc-mark", "text:alphabetical-index-mark", "text:user-index-mark"),
    )
)
_CLOCK = ("text:date", "text:time")
_MOST_SPACES = 1000


@dataclass
class Line:
    """One paragraph as read: text; marks as (kind, text, start, end) within it; text boxes; notes."""

    text: str = ""
    marks: list[tuple[str, str, int, int]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)


class Runs:
    """Reads paragraphs.

    Args:
        roots: the roots that hold styles, for hidden text.
        changes: text of each deletion by its id.
    """

    def __init__(self, roots: Iterable[Any], changes: dict[str, str]) -> None:
        self.doubts: dict[str, str] = {}
        self.hidden = 0
        self._changes = changes
        self._hides = {
            value(style, "style:name")
            for root in roots
            for style in root.iter()
            if kind(style) == "style:style"
            and any(kind(p) == "style:text-properties" and value(p, "text:display") == "none" for p in style)
        }
        self._line = Line()
        self._pieces: list[str] = []
        self._length = 0
        self._begun: dict[str, int] = {}

    def paragraph(self, element: Any) -> Line:
        """Read one ``text:p`` or ``text:h``, without its number."""
        self._line, self._pieces, self._length = Line(), [], 0
        self._begun.clear()
        self._content(element, value(element, "text:style-name") in self._hides)
        self._line.text = "".join(self._pieces)
        return self._line

    def _content(self, element: Any, hidden: bool) -> None:
        self._emit(_BLANKS.sub(" ", element.text or ""), hidden)
        for part in element:
            self._inline(part, hidden)
            self._emit(_BLANKS.sub(" ", part.tail or ""), hidden)

    def _inline(self, element: Any, hidden: bool) -> None:
        what = kind(element)
        if what in _NOTHING:
            return
        if what == "text:s":
            self._emit(" " * count(element, "text:c", _MOST_SPACES), hidden, kept=True)
        elif what == "text:tab":
            self._emit("\t", hidden, kept=True)
        elif what == "text:line-break":
            self._emit("\n", hidden, kept=True)
        elif what == "text:note":
            self._line.notes += [part for part in element if kind(part) == "text:note-body"]
        elif what == "office:annotation":
            self._mark("comment", "".join(t for p in element if kind(p) == "text:p" for t in p.itertext()))
        elif what in ("text:bookmark", "text:bookmark-start"):
            self._mark("bookmark", value(element, "text:name"))
        elif what.startswith("text:change"):
            self._change(element, what)
        elif what.startswith("draw:"):
            self._drawing(element)
        elif what in ("text:hidden-text", "text:hidden-paragraph"):
            self._content(element, True)
        elif what == "text:placeholder":
            start = self._length
            self._content(element, hidden)
            self._mark("placeholder", "".join(self._pieces)[start:], start)
        else:
            if what in _CLOCK and value(element, "text:fixed") != "true":
                self.doubts["document.date"] = "文中有自动更新的日期域，打开文件的日期不同，显示的日期就不同"
            self._content(element, hidden or value(element, "text:style-name") in self._hides)

    def _emit(self, text: str, hidden: bool, kept: bool = False) -> None:
        if hidden:
            self.hidden += len(text.strip())
            return
        if not kept and text.startswith(" ") and (not self._pieces or self._pieces[-1][-1:] in " \n\t"):
            text = text[1:]  # white space runs together, and at the beginning of a paragraph it is none
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _mark(self, what: str, text: str, start: int | None = None) -> None:
        self._line.marks.append((what, text, self._length if start is None else start, self._length))

    def _change(self, element: Any, what: str) -> None:
        name = value(element, "text:change-id")
        if what == "text:change-start":
            self._begun[name] = self._length
        elif what == "text:change-end":
            start = self._begun.get(name, 0)
            self._mark("revision", "".join(self._pieces)[start:], start)
        elif self._changes.get(name, "").strip():
            self._mark("revision", self._changes[name])

    def _drawing(self, element: Any) -> None:
        found = list(boxes_of(element))
        self._line.boxes += found
        if not found and any(
            kind(e) in ("draw:image", "draw:object", "draw:object-ole") for e in element.iter()
        ):
            self._mark("image", value(element, "draw:name") or "图片")


def boxes_of(element: Any) -> Iterator[Any]:
    """What holds paragraphs in a drawing: text boxes, shapes with text; outermost only."""
    if kind(element) == "draw:text-box" or any(kind(p) in ("text:p", "text:list") for p in element):
        yield element
        return
    for part in element:
        if kind(part).startswith("draw:"):
            yield from boxes_of(part)


def deletions(root: Any) -> dict[str, str]:
    """Text of each recorded deletion by its id (ODF keeps it apart from the text)."""
    found = {}
    for region in root.iter():
        if kind(region) != "text:changed-region":
            continue
        name = value(region, "text:id") or region.get("{http://www.w3.org/XML/1998/namespace}id", "")
        for change in region:
            if kind(change) == "text:deletion":
                found[name] = "".join(t for p in change if kind(p).startswith("text:") for t in p.itertext())
    return found
