"""A slip: what other reports, and the rules of the corpus step, need to know of a report. Compact JSON, no full text.

It holds identity, dates, sections, all cells, the fee, claims that compare (ratio, trend), the clauses of section 5 and
those that tell of rectification, where lines begin, what the first step's rules said, and the personal data they found
(so that no later finding quotes it). :func:`slip` makes it, :func:`unfold` gives back a slim report: the same values,
an empty text, whose ``line_at`` still works.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.model import (
    MISSING,
    Agency,
    Audit,
    Cell,
    Claim,
    Clause,
    Dates,
    Document,
    Fee,
    Finding,
    Outcome,
    OutcomeState,
    Report,
    Section,
    Source,
    Table,
)
from gipr_nlp.register.link import folder_for
from gipr_nlp.rules import catalogue, secrets_of
from gipr_nlp.rules.years import remarks_of
from gipr_nlp.text import squash, veiled

_VERSION = re.compile(r"(?:-v\d+)+$")
#: What a conversion adds to or takes from running text.
_LAYOUT = re.compile(r"[^\w]|_")
COMPARING = frozenset(("ratio", "trend"))
_STATES: dict[OutcomeState, str] = {
    "passed": "p",
    "failed": "f",
    "undecided": "u",
    "not_applicable": "n",
    "crashed": "c",
}
_STATE_OF = {letter: state for state, letter in _STATES.items()}


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip unfolded: the slim report, the outcomes of the first step (findings reduced to what the score and the
    links need) and the personal data that was found."""

    report: Report
    outcomes: tuple[Outcome, ...]
    secrets: tuple[str, ...]


