"""One worksheet → the text of its cells as shown, merged areas, hidden rows and columns (ECMA-376-1, 18.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.readers.xlsx.formats import BUILT_IN, shown

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_COVERED = 500_000


@dataclass
class Sheet:
    """Texts by (row, column), 1-based; ``merged``: top left → (columns, rows); ``covered``: positions under another.
    Hidden rows and columns are left out; ``unsure``: cells whose text may not be what the workbook shows."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    doubts: dict[str, str] = field(default_factory=dict)
    unsure: set[tuple[int, int]] = field(default_factory=set)
    hidden_texts: int = 0


@dataclass(frozen=True)
class Book:
    """What all sheets share: strings, the number format of each cell style, the beginning of time."""

    strings: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    since_1904: bool = False


def local(element: Any) -> str:
    """Name of an element without its namespace (transitional and strict use two)."""
    return str(element.tag).rpartition("}")[2]


def texts_of(element: Any) -> str:
    """Text of a string with or without runs; phonetic readings are no text."""
    pieces = []
    for part in element:
        if local(part) == "t":
            pieces.append(part.text or "")
        elif local(part) == "r":
            pieces += [t.text or "" for t in part if local(t) == "t"]
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), "".join(pieces))


def strings_of(root: Any) -> tuple[str, ...]:
    """The shared strings."""
    return () if root is None else tuple(texts_of(e) for e in root if local(e) == "si")


def formats_of(root: Any) -> tuple[str, ...]:
    """The number format of each cell style."""
    own: dict[str, str] = {}
    found: list[str] = []
    for part in () if root is None else root:
        if local(part) == "numFmts":
            own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in part}
        elif local(part) == "cellXfs":
            ids = [e.get("numFmtId", "0") for e in part]
            found = [own.get(i) or BUILT_IN.get(int(i) if i.isdecimal() else 0, "") for i in ids]
    return tuple(found)


def sheet_of(root: Any, book: Book) -> Sheet:
    """Read one worksheet."""
    sheet = Sheet()
    for part in root:
        what = local(part)
        if what == "cols":
            for column in part:
                if column.get("hidden") in ("1", "true") or column.get("width") == "0":
                    first, last = _whole(column.get("min"), 1), _whole(column.get("max"), 0)
                    sheet.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))
        elif what == "sheetData":
            _rows(part, book, sheet)
        elif what == "mergeCells":
            for area in part:
                _merge(area.get("ref", ""), sheet)
    return sheet


def _rows(data: Any, book: Book, sheet: Sheet) -> None:
    at = 0
    for row in data:
        at = _whole(row.get("r"), at + 1)
        if not 0 < at <= _LAST_ROW:
            continue
        hidden = row.get("hidden") in ("1", "true") or row.get("ht") == "0"
        if hidden:
            sheet.hidden_rows.add(at)
        column = 0
        for cell in row:
            found = _REFERENCE.fullmatch(cell.get("r") or "")
            column = _column(found[1]) if found else column + 1
            if column > _LAST_COLUMN:
                continue
            text, doubt = _shown(cell, book)
            if doubt and not hidden and column not in sheet.hidden_columns:
                sheet.unsure.add((at, column))
                sheet.doubts.setdefault(*doubt)
                sheet.texts[at, column] = text
            if not text.strip():
                continue
            if hidden or column in sheet.hidden_columns:
                sheet.hidden_texts += 1
            else:
                sheet.texts[at, column] = text


_NOT_COMPUTED = "sheet.formula", "有公式没有保存计算结果，读作空白；请用 Excel、WPS 打开并保存后再试"
_NOT_KNOWN = "sheet.format", "有单元格的数字格式不能识别，按原值读入，可能与显示的不同"
_NOT_SHOWN = "sheet.blank", "有单元格的数字格式把数值显示为空白，按显示读作空白"


def _shown(cell: Any, book: Book) -> tuple[str, tuple[str, str] | None]:
    """What a cell shows, and a doubt about it; a formula shows the value that was saved with it."""
    parts = {local(e): e for e in cell}
    what = cell.get("t") or "n"
    if "is" in parts:
        return texts_of(parts["is"]), None
    stored = parts["v"].text if "v" in parts else None
    if not stored:
        return "", _NOT_COMPUTED if "f" in parts and what != "str" else None
    if what == "s":
        known = stored.isdecimal() and int(stored) < len(book.strings)
        return book.strings[int(stored)] if known else "", None
    if what == "b":
        return "TRUE" if stored == "1" else "FALSE", None
    if what in ("str", "e", "d"):
        return str(stored), None
    style = cell.get("s") or "0"
    code = book.formats[int(style)] if style.isdecimal() and int(style) < len(book.formats) else ""
    text = shown(stored, code, book.since_1904)
    if text is None:
        return shown(stored, "") or str(stored), _NOT_KNOWN
    return text, None if text else _NOT_SHOWN


def _merge(reference: str, sheet: Sheet) -> None:
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return
    top, left = int(ends[0][2]), _column(ends[0][1])
    lowest, rightmost = (
        max((r for r, _ in sheet.texts), default=0),
        max((c for _, c in sheet.texts), default=0),
    )
    rows = [r for r in _upto(top, int(ends[1][2]), lowest + 200) if r not in sheet.hidden_rows]
    columns = [c for c in _upto(left, _column(ends[1][1]), rightmost + 50) if c not in sheet.hidden_columns]
    if not rows or not columns or len(sheet.covered) + len(rows) * len(columns) > _MOST_COVERED:
        return
    held = rows[0], columns[0]
    if (top, left) != held and (top, left) in sheet.texts:
        sheet.texts[held] = sheet.texts.pop((top, left))
    sheet.merged[held] = len(columns), len(rows)
    for row in rows:
        for column in columns:
            if (row, column) != held:
                sheet.covered[row, column] = held
                sheet.texts.pop((row, column), None)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _upto(first: int, last: int, most: int) -> range:
    return range(first, max(first, min(last, most)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
