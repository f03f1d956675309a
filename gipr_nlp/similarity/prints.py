"""Fingerprints (指纹) of a report's clauses: all that the search for copies over many reports needs to know.

Per clause the hash of its masked text, and hashes of a quarter of its character 8-grams, chosen by the hash itself:
copies keep most of them whatever was changed, moved or merged, and text of another origin shares next to none.
All hashes are computed here, so that every engine sees the same numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gipr_nlp.model import Agency, Clause, Report
from gipr_nlp.similarity.mask import mask, own_names
from gipr_nlp.similarity.wording import STOCK_SHARE, is_statutory, stock_share

#: ``text`` counts; ``statutory`` wording is never held against anyone; ``short`` clauses say too little (and what goes on
#: without end is no sentence either).
Kind = Literal["text", "statutory", "short"]

SHORTEST = 12
LONGEST = 1500
"""Characters of a masked clause that can be a copy (rules.md 5.14)."""
GRAM, EVERY = 8, 4
BLOCK = 200
"""Characters that make a block of text which agencies share (P04)."""
_BY_LABEL = frozenset(("preamble", "lead_in", "fee_note", "nothing_to_report", "review_litigation"))
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Print:
    """One clause as it compares. ``chars`` is the length of ``masked``; ``stock``: made of stock phrases;
    ``block``: hash of the run of text clauses of at least 200 characters that begins here, None near the end."""

    order: int
    section: int
    start: int
    end: int
    kind: Kind
    hash: int
    chars: int
    stock: bool
    masked: str
    grams: tuple[int, ...] = ()
    block: int | None = None


def prints(report: Report) -> tuple[Print, ...]:
    """The fingerprints of a report, one for each clause, in its order."""
    return prints_of(report.clauses, report.agency, report.year)


def prints_of(clauses: Sequence[Clause], agency: Agency, year: int | None) -> tuple[Print, ...]:
    """The fingerprints of clauses that a body wrote. Pure; about 0.03 ms a clause."""
    masked = mask([clause.text for clause in clauses], own_names(agency, year))
    kinds: list[Kind] = []
    for clause, text in zip(clauses, masked, strict=True):
        form_words = clause.label in _BY_LABEL and not clause.abstained and clause.probability >= _SURE
        if form_words or is_statutory(text, clause.section):
            kinds.append("statutory")
        else:
            kinds.append("text" if SHORTEST <= len(text) <= LONGEST else "short")
    hashes = [fingerprint(text) for text in masked]
    grams = sampled_grams([text if kind == "text" else "" for text, kind in zip(masked, kinds, strict=True)])
    blocks = _blocks([clause.section for clause in clauses], kinds, masked, hashes)
    return tuple(
        Print(
            order=clause.order,
            section=clause.section,
            start=clause.start,
            end=clause.end,
            kind=kind,
            hash=key,
            chars=len(text),
            stock=kind == "text" and stock_share(text) >= STOCK_SHARE,
            masked=text,
            grams=some,
            block=block,
        )
        for clause, text, kind, key, some, block in zip(
            clauses, masked, kinds, hashes, grams, blocks, strict=True
        )
    )


def fingerprint(text: str) -> int:
    """BLAKE2b of a text as a signed 64-bit number."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def sampled_grams(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Hashes (signed, 64 bits) of those character 8-grams of each text whose hash is divisible by 4, each once."""
    import numpy as np

    joined = "\n".join(texts)
    if len(joined) < GRAM:
        return [()] * len(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = len(codes) - GRAM + 1
    hashes = np.zeros(count, np.uint64)
    for at in range(GRAM):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + codes[at : at + count]
    hashes ^= hashes >> np.uint64(31)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    ends = np.flatnonzero(codes == ord("\n"))
    chosen = hashes % np.uint64(EVERY) == 0
    for end in ends:
        chosen[max(0, end - GRAM + 1) : end + 1] = False
    places = np.flatnonzero(chosen)
    numbers = hashes[places].astype(np.int64).tolist()
    found: list[dict[int, None]] = [{} for _ in texts]
    for owner, number in zip(np.searchsorted(ends, places).tolist(), numbers, strict=True):
        found[owner][number] = None
    return [tuple(one) for one in found]


def _blocks(
    sections: Sequence[int], kinds: Sequence[Kind], masked: Sequence[str], hashes: Sequence[int]
) -> list[int | None]:
    """For each clause the hash of the shortest run of text from there on that has 200 characters, in one section."""
    found: list[int | None] = [None] * len(kinds)
    places = [i for i, kind in enumerate(kinds) if kind == "text"]
    for position, first in enumerate(places):
        size, run = 0, []
        for i in places[position:]:
            if sections[i] != sections[first]:
                break
            size += len(masked[i])
            run.append(hashes[i])
            if size >= BLOCK:
                found[first] = fingerprint(repr(run))
                break
    return found
