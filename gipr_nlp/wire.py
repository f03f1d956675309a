"""The data contract (gipr-report/1, gipr-finding/1): values of the model to plain dictionaries, and back.

Keys stand in the order of the contract, so that the same report gives the same line, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import (
    Agency,
    Cell,
    Claim,
    Clause,
    Dates,
    Document,
    Doubt,
    Fee,
    Finding,
    Mark,
    Report,
    Section,
    Source,
    Table,
)

REPORT = "gipr-report/1"
FINDING = "gipr-finding/1"

#: What the contract leaves out of a value that otherwise goes out field by field.
_INNER = {
    Section: {"body"},
    Table: {"section", "start", "end", "labels"},
    Clause: {"probabilities"},
    Fee: {"section", "start", "end"},
    Finding: {"free", "leads"},
}


def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in _INNER.get(kind, ()))


_NAMES = {
    k: _names(k) for k in (Agency, Cell, Claim, Clause, Doubt, Fee, Finding, Mark, Section, Source, Table)
}
FINDING_KEYS = ("schema", *_NAMES[Finding])


def dumps(value: Mapping[str, Any]) -> str:
    """One line of JSON: Chinese as it is, keys in the order given; undecodable bytes of a path replaced."""
    return printable(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def printable(text: str) -> str:
    """A text that every encoder takes: half surrogates (bytes of a path that are no UTF-8) become U+FFFD."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def report_to_wire(report: Report) -> dict[str, Any]:
    """A report as the contract describes it."""
    dates = report.dates
    return {
        "schema": REPORT,
        "report_id": report.report_id,
        "source": _plain(report.source),
        "title": report.title,
        "agency": _plain(report.agency),
        "year": report.year,
        "form": report.form,
        "dates": {
            "period": [d.isoformat() for d in dates.period] if dates.period else None,
            "signed": _iso(dates.signed),
            "published": _iso(dates.published),
        },
        "text": report.text,
        "sections": [_plain(s) for s in report.sections],
        "tables": [_table(t) for t in report.tables],
        "cells": [_plain(c) for c in report.cells],
        "clauses": [_plain(c) for c in report.clauses],
        "claims": [_plain(c) for c in report.claims],
        "fee": None if report.fee is None else _plain(report.fee),
        "marks": [_plain(m) for m in report.marks],
        "doubts": [_plain(d) for d in report.doubts],
    }


def report_from_wire(line: Mapping[str, Any]) -> Report:
    """A report from its line. What the contract leaves out (``witnesses``, ``labels`` …) is empty.

    Raises:
        Unreadable: the line breaks the contract.
    """
    path = _path_of(line)
    if line.get("schema") != REPORT:
        raise Unreadable(path, "unsupported", f"不是 {REPORT} 的数据：{line.get('schema')!r}")
    try:
        return _report(line)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable(path, "corrupt", f"数据不合约定（{type(error).__name__}：{error}）") from error


def finding_to_wire(finding: Finding) -> dict[str, Any]:
    """A finding as the contract describes it."""
    line = {"schema": FINDING, **_plain(finding)}
    line["evidence"] = list(finding.evidence)
    return line


def finding_from_wire(line: Mapping[str, Any]) -> Finding:
    """A finding from its line.

    Raises:
        ValueError: the line breaks the contract.
    """
    if line.get("schema") != FINDING:
        raise ValueError(f"不是 {FINDING} 的数据：{line.get('schema')!r}")
    try:
        known = {name: line[name] for name in _NAMES[Finding]}
        return Finding(**{**known, "evidence": tuple(known["evidence"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"数据不合约定（{type(error).__name__}：{error}）") from error


def error_to_wire(error: Unreadable, schema: str = REPORT) -> dict[str, Any]:
    """The line of a path that could not be read."""
    source = {"path": error.path, "sha256": None, "media_type": None, "encoding": None}
    return {"schema": schema, "source": source, "error": {"kind": error.kind, "message": error.reason}}


def error_from_wire(line: Mapping[str, Any]) -> Unreadable | None:
    """The error that a line tells of, or None."""
    error = line.get("error")
    if not isinstance(error, Mapping):
        return None
    return Unreadable(_path_of(line), str(error.get("kind", "corrupt")), str(error.get("message", "")))


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def _table(table: Table) -> dict[str, Any]:
    rows = {"headers": [list(h) for h in table.headers], "extra": [list(e) for e in table.extra]}
    return {**_plain(table), **rows, "notes": list(table.notes)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _path_of(line: Mapping[str, Any]) -> str:
    source = line.get("source")
    return str(source.get("path", "?")) if isinstance(source, Mapping) else "?"


def _report(line: Mapping[str, Any]) -> Report:
    text = str(line["text"])
    doubts = tuple(_made(Doubt, d) for d in line["doubts"])
    dates = line["dates"]
    period = [date.fromisoformat(d) for d in dates["period"] or ()]
    return Report(
        document=Document(_made(Source, line["source"]), text, tuple(_made(Mark, m) for m in line["marks"])),
        report_id=str(line["report_id"]),
        title=str(line["title"]),
        agency=_made(Agency, line["agency"]),
        year=line["year"],
        form=line["form"],
        dates=Dates(
            (period[0], period[1]) if period else None, _day(dates["signed"]), _day(dates["published"])
        ),
        sections=tuple(_made(Section, s, body=_body(text, s)) for s in line["sections"]),
        tables=tuple(_made_table(t) for t in line["tables"]),
        cells=tuple(_made(Cell, c) for c in line["cells"]),
        clauses=tuple(_made(Clause, c) for c in line["clauses"]),
        claims=tuple(_made(Claim, c) for c in line["claims"]),
        fee=None if line["fee"] is None else _made(Fee, line["fee"]),
        doubts=doubts,
    )


def _made(kind: Any, entry: Mapping[str, Any], **more: Any) -> Any:
    return kind(**{name: entry[name] for name in _NAMES[kind]}, **more)


def _made_table(entry: Mapping[str, Any]) -> Table:
    lists = {key: tuple(_strings(row) for row in entry[key]) for key in ("headers", "extra")}
    table: Table = _made(Table, {**entry, **lists, "notes": _strings(entry["notes"])})
    return table


def _strings(row: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in (row if isinstance(row, list | tuple) else (row,)))


def _body(text: str, section: Mapping[str, Any]) -> int:
    """Where the text after a heading begins: past its characters, whatever white space breaks them."""
    at, end = int(section["start"]), int(section["end"])
    for wanted in str(section["heading"]):
        while at < end and text[at].isspace() and not wanted.isspace():
            at += 1
        if at < end and text[at] == wanted:
            at += 1
    return at
