"""Text with HTML tables in it: what converters make of PDF and Word files when they write Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.html.tables import data_tables, rows_of
from gipr_nlp.readers.html.tree import parse
from gipr_nlp.readers.plain import Undecodable, decode

_TABLE = re.compile(r"<(/?)table\b[^<>]{0,4000}>", re.I)
_COMMENT = re.compile("<!--(?:[^-]|-(?!->)){0,4000}-->")
_BREAK = re.compile(r"<(?:br|/p|/div|/center)\b[^>]{0,200}>", re.I)
_TAG = re.compile(
    r"</?(?:p|div|center|span|font|b|i|u|strong|em|sup|sub|a|h[1-6]|html|body|hr)\b[^<>]{0,400}>", re.I
)
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)|<img\b[^>]{0,4000}>", re.I)


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read a text with HTML tables.

    Raises:
        Unreadable: it is no readable text, or a table is hostile.
    """
    try:
        text, encoding, doubts = decode(data)
    except Undecodable as why:
        raise Unreadable(source.path, why.kind, why.reason) from None
    blocks = Blocks(source.path, limits)
    for doubt in doubts:
        blocks.doubt(doubt.what, doubt.where, doubt.why)
    at = 0
    for start, end in _tables(text):
        _prose(text[at:start], blocks)
        body = parse(text[start:end], source.path).body
        tables = data_tables(body)
        for table in tables:
            blocks.table(rows_of(table))
        if not tables:
            _prose(body.text(), blocks)
        at = end
    _prose(text[at:], blocks)
    markdown = os.path.splitext(source.path)[1].lower() in (".md", ".markdown")
    kind = "text/markdown" if markdown else "text/plain"
    return blocks.document(replace(source, media_type=kind, encoding=encoding))


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost tables stand."""
    depth = start = 0
    for found in _TABLE.finditer(text):
        if not found[1]:
            start = start if depth else found.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, found.end()


def _prose(text: str, blocks: Blocks) -> None:
    """Lines outside the tables, their tags taken away and their pictures marked."""
    for line in _TAG.sub("", _BREAK.sub("\n", _COMMENT.sub("", text))).split("\n"):
        for picture in _IMAGE.finditer(line):
            blocks.mark("image", picture[1] or "图片")
        blocks.paragraph(_IMAGE.sub("", line).strip())
