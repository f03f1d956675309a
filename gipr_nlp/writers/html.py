"""index.html, the overview for a supervisor: one file that needs nothing else, always the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.writers import (
    FORM_NAMES,
    KIND_NAMES,
    SEVERITY_NAMES,
    number,
    original,
    place,
    reason,
    spot,
    subject,
    wanted,
)

#: Which matches lie under a finding on copied text.
PASSAGES = {"P01": "last_year_passage", "P02": "last_year_passage", "P03": "other_agency_passage"}


@dataclass
class Details:
    """One report in full: its row, its findings (follow-ons behind their root), what was not decided, and passages
    that stand in another report, too."""

    report: Mapping[str, Any]
    findings: list[Mapping[str, Any]] = field(default_factory=list)
    undecided: list[Mapping[str, Any]] = field(default_factory=list)
    passages: list[Mapping[str, Any]] = field(default_factory=list)

    def beside(self, finding: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The passages that a finding on copied text rests on."""
        kind = PASSAGES.get(finding["code"])
        return [p for p in self.passages if p["kind"] == kind]

    def families(self) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
        """Root findings, severest first, each with what follows from it."""
        order = list(SEVERITY_NAMES)
        roots = [f for f in self.findings if f["root"] is None]
        roots.sort(key=lambda f: order.index(f["severity"]))
        return [(r, [f for f in self.findings if f["root"] == r["fingerprint"]]) for r in roots]


@dataclass(frozen=True)
class Overview:
    """What the page shows; ``figures`` count all reports, the lists may hold fewer. ``whole``: findings of the corpus
    as a whole; ``unlinked``: reports whose agency could not be told for certain."""

    figures: Mapping[str, Any]
    grades: Sequence[tuple[str, int]]
    reports: Sequence[Mapping[str, Any]]
    rules: Sequence[Mapping[str, Any]]
    details: Sequence[Details]
    unread: Sequence[Unreadable]
    skipped: Sequence[tuple[str, str]]
    dimensions: Mapping[str, tuple[str, float]]
    rule_names: Mapping[str, str]
    profile: str
    version: str
    today: str | None = None
    whole: Sequence[Mapping[str, Any]] = ()
    unlinked: Sequence[Mapping[str, Any]] = ()

    def agencies(self) -> list[tuple[str, list[Details]]]:
        """The reports in full, by agency."""
        grouped: dict[str, list[Details]] = {}
        for detail in self.details:
            grouped.setdefault(detail.report["agency"] or "（未能识别单位）", []).append(detail)
        return list(grouped.items())


def nth(report: Mapping[str, Any]) -> str:
    """Which publication of one agency's report it is, where there are several."""
    found = re.search(r"-v(\d+)$", report["report_id"])
    return f"（第{found[1]}份）" if found else ""


def write(path: Path, overview: Overview) -> None:
    """Write the page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(severities=SEVERITY_NAMES, kinds=KIND_NAMES, forms=FORM_NAMES)
    environment.globals.update(
        place=place, original=original, wanted=wanted, subject=subject, spot=spot, reason=reason, nth=nth
    )
    environment.filters.update(number=number, percent=lambda share: f"{share * 100:.0f}%")
    template = environment.from_string(
        files("gipr_nlp.writers").joinpath("index.html.j2").read_text(encoding="utf-8")
    )
    with open(path, "w", encoding="utf-8", newline="\n", errors="replace") as file:
        file.writelines(template.generate(o=overview))
        file.write("\n")
