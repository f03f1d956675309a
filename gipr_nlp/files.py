"""Writing files so that each is either whole or not there, also where Excel holds the old one open."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from gipr_nlp.errors import Unwritable

#: The disk, the quota, or the size of a file is at its limit.
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextmanager
def atomic(path: Path, encoding: str = "utf-8", newline: str = "\n") -> Iterator[IO[str]]:
    """A text file that is written beside its place and moved into it when it is complete.

    Raises:
        Unwritable: the place is taken by a file that another program holds open, or may not be written.
    """
    beside = path.with_name(f"{path.name}.tmp")
    try:
        with open(beside, "w", encoding=encoding, newline=newline, errors="replace") as file:
            yield file
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def move(source: Path, target: Path) -> None:
    """Put a finished file in its place.

    Raises:
        Unwritable: as :func:`atomic`.
    """
    try:
        os.replace(source, target)
    except OSError as error:
        raise unwritable(target, error) from error


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """A JSON file for people and programs."""
    with atomic(path) as file:
        file.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def unwritable(path: Path, error: OSError) -> Unwritable:
    """Say why a file could not be written, in words that help."""
    if isinstance(error, PermissionError) and path.exists():
        reason = "无法改写：文件可能正在 Excel 等程序中打开，请关闭后重新运行；也可能没有写入权限"
        return Unwritable(str(path), reason)
    if error.errno in FULL:
        return Unwritable(str(path), "磁盘空间不足，请清理后重新运行同一命令，已经做完的部分会保留")
    return Unwritable(str(path), f"无法写入：{error.strerror or error}")
