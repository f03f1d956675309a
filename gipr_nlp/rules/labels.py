"""Labels as printed against labels of the form: which are altered, and which are only broken by the layout."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from gipr_nlp.text import HAN_NUMERAL, squash

_MARK = re.compile(r"^(?:\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、|\(?\d{1,2}[.、)])")
_NOISE = re.compile(r"[^\w\u4e00-\u9fff]|_")
MOST = 3
"""A label that differs in more characters is another label, not an altered one."""

#: Characters that recognition and conversion confuse with each other.
_ALIKE = frozenset(
    map(
        frozenset,
        ("司可", "攻政", "上止", "最量", "够构", "只织", "急息", "特持", "末未", "己已", "人入", "千干", "白自", "目日", "曰日", "土士", "末本", "侍待", "祥详", "复夏", "収收", "规現", "教数"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Altered:
    """A label of the form and what is printed in its place; ``alike``: only look-alike characters differ."""

    label: str
    printed: str
    alike: bool


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A label for comparing: no list mark, no remark behind, no punctuation, no white space."""
    return _NOISE.sub("", _MARK.sub("", squash(text)))


@lru_cache(maxsize=4096)  # most labels are printed as in the form, in one report after the other
def altered(label: str, printed: str) -> Altered | None:
    """Whether a printed row label is that of the form with one to three characters changed."""
    wanted, found = plain(label), plain(printed)
    if found == wanted or not found or plain(label.split("（")[0]) == found:
        return None
    if re.fullmatch(
        f"{wanted}[{HAN_NUMERAL}]+", found
    ):  # a value in Chinese numerals, taken for a piece of the label
        return None
    if distance(wanted, found) > min(MOST, len(wanted) // 2 + 1):
        return None
    return Altered(label, printed, _alike(wanted, found))


def altered_in(labels: list[str], header: str) -> tuple[list[Altered], list[str]]:
    """Which of the labels stand altered in a header's running text, and which do not stand there at all.

    A label whose characters are all there, only scattered, was broken by the layout and is neither.
    """
    rest = plain(header)
    for label in sorted(labels, key=len, reverse=True):
        rest = rest.replace(plain(label), "|", 1)
    lost = [label for label in labels if plain(label) not in plain(header)]
    found = _covering(lost, rest)
    if found:
        return found, []
    absent: list[str] = []
    for label in lost:
        wanted = plain(label)
        near = _nearest(wanted, rest)
        scattered = not Counter(wanted) - Counter(rest)
        if near is not None and not (scattered and sorted(near) != sorted(wanted)):
            found.append(Altered(label, near, _alike(wanted, near)))
            rest = rest.replace(near, "|", 1)
        elif not scattered:
            absent.append(label)
    return found, absent


def _covering(lost: list[str], rest: str) -> list[Altered]:
    """The lost labels as printed, where together they are all that is left of a header."""
    found: list[Altered] = []
    for label in lost:
        near = _nearest(plain(label), rest)
        if near is None:
            return []
        found.append(Altered(label, near, _alike(plain(label), near)))
        rest = rest.replace(near, "|", 1)
    return [] if rest.strip("|") else found


@lru_cache(maxsize=512)  # the same headers stand in one report after the other
def _nearest(wanted: str, text: str) -> str | None:
    """The piece of a text that differs least from a label, if it differs by few enough characters."""
    most = min(MOST, len(wanted) // 3)
    characters = set(wanted)
    best: tuple[tuple[int, int], str] | None = None
    for piece in text.split("|"):
        for size in sorted(
            range(max(2, len(wanted) - most), len(wanted) + most + 1), key=lambda n: abs(n - len(wanted))
        ):
            for at in range(len(piece) - size + 1):
                window = piece[at : at + size]
                if len(characters.difference(window)) > most:
                    continue
                cost = distance(wanted, window)
                if cost > most or (best is not None and cost > best[0][0]):
                    continue
                foreign = (Counter(window) - Counter(wanted)).total()  # of the label beside it
                if best is None or (cost, foreign) < best[0]:
                    best = (cost, foreign), window
    return None if best is None else best[1]


def _alike(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        a == b or frozenset((a, b)) in _ALIKE for a, b in zip(one, other, strict=True)
    )


def distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
    return row[-1]
