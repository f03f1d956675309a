"""Which files a run reads: named ones and those in folders, each once, in the order of their paths."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gipr_nlp.errors import Unreadable

#: What is taken for a report in a folder; those that no reader knows yet are reported as unread, not ignored.
SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".md", ".markdown", ".htm", ".html", ".mht"),
        *(".docx", ".docm", ".dotx", ".doc", ".wps", ".rtf", ".odt", ".fodt", ".pdf", ".ofd"),
        *(".xlsx", ".xlsm", ".xls", ".et", ".ods"),
    )
)
#: Companions of a corpus that are no reports.
COMPANIONS = ("readme", "license", "licence", "changelog", "manifest", "truth")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, with what tells whether it is still the same one."""

    path: str
    size: int
    mtime: int


@dataclass
class Inputs:
    """What a run was given, in order: files, and what cannot be opened; and what was left out, with why."""

    items: list[InputFile | Unreadable] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def files(self) -> list[InputFile]:
        return [item for item in self.items if isinstance(item, InputFile)]

    @property
    def unread(self) -> list[Unreadable]:
        return [item for item in self.items if isinstance(item, Unreadable)]


def find_inputs(paths: Sequence[str | Path], out: Path | None = None, *, in_order: bool = False) -> Inputs:
    """Find the files of some paths. Named files are taken whatever their name; folders are searched.

    Args:
        paths: files and folders.
        out: the folder for results, never searched.
        in_order: keep the order of ``paths`` (a folder's files sorted), instead of sorting them all.
    """
    inputs = Inputs()
    found: list[str | Unreadable] = []
    visited = set[str]()
    left_out = None if out is None else _identity(out)
    for path in paths:
        name = os.fspath(path)
        if not os.path.isdir(name):
            found.append(name)
        else:
            found.extend(_files_in(name, visited, left_out, inputs.skipped))
    seen: set[str] = set()
    for entry in found if in_order else sorted(found, key=_order):
        item = entry if isinstance(entry, Unreadable) else _look_at(entry)
        who = _identity(item.path)
        if who not in seen:
            seen.add(who)
            inputs.items.append(item)
    return inputs


def _files_in(
    folder: str, visited: set[str], left_out: str | None, skipped: list[tuple[str, str]]
) -> Iterator[str | Unreadable]:
    """Report files below a folder; a folder to which a link leads back is entered once."""
    who = _identity(folder)
    if who == left_out:
        return
    if who in visited:
        skipped.append((folder, "文件夹已经读过（链接或重复）"))
        return
    visited.add(who)
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    if "data" in names and ("run.json" in names or ".parts" in names):
        skipped.append((folder, "这是本程序的结果文件夹"))
        return
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith((".", "~$")) or name == "__MACOSX":
            continue
        if os.path.isdir(path):
            yield from _files_in(path, visited, left_out, skipped)
        elif _is_wanted(name) or (os.path.islink(path) and not os.path.exists(path)):
            yield path


def _is_wanted(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES and not name.lower().startswith(COMPANIONS)


def _look_at(name: str) -> InputFile | Unreadable:
    try:
        status = os.stat(name)
    except (OSError, ValueError) as error:
        return _unreadable(name, error)
    return InputFile(name, status.st_size, status.st_mtime_ns)


def _unreadable(name: str, error: Exception) -> Unreadable:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ELOOP:
        return Unreadable(name, "link_loop", "链接循环指向自身，找不到实际文件")
    if isinstance(error, PermissionError):
        return Unreadable(name, "permission", "没有读取权限")
    if code in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG) or isinstance(error, ValueError):
        return Unreadable(name, "missing", "链接指向的文件不存在" if os.path.islink(name) else "文件不存在")
    return Unreadable(name, "corrupt", f"无法打开：{error}")


def _identity(path: str | Path) -> str:
    try:
        return os.path.normcase(os.path.realpath(path))
    except ValueError:  # a NUL in the name
        return os.fspath(path)


def _order(entry: str | Unreadable) -> tuple[str, ...]:
    """Paths sort folder by folder, the same on every system."""
    return Path(entry.path if isinstance(entry, Unreadable) else entry).parts
