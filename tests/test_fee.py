"""The fee statement: levels and figures of tests/fees.yaml, of the seeds, and of numbers made at random."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.compose import report
from gipr_nlp.claims.fee import fee_of, is_fee_clause
from gipr_nlp.claims.fee_figures import figures_of
from gipr_nlp.model import Clause
from gipr_nlp.pipeline import read, read_text

WORDINGS = yaml.safe_load((Path(__file__).parent / "fees.yaml").read_text(encoding="utf-8"))
NEXT_HEADING = "\n（三）政府信息管理情况。"


def text_of(case: dict[str, Any]) -> str:
    year = case.get("year", 2023)
    text = report(
        "2021" if year >= 2021 else "2019",
        year=year,
        other=case.get("text", "无。"),
        after={"applications": case["third"]} if "third" in case else None,
        extra=case.get("after", ""),
    )
    if "first" in case:
        assert NEXT_HEADING in text
        text = text.replace(NEXT_HEADING, case["first"] + NEXT_HEADING, 1)
    return text


def test_wordings() -> None:
    wrong = []
    for case in WORDINGS:
        fee = read_text(text_of(case)).fee
        found = None if fee is None else [fee.level, fee.notices, fee.total_yuan, fee.collected_yuan]
        if found != case["want"]:
            wrong.append((found, case))
    assert not wrong


def test_wordings_are_many_and_of_all_levels() -> None:
    levels = [case["want"][0] if case["want"] else None for case in WORDINGS]
    assert len(WORDINGS) >= 120
    assert all(levels.count(name) >= 4 for name in ("F0a", "F0b", "F0c", "F1", "F2", "F2b", "F3", None))
    spoken = [tuple(case.get(k, "") for k in ("text", "first", "third", "after")) for case in WORDINGS]
    assert len({*spoken}) >= len(spoken) - 1  # 无。 stands for itself once a section asks for it elsewhere


def test_place_of_the_statement() -> None:
    text = text_of({"first": "全年发出收费通知1件，总金额300元，实际收取300元。"})
    found = read_text(text)
    assert found.fee is not None
    assert found.fee.section == 1
    assert found.text[found.fee.start : found.fee.end] == found.fee.text


def test_seeds(shared: Path) -> None:
    for facts in json.loads((shared / "dev" / "seed_facts.json").read_text(encoding="utf-8"))["reports"]:
        fee, want = read(shared / "seeds" / facts["file"]).fee, facts["fee"]
        if want["level"] is None:
            assert fee is None, facts["file"]
        else:
            assert fee is not None
            assert (fee.level, fee.notices, fee.total_yuan, fee.collected_yuan, fee.text) == tuple(
                want[k] for k in ("level", "notices", "total_yuan", "collected_yuan", "text")
            )


@settings(max_examples=150)
@given(
    st.integers(0, 400),
    st.integers(0, 90_000),
    st.integers(0, 90_000),
    st.sampled_from(
        (
            "发出收费通知{}件，总金额{}元，实际收取{}元。",
            "收费通知件数、通知总金额、实际收取总金额分别为{}件、{}元和{}元。",
            "发出收费通知（{}）件，收费总金额（{}）元，实际收取总金额（{}）元。",
            "信息处理费：缴费通知{}份；应收{}元；实收{}元。",
            "信息处理费收取情况为：{}件、{}元、{}元。",
        )
    ),
)
def test_figures_are_read_back(notices: int, total: int, collected: int, wording: str) -> None:
    found = figures_of(wording.format(notices, total, f"{collected:,}"))
    assert (found.notices, found.total, found.collected, found.explicit) == (notices, total, collected, 3)


def test_a_label_alone_brings_a_clause_in() -> None:
    said = Clause(1, 1, "办申请", "纸张由街道备办，来人不掏钱。", 0, 14, label="fee_note", probability=0.9)
    assert not is_fee_clause(said)
    fee = fee_of([said], 2023)
    assert fee is not None
    assert fee.level == "F1"


def test_an_announcement_is_no_statement() -> None:
    plan = Clause(
        1, 5, "", "明年起向超量申请人发出收费通知0件以上。", 0, 20, label="improvement", probability=0.9
    )
    fee = fee_of([plan], 2023)
    assert fee is not None
    assert fee.level == "F0b"
