"""What a run leaves for the next one: ``OUT/.state``.

    lock                         the process that is at work here
    documents/<readers>/         what the readers returned, a shelf a chunk
    audits/<program>/<chunk>/    tables of the first step
    second/<program>/<batch>/    tables of the second step
    relations/                   of the run under way
    done.json                    what OUT was made of, if it is whole

The folders are named by all that their content depends on, byte for byte; what another version of the program, another
model or profile left is not used and goes away after the next run that ends well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from gipr_nlp.errors import Unwritable
from gipr_nlp.profile import Profile
from gipr_nlp.readers import soffice
from gipr_nlp.readers.pdf import ocr

NAME = ".state"
SCHEMA = 1
#: What no reader and no rule depends on: a change there leaves stored work valid.
_OUTER = (
    "writers",
    "train",
    "labelling",
    "cli.py",
    "commands.py",
    "options.py",
    "helptext.py",
    "bench.py",
    "ask.py",
)
#: What a document depends on.
_READERS = ("readers", "text.py", "model.py", "data/numerals", "corpus/shelf.py")


class State:
    """The folders of a run.

    Args:
        out: the folder for results.
        profile, stage: what rules depend on beside the program.
        model: identity of the tagger.
    """

    def __init__(self, out: Path, profile: Profile, stage: str, model: str | None) -> None:
        self.profile, self.stage = profile, stage
        self.folder = out / NAME
        limits = sorted(profile.limits.items())
        able = (
            soffice.program() is not None,
            ocr.available(),
        )  # what could not be read without them is tried again
        self.documents = self.folder / "documents" / _name(_program(_READERS, True), limits, able)
        #: All that results depend on beside the files.
        self.key = _name(_program(_OUTER, False), repr(profile), stage, model, able)
        self.audits = self.folder / "audits" / self.key
        self.second = self.folder / "second" / self.key
        self.relations = self.folder / "relations"
        #: Results of an earlier run, to compare with (:mod:`gipr_nlp.corpus.earlier`).
        self.earlier: Path | None = None
        self.new = self.folder / "new"

    def clear(self) -> None:
        """Forget everything (``--fresh``); the lock stays."""
        for entry in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            if entry.name != "lock":
                _remove(entry)

    def clean(self, chunks: Iterable[str], batches: Iterable[str]) -> None:
        """Remove what the run that just ended did not use."""
        chunks, batches = set(chunks), set(batches)
        for folder, wanted in ((self.audits, chunks), (self.second, batches)):
            _keep(folder, wanted)
            _keep(folder.parent, {folder.name})
        _keep(self.documents, {f"{name}.parquet" for name in chunks})
        _keep(self.documents.parent, {self.documents.name})
        for folder in (self.new, self.relations):
            _remove(folder)


def _keep(folder: Path, wanted: set[str]) -> None:
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        if entry.name not in wanted:
            _remove(entry)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _name(*parts: Any) -> str:
    return hashlib.blake2b(repr((SCHEMA, version("gipr-nlp"), *parts)).encode(), digest_size=8).hexdigest()


def program() -> str:
    """Hash of the whole program."""
    return _program((), False)


@cache
def _program(names: tuple[str, ...], only: bool) -> str:
    """Hash of the program's files, byte for byte: only those under ``names``, or all but those."""
    root = Path(str(files("gipr_nlp")))
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).as_posix()
        if (
            path.suffix in (".pyc", ".so", ".pyd")
            or not path.is_file()
            or place.startswith(("_models/", "_corpus/"))
        ):
            continue
        if bool(names and place.startswith(names)) == only:
            digest.update(place.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only run that writes to a folder. The system gives the lock back when a process ends, however it ends.

    Raises:
        Unwritable: another run is at work there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "a+", encoding="ascii") as file:
        if not _take(file):
            file.seek(0)
            who = file.read(32).strip()
            process = f"（进程 {who}）" if who.isdigit() else ""
            reason = f"另一个审核{process}正在写入该文件夹，请等它结束，或换一个 --out"
            raise Unwritable(str(folder.parent), reason)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()
            _give_back(file)


if os.name == "nt":  # pragma: no cover
    import msvcrt

    _FAR = 1 << 20  # the byte that is locked lies behind the text, which others may read

    def _take(file: IO[str]) -> bool:
        try:
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _give_back(file: IO[str]) -> None:
        file.seek(_FAR)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _take(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: better unguarded than not at all
            return True
        return True

    def _give_back(file: IO[str]) -> None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)
