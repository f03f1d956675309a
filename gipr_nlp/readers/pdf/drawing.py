"""What a page draws beside its text: ruling lines, dark areas, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from gipr_nlp.readers.pdf.sheet import Box, Rule, Sheet

Matrix = tuple[float, ...]

THIN = 3.5  # points: a filled area this thin is a line
SHORTEST = 2.0
STRAIGHT = 0.8  # how far the ends of a line may stray from one level
LIGHT = 0.96  # a line this light does not show
MOST_OBJECTS = 60_000
MOST_SEGMENTS = 120_000
MOST_FORMS = 500
DEEPEST = 8


class _Canvas:
    """Collects what the objects of a page draw, within bounds."""

    def __init__(self, pdfium: Any, sheet: Sheet) -> None:
        self.pdfium, self.sheet = pdfium, sheet
        self.objects = self.segments = self.forms = 0
        self.x, self.y = ctypes.c_float(), ctypes.c_float()

    def spent(self) -> bool:
        return self.objects > MOST_OBJECTS or self.segments > MOST_SEGMENTS or self.forms > MOST_FORMS


def draw(page: Any, place: Matrix, sheet: Sheet) -> None:
    """Note on a sheet what its page draws; ``place`` is the matrix from page to sheet."""
    import pypdfium2.raw as pdfium

    canvas = _Canvas(pdfium, sheet)
    count = pdfium.FPDFPage_CountObjects(page)
    _objects(canvas, (pdfium.FPDFPage_GetObject(page, i) for i in range(count)), place, 0)
    if canvas.spent():
        sheet.crowded = True
        sheet.horizontal, sheet.vertical, sheet.fills = [], [], []


def _objects(canvas: _Canvas, objects: Iterator[Any], place: Matrix, depth: int) -> None:
    pdfium = canvas.pdfium
    for drawn in objects:
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        canvas.objects += 1
        if canvas.spent():
            return
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(canvas, drawn, _after(_matrix(pdfium, drawn), place))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            corners = [
                _moved(_after(_matrix(pdfium, drawn), place), *p) for p in ((0, 0), (1, 1), (0, 1), (1, 0))
            ]
            if (box := _within(canvas.sheet, corners)) is not None:
                canvas.sheet.pictures.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            canvas.forms += 1
            count = pdfium.FPDFFormObj_CountObjects(drawn)
            inside = (pdfium.FPDFFormObj_GetObject(drawn, i) for i in range(count))
            _objects(canvas, inside, _after(_matrix(pdfium, drawn), place), depth + 1)


def _matrix(pdfium: Any, drawn: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, found):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return found.a, found.b, found.c, found.d, found.e, found.f


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    return (*_turned(then, a, b), *_turned(then, c, d), *_moved(then, e, f))


def _turned(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y, m[1] * x + m[3] * y


def _moved(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _within(sheet: Sheet, points: list[tuple[float, float]]) -> Box | None:
    """The box around some points, cut to the page; None where nothing is left."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1 = max(0.0, min(xs)), min(sheet.width, max(xs))
    y0, y1 = max(0.0, min(ys)), min(sheet.height, max(ys))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _path(canvas: _Canvas, drawn: Any, place: Matrix) -> None:
    """Lines and areas of a path; curves are none."""
    pdfium, sheet = canvas.pdfium, canvas.sheet
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, filled, stroked)
    stroke = stroked.value and lightness(pdfium, drawn, True) < LIGHT
    fill = filled.value and (light := lightness(pdfium, drawn, False)) < LIGHT
    if not stroke and not fill:
        return
    for points in _outlines(canvas, drawn, place):
        if fill and len(points) >= 3:
            _area(sheet, points, light)
        if stroke:
            for before, after in pairwise(points):
                _line(sheet, *before, *after)


def _outlines(canvas: _Canvas, drawn: Any, place: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The straight outlines of a path, each as its corners."""
    pdfium, x, y = canvas.pdfium, canvas.x, canvas.y
    points: list[tuple[float, float]] = []
    for i in range(pdfium.FPDFPath_CountSegments(drawn)):
        canvas.segments += 1
        if canvas.segments > MOST_SEGMENTS:
            return
        segment = pdfium.FPDFPath_GetPathSegment(drawn, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != pdfium.FPDF_SEGMENT_LINETO and points:
            yield points
            points = []
        if kind != pdfium.FPDF_SEGMENT_BEZIERTO and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            points.append(_moved(place, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1 and points[-1] != points[0]:
            points.append(points[0])
    if points:
        yield points


def _area(sheet: Sheet, points: list[tuple[float, float]], light: float) -> None:
    """A filled outline: a line where it is thin, else an area; the edges of a coloured area divide like lines."""
    box = _within(sheet, points)
    if box is None:
        return
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    if high <= THIN and wide > high:
        _line(sheet, x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif wide <= THIN:
        _line(sheet, (x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
    elif len(points) in (4, 5) and all(
        min(abs(x - x0), abs(x - x1)) < STRAIGHT and min(abs(y - y0), abs(y - y1)) < STRAIGHT
        for x, y in points
    ):
        if light < 0.6:
            sheet.fills.append(box)
        if wide * high < 0.5 * sheet.width * sheet.height:
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                _line(sheet, *edge)


def _line(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    if abs(y0 - y1) <= STRAIGHT and abs(x0 - x1) >= SHORTEST:
        sheet.horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x0 - x1) <= STRAIGHT and abs(y0 - y1) >= SHORTEST:
        sheet.vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def lightness(pdfium: Any, drawn: Any, stroked: bool) -> float:
    """How light an object shows on white paper: 0 black, 1 not at all."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    colour = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    if not colour(drawn, red, green, blue, alpha):
        return 0.0
    light = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    return 1 - (1 - light) * alpha.value / 255
