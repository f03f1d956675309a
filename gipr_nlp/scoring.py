"""Outcomes → Score: points by dimension, coverage beside the mark, every lost point traceable to a finding."""

from __future__ import annotations

from collections.abc import Sequence

from gipr_nlp.model import Deduction, Finding, Outcome, Score
from gipr_nlp.profile import Dimension, Profile

#: Caps and "must withdraw" need a finding that is as good as proven (rules.md 5.0a).
CERTAIN = 0.95
FAILED = "不合格"


def score(outcomes: Sequence[Outcome], profile: Profile) -> Score:
    """Mark of 100 with what was lost in each dimension (rules.md 5.18).

    Only root findings cost points, and none that extraction may have caused. A dimension loses its cap at most, all
    hints together ``profile.max_hint_points``.
    Coverage is the weight of rules that passed or failed over the weight of rules that were applicable; below
    ``profile.min_coverage`` there is no grade.
    """
    lost: dict[str, float] = {d.key: 0.0 for d in profile.dimensions}
    hints = profile.max_hint_points
    deductions: list[Deduction] = []
    for outcome, finding in ((o, f) for o in outcomes for f in o.findings):
        dimension = dimension_of(finding.code, profile)
        if finding.root is not None or finding.free or dimension is None:
            continue
        points = min(points_of(finding, outcome, profile), dimension.cap - lost[dimension.key])
        if finding.severity == "hint":
            points = min(points, hints)
            hints -= max(0.0, points)
        if points <= 0:
            continue
        lost[dimension.key] += points
        deductions.append(Deduction(finding.fingerprint, finding.code, dimension.key, round(points, 2)))
    mark = round(max(0.0, 100.0 - sum(lost.values())), 2)
    roots = [f for o in outcomes for f in o.findings if f.root is None]
    certain = [f for f in roots if f.severity == "error" and f.confidence >= CERTAIN]
    capped = tuple(dict.fromkeys(f.code for f in certain if f.code in profile.failing))
    coverage = _coverage(outcomes, profile)
    return Score(
        mark=mark,
        grade=None if coverage < profile.min_coverage else _grade(mark, capped, profile),
        coverage=round(coverage, 4),
        dimensions={d.key: round(d.cap - lost[d.key], 2) for d in profile.dimensions},
        deductions=tuple(deductions),
        capped_by=capped,
        must_withdraw=any(f.code in profile.withdraw for f in certain),
    )


def points_of(finding: Finding, outcome: Outcome, profile: Profile) -> float:
    """Points that a finding costs: its severity's, or its code's own where it is as severe as its rule."""
    severest = profile.severities.get(finding.code, outcome.severity)
    if finding.code in profile.points and finding.severity in ("error", severest):
        return float(profile.points[finding.code])
    return float(profile.points[finding.severity])


def dimension_of(code: str, profile: Profile) -> Dimension | None:
    """The dimension of a rule: named by its code, else by its family letter."""
    for wanted in (code, code[0]):
        for dimension in profile.dimensions:
            if wanted in dimension.rules:
                return dimension
    return None


def _coverage(outcomes: Sequence[Outcome], profile: Profile) -> float:
    weights = {"passed": 0.0, "failed": 0.0, "undecided": 0.0, "crashed": 0.0, "not_applicable": 0.0}
    for outcome in outcomes:
        weights[outcome.state] += _weight(outcome, profile)
    decided = weights["passed"] + weights["failed"]
    applicable = decided + weights["undecided"] + weights["crashed"]
    return decided / applicable if applicable else 0.0


def _weight(outcome: Outcome, profile: Profile) -> float:
    """Weight of a rule in the coverage: that of the severest finding it can make."""
    return float(profile.points[profile.severities.get(outcome.code, outcome.severity)])


def _grade(mark: float, capped: tuple[str, ...], profile: Profile) -> str:
    if capped:
        return FAILED
    for name, least in sorted(profile.grades.items(), key=lambda item: -item[1]):
        if mark >= least:
            return name
    return FAILED
