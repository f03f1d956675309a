"""Character recognition of a page as a bitmap (extra ``[ocr]``): the same sheet as from a page with text.

The engine carries its models inside the package; nothing is fetched. Every character keeps the engine's confidence,
and numbers in tables that are not quite plain are read twice, in two sizes: where the readings differ nothing is sure.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from multiprocessing import parent_process
from typing import Any

from gipr_nlp.readers.pdf import bitmap
from gipr_nlp.readers.pdf.rulings import Lattice, lattices
from gipr_nlp.readers.pdf.sheet import Glyph, Sheet

DOTS = 200  # an inch, at which pages are drawn
MOST_PIXELS = 30_000_000
DETECTED = 960  # pixels of the longer side on which lines of text are looked for
GLANCED = 640  # the same, to see only which way is up
MOST_SURE = 0.99
SURELY_BLANK = 0.9
PLAIN = 0.985  # a number read with this confidence is not read again
DIFFERENT = 0.2  # confidence of a number that two readings read differently
NUMBER_LIKE = frozenset("0123456789０１２３４５６７８９oOlI|.,，。+-—－一/％%")
SHORTEST_INPUT = 96  # pixels of width that the engine is given at least, at a height of 48
_NARROW = dict(zip("(),:;!?<>", "（），：；！？〈〉", strict=True))
_DOCUMENT_YEAR = re.compile(r"[\[［【〔「(（]((?:19|20)\d\d)[\]］】〕」)）](?=\d{1,4}号|$)")

#: What to say where the extra is not installed.
HOW = '安装文字识别组件（pip install "gipr-nlp[ocr]"，或使用离线安装包中的同名组件）后可以识别'


@dataclass(slots=True)
class _Piece:
    """A line of text on the bitmap and where it stands (pixels)."""

    box: tuple[int, int, int, int]
    in_table: bool


#: Threads of the engine; one beside other workers.
_threads = 1 if parent_process() is not None else min(4, os.cpu_count() or 1)


def use_threads(number: int) -> None:
    """Set how many threads the engine may use, before it is loaded."""
    global _threads
    _threads = number


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr_onnxruntime") is not None and find_spec("cv2") is not None


@cache
def _engine() -> Any:
    """The engine, loaded once a process."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rapidocr_onnxruntime import RapidOCR

        engine = RapidOCR(intra_op_num_threads=_threads, inter_op_num_threads=1)
    engine.text_rec.rec_image_shape = [3, 48, SHORTEST_INPUT]
    return engine


