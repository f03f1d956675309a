"""Family A beyond its case files: roots, what costs no points, places, privacy, and the seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.compose import report
from corpus.layouts import LAYOUTS
from gipr_nlp.model import Finding, Outcome, Report
from gipr_nlp.pipeline import read, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.rules import a, run
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.chapter_text import masked

CODES = [rule.code for rule in a.RULES]
NEWS = "县里召开政务公开工作会议\n会议要求各单位抓紧工作。各单位参加了会议。\n"


def outcomes(read_report: Report) -> dict[str, Outcome]:
    return {o.code: o for o in run(Case(read_report, load_profile())) if o.code in CODES}


def findings(text: str) -> list[Finding]:
    return [f for o in outcomes(read_text(text)).values() for f in o.findings]


def test_codes() -> None:
    expected = [f"A{n:02}" for n in range(1, 18) if n != 8]
    assert expected == CODES


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_clean_report_is_clean_in_every_layout(form: str, layout: str) -> None:
    said = outcomes(read_text(report(form, layout=layout)))
    assert {code: o.state for code, o in said.items() if o.state not in ("passed", "not_applicable")} == {}


def test_blank_section_follows_from_the_image() -> None:
    found = findings(report(tables={"applications": "![表](1.png)"}))
    image = next(f for f in found if f.code == "A09")
    blank = next(f for f in found if f.code == "A06")
    assert image.root is None
    assert blank.root == image.fingerprint
    assert (image.table, image.section) == ("applications", 3)


def test_a_blank_section_does_not_follow_from_the_image_of_another() -> None:
    found = findings(report(tables={"applications": "![表](1.png)"}, overview=""))
    roots = {f.section: f.root for f in found if f.code == "A06"}
    assert roots[1] is None
    assert roots[3] is not None


def test_a_missing_table_among_readable_ones_is_the_agencys() -> None:
    found = findings(report(tables={"review": "没有发生行政复议和行政诉讼。"}))
    assert [(f.code, f.root, f.severity) for f in found] == [("A06", None, "error")]


def test_three_missing_tables_cost_nothing() -> None:
    found = findings(report(omit=["disclosure", "applications", "review"]))
    assert {f.code for f in found if f.root is None} == {"A09"}
    assert all(f.free for f in found if f.code == "A09")


def test_missing_sections_hang_under_the_breaking_off() -> None:
    problems = (
        "一是解读形式偏少，全年12篇解读材料中有8篇仍是文字说明，图片解读只有4篇；"
        "二是报送公开材料不及时，有5份办事结果在形成后第25个工作"
    )
    found = findings(report(problems=problems, omit=[6, "signature"]))
    missing = next(f for f in found if f.code == "A01")
    broken = next(f for f in found if f.code == "A17")
    assert broken.root is None
    assert missing.root == broken.fingerprint


def test_cut_off_file_accuses_nobody(tmp_path: Path) -> None:
    data = report(omit=[6, "signature"]).encode()
    path = tmp_path / "青岚县水务局2023年政府信息公开工作年度报告.txt"
    path.write_bytes(data.rstrip()[:-1])
    said = outcomes(read(path))
    assert (said["A01"].state, said["A17"].state) == ("undecided", "undecided")


def test_what_conversion_can_cause_costs_nothing() -> None:
    found = findings(report(headings={1: "总体情况", 2: "扫一扫在手机打开当前页\n二、主动公开政府信息情况"}))
    assert {f.code: (f.severity, f.free) for f in found} == {"A03": ("hint", True), "A11": ("hint", True)}


def test_place_of_a_heading() -> None:
    text = report(headings={5: "五、存在问题和改进措施"})
    (found,) = findings(text)
    assert found.code == "A04"
    assert text[found.start : found.end] == "五、存在问题和改进措施"
    assert text.split("\n")[(found.line or 0) - 1] == "五、存在问题和改进措施"


def test_no_report_silences_the_others() -> None:
    said = outcomes(read_text(NEWS))
    assert said["A15"].state == "failed"
    assert {o.state for code, o in said.items() if code != "A15"} == {"not_applicable"}


def test_fingerprints_do_not_depend_on_lines() -> None:
    one = report(omit=[4], headings={5: "五、存在问题和改进措施"})
    assert {f.fingerprint for f in findings(one)} == {f.fingerprint for f in findings("\n\n\n" + one)}


def test_quotes_hide_long_numbers() -> None:
    assert (
        masked("身份证530102199001011234，电话0880-3320016，3件")
        == "身份证530*************34，电话088*******16，3件"
    )
    twice = (
        "申请人电话13812345678，地址为青岚县清河大道18号院3单元201室，"
        "身份证号530102199001011234，请按期答复并送达。"
    )
    found = [f for f in findings(report(problems=f"{twice}\n{twice}")) if f.code == "A10"]
    assert found
    assert "13812345678" not in found[0].message + "".join(found[0].evidence)


def test_seeds(shared: Path) -> None:
    seen = {
        path.name[:3]: {f.code for o in outcomes(read(path)).values() for f in o.findings}
        for path in sorted(shared.glob("seeds/*.txt"))
    }
    assert seen == {"000": {"A03"}, "001": set(), "002": set(), "003": set(), "004": set()}
