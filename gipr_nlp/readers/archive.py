"""Archives (.zip): each report in one is a report of its own, named ``archive.zip/folder/file.docx``.

Nothing is ever written to disk, so that no name can do harm; what is shown of a name is cleaned. What may be unpacked
is bounded as a whole, by the number of members and by the ratio of each; an archive in an archive is opened, one in
that one is not. RAR, 7z and others are refused: their unpackers are programs of their own.
"""

from __future__ import annotations

import io
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.kinds import kind_of
from gipr_nlp.readers.packages import MOST_RATIO, RATIO_FROM

#: The archive itself may be larger than one document: it is read member by member.
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, LookupError, struct.error)
_ENCRYPTED, _UTF8_NAME = 1, 0x800
_UNICODE_PATH = 0x7075  # extra field in which some programs put the name in UTF-8
_LONGEST_NAME = 180
_END = b"PK\x05\x06"

Wanted = Callable[[str], bool]


@dataclass(frozen=True)
class Member:
    """A file in an archive. ``path`` is what findings and messages call it; calling the member reads its bytes."""

    path: str
    _read: Callable[[], bytes]

    def __call__(self) -> bytes:
        """Its bytes.

        Raises:
            Unreadable: encrypted, damaged, packed in an unknown way, or too large.
        """
        return self._read()


class Budget:
    """How much may still be unpacked of one archive and what is in it."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.left = limits.get("max_unpacked_bytes", float("inf"))
        self.members = limits.get("max_members", float("inf"))
        self.one = limits.get("max_bytes", float("inf"))


def members(file: str | bytes, name: str, limits: Mapping[str, float], wanted: Wanted) -> Iterator[Member]:
    """The files in an archive that may be reports, in the order of their shown names.

    Args:
        file: path of the archive, or its bytes.
        name: what findings and messages call it.
        limits: ``max_unpacked_bytes``, ``max_members``, ``max_bytes`` (``Profile.limits``).
        wanted: whether a file of this name may be a report, as in a folder.

    Raises:
        Unreadable: it is damaged, has too many members, or holds no such file.
    """
    budget = Budget(limits)
    found = list(_members(file, name, budget, wanted, nested=False))
    if not found:
        raise Unreadable(name, "empty", "压缩包里没有可以读取的报告文件")
    yield from sorted(found, key=lambda member: PurePosixPath(member.path).parts)


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read an archive that holds one report as that report.

    Raises:
        Unreadable: it holds more than one (whoever reads many reports reads its :func:`members`), or none.
    """
    from gipr_nlp.readers import read_bytes

    found = list(members(data, source.path, limits, lambda name: not name.startswith(".")))
    if len(found) > 1:
        raise Unreadable(
            source.path,
            "unsupported",
            f"这是压缩包，内有{len(found)}个文件，请用 read、check、score 命令逐份读取",
        )
    inside = found[0]()
    if kind_of(inside) == "zip":
        raise _too_deep(found[0].path)
    return read_bytes(inside, found[0].path, limits)


def _members(file: str | bytes, name: str, budget: Budget, wanted: Wanted, nested: bool) -> Iterator[Member]:
    archive = _open(file, name, budget)
    taken: dict[str, int] = {}
    entries = [(shown_name(decoded_name(info)), info) for info in archive.infolist() if not info.is_dir()]
    saved = {os.path.splitext(shown)[0] for shown, _ in entries if shown.lower().endswith((".htm", ".html"))}
    for shown, info in entries:
        parts = PurePosixPath(shown).parts
        if any(_is_passed_over(part) for part in parts) or _is_of_page(parts, saved):
            continue
        inner = shown.lower().endswith(".zip")
        if not (inner or wanted(parts[-1])):
            continue
        taken[shown] = taken.get(shown, 0) + 1
        path = f"{name}/{shown}" + (f"（{taken[shown]}）" if taken[shown] > 1 else "")
        read_it = _reader(archive, info, path, budget)
        if not inner:
            yield Member(path, read_it)
        elif nested:
            yield Member(path, _raiser(_too_deep(path)))
        else:
            yield from _inner(read_it, path, budget, wanted)


def _inner(read_it: Callable[[], bytes], path: str, budget: Budget, wanted: Wanted) -> Iterator[Member]:
    """The members of an archive in an archive; what keeps it shut is told when it is its turn."""
    try:
        data = read_it()
        if kind_of(data) not in ("zip", "broken"):  # a document that calls itself .zip
            yield Member(path, lambda: data)
            return
        yield from list(_members(data, path, budget, wanted, nested=True))
    except Unreadable as error:
        yield Member(path, _raiser(error))


