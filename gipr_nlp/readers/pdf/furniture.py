"""Running heads, running feet and page numbers: what stands on every page and belongs to none."""

from __future__ import annotations

import re
from collections import Counter

from gipr_nlp.readers.pdf.lines import Line
from gipr_nlp.text import squash

ZONE = 0.13  # of the page's height, at the top and at the foot
AWAY = 0.85  # of the size: the gap that parts them from the text
LARGE = 1.15  # times the usual size
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–―_·•~]*(\d{1,4})[-—–―_·•~]*|第\d{1,4}页(?:[,/]?共\d{1,4}页)?|(\d{1,4})/\d{1,4}|共\d{1,4}页第\d{1,4}页"
)


def without_furniture(
    pages: list[tuple[float, list[Line]]], size: float
) -> tuple[list[list[Line]], list[list[Line]]]:
    """Part the lines of the pages from what only the pages have.

    A head in large letters that stands nowhere else is the title, too: it stays where it stands first.

    Args:
        pages: height of each page and its lines outside tables, from top to bottom.
        size: usual size of characters.

    Returns:
        For each page its lines, and its running heads, feet and page numbers.
    """
    titles: set[str] = set()
    seen: Counter[tuple[str, int]] = Counter()
    places = [_edges(height, lines) for height, lines in pages]
    for edge in places:
        for key in {key for key, _ in edge.values()}:
            seen[key] += 1
    kept, gone = [], []
    for (_, lines), edge in zip(pages, places, strict=True):
        drop = {
            i
            for i, (key, plain) in edge.items()
            if plain or (seen[key] >= 2 and seen[key] >= 0.3 * len(pages))
        }
        for i in sorted(drop):
            if lines[i].size > LARGE * size and (text := squash(lines[i].text)) not in titles:
                titles.add(text)
                drop.remove(i)
        kept.append([line for i, line in enumerate(lines) if i not in drop])
        gone.append([line for i, line in enumerate(lines) if i in drop])
    return kept, gone


def _edges(height: float, lines: list[Line]) -> dict[int, tuple[tuple[str, int], bool]]:
    """The lines at the top and the foot, away from the text: what they say apart from numbers and where, and
    whether that is a page number."""
    found = {}
    for i in _outer(height, lines):
        line = lines[i]
        flat = squash(line.text)
        outermost = i in (0, len(lines) - 1)
        number = outermost and _PAGE_NUMBER.fullmatch(flat) is not None
        found[i] = ((_DIGITS.sub("#", flat), round(line.middle / 8)), number)
    return found


def _outer(height: float, lines: list[Line]) -> set[int]:
    """Indexes of the lines beyond a gap near the top or the foot of a page."""
    head = foot = 0
    for i, line in enumerate(lines):
        after = lines[i + 1].top if i + 1 < len(lines) else height
        if line.bottom <= ZONE * height and after - line.bottom > AWAY * line.size:
            head = i + 1
    for i, line in enumerate(reversed(lines)):
        before = lines[-i - 2].bottom if i + 2 <= len(lines) else 0.0
        if line.top >= (1 - ZONE) * height and line.top - before > AWAY * line.size:
            foot = i + 1
    return {*range(head), *range(len(lines) - foot, len(lines))}
