"""OpenDocument text (LibreOffice, WPS, Kylin's office): .odt, and .fodt, which is the same in one XML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.odt.body import Body
from gipr_nlp.readers.odt.lists import Lists
from gipr_nlp.readers.odt.names import kind
from gipr_nlp.readers.odt.runs import Runs, deletions
from gipr_nlp.readers.packages import Package, parse_xml

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read the bytes of an ODT file.

    Args:
        data: the bytes.
        source: path and hash.
        limits: ``Profile.limits``.

    Raises:
        Unreadable: damaged, encrypted, too large, hostile, or without text.
    """
    try:
        return _read(_roots(data, source.path, limits), replace(source, media_type=MEDIA_TYPE), limits)
    except RecursionError:
        raise Unreadable(source.path, "corrupt", "文件内部结构嵌套过深，出于安全考虑未读取") from None


def _roots(data: bytes, path: str, limits: Mapping[str, float]) -> list[Any]:
    """Roots of content and styles, the content last."""
    if not data.startswith(b"PK"):
        return [parse_xml(data, path)]
    package = Package(data, path, limits)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise Unreadable(path, "encrypted", "文件设有密码，无法读取；请去除密码后再试")
    content = package.xml("content.xml")
    if content is None:
        raise package.damaged("（缺少正文部件）")
    styles = package.xml("styles.xml")
    return [content] if styles is None else [styles, content]


def _read(roots: list[Any], source: Source, limits: Mapping[str, float]) -> Document:
    text = next((e for e in roots[-1].iter() if kind(e) == "office:text"), None)
    if text is None:
        raise Unreadable(source.path, "corrupt", "文件已损坏或不完整（缺少正文），无法读取；请重新保存后再试")
    blocks = Blocks(source.path, limits)
    runs = Runs(roots, deletions(text))
    reader = Body(blocks, runs, Lists(roots), source.path, limits.get("max_cells", float("inf")))
    reader.read(text)
    reader.read_notes()
    for what, why in runs.doubts.items():
        blocks.doubt(what, "", why)
    if runs.hidden:
        blocks.doubt("document.hidden", "", f"有隐藏文字{runs.hidden}个字符，没有读取")
    return blocks.document(source)