def slip(audit: Audit) -> str:
    """The slip of one audit."""
    report = audit.report
    source, agency, dates, fee = report.source, report.agency, report.dates, report.fee
    comparing, secrets = _comparing(report), secrets_of(report, audit.findings)
    return json.dumps(
        {
            "id": report.report_id,
            "source": [source.path, source.sha256, source.media_type, source.encoding],
            "title": report.title,
            "agency": [getattr(agency, name) for name in Agency.__slots__],
            "year": report.year,
            "form": report.form,
            "dates": [
                d and d.isoformat() for d in (*(dates.period or (None, None)), dates.signed, dates.published)
            ],
            "lines": [b - a for a, b in pairwise(report.document.line_starts)],
            "sections": [
                [s.number, s.key, s.heading, s.ordinal, s.line, s.start, s.body, s.end]
                for s in report.sections
            ],
            "tables": [_table(t, report) for t in report.tables],
            "fee": fee and [fee.level, fee.notices, fee.total_yuan, fee.collected_yuan],
            "claims": [_values(replace(c, text=veiled(c.text, secrets))) for c in comparing],
            "clauses": [
                _clause(replace(c, text=veiled(c.text, secrets)))
                for c in report.clauses
                if _needed(c, comparing)
            ],
            "remarks": sorted(remarks_of(report)),
            "states": _states(audit.outcomes),
            "findings": [
                [f.code, f.fingerprint, f.severity, f.confidence, int(f.free), f.root, f.leads]
                for f in audit.findings
            ],
            "secrets": secrets,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _comparing(report: Report) -> list[Claim]:
    """Claims that compare with another year or a whole, and the counts of this year that they rest on."""
    told = {c.quantity for c in report.claims if c.kind == "trend"}
    return [
        c
        for c in report.claims
        if c.kind in COMPARING or (c.kind == "count" and (c.year != report.year or c.quantity in told))
    ]


def _needed(clause: Clause, claims: Sequence[Claim]) -> bool:
    """Problems and what became of them, and what claims stand in."""
    wanted = clause.section == 5 or clause.label == "rectification"
    return wanted or any(clause.start <= c.start < clause.end for c in claims)


def _clause(clause: Clause) -> list[Any]:
    c, done = clause, clause.probabilities.get("rectification", 0.0)
    said = [c.order, c.section, c.heading, c.text, c.start, c.end, c.label, c.probability, c.abstained]
    return [*said, round(done, 4)]


def slip_row(audit: Audit, doc: int) -> tuple[Any, ...]:
    """The row of a report in the table of slips; what was not stated is empty text there, so that it can be joined."""
    report, agency = audit.report, audit.report.agency
    who = (
        agency.name or agency.printed,
        agency.printed,
        agency.kind,
        agency.level,
        agency.sector,
        agency.region,
    )
    when = (report.dates.published, report.dates.signed)
    said = (report.source.sha256, *hashes(report), slip(audit))
    name = _VERSION.sub("", report.report_id)
    where = folder_for(who[0], agency.region, os.path.dirname(report.source.path))
    return (
        doc,
        report.source.path,
        name,
        *(w or "" for w in who),
        where,
        report.year,
        report.form,
        *when,
        *said,
    )


def slim_report(text: str) -> Report:
    """The slim report of a slip alone, as last year's is handed to rules."""
    return _report(json.loads(text))


def unfold(text: str) -> Slip:
    """The inverse of :func:`slip`, but for what it left out."""
    entry = json.loads(text)
    return Slip(_report(entry), _outcomes(entry["states"], entry["findings"]), tuple(entry["secrets"]))


def hashes(report: Report) -> tuple[int, int]:
    """Hashes of the words of the narrative and of the cells of a report: equal where two versions say the same,
    however tables, pages and lines are laid out."""
    said = [(*c_key(c), c.raw.strip()) for c in report.cells if c.doubt != MISSING]
    words = _LAYOUT.sub("", "".join(squash(c.text) for c in report.clauses))
    return digest(words), digest(repr(said))


def c_key(cell: Cell) -> tuple[str, str, str]:
    return cell.table, cell.row, cell.column


def digest(text: str) -> int:
    """BLAKE2b as a signed number of 64 bits, the same on every system and engine."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big", signed=True
    )


@cache
def _keys(table: str, form: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(statutory.cell_keys(table, form))


def _table(table: Table, report: Report) -> list[Any]:
    """Plain cells as their value alone, in the order of the form; the line of each as the distance from the one before."""
    keys = _keys(table.table, "2019" if table.form == "2019" else "2021")
    cells = {c_key(c): c for c in report.cells if c.table == table.table}
    values: list[Any] = []
    lines: list[int] = []
    odd: list[Any] = []
    at = table.line or 0
    for number, key in enumerate(keys):
        cell = cells.pop(key, None)
        plain = cell is not None and _plain(cell)
        values.append(cell.value if plain and cell is not None else None)
        if cell is None:
            odd.append([number])
        elif cell.line is not None:
            lines.append(cell.line - at)
            at = cell.line
        else:
            lines.append(0)
        if cell is not None and not plain and cell.doubt != MISSING:
            odd.append([number, *_odd(cell)])
    odd += [[*key, *_odd(cell)] for key, cell in cells.items()]  # keys of the other form, in a mixed table
    place = [table.kind, table.form, table.line, table.section, table.start, table.end]
    return [table.table, *place, list(table.notes), [list(e) for e in table.extra], values, lines, odd]


def _plain(cell: Cell) -> bool:
    return (
        cell.value is not None
        and cell.raw == str(cell.value)
        and cell.state == ("number" if cell.value else "zero")
        and cell.doubt is None
        and cell.proposed is None
        and cell.unit is None
        and cell.confidence == 1.0
        and cell.line is not None
    )


def _odd(cell: Cell) -> list[Any]:
    said = [cell.raw, cell.state, cell.value, cell.unit, cell.line]
    return [*said, cell.confidence, cell.doubt, cell.proposed]


def _values(claim: Claim) -> list[Any]:
    return [getattr(claim, name) for name in Claim.__slots__]


def _states(outcomes: Sequence[Outcome]) -> str:
    """A letter for each rule of the catalogue; a dash for one that was not run."""
    said = {o.code: _STATES[o.state] for o in outcomes}
    return "".join(said.get(code, "-") for code in catalogue())


def _outcomes(states: str, findings: Sequence[Sequence[Any]]) -> tuple[Outcome, ...]:
    by_code: dict[str, list[Finding]] = {}
    for code, fingerprint, severity, confidence, free, root, leads in findings:
        by_code.setdefault(code, []).append(
            Finding(
                *(None, "", "", None, code, "", severity, ""),
                confidence=confidence,
                root=root,
                fingerprint=fingerprint,
                free=bool(free),
                leads=leads,
            )
        )
    return tuple(
        replace(_plain_outcome(code, letter), findings=tuple(by_code[code]))
        if code in by_code
        else _plain_outcome(code, letter)
        for code, letter in zip(catalogue(), states, strict=True)
        if letter != "-"
    )


@cache
def _plain_outcome(code: str, letter: str) -> Outcome:
    return Outcome(code, _STATE_OF[letter], severity=catalogue()[code].severity)


def _clause_from(entry: list[Any]) -> Clause:
    return replace(Clause(*entry[:-1]), probabilities={"rectification": entry[-1]})


def _report(entry: dict[str, Any]) -> Report:
    document = Document(Source(*entry["source"]), "")
    vars(document)["line_starts"] = tuple(accumulate(entry["lines"], initial=0))
    began, ended, signed, published = (d and date.fromisoformat(d) for d in entry["dates"])
    tables = [_unfolded(t) for t in entry["tables"]]
    return Report(
        document=document,
        report_id=entry["id"],
        title=entry["title"],
        agency=Agency(*entry["agency"]),
        year=entry["year"],
        form=entry["form"],
        dates=Dates((began, ended) if began else None, signed, published),
        sections=tuple(Section(*s) for s in entry["sections"]),
        tables=tuple(table for table, _ in tables),
        cells=tuple(cell for _, cells in tables for cell in cells),
        clauses=tuple(_clause_from(c) for c in entry["clauses"]),
        claims=tuple(Claim(*c) for c in entry["claims"]),
        fee=Fee(*entry["fee"]) if entry["fee"] else None,
        witnesses={"remarks": entry["remarks"]},
    )


def _unfolded(entry: list[Any]) -> tuple[Table, list[Cell]]:
    name, kind, form, line, section, start, end, notes, extra, values, lines, odd = entry
    keys = _keys(name, "2019" if form == "2019" else "2021")
    strange = {tuple(o[:3]) if isinstance(o[0], str) else o[0]: o for o in odd}
    cells, at, distances = list[Cell](), line or 0, iter(lines)
    for number, (key, value) in enumerate(zip(keys, values, strict=True)):
        known = strange.get(number)
        if known is not None and len(known) == 1:
            continue
        at += next(distances)
        if value is not None:
            cells.append(Cell(*key, str(value), "number" if value else "zero", value, None, at))
        elif known is not None:
            cells.append(Cell(*key, *known[1:]))
        else:
            cells.append(Cell(*key, doubt=MISSING))
    cells += [Cell(*o) for o in odd if isinstance(o[0], str)]
    more = tuple(tuple(row) for row in extra)
    return Table(name, form, kind, line, section, start, end, extra=more, notes=tuple(notes)), cells
