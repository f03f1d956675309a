"""The relations behind the search for copies: does the search find the source, and how does its cost grow.

Fingerprints of the generated world, as many clauses as wanted, stand in Parquet files as the first step leaves them;
the relations run as in the program (DuckDB, two threads, 2 GB, spilling to disk).
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from corpus.copies import EDITS, Text, pairs
from corpus.generate import FIRST_YEAR, YEARS, agencies, sentences
from gipr_nlp.corpus.relations import COPIES, sql
from gipr_nlp.similarity import Side
from gipr_nlp.similarity.sheet import numbers

#: Clauses of one county of the generated world, about.
PER_COUNTY = 1250
#: More clauses than these are the same once more, all numbers shifted: as distinct, and quicker to make.
MADE = 1_000_000
LATE = ("problem", "improvement", "rectified")
MEMORY, THREADS = "2GB", 2
#: Counties of the world in which sources are looked for.
BACKGROUND = 20
SEARCHED = BACKGROUND * len(agencies(0)) * YEARS


def county_texts(county: int, seed: int = 0) -> Iterator[Text]:
    """The narratives of a county of the generated world."""
    for agency in agencies(county):
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
            said = sentences(agency, year, seed)
            clauses = tuple((5 if k in LATE else 1, line) for k, lines in said.items() for line in lines)
            yield Text(f"{agency.city}{agency.name}", year, clauses)


def write_part(path: Path, sides: Iterator[tuple[int, Side]]) -> int:
    """Write ``prints`` and ``versions`` of reports; returns the number of clauses."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lists = pa.list_(pa.int64())
    columns: dict[str, list[Any]] = {
        k: []
        for k in ("doc", "hashes", "grams", "gram_count", "blocks", "agency_id", "year", "version", "masked")
    }
    clauses = 0
    for doc, side in sides:
        row = (
            doc,
            *numbers(side.prints),
            side.agency,
            side.year,
            1,
            "\n".join(p.masked for p in side.prints),
        )
        for values, value in zip(columns.values(), row, strict=True):
            values.append(value)
        clauses += len(side.prints)
    types = (
        pa.int64(),
        lists,
        lists,
        pa.int32(),
        lists,
        pa.string(),
        pa.int32(),
        pa.int64(),
        pa.string(),
    )
    arrays = [pa.array(v, t) for v, t in zip(columns.values(), types, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, list(columns)), path, compression="zstd", row_group_size=2048)
    return clauses


def write_counties(folder: Path, first: int, last: int) -> tuple[int, float]:
    """Counties of the world as one part; the number of clauses and the CPU seconds that their fingerprints took."""
    texts = [text for county in range(first, last) for text in county_texts(county)]
    began = time.process_time()
    sides = [text.side() for text in texts]
    seconds = time.process_time() - began
    places = ((first * 1_000_000 + i, side) for i, side in enumerate(sides))
    return write_part(folder / f"{first:06d}.parquet", places), seconds


def connection(folder: Path) -> Any:
    """DuckDB with the tables of a folder."""
    import duckdb

    made = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "false",
        }
    )
    made.execute("CREATE MACRO explode(x) AS unnest(x)")
    for name in ("prints", "versions"):
        made.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder}/*.parquet', union_by_name = true)")
    return made


def repeat(folder: Path, times: int) -> None:
    """Put all reports there several times, under other numbers, names and fingerprints."""
    shifted = ", ".join(
        f"list_transform({name}, lambda x: xor(x, CAST({{by}} AS BIGINT))) AS {name}"
        for name in ("hashes", "grams", "blocks")
    )
    for number in range(1, times):
        by = number << 50
        with connection(folder) as database:
            database.execute(
                f"COPY (SELECT doc + {number * 10_000_000_000} AS doc, {shifted.format(by=by)}, gram_count, agency_id || '{number}' AS agency_id, year,"
                f" version FROM read_parquet('{folder}/0*.parquet')) TO '{folder}/x{number}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )


def timed(folder: Path) -> Iterator[tuple[str, int, float, float]]:
    """Each relation: its rows, wall and CPU seconds."""
    with connection(folder) as database:
        for name in COPIES:
            wall, cpu = time.perf_counter(), time.process_time()
            target = folder / "made" / f"{name}.parquet"
            target.parent.mkdir(exist_ok=True)
            database.execute(f"COPY ({sql(name)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
            database.execute(f"CREATE VIEW {name} AS FROM '{target}'")
            spent = time.perf_counter() - wall, time.process_time() - cpu
            (count,) = database.execute(f"SELECT count(*) FROM {name}").fetchone()
            yield name, count, *spent


def growth(sizes: Sequence[int]) -> Iterator[list[str]]:
    """Rows of the table: cost by number of clauses."""
    yield [
        "clauses",
        "distinct",
        "reports",
        "fingerprints, clauses a CPU s",
        *(f"{n}, s" for n in COPIES),
        "all: wall s",
        "CPU s",
        "peak MB",
    ]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="gipr-copies-") as name, ProcessPoolExecutor(THREADS) as pool:
            folder = Path(name)
            times = max(1, round(size / MADE))
            counties = max(1, round(size / times / PER_COUNTY))
            firsts = range(0, counties, 20)
            made = list(
                pool.map(
                    write_counties,
                    [folder] * len(firsts),
                    firsts,
                    [min(counties, f + 20) for f in firsts],
                )
            )
            clauses, seconds = sum(c for c, _ in made), sum(s for _, s in made)
            repeat(folder, times)
            with connection(folder) as database:
                distinct, reports = database.execute(
                    "SELECT count(DISTINCT hash), count(DISTINCT doc) FROM (SELECT doc, explode(hashes) AS hash FROM prints)"
                ).fetchone()
            runs = list(timed(folder))
            wall, cpu = sum(r[2] for r in runs), sum(r[3] for r in runs)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield [
                f"{clauses * times:,}",
                f"{distinct:,}",
                f"{reports:,}",
                f"{clauses / seconds:,.0f}",
                *(f"{r[2]:.1f}" for r in runs),
                f"{wall:.1f}",
                f"{cpu:.1f}",
                f"{peak:.0f}",
            ]


def search_table(sources: Sequence[Text]) -> Iterator[list[str]]:
    """Shares of copies whose source the relations name, among other reports, by share of characters edited."""
    yield ["edited", "source is named", "source is named first"]
    for share in EDITS:
        with tempfile.TemporaryDirectory(prefix="gipr-copies-") as name:
            folder = Path(name)
            texts = [text for county in range(BACKGROUND) for text in county_texts(county)]
            wanted: dict[int, int] = {}
            for pair in pairs(sources, share, seed=1):
                wanted[len(texts)] = len(texts) + 1
                texts += [pair.copy, pair.source]
            write_part(folder / "all.parquet", ((i, text.side()) for i, text in enumerate(texts)))
            list(timed(folder))
            with connection(folder) as database:
                rows = database.execute(
                    f"SELECT doc, partner, shared FROM '{folder}/made/partners.parquet' ORDER BY doc, shared DESC, partner"
                ).fetchall()
            named: dict[int, list[int]] = {}
            for doc, partner, _ in rows:
                named.setdefault(doc, []).append(partner)
            found = [named.get(copy, []) for copy in wanted]
            right = [source in some for source, some in zip(wanted.values(), found, strict=True)]
            first = [some[:1] == [source] for source, some in zip(wanted.values(), found, strict=True)]
            yield [f"{share:.0%}", f"{sum(right) / len(right):.2f}", f"{sum(first) / len(first):.2f}"]
