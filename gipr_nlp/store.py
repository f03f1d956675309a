"""Parquet and CSV in and out: explicit schemas, nothing loaded whole.

Rows of a table are tuples in the order of :func:`columns`. A corpus is written in parts (:class:`Part`), one
for each chunk of reports; in them a report is called by its ``doc``, a number made of its path, until
:mod:`gipr_nlp.corpus.join` puts the parts together and gives the reports their final names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gipr_nlp.files import atomic
from gipr_nlp.model import Audit, Deduction, Doubt, Outcome, Report
from gipr_nlp.profile import Profile
from gipr_nlp.text import veiled
from gipr_nlp.wire import finding_to_wire, printable

SEVERITIES = ("error", "warning", "hint")
STATES = ("passed", "failed", "undecided", "not_applicable", "crashed")

#: Columns of the tables as ``name:type``; the table of reports has one more for each dimension of the score.
_COLUMNS = {
    "cells": """report_id:string table:string row:string column:string raw:string state:string value:double
        unit:string line:int32 confidence:double doubt:string proposed:double""",
    "clauses": """report_id:string order:int32 section:int8 heading:string text:string start:int32 end:int32
        label:string probability:double abstained:bool""",
    "claims": """report_id:string quantity:string value:double unit:string kind:string scope:string year:int32
        approximate:bool cell:string verdict:string text:string section:int8 start:int32 end:int32""",
    "outcomes": """report_id:string code:string severity:string state:string reason:string findings:int32""",
    "findings": """schema:string report_id:string source:string agency:string year:int32 code:string
        name:string severity:string message:string section:int8 table:string row:string column:string
        line:int32 start:int32 end:int32 found:string expected:string suggestion_cell:string
        suggestion_value:double evidence:list<string> partner:string basis:string confidence:double
        root:string fingerprint:string""",
    "links": """report_id:string agency_id:string how:string counts:bool note:string previous:string
        following:string""",
    "agencies": """agency_id:string name:string kind:string sector:string level:string parent:string
        valid_from:int32 valid_to:int32 inferred:bool""",
    "matches": """kind:string report_id:string partner:string section:int8 start:int32 end:int32
        partner_section:int8 partner_start:int32 partner_end:int32 similarity:double text:string
        partner_text:string""",
}
_REPORT_IDENTITY = """report_id:string source:string sha256:string media_type:string encoding:string
    title:string agency:string agency_printed:string agency_signed:string kind:string level:string
    sector:string region:string year:int32 form:string period_from:date period_to:date signed:date
    published:date"""
_SCORE = "score:double grade:string"
_COUNTS = """coverage:double errors:int32 warnings:int32 hints:int32 passed:int32 failed:int32
    undecided:int32 not_applicable:int32 crashed:int32 capped_by:list<string> must_withdraw:bool
    deductions:deductions"""
TABLES = ("reports", *_COLUMNS)
#: Tables that only the corpus step reads. slips: a report in a line, its slim form as JSON (corpus/slip.py); prints: its
#: text as numbers, and a sheet to be compared with others (similarity/sheet.py).
_INNER = {
    "slips": """doc:int64 path:string id:string agency:string agency_printed:string kind:string level:string
        sector:string region:string folder:string year:int32 form:string published:date signed:date
        sha256:string text_hash:int64 cells_hash:int64 slip:string""",
    "prints": """doc:int64 hashes:list<int64> grams:list<int64> gram_count:int32 blocks:list<int64> sheet:string""",
}
INNER = tuple(_INNER)
#: Made by the corpus step for all reports at once.
WHOLE = ("matches", "links", "agencies")
#: What a part of the first step holds. And of the second: what rules said then.
PART_TABLES = (*(t for t in TABLES if t not in WHOLE), *INNER)
SECOND_TABLES = ("marks", "outcomes", "findings", "matches")
#: Reports whose rows are kept in memory before they are written.
FLUSH = 128


def columns(table: str, dimensions: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Name and type of every column; the table of reports has one for each dimension of the profile.

    ``marks`` are the columns of the table of reports that depend on what rules said.
    """
    shares = " ".join(f"{d}:double" for d in dimensions)
    if table == "reports":
        spec = f"{_REPORT_IDENTITY} {_SCORE} {shares} {_COUNTS} doubts:doubts"
    elif table == "marks":
        spec = f"report_id:string {_SCORE} {shares} {_COUNTS}"
    else:
        spec = _COLUMNS.get(table) or _INNER[table]
    return tuple((name, kind) for name, _, kind in (word.partition(":") for word in spec.split()))


