"""Sums over the units of a government, and what the government's own report says against them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus import generate
from gipr_nlp.model import Cell, Entry, Facts, Finding, Outcome, Report
from gipr_nlp.pipeline import read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.rollup import add_up, value_of
from gipr_nlp.rules import run
from gipr_nlp.rules.base import Case
from gipr_nlp.writers.rollup import write_docx, write_xlsx

NEW = ("applications", "new_received", "total")
LICENCES = ("disclosure", "licensing", "decisions")
YEAR = 2022


@cache
def county() -> tuple[dict[str, Report], Report]:
    """The reports of a county's units by agency_id, and the government's; nothing planted, nothing missing."""
    units = {}
    for agency in generate.agencies(5):
        cells = generate.series(agency, 3)[YEAR - generate.FIRST_YEAR]
        made = generate._Year(agency, YEAR, cells, generate.sentences(agency, YEAR, 3))
        if agency.kind == "government":
            sums = generate.added_up([u.cells for u in units.values()])
            made.cells = sums
            parts = {k: read_text(text(u), u.file) for k, u in units.items()}
            return parts, read_text(text(made), made.file)
        units[agency.agency_id] = made
    raise AssertionError("a county has a government")


def text(made: generate._Year) -> str:
    return generate._written(made, generate.Random(1)).data.decode("utf-8")


def entries(inferred: bool = False) -> list[tuple[Entry, Report | None]]:
    units, _ = county()
    names = {a.agency_id: a.name for a in generate.agencies(5)}
    return [(Entry(i, names[i], inferred=inferred), report) for i, report in units.items()]


def with_cell(report: Report, key: tuple[str, str, str], **changes: object) -> Report:
    cells = tuple(replace(c, **changes) if (c.table, c.row, c.column) == key else c for c in report.cells)  # type: ignore[arg-type]
    return replace(report, cells=cells)


def said(report: Report, facts: Facts) -> dict[str, Outcome]:
    return {o.code: o for o in run(Case(report, load_profile(), facts=facts), "corpus")}


def roots(outcome: Outcome) -> list[Finding]:
    return [f for f in outcome.findings if f.root is None]


def test_a_government_that_adds_up_passes() -> None:
    _, government = county()
    found = said(government, Facts(units=tuple(entries())))
    assert found["U01"].state == "passed"


def test_a_wrong_sum_names_row_both_numbers_and_the_unit_that_explains_it() -> None:
    units, government = county()
    own = government.by_key[LICENCES].value or 0
    numbers = [r.by_key[LICENCES].value for r in units.values()]
    (odd,) = [i for i, r in units.items() if r.by_key[LICENCES].value == max(n or 0 for n in numbers)]
    gap = units[odd].by_key[LICENCES].value or 0
    wrong = with_cell(government, LICENCES, value=own - gap, raw=str(own - gap))
    (finding,) = roots(said(wrong, Facts(units=tuple(entries())))["U01"])
    assert (finding.row, finding.column, finding.severity) == ("licensing", "decisions", "error")
    assert (finding.found, finding.expected) == (str(int(own - gap)), str(int(own)))
    assert units[odd].agency.name in finding.message


def test_a_unit_whose_own_sums_are_broken_accuses_nobody() -> None:
    _, government = county()
    (entry, report), *rest = entries()
    assert report is not None
    broken = with_cell(report, NEW, value=(report.by_key[NEW].value or 0) + 1)
    assert said(government, Facts(units=((entry, broken), *rest)))["U01"].findings == ()


def test_rows_of_a_table_that_are_wrong_together_are_one_defect() -> None:
    _, government = county()
    wrong = government
    for row in ("new_received", "granted", "total_handled"):
        for column in ("natural_person", "total"):
            key = ("applications", row, column)
            wrong = with_cell(wrong, key, value=(government.by_key[key].value or 0) + 3)
    outcome = said(wrong, Facts(units=tuple(entries())))["U01"]
    assert len(outcome.findings) == 3
    assert len(roots(outcome)) == 1


@pytest.mark.parametrize(("change", "state"), [(+2, "undecided"), (-1000, "failed")])
def test_where_a_unit_is_missing_only_too_small_a_figure_is_wrong(change: int, state: str) -> None:
    _, government = county()
    first, *rest = entries()
    own = government.by_key[LICENCES].value or 0
    wrong = with_cell(government, LICENCES, value=max(0, own + change))
    outcome = said(wrong, Facts(units=((first[0], None), *rest)))["U01"]
    assert outcome.state == state
    assert {f.severity for f in outcome.findings} <= {"warning"}
    assert first[0].name in outcome.reason


def test_a_list_of_units_that_was_inferred_proves_no_error() -> None:
    _, government = county()
    wrong = with_cell(government, LICENCES, value=(government.by_key[LICENCES].value or 0) + 2)
    assert said(wrong, Facts(units=tuple(entries(inferred=True))))["U01"].state == "undecided"


def test_a_doubted_cell_of_a_unit_leaves_that_cell_open() -> None:
    (entry, report), *rest = entries()
    assert report is not None
    summed = add_up("甲", YEAR, [(entry, with_cell(report, NEW, value=None, doubt="两种读法")), *rest])
    assert summed.open_cells == {NEW: 1}


def test_the_chain_of_carry_overs_names_the_units_that_break_it() -> None:
    _, government = county()
    out = ("applications", "carried_out", "total")
    came = ("applications", "carried_in", "total")
    before = tuple((e, with_cell(r, out, value=r.by_key[came].value) if r else r) for e, r in entries())
    facts = Facts(units=tuple(entries()), units_before=before)
    assert said(government, facts)["U04"].state == "passed"
    entry, report = before[0]
    assert report is not None
    broken = (entry, with_cell(report, out, value=(report.by_key[out].value or 0) + 2))
    outcome = said(government, replace(facts, units_before=(broken, *before[1:])))["U04"]
    assert outcome.state == "failed"
    assert entry.name in outcome.findings[0].message


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(35200, "元", 3.52), (3.52, "万元", 3.52), (3.52, None, 3.52), (0.4, "亿元", 4000), (0, None, 0)],
)
def test_money_is_added_in_units_of_ten_thousand_yuan(
    value: float, unit: str | None, expected: float
) -> None:
    assert value_of(Cell("disclosure", "fees", "amount", "", "number", value, unit)) == expected


def test_an_amount_of_procurement_without_unit_is_not_added() -> None:
    assert value_of(Cell("disclosure", "procurement", "amount", "61.2", "number", 61.2)) is None


def test_a_count_that_is_no_whole_number_adds_nothing() -> None:
    assert value_of(Cell("disclosure", "licensing", "decisions", "36.5", "number", 36.5)) is None
    assert value_of(Cell("disclosure", "licensing", "decisions", "36", "number", 36.0)) == 36


def test_documents_hold_the_sums_and_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    import docx
    import openpyxl

    (entry, _), *rest = entries()
    _, government = county()
    summed = add_up("某县人民政府", YEAR, [(entry, None), *rest], government)
    for n in (1, 2):
        write_docx(tmp_path / f"{n}.docx", summed)
        write_xlsx(tmp_path / f"{n}.xlsx", summed)
    assert (tmp_path / "1.docx").read_bytes() == (tmp_path / "2.docx").read_bytes()
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.docx") as archive:
        assert {i.date_time[0] for i in archive.infolist()} == {2000}
    document = docx.Document(str(tmp_path / "1.docx"))
    assert len(document.tables) == 3
    row = next(r for r in document.tables[1].rows if r.cells[0].text.startswith("一、"))
    assert row.cells[-1].text == f"≥{summed.cells[NEW]}"
    assert entry.name in "".join(p.text for p in document.paragraphs)
    book = openpyxl.load_workbook(tmp_path / "1.xlsx")
    assert book.sheetnames == ["主动公开", "依申请公开", "复议诉讼", "各单位", "与本级报告核对"]
    values = [row[9].value for row in book["依申请公开"].iter_rows(min_row=5)]
    assert values[0] == summed.cells[NEW]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of two years, scored with its register; one report of the second year is missing."""
    from gipr_nlp import corpus
    from gipr_nlp.register import load_register

    folder = tmp_path_factory.mktemp("county")
    generate.write(folder, generate.PER_COUNTY, 5)
    for path in folder.glob("reports/*/*_2021*.txt"):
        path.unlink()
    next(iter(sorted(folder.glob("reports/*/03_*_2023.txt")))).unlink()
    register = load_register(folder / "register.csv")
    corpus.score([folder / "reports"], folder / "out", register=register)
    return folder / "out"


