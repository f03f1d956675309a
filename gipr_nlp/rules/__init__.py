"""The catalogue of checks: a family (letter) a module, and the one place where rules are run.

``RULES`` maps every code to its :class:`~gipr_nlp.rules.base.Rule`, in the order of the catalogue.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal

from gipr_nlp.errors import NotApplicable, NotStated
from gipr_nlp.model import Finding, Outcome, OutcomeState, Report, Severity
from gipr_nlp.rules.base import Case, Hit, Rule, Unsure, fingerprint
from gipr_nlp.text import veiled

Step = Literal["all", "alone", "corpus"]

#: Modules of the catalogue in its order; a family too large for one module has a second (``b``, ``b_text``).
MODULES = (
    "a",
    "a_text",
    "b",
    "b_text",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "j",
    "j_figures",
    "j_text",
    "k",
    "k_silence",
    "l",
    "m",
    "n",
    "p",
    "q",
    "t",
    "t_dates",
    "u_peers",
    "u_sums",
)

#: An error is for what cells, dates or literal text prove.
CERTAIN = 0.95
#: Families whose findings rest on labels, lexicons or gazetteers: an error there needs confidence 0.95 (rules.md 5.0a).
SOFT_FAMILIES = frozenset("MPFG")  # sums: their confidence is that of their cells, under 1 only from OCR
SOFT_CODES = frozenset({"B15"})


@cache
def catalogue() -> dict[str, Rule]:
    """All rules by code, in the order of the catalogue."""
    found: dict[str, Rule] = {}
    for name in MODULES:
        module = import_module(f"gipr_nlp.rules.{name}")
        for rule in module.RULES:
            if rule.code in found:
                raise ValueError(f"two rules carry the code {rule.code}")
            found[rule.code] = rule
    return found


def run(case: Case, step: Step = "all", known: Sequence[Outcome] = ()) -> tuple[Outcome, ...]:
    """Run rules on a case; a crashing rule is an outcome, not the end.

    Args:
        case: what they see.
        step: "all"; or in two steps where there is a corpus: "alone" leaves out the rules that need it, "corpus" runs
            those, and again those that see more with last year's report (where there is one).
        known: what the first step said, so that findings of the second can follow from its findings.
    """
    drafts = [(rule, *_check(rule, case)) for rule in _wanted(case, step)]
    secrets = secrets_of(case.report, (f for _, hits, _ in drafts for _, f in hits))
    return tuple(hide(outcome, (*secrets, *case.secrets)) for outcome in _link(drafts, known))


def _wanted(case: Case, step: Step) -> list[Rule]:
    rules = [rule for rule in catalogue().values() if rule.code not in case.profile.disabled]
    if step == "alone":
        return [rule for rule in rules if not rule.corpus]
    if step == "corpus":
        return [rule for rule in rules if rule.corpus or (rule.again and case.last_year is not None)]
    return rules


def secrets_of(report: Report, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The personal data that family T found, as it stands in the text."""
    found = [f for f in findings if f.code[0] == "T" and f.start is not None and f.end is not None]
    return tuple(report.text[f.start : f.end] for f in found)


def hide(outcome: Outcome, secrets: Sequence[str]) -> Outcome:
    """What family T found is hidden in the findings of all other families, too (rules.md 5.0a)."""
    if not secrets or not outcome.findings:
        return outcome
    return replace(
        outcome,
        findings=tuple(
            replace(
                f,
                message=veiled(f.message, secrets),
                evidence=tuple(veiled(text, secrets) for text in f.evidence),
                found=f.found and veiled(f.found, secrets),
            )
            for f in outcome.findings
        ),
    )


def _check(rule: Rule, case: Case) -> tuple[list[tuple[Hit, Finding]], Outcome]:
    hits: list[tuple[Hit, Finding]] = []
    reasons: list[str] = []
    try:
        for said in rule.check(case):
            if isinstance(said, Unsure):
                reasons.append(said.why)
            else:
                hits.append((said, _finding(rule, said, case)))
    except NotApplicable as why:
        if not hits and not reasons:
            return [], Outcome(rule.code, "not_applicable", str(why), severity=rule.severity)
    except NotStated as why:
        reasons.append(str(why))
    except Exception:  # the one place where a rule's own fault is contained
        return [], Outcome(rule.code, "crashed", _trace(), severity=rule.severity)
    state: OutcomeState = "failed" if hits else "undecided" if reasons else "passed"
    return hits, Outcome(rule.code, state, "；".join(dict.fromkeys(reasons)), severity=rule.severity)


