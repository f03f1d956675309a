"""Many reports: find them, audit them over processes, compare them, keep what is done, write the results.

Two steps: rules that need a report alone (:mod:`gipr_nlp.corpus.worker`), then relations over all reports
(:mod:`gipr_nlp.corpus.relations`) and the rules that need them (:mod:`gipr_nlp.corpus.second`). Everything is kept under
``OUT/.state`` (:mod:`gipr_nlp.corpus.state`): killed at any moment, a run goes on where it was; run again, it only does
what has changed; what stands in OUT itself is always whole.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from gipr_nlp.corpus import memory, record
from gipr_nlp.corpus.chunks import shelves, tasks
from gipr_nlp.corpus.inputs import find_inputs
from gipr_nlp.corpus.results import make, publish, unread_from, worst
from gipr_nlp.corpus.single import STAGES, Clock, attempt
from gipr_nlp.corpus.sources import Step, steps
from gipr_nlp.corpus.state import State, locked
from gipr_nlp.corpus.step import Options, corpus_step
from gipr_nlp.corpus.worker import Task, finished
from gipr_nlp.errors import Unreadable, Unwritable
from gipr_nlp.model import Audit, Report
from gipr_nlp.pipeline import audit, model, prepare
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.store import TABLES

__all__ = ["TABLES", "Options", "Progress", "Run", "audits", "find_inputs", "reports", "score", "worst"]

#: Fewer files are read in this process, unless one is so large that it may have to be ended from outside.
POOL_FROM, LARGE = 200, 256 * 1024

Progress = Callable[[str, int, int], None]


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
    peak_mb: dict[str, float] = field(default_factory=dict)
    reused: dict[str, int] = field(default_factory=dict)

    def time(self, stage: str, began: float) -> float:
        """Note how long a stage took and its peak of memory; gives when the next begins."""
        now = time.perf_counter()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - began, 3)
        self.peak_mb[stage] = max(memory.peak_mb(), self.peak_mb.get(stage, 0.0))
        memory.reset()
        return now


def score(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    profile: Profile | None = None,
    options: Options | None = None,
    stage: str = "published",
    today: date | None = None,
    progress: Progress | None = None,
) -> Run:
    """Audit files and folders and write the results to a folder.

    Args:
        paths: files, folders (searched), or what ``gipr-nlp read`` wrote (.jsonl).
        out: the folder for results; made if need be, earlier results in it are replaced.
        profile: local rules; the built-in ones where None.
        options: how to work (processes, memory, engine …); results do not depend on them.
        stage: "published" or "draft".
        today: printed where a date is printed; none is printed where None.
        progress: called with the step, files done and files in all.

    Raises:
        Unwritable: the folder cannot be written at all, or another run is writing to it.
    """
    started, run = datetime.now(UTC), Run(Path(out))
    profile, options = profile or load_profile(), options or Options()
    try:
        with locked(run.out / ".state"):
            whole = _score(paths, run, profile, options, stage, today, progress)
            settings = {"paths": [str(p) for p in paths], "profile": profile.name, "stage": stage}
            record.write(run, {**settings, **options.settings()}, today, started, whole)
    except OSError as error:
        raise Unwritable(str(error.filename or out), f"无法写入结果：{error.strerror or error}") from error
    return run


def _score(
    paths: Sequence[str | Path],
    run: Run,
    profile: Profile,
    options: Options,
    stage: str,
    today: date | None,
    progress: Progress | None,
) -> dict[str, Any]:
    """The line: inputs → parts → facts → second step → tables → results. Returns what is known of the files."""
    began = at = time.perf_counter()
    memory.reset()
    state = State(run.out, profile, stage, model()[1])
    if options.fresh:
        state.clear()
    inputs = find_inputs(paths, run.out)
    todo = tasks(inputs.files, state, profile, stage)
    at = run.time("inputs", at)
    summaries = _map(todo, state, options, run, progress)
    run.unread = sorted(inputs.unread + unread_from(summaries), key=lambda error: Path(error.path).parts)
    run.skipped, run.reports = inputs.skipped, sum(s["reports"] for s in summaries)
    for name in STAGES:
        run.seconds[name] = round(sum(s["seconds"][name] for s in summaries), 3)
    at = run.time("map", at)
    known: dict[str, Any] = {
        "files": len(inputs.files),
        "digest": record.digest(state, summaries, run, today),
    }
    if record.is_whole(state, known["digest"], run):
        run.reused["results"] = 1
    else:
        shutil.rmtree(state.new, ignore_errors=True)
        state.new.mkdir(parents=True)
        found = corpus_step([t.part for t in todo], state, profile, options, stage, run.time, progress)
        run.roots, run.reused["batches"] = found.roots, found.reused
        at = time.perf_counter()
        about = {"unread": run.unread, "skipped": run.skipped, "today": today and today.isoformat()}
        make(state.new, [t.part for t in todo], found.batches, profile, about)
        run.unwritten = publish(state.new, run.out)
        run.time("results", at)
        if not run.unwritten:
            record.note_whole(state, known["digest"], run)
            state.clean((t.name for t in todo), (path.name for path in found.batches))
    run.seconds["total"] = round(time.perf_counter() - began, 3)
    return known


def _map(
    todo: Sequence[Task], state: State, options: Options, run: Run, progress: Progress | None
) -> list[dict[str, Any]]:
    """The summaries of all parts, in the order of the tasks; only what is not there yet is done."""
    summaries, waiting, count = dict[str, dict[str, Any]](), list[Task](), 0
    total = sum(len(task.files) for task in todo)
    for task in todo:
        done = None if task.name in summaries else finished(task)
        if done is None:
            waiting.append(task)
            continue
        summaries[task.name], count = (
            {k: v for k, v in done.items() if k != "seconds"},
            count + len(task.files),
        )
        summaries[task.name]["seconds"] = dict.fromkeys(STAGES, 0.0)
    run.reused["files"] = count
    near = shelves(waiting, state)
    waiting = [replace(task, shelves=near[task.name]) for task in waiting]
    waiting.sort(
        key=lambda task: -sum(file.size for file in task.files)
    )  # the longest first: no one waits at the end
    for task, summary in _work(waiting, options):
        summaries[task.name] = summary
        count += len(task.files)
        if progress is not None:
            progress("map", count, total)
    run.reused["documents"] = sum(summaries[task.name]["reused"] for task in waiting)
    return [summaries[task.name] for task in todo]


def _work(waiting: Sequence[Task], options: Options) -> Iterator[tuple[Task, dict[str, Any]]]:
    found = [file for task in waiting for file in task.files]
    if len(found) >= POOL_FROM or any(f.size > LARGE for f in found):
        from gipr_nlp.corpus import pool

        yield from pool.run(waiting, options.processes)
        return
    if waiting:
        prepare()
    for task in waiting:
        yield task, task.run()


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
            yield step.path, step, profile.limits["max_seconds"]
