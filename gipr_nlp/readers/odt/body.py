"""The body of an OpenDocument text in its order → :class:`~gipr_nlp.readers.blocks.Blocks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers.blocks import Blocks, GridCell
from gipr_nlp.readers.odt.lists import Lists
from gipr_nlp.readers.odt.names import count, kind, value
from gipr_nlp.readers.odt.runs import Line, Runs, boxes_of

#: A cell with more characters than this holds narrative, not a label or a figure.
NARRATIVE = 150
#: Confidence of a cell in which a table or a text box lies.
UNSURE = 0.5
_PASSED = frozenset(
    (
        *("text:tracked-changes", "office:forms", "text:sequence-decls", "text:variable-decls"),
        *("text:user-field-decls", "table:table-column", "table:table-columns", "table:table-header-columns"),
        *("text:table-of-content-source", "text:soft-page-break", "text:change-start", "text:change-end"),
    )
)
_GROUPS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")


@dataclass
class Source:
    """A source cell: its element, grid column and spans."""

    element: Any
    column: int
    colspan: int
    rowspan: int


class Body:
    """Hands the blocks of a document over in reading order.

    Args:
        blocks: where they go.
        runs: reader of paragraphs.
        lists: numbers before them.
        path: the file, for messages.
        most_cells: bound on the cells of one table.
    """

    def __init__(self, blocks: Blocks, runs: Runs, lists: Lists, path: str, most_cells: float) -> None:
        self._blocks, self._runs, self._lists = blocks, runs, lists
        self._path, self._most = path, most_cells
        self._notes: list[Any] = []

    def read(self, container: Any) -> None:
        """Hand over what is in a body, a section, a cell or a text box."""
        for element in container:
            self._block(element)

    def read_notes(self) -> None:
        """Footnotes and endnotes stand after the text."""
        for note in self._notes:
            self.read(note)

    def _block(self, element: Any) -> None:
        what = kind(element)
        if what in ("text:p", "text:h"):
            self._hand_over(self._line(element, self._lists.heading(element) if what == "text:h" else ""))
        elif what == "text:list":
            for number, paragraph in self._items(element):
                if paragraph is not None and kind(paragraph) in ("text:p", "text:h"):
                    self._hand_over(self._line(paragraph, number))
                else:
                    self._block(paragraph)
        elif what == "table:table":
            self._table(element)
        elif what == "text:section" and value(element, "text:display") == "none":
            self._runs.hidden += len("".join(element.itertext()).strip())
        elif what.startswith("draw:"):
            for box in boxes_of(element):
                self.read(box)
        elif what not in _PASSED:
            self.read(element)

    def _items(
        self, element: Any, style: str = "", level: int = 1, outer: dict[int, int] | None = None
    ) -> Iterator[tuple[str, Any]]:
        """The paragraphs (and tables) of a list with the number before each."""
        style = value(element, "text:style-name") or style
        counters = self._lists.begin(element, style, outer)
        for item in element:
            numbered = kind(item) == "text:list-item"
            for part in item:
                if kind(part) == "text:list":
                    yield from self._items(part, style, level + 1, counters)
                    continue
                number = ""
                if numbered and kind(part) in ("text:p", "text:h"):
                    used = value(item, "text:style-override") or style or self._lists.style_of(part)
                    number = self._lists.item(used, level, counters, value(item, "text:start-value"))
                    numbered = False
                yield number, part

    def _line(self, element: Any, number: str) -> Line:
        line = self._runs.paragraph(element)
        if number and line.text.strip():
            line.text = number + line.text
            line.marks = [(k, t, a + len(number), b + len(number)) for k, t, a, b in line.marks]
        self._notes += line.notes
        return line

    def _hand_over(self, line: Line) -> None:
        self._blocks.paragraph(line.text)
        shown = bool(line.text.strip())
        for what, text, start, end in line.marks:
            self._blocks.mark(what, text, end - start if shown else 0, len(line.text) - end if shown else 0)
        for box in line.boxes:
            self.read(box)

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, element: Any) -> None:
        rows = self._rows(element)
        cells = [cell for row in rows for cell in row]
        inner = sum(1 for cell in cells for e in cell.element.iter() if kind(e) == "table:table-cell") - len(
            cells
        )
        if all(len(row) <= 1 for row in rows) or inner >= len(cells):
            for cell in cells:
                self.read(cell.element)
            return
        together: list[list[Source]] = []
        for row in rows:
            if any(len("".join(cell.element.itertext())) > NARRATIVE for cell in row):
                self._grid(together)
                together = []
                for cell in row:
                    self.read(cell.element)
            else:
                together.append(row)
        self._grid(together)

    def _rows(self, table: Any) -> list[list[Source]]:
        """Source cells row by row; repeated rows and cells are written out, covered ones are none."""
        found: list[list[Source]] = []
        total = 0
        for row in _parts(table):
            cells, column = [], 0
            for cell in row:
                if kind(cell) not in ("table:table-cell", "table:covered-table-cell"):
                    continue
                across = count(cell, "table:number-columns-spanned")
                down = count(cell, "table:number-rows-spanned", 100_000)
                for _ in range(count(cell, "table:number-columns-repeated", 20_000)):
                    if kind(cell) == "table:table-cell":
                        cells.append(Source(cell, column, across, down))
                    column += 1
                self._bound(total + len(cells))
            times = count(row, "table:number-rows-repeated", 2_000_000)
            total += len(cells) * times
            self._bound(total)
            found += [cells] * (times if cells else 1)
        return found

    def _bound(self, cells: int) -> None:
        if cells > self._most:
            raise Unreadable(self._path, "too_large", f"表格单元格超过{self._most:.0f}个，未读取")

    def _grid(self, rows: list[list[Source]]) -> None:
        marks: list[tuple[str, str]] = []
        grid = [[self._cell(cell, marks) for cell in row] for row in rows]
        if grid:
            self._blocks.table(grid, columns=[tuple(cell.column for cell in row) for row in rows])
        for what, text in marks:
            self._blocks.mark(what, text)
        if any(what == "revision" for what, _ in marks):
            self._runs.doubts["table.revision"] = "表格单元格中有未接受的修订，按接受后的内容读取"

    def _cell(self, cell: Source, marks: list[tuple[str, str]]) -> GridCell:
        odd = any(kind(e) in ("table:table", "draw:text-box") for e in cell.element.iter())
        if odd:
            self._runs.doubts["table.nested"] = "表格单元格中嵌有表格或文本框，按文字读入"
        text = "\n".join(filter(None, self._lines(cell.element, marks)))
        return GridCell(text, cell.colspan, cell.rowspan, UNSURE if odd else 1.0)

    def _lines(self, container: Any, marks: list[tuple[str, str]]) -> Iterator[str]:
        for element in container:
            what = kind(element)
            if what in ("text:p", "text:h"):
                yield from self._cell_line(element, "", marks)
            elif what == "text:list":
                for number, part in self._items(element):
                    yield from self._cell_line(part, number, marks)
            elif what not in _PASSED:
                yield from self._lines(element, marks)

    def _cell_line(self, element: Any, number: str, marks: list[tuple[str, str]]) -> Iterator[str]:
        if kind(element) not in ("text:p", "text:h"):
            yield from self._lines(element, marks)
            return
        line = self._line(element, number)
        marks += [(what, text) for what, text, _, _ in line.marks]
        yield line.text
        for box in line.boxes:
            yield from self._lines(box, marks)


def _parts(table: Any) -> Iterator[Any]:
    for part in table:
        if kind(part) == "table:table-row":
            yield part
        elif kind(part) in _GROUPS:
            yield from _parts(part)
