"""Parquet and CSV: explicit columns, harmless cells, files that are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus.compose import report as written
from gipr_nlp import store
from gipr_nlp.corpus.join import join
from gipr_nlp.corpus.slip import slip_row
from gipr_nlp.errors import Unwritable
from gipr_nlp.files import atomic, move
from gipr_nlp.model import Audit, Outcome
from gipr_nlp.pipeline import audit, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.rules import catalogue
from gipr_nlp.wire import FINDING_KEYS

PROFILE = load_profile()
#: Tables that the parts hold; the others are made by the corpus step.
JOINED = [table for table in store.TABLES if table in store.PART_TABLES]
DIMENSIONS = [d.key for d in PROFILE.dimensions]


def audited(agency: str = "青岚县水务局", **cells: str) -> Audit:
    changed = {key.replace("__", "."): value for key, value in cells.items()}
    return audit(read_text(written(agency=agency, cells=changed)), step="alone")


def parts(folder: Path, *chunks: Sequence[Audit]) -> tuple[list[Path], list[Path]]:
    """Folders of both steps, as if each report were judged alone; reports get their names by number."""
    first, then, doc = list[Path](), list[Path](), 0
    for number, audits in enumerate(chunks):
        for folders, tables in ((first, store.PART_TABLES), (then, store.SECOND_TABLES)):
            folders.append(folder / f"{len(tables)}-{number}")
            folders[-1].mkdir(parents=True)
        one, two = store.Part(first[-1], PROFILE), store.Part(then[-1], PROFILE, store.SECOND_TABLES)
        for found in audits:
            doc += 1
            one.add([*store.rows(found, doc, PROFILE), ("slips", slip_row(found, doc))])
            two.add([("marks", (doc, f"report-{doc}", *store.score_row(found, PROFILE)))])
        one.close()
        two.close()
    return first, then


def joined(folder: Path, *chunks: Sequence[Audit]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    join(*parts(folder, *chunks), folder, DIMENSIONS)
    return folder


def test_every_table_is_written_with_its_columns_even_when_it_is_empty(tmp_path: Path) -> None:
    joined(tmp_path, [audited()])
    for table in JOINED:
        assert pq.read_schema(tmp_path / f"{table}.parquet") == store.schema(table, DIMENSIONS)
    assert pq.read_schema(tmp_path / "findings.parquet").names == list(FINDING_KEYS)


def test_rows_say_what_the_audit_says(tmp_path: Path) -> None:
    one = audited(applications__granted__total="9")
    joined(tmp_path, [one])
    (report,) = store.read_rows(tmp_path / "reports.parquet")
    assert report["score"] == one.score.mark
    assert {d: report[d] for d in DIMENSIONS} == dict(one.score.dimensions)
    assert report["errors"] == sum(f.severity == "error" for f in one.roots)
    assert [d["points"] for d in report["deductions"]] == [d.points for d in one.score.deductions]
    cells = list(store.read_rows(tmp_path / "cells.parquet"))
    assert [(c["table"], c["row"], c["column"], c["value"]) for c in cells] == [
        (c.table, c.row, c.column, c.value) for c in one.report.cells
    ]
    outcomes = list(store.read_rows(tmp_path / "outcomes.parquet"))
    assert [(o["code"], o["state"]) for o in outcomes] == [(o.code, o.state) for o in one.outcomes]
    findings = list(store.read_rows(tmp_path / "findings.parquet"))
    assert [f["message"] for f in findings] == [f.message for f in one.findings]
    assert {f["report_id"] for f in findings} == {"report-1"}


def test_rows_of_every_table_go_under_the_name_of_their_report(tmp_path: Path) -> None:
    joined(tmp_path, [audited(), audited("青岚县教育局")], [audited("青岚县司法局")])
    for table in ("reports", "cells", "outcomes"):
        names = [row["report_id"] for row in store.read_rows(tmp_path / f"{table}.parquet")]
        assert list(dict.fromkeys(names)) == ["report-1", "report-2", "report-3"]


def test_what_the_second_step_says_stands_in_the_order_of_the_catalogue(tmp_path: Path) -> None:
    one = audited()
    first, then = parts(tmp_path / "p", [one])
    later = [
        Outcome("J01", "failed", severity="error"),
        Outcome("H03", "undecided", "again", severity="warning"),
    ]
    second = store.Part(then[0], PROFILE, store.SECOND_TABLES)
    second.add([("marks", (1, "report-1", *store.score_row(one, PROFILE))), *store.outcome_rows(later, 1)])
    second.close()
    join(first, then, tmp_path, DIMENSIONS)
    outcomes = list(store.read_rows(tmp_path / "outcomes.parquet"))
    codes = [o["code"] for o in outcomes]
    assert codes == [code for code in catalogue() if code in codes]
    assert [o["state"] for o in outcomes if o["code"] == "J01"][-1] == "failed"
    assert [o["reason"] for o in outcomes if o["code"] == "H03"] == ["again"]


def test_the_files_do_not_depend_on_how_reports_were_parted(tmp_path: Path) -> None:
    audits = [audited(name) for name in ("青岚县水务局", "青岚县教育局", "青岚县司法局")]
    joined(tmp_path / "one", audits)
    joined(tmp_path / "three", *([a] for a in audits))
    for table in JOINED:
        first, second = (tmp_path / n / f"{table}.parquet" for n in ("one", "three"))
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-3", "'-3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("正常", "正常"),
        ("", ""),
        (None, None),
        (-3.0, -3),
        (0.5, 0.5),
        (["=a", "b"], "'=a ｜ b"),
    ],
)
def test_no_cell_is_a_formula(value: Any, cell: Any) -> None:
    assert store.as_cell(value) == cell


def test_csv_opens_in_excel_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    lines = [
        {"code": "F01", "message": '有“引号”,逗号"\n换行', "found": "=1"},
        {"code": "D04", "message": "-", "found": None},
    ]
    store.write_csv(path, ["code", "message", "found"], lines)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(store.read_rows(path)) == lines


def break_off(path: Path) -> None:
    with atomic(path) as file:
        file.write("half")
        raise RuntimeError


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        break_off(path)
    assert path.read_text() == "old"
    with atomic(path) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_a_file_open_in_excel_gives_a_clear_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "new", tmp_path / "ledger.xlsx"
    source.write_text("new")
    target.write_text("old")

    def held(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(Unwritable, match="Excel"):
        move(source, target)
    with pytest.raises(Unwritable, match="Excel"), atomic(target) as file:
        file.write("new")
    assert target.read_text() == "old"
