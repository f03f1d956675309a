"""Rows for annotation as an XLSX sheet, with a list of the 17 labels to choose from, and back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from gipr_nlp.errors import Unreadable
from gipr_nlp.files import move, unwritable
from gipr_nlp.labelling import FIELDS
from gipr_nlp.tagger.labels import CHINESE

_WIDTH = {"text": 70, "prev": 40, "heading": 24, "label": 24, "suggestion": 20, "agency": 22, "id": 24}
_STAMP = datetime(2000, 1, 1)
#: No annotated sheet is larger; unpacked.
_LARGEST = 64 * 1024 * 1024
_CELL = re.compile(r"([A-Z]+)(\d+)")


def write_xlsx(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the sheet; the column ``label`` offers the labels, with their Chinese names beside them.

    Raises:
        Unwritable: the place cannot be written.
    """
    import xlsxwriter

    beside = path.with_name(f"{path.name}.tmp")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        book = xlsxwriter.Workbook(str(beside), options)
        book.set_properties({"title": "分句标注", "created": _STAMP})
        sheet, names = book.add_worksheet("标注"), book.add_worksheet("标签")
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for line, (label, chinese) in enumerate(CHINESE.items()):
            names.write_string(line, 0, label)
            names.write_string(line, 1, chinese)
        for column, name in enumerate(FIELDS):
            sheet.set_column(column, column, _WIDTH.get(name, 9), wrap)
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, 1):
            for column, name in enumerate(FIELDS):
                value = row[name]
                if isinstance(value, int | float):
                    sheet.write_number(line, column, value)
                elif value is not None:
                    sheet.write_string(line, column, str(value))
        at = FIELDS.index("label")
        choice = {"validate": "list", "source": f"=标签!$A$1:$A${len(CHINESE)}"}
        sheet.data_validation(1, at, max(1, len(rows)), at, choice)
        sheet.freeze_panes(1, 0)
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        beside.unlink(missing_ok=True)
        cause = error if isinstance(error, OSError) else OSError(str(error))
        raise unwritable(path, cause) from error
    move(beside, path)


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    """The first sheet of a workbook as rows, by the names in its first line; also as Excel or WPS has saved it.

    Raises:
        Unreadable: the file is no workbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise Unreadable(str(path), "too_large", "工作簿过大")
            shared = list(_shared(archive))
            lines = list(_lines(_parse(archive.read("xl/worksheets/sheet1.xml")), shared))
    except OSError as error:
        raise Unreadable(str(path), "missing", f"无法打开：{error.strerror or error}") from error
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as error:
        raise Unreadable(str(path), "corrupt", "不是有效的 XLSX 工作簿") from error
    if not lines:
        return []
    head = {column: str(name) for column, name in lines[0].items()}
    return [
        {name: line.get(column, "") for column, name in head.items()}
        for line in lines[1:]
        if any(line.values())
    ]


def _parse(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise ValueError("document type in a sheet")
    return ElementTree.fromstring(content)


def _shared(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in archive.namelist():
        for entry in _parse(archive.read("xl/sharedStrings.xml")):
            yield _text(entry)


def _text(entry: ElementTree.Element) -> str:
    """The text of an entry without the phonetic guides that East Asian versions add."""
    parts = []
    for child in entry:
        kind = child.tag.rpartition("}")[2]
        if kind == "t":
            parts.append(child.text or "")
        elif kind == "r":
            parts += [part.text or "" for part in child if part.tag.endswith("}t")]
    return "".join(parts)


def _lines(sheet: ElementTree.Element, shared: Sequence[str]) -> Iterator[dict[str, Any]]:
    space = sheet.tag.rpartition("}")[0] + "}"
    for row in sheet.iter(f"{space}row"):
        line: dict[str, Any] = {}
        for cell in row.iter(f"{space}c"):
            place = _CELL.fullmatch(cell.get("r", ""))
            value = cell.find(f"{space}v")
            inline = cell.find(f"{space}is")
            if place is None:
                continue
            if inline is not None:
                line[place[1]] = _text(inline)
            elif value is not None and value.text is not None:
                line[place[1]] = (
                    shared[int(value.text)] if cell.get("t") == "s" else _plain(value.text, cell.get("t"))
                )
        yield line


def _plain(text: str, kind: str | None) -> Any:
    if kind in ("str", "b", "e"):
        return text
    number = float(text)
    return int(number) if number.is_integer() else number
