"""Bent inputs: a reader gives a document or says why not, and nothing behind it fails. `python -m corpus.fuzz` feeds all."""

from __future__ import annotations

import pytest

from corpus.fuzz import FULL, fuzz

FEW = {"numbers": 2000, "text": 60, "html": 60, "whole": 12, "docx": 25, "xlsx": 20, "pdf": 12}


@pytest.mark.parametrize("kind", FULL)
def test_a_few_bent_inputs(kind: str) -> None:
    outcome = fuzz(kind, FEW[kind], seed=20)
    assert outcome.faults == []
    assert outcome.read > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", FULL)
def test_many_bent_inputs(kind: str) -> None:
    assert fuzz(kind, FULL[kind] // 10, seed=21).faults == []
