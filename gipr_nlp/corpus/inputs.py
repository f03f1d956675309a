"""Which files a run reads: named ones and those in folders, each once, in the order of their paths."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from gipr_nlp.errors import Unreadable

#: What is taken for a report in a folder or an archive; those that no reader knows are reported as unread, not ignored.
SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".md", ".markdown", ".htm", ".html", ".shtml", ".xhtml", ".mht", ".mhtml"),
        *(".docx", ".docm", ".doc", ".dot", ".dotx", ".wps", ".wpt", ".rtf", ".odt", ".pdf", ".ofd"),
        *(".xlsx", ".xlsm", ".xls", ".et", ".ods"),
        *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
        *(".zip", ".rar", ".7z"),
    )
)
#: Taken only where the content is that of a report: a folder holds other tables, too.
SHEETS = frozenset((".csv", ".tsv"))
#: Companions of a corpus that are no reports.
COMPANIONS = (
    *("readme", "license", "licence", "changelog", "manifest", "truth", "register", "ledger"),
    *("单位名录", "名录", "问题台账", "台账"),
)
#: The name by which standard input is asked for.
STDIN = "-"
_REPORT_WORDS = ("信息公开", "第二十条", "行政复议", "总体情况")
_LOOKED_AT = 16_384


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
    left_out: Counter[str] = field(default_factory=Counter)
    """How many files were passed over, by reason; too many to be named one by one."""

    @property
    def files(self) -> list[InputFile]:
        return [item for item in self.items if isinstance(item, InputFile)]

    @property
    def unread(self) -> list[Unreadable]:
        return [item for item in self.items if isinstance(item, Unreadable)]


def find_inputs(
    paths: Sequence[str | Path],
    out: Path | None = None,
    *,
    in_order: bool = False,
    since: date | None = None,
) -> Inputs:
    """Find the files of some paths. Named files are taken whatever their name; folders are searched.

    ``-`` is standard input, which can be read only in order, by one process.

    Args:
        paths: files and folders.
        out: the folder for results, never searched.
        in_order: keep the order of ``paths`` (a folder's files sorted), instead of sorting them all.
        since: only files modified on this day or later, by the clock of this machine.
    """
    inputs = Inputs()
    found: list[str | Unreadable] = []
    visited = set[str]()
    closed = None if out is None else _identity(out)
    least = 0 if since is None else int(datetime.combine(since, time()).timestamp() * 1e9)
    for path in paths:
        name = os.fspath(path)
        if not os.path.isdir(name):
            found.append(name)
        else:
            found.extend(_files_in(name, visited, closed, inputs))
    seen: set[str] = set()
    for entry in found if in_order else sorted(found, key=_order):
        item = entry if isinstance(entry, Unreadable) else _look_at(entry, in_order)
        who = _identity(item.path)
        if who in seen:
            inputs.left_out["同一文件已列入"] += 1
        elif isinstance(item, InputFile) and item.mtime < least:
            inputs.left_out[f"{since}以前修改"] += 1
        else:
            inputs.items.append(item)
        seen.add(who)
    return inputs


def _files_in(
    folder: str, visited: set[str], closed: str | None, inputs: Inputs
) -> Iterator[str | Unreadable]:
    """Report files below a folder; a folder to which a link leads back is entered once."""
    who = _identity(folder)
    if who == closed:
        return
    if who in visited:
        inputs.skipped.append((folder, "文件夹已经读过（链接或重复）"))
        return
    visited.add(who)
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    if "data" in names and ("run.json" in names or ".state" in names):
        inputs.skipped.append((folder, "这是本程序的结果文件夹"))
        return
    pages = {os.path.splitext(name)[0] for name in names if name.lower().endswith((".htm", ".html"))}
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith((".", "~$")) or name == "__MACOSX" or _is_of_page(name, pages):
            inputs.left_out["隐藏、临时或网页附带的文件"] += 1
            continue
        if os.path.isdir(path):
            yield from _files_in(path, visited, closed, inputs)
        elif is_wanted(name) or (os.path.islink(path) and not os.path.exists(path)) or _is_sheet(path):
            yield path
        else:
            inputs.left_out["不是报告的文件类型"] += 1


def is_wanted(name: str) -> bool:
    """Whether a file of this name may be a report."""
    return os.path.splitext(name)[1].lower() in SUFFIXES and not name.lower().startswith(COMPANIONS)


def _is_of_page(name: str, pages: set[str]) -> bool:
    """Whether a folder holds what a saved page needs: 年报_files or 年报.files beside 年报.html."""
    return any(name.endswith(end) and name.removesuffix(end) in pages for end in ("_files", ".files"))


def _is_sheet(path: str) -> bool:
    """Whether a CSV file holds the tables of a report (and is not a register, a truth, a list of findings)."""
    name = os.path.basename(path).lower()
    if os.path.splitext(name)[1] not in SHEETS or name.startswith(COMPANIONS):
        return False
    try:
        with open(path, "rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError:
        return False
    return any(
        sum(word.encode(codec) in head for word in _REPORT_WORDS) >= 2
        for codec in ("utf-8", "gb18030", "utf-16-le")
    )


def _look_at(name: str, in_order: bool) -> InputFile | Unreadable:
    if name == STDIN:
        told = "标准输入只能由 read、check、tag 读取；请给出文件或文件夹"
        return InputFile(STDIN, 0, 0) if in_order else Unreadable(STDIN, "unsupported", told)
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
