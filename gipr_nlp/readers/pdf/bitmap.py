"""A page as a bitmap: straightened, its ruling lines found, its lines of text cut out. Needs the extra ``[ocr]``.

All arrays are ``uint8``, height × width (grey) or height × width × 3 (colour, blue first).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gipr_nlp.readers.pdf.rulings import merged
from gipr_nlp.readers.pdf.sheet import Box, Rule

LONGEST_SKEW = 4.0  # degrees
SHORT_RUN, LONG_RUN = 8.0, 28.0  # points of unbroken ink
LONG_RULE = 45.0  # longer than any stroke of a title
TOUCH = 3.0
FADED = 110  # darker than this is ink, whatever the paper


def grey_of(colour: Any) -> Any:
    """Lightness of a picture."""
    import cv2

    return cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)


def ink_of(grey: Any) -> Any:
    """Where there is ink: 255, else 0; the paper may be grey or unevenly lit."""
    import cv2

    smooth = cv2.medianBlur(grey, 3)
    return cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)


def skew_of(ink: Any) -> float:
    """Degrees by which the lines of a page lie askew (counter-clockwise), found where rows of ink part best."""
    import cv2

    high, wide = ink.shape
    shrink = min(1.0, 900 / max(high, wide))
    small = cv2.resize(ink, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)

    def sharpness(angle: float) -> float:
        rows = _turned(small, angle, 0).sum(axis=1, dtype="int64")
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best, step = 0.0, 0.5
    while step >= 0.05:
        span = LONGEST_SKEW if step == 0.5 else 2 * step * 2
        tries = [best + k * step for k in range(-round(span / step), round(span / step) + 1)]
        best = max((a for a in tries if abs(a) <= LONGEST_SKEW), key=sharpness)
        step /= 3
    return best


def straightened(colour: Any, angle: float) -> Any:
    """The picture turned clockwise by an angle, as large as before."""
    return _turned(colour, angle, 255)


def _turned(picture: Any, angle: float, paper: int) -> Any:
    import cv2

    if angle == 0:
        return picture
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), -angle, 1.0)
    fill = (paper,) * 3 if picture.ndim == 3 else paper
    return cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=fill)


def rules_of(ink: Any, scale: float) -> tuple[list[Rule], list[Rule], Any]:
    """Horizontal and vertical ruling lines, in points, and the mask of their ink; ``scale``: pixels a point.

    Long lines count by themselves; short ones, which might be strokes of characters, only between two lines that
    they touch.
    """
    import numpy

    turned = numpy.ascontiguousarray(ink.T)
    _, long_rows = _runs(ink, scale, LONG_RUN)
    _, long_columns = _runs(turned, scale, LONG_RUN)
    across, rows = _runs(ink, scale, SHORT_RUN)
    down, columns = _runs(turned, scale, SHORT_RUN)
    long = [r for r in merged(long_rows) if r.end - r.start >= LONG_RULE]
    upright = [r for r in merged(long_columns) if r.end - r.start >= LONG_RULE]
    upright = merged([*upright, *(r for r in merged(columns) if _between(r, long))])
    level = merged([*long, *(r for r in merged(rows) if _between(r, upright))])
    mask = numpy.zeros_like(ink)
    for labels, pieces, kept, crossing, target in (
        (across, rows, level, upright, mask),
        (down, columns, upright, level, mask.T),
    ):
        for label, piece in enumerate(pieces, 1):
            if _part_of(piece, kept) and (piece.end - piece.start >= LONG_RULE or _between(piece, crossing)):
                target[labels == label] = 255
    return level, upright, mask


def _part_of(piece: Rule, rules: Sequence[Rule]) -> bool:
    return any(
        abs(piece.at - r.at) <= TOUCH + 0.5 and r.start - TOUCH <= piece.start and piece.end <= r.end + TOUCH
        for r in rules
    )


def _runs(ink: Any, scale: float, least: float) -> tuple[Any, list[Rule]]:
    """Ink that lies in level runs of ``least`` points or more: a label for each pixel, and the runs as lines by
    label (from 1 on); what is too thick to be a line keeps its label, as a line without length."""
    import cv2

    length = round(least * scale)
    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1)))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for i in range(1, count):
        x, _, wide, high = (int(v) for v in stats[i][:4])
        thin = high <= max(3.5 * scale, 0.02 * wide)
        found.append(Rule(float(centres[i][1]) / scale, x / scale, (x + wide if thin else x) / scale))
    return labels, found


def _between(rule: Rule, others: Sequence[Rule]) -> bool:
    """Whether both ends of a line touch others."""
    near = [o.at for o in others if o.start - TOUCH <= rule.at <= o.end + TOUCH]
    return any(abs(at - rule.start) <= TOUCH for at in near) and any(
        abs(at - rule.end) <= TOUCH for at in near
    )


def bands(ink: Any, box: Box, scale: float, size: float | None = None) -> Iterator[tuple[int, int, int, int]]:
    """The lines of text within a box (points), each as left, top, right, bottom in pixels.

    ``size``: usual height of a line in pixels, where it is known: strokes of one character are then not parted.
    """
    import cv2

    x0, y0, x1, y1 = (round(v * scale) for v in box)
    margin = max(2, round(1.3 * scale))
    top, left = y0 + margin, x0 + margin
    part = ink[top : y1 - margin, left : x1 - margin]
    if part.size == 0:
        return
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    least = max(3.0, 1.6 * scale)
    kept = [s for s in stats[1:count] if max(s[2], s[3]) >= least and s[4] >= least]
    spans = sorted((int(s[1]), int(s[1] + s[3])) for s in kept)
    lines: list[list[int]] = []
    for start, end in spans:
        if lines and (start < lines[-1][1] or _same_line(lines[-1], start, end, size)):
            lines[-1][1] = max(lines[-1][1], end)
        else:
            lines.append([start, end])
    for start, end in lines:
        mine = [s for s in kept if start <= s[1] < end]
        right = max(int(s[0] + s[2]) for s in mine)
        yield left + min(int(s[0]) for s in mine), top + start, left + right, top + end


def _same_line(line: list[int], start: int, end: int, size: float | None) -> bool:
    """Whether ink below a line is part of the same characters (二, 三, 公 …)."""
    if size is None:
        return False
    return start - line[1] < 0.3 * size and max(end, line[1]) - line[0] <= 1.25 * size


def usual_height(heights: list[int]) -> float:
    """The height of most lines: the median of those that are no dashes."""
    full = sorted(h for h in heights if h >= 0.5 * max(heights, default=0)) or [20]
    return float(full[len(full) // 2])


def cut(colour: Any, box: tuple[int, int, int, int], pad: int) -> Any:
    """A piece of a page with some paper around; red ink (a seal) over dark ink is left out."""
    import cv2
    import numpy

    left, top, right, bottom = box
    high, wide = colour.shape[:2]
    piece = colour[max(0, top) : min(high, bottom), max(0, left) : min(wide, right)]
    if piece.size == 0:
        piece = numpy.full((8, 8, 3), 255, "uint8")
    red = piece[:, :, 2]
    stamped = (red.astype(int) - piece[:, :, 1] > 60).mean() > 0.01
    if stamped and (red < FADED).mean() > 0.02:
        piece = cv2.merge([red, red, red])
    return cv2.copyMakeBorder(piece, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255, 255, 255))


def quarter(colour: Any, turns: int) -> Any:
    """The picture turned clockwise by quarters."""
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(colour, -turns % 4))