def recognised(colour: Any, number: int, scale: float) -> Sheet:
    """A page read from its picture.

    Args:
        colour: the picture, ``uint8``, height × width × 3, blue first.
        number: 1-based page.
        scale: pixels a point.
    """
    colour = _upright(colour).copy()
    angle = bitmap.skew_of(bitmap.ink_of(bitmap.grey_of(colour)))
    if abs(angle) >= 0.1:
        colour = bitmap.straightened(colour, angle)
    ink = bitmap.ink_of(bitmap.grey_of(colour))
    sheet = Sheet(number, colour.shape[1] / scale, colour.shape[0] / scale, blank=SURELY_BLANK)
    sheet.horizontal, sheet.vertical, drawn = bitmap.rules_of(ink, scale)
    ink[drawn > 0] = 0
    colour[drawn > 0] = 255
    tables = lattices(sheet)
    pieces = _table_lines(tables, ink, scale)
    text = colour.copy()
    for lattice in tables:
        x0, y0, x1, y1 = (round(v * scale) for v in lattice.box)
        text[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 255
    pieces += [_Piece(box, False) for box in _detected(text)]
    sheet.glyphs = _read(colour, pieces, scale)
    return sheet


def _table_lines(tables: Sequence[Lattice], ink: Any, scale: float) -> list[_Piece]:
    """The lines of text in the cells of the ruled tables."""
    found = []
    for lattice in tables:
        boxes = [lattice.box_of(area) for area in lattice.areas]
        heights = [b[3] - b[1] for box in boxes for b in bitmap.bands(ink, box, scale)]
        size = bitmap.usual_height(heights)
        found += [_Piece(b, True) for box in boxes for b in bitmap.bands(ink, box, scale, size)]
    return found


def _detected(colour: Any, side: int = DETECTED) -> list[tuple[int, int, int, int]]:
    """Lines of text outside tables, found by the engine on a smaller picture."""
    import cv2

    if not (colour < bitmap.FADED).any():
        return []
    shrink = min(1.0, side / max(colour.shape))
    small = cv2.resize(colour, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    quads, _ = _engine().text_det(small)
    found = []
    for quad in () if quads is None else quads:
        xs, ys = quad[:, 0] / shrink, quad[:, 1] / shrink
        found.append((int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())))
    return found


def _upright(colour: Any) -> Any:
    """The picture turned so that its text stands upright: lines lie, and the engine does not see them upside down."""
    boxes = _detected(colour, GLANCED)
    if not boxes:
        return colour
    standing = sum((b[3] - b[1]) > 1.5 * (b[2] - b[0]) for b in boxes)
    if standing > 0.6 * len(boxes):
        colour = bitmap.quarter(colour, 1)
        boxes = _detected(colour, GLANCED)
    long = sorted(boxes, key=lambda b: b[0] - b[2])[:9]
    if long:
        _, seen, _ = _engine().text_cls([bitmap.cut(colour, box, 4) for box in long])
        if sum(label == "180" for label, sure in seen if sure > 0.8) > 0.6 * len(long):
            colour = bitmap.quarter(colour, 2)
    return colour


def _read(colour: Any, pieces: Sequence[_Piece], scale: float) -> list[Glyph]:
    """The characters of the pieces; numbers in tables are read a second time."""
    readings = _recognise([bitmap.cut(colour, p.box, 4) for p in pieces])
    again = [
        i
        for i, piece in enumerate(pieces)
        if piece.in_table and _may_be_number(readings[i].text) and min(readings[i].sure, default=0) < PLAIN
    ]
    second = _recognise([bitmap.cut(colour, pieces[i].box, 10) for i in again])
    for i, other in zip(again, second, strict=True):
        if other.text != readings[i].text:
            readings[i].sure = [DIFFERENT] * len(readings[i].text)
    return [g for p, reading in zip(pieces, readings, strict=True) for g in _glyphs(p, reading, scale)]


def _may_be_number(text: str) -> bool:
    return any(c.isdigit() for c in text) or all(c in NUMBER_LIKE for c in text)


@dataclass(slots=True)
class _Reading:
    """Characters of a line, how sure each is, and where it stands (0-1 of the width)."""

    text: str
    sure: list[float]
    at: list[float]


def _recognise(crops: Sequence[Any]) -> list[_Reading]:
    if not crops:
        return []
    found, _ = _engine().text_rec(list(crops), True)
    return [_reading(result) for result in found]


def _reading(result: Any) -> _Reading:
    """What the engine says of a crop; blanks are left out, they follow from the places."""
    text = result[0]
    steps, words, columns, _, sure = result[2]
    chars = "".join("".join(word) for word in words)
    at = [float(c) / max(1.0, float(steps)) for word in columns for c in word]
    if chars != text or len(at) != len(text):
        at = [(i + 0.5) / max(1, len(text)) for i in range(len(text))]
    certain = [float(s) for s in sure] if len(sure) == len(text) else [float(result[1])] * len(text)
    kept = [i for i, char in enumerate(text) if char != " "]
    plain = _as_printed("".join(text[i] for i in kept))
    return _Reading(plain, [certain[i] for i in kept], [at[i] for i in kept])


def _as_printed(text: str) -> str:
    """Marks that the engine mixes up, as they are printed: wide ones beside Chinese characters, 〔2021〕."""
    chars = list(text)
    for i, char in enumerate(chars):
        near = [*chars[max(0, i - 1) : i], *text[i + 1 : i + 2]]
        if char in _NARROW and any(c > "\u2e7f" for c in near):
            chars[i] = _NARROW[char]
    return _DOCUMENT_YEAR.sub(r"〔\1〕", "".join(chars))


def _glyphs(piece: _Piece, reading: _Reading, scale: float) -> list[Glyph]:
    """The characters of a line with their places on the page."""
    left, top, right, bottom = (v / scale for v in piece.box)
    wide, size = right - left, bottom - top
    found = []
    for i, (char, sure) in enumerate(zip(reading.text, reading.sure, strict=False)):
        middle = left + reading.at[i] * wide
        half = 0.5 * size * (0.5 if char.isascii() else 0.9)
        found.append(Glyph(char, middle - half, top, middle + half, bottom, size, min(sure, MOST_SURE)))
    if found:
        found[0].x0, found[-1].x1 = min(left, found[0].x1), max(right, found[-1].x0)
    return found
