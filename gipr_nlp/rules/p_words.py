"""Family P, words: slips of the pen and the marks of hacked pages (P14, P15, rules.md 5.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.lexicon import words
from gipr_nlp.rules.narrative import Narrative, narrative, page
from gipr_nlp.rules.scope import require_report

MOST = 8  # findings of one report; a text with more is in another state than one of slips


class Slip(NamedTuple):
    """A wrong word, what it should be, and why."""

    start: int
    end: int
    right: str
    note: str


class _Guarded(NamedTuple):
    anchor: str
    pattern: re.Pattern[str]
    right: str
    unless: tuple[str, ...]
    note: str


@cache
def _guarded() -> tuple[_Guarded, ...]:
    return tuple(
        _Guarded(
            g["anchor"], re.compile(g["pattern"]), g["right"], tuple(g.get("unless", ())), g.get("note", "")
        )
        for g in words("typos")["guarded"]
    )


@cache
def _plain() -> dict[str, tuple[tuple[str, int, str], ...]]:
    """Wrong strings, by a character of theirs that the right one has not: with its place, and the right one."""
    listed: dict[str, str] = dict(words("typos")["words"])
    mistyped = words("typos")["mistyped"]
    for term in mistyped["terms"]:
        for place, char in enumerate(term):
            for other in mistyped["alike"].get(char, ""):
                wrong = f"{term[:place]}{other}{term[place + 1 :]}"
                if not any(wrong in right or right in wrong for right in mistyped["right"]):
                    listed.setdefault(wrong, term)
    table: dict[str, tuple[tuple[str, int, str], ...]] = {}
    for wrong, right in listed.items():
        key = next((char for char in wrong if char not in right), wrong[0])
        table[key] = (*table.get(key, ()), (wrong, wrong.index(key), right))
    return table


@rule(
    "P14",
    "错别字/语病",
    "hint",
    why="错别字影响报告的严肃性，也会造成误解。对照常见错误表提示，请人工核对。",
    basis=PRACTICE,
    bad="面对突如起来的疫情……",
    good="面对突如其来的疫情……",
)
def slips_of_the_pen(case: Case) -> Checks:
    require_report(case)
    said = narrative(case)
    found = sorted(_slips(said))
    for slip in found[:MOST]:
        wrong, shown = said.flat[slip.start : slip.end], said.shown(slip.start, slip.end)
        note = f"（{slip.note}）" if slip.note else ""
        more = (
            f"另有{len(found) - MOST}处同类问题未逐一列出。"
            if len(found) > MOST and slip is found[MOST - 1]
            else ""
        )
        yield Hit(
            f"“{shown}”中的“{wrong}”疑为“{slip.right}”之误{note}，请核对。{more}",
            found=wrong,
            expected=slip.right,
            evidence=(shown,),
            quote=f"{wrong}{shown}",
            confidence=0.9,
            **said.place(slip.start, slip.end),
        )


def _slips(said: Narrative) -> Iterator[Slip]:
    """Every slip outside book titles; one place for each wrong word."""
    flat, known = said.bare, said.chars.issuperset
    seen = set()
    for key in said.chars & _plain().keys():
        at = flat.find(key)
        while at >= 0:
            for wrong, place, right in _plain()[key]:
                if flat.startswith(wrong, at - place) and wrong not in seen and at >= place:
                    seen.add(wrong)
                    yield Slip(at - place, at - place + len(wrong), right, "")
            at = flat.find(key, at + 1)
    for entry in _guarded():
        if known(entry.anchor) and entry.anchor in flat:
            found = entry.pattern.search(flat)
            if found and not any(word in said.report.text for word in entry.unless):
                yield Slip(*found.span(), entry.right, entry.note)
    for word in words("typos")["twice"]["words"]:
        at = flat.find(word * 2) if known(word) else -1
        if at >= 0 and flat[at + 2 * len(word) : at + 2 * len(word) + 1] not in ("化", "性"):
            yield Slip(at, at + 2 * len(word), word, "文字重复")


# --- P15 ----------------------------------------------------------------------------------------------------


@rule(
    "P15",
    "关键词被篡改",
    "error",
    why="报告中出现赌博、色情等广告用语，说明网页可能被篡改或来源不是政府网站，应当立即下线核查。",
    basis=PRACTICE,
    bad="报告正文中夹有“澳门新葡京”“注册送彩金”等字样。",
    good="报告正文中没有与报告无关的广告用语。",
)
def hacked_words(case: Case) -> Checks:
    require_report(case)
    listed = words("leftovers")["spam"]
    said = page(case)
    flat = said.flat.lower()
    strong = [p for word in listed["strong"] for p in _unfought(flat, word, listed["fought"])]
    weak = [p for word in listed["weak"] for p in _unfought(flat, word, listed["fought"])]
    different = {flat[a:b] for a, b in weak}
    if not strong and len(different) < 2:
        return
    places = sorted(strong or weak)
    start, end = places[0]
    terms = "、".join(dict.fromkeys(f"“{flat[a:b]}”" for a, b in places[:5]))
    yield Hit(
        f"文中出现与报告无关的广告用语{terms}，网页可能被篡改，或文件来源不是政府网站。请立即核查，必要时先行下线。",
        found=terms,
        evidence=(said.shown(start, end),),
        quote=flat[start:end],
        confidence=0.97 if strong else 0.85,
        **said.place(start, end),
    )


def _unfought(flat: str, word: str, fought: list[str]) -> Iterator[tuple[int, int]]:
    """Places of a word in sentences that do not speak of fighting it."""
    at = flat.find(word)
    while at >= 0:
        low = max(flat.rfind(c, 0, at) for c in "。;\n") + 1
        ends = [e for c in "。;\n" if (e := flat.find(c, at)) >= 0]
        sentence = flat[low : min(ends, default=len(flat))]
        if not any(verb in sentence for verb in fought):
            yield at, at + len(word)
        at = flat.find(word, at + len(word))


RULES = (slips_of_the_pen, hacked_words)
