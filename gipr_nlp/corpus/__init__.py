"""Many reports: find them, audit them over processes, keep what is done, join it, write the results.

The state of a run lies in ``OUT/.parts``: killed at any moment, the run goes on where it was; what stands in
OUT itself is always whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from gipr_nlp.corpus.inputs import InputFile, find_inputs
from gipr_nlp.corpus.results import make, publish, unread_from, worst
from gipr_nlp.corpus.single import STAGES, Clock, Step, attempt, steps
from gipr_nlp.corpus.worker import Task, work
from gipr_nlp.errors import Unreadable, Unwritable
from gipr_nlp.files import write_json
from gipr_nlp.model import Audit, Report
from gipr_nlp.pipeline import audit, prepare
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.rules import catalogue
from gipr_nlp.store import SEVERITIES, TABLES

__all__ = ["TABLES", "Progress", "Run", "audits", "find_inputs", "reports", "score", "worst"]

#: Fewer files are read in this process, unless one is so large that it may have to be ended from outside.
POOL_FROM, LARGE = 200, 256 * 1024
#: A chunk holds about so many files, twice as many at most.
CHUNK = 32
SCHEMA = "gipr-run/1"

Progress = Callable[[int, int], None]


@dataclass
class Run:
    """What became of a run over a corpus."""

    out: Path
    reports: int = 0
    roots: dict[str, int] = field(default_factory=dict)
    unread: list[Unreadable] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unwritten: list[Unwritable] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def score(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    profile: Profile | None = None,
    jobs: int | None = None,
    stage: str = "published",
    today: date | None = None,
    progress: Progress | None = None,
) -> Run:
    """Audit files and folders and write the results to a folder.

    Args:
        paths: files, folders (searched), or what ``gipr-nlp read`` wrote (.jsonl).
        out: the folder for results; made if need be, earlier results in it are replaced.
        profile: local rules; the built-in ones where None.
        jobs: processes; one a processor where None.
        stage: "published" or "draft".
        today: printed where a date is printed; none is printed where None.
        progress: called with files done and files in all.

    Raises:
        Unwritable: the folder cannot be written at all.
    """
    began, started = time.perf_counter(), datetime.now(UTC)
    profile, run, jobs = profile or load_profile(), Run(Path(out)), jobs or os.cpu_count() or 1
    inputs = find_inputs(paths, run.out)
    run.skipped = inputs.skipped
    tasks = _tasks(inputs.files, run.out / ".parts" / _key(profile, stage), profile, stage)
    try:
        summaries = _map(tasks, jobs, progress)
        run.unread = sorted(inputs.unread + unread_from(summaries), key=lambda error: Path(error.path).parts)
        _reduce(tasks, run, profile, today)
    except OSError as error:
        raise Unwritable(str(error.filename or out), f"无法写入结果：{error.strerror or error}") from error
    _add_up(summaries, run)
    run.seconds["total"] = round(time.perf_counter() - began, 3)
    options = {"paths": [str(p) for p in paths], "profile": profile.name, "stage": stage, "jobs": jobs}
    _write_record(run, len(inputs.files), options, today, started)
    if not run.unwritten:
        shutil.rmtree(run.out / ".parts", ignore_errors=True)
    return run


def reports(paths: Sequence[str | Path], profile: Profile | None = None) -> Iterator[Report | Unreadable]:
    """The reports of files and folders, in the order given; a path that cannot be read is an Unreadable."""
    for path, step, seconds in _steps(paths, profile or load_profile()):
        yield step if isinstance(step, Unreadable) else attempt(step, path, seconds)


def audits(
    paths: Sequence[str | Path], profile: Profile | None = None, *, stage: str = "draft"
) -> Iterator[Audit | Unreadable]:
    """The audits of files and folders, in the order given; a path that cannot be read is an Unreadable."""
    profile = profile or load_profile()
    for path, step, seconds in _steps(paths, profile):
        if isinstance(step, Unreadable):
            yield step
        else:
            yield attempt(partial(_audit, step, profile, stage), path, seconds)


def _audit(step: Step, profile: Profile, stage: str) -> Audit:
    return audit(step(), profile, stage=stage)


def _steps(paths: Sequence[str | Path], profile: Profile) -> Iterator[tuple[str, Step | Unreadable, float]]:
    for item in find_inputs(paths, in_order=True).items:
        if isinstance(item, Unreadable):
            yield item.path, item, 0.0
            continue
        for step in steps(item.path, profile.limits, Clock()):
            yield item.path, step, profile.limits["max_seconds"]


def _tasks(found: Sequence[InputFile], folder: Path, profile: Profile, stage: str) -> list[Task]:
    """Chunks whose borders depend on the paths near them only, so that a new file spoils only one."""
    chunks: list[list[InputFile]] = [[]]
    for file in found:
        chunks[-1].append(file)
        border = hashlib.blake2b(os.fsencode(file.path), digest_size=2).digest()
        if int.from_bytes(border, "big") % CHUNK == 0 or len(chunks[-1]) == 2 * CHUNK:
            chunks.append([])
    return [Task(tuple(chunk), folder, profile, stage) for chunk in chunks if chunk]


def _map(tasks: Sequence[Task], jobs: int, progress: Progress | None) -> list[dict[str, Any]]:
    """The summaries of all parts, in the order of the tasks."""
    from gipr_nlp.corpus import pool

    found = [file for task in tasks for file in task.files]
    together = len(found) >= POOL_FROM or any(f.size > LARGE for f in found)
    done = pool.run(tasks, jobs) if together else ((task, work(task)) for task in tasks)
    summaries, count = dict[Path, dict[str, Any]](), 0
    for task, summary in done:
        summaries[task.part] = summary
        count += len(task.files)
        if progress is not None:
            progress(count, len(found))
    return [summaries[task.part] for task in tasks]


def _reduce(tasks: Sequence[Task], run: Run, profile: Profile, today: date | None) -> None:
    began = time.perf_counter()
    new = run.out / ".parts" / "new"
    about = {"unread": run.unread, "skipped": run.skipped, "version": version("gipr-nlp")}
    make(new, [task.part for task in tasks], profile, {**about, "today": today and today.isoformat()})
    run.unwritten = publish(new, run.out)
    run.seconds["results"] = round(time.perf_counter() - began, 3)


def _add_up(summaries: Sequence[Mapping[str, Any]], run: Run) -> None:
    run.reports = sum(s["reports"] for s in summaries)
    run.roots = {severity: sum(s["roots"][severity] for s in summaries) for severity in SEVERITIES}
    for stage in STAGES:
        run.seconds[stage] = round(sum(s["seconds"][stage] for s in summaries), 3)


def _write_record(
    run: Run, count: int, options: Mapping[str, Any], today: date | None, started: datetime
) -> None:
    """run.json: what was done with what, and the only place with times."""
    rules = catalogue()
    entry = "\n".join(f"{r.code} {r.name} {r.severity}" for r in rules.values())
    digest = hashlib.blake2b(entry.encode(), digest_size=8).hexdigest()
    counts = {"files": count, "reports": run.reports, "unread": len(run.unread), **run.roots}
    record = {
        "schema": SCHEMA,
        "versions": {
            "program": version("gipr-nlp"),
            "rules": f"{len(rules)}-{digest}",
            "model": prepare(),
            "form": ["2019", "2021"],
        },
        "options": {**options, "today": today and today.isoformat()},
        "counts": counts,
        "unread": [{"path": e.path, "kind": e.kind, "reason": e.reason} for e in run.unread],
        "skipped": [{"path": path, "reason": why} for path, why in run.skipped],
        "unwritten": [{"path": e.path, "reason": e.reason} for e in run.unwritten],
        "seconds": dict(sorted(run.seconds.items())),
        "started": started.isoformat(timespec="seconds"),
    }
    write_json(run.out / "run.json", record)


def _key(profile: Profile, stage: str) -> str:
    """Name of the parts that may be used again: same program, byte for byte, same profile, same stage."""
    program = files("gipr_nlp")
    stamps = [
        (path.relative_to(str(program)).as_posix(), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(Path(str(program)).rglob("*"))
        if path.suffix in (".py", ".toml", ".txt", ".tsv")
    ]
    what = repr((version("gipr-nlp"), profile, stage, stamps, prepare()))
    return hashlib.blake2b(what.encode(), digest_size=8).hexdigest()
