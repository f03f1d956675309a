"""Running heads, running feet and page numbers: what stands on every page and belongs to none."""

from __future__ import annotations

import re
from collections import Counter

from gipr_nlp.readers.pdf.lines import Line
from gipr_nlp.text import squash

ZONE = 0.13  # of the page's height, at the top and at the foot
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-—–―_·•~]*(\d{1,4})[-—–―_·•~]*|第\d{1,4}页(?:[,/]?共\d{1,4}页)?|(\d{1,4})/\d{1,4}|共\d{1,4}页第\d{1,4}页")


def without_furniture(pages: list[tuple[float, list[Line]]]) -> tuple[list[list[Line]], list[list[Line]]]:
    """Part the lines of the pages from what only the pages have.

    Args:
        pages: height of each page and its lines outside tables, from top to bottom.

    Returns:
        For each page its lines, and its running heads, feet and page numbers.
    """
    seen: Counter[tuple[str, int]] = Counter()
    places = [_edges(height, lines) for height, lines in pages]
    for edge in places:
        for key in {key for key, _ in edge.values()}:
            seen[key] += 1
    kept, gone = [], []
    for (_, lines), edge in zip(pages, places, strict=True):
        drop = {
            i for i, (key, plain) in edge.items() if plain or (seen[key] >= 2 and seen[key] >= 0.3 * len(pages))
        }
        kept.append([line for i, line in enumerate(lines) if i not in drop])
        gone.append([line for i, line in enumerate(lines) if i in drop])
    return kept, gone


def _edges(height: float, lines: list[Line]) -> dict[int, tuple[tuple[str, int], bool]]:
    """The lines near the top and the foot: what they say apart from numbers and where, whether a page number."""
    found = {}
    for i, line in enumerate(lines):
        top, foot = line.bottom <= ZONE * height, line.top >= (1 - ZONE) * height
        if not top and not foot:
            continue
        flat = squash(line.text)
        level = round(line.middle / 8)
        number = _PAGE_NUMBER.fullmatch(flat) is not None and _stands_alone(lines, i, foot)
        found[i] = ((_DIGITS.sub("#", flat), level), number)
    return found


def _stands_alone(lines: list[Line], i: int, foot: bool) -> bool:
    """Whether a number is the outermost line of its page, well away from the text."""
    line = lines[i]
    if foot:
        return i == len(lines) - 1 and (i == 0 or line.top - lines[i - 1].bottom > 0.7 * line.size)
    return i == 0 and (len(lines) == 1 or lines[1].top - line.bottom > 0.7 * line.size)
