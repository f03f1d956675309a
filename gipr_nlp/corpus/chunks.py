"""The files of a run in chunks, each a part of the first step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence

from gipr_nlp.corpus.inputs import InputFile
from gipr_nlp.corpus.shelf import names_on
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import Task
from gipr_nlp.profile import Profile

#: A chunk holds about so many files, twice as many at most, and no more bytes than this (but for one large file).
CHUNK, BYTES = 32, 16 * 2**20


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


def tasks(files: Sequence[InputFile], state: State, profile: Profile, stage: str) -> list[Task]:
    """The tasks of a run, in the order of the files."""
    return [
        Task(chunk, _name(chunk), state.audits, state.documents, profile, stage) for chunk in chunks(files)
    ]


def _name(chunk: Sequence[InputFile]) -> str:
    names = b"\n".join(os.fsencode(file.path) for file in chunk)
    return hashlib.blake2b(names, digest_size=10).hexdigest()


def shelves(waiting: Sequence[Task], state: State) -> dict[str, tuple[str, ...]]:
    """For each chunk that has to be read, the shelves on which its documents stand, from whatever run."""
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
