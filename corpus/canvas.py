"""Tables drawn on a page of fixed-width characters: aligned columns, and a grid of box-drawing characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from gipr_nlp.writers.printed import Box, Line, boxes

EDGES = {
    "lr": "─",
    "ud": "│",
    "rd": "┌",
    "ld": "┐",
    "ru": "└",
    "lu": "┘",
    "rud": "├",
    "lud": "┤",
    "lrd": "┬",
    "lru": "┴",
}
EDGES |= {"lrud": "┼", "l": "─", "r": "─", "u": "│", "d": "│"}


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for a Chinese character or mark, one for a border."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or character == "\u200b":
        return 0
    wide = unicodedata.east_asian_width(character) in "WFA" and not "─" <= character <= "╿"
    return 2 if wide else 1


def wrap(text: str, columns: int) -> list[str]:
    """Cut a text into lines that fit; a line break in the text stays one."""
    lines = []
    for piece in text.split("\n"):
        line = ""
        for character in piece:
            if line and width(line + character) > columns:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def column_widths(table: str, form: str) -> list[int]:
    """Widths of the columns of a table on paper, in half characters."""
    return {
        "disclosure": [26, 18, 18, 18],
        "applications": [6, 8, 24, 8, 8, 8, 8, 8, 8, 8],
        "review": [6] * 15,
    }[table]


class Canvas:
    """A page on which texts are put at display columns."""

    def __init__(self, rows: int) -> None:
        self.rows: list[dict[int, str]] = [{} for _ in range(rows)]

    def put(self, row: int, column: int, text: str) -> None:
        """Write a text from a column on."""
        for character in text:
            self.rows[row][column] = character
            column += width(character)

    def line(self, row: int) -> str:
        """One row as text, without spaces at its end."""
        text, at = "", 0
        for column, character in sorted(self.rows[row].items()):
            text += " " * (column - at) + character
            at = max(at, column) + width(character)
        return text.rstrip()


def _heights(cells: Sequence[Box], wrapped: Sequence[list[str]], rows: int) -> list[int]:
    heights = [1] * rows
    for box, text in sorted(zip(cells, wrapped, strict=True), key=lambda pair: pair[0].height):
        spare = len(text) - sum(heights[box.row : box.row + box.height])
        if spare > 0:
            heights[box.row + box.height - 1] += spare
    return heights


def draw(lines: list[Line], widths: Sequence[int], middle: bool = True, ruled: bool = False) -> list[str]:
    """Draw a grid; gives one text (of one or more lines) for each of its rows.

    Args:
        lines: rows of the grid.
        widths: width of each column; longer labels are wrapped, while numbers make their column wider.
        middle: put texts in the vertical middle of their cells, as official tables do; else at the top.
        ruled: draw the borders with box-drawing characters.
    """
    cells = boxes(lines)
    widths = [*widths, *[4] * (max(b.column + b.width for b in cells) - len(widths))]
    for box in cells:
        if box.key is not None and box.width == 1:
            needed = max(width(piece) for piece in box.text.split("\n"))
            widths[box.column] = max(widths[box.column], needed)
    gap = 1 if ruled else 2
    left = [0, *accumulate(w + gap for w in widths)]
    room = [sum(widths[b.column : b.column + b.width]) + gap * (b.width - 1) for b in cells]
    wrapped = [wrap(b.text, space) for b, space in zip(cells, room, strict=True)]
    heights = _heights(cells, wrapped, len(lines))
    step = 1 if ruled else 0
    top = [0, *accumulate(h + step for h in heights)]
    page = Canvas(top[-1] + step)
    for box, text in zip(cells, wrapped, strict=True):
        spare = top[box.row + box.height] - top[box.row] - step - len(text)
        first = top[box.row] + step + (spare // 2 if middle else 0)
        for offset, piece in enumerate(text):
            page.put(first + offset, left[box.column] + step, piece)
    if ruled:
        _rule(page, cells, left, top)
    drawn = [page.line(row) for row in range(len(page.rows))]
    last = len(lines) - 1
    return ["\n".join(drawn[top[r] : top[r + 1] + (step if r == last else 0)]) for r in range(len(lines))]


def _rule(page: Canvas, cells: Sequence[Box], left: Sequence[int], top: Sequence[int]) -> None:
    marks: dict[tuple[int, int], set[str]] = {}

    def mark(row: int, column: int, *sides: str) -> None:
        marks.setdefault((row, column), set()).update(sides)

    for box in cells:
        x1, x2 = left[box.column], left[box.column + box.width]
        y1, y2 = top[box.row], top[box.row + box.height]
        for y in (y1, y2):
            mark(y, x1, "r")
            mark(y, x2, "l")
            for x in range(x1 + 1, x2):
                mark(y, x, "l", "r")
        for x in (x1, x2):
            mark(y1, x, "d")
            mark(y2, x, "u")
            for y in range(y1 + 1, y2):
                mark(y, x, "u", "d")
    for (row, column), sides in marks.items():
        page.put(row, column, EDGES["".join(side for side in "lrud" if side in sides)])
