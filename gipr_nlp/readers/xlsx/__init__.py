"""XLSX (Excel, WPS, LibreOffice): the cells as the workbook shows them, read from the XML of its parts.

openpyxl gives values without their formats, merged areas only in its slow mode, and no bounds (``docs/formats.md``).
Formulas are not computed: what counts is the value saved with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.packages import Package, parse_xml
from gipr_nlp.readers.xlsx.layout import TooManyCells, lay_out
from gipr_nlp.readers.xlsx.sheet import Book, formats_of, local, sheet_of, strings_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表格?)\s*\d*", re.I)
_MACROS = "xl/vbaproject.bin"
_MOST_BYTES = 64 * 2**20  # of one sheet's XML


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read the bytes of an XLSX file.

    Args:
        data: the bytes.
        source: path and hash.
        limits: ``Profile.limits``.

    Raises:
        Unreadable: damaged, encrypted, too large, hostile, or without text.
    """
    package = Package(data, source.path, limits)
    main = package.related("", "officeDocument") or "xl/workbook.xml"
    root = package.xml(main)
    if root is None or local(root) != "workbook":
        raise package.damaged("（缺少工作簿部件）")
    blocks = Blocks(source.path, limits)
    relations = package.relations(main)
    named = dict(relations.values())
    book = Book(
        strings_of(_optional(package, named.get("sharedStrings"))),
        formats_of(_optional(package, named.get("styles"))),
        any(local(e) == "workbookPr" and e.get("date1904") in ("1", "true") for e in root),
    )
    sheets = [s for e in root if local(e) == "sheets" for s in e]
    visible = [s for s in sheets if s.get("state", "visible") == "visible"]
    if len(visible) < len(sheets):
        blocks.doubt("sheet.hidden", "", f"有隐藏的工作表{len(sheets) - len(visible)}张，没有读取")
    for entry in visible:
        target = next((relations.get(v) for k, v in entry.attrib.items() if k.endswith("}id")), None)
        if target is None or target[0] != "worksheet":
            continue
        _sheet(package, target[1], entry.get("name", ""), book, blocks, limits, len(visible) > 1)
    if _MACROS in package:
        blocks.doubt("document.macros", "", "文件含有宏，宏没有运行")
    return blocks.document(replace(source, media_type=MEDIA_TYPE))


def _optional(package: Package, name: str | None) -> Any:
    return None if name is None else package.xml(name)


def _sheet(
    package: Package,
    part: str,
    name: str,
    book: Book,
    blocks: Blocks,
    limits: Mapping[str, float],
    headed: bool,
) -> None:
    data = package.part(part)
    if data is None:
        raise package.damaged("（缺少工作表部件）")
    most = limits.get("max_cells", float("inf"))
    too_many = Unreadable(package.path, "too_large", f"工作表的单元格超过{most:.0f}个，未读取")
    if data.count(b"<v>") + data.count(b"<is>") > most or len(data) > _MOST_BYTES:
        raise too_many
    sheet = sheet_of(parse_xml(data, package.path), book)
    others = _beside(package, part)
    if headed and (sheet.texts or others) and not _DEFAULT_NAME.fullmatch(name.strip()):
        blocks.paragraph(name)
    try:
        lay_out(sheet, blocks, most)
    except TooManyCells:
        raise too_many from None
    for kind, text in others:
        if kind == "text":
            blocks.paragraph(text)
        else:
            blocks.mark(kind, text)
    for what, why in sheet.doubts.items():
        blocks.doubt(what, name, why)
    if sheet.hidden_texts:
        blocks.doubt("sheet.hidden", name, f"隐藏的行、列中有{sheet.hidden_texts}个单元格，没有读取")


def _beside(package: Package, part: str) -> list[tuple[str, str]]:
    """What lies over the cells: text boxes, pictures, comments."""
    found: list[tuple[str, str]] = []
    for what, name in package.relations(part).values():
        root = package.xml(name) if what in ("drawing", "comments") else None
        if root is None:
            continue
        for element in root.iter():
            tag = local(element)
            if what == "comments" and tag == "comment":
                found.append(("comment", "".join(t.text or "" for t in element.iter() if local(t) == "t")))
            elif tag == "txBody":
                lines = (
                    "".join(t.text or "" for t in p.iter() if local(t) == "t")
                    for p in element
                    if local(p) == "p"
                )
                found.append(("text", "\n".join(lines)))
            elif tag == "pic":
                named = next((e for e in element.iter() if local(e) == "cNvPr"), None)
                found.append(
                    ("image", (named is not None and (named.get("descr") or named.get("name"))) or "图片")
                )
    return found
