"""Every rule has a file of cases, ``cases/CODE.yaml``: reports that fail it, and reports just inside that do not.

A case is what :func:`corpus.compose.from_case` builds a report from, with these keys beside:

    name: what is special about it; unique within the file
    expect: failed | passed | undecided | not_applicable, the outcome of the file's rule
    severity: of every finding of the rule
    message_has: texts of which each stands in a message of the rule
    roots: codes of all findings of the rule's family that follow from no other
    free: whether the findings cost no points
    stage: draft | published (default)
    previous, following: another case, built likewise: last year's report, next year's
    predecessors: cases of last year's reports of bodies that were merged
    others: cases of other bodies' reports, with which the text is compared
    units, units_before: cases of the reports of a government's units, this year's and last year's (null: not handed
        in); inferred: their list was not given by a register
    facts: what else the corpus knows, by name (gap, succession, link, counts, entry, versions …)
    families: letters of the families that run; the rule's own where not given
    published: the publication date
    profile: settings of a local profile
    lexicons: word lists of a local profile, by code
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.compose import from_case
from gipr_nlp.agency import split
from gipr_nlp.model import Entry, Facts, Outcome, Report, Spread, Version
from gipr_nlp.pipeline import read_text
from gipr_nlp.profile import Profile, overridden
from gipr_nlp.rules import catalogue, run
from gipr_nlp.similarity import side_of, trace
from tests.helpers import case_of, tagged

FOLDER = Path(__file__).parent / "cases"
KEYS = {
    "name",
    "expect",
    "severity",
    "message_has",
    "roots",
    "free",
    "stage",
    "lexicons",
    "families",
    "profile",
} | {
    "previous",
    "following",
    "predecessors",
    "others",
    "units",
    "units_before",
    "inferred",
    "facts",
    "published",
}
#: Said of a batch, never of a report: tests/test_similarity.py.
OF_THE_BATCH = {"P04"}
QUIET = ("passed", "undecided", "not_applicable")


@cache
def cases(code: str) -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, list), code
    return loaded


CODES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
EVERY = [pytest.param(code, case, id=f"{code}-{case['name']}") for code in CODES for case in cases(code)]


def built(spec: dict[str, Any], path: str) -> tuple[Report, dict[str, Any]]:
    text, asked = from_case(spec)
    return tagged(read_text(text, path)), asked


@pytest.mark.parametrize(("code", "spec"), EVERY)
def test_case(code: str, spec: dict[str, Any]) -> None:
    report, asked = built(spec, "report.txt")
    assert asked.keys() <= KEYS, f"unknown keys: {asked.keys() - KEYS}"
    if "published" in asked:
        report = replace(report, dates=replace(report.dates, published=asked["published"]))
    families = asked.get("families", code[0])
    facts = with_copies(facts_of(asked), report, asked)
    case = case_of(report, families, stage=asked.get("stage", "published"), facts=facts)
    case.profile = changed(case.profile, asked)
    outcomes = {outcome.code: outcome for outcome in run(case)}
    agrees(outcomes[code], asked)
    if "roots" in asked:
        found = (f for outcome in outcomes.values() for f in outcome.findings)
        assert sorted(f.code for f in found if f.root is None) == sorted(asked["roots"])


def facts_of(asked: dict[str, Any]) -> Facts | None:
    """What the corpus knows in a case; None where the report stands alone."""
    reports = {
        name: built(asked[name], f"{name}.txt")[0] for name in ("previous", "following") if name in asked
    }
    merged = tuple(built(spec, f"{i}.txt")[0] for i, spec in enumerate(asked.get("predecessors", ())))
    more = dict(asked.get("facts", {}))
    for name in ("units", "units_before"):
        if name in asked:
            more[name] = tuple(_unit(i, spec, asked) for i, spec in enumerate(asked[name]))
    if not (reports or merged or more):
        return None
    for name, kind in (("entry", Entry), ("peers", Spread), ("versions", Version)):
        if name == "peers" and name in more:
            more[name] = {key: Spread(*values) for key, values in more[name].items()}
        elif name == "versions" and name in more:
            more[name] = tuple(kind(**values) for values in more[name])
        elif name in more:
            more[name] = kind(**more[name])
    return Facts(**reports, predecessors=merged, **more)


def _unit(number: int, spec: dict[str, Any] | None, asked: dict[str, Any]) -> tuple[Entry, Report | None]:
    """A unit of a government with its report, if it has one."""
    agency = (spec or {}).get("agency", f"青岚县第{number}局")
    entry = Entry(f"unit-{number}", agency, kind=split(agency).kind, inferred=asked.get("inferred", False))
    return entry, None if spec is None else built({"agency": agency, **spec}, f"unit{number}.txt")[0]


def with_copies(facts: Facts | None, report: Report, asked: dict[str, Any]) -> Facts | None:
    """The facts with the comparison of texts, where there is one to compare with."""
    others = [side_of(built(spec, f"other{i}.txt")[0]) for i, spec in enumerate(asked.get("others", ()))]
    if facts is None and not others:
        return None
    facts = facts or Facts()
    before = None if facts.previous is None else side_of(facts.previous)
    return replace(facts, copies=trace(side_of(report), before, others))


def changed(profile: Profile, asked: dict[str, Any]) -> Profile:
    """The profile with the settings of a case."""
    if "profile" in asked:
        profile = overridden(profile, asked["profile"])
    return replace(profile, lexicons=asked["lexicons"]) if "lexicons" in asked else profile


def agrees(outcome: Outcome, asked: dict[str, Any]) -> None:
    said = [finding.message for finding in outcome.findings]
    assert outcome.state == asked["expect"], (outcome.reason, said)
    assert bool(said) == (outcome.state == "failed")
    for text in asked.get("message_has", ()):
        assert any(text in message for message in said), (text, said)
    for key in ("severity", "free"):
        if key in asked:
            assert {getattr(finding, key) for finding in outcome.findings} == {asked[key]}


@pytest.mark.parametrize("code", sorted(set(catalogue()) - OF_THE_BATCH))
def test_every_rule_has_cases_on_both_sides(code: str) -> None:
    expected = [case["expect"] for case in cases(code)]
    assert expected.count("failed") >= 1
    assert sum(expected.count(state) for state in QUIET) >= 2
    names = [case["name"] for case in cases(code)]
    assert len(set(names)) == len(names)


def test_every_file_belongs_to_a_rule() -> None:
    assert set(CODES) <= set(catalogue())
