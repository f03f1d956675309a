"""What the audit finds in the sample corpus against what was planted there: recall, and false alarms above all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache

import pytest

from corpus.make_sample import SAMPLE
from gipr_nlp.model import Audit
from gipr_nlp.pipeline import audit, read
from gipr_nlp.rules import catalogue

FILES = sorted(path.name for path in SAMPLE.glob("*.txt"))
PLANTED: dict[str, set[str]] = defaultdict(set)
for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines():
    entry = json.loads(line)
    PLANTED[entry["file"]].add(entry["code"])
CLEAN = [name for name in FILES if name not in PLANTED]


@cache
def audited(name: str) -> Audit:
    return audit(read(SAMPLE / name))


@pytest.mark.parametrize("name", [name for name in FILES if name in PLANTED])
def test_every_planted_defect_is_found(name: str) -> None:
    found = {finding.code for finding in audited(name).findings}
    assert PLANTED[name] & set(catalogue()) <= found


def test_clean_reports_are_left_alone() -> None:
    """The bar of the product: at most 2 errors and 20 warnings in 100 clean reports."""
    found = Counter(f.severity for name in CLEAN for f in audited(name).roots)
    assert len(CLEAN) >= 20
    assert found["error"] * 100 <= 2 * len(CLEAN)
    assert found["warning"] * 100 <= 20 * len(CLEAN)


def test_errors_are_what_was_planted() -> None:
    """Precision of root errors, counted by code and file, at least 0.98."""
    errors = [(name, f.code) for name in FILES for f in audited(name).roots if f.severity == "error"]
    right = [code in PLANTED[name] for name, code in errors]
    assert len(right) >= 25
    assert sum(right) / len(right) >= 0.98


def test_no_rule_crashes_and_no_cell_is_in_doubt_without_reason() -> None:
    for name in FILES:
        assert [o.code for o in audited(name).outcomes if o.state == "crashed"] == []
        assert all(cell.value is None for cell in audited(name).report.cells if cell.doubt)
