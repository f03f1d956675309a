"""Claims: the phrase suite with its figures, offsets, and the seeds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gipr_nlp.claims import claims_of
from gipr_nlp.model import Claim, Clause
from gipr_nlp.pipeline import read, read_text

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
SUITE = Path(__file__).parent / "phrases.yaml"
LEAST = 0.97

Said = tuple[str, float | None, str, str, int | None, bool]


@cache
def phrases() -> list[dict[str, Any]]:
    return list(yaml.safe_load(SUITE.read_text(encoding="utf-8")))


def claims_in(phrase: Mapping[str, Any]) -> list[Claim]:
    """The claims of a phrase as the program finds them, its preceding clause before it."""
    texts = [t for t in (phrase.get("prev"), phrase["text"]) if t]
    clauses, at = [], 0
    for order, text in enumerate(texts):
        clauses.append(Clause(order + 1, phrase["section"], phrase["heading"], text, at, at + len(text)))
        at += len(text)
    found = claims_of(clauses, {}, phrase["year"], phrase.get("kind", "department"))
    return [c for c in found if c.start >= clauses[-1].start]


def said(claim: Claim) -> Said:
    return (claim.quantity, claim.value, claim.kind, claim.scope, claim.year, claim.approximate)


def expected(phrase: Mapping[str, Any]) -> Iterator[Said]:
    for e in phrase["expect"]:
        yield (
            e["quantity"],
            e["value"],
            e["kind"],
            e.get("scope", "own"),
            e.get("year", phrase["year"]),
            e.get("approximate", False),
        )


def test_phrase_suite() -> None:
    right = found = wanted = 0
    failures = []
    for phrase in phrases():
        got, want = Counter(map(said, claims_in(phrase))), Counter(expected(phrase))
        right += (got & want).total()
        found += got.total()
        wanted += want.total()
        if got != want:
            lines = [f"  too much {c}" for c in got - want] + [f"  missing  {c}" for c in want - got]
            failures.append("\n".join([phrase["text"], *lines]))
    precision, recall = right / found, right / wanted
    print("\n".join(failures))
    print(f"{len(phrases())} wordings, {wanted} claims: precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= LEAST
    assert recall >= LEAST


CONTRACT = ("applications.", "review.", "disclosure.", "fee.", "published.")
#: seed_facts names these too, but they are no quantities of the contract (formats.yaml).
NOT_IN_CONTRACT = {
    "applications.enquiries_refusal",
    "published.media_reposts",
    "published.epidemic_days",
}


def test_claims_of_the_seeds(shared: Path) -> None:
    facts = json.loads((shared / "dev" / "seed_facts.json").read_text(encoding="utf-8"))
    for expected_report in facts["reports"]:
        report = read(shared / "seeds" / expected_report["file"])
        found = Counter(
            (c.quantity, c.value, c.kind, c.scope, c.approximate)
            for c in report.claims
            if c.year == expected_report["year"]
        )
        wanted = Counter(
            (c["quantity"], c["value"], c["kind"], c["scope"], c.get("approximate", False))
            for c in expected_report["claims"]
            if c["quantity"].startswith(CONTRACT) and c["quantity"] not in NOT_IN_CONTRACT
        )
        assert found == wanted, expected_report["file"]


def test_verdicts_of_the_seeds(shared: Path) -> None:
    for path in sorted((shared / "seeds").iterdir()):
        for claim in read(path).claims:
            assert claim.verdict != "contradicted", (path.name, claim)


def test_offsets_give_back_the_text() -> None:
    for path in sorted((Path(__file__).parents[1] / "corpus" / "sample").glob("*.txt")):
        report = read(path)
        assert report.claims
        for claim in report.claims:
            assert "".join(report.text[claim.start : claim.end].split()) == "".join(claim.text.split())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_line_breaks_change_nothing(data: st.DataObject) -> None:
    """Wherever a clause was wrapped, the same is found, and its place gives back the words."""
    phrase = data.draw(st.sampled_from(phrases()))
    text = phrase["text"]
    breaks = data.draw(st.sets(st.integers(1, len(text) - 1), max_size=4))
    printed = "".join(f"\n{char}" if i in breaks else char for i, char in enumerate(text))
    wrapped = Clause(1, phrase["section"], phrase["heading"], text, 0, len(printed))
    plain = Clause(1, phrase["section"], phrase["heading"], text, 0, len(text))
    kind = phrase.get("kind", "department")
    found = claims_of([wrapped], {}, phrase["year"], kind, printed)
    assert Counter(map(said, found)) == Counter(map(said, claims_of([plain], {}, phrase["year"], kind)))
    for claim in found:
        assert printed[claim.start : claim.end].replace("\n", "") == claim.text


def test_a_wrapped_clause_keeps_exact_places() -> None:
    printed = "全年收到政府信息公开申\n请12件，全部按时办\n结。"
    clause = Clause(1, 1, "依申请公开情况", printed.replace("\n", ""), 0, len(printed))
    claims = claims_of([clause], {}, 2023, "department", printed)
    assert [printed[c.start : c.end] for c in claims] == ["全年收到政府信息公开申\n请12件", "全部按时办\n结"]
    assert [c.text for c in claims] == ["全年收到政府信息公开申请12件", "全部按时办结"]


@pytest.mark.parametrize("when", ["岁末", "年底", "年末", "12月下旬"])
def test_what_came_in_at_the_end_of_the_year_is_not_what_the_year_brought(when: str) -> None:
    """登记申请8件 …… 岁末收到的2件转入下年: 2 is no second figure for the year."""
    text = (SAMPLE / "yanhu_zhengfuban_2022.txt").read_text(encoding="utf-8")
    found = read_text(text.replace("岁末收到的2件", f"{when}收到的2件")).claims
    said_of_new = {c.value: c.verdict for c in found if c.quantity == "applications.new_received.total"}
    assert said_of_new[8] == "supported"
    assert said_of_new.get(2) != "contradicted"
