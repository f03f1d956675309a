"""OLE compound files (.doc, .wps, .xls): which streams they hold, read just far enough to say why one cannot be read.

LibreOffice does the reading; but given a damaged or encrypted file it may show rubbish or nothing. (MS-CFB 2.)
"""

from __future__ import annotations

from dataclasses import dataclass

_END = 0xFFFFFFFA  # from here on sector numbers have another meaning
_MOST_ENTRIES = 100_000


class Damaged(Exception):
    """The file ends before what it says it holds, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    start: int
    size: int


class Compound:
    """The directory and streams of a compound file.

    Args:
        data: the bytes of the whole file.

    Raises:
        Damaged: the file is cut off or inconsistent.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Damaged
        self._data = data
        shift = _u16(data, 30)
        if shift not in (9, 12):
            raise Damaged
        self._size = 1 << shift
        self._cutoff = _u32(data, 56)
        self._fat = self._table(self._fat_sectors())
        self._mini_fat = self._table(self._chain(_u32(data, 60)) if _u32(data, 64) else [])
        self._entries: dict[str, _Entry] = {}
        self._root: _Entry | None = None
        self._read_directory()

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams and storages."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Bytes of a stream.

        Raises:
            KeyError: there is none of that name.
            Damaged: it is not there to its end.
        """
        entry = self._entries[name]
        if entry.size >= self._cutoff:
            return self._bytes(self._chain(entry.start), entry.size)
        if self._root is None:
            raise Damaged
        mini = self._bytes(self._chain(self._root.start), self._root.size)
        parts, at, left = [], entry.start, entry.size
        while left > 0:
            if at >= len(self._mini_fat) or at * 64 >= len(mini):
                raise Damaged
            parts.append(mini[at * 64 : at * 64 + min(64, left)])
            left -= 64
            at = self._mini_fat[at]
        return b"".join(parts)

    def _fat_sectors(self) -> list[int]:
        data, sectors = self._data, [_u32(self._data, 76 + 4 * i) for i in range(109)]
        at, left = _u32(data, 68), _u32(data, 72)
        while at < _END and left > 0:
            place = self._place(at)
            many = self._size // 4 - 1
            sectors += [_u32(data, place + 4 * i) for i in range(many)]
            at, left = _u32(data, place + 4 * many), left - 1
            if len(sectors) * self._size > len(data) + 110 * self._size:
                raise Damaged
        return [s for s in sectors if s < _END]

    def _table(self, sectors: list[int]) -> list[int]:
        found: list[int] = []
        for sector in sectors:
            place = self._place(sector)
            found += memoryview(self._data[place : place + self._size]).cast("I")
        return found

    def _chain(self, sector: int) -> list[int]:
        found: list[int] = []
        while sector < _END:
            if sector >= len(self._fat) or len(found) > len(self._fat):
                raise Damaged
            found.append(sector)
            sector = self._fat[sector]
        return found

    def _place(self, sector: int) -> int:
        place = (sector + 1) * self._size
        if place + self._size > len(self._data):
            raise Damaged
        return place

    def _bytes(self, sectors: list[int], size: int) -> bytes:
        if len(sectors) * self._size < size:
            raise Damaged
        pieces, left = [], size
        for sector in sectors:
            place = (sector + 1) * self._size  # the last sector of a file may be short
            piece = self._data[place : place + min(self._size, left)]
            if len(piece) < min(self._size, left):
                raise Damaged
            pieces.append(piece)
            left -= len(piece)
            if left <= 0:
                break
        return b"".join(pieces)

    def _read_directory(self) -> None:
        sectors = self._chain(_u32(self._data, 48))
        if len(sectors) * self._size > 128 * _MOST_ENTRIES:
            raise Damaged
        for sector in sectors:
            place = self._place(sector)
            for at in range(place, place + self._size, 128):
                kind, length = self._data[at + 66], _u16(self._data, at + 64)
                if kind not in (1, 2, 5) or not 2 <= length <= 64:
                    continue
                name = self._data[at : at + length - 2].decode("utf-16-le", "replace")
                entry = _Entry(kind, _u32(self._data, at + 116), _u32(self._data, at + 120))
                if kind == 5:
                    self._root = entry
                else:
                    self._entries.setdefault(name, entry)


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
