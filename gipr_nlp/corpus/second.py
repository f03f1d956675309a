"""The second step: the rules that need the corpus, for a batch of reports; Arrow in, Arrow out, nothing else.

In come lines of the relation ``facts``; out come marks (all that the score of a report says, with the outcomes of
both steps), and the outcomes and findings of the rules that ran now.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from gipr_nlp import scoring
from gipr_nlp.corpus import matches
from gipr_nlp.corpus.deadline import OutOfTime, deadline
from gipr_nlp.corpus.facts import Known, known
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import being_made
from gipr_nlp.files import write_json
from gipr_nlp.model import Audit, Outcome
from gipr_nlp.profile import Profile
from gipr_nlp.rules import catalogue, run
from gipr_nlp.rules.base import Case
from gipr_nlp.store import SECOND_TABLES, SEVERITIES, Part, outcome_rows, score_row

#: A batch holds about so many reports, twice as many at most.
BATCH = 64


@dataclass(frozen=True)
class Batch:
    """The facts of some reports (an Arrow stream), how many they are, where the first stands, and the folder of batches.
    ``given_up``: reports, by their number in the batch, that ended a worker, and why."""

    facts: bytes
    reports: int
    place: int
    folder: Path
    profile: Profile
    stage: str
    given_up: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """The same for the same facts."""
        return hashlib.blake2b(self.facts, digest_size=10).hexdigest()

    @property
    def target(self) -> Path:
        """The finished folder."""
        return self.folder / self.name

    @property
    def unfinished(self) -> Path:
        return self.target.with_suffix(".tmp")

    def without(self, number: int, kind: str, why: str) -> Batch:
        """The batch without running the rules on a report that ends workers."""
        return replace(self, given_up={**self.given_up, number: why})

    def run(self, hard: bool = False) -> dict[str, Any]:
        """Run the rules and write the tables."""
        import pyarrow as pa

        began = time.process_time()
        facts = pa.ipc.open_stream(self.facts).read_all()
        with being_made(self.target, self.unfinished) as (at, words):
            part = Part(self.unfinished, self.profile, SECOND_TABLES)
            roots = dict.fromkeys(SEVERITIES, 0)
            for number, report in enumerate(known(facts.to_pylist())):
                at(number)
                audit, fresh = self._judged(report, self.given_up.get(number), words if hard else None)
                marks = (report.doc, report.report_id, *score_row(audit, self.profile))
                matched = matches.rows(report.doc, report.facts.copies)
                part.add([("marks", marks), *outcome_rows(fresh, report.doc), *matched])
                for finding in audit.roots:
                    roots[finding.severity] += 1
            part.close()
            summary = {"roots": roots, "cpu": round(time.process_time() - began, 3)}
            write_json(self.unfinished / "batch.json", summary)
        return summary

    def _judged(
        self, report: Known, given_up: str | None, last_words: IO[str] | None
    ) -> tuple[Audit, Sequence[Outcome]]:
        """The audit with the outcomes of both steps, and those of this one."""
        fresh = _silent(self.profile, given_up) if given_up else self._outcomes(report, last_words)
        every = merged(report.slip.outcomes, fresh)
        return Audit(report.slip.report, every, scoring.score(every, self.profile)), fresh

    def _outcomes(self, report: Known, last_words: IO[str] | None) -> Sequence[Outcome]:
        """What the rules say; that they took too long, if they did."""
        found = replace(report.slip.report, report_id=report.report_id)
        case = Case(found, self.profile, self.stage, report.facts, report.slip.secrets)
        seconds = self.profile.limits["max_seconds"]
        try:
            with deadline(seconds, last_words):
                return run(case, "corpus", report.slip.outcomes)
        except OutOfTime:
            return _silent(self.profile, f"处理超过 {seconds:g} 秒，已放弃")


@dataclass(frozen=True)
class Judged:
    """A batch that is done: where its first report stands, its folder, reports, roots by severity, CPU seconds,
    whether it was there."""

    place: int
    folder: Path
    reports: int
    roots: Mapping[str, int]
    cpu: float = 0.0
    reused: bool = False


def finished(batch: Batch) -> dict[str, Any] | None:
    """The summary of a batch that is there already."""
    try:
        summary: dict[str, Any] = json.loads((batch.target / "batch.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary


def batches(facts: Iterable[Any], state: State) -> Iterator[Batch]:
    """Batches of reports, from Arrow tables of facts in which reports stand in order.

    Their borders follow from the reports near them, so that a new report changes one batch only.
    """
    import pyarrow as pa

    rest = None
    for table in facts:
        rest = table if rest is None else pa.concat_tables([rest, table])
        at = 0
        for end in _borders(rest.column("doc").to_numpy()):
            yield _batch(rest.slice(at, end - at), state)
            at = end
        rest = rest.slice(at)
    if rest is not None and rest.num_rows:
        yield _batch(rest, state)


def _borders(docs: Any) -> Iterator[int]:
    """Where batches end; the last report may go on in the next table."""
    reports = 0
    for row in range(1, len(docs)):
        if docs[row] != docs[row - 1]:
            reports += 1
            if docs[row - 1] % BATCH == 0 or reports == 2 * BATCH:
                reports = 0
                yield row


def _batch(facts: Any, state: State) -> Batch:
    """Facts as bytes, the same for the same facts wherever the reports stand in the corpus."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = facts.drop_columns("place").combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        writer.write_table(whole)
    reports = pc.count_distinct(whole.column("doc")).as_py()
    place = facts.column("place")[0].as_py()
    return Batch(sink.getvalue().to_pybytes(), reports, place, state.second, state.profile, state.stage)


def _silent(profile: Profile, why: str) -> tuple[Outcome, ...]:
    """The rules of this step, none of which could say anything."""
    rules = [r for r in catalogue().values() if r.corpus and r.code not in profile.disabled]
    return tuple(Outcome(r.code, "crashed", why, severity=r.severity) for r in rules)


def merged(first: Sequence[Outcome], then: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Outcomes of both steps in the order of the catalogue; what was said later holds."""
    said = {o.code: o for o in (*first, *then)}
    return tuple(said[code] for code in catalogue() if code in said)
