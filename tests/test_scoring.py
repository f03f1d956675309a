"""The mark: every lost point belongs to a finding, caps hold, doubts cost coverage and never points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.compose import report as written
from corpus.rule_report import truth
from gipr_nlp.errors import BadProfile
from gipr_nlp.model import Finding, Outcome, Severity
from gipr_nlp.pipeline import audit, read, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.rules import catalogue
from gipr_nlp.scoring import dimension_of, score

PROFILE = load_profile()
SAMPLE = sorted(Path("corpus/sample").glob("*.txt"))


def finding(code: str, severity: Severity = "error", name: str = "", **more: object) -> Finding:
    made = Finding("r", "r.txt", "青岚县水务局", 2023, code, code, severity, code, fingerprint=name or code)
    return replace(made, **more)  # type: ignore[arg-type]


def failed(*findings: Finding) -> Outcome:
    return Outcome(findings[0].code, "failed", findings=findings, severity=findings[0].severity)


def passed(code: str = "A02") -> Outcome:
    return Outcome(code, "passed", severity="error")


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_every_lost_point_belongs_to_a_finding(path: Path) -> None:
    one = audit(read(path))
    assert round(100 - sum(d.points for d in one.score.deductions), 2) == one.score.mark
    free = {f.fingerprint for f in one.findings if f.free or f.root is not None}
    known = {f.fingerprint for f in one.findings}
    for deduction in one.score.deductions:
        assert deduction.fingerprint in known - free
        assert deduction.points > 0
    for dimension in PROFILE.dimensions:
        lost = sum(d.points for d in one.score.deductions if d.dimension == dimension.key)
        assert round(dimension.cap - lost, 2) == one.score.dimensions[dimension.key]


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from(("error", "warning", "hint"))), max_size=60
    )
)
def test_a_dimension_loses_its_cap_at_most(drawn: Sequence[tuple[str, Severity]]) -> None:
    findings = [finding(f"{letter}99", severity, f"{i}") for i, (letter, severity) in enumerate(drawn)]
    result = score([failed(f) for f in findings], PROFILE)
    for dimension in PROFILE.dimensions:
        assert 0 <= result.dimensions[dimension.key] <= dimension.cap
    assert result.mark == pytest.approx(100 - sum(d.points for d in result.deductions))
    assert result.mark >= 0


def test_follow_ons_and_what_extraction_may_cause_cost_nothing() -> None:
    root = finding("F01")
    follow = finding("F03", name="x", root="F01")
    hint = finding("A03", "hint", name="y", free=True)
    result = score([failed(root), failed(follow), failed(hint)], PROFILE)
    assert [d.fingerprint for d in result.deductions] == ["F01"]
    assert result.mark == 94


def test_certain_errors_cap_the_grade_and_uncertain_ones_do_not() -> None:
    sure = score([failed(finding("F03")), passed()], PROFILE)
    assert (sure.grade, sure.capped_by, sure.mark) == ("不合格", ("F03",), 94)
    unsure = score([failed(finding("F03", confidence=0.9)), passed()], PROFILE)
    assert (unsure.grade, unsure.capped_by) == ("优秀", ())
    mild = score([failed(finding("F03", "warning")), passed()], PROFILE)
    assert mild.capped_by == ()
    assert score([failed(finding("T01")), passed()], PROFILE).must_withdraw
    assert not score([failed(finding("T01", confidence=0.9)), passed()], PROFILE).must_withdraw


def test_hints_alone_leave_a_report_excellent() -> None:
    hints = [finding(f"{letter}9{n}", "hint", f"{letter}{n}") for letter in "ABCDEFGHKLMNQ" for n in range(9)]
    result = score([failed(f) for f in hints], PROFILE)
    assert (result.mark, result.grade) == (90, "优秀")


def test_a_code_has_its_own_points_only_where_the_finding_is_as_severe_as_its_rule() -> None:
    def lost(said: Severity, of_rule: Severity) -> float:
        one = finding("M12", said)
        return 100 - score([Outcome("M12", "failed", findings=(one,), severity=of_rule)], PROFILE).mark

    assert lost("warning", "warning") == PROFILE.points["M12"] > PROFILE.points["warning"]
    assert lost("hint", "warning") == PROFILE.points["hint"]
    sure, unsure = finding("N01"), finding("N01", "warning", confidence=0.9)
    assert score([failed(sure)], PROFILE).mark == 100 - PROFILE.points["N01"]
    told = Outcome("N01", "failed", findings=(unsure,), severity="error")
    assert score([told], PROFILE).mark == 100 - PROFILE.points["warning"]


ORDINARY = [path for path in SAMPLE if path.name not in {file for file, _ in truth()[1]}]


@pytest.mark.parametrize("path", ORDINARY, ids=lambda path: path.stem)
def test_a_clean_ordinary_report_is_excellent(path: Path) -> None:
    one = audit(read(path)).score
    assert (one.grade, one.mark >= 98) == ("优秀", True)


@pytest.mark.parametrize(
    ("case", "at_best"),
    [
        ({"other": "无。"}, 89),
        ({"problems": "无。"}, 89),
        (
            {
                "overview": "本报告根据《中华人民共和国政府信息公开条例》编制，统计期限为2023年1月1日至12月31日。"
            },
            85,
        ),
        ({"after": {"review": "全年被申请行政复议5件。"}}, 94),
        ({"cells": {"applications.new_received.total": "16"}}, 94),
    ],
)
def test_missing_content_and_contradictions_are_seen_in_the_mark(
    case: dict[str, Any], at_best: float
) -> None:
    text = written(layout="tabs", **case)
    assert audit(read_text(text)).score.mark <= at_best


def test_coverage_is_the_weight_of_what_was_decided() -> None:
    half = [passed("A02"), Outcome("A03", "undecided", "…", severity="error")]
    assert score(half, PROFILE).coverage == 0.5
    assert score(half, PROFILE).grade is None
    assert score(half, PROFILE).mark == 100
    crashed = [passed("A02"), Outcome("A03", "crashed", "…", severity="error")]
    assert score(crashed, PROFILE).coverage == 0.5
    beside = [passed("A02"), Outcome("E01", "not_applicable", "…", severity="error")]
    assert score(beside, PROFILE).coverage == 1.0
    light = [passed("A02"), Outcome("A03", "undecided", "…", severity="hint")]
    assert score(light, PROFILE).coverage == round(5 / 5.5, 4)
    assert score([], PROFILE).coverage == 0.0


def test_doubts_lower_the_coverage_and_not_the_mark() -> None:
    whole = audit(read_text(written(layout="tabs")))
    doubtful = written(layout="tabs").replace("予以公开\t\t2\t1", "予以公开\t\t2\t1\t7", 1)
    other = audit(read_text(doubtful))
    assert other.score.mark == whole.score.mark
    assert other.score.coverage < whole.score.coverage


def test_every_rule_has_a_dimension() -> None:
    assert [code for code in catalogue() if dimension_of(code, PROFILE) is None] == []


def test_caps_of_the_blocks_add_up_to_a_hundred() -> None:
    """Without leftovers and privacy, which may cost 15 beyond the blocks (rules.md 5.18)."""
    assert sum(d.cap for d in PROFILE.dimensions if d.key != "publication") == 100


def test_a_place_has_its_own_weights(tmp_path: Path) -> None:
    own = tmp_path / "local.toml"
    own.write_text(
        'name = "青岚县"\nmin_coverage = 0.1\nfailing = []\ndisabled = ["B04"]\n'
        "[points]\nerror = 10\nF01 = 1\n"
        '[grades]\n"优秀" = 99.5\n[severities]\nA03 = "error"\n[dimensions]\narithmetic = { cap = 5 }\n',
        encoding="utf-8-sig",
    )
    local = load_profile(own)
    assert score([failed(finding("F03")), passed()], local).mark == 95
    assert score([failed(finding("F01")), passed()], local).mark == 99
    assert score([failed(finding("F01")), passed()], local).grade == "良好"
    assert score([failed(finding("F03")), passed()], local).capped_by == ()
    assert "B04" not in {o.code for o in audit(read_text(written()), local).outcomes}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "colour"),
        ("[points]\nerorr = 5", "erorr"),
        ("[points]\nerror = -1", "points"),
        ('[points]\nerror = "five"', "points"),
        ("points = 5", "points"),
        ('failing = "F03"', "failing"),
        ('min_coverage = "high"', "min_coverage"),
        ("min_coverage = true", "min_coverage"),
        ("[dimensions]\narithmetic = 5", "arithmetic"),
        ("name = ", "local.toml"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "local.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadProfile, match=said):
        load_profile(path)


def test_a_profile_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"没有\.toml"):
        load_profile(tmp_path / "没有.toml")
