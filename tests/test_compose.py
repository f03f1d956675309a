"""Reports made by program: values balance, a plain report is clean, a case changes only what it names."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.compose import balanced, from_case, plain, report, zeros
from gipr_nlp import form as statutory
from gipr_nlp.pipeline import audit, read_text

FORMS = ("2021", "2019")
FAMILIES = "ABCDEFG"  # what can be said of the plain report without understanding its sentences


def findings(text: str) -> list[tuple[str, str]]:
    """What the rules on structure, form and figures say about a text, with what crashed or stayed undecided."""
    outcomes = [o for o in audit(read_text(text)).outcomes if o.code[0] in FAMILIES]
    said = [(f.code, f.message) for o in outcomes for f in o.findings]
    return said + [(o.code, o.reason) for o in outcomes if o.state in ("undecided", "crashed")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "agency",
    [
        "青岚县水务局",
        "青岚县发展和改革委员会",
        "青岚县苇渡镇人民政府",
        "青岚县鹿盘乡人民政府",
        "青岚县霁川街道办事处",
        "青岚县人民政府",
        "青岚县人民政府办公室",
    ],
)
def test_the_plain_report_is_clean(agency: str, form: str) -> None:
    assert findings(report(form, agency=agency)) == []


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_the_plain_report_is_clean_in_every_year(year: int) -> None:
    assert findings(report(year=year)) == []


@settings(deadline=None, max_examples=30, derandomize=True)
@given(form=st.sampled_from(FORMS), seed=st.integers(0, 10_000))
def test_balanced_values_are_clean(form: str, seed: int) -> None:
    assert findings(report(form, cells=balanced(form, Random(seed)))) == []


@given(form=st.sampled_from(FORMS), seed=st.integers(0, 10_000), dense=st.booleans())
def test_balanced_values_balance(form: str, seed: int, dense: bool) -> None:
    cells = balanced(form, Random(seed), dense)
    assert set(cells) == set(zeros(form)) == set(plain(form))
    for table in ("applications", "review"):
        for equation in statutory.equations(table, form):
            assert sum(int(cells[k]) for k in equation.left) == sum(int(cells[k]) for k in equation.right), (
                equation
            )


@pytest.mark.parametrize("form", FORMS)
def test_rows_and_columns_can_be_dropped(form: str) -> None:
    text = report(form, layout="pipes", drop=["applications.granted", "applications.research"])
    assert "（一）予以公开 |" not in text
    assert "科研机构" not in text
    assert "| 三、本年度办理结果 | （二）部分公开" in text
    with pytest.raises(KeyError):
        report(form, drop=["applications.nonsense"])


def test_a_case_changes_what_it_names() -> None:
    text, rest = from_case(
        {
            "base": "2019",
            "year": 2021,
            "cells": {"applications.carried_in.total": None, "disclosure.fees.change": "-1"},
            "replace": [["青岚县水务局", "青岚县粮仓局"]],
            "omit": [6],
            "prepend": "首行\n",
            "append": "末行",
            "expect": ["C01"],
        }
    )
    assert text.startswith("首行\n青岚县粮仓局2021年")
    assert text.endswith("末行")
    assert "其他需要报告的事项\n" not in text
    assert "\t行政事业性收费\n\t1\n\t-1" in text
    assert rest == {"expect": ["C01"]}
    with pytest.raises(ValueError, match="does not occur"):
        from_case({"replace": [["没有这句话", ""]]})
    with pytest.raises(KeyError):
        report("2021", cells={"disclosure.procurement.items": "1"})
