"""The line: file → Document → Report → Audit. Nothing else; every stage is a stranger to the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipr_nlp import scoring
from gipr_nlp.claims import claims_of, fee_of
from gipr_nlp.clauses import cut_clauses
from gipr_nlp.errors import BadModel
from gipr_nlp.identity import identify
from gipr_nlp.model import Audit, Document, Doubt, Facts, FormId, Report, Source
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.readers import document_from_text, noise_lines, read_document
from gipr_nlp.rules import Step as RuleStep
from gipr_nlp.rules import catalogue, run
from gipr_nlp.rules.base import Case
from gipr_nlp.sections import find_sections
from gipr_nlp.tables import read_tables

if TYPE_CHECKING:
    from gipr_nlp.tagger import Tagger

#: A title that a page prints a second time.
_TITLE_LINE = re.compile(
    r"[#*\s]*[^，。；,;]{0,40}(?:信息公开|政务公开)(?:工作)?(?:年度)?(?:报告|总结)[*\s]*"
)


def read(path: str | Path, limits: Mapping[str, float] | None = None) -> Report:
    """Read one file as a report.

    Args:
        path: any file the readers know; the format is decided by content.
        limits: bounds on size and time (``Profile.limits``); the default profile's where None.

    Raises:
        Unreadable: with the file, a kind and a reason.
    """
    return understand(read_document(path, limits if limits is not None else load_profile().limits))


def read_text(text: str, path: str = "<text>") -> Report:
    """Read a text that is already in memory; ``path`` is what findings and identity may quote."""
    return understand(document_from_text(text, Source(path=path)))


def understand(document: Document) -> Report:
    """From a document to a report: sections, tables, identity, clauses with their labels, claims, fee statement.

    Without a usable model folder the clauses stay without labels, and the report says so as a doubt.
    """
    noise = noise_lines(document)
    sections = find_sections(document)
    tables = read_tables(document, sections, noise)
    identity = identify(document, sections, tables.form)
    report = Report(
        document=document,
        report_id=identity.report_id,
        title=identity.title,
        agency=identity.agency,
        year=identity.year,
        form=_form(tables.form, identity.year),
        dates=identity.dates,
        sections=sections,
        tables=tables.tables,
        cells=tables.cells,
        doubts=(*document.doubts, *identity.doubts, *tables.doubts),
        witnesses={**identity.witnesses, "anchors": tables.anchors},
    )
    clauses = cut_clauses(
        document, sections, tables.tables, noise | _not_narrative(document, identity.witnesses)
    )
    tagger, trouble = _tagger()
    if tagger is not None:
        clauses = tagger.tag(clauses, report.year)
    return replace(
        report,
        clauses=clauses,
        claims=claims_of(clauses, report.by_key, report.year, report.agency.kind, report.text),
        fee=fee_of(clauses, report.year),
        doubts=(*report.doubts, *_cell_doubts(report), *trouble),
    )


@cache
def _tagger() -> tuple[Tagger | None, tuple[Doubt, ...]]:
    """The tagger that comes with the program, loaded once; None, with the reason, where its folder is unusable."""
    from gipr_nlp.tagger import load_tagger

    try:
        return load_tagger(), ()
    except BadModel as error:
        return None, (Doubt("tagger", "", str(error)),)


def prepare() -> None:
    """Load what every report needs (model, catalogue) before any clock runs."""
    catalogue()
    _tagger()


def model() -> tuple[str | None, str]:
    """Name of the tagger that comes with the program (None where it works without one), and a hash of its files.

    The folder is not loaded; one that is damaged has another hash than a whole one.
    """
    from gipr_nlp.tagger.folder import identity

    return identity() or (None, "")


def audit(
    report: Report,
    profile: Profile | None = None,
    *,
    stage: str = "published",
    step: RuleStep = "all",
    facts: Facts | None = None,
) -> Audit:
    """Run every rule on a report and score what they say.

    Args:
        report: as read.
        profile: local rules; the built-in ones where None.
        stage: "published" or "draft" (an office checks before it publishes; rules about signature and dates rest).
        facts: what is known beside the report, such as last year's; None where it stands alone.
        step: "alone" leaves out the rules that need a corpus (they run later, see :mod:`gipr_nlp.corpus.second`).
    """
    profile = profile or load_profile()
    outcomes = run(Case(report, profile, stage, facts), step)
    return Audit(report, outcomes, scoring.score(outcomes, profile))


def _not_narrative(document: Document, witnesses: Mapping[str, Any]) -> set[int]:
    """0-based lines of the title, the agency and date lines and the signature."""
    spans = [witnesses.get("agency_span")]
    title = witnesses.get("title")
    if title is not None and title.start is not None:
        spans.append((title.start, title.end))
    for signed in (witnesses.get("signature"), witnesses.get("cover")):
        if signed is not None:
            spans.append((signed.agency_start, signed.agency_end))
            if signed.date is not None:
                spans.append((signed.date.start, signed.date.end))
    if witnesses.get("published") is not None:
        spans.append((witnesses["published"].start, witnesses["published"].end))
    lines: set[int] = set()
    for span in spans:
        if span and span[0] is not None and span[1] is not None:
            lines.update(range(document.line_at(span[0]) - 1, document.line_at(span[1] - 1)))
    lines.update(n for n, line in enumerate(document.lines[:12]) if _TITLE_LINE.fullmatch(line.strip()))
    return {n for n in lines if len(document.lines[n].strip()) <= 60}  # a whole report may stand on one line


def _form(form: FormId | None, year: int | None) -> FormId | None:
    """Reports for 2018 and before follow no unified form."""
    return "pre2019" if form is None and year is not None and year < 2019 else form


def _cell_doubts(report: Report) -> tuple[Doubt, ...]:
    """One doubt a row of cells that were found but not read for certain."""
    rows: dict[tuple[str, str, str], int | None] = {}
    for cell in report.cells:
        if cell.doubt and cell.doubt != "missing":
            rows.setdefault((cell.table, cell.row, cell.doubt), cell.line)
    return tuple(
        Doubt(f"{table}.{row}", f"line {line}" if line else "", why)
        for (table, row, why), line in rows.items()
    )
