"""Copies as people make them: a report's clauses under another name, changed to a wanted degree.

Names, places, years and numbers are always changed. Up to the wanted share of characters then goes into words for
words, phrases put in or left out, clauses merged, cut in two or moved, and single characters retyped
(``copies.toml``). Each new clause remembers the clauses that it came from.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from gipr_nlp import agency as names

#: A clause is left as it is after so many tries.
TRIES = 60
_SPLIT_FROM = 40


@dataclass(frozen=True, slots=True)
class Made:
    """A clause of a copy and the indices of the clauses that it was made from."""

    text: str
    sources: tuple[int, ...]


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "copies.toml").read_text(encoding="utf-8"))


def place_name(rng: Random) -> str:
    """A county that exists nowhere."""
    places = _words()["places"]
    return f"{rng.choice(places['first'])}{rng.choice(places['second'])}县"


def copied(texts: Sequence[str], share: float, rng: Random, alphabet: str) -> list[Made]:
    """A copy of clauses with about this share of their characters edited.

    Args:
        texts: the clauses.
        share: 0 changes names and numbers only.
        rng: all chances.
        alphabet: characters that a retyped one may become.
    """
    made = [Made(_edited(_renumbered(text, rng), share, rng, alphabet), (i,)) for i, text in enumerate(texts)]
    return _moved(_recut(made, share, rng), share, rng)


def renamed(text: str, old: str, new: str) -> str:
    """A text with an agency's name and place replaced by another's."""
    for a, b in zip(_forms(old), _forms(new), strict=True):
        if a and b:
            text = text.replace(a, b)
    return text


def _forms(name: str) -> tuple[str, str, str]:
    """The whole name, its place, and the place without its ending."""
    place = names.split(name).region or ""
    return name, place, re.sub("[省市县区州旗镇乡]$", "", place)


def _renumbered(text: str, rng: Random) -> str:
    return re.sub(r"\d+", lambda m: str(int(m[0]) + (1 if len(m[0]) == 4 else rng.randint(1, 9)))[-12:], text)


def _edited(text: str, share: float, rng: Random, alphabet: str) -> str:
    from rapidfuzz.distance import Levenshtein

    whole, wanted = text, share * len(text) * rng.uniform(0.5, 1.5)
    for _ in range(TRIES):
        if Levenshtein.distance(whole, text) >= wanted:
            break
        text = _one_edit(text, rng, alphabet)
    return text


def _one_edit(text: str, rng: Random, alphabet: str) -> str:
    chance, words, phrases = rng.random(), _words()["words"], _words()["phrases"]
    if chance < 0.6 and (found := [word for word in words if word in text]):
        word = rng.choice(found)
        return text.replace(word, rng.choice(words[word]), 1)
    if chance < 0.7:
        return rng.choice(phrases["front"]) + text
    if chance < 0.8:
        end = text[-1] if text[-1:] in ("。", "；", ";") else ""
        return f"{text[: len(text) - len(end)]}{rng.choice(phrases['back'])}{end}"
    parts = text.split("，")
    if chance < 0.9 and len(parts) > 2:
        parts.pop(rng.randrange(len(parts)))
        return "，".join(parts)
    at = rng.randrange(len(text))
    return f"{text[:at]}{rng.choice(alphabet)}{text[at + 1 :]}"


def _recut(made: Sequence[Made], share: float, rng: Random) -> list[Made]:
    """Neighbours merged into one sentence, and long clauses cut in two."""
    found: list[Made] = []
    merge = False
    for one in made:
        if merge:
            before = found.pop()
            found.append(Made(f"{before.text.rstrip('。；;')}，{one.text}", (*before.sources, *one.sources)))
            merge = False
            continue
        parts = one.text.split("，")
        if len(one.text) > _SPLIT_FROM and len(parts) > 1 and rng.random() < share / 2:
            middle = len(parts) // 2
            found += [
                Made("，".join(parts[:middle]) + "。", one.sources),
                Made("，".join(parts[middle:]), one.sources),
            ]
        else:
            found.append(one)
            merge = rng.random() < share / 2
    return found


def _moved(made: list[Made], share: float, rng: Random) -> list[Made]:
    """Some clauses a few places on."""
    for _ in range(int(share * len(made))):
        one = rng.randrange(len(made))
        other = min(len(made) - 1, one + rng.randint(1, 3))
        made[one], made[other] = made[other], made[one]
    return made
