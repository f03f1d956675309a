"""DOCX (Word, WPS, LibreOffice; also .docm and .dotx): WordprocessingML read directly, without a layout engine.

python-docx finds the same cells in the same time, but no automatic numbers, revisions, text boxes or hidden text, and
has no bounds (``docs/formats.md``). Macros are never run, external targets never looked at; headers and footers are not
the report's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.docx.body import Body
from gipr_nlp.readers.docx.names import child, kind, value
from gipr_nlp.readers.docx.numbering import Numbering
from gipr_nlp.readers.docx.runs import Runs
from gipr_nlp.readers.docx.styles import Styles
from gipr_nlp.readers.packages import Package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MACROS = "word/vbaproject.bin"


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read the bytes of a DOCX file.

    Args:
        data: the bytes.
        source: path and hash.
        limits: ``Profile.limits``.

    Raises:
        Unreadable: damaged, encrypted, too large, hostile, or without text.
    """
    package = Package(data, source.path, limits)
    main = package.related("", "officeDocument") or "word/document.xml"
    root = package.xml(main)
    body = child(root, "body") if root is not None and kind(root) == "document" else None
    if body is None:
        raise package.damaged("（缺少正文部件）")
    try:
        return _read(package, main, body, replace(source, media_type=MEDIA_TYPE), limits)
    except RecursionError:
        raise Unreadable(source.path, "corrupt", "文件内部结构嵌套过深，出于安全考虑未读取") from None


def _read(package: Package, main: str, body: Any, source: Source, limits: Mapping[str, float]) -> Document:
    parts: dict[str, str] = {}
    for what, name in package.relations(main).values():
        parts.setdefault(what, name)
    styles = Styles(_optional(package, parts.get("styles")))
    numbering = Numbering(_optional(package, parts.get("numbering")), styles)
    runs = Runs(body, styles, numbering, _comments(_optional(package, parts.get("comments"))))
    blocks = Blocks(source.path, limits)
    reader = Body(blocks, runs, source.path, limits.get("max_cells", float("inf")))
    reader.read(body)
    _add_notes(package, parts, runs, reader)
    for what, why in runs.doubts.items():
        blocks.doubt(what, "", why)
    if hidden := "".join(runs.hidden).strip():
        blocks.doubt("document.hidden", "", f"有隐藏文字{len(hidden)}个字符，没有读取")
    if _MACROS in package:
        blocks.doubt("document.macros", "", "文件含有宏，宏没有运行")
    if reader.chunks:
        return _with_chunks(package, main, reader.chunks, blocks, source, limits)
    return blocks.document(source)


def _optional(package: Package, name: str | None) -> Any:
    """Root of a part that a document need not have."""
    return None if name is None else package.xml(name)


def _comments(root: Any) -> dict[str, str]:
    """Text of each comment by its id; who wrote it is nobody's business."""
    return {
        value(comment, "id") or "": "".join(e.text or "" for e in comment.iter() if kind(e) == "t")
        for comment in (() if root is None else root)
        if kind(comment) == "comment"
    }


def _add_notes(package: Package, parts: Mapping[str, str], runs: Runs, reader: Body) -> None:
    """Footnotes and endnotes stand after the text, in the order in which the text refers to them."""
    roots = {what: _optional(package, parts.get(f"{what}s")) for what in {what for what, _ in runs.notes}}
    for what, name in dict.fromkeys(runs.notes):
        root = roots[what]
        note = next((e for e in (() if root is None else root) if value(e, "id") == name), None)
        if note is not None:
            reader.read(note)


def _with_chunks(
    package: Package,
    main: str,
    chunks: list[str],
    blocks: Blocks,
    source: Source,
    limits: Mapping[str, float],
) -> Document:
    """A document that only wraps a web page (``altChunk``, as web systems export it) is that page."""
    from gipr_nlp.readers import read_bytes

    try:
        blocks.doubt("document.part", "", "文件中嵌有另一文档的内容，没有读取")
        return blocks.document(source)
    except Unreadable as error:
        if error.kind != "empty":
            raise
    targets = package.relations(main)
    for chunk in chunks:
        data = package.part(targets[chunk][1]) if chunk in targets else None
        if data and not data.startswith(b"PK"):
            return replace(read_bytes(data, source.path, limits), source=source)
    raise Unreadable(source.path, "empty", "文件中没有文字")
