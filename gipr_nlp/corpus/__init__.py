"""Many reports: find them, audit them over processes, compare them, keep what is done, write the results.

Two steps: rules that need a report alone (:mod:`gipr_nlp.corpus.worker`), then relations over all reports
(:mod:`gipr_nlp.corpus.relations`) and the rules that need them (:mod:`gipr_nlp.corpus.second`). Everything is kept under
``OUT/.state`` (:mod:`gipr_nlp.corpus.state`): killed at any moment, a run goes on where it was; run again, it only does
what has changed; what stands in OUT itself is always whole.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from gipr_nlp import memory
from gipr_nlp.corpus import absent, record
from gipr_nlp.corpus.engine import Engine
from gipr_nlp.corpus.first import First, first_step
from gipr_nlp.corpus.inputs import Inputs, find_inputs
from gipr_nlp.corpus.links import linked_record
from gipr_nlp.corpus.results import between, make, publish, worst
from gipr_nlp.corpus.shelf import Shelf
from gipr_nlp.corpus.single import STAGES, Clock, attempt
from gipr_nlp.corpus.sources import Step, steps
from gipr_nlp.corpus.state import State, locked
from gipr_nlp.corpus.step import Options, corpus_step
from gipr_nlp.errors import Unreadable, Unwritable
from gipr_nlp.files import unwritable
from gipr_nlp.model import Audit, Report
from gipr_nlp.pipeline import audit, model
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.readers.apart import Apart
from gipr_nlp.register import Register
from gipr_nlp.store import TABLES

__all__ = [
    "TABLES",
    "Options",
    "Progress",
    "Run",
    "audits",
    "between",
    "find_inputs",
    "reports",
    "score",
    "worst",
]

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
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    _spent: float = field(default_factory=time.process_time, repr=False)
    reused: dict[str, int] = field(default_factory=dict)
    given: Inputs = field(default_factory=Inputs)
    links: dict[str, Any] = field(default_factory=dict)

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many files were passed over, by reason."""
        return self.given.left_out

    def time(self, stage: str, began: float) -> float:
        """Note how long a stage took, what of it this process computed, and its peak of memory; gives when the next
        begins."""
        now = time.perf_counter()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - began, 3)
        self.peak_mb[stage] = max(memory.peak_mb(), self.peak_mb.get(stage, 0.0))
        spent, self._spent = self._spent, time.process_time()
        self.cpu_seconds[stage] = round(self.cpu_seconds.get(stage, 0.0) + self._spent - spent, 3)
        memory.reset()
        return now


