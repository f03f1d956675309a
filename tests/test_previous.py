"""A draft against last year's report: which report is taken, and which is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.compose import report as written
from gipr_nlp.corpus import audits
from gipr_nlp.corpus.previous import facts_of, match
from gipr_nlp.model import Audit, Report
from gipr_nlp.pipeline import audit, read_text


def report(year: int, agency: str = "青岚县水务局", **more: object) -> Report:
    return read_text(written(year=year, agency=agency, **more), f"{agency}{year}.txt")  # type: ignore[arg-type]


DRAFT = report(2023)


def test_the_report_of_the_same_agency_is_found_among_many() -> None:
    others = [report(2022, "青岚县财政局"), report(2022), report(2021), report(2022, "霁川县水务局")]
    found, why = match(DRAFT, others)
    assert found is others[1]
    assert why == ""


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([report(2021)], "为2021年度，不是2022年度"),
        ([report(2022, "青岚县财政局")], "是青岚县财政局的，不是青岚县水务局的"),
        ([report(2022, "霁川县水务局")], "是霁川县水务局的"),
        ([report(2022), report(2022)], "有2份是该单位的"),
    ],
)
def test_another_report_is_refused_with_the_reason(others: list[Report], said: str) -> None:
    found, why = match(DRAFT, others)
    assert found is None
    assert said in why
    assert facts_of(DRAFT, others).previous is None


def test_all_rules_that_need_last_year_run() -> None:
    """Same text, same figures, and a carry-over that does not fit."""
    last = report(
        2022, cells={"applications.carried_out.total": 2, "applications.carried_out.natural_person": 2}
    )
    found = audit(DRAFT, stage="draft", facts=facts_of(DRAFT, [last]))
    states = {o.code: o.state for o in found.outcomes}
    assert states["J01"] == states["J12"] == states["P01"] == "failed"
    wanted = [code for code in states if code[0] == "J" and code not in ("J02", "J04", "J05", "J06", "J10")]
    assert {states[code] for code in wanted} <= {"passed", "failed"}
    assert states["J02"] == states["T11"] == "not_applicable"
    alone = audit(DRAFT, stage="draft")
    assert {o.state for o in alone.outcomes if o.code[0] == "J"} == {"not_applicable"}


def test_the_library_compares_files(tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(written(year=2023), encoding="utf-8")
    (found,) = audits([tmp_path / "draft.txt"], previous=[report(2022)])
    assert isinstance(found, Audit)
    assert "J12" in {f.code for f in found.findings}
