"""Numbers of lists and headings, as the office program prints them before a paragraph (ODF 1.3-3, 5.3 and 16.30)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gipr_nlp.readers import numerals
from gipr_nlp.readers.odt.names import count, kind, value

_SLOT = re.compile(r"%(\d+)%")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Formats are written as the first numbers they count; LibreOffice writes wide digits as ``1, 2, 3, ...``.
_FORMATS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": lambda n: numerals.letters(n).lower(),
    "A": numerals.letters,
    "i": lambda n: numerals.roman(n).lower(),
    "I": numerals.roman,
    "一": numerals.chinese,
    "①": numerals.circled,
    "甲": numerals.traditional,
    "子": numerals.zodiac,
    "壹": numerals.formal,
    "１": numerals.FORMATS["decimalFullWidth"],
}


#: A list of this style holds headings, whose numbers run through the document.
OUTLINE = "Outline"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: format, text around the number, how many levels are shown, start. ``form``: the whole as a pattern."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1
    form: str = ""
    bullet: str = ""


class Lists:
    """The list styles of a document and the counters of its lists.

    Args:
        roots: the roots that hold styles (``styles.xml``, ``content.xml``).
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self._styles: dict[str, dict[int, Level]] = {}
        self._of_style: dict[str, tuple[str, str]] = {}
        self._outline: dict[int, Level] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._last: dict[str, dict[int, int]] = {}
        self._headings: dict[int, int] = {}
        for root in roots:
            for element in root.iter():
                what = kind(element)
                if what == "text:list-style":
                    self._styles[value(element, "style:name")] = _levels(element)
                elif what == "text:outline-style":
                    self._outline = _levels(element)
                    self._styles[OUTLINE] = self._outline
                elif what == "style:style" and value(element, "style:family") == "paragraph":
                    self._of_style[value(element, "style:name")] = (
                        value(element, "style:list-style-name"),
                        value(element, "style:parent-style-name"),
                    )

    def begin(self, element: Any, style: str, outer: dict[int, int] | None) -> dict[int, int]:
        """The counters of a list: its own, or those of the list that it continues."""
        if outer is not None:
            return outer
        if style == OUTLINE:
            return self._headings
        if (name := value(element, "text:continue-list")) and name in self._counters:
            counters = self._counters[name]
        elif value(element, "text:continue-numbering") == "true" and style in self._last:
            counters = self._last[style]
        else:
            counters = {}
        identity = element.get("{http://www.w3.org/XML/1998/namespace}id")
        if identity:
            self._counters[identity] = counters
        self._last[style] = counters
        return counters

    def style_of(self, paragraph: Any) -> str:
        """The list style that a paragraph's style, or one that it is based on, names."""
        name, seen = value(paragraph, "text:style-name"), set[str]()
        while name in self._of_style and name not in seen:
            seen.add(name)
            listed, parent = self._of_style[name]
            if listed:
                return listed
            name = parent
        return ""

    def item(self, style: str, level: int, counters: dict[int, int], start: str = "") -> str:
        """What stands before an item of a list at a level (1 is the outermost)."""
        return _next(self._styles.get(style, {}), level, counters, start)

    def heading(self, element: Any) -> str:
        """What stands before a heading, where headings are numbered."""
        if value(element, "text:is-list-header") == "true":
            return ""
        return _next(self._outline, count(element, "text:outline-level", 10), self._headings, "")


def _next(levels: dict[int, Level], at: int, counters: dict[int, int], start: str) -> str:
    level = levels.get(at, Level())
    for deeper in [n for n in counters if n > at]:
        del counters[deeper]
    for higher in range(1, at):  # a higher level that was left out counts as if it had been there
        counters.setdefault(higher, levels.get(higher, Level()).start)
    counters[at] = int(start) if start.isdecimal() else counters.get(at, level.start - 1) + 1
    if not level.format:
        return (
            f"{level.bullet} "
            if _HAN.search(level.bullet)
            else level.prefix + level.suffix
            if level.form
            else ""
        )

    def number(which: int) -> str:
        above = levels.get(which, Level())
        make = _FORMATS.get("１" if above.format.startswith("1,") else above.format[:1])
        return make(counters.get(which, above.start)) if make else ""

    if level.form:
        text = _SLOT.sub(lambda m: number(int(m[1])), level.form)
    else:
        shown = range(max(1, at - level.shown + 1), at + 1)
        text = level.prefix + ".".join(filter(None, map(number, shown))) + level.suffix
    return text + " " if text and (text[-1].isalnum() or text[-1] == ".") else text


def _levels(style: Any) -> dict[int, Level]:
    found = {}
    for element in style:
        at = count(element, "text:level", 10)
        if kind(element) == "text:list-level-style-bullet":
            found[at] = Level(bullet=value(element, "text:bullet-char"))
        elif kind(element) in ("text:list-level-style-number", "text:outline-level-style"):
            start = value(element, "text:start-value")
            found[at] = Level(
                value(element, "style:num-format"),
                value(element, "style:num-prefix"),
                value(element, "style:num-suffix"),
                count(element, "text:display-levels", 10),
                int(start) if start.isdecimal() else 1,
                value(element, "loext:num-list-format"),
            )
    return found
