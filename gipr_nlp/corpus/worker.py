"""What a worker process does with a chunk of files.

It writes its own part and returns only a small summary. A part is made under another name and renamed when it
is complete: that is all that continuing an interrupted run needs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol, Self

from gipr_nlp import memory
from gipr_nlp.corpus.inputs import InputFile
from gipr_nlp.corpus.shelf import Reader, Shelf
from gipr_nlp.corpus.single import Clock, attempt
from gipr_nlp.corpus.slip import digest, slip_row
from gipr_nlp.corpus.sources import Step, steps
from gipr_nlp.errors import Unreadable
from gipr_nlp.files import write_json
from gipr_nlp.model import Audit
from gipr_nlp.pipeline import audit
from gipr_nlp.profile import Profile
from gipr_nlp.readers import office, read_bytes
from gipr_nlp.readers.apart import Apart
from gipr_nlp.rules import secrets_of
from gipr_nlp.similarity import row as print_row
from gipr_nlp.store import Part, rows

#: Failures that lie in the file itself: reading it again gives the same.
LASTING = frozenset(("empty", "binary", "too_large", "mojibake", "unsupported", "encrypted", "corrupt"))


Summary = dict[str, Any]


class Job(Protocol):
    """A piece of work that writes a folder of its own (:func:`being_made`)."""

    @property
    def target(self) -> Path:
        """The folder when it is whole."""

    @property
    def unfinished(self) -> Path:
        """The folder while it is being made."""

    def run(self, hard: bool = False) -> Summary:
        """Do it, in a worker process if ``hard``."""

    def without(self, number: int, kind: str, why: str) -> Self:
        """The same without an entry that ends workers."""


@dataclass(frozen=True)
class Task:
    """A chunk of files and where its part goes.

    ``name``: of the chunk; ``audits``, ``documents``: folders of parts and of shelves; ``shelves``: names of shelves
    where its documents may stand; ``given_up``: files that ended a worker (kind, reason).
    """

    files: tuple[InputFile, ...]
    name: str
    audits: Path
    documents: Path
    profile: Profile
    stage: str
    shelves: tuple[str, ...] = ()
    given_up: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def target(self) -> Path:
        """The folder of the finished part."""
        return self.audits / self.name

    @property
    def unfinished(self) -> Path:
        return self.target.with_suffix(".tmp")

    def without(self, number: int, kind: str, why: str) -> Task:
        """The chunk without a file that ends workers."""
        return replace(self, given_up={**self.given_up, self.files[number].path: (kind, why)})

    def run(self, hard: bool = False) -> Summary:
        """Audit the files and write the part.

        Args:
            hard: this is a worker process, which a file over its time may end.

        Returns:
            The summary of the part.
        """
        if hard:
            memory.bound(self.profile.limits["max_memory_bytes"])
        began = time.process_time()
        together = office.together([file.path for file in self.files], self.profile.limits)
        with together, being_made(self.target, self.unfinished) as (at, words):
            with closing(Apart()) as apart:  # in a worker the file may take the process along
                read = read_bytes if hard else apart.read
                summary = _write_part(self, at, words if hard else None, read)
            summary["cpu"] = round(time.process_time() - began, 3)
            write_json(self.unfinished / "part.json", summary)
        return summary


@contextmanager
def being_made(target: Path, beside: Path) -> Iterator[tuple[Callable[[int], None], IO[str]]]:
    """A folder that is made beside its place and takes it when it is whole.

    Gives a function that notes which entry the worker is at, should it die, and a file for its last words.
    """
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    with open(beside / "last_words", "w", encoding="utf-8") as words, open(beside / "at", "wb", 0) as file:

        def at(number: int) -> None:
            file.seek(0)
            file.write(b"%8d" % number)

        yield at, words
    for name in ("at", "last_words"):
        (beside / name).unlink()
    shutil.rmtree(target, ignore_errors=True)
    os.replace(beside, target)


def _write_part(
    task: Task, at: Callable[[int], None], last_words: IO[str] | None, read: Reader
) -> dict[str, Any]:
    clock, part = Clock(), Part(task.unfinished, task.profile)
    others = [task.documents / f"{name}.parquet" for name in task.shelves]
    shelf = Shelf(task.documents / f"{task.name}.parquet", others, read)
    unread: list[Unreadable] = []
    hashes: list[str | None] = []
    reports = 0
    for number, file in enumerate(task.files):
        at(number)
        hashes.append(_hash(file))
        for place, result in enumerate(_audits(task, file, shelf, clock, last_words)):
            if isinstance(result, Unreadable):
                unread.append(result)
                continue
            reports += 1
            with clock("writing"):
                doc = digest(f"{file.path}\x1f{place}" if place else file.path)
                secrets = secrets_of(result.report, result.findings)
                compared = (
                    ("slips", slip_row(result, doc)),
                    ("prints", print_row(result.report, doc, secrets)),
                )
                part.add([*rows(result, doc, task.profile, secrets), *compared])
    with clock("writing"):
        part.close()
        shelf.close()
    return {
        "files": [[f.path, f.size, f.mtime, sha256] for f, sha256 in zip(task.files, hashes, strict=True)],
        "reports": reports,
        "reused": shelf.reused,
        "unread": [[e.path, e.kind, e.reason] for e in unread],
        "seconds": {stage: round(s, 3) for stage, s in clock.seconds.items()},
        "peak_mb": memory.peak_mb(),
    }


def _audits(
    task: Task, file: InputFile, shelf: Shelf, clock: Clock, last_words: IO[str] | None
) -> Iterator[Audit | Unreadable]:
    if file.path in task.given_up:
        yield Unreadable(file.path, *task.given_up[file.path])
        return
    limits = task.profile.limits
    for step in steps(file.path, limits, clock, shelf):
        yield attempt(partial(_audit, step, task, clock), step.path, limits["max_seconds"], last_words)


def _audit(step: Step, task: Task, clock: Clock) -> Audit:
    report = step()
    with clock("rules"):
        return audit(report, task.profile, stage=task.stage, step="alone")


def finished(task: Task) -> dict[str, Any] | None:
    """The summary of a part that is there and whose files are still the same, byte for byte; else None."""
    try:
        summary: dict[str, Any] = json.loads((task.target / "part.json").read_text(encoding="utf-8"))
        known = [tuple(entry) for entry in summary["files"]]
        lasting = all(kind in LASTING for _, kind, _ in summary["unread"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not lasting or len(known) != len(task.files):
        return None
    same = all(_is_same(file, *entry) for file, entry in zip(task.files, known, strict=True))
    return summary if same else None


def _is_same(file: InputFile, path: str, size: int, mtime: int, sha256: str | None) -> bool:
    """The bytes decide; a file with another time but the same bytes is the same."""
    return (file.path, file.size) == (path, size) and sha256 is not None and _hash(file) == sha256


def _hash(file: InputFile) -> str | None:
    try:
        with open(file.path, "rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
