"""Required content and fees (families M and N, A08) on whole reports: the seeds, the sample corpus, no tagger."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.compose import from_case
from corpus.rule_report import truth
from gipr_nlp.model import Clause, Outcome, Report
from gipr_nlp.pipeline import read, read_text
from gipr_nlp.rules import run
from tests.helpers import case_of, tagged

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"

#: What must and must not be found on the seeds (rules.md 8.1), by the number in front of the file name.
MUST = {
    "000": {"M14": "hint"},
    "001": {"M03": "warning", "M15": "warning"},
    "002": {"N03": "hint", "M01": None, "M12": "warning"},
    "003": {"N02": "error", "M01": None, "M02": None},
    "004": {"M24": "hint"},
}
MUST_NOT = {
    "000": {"M01", "M02", "M03", "M04", "M05", "N01", "M19"},
    "001": {"N01"},
    "002": {"N01"},
    "003": {"M13"},
    "004": {"M02", "M03", "N01", "M19"},
}


@cache
def outcomes(path: Path) -> dict[str, Outcome]:
    return {o.code: o for o in run(case_of(tagged(read(path)), families="AMN"))}


@pytest.mark.parametrize("number", sorted(MUST))
def test_seeds(shared: Path, number: str) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*")
    found = outcomes(path)
    for code, severity in MUST[number].items():
        assert found[code].state == "failed", (code, found[code].reason)
        assert severity is None or {f.severity for f in found[code].findings} == {severity}
    for code in MUST_NOT[number]:
        assert found[code].state != "failed", [f.message for f in found[code].findings]


def test_seed_without_a_heading_on_management(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("004_*")
    assert "政府信息管理" in outcomes(path)["M24"].findings[0].message


def sample() -> list[Path]:
    with (SAMPLE / "manifest.csv").open(encoding="utf-8") as file:
        return [SAMPLE / row["file"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("path", sample(), ids=lambda p: p.stem)
def test_sample_corpus_is_accused_of_nothing_else(path: Path) -> None:
    """Errors and warnings on content and fees are those that were planted."""
    grave = [f for code, o in outcomes(path).items() if code[0] in "MN" or code == "A08" for f in o.findings]
    grave = [f for f in grave if f.severity != "hint" and (path.name, f.code) not in truth()[1]]
    assert [(f.code, f.message) for f in grave] == []
    assert not [code for code, o in outcomes(path).items() if o.state == "crashed"]


def bare(report: Report) -> Report:
    """The same report as if no tagger had been there."""
    return replace(report, clauses=tuple(unlabelled(c) for c in report.clauses))


def unlabelled(clause: Clause) -> Clause:
    return replace(clause, label="", probability=0.0, abstained=False, probabilities={})


ABSENCE = ("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M14", "M24")


@pytest.mark.parametrize("path", sample()[::4], ids=lambda p: p.stem)
def test_without_a_tagger_nothing_is_missing(path: Path) -> None:
    found = {o.code: o for o in run(case_of(bare(read(path)), families="AMN"))}
    assert {code: found[code].state for code in ABSENCE if found[code].state == "failed"} == {}


def test_without_a_tagger_absence_is_undecided_and_words_are_enough_for_presence() -> None:
    text, _ = from_case(
        {"problems": "一年来，我局工作扎实推进，公开渠道更加多样，受到群众好评，各项任务圆满完成。"}
    )
    found = {o.code: o for o in run(case_of(bare(read_text(text)), families="M"))}
    assert found["M09"].state == "undecided"
    assert all(found[code].state == "passed" for code in ("M01", "M02", "M03", "M04", "M05"))


def test_labels_alone_never_make_an_error() -> None:
    text, _ = from_case(
        {"problems": "一年来，我局工作扎实推进，公开渠道更加多样，受到群众好评，各项任务圆满完成。"}
    )
    report = tagged(read_text(text))
    (finding,) = {o.code: o for o in run(case_of(report, families="M"))}["M09"].findings
    assert finding.severity == "warning"
    assert finding.confidence < 0.95


def test_a_profile_may_make_a_missing_topic_an_error() -> None:
    text, _ = from_case(
        {
            "overview": "2023年，我局公开工作有序推进。\n（一）主动公开情况。全年公开信息186条，公示行政处罚决定12件，"
            "内容涉及水利工程、取水许可、水质监测和财政预决算。\n（二）依申请公开情况。收到政府信息公开申请7件，均已答复。\n"
            "（三）政府信息管理情况。拟公开的信息须经自查、保密审查和分管领导签发三道程序，全年没有发生失泄密问题。\n"
            "（四）监督保障情况。成立领导小组，专职人员1名，培训2场，列入各科室年度考核，考核结果在局内通报。"
        }
    )
    case = case_of(tagged(read_text(text)), families="M")
    case.profile = replace(case.profile, severities={"M04": "error"})
    found = {o.code: o for o in run(case)}["M04"]
    assert found.state == "failed"
    (finding,) = found.findings
    assert finding.severity == ("error" if finding.confidence >= 0.95 else "warning")


def test_what_follows_from_another_finding_has_its_root() -> None:
    text, _ = from_case({"other": "无。"})
    found = {o.code: o for o in run(case_of(tagged(read_text(text)), families="MN"))}
    assert found["M19"].findings[0].root == found["N01"].findings[0].fingerprint
