"""The sheets of a file, cleaned and upright; pages without readable text go to character recognition."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Doubt
from gipr_nlp.readers.pdf.clean import clean, is_ocr_layer, show_ocr_layer, unreadable_share
from gipr_nlp.readers.pdf.pages import opened, sheet_of
from gipr_nlp.readers.pdf.sheet import Sheet, upright

UNREADABLE_PAGE = 0.08  # more characters without meaning, and the text of a page is worth nothing
FEW = 15  # characters: a page with a picture and no more than these is a scan
PICTURE = 0.4  # of the page


@dataclass(slots=True)
class Loaded:
    """Sheets in order, what was taken from them (page, text), and doubts."""

    sheets: list[Sheet] = field(default_factory=list)
    taken: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def sheets_of(data: bytes, path: str, limits: Mapping[str, float]) -> Loaded:
    """Every page of a file.

    Raises:
        Unreadable: see :func:`gipr_nlp.readers.pdf.read`.
    """
    loaded = Loaded()
    room = limits.get("max_chars", math.inf)
    with opened(data, path, limits) as document:
        for index in range(len(document)):
            try:
                sheet = sheet_of(document, index, room)
            except OverflowError:
                raise Unreadable(path, "too_large", f"文字超过{limits['max_chars']:.0f}个字符，未读取") from None
            if sheet is None:
                continue
            room -= len(sheet.glyphs)
            if is_ocr_layer(sheet):
                show_ocr_layer(sheet)
            loaded.taken += [(sheet.number, text) for text in clean(sheet)]
            loaded.sheets.append(upright(sheet))
    return loaded
