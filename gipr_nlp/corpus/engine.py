"""The engine that comes with the program: relations by DuckDB, in bounded memory, spilling to ``OUT/.state``.

An engine makes the relations and gives out their rows as Arrow. Both engines (see :mod:`gipr_nlp.corpus.spark`) run
the same texts over the same Parquet files and are used in the same way::

    with Local(state, memory, jobs) as engine:
        engine.base("slips", paths)          # Parquet files, as a table
        engine.small("links", table)         # an Arrow table, as a table
        engine.make("versions", sql)         # a relation, kept as Parquet
        for table in engine.rows("SELECT …"): ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

_WILD, _LITERAL = re.compile(r"([*?[])"), r"[\1]"
#: Rows that are fetched at a time.
ROWS = 2048


class Engine(Protocol):
    """What the corpus step asks of an engine."""

    def base(self, name: str, paths: Sequence[Path]) -> None:
        """Make Parquet files known as a table."""

    def small(self, name: str, table: Any) -> None:
        """Make an Arrow table known as a table."""

    def make(self, name: str, sql: str) -> None:
        """Make a relation and keep it."""

    def rows(self, sql: str) -> Iterator[Any]:
        """The rows of a query as Arrow tables, in the order that the query asks for."""


class Local:
    """DuckDB in this process.

    Args:
        folder: for relations and for what does not fit into memory.
        memory: how much of it to use, e.g. "1GB".
        jobs: threads.
    """

    def __init__(self, folder: Path, memory: str, jobs: int) -> None:
        self._folder, self._memory, self._jobs = folder, memory, jobs

    def __enter__(self) -> Local:
        import duckdb

        self._folder.mkdir(parents=True, exist_ok=True)
        settings: dict[str, Any] = {
            "memory_limit": self._memory,
            "temp_directory": str(self._folder / "spill"),
            "preserve_insertion_order": "false",
            "threads": self._jobs,
        }
        self._connection = duckdb.connect(config=settings)
        self._connection.execute("CREATE MACRO explode(x) AS unnest(x)")
        self._connection.execute("CREATE MACRO datediff(a, b) AS date_diff('day', b, a)")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def base(self, name: str, paths: Sequence[Path]) -> None:
        listed = ", ".join(_quoted(path) for path in paths)
        self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet([{listed}])")

    def small(self, name: str, table: Any) -> None:
        self._connection.register(f"{name}_given", table)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")
        self._connection.unregister(f"{name}_given")

    def make(self, name: str, sql: str) -> None:
        path = self._folder / f"{name}.parquet"
        self._connection.execute(f"COPY ({sql}) TO {_quoted(path, False)} (FORMAT parquet, COMPRESSION zstd)")
        self.base(name, [path])

    def rows(self, sql: str) -> Iterator[Any]:
        import pyarrow as pa

        for batch in self._connection.sql(sql).to_arrow_reader(ROWS):
            yield pa.Table.from_batches([batch])


def _quoted(path: Path, pattern: bool = True) -> str:
    """A path as SQL text; DuckDB takes brackets and stars for patterns where it reads."""
    text = path.as_posix().replace("'", "''")
    return f"'{_WILD.sub(_LITERAL, text) if pattern else text}'"
