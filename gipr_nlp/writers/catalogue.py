"""The catalogue of rules for the terminal: a line for each, or one explained, all from the rule itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Protocol

from gipr_nlp.language import both, width
from gipr_nlp.profile import Profile
from gipr_nlp.writers import SEVERITY_NAMES
from gipr_nlp.writers.terminal import Terminal

NEEDS = {
    "D": both("只需报告本身", "the report alone"),
    "P": both("需要上一年度报告", "the report of the year before"),
    "N": both("需要下一年度报告", "the report of the year after"),
    "C": both("需要同批报告", "the other reports of the batch"),
    "M": both("需要公布日期、单位名录等资料", "publication dates or the register of agencies"),
}


class RuleLike(Protocol):
    """What is shown of a rule (:class:`gipr_nlp.rules.base.Rule`)."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def bad(self) -> str: ...
    @property
    def good(self) -> str: ...
    @property
    def needs(self) -> str: ...
    @property
    def follows_from(self) -> tuple[str, ...]: ...


def severity_of(rule: RuleLike, profile: Profile) -> str:
    """Severity of a rule in a place."""
    return str(profile.severities.get(rule.code, rule.severity))


def as_entry(rule: RuleLike, profile: Profile) -> dict[str, Any]:
    """A rule for programs."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": severity_of(rule, profile),
        "needs": rule.needs,
        "follows_from": list(rule.follows_from),
        "why": rule.why,
        "basis": rule.basis,
        "bad": rule.bad,
        "good": rule.good,
    }


def line(rule: RuleLike, profile: Profile, t: Terminal) -> str:
    """One line of the list."""
    severity = severity_of(rule, profile)
    shown = t.say(both(SEVERITY_NAMES[severity], severity))
    room = " " * (9 - width(shown))
    return f"{t.paint(rule.code, 'bold')}  {t.paint(shown, severity)}{room}{rule.name}"


def explain(rule: RuleLike, profile: Profile, t: Terminal) -> str:
    """A rule in full: what, why, basis, examples, severity, what it needs and follows from."""
    severity = severity_of(rule, profile)
    shown = t.say(both(SEVERITY_NAMES[severity], severity))
    lines = [f"{t.paint(f'{rule.code} {rule.name}', 'bold')}  {t.paint(shown, severity)}", ""]
    needs = "；".join(t.say(NEEDS[letter]) for letter in rule.needs if letter in NEEDS)
    parts = [
        (both("为什么", "why"), rule.why),
        (both("依据", "basis"), rule.basis),
        (both("不合格示例", "failing"), rule.bad),
        (both("合格示例", "passing"), rule.good),
        (both("所需资料", "needs"), needs),
    ]
    if rule.follows_from:
        parts.append((both("从属于", "follows from"), "、".join(rule.follows_from)))
    for title, text in parts:
        lines += [t.paint(t.say(title), "faint"), *t.block(text, "  "), ""]
    return "\n".join(lines)


def nearest(code: str, rules: Iterable[RuleLike]) -> list[str]:
    """Codes that may have been meant: alike, or with the word in their name."""
    known = {rule.code: rule.name for rule in rules}
    alike = difflib.get_close_matches(code, known, n=5, cutoff=0.6)
    named = [c for c, name in known.items() if code.lower() in name.lower()]
    return list(dict.fromkeys([*named[:5], *alike]))
