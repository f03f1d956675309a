"""Year on year through ``score``: reports find last year's, under other names too; registers, versions, earlier results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.compose import report as written
from gipr_nlp.corpus import score
from gipr_nlp.register import load_register
from gipr_nlp.store import read_rows

#: Two more received and carried over, so that the table still balances.
CARRIED = {
    "applications.new_received.natural_person": 6,
    "applications.new_received.total": 8,
    "applications.carried_out.natural_person": 3,
    "applications.carried_out.total": 3,
}
FITTING = {"disclosure.normative_documents.in_force": 5}


def put(folder: Path, name: str, **more: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(**more), encoding="utf-8")


def found(folder: Path, out: Path, **more: Any) -> dict[str, list[Mapping[str, Any]]]:
    """Findings of families J and T by code."""
    run = score([folder], out, **more)
    assert run.unread == []
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for finding in read_rows(run.out / "data" / "findings.parquet"):
        if finding["code"][0] in "JT":
            by_code.setdefault(finding["code"], []).append(finding)
    return by_code


def test_a_break_is_one_root_on_both_reports(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", year=2022, cells=CARRIED)
    put(tmp_path / "in", "b.txt", year=2023, cells=FITTING)
    codes = found(tmp_path / "in", tmp_path / "out")
    (total, *columns) = codes["J01"]
    assert (total["root"], total["severity"], total["year"]) == (None, "error", 2023)
    assert {f["root"] for f in columns} == {total["fingerprint"]}
    (other,) = codes["J02"]
    assert other["year"] == 2022
    assert other["root"] is not None


def test_names_of_one_body_are_linked_without_a_register(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", year=2022, agency="青岚县卫健局", cells=CARRIED)
    put(tmp_path / "in", "b.txt", year=2023, agency="青岚县卫生健康局", cells=FITTING)
    assert "J01" in found(tmp_path / "in", tmp_path / "out")


def test_what_looks_alike_is_not_linked(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", year=2021, agency="青岚县农业局", cells=CARRIED)
    put(tmp_path / "in", "b.txt", year=2022, agency="青岚县农业农村局", cells=FITTING)
    assert "J01" not in found(tmp_path / "in", tmp_path / "out")


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("1,青岚县农业局,2021,2\n2,青岚县农业农村局,,\n", "error"),
        ("1,青岚县农业局,2021,2\n3,青岚县畜牧局,2021,2\n2,青岚县农业农村局,,\n", None),
        ("1,青岚县农业局,2021,2；3\n2,青岚县农业农村局,,\n3,青岚县畜牧局,,\n", None),
    ],
    ids=["renamed", "merged, a report is missing", "split up"],
)
def test_a_register_tells_what_became_of_a_body(tmp_path: Path, lines: str, wanted: str | None) -> None:
    register = tmp_path / "register.csv"
    register.write_text("agency_id,name,valid_to,successor\n" + lines, encoding="utf-8")
    put(tmp_path / "in", "a.txt", year=2021, agency="青岚县农业局", cells=CARRIED)
    put(tmp_path / "in", "b.txt", year=2022, agency="青岚县农业农村局", cells=FITTING)
    codes = found(tmp_path / "in", tmp_path / "out", register=load_register(register))
    assert (codes["J01"][0]["severity"] if "J01" in codes else None) == wanted


def test_merged_bodies_are_added_up(tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text(
        "agency_id,name,valid_to,successor\n1,青岚县农业局,2021,2\n3,青岚县畜牧局,2021,2\n2,青岚县农业农村局,,\n",
        encoding="utf-8",
    )
    put(tmp_path / "in", "a.txt", year=2021, agency="青岚县农业局")
    put(tmp_path / "in", "c.txt", year=2021, agency="青岚县畜牧局")
    put(tmp_path / "in", "b.txt", year=2022, agency="青岚县农业农村局")
    codes = found(tmp_path / "in", tmp_path / "out", register=load_register(register))
    assert codes["J01"][0]["severity"] == "warning"
    assert "合计为2件" in codes["J01"][0]["message"]


def test_a_body_that_was_there_before_takes_in_another(tmp_path: Path) -> None:
    """The register does not say since when the town exists; its own report of last year does."""
    register = tmp_path / "register.csv"
    register.write_text(
        "agency_id,name,valid_to,successor\n1,青岚县小河乡人民政府,2021,2\n2,青岚县大河镇人民政府,,\n",
        encoding="utf-8",
    )
    put(tmp_path / "in", "a.txt", year=2021, agency="青岚县小河乡人民政府")
    put(tmp_path / "in", "b.txt", year=2021, agency="青岚县大河镇人民政府")
    both = {
        f"applications.{row}.{column}": 2
        for row in ("carried_in", "carried_out")
        for column in ("natural_person", "total")
    }
    put(tmp_path / "in", "c.txt", year=2022, agency="青岚县大河镇人民政府", cells=both)
    codes = found(tmp_path / "in", tmp_path / "out", register=load_register(register))
    assert not {"J01", "J02"} & codes.keys()


def test_bodies_without_a_report_are_listed_where_the_corpus_is_of_that_year(tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    names = ["水务局", "财政局", "司法局", "审计局"]
    register.write_text("name\n" + "".join(f"青岚县{n}\n" for n in names), encoding="utf-8")
    for name in names[:3]:
        put(tmp_path / "in", f"{name}.txt", year=2023, agency=f"青岚县{name}")
    put(tmp_path / "in", "old.txt", year=2022, agency="青岚县水务局")
    codes = found(tmp_path / "in", tmp_path / "out", register=load_register(register))
    assert [(f["agency"], f["year"], f["report_id"]) for f in codes["T10"]] == [("青岚县审计局", 2023, None)]


def test_two_versions_of_one_report(tmp_path: Path) -> None:
    put(tmp_path / "in", "site.txt", year=2023)
    put(tmp_path / "in", "media.txt", year=2023, cells={"disclosure.licensing.decisions": 999})
    roots = [f["root"] is None for f in found(tmp_path / "in", tmp_path / "out")["T11"]]
    assert sorted(roots) == [False, True]


def test_one_report_in_two_layouts_is_no_second_version(tmp_path: Path) -> None:
    put(tmp_path / "in", "site.txt", year=2023)
    put(tmp_path / "in", "media.txt", year=2023, layout="pipes")
    put(
        tmp_path / "in",
        "doubtful.txt",
        year=2023,
        layout="aligned",
        cells={"applications.granted.research": None},
    )
    assert "T11" not in found(tmp_path / "in", tmp_path / "out")


def test_a_report_altered_since_an_earlier_run(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", year=2023)
    put(tmp_path / "in", "b.txt", year=2023, agency="青岚县财政局")
    assert "T14" not in found(tmp_path / "in", tmp_path / "first")
    put(tmp_path / "in", "a.txt", year=2023, cells={"disclosure.licensing.decisions": 999})
    codes = found(tmp_path / "in", tmp_path / "second", earlier=tmp_path / "first")
    assert [f["agency"] for f in codes["T14"]] == ["青岚县水务局"]
    assert "T14" not in found(tmp_path / "in", tmp_path / "third", earlier=tmp_path / "second")


def test_the_table_of_links_names_the_neighbours(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", year=2022)
    put(tmp_path / "in", "b.txt", year=2023)
    run = score([tmp_path / "in"], tmp_path / "out")
    rows = {row["report_id"]: row for row in read_rows(run.out / "data" / "links.parquet")}
    assert rows["青岚县水务局-2023"]["previous"] == "青岚县水务局-2022"
    assert rows["青岚县水务局-2022"]["following"] == "青岚县水务局-2023"
    assert {row["how"] for row in rows.values()} == {"inferred"}
    assert run.links == {"names": {"inferred": 1}, "open": []}
