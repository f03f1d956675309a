"""Parquet and CSV: explicit columns, harmless cells, files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus.compose import report as written
from gipr_nlp import store
from gipr_nlp.errors import Unwritable
from gipr_nlp.files import atomic, move
from gipr_nlp.model import Audit
from gipr_nlp.pipeline import audit, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.wire import FINDING_KEYS

PROFILE = load_profile()
DIMENSIONS = [d.key for d in PROFILE.dimensions]


def audited(agency: str = "青岚县水务局", **cells: str) -> Audit:
    changed = {key.replace("__", "."): value for key, value in cells.items()}
    return audit(read_text(written(agency=agency, cells=changed)))


def part(folder: Path, *audits: Audit) -> Path:
    folder.mkdir(parents=True)
    made = store.Part(folder, PROFILE)
    for one in audits:
        made.add(one)
    made.close()
    return folder


def test_every_table_is_written_with_its_columns_even_when_it_is_empty(tmp_path: Path) -> None:
    assert store.join([part(tmp_path / "p", audited())], tmp_path, DIMENSIONS) == 1
    for table in store.TABLES:
        assert pq.read_schema(tmp_path / f"{table}.parquet") == store.schema(table, DIMENSIONS)
    assert pq.read_table(tmp_path / "matches.parquet").num_rows == 0
    assert pq.read_schema(tmp_path / "findings.parquet").names == list(FINDING_KEYS)


def test_rows_say_what_the_audit_says(tmp_path: Path) -> None:
    one = audited(applications__granted__total="9")
    store.join([part(tmp_path / "p", one)], tmp_path, DIMENSIONS)
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
    assert {f["report_id"] for f in findings} == {one.report.report_id}


def test_reports_of_the_same_name_get_versions_in_order(tmp_path: Path) -> None:
    same, other = audited(), audited("青岚县教育局")
    parts = [part(tmp_path / "a", same, other), part(tmp_path / "b", same, same)]
    assert store.join(parts, tmp_path, DIMENSIONS) == 4
    name = same.report.report_id
    ids = [r["report_id"] for r in store.read_rows(tmp_path / "reports.parquet")]
    assert ids == [name, other.report.report_id, f"{name}-v2", f"{name}-v3"]
    cells = {c["report_id"] for c in store.read_rows(tmp_path / "cells.parquet")}
    assert cells == set(ids)


def test_a_version_never_takes_the_name_of_another_report() -> None:
    taken: dict[str, int] = {}
    names = [store._name(taken, name) for name in ("a", "a-v2", "a", "a", "a-v2")]
    assert names == ["a", "a-v2", "a-v3", "a-v4", "a-v2-v2"]
    assert len(set(names)) == 5


def test_the_files_do_not_depend_on_how_reports_were_parted(tmp_path: Path) -> None:
    audits = [audited(name) for name in ("青岚县水务局", "青岚县教育局", "青岚县司法局")]
    for name, parted in (("one", [audits]), ("three", [[a] for a in audits])):
        folders = [part(tmp_path / name / str(i), *some) for i, some in enumerate(parted)]
        store.join(folders, tmp_path / name, DIMENSIONS)
    for table in store.TABLES:
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
