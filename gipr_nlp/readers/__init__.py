"""Readers: one file a format, each turning bytes into a :class:`~gipr_nlp.model.Document`.

``read_document`` chooses by content, not by file name: what Word saved under ``.txt`` is still not a text.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.noise import noise_lines
from gipr_nlp.readers.plain import Undecodable, decode, document_from_text, foreign_text, is_blank

__all__ = ["document_from_text", "noise_lines", "read_document"]

#: How a file of another format begins: offset, bytes, what it is called.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "PDF 文件"),
    (0, b"PK\x03\x04", "Word、Excel、WPS 等新版文档或压缩包"),
    (0, b"PK\x05\x06", "空的压缩包"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word、Excel、WPS 等旧版文档"),
    (0, b"{\\rtf", "RTF 文档"),
    (0, b"\x89PNG\r\n", "图片"),
    (0, b"\xff\xd8\xff", "图片"),
    (0, b"GIF8", "图片"),
    (0, b"II*\x00", "图片"),
    (0, b"MM\x00*", "图片"),
    (8, b"WEBP", "图片"),
    (0, b"Rar!\x1a", "压缩包"),
    (0, b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (0, b"\x1f\x8b", "压缩包"),
    (0, b"SQLite format 3\x00", "数据库文件"),
    (0, b"MZ\x90\x00", "程序文件"),
    (0, b"\x7fELF", "程序文件"),
)
PDF_WITHIN = 1024  # a PDF may have other bytes before its header


def read_document(path: str | Path, limits: Mapping[str, float]) -> Document:
    """Read one file into a document.

    Args:
        path: the file.
        limits: ``max_bytes`` (a larger file is not read into memory); see ``Profile.limits``.

    Raises:
        Unreadable: with path, kind and a Chinese reason.
    """
    name = os.fspath(path)
    data = _load(name, limits.get("max_bytes"))
    if not data:
        raise Unreadable(name, "empty", "文件是空的（0 字节）")
    if other := recognise(data):
        raise Unreadable(name, "unsupported", f"这是{other}，目前只能读取纯文本；请先另存为文本文件（.txt）")
    try:
        text, encoding, doubts = decode(data)
    except Undecodable as why:
        raise Unreadable(name, why.kind, why.reason) from None
    if is_blank(text):
        raise Unreadable(name, "empty", "文件中只有空白，没有文字")
    if other := foreign_text(text):
        raise Unreadable(
            name, "unsupported", f"这是{other}，目前只能读取纯文本；请打开后复制正文，另存为文本文件（.txt）"
        )
    markdown = os.path.splitext(name)[1].lower() in (".md", ".markdown")
    source = Source(
        name, hashlib.sha256(data).hexdigest(), "text/markdown" if markdown else "text/plain", encoding
    )
    return document_from_text(text, source, doubts)


def recognise(data: bytes) -> str | None:
    """Name of the binary format that bytes begin with, or None."""
    for at, signature, name in SIGNATURES:
        if data.startswith(signature, at):
            return name
    return "PDF 文件" if b"%PDF-" in data[:PDF_WITHIN] and b"\x00" in data else None


def _load(name: str, max_bytes: float | None) -> bytes:
    """The bytes of a regular file within the limit; everything else is refused before it is read."""
    try:
        found = os.stat(name)
        if stat.S_ISDIR(found.st_mode):
            raise Unreadable(name, "unsupported", "这是文件夹，不是文件")
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(name, "unsupported", "这不是普通文件（设备或管道）")
        if not os.access(name, os.R_OK):
            raise Unreadable(name, "permission", "没有读取该文件的权限")
        if max_bytes is not None and found.st_size > max_bytes:
            raise _too_large(name, found.st_size, max_bytes)
        with open(name, "rb") as file:  # a file that grows while it is read is still bounded
            data = file.read() if max_bytes is None else file.read(int(max_bytes) + 1)
    except ValueError:  # a NUL in the name
        raise Unreadable(name, "missing", "文件名无效") from None
    except OSError as error:
        raise _refusal(name, error) from None
    if max_bytes is not None and len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    return data


def _too_large(name: str, size: float, max_bytes: float) -> Unreadable:
    return Unreadable(
        name, "too_large", f"文件过大（{size / 2**20:.1f} MB），超过上限 {max_bytes / 2**20:.1f} MB，未读取"
    )


def _refusal(name: str, error: OSError) -> Unreadable:
    if error.errno == errno.ELOOP:
        return Unreadable(name, "link_loop", "链接循环指向自身，找不到实际文件")
    if isinstance(error, PermissionError):
        return Unreadable(name, "permission", "没有读取该文件的权限")
    if isinstance(error, FileNotFoundError | NotADirectoryError) or error.errno == errno.ENAMETOOLONG:
        return Unreadable(name, "missing", "链接指向的文件不存在" if os.path.islink(name) else "文件不存在")
    return Unreadable(name, "corrupt", f"读取文件时出错：{error.strerror or error}")
