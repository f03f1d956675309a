"""Old formats (.doc, .wps, .xls, .et, .rtf) and .ods: through LibreOffice to .docx or .xlsx, and then as those.

Before that the file is looked at, so that one that is cut off or has a password is refused for that reason. Without
LibreOffice the message says what to do.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Doubt, Source
from gipr_nlp.readers import soffice
from gipr_nlp.readers.compound import Compound, Damaged
from gipr_nlp.readers.kinds import NAMES, kind_of
from gipr_nlp.readers.packages import Package

#: Share of a file's time that a conversion may take: one together with others, one alone, and the result to be read.
SHARE = 0.4
#: So many files go into one start of LibreOffice, few enough for the time that one file has.
TOGETHER = 12
_WORD, _CALC = ("docx", "MS Word 2007 XML"), ("xlsx", "Calc MS Excel 2007 XML")
_BRACES = re.compile(rb"\\[\\{}]|[{}]")
_PASSWORD = "文件设有密码，无法读取；请去除密码后再试"
_CUT = "文件已损坏或不完整，无法读取；请重新保存或重新下载后再试"


@dataclass(frozen=True, slots=True)
class Legacy:
    """What a file of an old format is: ending and filter for LibreOffice, what it becomes, doubts, media type."""

    suffix: str
    filter: str
    target: tuple[str, str]
    media_type: str
    doubts: tuple[Doubt, ...] = ()
    may_be_locked: bool = False


#: The files that are to be converted together at present (see :func:`together`).
_batch: Batch | None = None


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read the bytes of a file of an old format.

    Args:
        data: the bytes.
        source: path and hash.
        limits: ``Profile.limits``; ``max_seconds`` bounds the conversion.

    Raises:
        Unreadable: damaged, encrypted, too large, without text, or LibreOffice is missing or could not read it.
    """
    from gipr_nlp.readers import docx, xlsx

    legacy = look_at(data, source.path, limits)
    made = _batch.get(source.sha256) if _batch is not None else None
    made = made or _convert(data, legacy, source.path, limits)
    reader = docx if legacy.target is _WORD else xlsx
    document: Document = reader.read(made, source, limits)
    return replace(
        document,
        source=replace(source, media_type=legacy.media_type),
        doubts=(*legacy.doubts, *document.doubts),
    )


def look_at(data: bytes, path: str, limits: Mapping[str, float]) -> Legacy:
    """What a file is, without opening it as a document.

    Raises:
        Unreadable: it is damaged, encrypted, or of a kind that holds no report.
    """
    if data.startswith(b"{\\rtf"):
        return Legacy("rtf", "Rich Text Format", _WORD, "application/rtf", _rtf_doubts(data))
    if data.startswith(b"PK"):
        package = Package(data, path, limits)
        if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
            raise Unreadable(path, "encrypted", _PASSWORD)
        package.part("content.xml")  # its size is checked before LibreOffice unpacks it
        return Legacy("ods", "calc8", _CALC, "application/vnd.oasis.opendocument.spreadsheet")
    try:
        return _compound(Compound(data), path)
    except Damaged:
        raise Unreadable(path, "corrupt", _CUT) from None


class Batch:
    """Old files that are about to be read, converted a dozen at once when the first of the dozen is.

    One start of LibreOffice takes a second, a document in it a tenth of that. What cannot be converted here is tried
    again on its own, and says then why.
    """

    def __init__(self, paths: Sequence[str], limits: Mapping[str, float]) -> None:
        self._paths, self._limits = paths, limits
        self._waiting: dict[str, tuple[str, Legacy]] | None = None  # hash of the bytes → path, what it is
        self._made: dict[str, bytes] = {}

    def get(self, sha256: str) -> bytes | None:
        """The conversion of the file with these bytes, if there is one."""
        if self._waiting is None:
            self._waiting = self._found()
        if sha256 in self._waiting:
            self._convert(sha256, self._waiting)
        return self._made.get(sha256)

    def _found(self) -> dict[str, tuple[str, Legacy]]:
        found = {}
        for path, data in _old_ones(self._paths, self._limits) if soffice.program() else ():
            with suppress(Unreadable):
                found[hashlib.sha256(data).hexdigest()] = path, look_at(data, path, self._limits)
        return found

    def _convert(self, first: str, waiting: dict[str, tuple[str, Legacy]]) -> None:
        """Convert one file and the next ones of its kind."""
        legacy = waiting[first][1]
        alike = [key for key, (_, other) in waiting.items() if other.filter == legacy.filter]
        group = alike[alike.index(first) :][:TOGETHER]
        paths = [waiting.pop(key)[0] for key in group]
        if len(group) < 2:
            return
        files = {f"{n}.{legacy.suffix}": data for n, (_, data) in enumerate(_old_ones(paths, self._limits))}
        ending, written_as = legacy.target
        made = _together(files, ending, (legacy.filter, written_as), self._limits)
        for name, result in made.items():
            if zipfile.is_zipfile(io.BytesIO(result)):  # one that was being written when time was up is none
                self._made[hashlib.sha256(files[name]).hexdigest()] = result


