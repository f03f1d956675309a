"""Local rules: what a place may decide, and how a mistake in its file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from gipr_nlp.errors import BadProfile
from gipr_nlp.language import Lang
from gipr_nlp.profile import Deadline, load_profile
from gipr_nlp.rules import catalogue
from gipr_nlp.writers.rules_of_place import lines

EXAMPLES = sorted((Path(__file__).parents[1] / "profiles").glob("*.toml"))


def written(folder: Path, text: str) -> Path:
    path = folder / "local.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_hold(path: Path) -> None:
    found = load_profile(path)
    found.check_codes(catalogue())
    said = list(lines(found, load_profile()))
    assert any("公布" in line for line in said)
    assert found.name in said[0]


def test_there_are_two_examples() -> None:
    assert len(EXAMPLES) >= 2


def test_the_built_in_rules_are_listed_whole() -> None:
    built_in = load_profile()
    built_in.check_codes(catalogue())
    said = list(lines(built_in, built_in))
    assert sum(line.startswith("阈值") for line in said) == len(built_in.thresholds)
    assert "  人民政府：3月31日前公布" in said


def test_the_smallest_place_with_a_deadline_decides(tmp_path: Path) -> None:
    found = load_profile(
        written(
            tmp_path,
            '[deadlines]\ndepartment = {submit = "01-20", publish = "01-28"}\n'
            '[places."云栖市"]\ndepartment = {publish = "01-26"}\n'
            '[places."青岚县"]\ndepartment = {publish = "01-22"}\ntown = {submit = "01-10"}\n',
        )
    )
    assert found.deadline("department", ("云栖市", "青岚县")) == Deadline((1, 22), (1, 20))
    assert found.deadline("department", ("云栖市", "霜桥区")) == Deadline((1, 26), (1, 20))
    assert found.deadline("department") == Deadline((1, 28), (1, 20))
    assert found.deadline("town", ("青岚县",)) == Deadline((1, 31), (1, 10))
    assert found.deadline("government", ("青岚县",)) == Deadline((3, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae = 'x'", "“nmae”，是否应为“name”"),
        ("[thresholds]\nJ90 = 3", "“thresholds”中有不认识的项“J90”，是否应为“J09”"),
        ("[thresholds]\nJ12_share = 80", "“thresholds.J12_share”.*0到1之间"),
        (
            "[deadlines]\nbureau = {publish = '01-31'}",
            "“deadlines”中有不认识的项“bureau”，可用的有：department",
        ),
        ("[deadlines]\ntown = {publish = '31-01'}", "“deadlines.town.publish”.*月-日"),
        ("[deadlines]\ntown = {publish = '02-29'}", "02-29"),
        ("[deadlines]\ntown = '01-31'", "“deadlines.town”.*应当是一个表"),
        ("[places.'青岚县']\ncounty = {publish = '01-31'}", "“places.青岚县”中有不认识的项“county”"),
        ("[places.'青岚']\ntown = {publish = '01-31'}", "“places”的值不合适：'青岚'；应当是带“省"),
        ("[severities]\nM03 = 'serious'", "“severities.M03”.*error、warning 或 hint"),
        ("[severities]\nM3 = 'error'", "检查项编号，如 F03"),
        ("disabled = ['F3']", "检查项编号，如 F03"),
        ("[grades]\n'优秀' = 120", "“grades.优秀”.*0到100"),
        ("min_coverage = 60", "“min_coverage”.*0到1"),
        ("totals_include_counties = 1", "true 或 false"),
        ("[lexicons]\nM21 = ['x']", "“lexicons”中有不认识的项“M21”"),
        ("[lexicons]\nQ10 = 'x'", "文字的列表"),
        ("[documents]\nT07 = ''", "“documents.T07”.*一段文字"),
        ("[[required]]\nwords = ['x']", r"“required\[1\].name”"),
        ("[[required]]\nname = 'x'\nsection = 7", r"“required\[1\].section”.*1到6"),
        ("[[required]]\nname = 'x'\nkinds = ['village']", "village"),
        ("required = ['x']", r"\[\[required\]\]"),
        ("[dimensions.timeliness]\nmax = 3", "“dimensions.timeliness”中有不认识的项“max”"),
        ("name = 'a'\nname = 'b'", "不是正确的 TOML"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadProfile, match=said):
        load_profile(written(tmp_path, text))


@pytest.mark.parametrize("key", ["disabled", "failing", "withdraw"])
def test_a_code_that_no_rule_carries_is_refused(tmp_path: Path, key: str) -> None:
    found = load_profile(written(tmp_path, f'{key} = ["J99"]'))
    with pytest.raises(BadProfile, match=f"“{key}”中的检查项编号 J99 不存在，是否应为“J"):
        found.check_codes(catalogue())


def test_the_command_lists_or_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from gipr_nlp.cli import run

    assert run(["profile", str(EXAMPLES[0]), "--lang", "zh"], lang()) == 0
    assert "必填内容" in capsys.readouterr().out
    assert run(["profile", str(written(tmp_path, "nmae = 'x'")), "--lang", "zh"], lang()) == 64
    assert "是否应为“name”" in capsys.readouterr().err


def lang() -> Lang:
    return "zh"
