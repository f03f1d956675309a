"""Words that belong to nobody: what the form makes everyone say, and the stock phrases of official prose.

Both come from ``data/statutory.toml`` and are looked for in masked text (:mod:`gipr_nlp.similarity.mask`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

#: So many characters of its own make a clause more than a form of words.
OWN_WORDS = 10
#: A clause longer than this is more than a form of words, whatever is in it.
LONGEST_FORM = 200
#: From this share of its characters on, a clause is made of stock phrases.
STOCK_SHARE = 0.8


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("gipr_nlp").joinpath("data/statutory.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _lexicon()
    return (
        re.compile(trie(words["contained"])),
        re.compile(f"(?:{'|'.join(map(re.escape, words['announced']))})$"),
        re.compile("|".join(f"(?:{pattern})" for pattern in words["negatives"])),
    )


@cache
def _stock() -> re.Pattern[str]:
    return re.compile(trie(_lexicon()["stock"].replace("\n", "").split("|")))


_NEGATIVE = re.compile("未|没|无|不存在|#件")
_OF_THE_FORM = re.compile("申请|复议|诉讼|结转|责|密|答复|办理|办结|公开#件")


@lru_cache(maxsize=8192)  # such clauses are the same in most reports
def is_statutory(masked: str, section: int | None) -> bool:
    """Whether a clause is a form of words: preface, period, fees, a negative that the form asks for, an announcement.

    Args:
        masked: the clause.
        section: its number; what stands before the first chapter and in chapter 4 is told by the form.
    """
    contained, announced, negatives = _patterns()
    if section == 4 or contained.search(masked) or announced.search(masked):
        return True
    if len(masked) <= LONGEST_FORM and _NEGATIVE.search(masked) and _OF_THE_FORM.search(masked):
        return len(negatives.sub("", masked)) < OWN_WORDS
    return False


def stock_share(masked: str) -> float:
    """Share of a clause's characters that stand in stock phrases, 0-1."""
    return 1 - len(_stock().sub("", masked)) / len(masked) if masked else 0.0


def trie(words: Iterable[str]) -> str:
    """A regular expression that finds the longest of many words at a place, one look at each character."""
    tree: dict[str, Any] = {}
    for word in filter(None, words):
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: dict[str, Any]) -> str:
    ends = "" in node
    ways = [re.escape(char) + _branch(below) for char, below in sorted(node.items()) if char]
    if not ways:
        return ""
    joined = ways[0] if len(ways) == 1 and not ends else f"(?:{'|'.join(ways)})"
    return f"{joined}?" if ends else joined
