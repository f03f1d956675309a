"""The tables of a run: the parts of the first step with what the second said, under final names, in one stream.

Both steps hold the reports in the order of the inputs, so that one pass is enough and memory does not grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gipr_nlp.rules import catalogue
from gipr_nlp.store import SECOND_TABLES, TABLES, WHOLE, Batched, columns, read_table, schema

#: Codes of a report have their place in a number below this.
_WIDE = 4096


def join(
    parts: Iterable[Path],
    batches: Iterable[Path],
    folder: Path,
    dimensions: Sequence[str],
    extra: Sequence[Any] = (),
) -> None:
    """Put the parts together into one file a table.

    Args:
        parts: folders of the first step, in the order of the inputs.
        batches: folders of the second step, in the same order of reports.
        folder: where the files go.
        dimensions: of the score.
        extra: findings of the corpus as a whole (rows of the table of findings).
    """
    import pyarrow as pa

    then = _Second(batches, dimensions)
    writers = {t: Batched(folder / f"{t}.parquet", schema(t, dimensions)) for t in TABLES if t not in WHOLE}
    for part in parts:
        reports = _read(part, "reports")
        docs = reports.column("doc").combine_chunks()
        marks, outcomes, findings = then.take(docs)
        names = marks.column("report_id").combine_chunks()
        writers["reports"].add(_marked(reports, marks, dimensions))
        later = {"outcomes": outcomes, "findings": findings}
        replaced = _keys(outcomes, docs)
        for table, writer in writers.items():
            if table in later:
                writer.add(_named(_merged(_read(part, table), later[table], docs, replaced), docs, names))
            elif table != "reports":
                writer.add(_named(_read(part, table), docs, names))
    if extra:
        shape = schema("findings", dimensions)
        arrays = [pa.array(values, f.type) for values, f in zip(zip(*extra, strict=True), shape, strict=True)]
        writers["findings"].add(pa.Table.from_arrays(arrays, schema=shape))
    for writer in writers.values():
        writer.close()


def _read(folder: Path, table: str) -> Any:
    return read_table(folder / f"{table}.parquet")


class _Second:
    """The tables of the second step, given out report by report."""

    def __init__(self, batches: Iterable[Path], dimensions: Sequence[str]) -> None:
        self._coming: Iterator[Path] = iter(batches)
        self._waiting = {
            t: schema(t, dimensions, part=True).empty_table() for t in SECOND_TABLES if t != "matches"
        }

    def take(self, docs: Any) -> tuple[Any, Any, Any]:
        """Marks, outcomes and findings of the next reports."""
        import pyarrow as pa
        import pyarrow.compute as pc

        while self._waiting["marks"].num_rows < len(docs):
            folder = next(self._coming)
            self._waiting = {
                t: pa.concat_tables([rows, _read(folder, t)]) for t, rows in self._waiting.items()
            }
        taken = {"marks": self._waiting["marks"].slice(0, len(docs))}
        self._waiting["marks"] = self._waiting["marks"].slice(len(docs))
        if taken["marks"].column("doc").to_pylist() != docs.to_pylist():
            raise RuntimeError("the two steps do not hold the same reports")
        for table in ("outcomes", "findings"):
            rows = self._waiting[table]
            own = pc.is_in(rows.column("doc"), value_set=docs)
            taken[table], self._waiting[table] = rows.filter(own), rows.filter(pc.invert(own))
        return taken["marks"], taken["outcomes"], taken["findings"]


def _marked(reports: Any, marks: Any, dimensions: Sequence[str]) -> Any:
    for name, _ in columns("marks", dimensions):
        reports = reports.set_column(reports.column_names.index(name), name, marks.column(name))
    return reports.drop_columns("doc")


def _keys(rows: Any, docs: Any) -> Any:
    """Report and rule of each row as a number that sorts as they do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = pa.array(list(catalogue()), pa.string())
    place = pc.index_in(rows.column("doc"), value_set=docs).cast(pa.int64())
    return pc.add(
        pc.multiply(place, _WIDE), pc.index_in(rows.column("code"), value_set=codes).cast(pa.int64())
    )


def _merged(first: Any, later: Any, docs: Any, replaced: Any) -> Any:
    """Rows of both steps, report by report in the order of the catalogue; what was said again holds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = first.filter(pc.invert(pc.is_in(_keys(first, docs), value_set=replaced.combine_chunks())))
    both = pa.concat_tables([kept, later])
    return both.take(pc.sort_indices(_keys(both, docs)))


def _named(rows: Any, docs: Any, names: Any) -> Any:
    import pyarrow.compute as pc

    at = rows.column_names.index("doc")
    place = pc.index_in(rows.column("doc").combine_chunks(), value_set=docs)
    return rows.set_column(at, "report_id", names.take(place))
