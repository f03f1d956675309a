"""The corpus step: from the parts to the relations, to the facts of each report, to what the second step says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gipr_nlp.corpus import earlier, links, templates
from gipr_nlp.corpus.engine import Engine, Local
from gipr_nlp.corpus.relations import FACTS_ORDER, RELATIONS, sql
from gipr_nlp.corpus.second import Judged
from gipr_nlp.corpus.state import State
from gipr_nlp.model import Finding
from gipr_nlp.register import Register
from gipr_nlp.register.link import Linked
from gipr_nlp.store import PART_TABLES, SECOND_TABLES, SEVERITIES, Batched, Part, columns, read_table, schema


@dataclass(frozen=True)
class Options:
    """How to work; results do not depend on it.

    Args:
        jobs: processes; one a processor where None.
        memory: what relations may take before they spill to the disk.
        fresh: take nothing from earlier runs.
        engine: "local" or "spark".
        master: the Spark cluster.
    """

    jobs: int | None = None
    memory: str = "1GB"
    fresh: bool = False
    engine: str = "local"
    master: str = "local[*]"

    @property
    def processes(self) -> int:
        return self.jobs or os.cpu_count() or 1

    def engine_on(self, state: State) -> AbstractContextManager[Engine]:
        """The engine, to be used in a ``with`` statement.

        Raises:
            Unavailable: the engine is not installed.
        """
        if self.engine == "spark":
            from gipr_nlp.corpus.spark import Spark

            return Spark(state, self.memory, self.processes, self.master)
        return Local(state, self.memory, self.processes)

    def settings(self) -> dict[str, Any]:
        """For the record."""
        engine = {"engine": self.engine} | ({"master": self.master} if self.engine == "spark" else {})
        return {"jobs": self.processes, "memory": self.memory, "fresh": self.fresh, **engine}


@dataclass
class Found:
    """What the corpus step leaves: folders of batches in the order of the reports, roots by severity, batches that
    were there already, findings of the corpus as a whole, and who is who."""

    batches: list[Path] = field(default_factory=list)
    roots: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    reused: int = 0
    cpu: float = 0.0
    extra: list[Finding] = field(default_factory=list)
    linked: Linked = field(default_factory=Linked)


def corpus_step(
    parts: Sequence[Path],
    state: State,
    engine: Engine,
    reports: int,
    register: Register | None,
    note: Callable[[str, float], float],
    progress: Callable[[str, int, int], None] | None = None,
) -> Found:
    """Make the relations and run the second step.

    Args:
        parts: of the first step, in the order of the inputs.
        reports: how many there are, for the progress.
        register: the bodies there are; those of the corpus where None.
        note: called with the name of each stage and when it began; gives when the next begins.
    """
    found, at = Found(), time.perf_counter()
    found.linked = _base(engine, parts, state, register)
    at = note("base", at)
    for name in RELATIONS[:-1]:
        engine.make(name, sql(name))
        at = note(f"relation {name}", at)
    engine.small("templates", templates.table(engine))
    found.extra += templates.findings(engine, state.profile)
    at = note("templates", at)
    done, judged = 0, list[Judged]()
    for batch in engine.judge(sql(RELATIONS[-1]), FACTS_ORDER):
        judged.append(batch)
        done += batch.reports
        if progress is not None:
            progress("second", done, reports)
    for batch in sorted(judged, key=lambda batch: batch.place):
        found.batches.append(batch.folder)
        found.reused += batch.reused
        found.cpu += batch.cpu
        for severity, count in batch.roots.items():
            found.roots[severity] += count
    at = note("second", at)
    _write_matches(engine, found.batches, state)
    _write_links(engine, state)
    note("matches", at)
    return found


def _base(engine: Engine, parts: Sequence[Path], state: State, register: Register | None) -> Linked:
    """The tables of the parts, the order of the reports, and who is who."""
    empty = state.relations / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    Part(empty, state.profile).close()  # so that there is a table where there are no reports
    for table in PART_TABLES:
        engine.base(table, [folder / f"{table}.parquet" for folder in (empty, *parts)])
    engine.base("places", [_places([empty, *parts], state.relations / "places.parquet")])
    earlier.base(engine, state.earlier, empty)
    return links.base(engine, register)


def _write_links(engine: Engine, state: State) -> None:
    """Who is who: the body of each report, how it was found, its reports of last and next year; the bodies."""
    for table, query in (
        (
            "links",
            """SELECT n.report_id, k.agency_id, k.how, coalesce(v.version, 1) = 1 AS counts, k.note,
                p.report_id AS previous, f.report_id AS following
            FROM names n JOIN slips s ON s.doc = n.doc
            JOIN links k ON k.agency = s.agency AND k.kind = s.kind AND k.region = s.region
                AND k.folder = s.folder AND coalesce(s.year, 0) BETWEEN k.first_year AND k.last_year
            LEFT JOIN versions v ON v.doc = n.doc
            LEFT JOIN neighbours b ON b.doc = n.doc
            LEFT JOIN names p ON p.doc = b.previous
            LEFT JOIN names f ON f.doc = b.following
            ORDER BY n.place""",
        ),
        (
            "agencies",
            """SELECT agency_id, name, kind, sector, level, parent, valid_from, valid_to, inferred
            FROM agencies ORDER BY agency_id""",
        ),
    ):
        writer = Batched(state.new / f"{table}.parquet", schema(table))
        for rows in engine.rows(query):
            writer.add(rows)
        writer.close()


def _write_matches(engine: Engine, batches: Sequence[Path], state: State) -> None:
    """Matched reports and passages, under the final names of the reports and in their order."""
    empty = state.relations / "empty_second"
    empty.mkdir(parents=True, exist_ok=True)
    Part(empty, state.profile, SECOND_TABLES).close()
    engine.base("matches", [folder / "matches.parquet" for folder in (empty, *batches)])
    named = {"report_id": "n.report_id", "end": 'm."end"'}
    wanted = ", ".join(named.get(name, f"m.{name}") for name, _ in columns("matches"))
    order = 'n.place, m.kind, m.partner, m.section, m.start, m."end"'
    writer = Batched(state.new / "matches.parquet", schema("matches"))
    for table in engine.rows(
        f"SELECT {wanted} FROM matches m JOIN names n ON n.doc = m.doc ORDER BY {order}"
    ):
        writer.add(table)
    writer.close()


def _places(parts: Sequence[Path], path: Path) -> Path:
    """The position of each report in the order of the inputs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    at = 0
    with pq.ParquetWriter(path, pa.schema([("doc", pa.int64()), ("place", pa.int64())])) as writer:
        for part in parts:
            docs = read_table(part / "slips.parquet", ["doc"]).column(0)
            place = pa.array(range(at, at + len(docs)), pa.int64())
            writer.write_table(pa.table({"doc": docs, "place": place}))
            at += len(docs)
    return path
