"""The sums over a government's units, from the tables that a run has written (``OUT/data``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.agency import split
from gipr_nlp.errors import NotInCorpus, Unwritable
from gipr_nlp.model import Agency, Cell, Dates, Document, Entry, Report, Source
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.rollup import Summed, add_up
from gipr_nlp.store import query
from gipr_nlp.writers import number
from gipr_nlp.writers import rollup as writer

NEEDED = ("reports", "cells", "links", "agencies")
#: Names that a complaint lists.
NEAR = 5


@dataclass(frozen=True)
class _Data:
    folder: Path

    def rows(self, sql: str, *values: Any) -> Iterator[dict[str, Any]]:
        """Rows of a query in which {reports} … stand for the tables of the run."""
        places = {n: f"read_parquet('{self._literal(n)}')" for n in NEEDED}
        return query(sql.format(**places), *values)

    def _literal(self, name: str) -> str:
        path = (self.folder / f"{name}.parquet").as_posix().replace("'", "''")
        return "".join(f"[{c}]" if c in "*?[" else c for c in path)


def rollup(
    out: str | Path, government: str, year: int | None = None, profile: Profile | None = None
) -> Summed:
    """Add up the reports of a government's units.

    Args:
        out: the folder that ``score`` has written.
        government: its name, or its agency_id in the register.
        year: the reporting year; the last one with reports of units where None.
        profile: whether a city's total includes its counties.

    Raises:
        NotInCorpus: the folder is none of a run; no such government; no unit of it has a report.
    """
    data = _Data(Path(out) / "data")
    if missing := [n for n in NEEDED if not (data.folder / f"{n}.parquet").is_file()]:
        raise NotInCorpus(f"{out} 不是 gipr-nlp score 的结果文件夹（缺 data/{missing[0]}.parquet）")
    found = _government(data, government)
    counties = (profile or load_profile()).totals_include_counties
    entries = [
        _entry(row)
        for row in data.rows("SELECT * FROM {agencies} WHERE parent = ? ORDER BY agency_id", found.agency_id)
        if counties or row["kind"] != "government"
    ]
    if not entries:
        raise NotInCorpus(f"名录和语料中没有以“{found.name}”为上级的单位")
    year = year or _last_year(data, [e.agency_id for e in entries])
    entries = [e for e in entries if (e.valid_from or 0) <= year <= (e.valid_to or 9999)]
    reports = _reports(data, [e.agency_id for e in entries] + [found.agency_id], year)
    if not any(e.agency_id in reports for e in entries):
        raise NotInCorpus(f"“{found.name}”的下级单位没有{year}年度的报告")
    units = [(e, reports.get(e.agency_id)) for e in entries]
    return add_up(found.name, year, units, reports.get(found.agency_id))


def write(summed: Summed, folder: str | Path) -> tuple[Path, Path]:
    """Write the document and the workbook; gives their places.

    Raises:
        Unwritable: the folder or a file cannot be written.
    """
    stem = f"{summed.government}{summed.year}年数据汇总"
    places = Path(folder) / f"{stem}.docx", Path(folder) / f"{stem}.xlsx"
    for place, make in zip(places, (writer.write_docx, writer.write_xlsx), strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.with_name(f"~{place.name}")
            make(beside, summed)
            beside.replace(place)
        except OSError as error:
            raise Unwritable(
                str(place), f"无法写入（可能正在 Word 或 Excel 中打开）：{error.strerror or error}"
            ) from error
    return places


def differences(summed: Summed) -> Iterator[str]:
    """What the government's own report says otherwise, a line for each cell; one line where nothing can be said."""
    if not summed.own:
        yield "本级政府没有该年度可比对的报告。"
        return
    count = 0
    for key, total in summed.cells.items():
        own, lacking = summed.own.get(key), summed.open_cells.get(key, 0)
        if own is None or own == total or (lacking and own > total):
            continue
        count += 1
        name = statutory.label_of(key[0], summed.form, *key[1:])
        least = "至少" if lacking else ""
        yield f"{name}：本级报告{number(own)}，各单位合计{least}{number(total)}"
    if not count:
        yield (
            "本级报告与各单位合计一致。"
            if not summed.open_cells
            else "在已汇总的范围内，未见本级报告与各单位合计矛盾。"
        )


def _government(data: _Data, name: str) -> Entry:
    """The government that a name or agency_id means."""
    known = [_entry(r) for r in data.rows("SELECT * FROM {agencies} WHERE kind = 'government' ORDER BY name")]
    wanted = split(name).expanded
    found = [e for e in known if name in (e.agency_id, e.name) or split(e.name).expanded == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotInCorpus(
            f"“{name}”对应{len(found)}个政府，请用名录编号指定：{'、'.join(e.agency_id for e in found[:NEAR])}"
        )
    near = "、".join(e.name for e in known[:NEAR])
    raise NotInCorpus(
        f"名录和语料中没有政府“{name}”" + (f"；有：{near}{'等' if len(known) > NEAR else ''}" if near else "")
    )


def _entry(row: dict[str, Any]) -> Entry:
    names = ("agency_id", "name", "kind", "sector", "level", "parent", "valid_from", "valid_to", "inferred")
    return Entry(**{name: row[name] for name in names})


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _last_year(data: _Data, units: Sequence[str]) -> int:
    sql = f"SELECT max(year) AS year FROM {{reports}} JOIN {{links}} USING (report_id) WHERE agency_id IN ({_marks(units)})"
    year = next(data.rows(sql, *units))["year"]
    if year is None:
        raise NotInCorpus("下级单位都没有报告")
    return int(year)


def _reports(data: _Data, agencies: Sequence[str], year: int) -> dict[str, Report]:
    """The reports that count, by agency_id, with nothing but their cells."""
    chosen = f"""SELECT l.agency_id, r.report_id, r.agency, r.kind, r.form, r.source FROM {{links}} l
        JOIN {{reports}} r USING (report_id) WHERE l.counts AND r.year = ? AND l.agency_id IN ({_marks(agencies)})"""
    found = {row["agency_id"]: row for row in data.rows(chosen, year, *agencies)}
    cells: dict[str, list[Cell]] = {}
    ids = [row["report_id"] for row in found.values()]
    wanted = (
        f"SELECT * FROM {{cells}} WHERE report_id IN ({_marks(ids)})"
        if ids
        else "SELECT * FROM {cells} LIMIT 0"
    )
    for row in data.rows(wanted, *ids):
        report_id = row.pop("report_id")
        cells.setdefault(report_id, []).append(Cell(**row))
    return {key: _report(row, cells.get(row["report_id"], []), year) for key, row in found.items()}


def _report(row: dict[str, Any], cells: Sequence[Cell], year: int) -> Report:
    return Report(
        document=Document(Source(row["source"]), ""),
        report_id=row["report_id"],
        title="",
        agency=Agency(row["agency"], row["agency"], kind=row["kind"]),
        year=year,
        form=row["form"],
        dates=Dates(),
        sections=(),
        tables=(),
        cells=tuple(cells),
    )
