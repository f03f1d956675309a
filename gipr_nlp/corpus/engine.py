"""The engine that comes with the program: processes of this machine, and relations by DuckDB, in bounded memory,
spilling to ``OUT/.state``.

Both engines (see :mod:`gipr_nlp.corpus.spark`) run the same functions and the same SQL texts over the same files, and
are used in the same way::

    with Local(state, memory, jobs) as engine:
        for job, summary in engine.work(jobs, True): ...      # each job writes a folder of its own
        engine.base("slips", paths)                           # Parquet files, as a table
        engine.small("links", table)                          # an Arrow table, as a table
        engine.make("versions", sql)                          # a relation, kept as Parquet
        for table in engine.rows("SELECT …"): ...             # rows as Arrow
        for place, batch in engine.judge("SELECT …"): ...     # the second step over rows of facts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

from gipr_nlp.corpus.second import Batch, Judged, batches, finished
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import Job
from gipr_nlp.errors import Unwritable
from gipr_nlp.pipeline import prepare

_WILD, _LITERAL = re.compile(r"([*?[])"), r"[\1]"
#: Rows that are fetched at a time.
ROWS = 2048
#: Fewer reports are judged in this process.
FEW = 2000
#: DuckDB wants so many megabytes for each thread before it spills.
PER_THREAD = 125
J = TypeVar("J", bound=Job)


class Engine(Protocol):
    """What the steps ask of an engine."""

    def work(self, jobs: Sequence[J], much: bool) -> Iterator[tuple[J, dict[str, Any]]]:
        """Do jobs in any order; ``much``: they are worth the start of processes."""

    def base(self, name: str, paths: Sequence[Path]) -> None:
        """Make Parquet files known as a table."""

    def small(self, name: str, table: Any) -> None:
        """Make an Arrow table known as a table."""

    def make(self, name: str, sql: str) -> None:
        """Make a relation and keep it."""

    def rows(self, sql: str) -> Iterator[Any]:
        """The rows of a query as Arrow tables, in the order that the query asks for."""

    def judge(self, sql: str, order: Sequence[str]) -> Iterator[Judged]:
        """Run the second step over the facts that a query gives, report by report in this order."""


class Local:
    """Processes and DuckDB on this machine.

    Args:
        state: where everything is kept.
        memory: how much of it relations may use, e.g. "1GB".
        jobs: processes and threads.
    """

    def __init__(self, state: State, memory: str, jobs: int) -> None:
        self._state, self._memory, self._jobs = state, memory, jobs
        self._open: Any = None

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    def work(self, jobs: Sequence[J], much: bool) -> Iterator[tuple[J, dict[str, Any]]]:
        if much:
            from gipr_nlp.corpus import pool

            yield from pool.run(jobs, self._jobs)
        elif jobs:
            prepare()
            for job in jobs:
                yield job, job.run()

    @property
    def _connection(self) -> Any:
        """Opened when it is first needed, after the workers have gone."""
        if self._open is None:
            import duckdb

            self._state.relations.mkdir(parents=True, exist_ok=True)
            settings: dict[str, Any] = {
                "memory_limit": self._memory,
                "temp_directory": str(self._state.relations / "spill"),
                "preserve_insertion_order": "false",
                "threads": max(1, min(self._jobs, _megabytes(self._memory) // PER_THREAD)),
            }
            self._open = duckdb.connect(config=settings)
            self._open.execute("CREATE MACRO explode(x) AS unnest(x)")
            self._open.execute("CREATE MACRO datediff(a, b) AS date_diff('day', b, a)")
        return self._open

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Say what is missing where DuckDB finds no room."""
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            why = f"比对各报告时内存或磁盘空间不足（--memory {self._memory}），请加大 --memory 或清理磁盘后重新运行"
            raise Unwritable(str(self._state.relations), why) from error
        except duckdb.IOException as error:
            why = f"比对各报告时无法读写中间结果，可能磁盘空间不足：{str(error).splitlines()[0]}"
            raise Unwritable(str(self._state.relations), why) from error

    def base(self, name: str, paths: Sequence[Path]) -> None:
        listed = ", ".join(_quoted(path) for path in paths)
        with self._room():
            self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet([{listed}])")

    def small(self, name: str, table: Any) -> None:
        self._connection.register(f"{name}_given", table)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")
        self._connection.unregister(f"{name}_given")

    def make(self, name: str, sql: str) -> None:
        path = self._state.relations / f"{name}.parquet"
        with self._room():
            self._connection.execute(
                f"COPY ({sql}) TO {_quoted(path, False)} (FORMAT parquet, COMPRESSION zstd)"
            )
        self.base(name, [path])

    def rows(self, sql: str) -> Iterator[Any]:
        import pyarrow as pa

        with self._room():
            for batch in self._connection.sql(sql).to_arrow_reader(ROWS):
                yield pa.Table.from_batches([batch])

    def judge(self, sql: str, order: Sequence[str]) -> Iterator[Judged]:
        by = ", ".join(f"{column} NULLS FIRST" for column in order)  # as Spark does
        facts = self.rows(f"SELECT * FROM ({sql}) facts ORDER BY {by}")
        return judged(facts, self._state, self._jobs)


def _megabytes(size: str) -> int:
    found = re.fullmatch(r"([\d.]+)([KMGT])B", size)
    return int(float(found[1]) * 1000 ** ("KMGT".index(found[2]) - 1)) if found else 0


def judged(facts: Iterator[Any], state: State, jobs: int) -> Iterator[Judged]:
    """The second step over facts in order, on this machine; batches that are there already are taken."""
    there: list[Judged] = []

    def waiting() -> Iterator[Batch]:
        for batch in batches(facts, state):
            known = finished(batch)
            if known is None:
                yield batch
            else:
                there.append(Judged(batch.place, batch.target, batch.reports, known["roots"], reused=True))

    coming = waiting()
    few, reports = list[Batch](), 0
    for batch in coming:
        few.append(batch)
        reports += batch.reports
        if reports >= FEW:
            break
    for batch, summary in _run(chain(few, coming), jobs if reports >= FEW else 0):
        yield from there
        there.clear()
        yield Judged(batch.place, batch.target, batch.reports, summary["roots"], summary["cpu"])
    yield from there


def _run(waiting: Iterable[Batch], jobs: int) -> Iterator[tuple[Batch, dict[str, Any]]]:
    """Batches over processes, or in this one where ``jobs`` is 0."""
    if jobs:
        from gipr_nlp.corpus import pool

        yield from pool.run(waiting, jobs)
    else:
        for batch in waiting:
            yield batch, batch.run()


def _quoted(path: Path, pattern: bool = True) -> str:
    """A path as SQL text; DuckDB takes brackets and stars for patterns where it reads."""
    text = path.as_posix().replace("'", "''")
    return f"'{_WILD.sub(_LITERAL, text) if pattern else text}'"