def _trace() -> str:
    """The last three frames of the exception being handled, without paths of this machine."""
    kind, error, frames = sys.exc_info()
    where = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(frames)[-3:]]
    return f"{kind.__name__ if kind else ''}: {error} ({' > '.join(where)})"


def _finding(rule: Rule, hit: Hit, case: Case) -> Finding:
    report, cell = case.report, hit.cell
    severity: Severity = case.profile.severities.get(rule.code) or hit.severity or rule.severity
    table, row, column = (cell.table, cell.row, cell.column) if cell else (hit.table, hit.row, hit.column)
    named = cell or report.by_key.get((table or "", row or "", column or ""))
    sure = 1.0 if named is None else named.confidence
    soft = rule.family in SOFT_FAMILIES or rule.code in SOFT_CODES
    if severity == "error" and (sure < CERTAIN or (soft and hit.confidence < CERTAIN)):
        severity = "warning"
    line = hit.line if hit.line is not None else (cell.line if cell else None)
    if line is None and hit.start is not None:
        line = report.document.line_at(hit.start)
    place = (
        ".".join(p for p in (table, row, column) if p)
        if table
        else (hit.quote or "".join(hit.evidence) or hit.message)
    )
    return Finding(
        report_id=report.report_id,
        source=report.source.path,
        agency=report.agency.name or report.agency.printed,
        year=report.year,
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=hit.message,
        section=hit.section,
        table=table,
        row=row,
        column=column,
        line=line,
        start=hit.start,
        end=hit.end,
        found=hit.found,
        expected=hit.expected,
        suggestion_cell=hit.suggestion[0] if hit.suggestion else None,
        suggestion_value=hit.suggestion[1] if hit.suggestion else None,
        evidence=hit.evidence,
        partner=hit.partner,
        basis=case.profile.documents.get(rule.code) or hit.basis or rule.basis,
        confidence=hit.confidence,
        root=hit.root,
        fingerprint=fingerprint(rule.code, report.agency.name, report.year, place),
        free=hit.free,
        leads=hit.defect if hit.leads else None,
    )


def _link(
    drafts: list[tuple[Rule, list[tuple[Hit, Finding]], Outcome]], known: Sequence[Outcome]
) -> tuple[Outcome, ...]:
    """Make fingerprints unique and give every finding that follows from another the fingerprint of its root."""
    seen: dict[str, int] = {}
    named: list[tuple[Rule, list[tuple[Hit, Finding]], Outcome]] = []
    for rule, hits, outcome in drafts:
        fresh = []
        for hit, finding in hits:
            count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
            if count > 1:
                finding = replace(finding, fingerprint=f"{finding.fingerprint}-{count}")
            fresh.append((hit, finding))
        named.append((rule, fresh, outcome))
    leaders = {f.leads: f.fingerprint for outcome in known for f in outcome.findings if f.leads}
    leaders |= {h.defect: f.fingerprint for _, hits, _ in named for h, f in hits if h.defect and h.leads}
    first = {outcome.code: outcome.findings[0].fingerprint for outcome in known if outcome.findings}
    first |= {rule.code: hits[0][1].fingerprint for rule, hits, _ in named if hits}
    outcomes = []
    for rule, hits, outcome in named:
        if not hits:
            outcomes.append(outcome)
            continue
        linked = []
        for hit, finding in hits:
            root = leaders.get(hit.defect) if hit.defect else None
            if root is None and hit.defect is None:
                root = next((first[code] for code in rule.follows_from if code in first), None)
            linked.append(finding if root in (None, finding.fingerprint) else replace(finding, root=root))
        outcomes.append(replace(outcome, findings=tuple(linked)))
    return tuple(outcomes)
