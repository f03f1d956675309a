"""Documents that are zip packages of XML (DOCX, XLSX, ODT), opened so that a hostile one can do no harm.

Nothing is unpacked to disk; no entity is resolved, no DTD and no network address is loaded; what may be unpacked is
bounded as a whole and by the ratio of every part. A part that is refused refuses the document, with the reason.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from gipr_nlp.errors import Unreadable

#: Deflate packs nothing of use tighter than this; a bomb reaches 1000.
MOST_RATIO = 250
#: Below this size the ratio says nothing (an empty sheet of many equal rows packs well, too).
RATIO_FROM = 8 * 2**20
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, LookupError,
)  # fmt: skip
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of one zip package, read on demand.

    Args:
        data: the bytes of the file.
        path: the file, for messages.
        limits: ``max_unpacked_bytes`` and ``max_members`` (``Profile.limits``).

    Raises:
        Unreadable: the zip is damaged or holds more than it may.
    """

    def __init__(self, data: bytes, path: str, limits: Mapping[str, float]) -> None:
        self.path = path
        self._left = limits.get("max_unpacked_bytes", float("inf"))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise self.damaged() from None
        members = self._zip.infolist()
        if len(members) > limits.get("max_members", float("inf")):
            raise Unreadable(path, "too_large", f"文件内部有{len(members)}个部件，超过上限，未读取")
        # Parts are found whatever slashes and case the writer used; of two with one name the last counts.
        self._members = {_key(m.filename): m for m in members}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def names(self) -> list[str]:
        """Names of all parts, lower case."""
        return sorted(self._members)

    def part(self, name: str) -> bytes | None:
        """Bytes of a part, or None where the package has none of that name.

        Raises:
            Unreadable: it is encrypted, damaged or larger than allowed.
        """
        member = self._members.get(_key(name))
        if member is None:
            return None
        if member.flag_bits & 1:
            raise Unreadable(self.path, "encrypted", "文件设有密码，无法读取；请去除密码后再试")
        if member.file_size > self._left:
            raise self._too_large()
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise Unreadable(self.path, "too_large", "文件的压缩比异常（疑为压缩炸弹），出于安全考虑未读取")
        try:
            with self._zip.open(member) as file:
                data = file.read(member.file_size + 1)  # never more than the directory admits
        except _DAMAGED:
            raise self.damaged() from None
        except RuntimeError:  # encrypted, without the flag
            raise Unreadable(self.path, "encrypted", "文件设有密码，无法读取；请去除密码后再试") from None
        if len(data) > member.file_size:
            raise self.damaged()
        self._left -= len(data)
        return data

    def xml(self, name: str) -> Any:
        """Root element of an XML part, or None where the package has none of that name."""
        data = self.part(name)
        return None if data is None else parse_xml(data, self.path)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the package: id → (last word of the type, name of the part).

        External targets are left out: nothing outside the file is ever looked at.
        """
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in () if root is None else root.iter(_RELATION):
            target = relation.get("Target", "").replace("\\", "/")
            if relation.get("TargetMode") != "External" and target:
                place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, posixpath.normpath(place))
        return found

    def related(self, name: str, kind: str) -> str | None:
        """Name of the first part of a kind (``styles``, ``numbering`` …) that a part refers to."""
        return next((target for what, target in self.relations(name).values() if what == kind), None)

    def damaged(self, what: str = "") -> Unreadable:
        """The refusal of a package that cannot be read to its end."""
        return Unreadable(
            self.path, "corrupt", f"文件已损坏或不完整{what}，无法读取；请重新保存或重新下载后再试"
        )

    def _too_large(self) -> Unreadable:
        return Unreadable(self.path, "too_large", "文件解压后过大，超过上限，未读取")


def parse_xml(data: bytes, path: str) -> Any:
    """Root element of some XML.

    Raises:
        Unreadable: it is no well-formed XML, declares a DTD or entities, or is nested beyond all reason.
    """
    from lxml import etree

    hostile = Unreadable(path, "corrupt", "文件中有 DTD 或外部实体声明（正常文档不会有），出于安全考虑未读取")
    if b"<!DOCTYPE" in data[:65536].replace(b"\0", b""):
        raise hostile
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise Unreadable(path, "corrupt", "文件内部结构嵌套过深，出于安全考虑未读取") from None
        raise Unreadable(
            path, "corrupt", "文件内部的 XML 已损坏，无法读取；请用 Word、WPS 等打开后重新保存"
        ) from None
    if root.getroottree().docinfo.doctype:
        raise hostile
    return root


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