def _open(file: str | bytes, name: str, budget: Budget) -> zipfile.ZipFile:
    many = Unreadable(
        name, "too_large", f"压缩包里的文件超过上限（{budget.members:.0f}个），未读取；请分成几个压缩包"
    )
    try:
        if _counted(file) > budget.members:
            raise many
        archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
    except NotImplementedError:
        raise Unreadable(name, "unsupported", "分卷压缩包不能读取，请合并后重新压缩为 .zip") from None
    except _DAMAGED:
        raise Unreadable(name, "corrupt", "压缩包已损坏或不完整，无法读取；请重新压缩或重新下载") from None
    budget.members -= len(archive.infolist())
    if budget.members < 0:
        raise many
    return archive


def _counted(file: str | bytes) -> int:
    """How many members the archive's end says it has, before its list is read at all; 0 where it does not say."""
    if isinstance(file, bytes):
        tail = file[-65_558:]
    else:
        with open(file, "rb") as opened:
            tail = _tail(opened)
    at = tail.rfind(_END)
    if at < 0 or at + 12 > len(tail):
        return 0
    count = int(struct.unpack_from("<H", tail, at + 10)[0])
    return 0 if count == 0xFFFF else count  # more stand in another record; then the list itself is counted


def _tail(opened: IO[bytes]) -> bytes:
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 65_558))
    return opened.read()


def _reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: Budget
) -> Callable[[], bytes]:
    def read_it() -> bytes:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(path, "encrypted", "文件设有密码，无法读取；请去除密码后再试")
        if info.file_size > budget.one:
            raise Unreadable(
                path, "too_large", f"文件过大（{info.file_size / 2**20:.1f} MB），超过上限，未读取"
            )
        if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(1, info.compress_size):
            raise Unreadable(path, "too_large", "文件的压缩比异常（疑为压缩炸弹），出于安全考虑未读取")
        if info.file_size > budget.left:
            raise Unreadable(
                path, "too_large", "压缩包解压后的总大小超过上限，此文件未读取；请分成几个压缩包"
            )
        try:
            with archive.open(info) as opened:
                data = opened.read(info.file_size + 1)
        except (NotImplementedError, RuntimeError):
            raise Unreadable(
                path, "unsupported", "文件的压缩方式不能读取，请用普通的 zip 格式重新压缩"
            ) from None
        except _DAMAGED:
            raise Unreadable(path, "corrupt", "压缩包中的这个文件已损坏，无法读取") from None
        budget.left -= len(data)
        if len(data) > info.file_size:
            raise Unreadable(path, "corrupt", "压缩包中的这个文件与登记的大小不符，未读取")
        return data

    return read_it


def _raiser(error: Unreadable) -> Callable[[], bytes]:
    def refuse() -> bytes:
        raise error

    return refuse


def _too_deep(path: str) -> Unreadable:
    return Unreadable(path, "unsupported", "压缩包里套了多层压缩包，只展开一层；请解压后再试")


# --- names -------------------------------------------------------------------------------------------------


def decoded_name(info: zipfile.ZipInfo) -> str:
    """The name of a member. Chinese Windows writes GBK and some programs UTF-8, neither with a flag."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    if name := _unicode_path(info.extra):
        return name
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes) -> str:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "ignore")
        at += 4 + size
    return ""


def shown_name(name: str) -> str:
    """A member's name as it may be shown: a relative path without control characters, of bounded length.

    >>> shown_name("..\\\\..\\\\C:/etc/报告\\u202e.docx"), shown_name("/")
    ('etc/报告.docx', '未命名')
    """
    clean = "".join(c for c in name.replace("\\", "/") if unicodedata.category(c)[0] not in "CZ" or c == " ")
    parts = [p.strip() for p in clean.split("/")]
    parts = [p for p in parts if p not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", p)]
    shown = "/".join(parts)
    if len(shown) > _LONGEST_NAME:
        stem, suffix = os.path.splitext(parts[-1])
        shown = f"{stem[: _LONGEST_NAME - 20]}…{suffix[:12]}"
    return shown or "未命名"


def _is_passed_over(part: str) -> bool:
    return part.startswith((".", "~$")) or part == "__MACOSX"


def _is_of_page(parts: tuple[str, ...], saved: set[str]) -> bool:
    """Whether a file belongs to a saved page (页面.html beside 页面_files/)."""
    for depth in range(1, len(parts)):
        folder = "/".join(parts[:depth])
        stem, mark, _ = (
            folder.rpartition("_files") if folder.endswith("_files") else folder.rpartition(".files")
        )
        if mark and stem in saved:
            return True
    return False


__all__ = ["Member", "members", "read", "shown_name"]