def test_the_units_of_a_run_are_added_up_by_name_of_the_government(scored: Path) -> None:
    from gipr_nlp.corpus.rollup import rollup

    government = generate.agencies(0)[-1]
    summed = rollup(scored, government.name, 2023)
    assert [u.reason for u in summed.missing].count("未报送") >= 1
    assert rollup(scored, government.agency_id, 2023) == summed
    before = rollup(scored, government.name, 2022)
    units = [u for u in before.units if not u.reason]
    folder = scored.parent / "reports"
    there = [p for p in folder.glob("00000/*_2022.txt") if "government" not in p.name]
    assert len(units) == len(there) >= 15
    assert before.cells[LICENCES] == sum(u.cells[LICENCES] or 0 for u in units)
    assert before.own[LICENCES] is not None
    assert before.certain_units


def test_the_command_says_what_is_missing_and_where_the_files_are(scored: Path, tmp_path: Path) -> None:
    from gipr_nlp.cli import run as command

    government = generate.agencies(0)[-1].name
    assert command(["rollup", str(scored), "--parent", government, "--to", str(tmp_path)], "zh") == 0
    assert {p.suffix for p in tmp_path.iterdir()} == {".docx", ".xlsx"}
    assert command(["rollup", str(scored), "--parent", "没有的县人民政府"], "zh") == 64
    assert command(["rollup", str(tmp_path), "--parent", government], "zh") == 64
