"""What a worker process does with a chunk of files.

It writes its own part and returns only a small summary. A part is made under another name and renamed when it
is complete: that is all that continuing an interrupted run needs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

from gipr_nlp.corpus.inputs import InputFile
from gipr_nlp.corpus.single import Clock, Step, attempt, steps
from gipr_nlp.errors import Unreadable
from gipr_nlp.files import write_json
from gipr_nlp.model import Audit
from gipr_nlp.pipeline import audit
from gipr_nlp.profile import Profile
from gipr_nlp.store import SEVERITIES, Part

#: Failures that lie in the file itself: reading it again gives the same.
LASTING = frozenset(("empty", "binary", "too_large", "mojibake", "unsupported", "corrupt"))


@dataclass(frozen=True)
class Task:
    """A chunk of files and where its part goes. ``given_up``: files that ended a worker (kind, reason)."""

    files: tuple[InputFile, ...]
    folder: Path
    profile: Profile
    stage: str
    given_up: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def part(self) -> Path:
        """The folder of the finished part; its name follows from the paths."""
        names = "\n".join(f.path for f in self.files)
        return self.folder / hashlib.blake2b(os.fsencode(names), digest_size=10).hexdigest()

    @property
    def unfinished(self) -> Path:
        return self.part.with_suffix(".tmp")


def work(task: Task, hard: bool = False) -> dict[str, Any]:
    """Audit a chunk of files and write its part, unless that has been done.

    Args:
        task: the chunk.
        hard: this is a worker process, which a file over its time may end.

    Returns:
        The summary of the part.
    """
    if (done := finished(task)) is not None:
        return _small(done)
    folder = task.unfinished
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with open(folder / "last_words", "w", encoding="utf-8") as words, open(folder / "at", "wb", 0) as at:
        summary = _write_part(task, at, words if hard else None)
    for name in ("at", "last_words"):
        (folder / name).unlink()
    write_json(folder / "part.json", summary)
    shutil.rmtree(task.part, ignore_errors=True)
    os.replace(folder, task.part)
    return _small(summary)


def _small(summary: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in summary.items() if key != "files"}


def _write_part(task: Task, at: RawIOBase, last_words: IO[str] | None) -> dict[str, Any]:
    clock, part = Clock(), Part(task.unfinished, task.profile)
    unread: list[Unreadable] = []
    hashes: dict[str, str] = {}
    roots: list[str] = []
    for number, file in enumerate(task.files):
        at.seek(0)
        at.write(b"%8d" % number)  # where the worker is, should it die
        for result in _audits(task, file, clock, last_words):
            if isinstance(result, Unreadable):
                unread.append(result)
                continue
            if result.report.source.path == file.path:
                hashes[file.path] = result.report.source.sha256
            roots += [f.severity for f in result.roots]
            with clock("writing"):
                part.add(result)
    with clock("writing"):
        part.close()
    return {
        "files": [[f.path, f.size, f.mtime, hashes.get(f.path)] for f in task.files],
        "reports": part.count,
        "roots": {s: roots.count(s) for s in SEVERITIES},
        "unread": [[e.path, e.kind, e.reason] for e in unread],
        "seconds": {stage: round(s, 3) for stage, s in clock.seconds.items()},
    }


def _audits(
    task: Task, file: InputFile, clock: Clock, last_words: IO[str] | None
) -> Iterator[Audit | Unreadable]:
    if file.path in task.given_up:
        yield Unreadable(file.path, *task.given_up[file.path])
        return
    limits = task.profile.limits
    for step in steps(file.path, limits, clock):
        yield attempt(partial(_audit, step, task, clock), file.path, limits["max_seconds"], last_words)


def _audit(step: Step, task: Task, clock: Clock) -> Audit:
    report = step()
    with clock("rules"):
        return audit(report, task.profile, stage=task.stage)


def finished(task: Task) -> dict[str, Any] | None:
    """The summary of a part that is there and whose files are still the same, byte for byte; else None."""
    try:
        summary: dict[str, Any] = json.loads((task.part / "part.json").read_text(encoding="utf-8"))
        known = {path: (size, mtime, sha256) for path, size, mtime, sha256 in summary["files"]}
        lasting = all(kind in LASTING for _, kind, _ in summary["unread"])
    except (OSError, ValueError, KeyError):
        return None
    return (
        summary
        if lasting and all(_is_same(f, *known.get(f.path, (-1, -1, None))) for f in task.files)
        else None
    )


def _is_same(file: InputFile, size: int, mtime: int, sha256: str | None) -> bool:
    if (file.size, file.mtime) != (size, mtime):
        return False
    try:
        with open(file.path, "rb") as data:
            return sha256 is None or hashlib.file_digest(data, "sha256").hexdigest() == sha256
    except OSError:
        return False
