"""Bodies of the register without a report (未发布, T10): findings of the batch, never of a report.

Only where the corpus is one of that year: at least half of the bodies that add up to the same government have a report.
A body that an unclear name may mean is not accused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gipr_nlp.agency import split
from gipr_nlp.model import Agency, Dates, Document, Entry, Facts, Finding, Report, Source
from gipr_nlp.profile import Profile
from gipr_nlp.register import Register
from gipr_nlp.register.link import Linked
from gipr_nlp.rules import run
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.t_dates import not_published

if TYPE_CHECKING:
    from gipr_nlp.corpus.engine import Engine

SEEN = "SELECT DISTINCT agency_id, year FROM chosen"
#: So much of the bodies of a government has to be there.
SHARE = 0.5


def findings(
    engine: Engine, register: Register | None, linked: Linked, profile: Profile, today: date | None
) -> list[Finding]:
    """A finding for each body of the register that has no report of a year of the corpus.

    Args:
        today: a report is not missed before its deadline; None: every deadline has passed.
    """
    if register is None or not_published.code in profile.disabled:
        return []
    seen: dict[int, set[str]] = defaultdict(set)
    for table in engine.rows(SEEN):
        for agency_id, year in zip(*table.to_pydict().values(), strict=True):
            seen[year].add(agency_id)
    meant = {candidate for found in linked.open for candidate in found.candidates}
    return [
        finding
        for year in sorted(seen)
        for entry in absent(register, year, seen[year], meant)
        if _is_due(entry, year, profile, today)
        for finding in _said(entry, year, profile)
    ]


def absent(register: Register, year: int, seen: set[str], meant: set[str]) -> Iterator[Entry]:
    """The bodies without a report, where enough of their group have one."""
    valid = list(register.valid(year))
    groups = Counter(_group(entry) for entry in valid)
    there = Counter(_group(entry) for entry in valid if entry.agency_id in seen)
    for entry in valid:
        group = _group(entry)
        enough = there[group] >= SHARE * groups[group]
        if enough and entry.agency_id not in seen and entry.agency_id not in meant:
            yield entry


def _group(entry: Entry) -> str:
    """The government to which a body's figures go; a government stands with its own units."""
    return entry.agency_id if entry.kind == "government" else entry.parent or ""


def _is_due(entry: Entry, year: int, profile: Profile, today: date | None) -> bool:
    if today is None:
        return True
    places = [place for place, _ in split(entry.name).chain]
    last = profile.deadline(entry.kind, places).publish
    return last is None or today > date(year + 1, *last)


def _said(entry: Entry, year: int, profile: Profile) -> Iterator[Finding]:
    """What T10 says of a body, as a finding of the batch."""
    report = Report(
        document=Document(Source(""), ""),
        report_id="",
        title="",
        agency=Agency(entry.name, entry.name, kind=entry.kind, level=entry.level, sector=entry.sector),
        year=year,
        form=None,
        dates=Dates(),
        sections=(),
        tables=(),
        cells=(),
    )
    others = [code for code in _codes() if code != not_published.code]
    alone = replace(profile, disabled=tuple(others))
    for outcome in run(Case(report, alone, facts=Facts(entry=entry, link="absent"))):
        for finding in outcome.findings:
            yield replace(finding, report_id=None)


def _codes() -> tuple[str, ...]:
    from gipr_nlp.rules import catalogue

    return tuple(catalogue())
