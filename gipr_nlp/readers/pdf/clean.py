"""What stands on a page without being its text: watermarks, hidden characters, strokes drawn twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from gipr_nlp.readers.pdf.lines import lines_of
from gipr_nlp.readers.pdf.sheet import UNREADABLE, Box, Glyph, Sheet

WHITE = 0.9  # lighter than this, and nobody sees it on paper
PALE = 0.5
LARGE = 2.2  # times the size of the text: what is as large and pale is a watermark
TINY = 1.5  # points
TWICE = 0.15  # of the size: how far apart the two strokes of a false bold stand
OCR_LAYER = 0.8  # confidence of characters that some scanner's software has recognised


def clean(sheet: Sheet) -> list[str]:
    """Take from a sheet what is not its text.

    Returns:
        What was taken and might be asked for: the text of watermarks and of characters that do not show.
    """
    size = usual_size(sheet.glyphs)
    kept: list[Glyph] = []
    gone: list[Glyph] = []
    for glyph in _once(sheet.glyphs):
        (gone if _is_no_text(glyph, sheet, size) else kept).append(glyph)
    sheet.glyphs = kept
    for glyph in gone:
        glyph.turn = 0
    return [line.text for line in lines_of(g for g in gone if not g.text.isspace())]


def is_ocr_layer(sheet: Sheet) -> bool:
    """Whether the characters of a page lie invisibly over its picture, as scanners' software puts them."""
    hidden = sum(not g.shown for g in sheet.glyphs)
    return hidden > 20 and hidden > 0.5 * len(sheet.glyphs)


def show_ocr_layer(sheet: Sheet) -> None:
    """Take the invisible characters for the text of the page, with less confidence."""
    sheet.glyphs = [g for g in sheet.glyphs if not g.shown]
    for glyph in sheet.glyphs:
        glyph.shown, glyph.confidence, glyph.light = True, OCR_LAYER, 0.0


def unreadable_share(glyphs: Sequence[Glyph]) -> float:
    """Share of characters whose meaning the file does not say."""
    return sum(g.text == UNREADABLE for g in glyphs) / max(1, len(glyphs))


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The size of most characters."""
    sizes = Counter(round(g.size * 2) / 2 for g in glyphs if not g.tilted and g.shown)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _is_no_text(glyph: Glyph, sheet: Sheet, size: float) -> bool:
    if not glyph.shown or glyph.tilted or glyph.size < TINY:
        return True
    if glyph.light > WHITE:
        return not _on(glyph, sheet.fills) and not _on(glyph, sheet.pictures)
    return glyph.light > PALE and glyph.size > LARGE * size


def _on(glyph: Glyph, areas: Iterable[Box]) -> bool:
    return any(x0 <= glyph.centre <= x1 and y0 <= glyph.middle <= y1 for x0, y0, x1, y1 in areas)


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Characters that were drawn twice in almost the same place (false bold, shadows), once."""
    seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    kept = []
    for glyph in glyphs:
        x, y = int(glyph.x0 // 4), int(glyph.top // 4)
        near = TWICE * glyph.size
        if any(
            abs(other.x0 - glyph.x0) <= near and abs(other.top - glyph.top) <= near
            for i in (x - 1, x, x + 1)
            for j in (y - 1, y, y + 1)
            for other in seen.get((glyph.text, i, j), ())
        ):
            continue
        seen[glyph.text, x, y].append(glyph)
        kept.append(glyph)
    return kept
