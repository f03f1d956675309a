"""Where the text of a report comes from (Copies): last year's report, another agency's, everyone's, or its own pen.

:func:`trace` is given the few reports that the search over the corpus found worth a look, and compares them in full.
Nothing is held against an agency that at least five agencies say alike: a text handed down by a supervisor, or a
stock sentence; and of stock sentences, even rare ones, only those inside a longer passage that was taken over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from gipr_nlp import agency as names
from gipr_nlp.model import Copies, Overlap, Passage
from gipr_nlp.similarity.compare import Link, links
from gipr_nlp.similarity.prints import BLOCK, Print

#: What so many agencies say alike, this one among them, is nobody's.
COMMON = 5
SECTIONS = (1, 5)
#: So much of the greatest share is nearly as much.
NEARLY = 0.6


@dataclass(frozen=True)
class Side:
    """A report as far as copies are concerned.

    ``texts``: its clauses as printed, in the order of ``prints``; ``dated``: when it was signed, else published;
    ``years``: the first and the last of the body's reports in the corpus.
    """

    source: str
    report_id: str
    agency: str
    year: int | None
    dated: date | None
    prints: Sequence[Print]
    texts: Sequence[str]
    region: str | None = None
    years: tuple[int, int] | None = None


def trace(
    own: Side,
    last_year: Side | None = None,
    others: Sequence[Side] = (),
    common: Collection[int] = (),
    mates: Sequence[Side] = (),
    cluster: str | None = None,
) -> Copies:
    """Compare a report with those that may have given it their text.

    Args:
        own: the report.
        last_year: the same body's report of the year before, where there is one.
        others: reports of other bodies, of the same or an earlier year, most promising first, one a body.
        common: hashes of clauses that at least :data:`COMMON` agencies of the corpus have word for word.
        mates: reports of other bodies that have much of what many say in common with it.
        cluster: name of the block of text that it shares with at least :data:`COMMON` agencies.
    """
    prints = own.prints
    named = {side.agency for side in others}
    looked_at = [*others, *(mate for mate in mates if mate.agency not in named)]
    before = links(prints, last_year.prints) if last_year is not None else ()
    faced = [(side, _in(links(prints, side.prints))) for side in looked_at]
    everyones = _everyones(prints, [found for _, found in faced], common)
    best, rare = None, frozenset[int]()
    for side, found in faced[: len(others)]:
        taken = _taken(prints, found, everyones)
        if (
            side.year == own.year
        ):  # what stood in its own report a year before was not taken from one of this year
            taken -= {link.own for link in before if link.own_in}
        if _chars(prints, taken) > _chars(prints, rare) and not _akin(own, side):
            best, rare = side, taken
    if best is not None and _is_template(prints, faced, best):
        best, rare = None, frozenset()
    shares = _shares(prints, everyones, {link.own for link in _in(before)}, rare)
    total = _chars(prints, _texts(prints))
    return Copies(
        *shares,
        stock=_chars(prints, (i for i in _texts(prints) if prints[i].stock)) / total if total else 0.0,
        last_year=None if last_year is None else _overlap(own, last_year, before, frozenset()),
        partner=None if best is None else _overlap(own, best, links(prints, best.prints), rare),
        cluster=cluster,
    )


def _in(found: Sequence[Link]) -> tuple[Link, ...]:
    return tuple(link for link in found if link.own_in)


def _texts(prints: Sequence[Print]) -> list[int]:
    return [i for i, p in enumerate(prints) if p.kind == "text"]


def _chars(prints: Sequence[Print], places: Iterable[int]) -> int:
    return sum(prints[i].chars for i in places)


def _everyones(
    prints: Sequence[Print], faced: Sequence[Sequence[Link]], common: Collection[int]
) -> frozenset[int]:
    """Clauses that many agencies say alike: word for word in the corpus, or nearly so among those looked at."""
    holders: dict[int, int] = defaultdict(int)
    for found in faced:
        for link in found:
            holders[link.own] += 1
    known = set(common)
    return frozenset(i for i in _texts(prints) if prints[i].hash in known or holders[i] + 1 >= COMMON)


def _taken(prints: Sequence[Print], found: Sequence[Link], everyones: Collection[int]) -> frozenset[int]:
    """Clauses that two agencies alone share; stock sentences only beside others, on both sides."""
    place = {link.own: link.other for link in found if link.own not in everyones}
    firm = {i for i in place if not prints[i].stock}
    taken = set(firm)
    for run in (sorted(place), sorted(place, reverse=True)):
        for one, following in pairwise(run):
            if one in taken and abs(following - one) == 1 and abs(place[following] - place[one]) == 1:
                taken.add(following)
    return frozenset(taken)


def _is_template(prints: Sequence[Print], faced: Sequence[tuple[Side, Sequence[Link]]], best: Side) -> bool:
    """Whether so many others have nearly as much in common with a report as the best of them: then each of them worked
    over a text that was handed down, even where no clause of it stayed the same in all."""
    shared = {side.agency: _chars(prints, {link.own for link in found}) for side, found in faced}
    return sum(chars >= NEARLY * shared[best.agency] for chars in shared.values()) >= COMMON - 1


def _akin(own: Side, other: Side) -> bool:
    """Whether two names may be one body's, before and after a reform too, or a government's and its office's: their
    texts may well be one."""
    if names.relation(own.agency, other.agency, own.year) in ("same", "variant", "related"):
        return True
    followed = own.years is not None and other.years is not None and other.years[1] < own.years[0]
    return followed and own.region is not None and own.region == other.region


def _shares(
    prints: Sequence[Print], everyones: Collection[int], kept: Collection[int], rare: Collection[int]
) -> tuple[float, float, float, float, float]:
    """Shares of the characters: statutory, common, last year's, another agency's, original; they sum to 1.

    Short clauses, too short to be anyone's, are left out; a report without text is original.
    """
    sizes = dict.fromkeys(("statutory", "common", "own", "other", "original"), 0)
    for i, p in enumerate(prints):
        if p.kind == "short":
            continue
        if p.kind == "statutory":
            sizes["statutory"] += p.chars
        elif i in kept:
            sizes["own"] += p.chars
        elif i in everyones:
            sizes["common"] += p.chars
        else:
            sizes["other" if i in rare else "original"] += p.chars
    total = sum(sizes.values())
    if not total:
        return 0.0, 0.0, 0.0, 0.0, 1.0
    statutory, common, own, other = (sizes[k] / total for k in ("statutory", "common", "own", "other"))
    return statutory, common, own, other, max(0.0, 1 - statutory - common - own - other)


def _overlap(own: Side, other: Side, found: Sequence[Link], rare: Collection[int]) -> Overlap:
    prints = own.prints
    inside = {link.own for link in found if link.own_in}
    texts = _texts(prints)
    chars: dict[int, int] = {}
    shares: dict[int, float] = {}
    for section in sorted({prints[i].section for i in texts}):
        mine = {i for i in texts if prints[i].section == section}
        chars[section] = _chars(prints, mine)
        shares[section] = _chars(prints, mine & inside) / chars[section]
    compared = [i for i in texts if prints[i].section in SECTIONS]
    theirs = {p.hash for p in other.prints if p.kind == "text"}
    equal = sum(prints[i].hash in theirs for i in compared) / len(compared) if compared else 0.0
    total = _chars(prints, texts)
    shown = [link for link in found if link.own_in and (not rare or link.own in rare)]
    return Overlap(
        report_id=other.report_id,
        source=other.source,
        agency=other.agency,
        year=other.year,
        chars=chars,
        shares=shares,
        rare=_chars(prints, rare) / total if total else 0.0,
        equal=equal,
        earlier=_earlier(own, other),
        passages=passages(own, other, shown),
    )


def _earlier(own: Side, other: Side) -> Literal["this", "partner"] | None:
    """Which of two reports came first, where their years or dates tell."""
    if own.year is not None and other.year is not None and own.year != other.year:
        return "this" if own.year < other.year else "partner"
    if own.dated is None or other.dated is None or own.dated == other.dated:
        return None
    return "this" if own.dated < other.dated else "partner"


def passages(own: Side, other: Side, found: Sequence[Link]) -> tuple[Passage, ...]:
    """Links as passages: neighbouring clauses of one section that stand side by side in both reports are one."""
    runs: list[list[Link]] = []
    for link in found:
        if runs and _goes_on(own, other, runs[-1][-1], link):
            runs[-1].append(link)
        else:
            runs.append([link])
    return tuple(_passage(own, other, run) for run in runs)


def _goes_on(own: Side, other: Side, last: Link, link: Link) -> bool:
    beside = link.own == last.own + 1 and link.other - last.other in (0, 1)
    a, b = own.prints, other.prints
    return (
        beside
        and a[link.own].section == a[last.own].section
        and b[link.other].section == b[last.other].section
    )


def _passage(own: Side, other: Side, run: Sequence[Link]) -> Passage:
    mine = [own.prints[link.own] for link in run]
    places = list(dict.fromkeys(link.other for link in run))
    theirs = [other.prints[j] for j in places]
    chars = sum(p.chars for p in mine)
    return Passage(
        section=mine[0].section,
        start=mine[0].start,
        end=mine[-1].end,
        text="".join(own.texts[link.own] for link in run),
        partner_section=theirs[0].section,
        partner_start=theirs[0].start,
        partner_end=theirs[-1].end,
        partner_text="".join(other.texts[j] for j in places),
        similarity=round(
            sum(p.chars * link.similarity for p, link in zip(mine, run, strict=True)) / chars, 3
        ),
    )


def shared_block(own: Side, blocks: Collection[int]) -> Passage | None:
    """Where blocks of text stand in a report: the longest stretch that they make; None where it has none of them."""
    texts = _texts(own.prints)
    covered: set[int] = set()
    for at, first in enumerate(texts):
        if own.prints[first].block not in blocks:
            continue
        chars = 0
        for i in texts[at:]:
            covered.add(i)
            chars += own.prints[i].chars
            if chars >= BLOCK:
                break
    stretches: list[list[int]] = []
    for before, i in pairwise([-1, *texts]):
        if i in covered and before in covered and own.prints[before].section == own.prints[i].section:
            stretches[-1].append(i)
        elif i in covered:
            stretches.append([i])
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: (_chars(own.prints, stretch), -stretch[0]))
    a, b = own.prints[longest[0]], own.prints[longest[-1]]
    text = "".join(own.texts[longest[0] : longest[-1] + 1])
    return Passage(a.section, a.start, b.end, text, None, 0, 0, "", 1.0)
