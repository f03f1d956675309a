"""What the audit finds in the sample corpus against what was planted there: recall, and false alarms above all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from corpus import rule_report
from corpus.make_sample import SAMPLE
from gipr_nlp.corpus import score
from gipr_nlp.rules import catalogue
from gipr_nlp.store import read_rows

FILES = sorted(path.name for path in SAMPLE.glob("*.txt"))
PLANTED: dict[str, set[str]] = defaultdict(set)
for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines():
    entry = json.loads(line)
    PLANTED[entry["file"]].add(entry["code"])
CLEAN = [name for name in FILES if name not in PLANTED]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the whole corpus, in which reports of several years know of each other."""
    return score([SAMPLE], tmp_path_factory.mktemp("sample")).out / "data"


@pytest.fixture(scope="module")
def found(run: Path) -> dict[str, list[dict[str, Any]]]:
    """Findings by file."""
    by_file: dict[str, list[dict[str, Any]]] = {name: [] for name in FILES}
    for finding in read_rows(run / "findings.parquet"):
        by_file[Path(finding["source"]).name].append(finding)
    return by_file


@pytest.mark.parametrize("name", [name for name in FILES if name in PLANTED])
def test_every_planted_defect_is_found(name: str, found: dict[str, list[dict[str, Any]]]) -> None:
    assert PLANTED[name] & set(catalogue()) <= {f["code"] for f in found[name]}


def test_clean_reports_are_left_alone(found: dict[str, list[dict[str, Any]]]) -> None:
    """The bar of the product: at most 2 errors and 20 warnings in 100 clean reports."""
    counts = Counter(f["severity"] for name in CLEAN for f in found[name] if f["root"] is None)
    assert len(CLEAN) >= 20
    assert counts["error"] * 100 <= 2 * len(CLEAN)
    assert counts["warning"] * 100 <= 20 * len(CLEAN)


def test_errors_are_what_was_planted(found: dict[str, list[dict[str, Any]]]) -> None:
    """Precision of root errors, counted by code and file, at least 0.98."""
    roots = [(name, f) for name in FILES for f in found[name] if f["root"] is None]
    right = [f["code"] in PLANTED[name] for name, f in roots if f["severity"] == "error"]
    assert len(right) >= 25
    assert sum(right) / len(right) >= 0.98


def test_recall_and_precision_of_every_severity(run: Path) -> None:
    """Bars: recall of what was planted at least 0.95 for each severity, precision of warnings at least 0.9."""
    rows = {row.name: row for row in rule_report.by_severity(read_rows(run / "findings.parquet"))}
    for row in rows.values():
        assert row.planted >= 50
        assert (row.recall or 0) >= 0.95, row
    assert (rows["error"].precision or 0) >= 0.98
    assert (rows["warning"].precision or 0) >= 0.9


def test_the_table_of_the_readme_is_current(run: Path) -> None:
    assert rule_report.printed() == rule_report.table(read_rows(run / "findings.parquet"))


def test_no_rule_crashes_and_no_cell_is_in_doubt_without_reason(run: Path) -> None:
    outcomes = read_rows(run / "outcomes.parquet", ("report_id", "code", "state"))
    assert [(o["report_id"], o["code"]) for o in outcomes if o["state"] == "crashed"] == []
    cells = read_rows(run / "cells.parquet", ("value", "doubt"))
    assert all(cell["value"] is None for cell in cells if cell["doubt"])
