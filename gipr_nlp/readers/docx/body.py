"""The body of a document in its order: paragraphs, tables, text boxes, notes → :class:`~gipr_nlp.readers.blocks.Blocks`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers.blocks import Blocks, GridCell
from gipr_nlp.readers.docx.names import child, is_on, kind, value
from gipr_nlp.readers.docx.runs import Line, Runs, chosen
from gipr_nlp.readers.docx.tables import Source, is_layout, is_narrative, source_rows

#: Confidence of a cell in which a table or a text box lies.
UNSURE = 0.5
_PASSED = frozenset(("sectPr", "tblPr", "tcPr", "sdtPr", "sdtEndPr", "bookmarkEnd", "proofErr", "del", "moveFrom"))  # fmt: skip


class Body:
    """Hands the blocks of a document over in reading order.

    Args:
        blocks: where they go.
        runs: reader of paragraphs.
        path: the file, for messages.
        most_cells: bound on the cells of one table.
    """

    def __init__(self, blocks: Blocks, runs: Runs, path: str, most_cells: float) -> None:
        self._blocks, self._runs, self._path, self._most = blocks, runs, path, most_cells
        self._waiting = Line()
        self.chunks: list[str] = []

    def read(self, container: Any) -> None:
        """Hand over what is in a body, a cell, a text box or a note."""
        for element in container:
            self._block(element)
        self._finish()

    def _block(self, element: Any) -> None:
        what = kind(element)
        if what == "p":
            self._paragraph(element)
        elif what == "tbl":
            self._finish()
            self._table(element)
        elif what == "mc:AlternateContent":
            for part in chosen(element):
                self._block(part)
        elif what == "altChunk":
            self.chunks += [v for k, v in element.attrib.items() if k.endswith("}id")]
        elif what == "bookmarkStart":
            self._blocks.mark("bookmark", value(element, "name") or "")
        elif what == "sdt":
            self._control(element)
        elif what not in _PASSED:
            for part in element:
                self._block(part)

    def _control(self, element: Any) -> None:
        content = child(element, "sdtContent")
        if content is None:
            return
        for part in content:
            self._block(part)
        if is_on(child(element, "sdtPr", "showingPlcHdr")):
            prompt = "".join(e.text or "" for e in content.iter() if kind(e) == "t")
            self._blocks.mark("placeholder", prompt, len(prompt))

    # --- paragraphs -----------------------------------------------------------------------------------------

    def _paragraph(self, element: Any) -> None:
        line = self._runs.paragraph(element)
        at = len(self._waiting.text)
        self._waiting.text += line.text
        self._waiting.marks += [(k, t, a + at, b + at) for k, t, a, b in line.marks]
        self._waiting.boxes += line.boxes
        self._waiting.art += line.art
        if not line.goes_on:
            self._finish()

    def _finish(self) -> None:
        """Hand over the paragraph that is complete, then its boxes."""
        line, self._waiting = self._waiting, Line()
        self._blocks.paragraph(line.text)
        shown = bool(line.text.strip())
        for what, text, start, end in line.marks:
            self._blocks.mark(what, text, end - start if shown else 0, len(line.text) - end if shown else 0)
        for words in line.art:
            self._blocks.paragraph(words)
        for box in line.boxes:
            self.read(box)

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, element: Any) -> None:
        rows = source_rows(element, self._most)
        if rows is None:
            raise Unreadable(self._path, "too_large", f"表格单元格超过{self._most:.0f}个，未读取")
        if is_layout(rows):
            for cell in (cell for row in rows for cell in row):
                self.read(cell.element)
            return
        together: list[list[Source]] = []
        for row in rows:
            if is_narrative(row):
                self._grid(together)
                together = []
                for cell in row:
                    self.read(cell.element)
            else:
                together.append(row)
        self._grid(together)

    def _grid(self, rows: list[list[Source]]) -> None:
        if not rows:
            return
        marks: list[tuple[str, str]] = []
        grid = [[self._cell(cell, marks) for cell in row] for row in rows]
        self._blocks.table(grid, columns=[tuple(cell.column for cell in row) for row in rows])
        for what, text in marks:
            self._blocks.mark(what, text)
        if any(what == "revision" for what, _ in marks):
            self._runs.doubts["table.revision"] = "表格单元格中有未接受的修订，按接受后的内容读取"

    def _cell(self, cell: Source, marks: list[tuple[str, str]]) -> GridCell:
        """A cell's text; one that holds more than plain paragraphs is read with less confidence."""
        odd = False
        if any(self._lines_text(covered) for covered in cell.covered):
            self._runs.doubts["table.merged"] = "合并单元格中被遮盖的部分另有文字，没有读取"
            odd = True
        if any(kind(e) in ("tbl", "txbxContent") for e in cell.element.iter()):
            odd = True
        text = "\n".join(filter(None, self._lines(cell.element, marks)))
        return GridCell(text, cell.colspan, cell.rowspan, UNSURE if odd else 1.0)

    def _lines(self, container: Any, marks: list[tuple[str, str]]) -> Iterator[str]:
        """The paragraphs of a cell; a table or a text box inside it is read as text, with a doubt."""
        before = ""
        for element in _flat(container):
            if kind(element) == "tbl":
                self._runs.doubts["table.nested"] = "表格单元格中嵌有另一张表格，按文字读入"
                yield from self._lines(element, marks)
                continue
            line = self._runs.paragraph(element)
            marks += [(what, text) for what, text, _, _ in line.marks]
            before += line.text
            if not line.goes_on:
                yield before
                before = ""
            for box in line.boxes:
                self._runs.doubts["table.box"] = "表格单元格中有文本框，其文字读入该单元格"
                yield from self._lines(box, marks)
        yield before

    @staticmethod
    def _lines_text(element: Any) -> str:
        return "".join(e.text or "" for e in element.iter() if kind(e) == "t").strip()


def _flat(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a cell, also those in content controls; rows and cells of a table inside it."""
    for element in container:
        what = kind(element)
        if what == "p" or (what == "tbl" and kind(container) != "tbl"):
            yield element
        elif what == "mc:AlternateContent":
            for part in chosen(element):
                yield from (part,) if kind(part) == "p" else _flat(part)
        elif what not in _PASSED:
            yield from _flat(element)