def score(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    profile: Profile | None = None,
    register: Register | None = None,
    earlier: Path | None = None,
    options: Options | None = None,
    stage: str = "published",
    since: date | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Run:
    """Audit files and folders and write the results to a folder.

    Args:
        paths: files, folders (searched), or what ``gipr-nlp read`` wrote (.jsonl).
        out: the folder for results; made if need be, earlier results in it are replaced.
        profile: local rules; the built-in ones where None.
        register: the agencies there are; those of the corpus, marked as inferred, where None.
        earlier: the folder of results of an earlier run, to find reports altered since.
        options: how to work (processes, memory, engine …); results do not depend on them.
        stage: "published" or "draft".
        since: only files modified on this day or later; the others are not read, not even to be compared with.
        today: printed where a date is printed; none is printed where None.
        progress: called with the step, files done and files in all.

    Raises:
        Unwritable: the folder cannot be written at all, or another run is writing to it.
    """
    started, run = datetime.now(UTC), Run(Path(out))
    profile, options = profile or load_profile(), options or Options()
    try:
        with locked(run.out / ".state"):
            state = State(run.out, profile, stage, model()[1])
            state.earlier = earlier
            if options.fresh:
                state.clear()
            run.given = find_inputs(paths, run.out, since=since)
            with options.engine_on(state) as engine:
                _score(run, state, engine, register, today, progress)
            settings = {"paths": [str(p) for p in paths], "profile": profile.name, "stage": stage}
            days = {"since": since and since.isoformat(), "today": today and today.isoformat()}
            record.write(run, {**settings, **days, **options.settings()}, started)
    except OSError as error:
        raise unwritable(Path(error.filename or out), error) from error
    return run


def _score(
    run: Run,
    state: State,
    engine: Engine,
    register: Register | None,
    today: date | None,
    progress: Progress | None,
) -> None:
    """The line: inputs → parts → facts → second step → tables → results."""
    began = time.perf_counter()
    memory.reset()
    first = first_step(run.given.files, state, engine, progress)
    run.unread = sorted(run.given.unread + first.unread, key=lambda error: Path(error.path).parts)
    run.skipped, run.reports = run.given.skipped, first.reports
    run.reused = {"files": first.files, "documents": first.documents}
    run.seconds = {stage: first.seconds(stage) for stage in STAGES}
    run.time("map", began)
    run.peak_mb["worker"] = first.peak_mb
    run.cpu_seconds["chunks"] = first.cpu  # wherever they ran
    made = record.digest(state, first.summaries, run, today, register)
    if record.is_whole(state, made, run):
        run.reused["results"] = 1
    else:
        _write(run, state, engine, first, register, today, progress)
        if not run.unwritten:
            record.note_whole(state, made, run)
    run.seconds["total"] = round(time.perf_counter() - began, 3)


def _write(
    run: Run,
    state: State,
    engine: Engine,
    first: First,
    register: Register | None,
    today: date | None,
    progress: Progress | None,
) -> None:
    """From the parts to what stands in OUT."""
    shutil.rmtree(state.new, ignore_errors=True)
    state.new.mkdir(parents=True)
    found = corpus_step(first.parts, state, engine, run.reports, register, run.time, progress)
    if state.stage == "published":
        found.extra += absent.findings(engine, register, found.linked, state.profile, today)
    run.roots, run.reused["batches"] = found.roots, found.reused
    run.cpu_seconds["batches"] = round(found.cpu, 3)
    run.links = linked_record(found.linked)
    began = time.perf_counter()
    about = {"unread": run.unread, "skipped": run.skipped, "today": today and today.isoformat()}
    make(state.new, first.parts, found.batches, found.extra, state.profile, about)
    run.unwritten = publish(state.new, run.out)
    run.time("results", began)
    if not run.unwritten:
        state.clean((part.name for part in first.parts), (path.name for path in found.batches))


def reports(paths: Sequence[str | Path], profile: Profile | None = None) -> Iterator[Report | Unreadable]:
    """The reports of files and folders, in the order given; a path that cannot be read is an Unreadable."""
    for path, step, seconds in _steps(paths, profile or load_profile()):
        yield step if isinstance(step, Unreadable) else attempt(step, path, seconds)


def audits(
    paths: Sequence[str | Path],
    profile: Profile | None = None,
    *,
    stage: str = "draft",
    previous: Sequence[Report] = (),
) -> Iterator[Audit | Unreadable]:
    """The audits of files and folders, in the order given; a path that cannot be read is an Unreadable.

    Args:
        previous: last year's reports; each report is compared with that of its agency (:func:`previous.match`).
    """
    profile = profile or load_profile()
    for path, step, seconds in _steps(paths, profile):
        if isinstance(step, Unreadable):
            yield step
        else:
            yield attempt(partial(_audit, step, profile, stage, previous), path, seconds)


def _audit(step: Step, profile: Profile, stage: str, previous: Sequence[Report]) -> Audit:
    from gipr_nlp.corpus.previous import facts_of

    report = step()
    return audit(report, profile, stage=stage, facts=facts_of(report, previous) if previous else None)


def _steps(paths: Sequence[str | Path], profile: Profile) -> Iterator[tuple[str, Step | Unreadable, float]]:
    with closing(Apart()) as apart:
        for item in find_inputs(paths, in_order=True).items:
            if isinstance(item, Unreadable):
                yield item.path, item, 0.0
                continue
            for step in steps(item.path, profile.limits, Clock(), Shelf(read=apart.read)):
                yield step.path, step, profile.limits["max_seconds"]
