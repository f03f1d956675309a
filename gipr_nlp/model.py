"""The vocabulary of the program: plain frozen values, one word per thing.

Document (文档) is what a reader returns; Report (年度报告) is the agency's report, understood; a Case is what a rule
sees; a Finding (问题) is what it reports; an Audit (审核结果) holds them all. Keys are those of ``form.toml``.

All offsets (``start``, ``end``) are character offsets into ``Document.text`` (= ``Report.text``), half open; all lines
are 1-based lines of that text, which for text files are the lines of the file itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

Number = int | float
State = Literal["number", "zero", "blank", "not_applicable", "text"]
Severity = Literal["error", "warning", "hint"]
OutcomeState = Literal["passed", "failed", "undecided", "not_applicable", "crashed"]
FormId = Literal["2019", "2021", "mixed", "pre2019"]


#: The doubt of a cell that was not found at all (data contract).
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: path as given, sha256 of the bytes, media type, encoding (text formats)."""

    path: str
    sha256: str = ""
    media_type: str = "text/plain"
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found in the file that is not the report's text.

    ``kind``: bookmark | field | revision | comment | image | noise | placeholder. For what was cut out of the text
    (bookmark, field) ``start == end`` is the place where it stood.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the reader was not sure of; never hidden, never blamed on the agency."""

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells the format itself delimits (DOCX, HTML, XLSX): source cells row by row, spans not repeated.

    ``rows[i][j]`` is the text of the j-th source cell of row i; ``columns[i][j]`` its grid column, ``spans[i][j]``
    the (columns, rows) it covers, ``confidence[i][j]`` how sure its characters are (under 1 from OCR); ``lines[i]``
    the line of ``Document.text`` on which row i is written. The same cells stand in the text, separated by tabs.
    """

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[int, ...], ...] = ()
    lines: tuple[int, ...] = ()
    spans: tuple[tuple[tuple[int, int], ...], ...] = ()
    confidence: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the text stands in the file: 1-based page, box in points from the top left (x0, top, x1,
    bottom), and how sure its characters are (under 1 from OCR)."""

    start: int
    end: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0


@dataclass(frozen=True)
class Document:
    """What a reader returns: text in reading order with its marks, grids and places; no knowledge of the form.

    ``places`` are in the order of the text; formats without pages have none. ``stated``: what the file says of
    itself beside the report (an index table, meta tags): keys ``title``, ``agency``, ``published``, ``index``, ``url``.
    """

    source: Source
    text: str
    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    places: tuple[Place, ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The text's lines without their line ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return tuple(starts)

    def line_at(self, offset: int) -> int:
        """1-based line in which a character offset lies."""
        return bisect_right(self.line_starts, offset)


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter: number 1-6 by the meaning of its heading, 0 before section 1 (or a chapter of the old manner
    without counterpart), None for an extra chapter. ``body`` is where the text after the heading begins."""

    number: int | None
    key: str
    heading: str
    ordinal: str | None
    line: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that the form asks for. ``value`` is None unless ``state`` is number or zero and no doubt forbids it."""

    table: str
    row: str
    column: str
    raw: str = ""
    state: State = "blank"
    value: Number | None = None
    unit: str | None = None
    line: int | None = None
    confidence: float = 1.0
    doubt: str | None = None
    proposed: Number | None = None

    @property
    def key(self) -> str:
        """``table.row.column``, e.g. ``applications.carried_out.total``."""
        return f"{self.table}.{self.row}.{self.column}"


@dataclass(frozen=True, slots=True)
class Table:
    """One statutory table as found. ``kind``: grid | lines | image | attachment | missing.

    ``extra``: label and values of rows or numbers that belong to no key; ``notes``: what was seen beside the cells
    (``cross_foot_note``, ``group_row:refused=…``, ``header:…``), for the rules of family C and D.
    """

    table: str
    form: FormId | None
    kind: str
    line: int | None = None
    section: int | None = None
    start: int | None = None
    end: int | None = None
    headers: tuple[tuple[str, ...], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """The issuing body. ``printed`` as in the title, ``name`` with abbreviations expanded and nothing added,
    ``signed`` as in the signature."""

    printed: str = ""
    name: str = ""
    signed: str | None = None
    kind: str = "other"
    level: str | None = None
    sector: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """Statistics period (from, to), signature date and publication date; None where not stated."""

    period: tuple[date, date] | None = None
    signed: date | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest piece of narrative that carries one label (labels.md)."""

    order: int
    section: int
    heading: str
    text: str
    start: int
    end: int
    label: str = ""
    probability: float = 0.0
    abstained: bool = False
    probabilities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number, zero-statement, totality, ratio or trend that the narrative states about a quantity."""

    quantity: str
    value: Number | None
    unit: str | None
    kind: str
    scope: str
    year: int | None
    approximate: bool
    cell: str | None
    verdict: str
    text: str
    section: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fee:
    """The statement on the information processing fee (国办函〔2020〕109号): level F0a…F3 and its three figures."""

    level: str | None
    notices: Number | None = None
    total_yuan: Number | None = None
    collected_yuan: Number | None = None
    text: str | None = None
    section: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Report:
    """An agency's annual report, understood. Never our result."""

    document: Document
    report_id: str
    title: str
    agency: Agency
    year: int | None
    form: FormId | None
    dates: Dates
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    clauses: tuple[Clause, ...] = ()
    claims: tuple[Claim, ...] = ()
    fee: Fee | None = None
    doubts: tuple[Doubt, ...] = ()
    witnesses: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        return self.document.source

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.document.marks

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str], Cell]:
        """Cells by (table, row, column)."""
        return {(c.table, c.row, c.column): c for c in self.cells}

    @cached_property
    def found_cells(self) -> Mapping[str, tuple[Cell, ...]]:
        """Cells by table, those marked missing left out."""
        by_table: dict[str, list[Cell]] = {t.table: [] for t in self.tables}
        for cell in self.cells:
            if cell.doubt != MISSING:
                by_table.setdefault(cell.table, []).append(cell)
        return {table: tuple(cells) for table, cells in by_table.items()}

    @cached_property
    def table(self) -> Mapping[str, Table]:
        """Tables by name: disclosure, applications, review (always all three; an absent one has kind missing)."""
        return {t.table: t for t in self.tables}

    def section(self, number: int) -> Section | None:
        """The first section with this number, or None."""
        return next((s for s in self.sections if s.number == number), None)

    def section_text(self, number: int) -> str:
        """Text of a section without its heading; empty where the section is missing."""
        found = self.section(number)
        return "" if found is None else self.text[found.body : found.end]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register (单位名录): an agency with its aliases, kind, sector, parent and years of validity."""

    agency_id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "other"
    sector: str | None = None
    level: str | None = None
    parent: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    successor: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """Another report of the same agency and year in the corpus. ``same_cells``, ``same_text``: compared to this one."""

    source: str
    sha256: str
    published: date | None
    same_cells: bool
    same_text: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Matched text of two reports side by side; ``similarity`` 0-1 after masking."""

    section: int | None
    start: int
    end: int
    text: str
    partner_section: int | None
    partner_start: int
    partner_end: int
    partner_text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a report stands in one other report.

    ``chars``: this report's own characters that were compared (masked; without statutory wording and short clauses), by
    section; ``shares``: how much of them stands in the other (0-1); ``rare``: share, of all sections, that the two
    alone have; ``equal``: share of the clauses of sections 1 and 5 that are equal after masking; ``earlier``: which of
    the two is older.
    """

    report_id: str
    source: str
    agency: str
    year: int | None
    chars: Mapping[int, int]
    shares: Mapping[int, float]
    rare: float
    equal: float
    earlier: Literal["this", "partner"] | None = None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Copies:
    """Where the text of a report comes from: shares of its characters (summing to 1), the report of last year, and
    the one other agency with most text in common. ``stock``: share of its text clauses made of stock phrases;
    ``cluster``: name of the template that it shares with many agencies, ``template`` its place in the report."""

    statutory: float
    common: float
    own: float
    other: float
    original: float
    stock: float = 0.0
    last_year: Overlap | None = None
    partner: Overlap | None = None
    cluster: str | None = None
    template: Passage | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """A cell among its peers (same sector or kind, same level, same year): median, median absolute deviation, number."""

    median: float
    deviation: float
    count: int


@dataclass(frozen=True)
class Facts:
    """What the corpus knows about one report (语料事实), handed to rules by the ``Case``.

    ``link``: how the agency was found in the register (exact | alias | renamed | inferred | ambiguous | unresolved; absent
    stands for a body of the register that has no report);
    ``previous`` and ``following``: the reports of last and next year that count, without their full text;
    ``succession``: what became of the body since last year ("" | renamed | merged | split), ``predecessors``: last
    year's reports of the bodies that were merged; ``gap``: the corpus reaches back to last year, where this body has
    no report; ``before_last``: the stock of documents by row in the report of the year before last; ``counts``: of
    several versions this is the one that others are compared with; ``units``: for
    a government the units below it with their reports of this year (None: not handed in), ``units_before`` those of
    last year; ``earlier``: what differs from the results of an earlier run. None or empty where the corpus cannot know.
    """

    entry: Entry | None = None
    link: str = "unresolved"
    previous: Report | None = None
    following: Report | None = None
    succession: Literal["", "renamed", "merged", "split"] = ""
    predecessors: tuple[Report, ...] = ()
    gap: bool = False
    before_last: Mapping[str, Number] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    counts: bool = True
    copies: Copies | None = None
    peers: Mapping[str, Spread] = field(default_factory=dict)
    units: tuple[tuple[Entry, Report | None], ...] = ()
    units_before: tuple[tuple[Entry, Report | None], ...] = ()
    earlier: Literal["same", "cells", "text"] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, ready for the ledger (wire.md). Unused places are None."""

    report_id: str | None
    source: str
    agency: str
    year: int | None
    code: str
    name: str
    severity: Severity
    message: str
    section: int | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    found: str | None = None
    expected: str | None = None
    suggestion_cell: str | None = None
    suggestion_value: Number | None = None
    evidence: tuple[str, ...] = ()
    partner: str | None = None
    basis: str = ""
    confidence: float = 1.0
    root: str | None = None
    fingerprint: str = ""
    free: bool = False
    """True where the finding costs no points (what extraction can cause, rules.md 5.0a)."""
    leads: str | None = None
    """Name of the defect of which this is the root, for rules that run later (not part of the data contract)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule said about one report. ``reason``: why undecided, not applicable or crashed; ``severity``: the
    rule's own (its weight in the coverage)."""

    code: str
    state: OutcomeState
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points lost, traceable to the finding that cost them."""

    fingerprint: str
    code: str
    dimension: str
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """Mark (0-100), grade (None where coverage is too low), coverage 0-1, marks by dimension, and where they went."""

    mark: float
    grade: str | None
    coverage: float
    dimensions: Mapping[str, float]
    deductions: tuple[Deduction, ...] = ()
    capped_by: tuple[str, ...] = ()
    must_withdraw: bool = False


@dataclass(frozen=True)
class Audit:
    """Outcomes, findings and score of one report."""

    report: Report
    outcomes: tuple[Outcome, ...]
    score: Score

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the rules."""
        return tuple(f for o in self.outcomes for f in o.findings)

    @cached_property
    def roots(self) -> tuple[Finding, ...]:
        """Findings that follow from no other: what counts, score, ledger and summary take."""
        return tuple(f for f in self.findings if f.root is None)
