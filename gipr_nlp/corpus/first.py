"""The first step: the files of a run in chunks, each a part; only what is not there yet is done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gipr_nlp.corpus.engine import Engine
from gipr_nlp.corpus.inputs import InputFile
from gipr_nlp.corpus.shelf import names_on
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import Task, finished
from gipr_nlp.errors import Unreadable

#: A chunk holds about so many files, twice as many at most, and no more bytes than this (but for one large file).
CHUNK, BYTES = 32, 16 * 2**20
#: Fewer files are read in this process, unless one is so large that it may have to be ended from outside.
POOL_FROM, LARGE = 200, 256 * 1024


@dataclass(frozen=True)
class First:
    """What the first step left: parts in the order of the files, their summaries, and how much was there already
    (files of whole chunks, documents that did not have to be read again)."""

    parts: list[Path]
    summaries: list[dict[str, Any]]
    files: int
    documents: int

    @property
    def reports(self) -> int:
        return sum(summary["reports"] for summary in self.summaries)

    @property
    def unread(self) -> list[Unreadable]:
        """What could not be read."""
        return [Unreadable(*entry) for summary in self.summaries for entry in summary["unread"]]

    def seconds(self, stage: str) -> float:
        """What the chunks that were done now took in a stage, summed over processes."""
        return round(sum(float(summary["seconds"].get(stage, 0.0)) for summary in self.summaries), 3)

    @property
    def cpu(self) -> float:
        """CPU seconds of the chunks that were done now."""
        return round(sum(float(summary["cpu"]) for summary in self.summaries), 3)

    @property
    def peak_mb(self) -> float:
        """The most memory that one worker took."""
        return max((float(summary.get("peak_mb", 0.0)) for summary in self.summaries), default=0.0)


def first_step(
    files: Sequence[InputFile],
    state: State,
    engine: Engine,
    progress: Callable[[str, int, int], None] | None = None,
) -> First:
    """Make all parts that are not there."""
    todo = tasks(files, state)
    known = {task.name: found for task in todo if (found := finished(task)) is not None}
    waiting = [task for task in todo if task.name not in known]
    reused = count = sum(len(task.files) for task in todo if task.name in known)
    near = shelves(waiting, state)
    waiting = [replace(task, shelves=near[task.name]) for task in waiting]
    waiting.sort(key=_bytes, reverse=True)  # the longest first, so that nobody waits at the end
    for summary in known.values():
        summary["seconds"], summary["cpu"] = {}, 0.0
    for task, summary in engine.work(waiting, _is_much(waiting)):
        known[task.name] = summary
        count += len(task.files)
        if progress is not None:
            progress("map", count, len(files))
    documents = sum(known[task.name]["reused"] for task in waiting)
    return First([t.target for t in todo], [known[t.name] for t in todo], reused, documents)


def _bytes(task: Task) -> int:
    return sum(file.size for file in task.files)


def _is_much(waiting: Sequence[Task]) -> bool:
    """Whether processes are worth their start, or needed: one can be ended from outside."""
    found = [file for task in waiting for file in task.files]
    return len(found) >= POOL_FROM or any(file.size > LARGE for file in found)


def chunks(files: Sequence[InputFile]) -> Iterator[tuple[InputFile, ...]]:
    """Chunks whose borders depend on the paths near them only, so that a new file spoils only one."""
    chunk: list[InputFile] = []
    size = 0
    for file in files:
        if chunk and size + file.size > BYTES:
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(file)
        size += file.size
        border = hashlib.blake2b(os.fsencode(file.path), digest_size=2).digest()
        if int.from_bytes(border, "big") % CHUNK == 0 or len(chunk) == 2 * CHUNK:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def tasks(files: Sequence[InputFile], state: State) -> list[Task]:
    """The tasks of a run, in the order of the files."""
    return [
        Task(chunk, _name(chunk), state.audits, state.documents, state.profile, state.stage)
        for chunk in chunks(files)
    ]


def _name(chunk: Sequence[InputFile]) -> str:
    names = b"\n".join(os.fsencode(file.path) for file in chunk)
    return hashlib.blake2b(names, digest_size=10).hexdigest()


def shelves(waiting: Sequence[Task], state: State) -> dict[str, tuple[str, ...]]:
    """For each chunk that has to be done, the shelves on which its documents stand, from whatever run."""
    home: dict[str, str] = {}
    if waiting and state.documents.is_dir():
        for path in sorted(state.documents.glob("*.parquet")):
            for name in names_on(path):
                home[name] = path.stem
                if (end := name.lower().find(".zip/")) >= 0:  # what stands in an archive
                    home[name[: end + 4]] = path.stem
    return {
        task.name: tuple(sorted({task.name, *(home[f.path] for f in task.files if f.path in home)}))
        for task in waiting
    }
