"""Automatic numbers, as Word prints them before a paragraph: they are the text that the reader of the report sees.

A level has a form (``%1、``, ``（%2）``), a format for each counter in it (一, 1, ①, 甲 …), a start and a restart.
Lists that point to one definition share its counters. (ECMA-376-1, 17.9.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gipr_nlp.readers.docx.names import child, is_on, kind, number, value
from gipr_nlp.readers.docx.styles import Styles
from gipr_nlp.readers.numerals import FORMATS

_SLOT = re.compile(r"%([1-9])")
#: Bullets are ornaments, most of them characters of a symbol font; one that says something is kept.
_SAYS = re.compile(r"[\u4e00-\u9fff\d]")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, its format and form, after which level it restarts (0: never)."""

    start: int = 0
    format: str = "decimal"
    form: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    gap: str = "tab"


class Numbering:
    """The numbers of one document; paragraphs must be asked for in their order.

    Args:
        root: root element of ``numbering.xml``, or None.
        styles: for lists that belong to a style.
    """

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in () if root is None else root:
            if kind(element) == "abstractNum":
                name = value(element, "abstractNumId") or ""
                self._abstract[name] = {number(e, "ilvl"): _level(e) for e in element if kind(e) == "lvl"}
                if (link := value(child(element, "numStyleLink"))) is not None:
                    self._linked[name] = link
            elif kind(element) == "num":
                self._add_list(element)

    def before(self, properties: Any) -> str:
        """What Word prints before a paragraph with these ``w:pPr``; empty where it has no number."""
        found = self._place(properties)
        if found is None:
            return ""
        listed, at = found
        abstract, levels, starts = self._resolved(listed)
        level = levels.get(at)
        if level is None:
            return ""
        counters = self._counters.setdefault(abstract, {})
        for higher in range(at):  # a higher level that was left out counts as if it had been there
            counters.setdefault(higher, starts.get(higher, levels.get(higher, Level()).start))
        if at in starts and (listed, at) not in self._begun:
            self._begun.add((listed, at))
            counters[at] = starts[at]
        else:
            counters[at] = counters[at] + 1 if at in counters else starts.get(at, level.start)
        for deeper in [n for n in counters if n > at]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or at < restart:
                del counters[deeper]
        return _printed(level, levels, counters)

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, or that of its style."""
        own = child(properties, "numPr")
        style = self._styles.of(properties)
        listed = value(child(own, "numId"))
        inherited = self._styles.list_of(style)
        if listed is None:
            listed = inherited[0] if inherited else None
        if listed is None or listed == "0" or listed not in self._lists:
            return None
        stated = child(own, "ilvl")
        if stated is not None:
            at = number(stated)
        else:
            at = self._level_of_style(listed, style, inherited[1] if inherited else None)
        return listed, min(max(at, 0), _LEVELS - 1)

    def _level_of_style(self, listed: str, style: str | None, stated: int | None) -> int:
        """The level that names the style as its own; what the style itself states comes second (17.9.23)."""
        _, levels, _ = self._resolved(listed)
        for name in self._styles.line(style):
            for at, level in levels.items():
                if level.style == name:
                    return at
        return stated or 0

    def _resolved(self, listed: str) -> tuple[str, dict[int, Level], dict[int, int]]:
        """Definition, levels (with the list's own changes) and own starts of a list."""
        abstract, changes, starts = self._lists[listed]
        seen = {abstract}
        while abstract in self._linked:  # a definition that only points to a numbering style
            link = self._styles.list_of(self._linked[abstract])
            if link is None or link[0] not in self._lists:
                break
            abstract = self._lists[link[0]][0]
            if abstract in seen:
                break
            seen.add(abstract)
        return abstract, self._abstract.get(abstract, {}) | changes, starts

    def _add_list(self, element: Any) -> None:
        changes: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for override in element:
            if kind(override) != "lvlOverride":
                continue
            at = number(override, "ilvl")
            if (start := child(override, "startOverride")) is not None:
                starts[at] = number(start)
            if (level := child(override, "lvl")) is not None:
                changes[at] = _level(level)
        abstract = value(child(element, "abstractNumId")) or ""
        self._lists[value(element, "numId") or ""] = (abstract, changes, starts)


def _level(element: Any) -> Level:
    level = Level()
    for part in element:
        what = kind(part)
        if what == "start":
            level = replace(level, start=number(part))
        elif what == "numFmt":
            level = replace(level, format=value(part) or "decimal")
        elif what == "lvlText":
            level = replace(level, form=value(part) or "")
        elif what == "lvlRestart":
            level = replace(level, restart=number(part))
        elif what == "isLgl":
            level = replace(level, legal=is_on(part))
        elif what == "pStyle":
            level = replace(level, style=value(part))
        elif what == "suff":
            level = replace(level, gap=value(part) or "tab")
        elif what == "AlternateContent" or what == "mc:AlternateContent":
            chosen = next((e for e in part.iter() if kind(e) == "numFmt"), None)
            level = replace(level, format=value(chosen) or level.format)
    return level


def _printed(level: Level, levels: Mapping[int, Level], counters: Mapping[int, int]) -> str:
    if level.format == "none" and not _SLOT.search(level.form):
        return level.form
    if level.format == "bullet":
        return level.form + " " if _SAYS.search(level.form) else ""

    def slot(found: re.Match[str]) -> str:
        which = int(found[1]) - 1
        above = levels.get(which, Level())
        shown = "decimal" if level.legal and above.format != "decimalZero" else above.format
        return _format(shown, counters.get(which, above.start))

    text = _SLOT.sub(slot, level.form)
    if not text or level.gap == "nothing" or not (text[-1].isalnum() or text[-1] == "."):
        return text
    return text + " "


def _format(name: str, count: int) -> str:
    make: Callable[[int], str] = FORMATS.get(name, str)
    return make(count)
