"""Claims: the phrase suite with its figures, offsets, and the seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from gipr_nlp.claims import claims_of
from gipr_nlp.model import Claim, Clause

SUITE = Path(__file__).parent / "phrases.yaml"
LEAST = 0.97

Said = tuple[str, float | None, str, str, int | None, bool]


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