@contextmanager
def together(paths: Sequence[str], limits: Mapping[str, float]) -> Iterator[None]:
    """Within the context, the old files among these paths are converted together once one of them is read."""
    global _batch
    _batch = Batch(paths, limits)
    try:
        yield
    finally:
        _batch = None


def _together(
    files: Mapping[str, bytes], ending: str, filters: tuple[str, str], limits: Mapping[str, float]
) -> Mapping[str, bytes]:
    """Conversions of files of one kind; those that were ready where time or luck ran out."""
    try:
        return soffice.convert(files, ending, filters, _seconds(limits))
    except soffice.TimedOut as late:
        made: Mapping[str, bytes] = late.args[0]
        return made
    except OSError:
        return {}


def _old_ones(paths: Sequence[str], limits: Mapping[str, float]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            if os.path.isfile(path) and os.path.getsize(path) <= limits.get("max_bytes", float("inf")):
                with open(path, "rb") as file:
                    if kind_of(file.read(8)) in ("ole", "rtf"):
                        file.seek(0)
                        yield path, file.read()
        except OSError:
            continue


def _seconds(limits: Mapping[str, float]) -> float:
    return max(1.0, SHARE * (limits.get("max_seconds") or 60.0))


def _convert(data: bytes, legacy: Legacy, path: str, limits: Mapping[str, float]) -> bytes:
    name, (ending, written_as) = f"0.{legacy.suffix}", legacy.target
    try:
        made = soffice.convert({name: data}, ending, (legacy.filter, written_as), _seconds(limits))
    except soffice.TimedOut:
        raise Unreadable(
            path, "timeout", "LibreOffice 转换该文件超过时限，已放弃；请用 Word、WPS 另存为 .docx 后再试"
        ) from None
    except OSError:
        what = NAMES["rtf" if legacy.suffix == "rtf" else "ods" if legacy.suffix == "ods" else "ole"]
        raise Unreadable(
            path,
            "no_converter",
            f"这是{what}，读取它需要 LibreOffice，本机没有找到；"
            f"请安装 LibreOffice，或用 Word、WPS 另存为 .{ending} 后再试",
        ) from None
    if name not in made:
        if legacy.may_be_locked:
            raise Unreadable(path, "encrypted", _PASSWORD)
        raise Unreadable(
            path, "corrupt", "LibreOffice 无法打开该文件，文件可能已损坏；请用 Word、WPS 另存为 .docx 后再试"
        )
    return made[name]


def _compound(file: Compound, path: str) -> Legacy:
    names = file.names
    if names & {"EncryptedPackage", "EncryptionInfo", "\tDRMContent"}:
        raise Unreadable(path, "encrypted", _PASSWORD)
    macros: tuple[Doubt, ...] = ()
    if names & {"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT"}:
        macros = (Doubt("document.macros", "", "文件含有宏，宏没有运行"),)
    if "WordDocument" in names:
        return _word(file.stream("WordDocument"), path, macros)
    for name in ("Workbook", "Book"):
        if name in names:
            locked = _has_password(file.stream(name))
            filter_name = "MS Excel 97" if name == "Workbook" else "MS Excel 95"
            return Legacy("xls", filter_name, _CALC, "application/vnd.ms-excel", macros, locked)
    what = "演示文稿" if "PowerPoint Document" in names else "这种旧版 Office 文件"
    raise Unreadable(path, "unsupported", f"{what}不能读取；请另存为 .docx、.pdf 或文本文件（.txt）")


def _word(stream: bytes, path: str, doubts: tuple[Doubt, ...]) -> Legacy:
    """A Word document by the head of its main stream (MS-DOC 2.5.2)."""
    if len(stream) < 32 or stream[:2] not in (b"\xec\xa5", b"\xdc\xa5"):
        raise Damaged
    version, flags = int.from_bytes(stream[2:4], "little"), int.from_bytes(stream[10:12], "little")
    if flags & 0x0100:
        raise Unreadable(path, "encrypted", _PASSWORD)
    filter_name = "MS Word 97" if version >= 0xC1 else "MS Word 95" if version >= 0x67 else "MS WinWord 6"
    return Legacy("doc", filter_name, _WORD, "application/msword", doubts)


def _has_password(stream: bytes) -> bool:
    """Whether the head of a workbook announces encryption (FILEPASS, MS-XLS 2.4.117)."""
    at = 0
    for _ in range(50):
        record, size = (
            int.from_bytes(stream[at : at + 2], "little"),
            int.from_bytes(stream[at + 2 : at + 4], "little"),
        )
        if record == 0x2F:
            return True
        at += 4 + size
        if at + 4 > len(stream) or record == 0x0A:
            break
    return False


def _rtf_doubts(data: bytes) -> tuple[Doubt, ...]:
    """RTF that was cut off ends with groups still open; LibreOffice reads what is there and says nothing."""
    depth = 0
    for found in _BRACES.finditer(data):
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
    if depth <= 0:
        return ()
    return (Doubt("file.end", "文件末尾", "RTF 结构没有结束，文件可能在传输中被截断"),)
