"""The reports that a path holds: one in most files, many in an archive or in what ``read`` wrote; ``-`` is standard input."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from gipr_nlp.corpus.inputs import STDIN, is_wanted
from gipr_nlp.corpus.shelf import Shelf
from gipr_nlp.corpus.single import Clock, reread
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Report
from gipr_nlp.pipeline import understand
from gipr_nlp.readers import load
from gipr_nlp.readers.archive import members
from gipr_nlp.readers.kinds import kind_of_zip
from gipr_nlp.wire import REPORT, error_from_wire, report_from_wire

_ZIP = b"PK"
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Step:
    """One report to read. ``path``: what messages call it (``archive.zip/folder/file.docx``); calling it reads it."""

    path: str
    _read: Callable[[], Report]

    def __call__(self) -> Report:
        """The report.

        Raises:
            Unreadable: with path, kind and a Chinese reason.
        """
        return self._read()


def steps(path: str, limits: Mapping[str, float], clock: Clock, shelf: Shelf | None = None) -> Iterator[Step]:
    """One step for each report in a file.

    Args:
        path: the file; ``-`` for standard input.
        limits: see ``Profile.limits``.
        clock: takes the seconds that reading and parsing need.
        shelf: where documents that were read before are kept.
    """
    shelf = shelf or Shelf()
    if path == STDIN:
        yield from _of_input(limits, clock, shelf)
        return
    head = _head(path)
    if head.startswith(_ZIP) and kind_of_zip(path) == "zip":
        yield from _of_archive(path, path, limits, clock, shelf)
    elif not is_wire(head):
        yield Step(
            path, partial(_read, lambda: load(path, limits.get("max_bytes")), path, limits, clock, shelf)
        )
    elif os.path.splitext(path)[1].lower() in _LINES:
        with open(path, "rb") as file:
            yield from _of_lines(file, path, clock)
    else:
        yield from _of_json(lambda: load(path, limits.get("max_bytes")), path, clock)


def is_wire(head: bytes) -> bool:
    """Whether a file that begins with these bytes holds what ``read`` writes."""
    text = "".join(head[:400].decode("utf-8-sig", "replace").split())
    return text.startswith(("{", "[{")) and f'"schema":"{REPORT}"' in text


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(512)
    except (OSError, ValueError):  # reading it in its own step says why
        return b""


def _of_input(limits: Mapping[str, float], clock: Clock, shelf: Shelf) -> Iterator[Step]:
    most = limits.get("max_bytes")
    stream = sys.stdin.buffer
    data = stream.read() if most is None else stream.read(int(most) + 1)
    if most is not None and len(data) > most:
        yield _refusal(Unreadable(STDIN, "too_large", f"标准输入超过上限 {most / 2**20:.1f} MB，未读取"))
    elif data.startswith(_ZIP) and kind_of_zip(data) == "zip":
        yield from _of_archive(data, STDIN, limits, clock, shelf)
    elif is_wire(data):
        yield from _of_json(lambda: data, STDIN, clock)
    else:
        yield Step(STDIN, partial(_read, lambda: data, STDIN, limits, clock, shelf))


def _of_archive(
    file: str | bytes, path: str, limits: Mapping[str, float], clock: Clock, shelf: Shelf
) -> Iterator[Step]:
    try:
        for member in members(file, path, limits, is_wanted):
            yield Step(member.path, partial(_read, member, member.path, limits, clock, shelf))
    except Unreadable as error:
        yield _refusal(error)


def _of_lines(file: IO[bytes], path: str, clock: Clock) -> Iterator[Step]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield Step(path, partial(_read_line, path, number, line, clock))


def _of_json(read_all: Callable[[], bytes], path: str, clock: Clock) -> Iterator[Step]:
    """What ``read`` wrote, as lines, as one report spread over lines, or as a list."""
    try:
        data = read_all()
    except Unreadable as error:
        yield _refusal(error)
        return
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                yield Step(path, partial(_read_line, path, number, line, clock))
        return
    for number, entry in enumerate(given if isinstance(given, list) else [given], 1):
        yield Step(path, partial(_read_entry, path, number, entry, clock))


def _refusal(error: Unreadable) -> Step:
    def refuse() -> Report:
        raise error

    return Step(error.path, refuse)


def _read(
    read_all: Callable[[], bytes], path: str, limits: Mapping[str, float], clock: Clock, shelf: Shelf
) -> Report:
    with clock("reading"):
        document = shelf.read(read_all(), path, limits)
    with clock("parsing"):
        return understand(document)


def _read_line(path: str, number: int, line: bytes, clock: Clock) -> Report:
    with clock("reading"):
        try:
            entry = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(path, "corrupt", f"第 {number} 行不是完整的 JSON：{error}") from None
    return _read_entry(path, number, entry, clock)


def _read_entry(path: str, number: int, entry: Any, clock: Clock) -> Report:
    with clock("reading"):
        if not isinstance(entry, dict):
            raise Unreadable(path, "corrupt", f"第 {number} 行（项）不是一份报告")
        if told := error_from_wire(entry):
            raise told
        given = report_from_wire(entry)
    with clock("parsing"):
        return reread(given)
