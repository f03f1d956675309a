"""The corpus step: from the parts to the relations, to the facts of each report, to what the second step says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gipr_nlp.corpus import links
from gipr_nlp.corpus.engine import Engine, Local
from gipr_nlp.corpus.relations import FACTS_ORDER, RELATIONS, sql
from gipr_nlp.corpus.second import Batch, batches, finished
from gipr_nlp.corpus.state import State
from gipr_nlp.profile import Profile
from gipr_nlp.store import PART_TABLES, SEVERITIES, Batched, Part, schema

#: Fewer reports are judged in this process.
POOL_FROM = 1000


@dataclass(frozen=True)
class Options:
    """How to work; results do not depend on it.

    Args:
        jobs: processes; one a processor where None.
        memory: what relations may take before they spill to the disk.
        fresh: take nothing from earlier runs.
    """

    jobs: int | None = None
    memory: str = "1GB"
    fresh: bool = False

    @property
    def processes(self) -> int:
        return self.jobs or os.cpu_count() or 1

    def settings(self) -> dict[str, Any]:
        """For the record."""
        return {"jobs": self.processes, "memory": self.memory, "fresh": self.fresh}


@dataclass
class Found:
    """What the corpus step leaves: folders of batches in the order of the reports, roots by severity, batches that
    were there already."""

    batches: list[Path] = field(default_factory=list)
    roots: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    reused: int = 0


def corpus_step(
    parts: Sequence[Path],
    state: State,
    profile: Profile,
    options: Options,
    stage: str,
    note: Callable[[str, float], float],
    progress: Callable[[str, int, int], None] | None = None,
) -> Found:
    """Make the relations and run the second step.

    Args:
        parts: of the first step, in the order of the inputs.
        note: called with the name of each stage and when it began; gives when the next begins.
    """
    with Local(state.relations, options.memory, options.processes) as engine:
        at = time.perf_counter()
        _base(engine, parts, state, profile)
        at = note("base", at)
        for name in RELATIONS:
            engine.make(name, sql(name))
            at = note(f"relation {name}", at)
        facts = engine.rows(f"SELECT * FROM facts ORDER BY {', '.join(FACTS_ORDER)}")
        found = _second(batches(facts, state.second, profile, stage), options)
        at = note("second", at)
        _write_matches(engine, state.new / "matches.parquet")
        note("matches", at)
    return found


def _base(engine: Engine, parts: Sequence[Path], state: State, profile: Profile) -> None:
    """The tables of the parts, the order of the reports, and who is who."""
    import pyarrow as pa

    empty = state.relations / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    Part(empty, profile).close()  # so that there is a table where there are no reports
    for table in PART_TABLES:
        engine.base(table, [folder / f"{table}.parquet" for folder in (empty, *parts)])
    engine.base("places", [_places([empty, *parts], state.relations / "places.parquet")])
    names = [
        row for table in engine.rows(links.NAMES) for row in zip(*table.to_pydict().values(), strict=True)
    ]
    rows = links.links(names)
    columns = zip(*rows, strict=True) if rows else ([] for _ in links.COLUMNS)
    types = {"string": pa.string(), "double": pa.float64(), "int32": pa.int32(), "int64": pa.int64()}
    arrays = {n: pa.array(list(c), types[t]) for (n, t), c in zip(links.COLUMNS, columns, strict=True)}
    engine.small("links", pa.table(arrays))


def _write_matches(engine: Engine, path: Path) -> None:
    """Matched passages, under the final names of their reports."""
    writer = Batched(path, schema("matches"))
    writer.close()


def _places(parts: Sequence[Path], path: Path) -> Path:
    """The position of each report in the order of the inputs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    at = 0
    with pq.ParquetWriter(path, pa.schema([("doc", pa.int64()), ("place", pa.int64())])) as writer:
        for part in parts:
            docs = pq.read_table(part / "slips.parquet", columns=["doc"], partitioning=None).column(0)
            place = pa.array(range(at, at + len(docs)), pa.int64())
            writer.write_table(pa.table({"doc": docs, "place": place}))
            at += len(docs)
    return path


def _second(waiting: Iterator[Batch], options: Options) -> Found:
    """Run the second step on batches, in this process where there are few."""
    found = Found()
    done = dict[str, dict[str, Any]]()

    def fresh() -> Iterator[Batch]:
        for batch in waiting:
            found.batches.append(batch.target)
            known = finished(batch)
            if known is None:
                yield batch
            else:
                found.reused += 1
                done[batch.name] = known

    for batch, summary in _work(fresh(), options):
        done[batch.name] = summary
    for path in found.batches:
        for severity, count in done[path.name]["roots"].items():
            found.roots[severity] += count
    return found


def _work(waiting: Iterator[Batch], options: Options) -> Iterator[tuple[Batch, dict[str, Any]]]:
    from itertools import chain

    few, reports = list[Batch](), 0
    for batch in waiting:
        few.append(batch)
        reports += batch.reports
        if reports >= POOL_FROM:
            from gipr_nlp.corpus import pool

            yield from pool.run(chain(few, waiting), options.processes)
            return
    for batch in few:
        yield batch, batch.run()
