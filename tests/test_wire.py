"""The data contract: names and order as specified, and rules that can run again on what was read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.compose import report as written
from gipr_nlp.corpus.single import reread
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Report, Source
from gipr_nlp.pipeline import audit, read, read_text
from gipr_nlp.wire import (
    dumps,
    error_from_wire,
    error_to_wire,
    finding_from_wire,
    finding_to_wire,
    report_from_wire,
    report_to_wire,
)

SAMPLE = sorted(Path("corpus/sample").glob("*.txt"))

REPORT_KEYS = (
    "schema report_id source title agency year form dates text "
    "sections tables cells clauses claims fee marks doubts"
)
INNER_KEYS = {
    "source": "path sha256 media_type encoding",
    "agency": "printed name signed kind level sector region",
    "dates": "period signed published",
    "sections": "number key heading ordinal line start end",
    "tables": "table form kind line headers extra notes",
    "cells": "table row column raw state value unit line confidence doubt proposed",
    "clauses": "order section heading text start end label probability abstained",
    "claims": "quantity value unit kind scope year approximate cell verdict text section start end",
    "fee": "level notices total_yuan collected_yuan text",
    "marks": "kind text start end",
    "doubts": "what where why",
}
FINDING_KEYS = (
    "schema report_id source agency year code name severity message "
    "section table row column line start end found expected "
    "suggestion_cell suggestion_value evidence partner basis confidence root fingerprint"
)


def defective() -> str:
    """A report with a wrong total, a wrong year in its title and a Word mark."""
    text = written(cells={"applications.granted.total": "9"}, layout="tabs")
    return text.replace("2023年政府", "2022年政府", 1).replace("一、", "[bookmark: _GoBack]一、", 1)


def test_report_has_the_keys_of_the_contract_in_their_order() -> None:
    line = report_to_wire(read_text(defective()))
    assert list(line) == REPORT_KEYS.split()
    for key, names in INNER_KEYS.items():
        entries = line[key] if isinstance(line[key], list) else [line[key]]
        for entry in entries:
            assert entry is None or list(entry) == names.split(), key
    assert line["cells"]
    assert line["sections"]
    assert line["marks"]


def test_finding_has_the_keys_of_the_contract_in_their_order() -> None:
    found = audit(read_text(defective())).findings
    assert found
    for finding in found:
        line = finding_to_wire(finding)
        assert list(line) == FINDING_KEYS.split()
        assert replace(finding, free=False, leads=None) == finding_from_wire(json.loads(dumps(line)))


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_reading_back_gives_the_same_report_and_the_same_audit(path: Path) -> None:
    report = read(path)
    line = dumps(report_to_wire(report))
    again = reread(report_from_wire(json.loads(line)))
    assert dumps(report_to_wire(again)) == line
    assert _shape(again) == _shape(report)
    assert audit(again).outcomes == audit(report).outcomes


def _shape(report: Report) -> list[object]:
    """What rules see beside the contract."""
    bodies = [(s.start, s.body) for s in report.sections]
    fee = report.fee and (report.fee.section, report.fee.start, report.fee.end)
    return [bodies, fee, [(t.table, t.start, t.end, dict(t.labels)) for t in report.tables], report.witnesses]


def test_what_a_line_states_holds_against_the_text() -> None:
    line = report_to_wire(read_text(written(cells={"applications.granted.total": "9"})))
    assert "F01" in {f.code for f in audit(reread(report_from_wire(line))).findings}
    cell = next(c for c in line["cells"] if (c["row"], c["column"]) == ("granted", "total"))
    cell.update(raw="3", value=3)
    assert "F01" not in {f.code for f in audit(reread(report_from_wire(line))).findings}


def test_section_bodies_are_found_without_the_parser() -> None:
    report = read_text(written())
    again = report_from_wire(report_to_wire(report))
    for section, other in zip(report.sections, again.sections, strict=True):
        assert report.text[section.body : section.end].strip() == again.text[other.body : other.end].strip()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"schema": "gipr-report/9"}, "unsupported"),
        ({"cells": [{"table": "review"}]}, "corrupt"),
        ({"dates": {"period": ["2023"], "signed": None, "published": None}}, "corrupt"),
        ({"sections": None}, "corrupt"),
    ],
)
def test_a_line_that_breaks_the_contract_is_refused_by_name(change: dict[str, object], kind: str) -> None:
    line = report_to_wire(read_text(written(), path="a.txt")) | change
    with pytest.raises(Unreadable) as error:
        report_from_wire(line)
    assert (error.value.kind, error.value.path) == (kind, "a.txt")


def test_errors_travel() -> None:
    error = Unreadable("坏.txt", "empty", "文件是空的")
    line = json.loads(dumps(error_to_wire(error)))
    assert list(line) == ["schema", "source", "error"]
    told = error_from_wire(line)
    assert told is not None
    assert (told.path, told.kind, told.reason) == ("坏.txt", "empty", "文件是空的")
    assert error_from_wire(report_to_wire(read_text(written()))) is None


def test_bytes_of_a_path_that_are_no_text_do_not_stop_the_line() -> None:
    report = read_text(written())
    document = replace(report.document, source=Source("\udcff.txt"))
    assert dumps(report_to_wire(replace(report, document=document))).encode("utf-8")
