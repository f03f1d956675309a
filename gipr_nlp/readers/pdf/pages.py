"""PDF bytes → sheets: the one place that talks to PDFium.

PDFium alone reads characters and drawing: it mends broken files, knows the Chinese encodings that come without a
Unicode map, runs neither scripts nor attachments, and is ten times as fast as a parser in Python.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers.pdf.drawing import draw, lightness
from gipr_nlp.readers.pdf.sheet import UNREADABLE, Glyph, Sheet

#: Symbol fonts put their bullets here; any other private character has no meaning.
_SYMBOLS = range(0xF020, 0xF100)
_ROUND = {0xA0: " ", 0x3000: " ", 0xFFFE: "-", 0x2: "-", 0xAD: "-"}
_INVISIBLE = 3  # the text render mode of an OCR layer
_WRONG = {2: "corrupt", 3: "corrupt", 4: "encrypted", 5: "encrypted", 6: "corrupt"}
_CATALOGUE = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\b(?:(?!endobj)[^\x00]){0,400}?/Type\s*/Catalog\b")
_FULL_WIDTH = range(0x2E80, 0xFF61)


def is_pdf(data: bytes) -> bool:
    """Whether bytes are a PDF file (which may have other bytes before its header)."""
    return b"%PDF-" in data[:1024]


@contextmanager
def opened(data: bytes, path: str, limits: Mapping[str, float]) -> Iterator[Any]:
    """The PDFium document of some bytes.

    Raises:
        Unreadable: damaged, encrypted with a password, without pages, or with more than ``max_pages``.
    """
    import pypdfium2

    document = None
    for version in (data, *_mended(data)):
        try:
            document = pypdfium2.PdfDocument(version)
            break
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None)
    if document is None:
        raise _refused(path, code)
    try:
        count = len(document)
        if count == 0:
            raise Unreadable(path, "corrupt", "PDF 文件中没有页面，或文件已损坏；请重新导出")
        most = limits.get("max_pages", math.inf)
        if count > most:
            raise Unreadable(
                path,
                "too_large",
                f"PDF 共{count}页，超过上限{most:.0f}页，未读取（上限可在地方规则 max_pages 中改）",
            )
        yield document
    finally:
        document.close()


def _mended(data: bytes) -> Iterator[bytes]:
    """A file whose end is lost, with an end that names its catalogue; PDFium finds the other objects itself."""
    if found := _CATALOGUE.search(data):
        yield data + b"\nendstream\nendobj\ntrailer<</Root %s %s R>>\n%%%%EOF\n" % (found[1], found[2])


def _refused(path: str, code: int | None) -> Unreadable:
    if _WRONG.get(code or 0) == "encrypted":
        return Unreadable(path, "encrypted", "PDF 文件设有打开密码，无法读取；请另存为不加密的文件后再试")
    return Unreadable(path, "corrupt", "PDF 文件已损坏或不完整，无法打开；请重新导出或重新下载")


def sheet_of(document: Any, index: int, room: float) -> Sheet | None:
    """One page as drawn; None where it cannot be loaded.

    Args:
        document: from :func:`opened`.
        index: 0-based.
        room: characters that may still be read; a page with more is not looked at.

    Raises:
        OverflowError: the page holds more characters than there is room for.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        place = _placing(page)
        width, height = page.get_size()
        sheet = Sheet(index + 1, width, height)
        draw(page, place, sheet)
        text = pdfium.FPDFText_LoadPage(page)
        if text:
            try:
                sheet.characters = count = pdfium.FPDFText_CountChars(text)
                if count > room:
                    raise OverflowError(count)
                sheet.glyphs = list(_glyphs(pdfium, text, count, place, sheet))
            finally:
                pdfium.FPDFText_ClosePage(text)
        return sheet
    finally:
        page.close()


def _placing(page: Any) -> tuple[float, float, float, float, float, float]:
    """The matrix from the page's own coordinates to points from the top left of the page as shown."""
    left, bottom, right, top = page.get_bbox()
    return {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }[page.get_rotation()]


def _glyphs(pdfium: Any, text: Any, count: int, place: tuple[float, ...], sheet: Sheet) -> Iterator[Glyph]:
    """The characters of a page that print something, in the order of the file."""
    a, b, c, d, e, f = place
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    styles: dict[int, tuple[float, float, int, bool, float, bool]] = {}
    high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if code in (32, 13, 10, 9) or pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
        char = _character(code, pdfium.FPDFText_HasUnicodeMapError(text, i) == 1)
        if char.isspace():
            continue
        drawn = pdfium.FPDFText_GetTextObject(text, i)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(pdfium, text, i, drawn, place)
        across, size, turn, tilted, light, shown = style
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, i, box)
        ox, oy = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        xs = (a * box.left + c * box.bottom + e, a * box.right + c * box.top + e)
        ys = (b * box.left + d * box.bottom + f, b * box.right + d * box.top + f)
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        wide = across if code in _FULL_WIDTH else 0.0
        if turn == 0:
            x0, x1, top, bottom = ox, max(x1, ox + wide), oy - 0.85 * size, oy + 0.15 * size
        elif turn == 1:
            x0, x1, top, bottom = ox - 0.15 * size, ox + 0.85 * size, oy, max(bottom, oy + wide)
        elif turn == 2:
            x0, x1, top, bottom = min(x0, ox - wide), ox, oy - 0.15 * size, oy + 0.85 * size
        else:
            x0, x1, top, bottom = ox - 0.85 * size, ox + 0.15 * size, min(top, oy - wide), oy
        if x1 > 0 and bottom > 0 and x0 < sheet.width and top < sheet.height:
            yield Glyph(char, x0, top, x1, bottom, size, 1.0, turn, light, tilted, shown)


def _character(code: int, unmapped: bool) -> str:
    if code in _ROUND:
        return _ROUND[code]
    if code in _SYMBOLS:
        return "•"
    if unmapped or code < 32 or 0x7F <= code < 0xA0 or 0xE000 <= code < 0xF900 or code in (0xFFFD, 0xFFFF):
        return UNREADABLE
    return UNREADABLE if 0xD800 <= code < 0xE000 or code > 0x3FFFF else chr(code)


def _style(
    pdfium: Any, text: Any, i: int, drawn: Any, place: tuple[float, ...]
) -> tuple[float, float, int, bool, float, bool]:
    """What the characters of one text object share: advance of a full-width character, size, turn, whether
    tilted, lightness, whether shown."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, i, matrix)
    size = pdfium.FPDFText_GetFontSize(text, i)
    across, along = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    a, b, c, d = place[:4]
    dx, dy = a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b
    quarter = math.degrees(math.atan2(dy, dx)) / 90
    tilted = abs(quarter - round(quarter)) > 0.04
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
    light = lightness(pdfium, drawn, mode == 1) if drawn else 0.0
    return size * across, size * along, round(quarter) % 4, tilted, light, mode not in (_INVISIBLE, 7)


def picture_of(document: Any, index: int, scale: float, most: int) -> tuple[Any, float]:
    """A page as a bitmap.

    Args:
        document: from :func:`opened`.
        index: 0-based.
        scale: pixels a point.
        most: pixels; a larger page is drawn more coarsely.

    Returns:
        The picture (``uint8``, height × width × 3, blue first) and its scale.
    """
    import numpy

    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(scale, math.sqrt(most / max(1.0, width * height)))
        drawn = page.render(scale=scale, rev_byteorder=False).to_numpy()
        return numpy.ascontiguousarray(drawn[:, :, :3]), scale
    finally:
        page.close()
