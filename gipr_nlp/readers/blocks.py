"""Blocks → document: the one way by which formats with structure (HTML, DOCX, PDF, sheets …) become text and grids.

A reader hands over paragraphs and tables in reading order; here they get their lines, offsets, marks and bounds.
A table's row is one line of the text, its source cells separated by tabs, so that whoever reads lines and whoever
reads grids see the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Doubt, Grid, Mark, Place, Source
from gipr_nlp.readers.noise import noise_marks
from gipr_nlp.readers.plain import broken_references, straighten, without_leftovers
from gipr_nlp.text import join_wrapped

Box = tuple[float, float, float, float]

_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One source cell: its text (line breaks allowed), the grid columns and rows it spans, how sure its reading is."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    confidence: float = 1.0


class Blocks:
    """Collects what a reader finds, in reading order.

    Args:
        path: the file, for messages.
        limits: ``max_chars`` and ``max_cells`` bound what a document may hold (``Profile.limits``).
    """

    def __init__(self, path: str, limits: Mapping[str, float]) -> None:
        self._path, self._limits = path, limits
        self._pieces: list[str] = []
        self._length = self._lines = self._cells = 0
        self._marks: list[Mark] = []
        self._grids: list[Grid] = []
        self._places: list[Place] = []
        self._doubts: list[Doubt] = []
        self._stated: dict[str, str] = {}

    def paragraph(
        self, text: str, page: int | None = None, box: Box | None = None, confidence: float = 1.0
    ) -> None:
        """A paragraph; line breaks inside it stay. Blank ones are passed over."""
        text, cut = without_leftovers(straighten(text))
        if not text.strip():
            self._marks += [Mark(m.kind, m.text, self._length, self._length) for m in cut]
            return
        start = self._length
        self._marks += [Mark(m.kind, m.text, start + m.start, start + m.end) for m in cut]
        self._add(text)
        if page is not None or confidence < 1:
            self._places.append(Place(start, start + len(text), page, box, confidence))

    def table(
        self,
        rows: Sequence[Sequence[GridCell]],
        page: int | Sequence[int] | None = None,
        boxes: Sequence[Box | None] = (),
        columns: Sequence[tuple[int, ...]] = (),
    ) -> None:
        """A table as source cells row by row; a cell that spans rows stands in its first row only.

        Args:
            rows: the cells; rows without any text are kept in the grid's counting but write no line.
            page: 1-based page on which the table (or this part of it) stands, or one for each row.
            boxes: one for each row.
            columns: grid columns of the cells, where the format states them; found from the spans where not.
        """
        self._cells += sum(map(len, rows))
        if self._cells > self._limits.get("max_cells", float("inf")):
            raise Unreadable(
                self._path, "too_large", f"表格单元格超过{self._limits['max_cells']:.0f}个，未读取"
            )
        start = self._length
        columns = columns or placed(rows)
        written = {i for i, row in enumerate(rows) if any(_inside(cell.text) for cell in row)}
        texts, lines, first = [], [], self._lines + 1
        for i in range(len(rows)):
            row = tuple(_inside(cell.text) for cell in rows[i])
            texts.append(row)
            if i not in written:
                lines.append(max(first, self._lines))
                continue
            lines.append(self._lines + 1)
            at, line = self._length, "\t".join(row)
            sure = min(cell.confidence for cell in rows[i])
            if page is not None or sure < 1:
                box = boxes[i] if i < len(boxes) else None
                here = page if page is None or isinstance(page, int) else page[i]
                self._places.append(Place(at, at + len(line), here, box, sure))
            self._add(line)
        if written:
            self._grids.append(
                Grid(
                    start,
                    self._length - 1,
                    tuple(texts),
                    tuple(columns),
                    tuple(lines),
                    tuple(tuple((c.colspan, c.rowspan) for c in row) for row in rows),
                    tuple(tuple(c.confidence for c in row) for row in rows),
                )
            )

    def mark(self, kind: str, text: str, length: int = 0, back: int = 0) -> None:
        """Something that is not the report's text, at the end of the last paragraph (so in the chapter that it ends).

        ``length``: characters just before the end that it covers (an inserted revision, a commented passage);
        ``back``: characters of the last paragraph that stand behind it.
        """
        end = max(0, self._length - 1 - back)
        self._marks.append(Mark(kind, text, max(0, end - length), end))

    def doubt(self, what: str, where: str, why: str) -> None:
        """Something the reader is not sure of; the same twice in a row is said once."""
        said = Doubt(what, where, why)
        if self._doubts[-1:] != [said]:
            self._doubts.append(said)

    def state(self, key: str, value: str) -> None:
        """Something that the file says of itself (``Document.stated``); the first to say it holds."""
        if value.strip():
            self._stated.setdefault(key, " ".join(value.split()))

    def document(self, source: Source) -> Document:
        """The finished document.

        Raises:
            Unreadable: nothing was found that shows.
        """
        text = "".join(self._pieces)[:-1]
        if not text.strip():
            raise Unreadable(self._path, "empty", "文件中没有文字")
        ends = len(text)
        marks = [Mark(m.kind, m.text, min(m.start, ends), min(m.end, ends)) for m in self._marks]
        marks += [*broken_references(text), *noise_marks(text)]
        marks.sort(key=lambda m: (m.start, m.end))
        return Document(
            source,
            text,
            tuple(marks),
            tuple(self._grids),
            tuple(self._doubts),
            tuple(self._places),
            self._stated,
        )

    def _add(self, text: str) -> None:
        if self._length + len(text) > self._limits.get("max_chars", float("inf")):
            raise Unreadable(
                self._path, "too_large", f"文字超过{self._limits['max_chars']:.0f}个字符，未读取"
            )
        self._pieces += (text, "\n")
        self._length += len(text) + 1
        self._lines += text.count("\n") + 1


def placed(rows: Sequence[Sequence[GridCell]]) -> list[tuple[int, ...]]:
    """Grid column of every source cell, columns that are taken by a cell spanning down from above passed over."""
    taken: dict[int, int] = {}  # column → rows below that are still covered
    found = []
    for row in rows:
        columns, at, fresh = [], 0, dict[int, int]()
        for cell in row:
            while taken.get(at, 0) > 0:
                at += 1
            columns.append(at)
            for column in range(at, at + max(1, min(cell.colspan, 1000))):
                fresh[column] = max(1, cell.rowspan)
            at += max(1, min(cell.colspan, 1000))
        taken = {c: left - 1 for c, left in taken.items()} | {c: left - 1 for c, left in fresh.items()}
        found.append(tuple(columns))
    return found


def _inside(text: str) -> str:
    """The text of a cell on one line: lines that only the column's width broke are joined without a blank."""
    text = straighten(text).replace("\t", " ")
    return _SPACES.sub(" ", join_wrapped(text)).strip()
