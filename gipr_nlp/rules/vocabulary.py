"""The words that the rules on content look for (``data/content.toml``), compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the five topics of section 1; ``label`` is the tagger's."""

    label: str
    name: str
    code: str
    official: re.Pattern[str]
    headings: re.Pattern[str]
    words: re.Pattern[str]
    not_in: re.Pattern[str]
    firm: re.Pattern[str]
    absent: re.Pattern[str]

    def speaks(self, flat: str) -> bool:
        """Whether the words of a levelled sentence speak of the topic."""
        if self.firm.search(flat):
            return True
        return bool(self.words.search(flat)) and not self.not_in.search(flat)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a government's report must state: words that state it, words that only come near."""

    name: str
    code: str
    words: re.Pattern[str]
    near: re.Pattern[str]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("gipr_nlp").joinpath("data/content.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str] = (), patterns: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern that matches any of the words, the longest first, or any of the patterns."""
    plain = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile("|".join([*patterns, *plain]) or r"(?!)")


@cache
def topics() -> Mapping[str, Topic]:
    """The five topics by label, in the order of the form."""
    return {
        label: Topic(
            label,
            t["name"],
            t["code"],
            any_of(t["official"]),
            any_of(t["headings"]),
            any_of(t["words"], t["patterns"]),
            re.compile(t["not_in"]),
            any_of(t["firm"]),
            any_of(t["absent"]),
        )
        for label, t in _data()["topics"].items()
    }


@cache
def duties() -> Mapping[str, Duty]:
    """工作考核, 社会评议 and 责任追究 by rule code."""
    return {
        d["code"]: Duty(d["name"], d["code"], any_of(d["words"], d.get("patterns", ())), any_of(d["near"]))
        for d in _data()["duties"].values()
    }


@cache
def five(name: str) -> re.Pattern[str]:
    """Words and patterns of section 5: weak, awaited, plan, measure, done, none, vow, statutory, stock."""
    entries = _data()["five"][name]
    return any_of(entries) if name in ("weak", "stock") else any_of((), entries)


@cache
def themes() -> Mapping[str, re.Pattern[str]]:
    """Themes of problems and measures by name."""
    return {name: any_of(words) for name, words in _data()["themes"].items()}


@cache
def others(name: str) -> re.Pattern[str]:
    """Words of other matters: on_request, application, disclosure, area, office, preface."""
    return any_of(_data()["others"][name])
