"""Families C, D and E where a case needs more than the text of one report: last year, grids, roots, unread cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.compose import report
from corpus.layouts import LAYOUTS
from corpus.values import plain
from gipr_nlp import form as statutory
from gipr_nlp.model import Facts, Finding, Outcome, Report
from gipr_nlp.pipeline import audit, read, read_text, understand
from gipr_nlp.profile import Profile
from gipr_nlp.rules import _check, _link
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.c import RULES as C
from gipr_nlp.rules.d import RULES as D
from gipr_nlp.rules.e import RULES as E
from gipr_nlp.rules.labels import altered, altered_in, distance
from gipr_nlp.writers.printed import grid
from tests.test_grids import document, piece


def outcomes(
    found: Report, previous: Report | None = None, profile: Profile | None = None
) -> dict[str, Outcome]:
    """What the rules of the three families say."""
    case = Case(found, profile or Profile(), facts=Facts(previous=previous))
    linked = _link([(rule, *_check(rule, case)) for rule in (*C, *D, *E)], ())
    return {outcome.code: outcome for outcome in linked}


def findings(found: Report, **more: Any) -> dict[str, tuple[Finding, ...]]:
    return {code: o.findings for code, o in outcomes(found, **more).items() if o.findings}


def with_cells(form: str = "2021", year: int | None = None, layout: str = "lines", **cells: str) -> Report:
    """A report with some cells of the disclosure table: row__column=value."""
    printed = {f"disclosure.{key.replace('__', '.')}": value for key, value in cells.items()}
    return read_text(report(form, year, cells=printed, layout=layout))


@pytest.mark.parametrize(
    ("before", "now", "fails"),
    [("3.4", "34000", True), ("34000", "3.4", True), ("3.4", "34", False), ("0", "3.4", False)],
)
def test_fees_ten_thousand_times_those_of_last_year(before: str, now: str, fails: bool) -> None:
    found = outcomes(with_cells(fees__amount=now), previous=with_cells(year=2022, fees__amount=before))["D07"]
    assert (found.state == "failed") is fails
    assert all("相差约一万倍" in f.message for f in found.findings)


def test_units_of_fees_are_those_printed() -> None:
    found = outcomes(with_cells(fees__amount="34000元"), previous=with_cells(year=2022, fees__amount="3.4"))
    assert found["D07"].state == "passed"
    assert found["D05"].state == "failed"


def six_cells(media_type: str) -> Report:
    """A report whose applications table has a row of six value cells."""
    cells = plain("2021")
    tables = {name: [piece(grid(name, "2021", cells))] for name in statutory.TABLES}
    del tables["applications"][0][4][3]  # 上年结转: 科研机构
    found = document("2021", tables)
    return understand(replace(found, source=replace(found.source, media_type=media_type)))


def test_a_row_of_six_cells_in_a_grid_is_the_agencys() -> None:
    found = outcomes(six_cells("text/html"))
    (warning,) = found["D11"].findings
    assert (warning.severity, warning.free, warning.row) == ("warning", False, "carried_in")
    assert "有6个数据格，应为7个" in warning.message
    (hint,) = findings(six_cells("application/pdf"))["D11"]
    assert (hint.severity, hint.free) == ("hint", True)


def test_sums_of_a_row_with_six_cells_are_not_judged() -> None:
    audited = audit(six_cells("text/html"))
    sums = {o.code: o.state for o in audited.outcomes if o.code in ("F01", "F02", "F03")}
    assert set(sums.values()) <= {"passed", "undecided"}
    assert sums["F03"] == "undecided"


def test_many_rows_with_wrong_counts_are_one_finding() -> None:
    rows = ("granted", "partly_granted", "refused_process", "unable_not_held", "declined_repeated")
    cells = {f"applications.{row}.research": None for row in rows}
    (found,) = findings(read_text(report("2021", cells=cells, layout="spaces")))["D11"]
    assert "等5行" in found.message


def test_issued_above_stock_follows_from_the_impossible_stock() -> None:
    found = findings(
        with_cells(
            normative_documents__issued="4",
            normative_documents__repealed="0",
            normative_documents__in_force="0",
        )
    )
    assert found["E03"][0].root == found["E02"][0].fingerprint
    assert found["E02"][0].root is None


def test_one_total_too_small_is_one_root() -> None:
    found = findings(
        with_cells(
            "2019",
            normative_documents__made="5",
            normative_documents__published="5",
            normative_documents__total="3",
        )
    )
    assert found["E06"][0].root == found["E05"][0].fingerprint


def test_a_habit_is_one_finding_a_table() -> None:
    cells = {f"applications.{row}.research": "/" for row in ("new_received", "carried_in", "granted")}
    cells |= {"review.reconsideration.upheld": "无", "review.reconsideration.total": "0"}
    assert len(findings(read_text(report("2021", cells=cells)))["D02"]) == 2


def test_numbers_that_could_not_be_told_apart_are_not_blamed() -> None:
    cells = {"applications.carried_in.research": None, "applications.carried_in.natural_person": "1.5"}
    found = outcomes(read_text(report("2021", cells=cells, layout="spaces")))
    assert (found["D03"].state, found["D03"].findings) == ("undecided", ())


def test_words_and_limits_of_a_profile() -> None:
    own = Profile(thresholds={"E04_department": 0}, lexicons={"E12": ("水务",)})
    found = outcomes(with_cells(), profile=own)
    assert found["E04"].state == "failed"
    assert {f.row for f in found["E12"].findings} == {"licensing", "penalties", "compulsion"}


def test_seeds(shared: Path) -> None:
    """What these families must and must not say on the five real reports (rules.md 8.1)."""
    said = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        found = outcomes(read(path))
        assert {o.state for o in found.values()} <= {"passed", "failed", "not_applicable"}
        said |= {(path.name[:3], code): o.findings for code, o in found.items() if o.state == "failed"}
    assert set(said) == {("004", "E08")}
    ((finding,),) = said.values()
    assert (finding.row, finding.severity) == ("penalties", "warning")
    assert "101+2=103" in finding.message


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("layout", [name for name in LAYOUTS if "typos" not in name])
def test_no_layout_of_a_clean_report_costs_points(layout: str, form: str) -> None:
    """Whatever an extractor does to the tables, it is not blamed on the agency."""
    found = outcomes(read_text(report(form, layout=layout)))
    costly = [f.message for o in found.values() for f in o.findings if not f.free]
    assert costly == []
    assert not [o.reason for o in found.values() if o.state == "crashed"]


@pytest.mark.parametrize(
    ("label", "printed", "expected"),
    [
        ("行政规范性文件", "规范性文件", "规范性文件"),
        ("（一）予以公开", "予以公开", None),
        ("3.危及“三安全一稳定”", '危及"三安全一稳定"', None),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开", None),
        ("（七）总计", "合计", "合计"),
        ("1.属于国家秘密", "涉及商业机密", None),
    ],
)
def test_altered_labels(label: str, printed: str, expected: str | None) -> None:
    found = altered(label, printed)
    assert (found and found.printed) == expected


def test_labels_scattered_by_the_layout_are_not_altered() -> None:
    header = "自然人商业企业科研机构社会公益法律服务其他总计组织机构"
    assert altered_in(["社会公益组织", "法律服务机构"], header) == ([], [])


def test_distance() -> None:
    assert [
        distance(a, b) for a, b in (("", "ab"), ("结转", "转结"), ("件数", "件数"), ("总计", "合计"))
    ] == [2, 2, 0, 1]
