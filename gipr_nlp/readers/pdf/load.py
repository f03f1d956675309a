"""The sheets of a file, cleaned and upright; pages without readable text go to character recognition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Doubt
from gipr_nlp.readers.pdf import ocr
from gipr_nlp.readers.pdf.clean import clean, is_ocr_layer, show_ocr_layer, unreadable_share
from gipr_nlp.readers.pdf.pages import opened, picture_of, sheet_of
from gipr_nlp.readers.pdf.pictures import pictures
from gipr_nlp.readers.pdf.sheet import Sheet, upright
from gipr_nlp.readers.plain import COMMON_ENOUGH, common_share

MEANINGLESS = 0.08  # more characters without meaning, and the text of a page is worth nothing
FEW = 15  # characters: a page with a picture and no more than these is a scan
PICTURE = 0.4  # of the page


@dataclass(slots=True)
class Loaded:
    """Sheets in order, what was taken from each page (by number), and doubts."""

    sheets: list[Sheet] = field(default_factory=list)
    taken: dict[int, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, what: str, where: str, why: str) -> None:
        self.doubts.append(Doubt(what, where, why))


def sheets_of_pdf(data: bytes, path: str, limits: Mapping[str, float]) -> Loaded:
    """Every page of a PDF file.

    Raises:
        Unreadable: see :func:`gipr_nlp.readers.pdf.read`.
    """
    loaded = Loaded()
    room = limits.get("max_chars", math.inf)
    lost: list[int] = []
    blind: dict[int, str] = {}
    with opened(data, path, limits) as document:
        for index in range(len(document)):
            try:
                sheet = sheet_of(document, index, room)
            except OverflowError:
                raise Unreadable(
                    path, "too_large", f"文字超过{limits['max_chars']:.0f}个字符，未读取"
                ) from None
            if sheet is None:
                lost.append(index + 1)
                continue
            room -= sheet.characters
            _prepare(sheet, loaded)
            if (why := _why_blind(sheet)) and ocr.available():
                sheet = _by_picture(document, index, sheet)
            elif why:
                blind[sheet.number] = why
                sheet.glyphs = []
            if sheet.crowded:
                loaded.doubt("file.pages", f"第{sheet.number}页", "页面上的图形过多，未用表格线识别表格")
            loaded.sheets.append(upright(sheet))
    _tell_recognised(loaded)
    _tell_lost(loaded, lost)
    _tell_blind(loaded, blind, path)
    if not data.rstrip(b"\0\r\n \t").endswith(b"%%EOF") and b"%%EOF" not in data[-2048:]:
        loaded.doubt("file.end", "文件末尾", "PDF 文件不完整，可能在传输中被截断，末尾的内容可能缺失")
    return loaded


def sheets_of_image(data: bytes, path: str, limits: Mapping[str, float]) -> Loaded:
    """The pages of a picture file.

    Raises:
        Unreadable: no picture, too large, or no character recognition installed.
    """
    if not ocr.available():
        raise Unreadable(path, "no_text", f"这是图片，没有文字层；{ocr.HOW}")
    loaded = Loaded()
    for number, (colour, scale) in enumerate(pictures(data, path, limits), 1):
        loaded.sheets.append(ocr.recognised(colour, number, scale))
    _tell_recognised(loaded)
    return loaded


def _prepare(sheet: Sheet, loaded: Loaded) -> None:
    if is_ocr_layer(sheet):
        show_ocr_layer(sheet)
    if taken := clean(sheet):
        loaded.taken[sheet.number] = taken


def _why_blind(sheet: Sheet) -> str:
    """Why the text of a page cannot be read from the file; empty where it can."""
    text = "".join(g.text for g in sheet.glyphs)
    if len(text) <= FEW:
        return "扫描图像，没有文字层" if sheet.covered >= PICTURE else ""
    if unreadable_share(sheet.glyphs) > MEANINGLESS:
        return "字体缺少文字编码，文字层无法识读"
    return "字体编码错误，文字层是乱码" if len(text) >= 40 and common_share(text) < COMMON_ENOUGH else ""


def _by_picture(document: Any, index: int, sheet: Sheet) -> Sheet:
    colour, scale = picture_of(document, index, ocr.DOTS / 72, ocr.MOST_PIXELS)
    return ocr.recognised(colour, sheet.number, scale)


def _tell_recognised(loaded: Loaded) -> None:
    numbers = [s.number for s in loaded.sheets if any(g.confidence < 1 for g in s.glyphs)]
    if numbers:
        loaded.doubt("file.ocr", _pages(numbers), "扫描图像，文字由识别得到，可能有误；数字以勾稽关系核对")


def _tell_lost(loaded: Loaded, lost: Sequence[int]) -> None:
    if lost:
        loaded.doubt("file.pages", _pages(lost), "页面已损坏，无法读取")


def _tell_blind(loaded: Loaded, blind: Mapping[int, str], path: str) -> None:
    """Name the pages that hold no text; where that is all of them, the file is unreadable."""
    if not blind:
        return
    whys: dict[str, list[int]] = {}
    for number, why in blind.items():
        whys.setdefault(why, []).append(number)
    said = "；".join(
        f"{_pages(numbers)}是{why}" if "扫描" in why else f"{_pages(numbers)}{why}"
        for why, numbers in whys.items()
    )
    if not any(sheet.glyphs for sheet in loaded.sheets):
        raise Unreadable(path, "no_text", f"{said}；{ocr.HOW}")
    loaded.doubt("file.pages", _pages(list(blind)), f"{said}，未读取；{ocr.HOW}")


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers as a phrase: 第1至3、5页."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "第" + "、".join(str(a) if a == b else f"{a}至{b}" for a, b in runs) + "页"
