"""Readers: one file a format, each turning bytes into a :class:`~gipr_nlp.model.Document`.

``read_document`` chooses by content, not by file name: what Word saved under ``.txt`` is still not a text.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers import delimited
from gipr_nlp.readers.kinds import ADVICE, NAMES, kind_of
from gipr_nlp.readers.noise import noise_lines
from gipr_nlp.readers.plain import Undecodable, decode, document_from_text, foreign_text, is_blank

__all__ = ["document_from_text", "load", "noise_lines", "read_bytes", "read_document"]

#: The module that reads a kind; each has ``read(data, source, limits) -> Document``, its libraries imported inside.
READERS = {
    "html": "gipr_nlp.readers.html",
    "mhtml": "gipr_nlp.readers.mhtml",
    "mixed": "gipr_nlp.readers.mixed",
    "zip": "gipr_nlp.readers.archive",
    "docx": "gipr_nlp.readers.docx",
    "odt": "gipr_nlp.readers.odt",
    "xlsx": "gipr_nlp.readers.xlsx",
    "pdf": "gipr_nlp.readers.pdf",
    "image": "gipr_nlp.readers.pdf",
    "ole": "gipr_nlp.readers.office",
    "rtf": "gipr_nlp.readers.office",
    "ods": "gipr_nlp.readers.office",
}


def read_document(path: str | Path, limits: Mapping[str, float]) -> Document:
    """Read one file into a document.

    Args:
        path: the file.
        limits: ``max_bytes`` (a larger file is not read into memory); see ``Profile.limits``.

    Raises:
        Unreadable: with path, kind and a Chinese reason.
    """
    name = os.fspath(path)
    return read_bytes(load(name, limits.get("max_bytes")), name, limits)


def read_bytes(data: bytes, name: str, limits: Mapping[str, float]) -> Document:
    """Read the bytes of one file (or of one member of an archive) into a document.

    Args:
        data: the bytes.
        name: what findings and messages call it; never decides the format.
        limits: see ``Profile.limits``.

    Raises:
        Unreadable: with name, kind and a Chinese reason.
    """
    if not data:
        raise Unreadable(name, "empty", "文件是空的（0 字节）")
    source = Source(name, hashlib.sha256(data).hexdigest())
    if kind := kind_of(data):
        return _read_as(kind, data, source, limits)
    try:
        text, encoding, doubts = decode(data)
    except Undecodable as why:
        raise Unreadable(name, why.kind, why.reason) from None
    if is_blank(text):
        raise Unreadable(name, "empty", "文件中只有空白，没有文字")
    if kind := foreign_text(text):
        return _read_as(kind, data, source, limits)
    if text.lstrip().startswith(("{", "[")) and _is_json(text):
        return _read_as("json", data, source, limits)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in delimited.SUFFIXES and delimited.is_delimited(text):
        return delimited.read_text(text, replace(source, encoding=encoding), limits, doubts)
    markdown = suffix in (".md", ".markdown")
    source = replace(source, media_type="text/markdown" if markdown else "text/plain", encoding=encoding)
    return document_from_text(text, source, doubts)


def _read_as(kind: str, data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Hand the bytes to the reader of their kind."""
    if kind == "broken":
        raise Unreadable(source.path, "corrupt", f"这是{NAMES[kind]}，无法读取；请重新保存或重新下载后再试")
    module = READERS.get(kind)
    if module is None or find_spec(module) is None:
        advice = ADVICE.get(kind, "请先另存为 .docx、.pdf 或文本文件（.txt）")
        raise Unreadable(source.path, "unsupported", f"这是{NAMES[kind]}，不能读取；{advice}")
    document: Document = import_module(module).read(data, source, limits)
    return document


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def load(name: str, max_bytes: float | None) -> bytes:
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