def schema(table: str, dimensions: Sequence[str] = (), *, part: bool = False) -> Any:
    """The Arrow schema of a table; in a part ``doc`` stands in place of ``report_id``, in the table of reports and of
    marks before it."""
    import pyarrow as pa

    text, real = pa.string(), pa.float64()
    types = {
        "string": text,
        "double": real,
        "bool": pa.bool_(),
        "int8": pa.int8(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "date": pa.date32(),
        "list<string>": pa.list_(text),
        "list<int64>": pa.list_(pa.int64()),
        "deductions": pa.list_(
            pa.struct([("fingerprint", text), ("code", text), ("dimension", text), ("points", real)])
        ),
        "doubts": pa.list_(pa.struct([("what", text), ("where", text), ("why", text)])),
    }
    fields = [(name, types[kind]) for name, kind in columns(table, dimensions)]
    if part and table in ("reports", "marks"):
        fields = [("doc", pa.int64()), *fields]
    elif part:
        fields = [("doc", pa.int64()) if name == "report_id" else (name, kind) for name, kind in fields]
    return pa.schema(fields)


def rows(
    audit: Audit, doc: int, profile: Profile, secrets: Sequence[str] = ()
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """All rows of one audit as (table, row) of a part, ``doc`` standing for the report.

    Narrative is quoted without the personal data in ``secrets``; the places of clauses and claims hold all the same.
    """
    report = audit.report
    yield (
        "reports",
        (doc, *_identity_row(report), *score_row(audit, profile), [_as_dict(d) for d in report.doubts]),
    )
    for c in report.cells:
        place = (doc, c.table, c.row, c.column, c.raw, c.state, c.value, c.unit, c.line)
        yield "cells", (*place, c.confidence, c.doubt, c.proposed)
    for clause in report.clauses:
        where = (
            doc,
            clause.order,
            clause.section,
            clause.heading,
            veiled(clause.text, secrets),
            clause.start,
            clause.end,
        )
        yield "clauses", (*where, clause.label, clause.probability, clause.abstained)
    for claim in report.claims:
        said = (doc, claim.quantity, claim.value, claim.unit, claim.kind, claim.scope, claim.year)
        verdict = (claim.approximate, claim.cell, claim.verdict, veiled(claim.text, secrets))
        yield "claims", (*said, *verdict, claim.section, claim.start, claim.end)
    yield from outcome_rows(audit.outcomes, doc)


def outcome_rows(outcomes: Iterable[Outcome], doc: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Rows of outcomes and of their findings."""
    for o in outcomes:
        yield "outcomes", (doc, o.code, o.severity, o.state, o.reason, len(o.findings))
        for finding in o.findings:
            line = finding_to_wire(finding)
            line["report_id"] = doc
            yield "findings", tuple(line.values())


def _identity_row(report: Report) -> tuple[Any, ...]:
    source, agency, dates = report.source, report.agency, report.dates
    file = (report.report_id, source.path, source.sha256, source.media_type, source.encoding, report.title)
    who = (
        agency.name or agency.printed,
        agency.printed,
        agency.signed,
        agency.kind,
        agency.level,
        agency.sector,
    )
    when = (*(dates.period or (None, None)), dates.signed, dates.published)
    return (*file, *who, agency.region, report.year, report.form, *when)


def score_row(audit: Audit, profile: Profile) -> tuple[Any, ...]:
    """What rules said about a report, in the columns of ``marks`` after ``report_id``."""
    score = audit.score
    roots: list[str] = [f.severity for f in audit.roots]
    states: list[str] = [o.state for o in audit.outcomes]
    return (
        score.mark,
        score.grade,
        *(score.dimensions[d.key] for d in profile.dimensions),
        score.coverage,
        *(roots.count(s) for s in SEVERITIES),
        *(states.count(s) for s in STATES),
        list(score.capped_by),
        score.must_withdraw,
        [_as_dict(d) for d in score.deductions],
    )


def _as_dict(value: Deduction | Doubt) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


class Part:
    """The rows of a chunk of reports, in a folder with one Parquet file a table."""

    def __init__(self, folder: Path, profile: Profile, tables: Sequence[str] = PART_TABLES) -> None:
        dimensions = tuple(d.key for d in profile.dimensions)
        self.folder = folder
        self._shapes = {t: schema(t, dimensions, part=True) for t in tables}
        self._rows: dict[str, list[tuple[Any, ...]]] = {t: [] for t in tables}
        self._writers: dict[str, Any] = {}
        self._count = 0

    def add(self, rows: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
        """Take up rows of one report, as (table, row)."""
        for table, row in rows:
            self._rows[table].append(row)
        self._count += 1
        if self._count % FLUSH == 0:
            self.flush()

    def flush(self) -> None:
        """Write what has come together."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for table, kept in self._rows.items():
            shape = self._shapes[table]
            if table not in self._writers:
                self._writers[table] = pq.ParquetWriter(self.folder / f"{table}.parquet", shape, **_PARQUET)
            if kept:
                arrays = [
                    _array(values, f.type) for values, f in zip(zip(*kept, strict=True), shape, strict=True)
                ]
                self._writers[table].write_table(pa.Table.from_arrays(arrays, schema=shape))
                kept.clear()

    def close(self) -> None:
        """Write the rest and close the files."""
        self.flush()
        for writer in self._writers.values():
            writer.close()


_PARQUET: dict[str, Any] = {"compression": "zstd"}


def _array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # a path whose bytes are no UTF-8
        return pa.array([printable(v) if isinstance(v, str) else v for v in values], kind)


class Batched:
    """A Parquet file whose row groups depend on the rows alone, not on how they came."""

    ROWS = 50_000

    def __init__(self, path: Path, shape: Any) -> None:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(path, shape, **_PARQUET)
        self._shape, self._waiting, self._count = shape, list[Any](), 0

    def add(self, table: Any) -> None:
        self._waiting.append(table.cast(self._shape))
        self._count += table.num_rows
        while self._count >= self.ROWS:
            self._write(self.ROWS)

    def close(self) -> None:
        if self._count:
            self._write(self._count)
        self._writer.close()

    def _write(self, count: int) -> None:
        import pyarrow as pa

        whole = pa.concat_tables(self._waiting)
        self._writer.write_table(whole.slice(0, count).combine_chunks())
        rest = whole.slice(count)
        self._waiting, self._count = [rest], rest.num_rows


def read_rows(path: str | Path, only: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file (``only`` some columns), or of a CSV file as this module writes it, one by one."""
    if Path(path).suffix.lower() == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield {k: v[1:] if v[:1] == "'" and v[1:2] in _FORMULA else v or None for k, v in row.items()}
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as parquet:
        for batch in parquet.iter_batches(2000, columns=only):
            yield from batch.to_pylist()


def read_table(path: Path, only: Sequence[str] | None = None) -> Any:
    """A small Parquet file as an Arrow table (pyarrow's own function loads pandas first)."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read(only)


#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = frozenset("=+-@\t\r")


def write_csv(path: Path, names: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> None:
    """CSV that Excel opens right: UTF-8 with BOM, lists flat, no cell that Excel would run as a formula."""
    with atomic(path, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([as_cell(line[name]) for name in names] for line in lines)


def as_cell(value: Any) -> Any:
    """A CSV cell: numbers as they are, lists joined, texts that look like a formula behind an apostrophe."""
    if isinstance(value, list | tuple):
        value = " ｜ ".join(str(v) for v in value)
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULA and value else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def query(sql: str, *values: Any, scratch: Path | None = None) -> Iterator[dict[str, Any]]:
    """Rows of a query over Parquet files (DuckDB), within bounded memory."""
    import duckdb

    settings: dict[str, Any] = {"memory_limit": "512MB", "threads": 1}
    if scratch is not None:
        settings["temp_directory"] = str(scratch)
    with duckdb.connect(config=settings) as connection:
        cursor = connection.execute(sql, values)
        names = [d[0] for d in cursor.description or ()]
        while batch := cursor.fetchmany(1000):
            yield from (dict(zip(names, row, strict=True)) for row in batch)
