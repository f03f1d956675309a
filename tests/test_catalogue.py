"""The catalogue as a whole: codes, families, texts, and agreement with the published list of checks."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from gipr_nlp.rules import MODULES, catalogue
from gipr_nlp.rules.base import Rule

RULES = list(catalogue().values())
#: Not checks of their own (rules.md 5.0a): texts of F03, linking, a figure, what only a crawler could see.
NO_RULES = {"F06", "F07", "F08", "J14", "L09", "U02", "T12", "T13"}
SEVERITY = {"E": "error", "W": "warning", "H": "hint", "–": ""}


def test_codes_are_a_letter_and_two_digits_in_the_family_s_module() -> None:
    assert all(re.fullmatch(r"[A-Z]\d\d", rule.code) for rule in RULES)
    assert {rule.code[0].lower() for rule in RULES} == {name[0] for name in MODULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_every_rule_explains_itself_in_chinese(rule: Rule) -> None:
    for text in (rule.name, rule.why, rule.bad, rule.good, rule.basis):
        assert re.search("[\u4e00-\u9fff]", text), rule.code
    assert rule.bad != rule.good


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_no_invented_legal_basis(rule: Rule) -> None:
    """Only what the domain notes mark as confirmed may be cited in an official letter."""
    allowed = (
        "《中华人民共和国政府信息公开工作年度报告格式》",
        "《中华人民共和国政府信息公开条例》第",
        "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
        "国办公开办函〔2019〕60号",
        "工作惯例",
        "使用单位维护的规范表述名单",  # the place's own list (profile)
    )
    assert rule.basis.startswith(allowed), rule.basis


def test_what_a_rule_follows_from_exists() -> None:
    known = set(catalogue())
    for rule in RULES:
        assert set(rule.follows_from) <= known | NO_RULES, rule.code


def test_catalogue_agrees_with_the_published_list(shared: Path) -> None:
    with (shared / "spec" / "rules.csv").open(encoding="utf-8") as file:
        listed = {row["code"]: row for row in csv.DictReader(file)}
    assert set(catalogue()) <= set(listed)
    wanted = {code for code, row in listed.items() if row["step"] in ("1", "2")} - NO_RULES
    assert wanted - set(catalogue()) == set()
    for rule in RULES:
        row = listed[rule.code]
        assert rule.name == row["name"], rule.code
        letters = set(re.findall(r"\b[EWH]\b", row["severity"].replace("/", " / ")))
        assert rule.severity in {SEVERITY[x] for x in letters}, (rule.code, row["severity"])
        assert set(rule.follows_from) >= set(row["follows_from"].split()) - NO_RULES, rule.code
