"""Where the issuing body is at home: its chain of regions, what lies around it, telephone codes, Latin spellings."""

from __future__ import annotations

from functools import cache

from gipr_nlp import agency
from gipr_nlp.agency import gazetteer
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.lexicon import rows

_SMALL = ("zone", "subdistrict", "town")


def _chain(case: Case) -> tuple[tuple[str, str], ...]:
    own, year = case.report.agency, case.report.year
    return agency.split(own.name, year).chain or agency.split(own.region or "", year).chain


def home(case: Case) -> tuple[str, ...]:
    """The places of the issuing body's name, from the largest to the smallest."""
    chain = _chain(case)
    return tuple(place for place, level in chain if level not in _SMALL) or tuple(place for place, _ in chain)


def region_known(case: Case) -> bool:
    """Whether a region is known, not just a town or a zone, which may lie in any."""
    return any(level not in _SMALL for _, level in _chain(case))


@cache
def ancestors(place: str) -> frozenset[str]:
    """Every place above a region in any year, up to the province."""
    found: set[str] = set()
    for _, parent, _, _ in gazetteer().get(place, ()):
        if parent and parent not in found:
            found |= {parent, *ancestors(parent)}
    return frozenset(found)


def is_around(case: Case, place: str) -> bool:
    """Whether a place is one's own, lies above it, or beneath it."""
    own = home(case)
    if any(_alike(place, mine) for mine in own):
        return True
    above = {name for mine in own[-1:] for name in ancestors(mine)}
    if len(own) > 1:  # the printed chain says which of several places of one name is meant
        above &= {*own, *ancestors(own[-2])}
    if any(_alike(place, name) for name in above):
        return True
    return bool(own) and bool({*ancestors(place)} & {own[-1]})


def _alike(one: str, other: str) -> bool:
    return one == other or _stem(one) == _stem(other)


def _stem(place: str) -> str:
    return place.rstrip("省市县区旗州盟") if len(place) > 2 else place


@cache
def _codes() -> dict[str, frozenset[str]]:
    return {code: frozenset(places.split()) for code, places in rows("areacodes")}


def codes_of(case: Case) -> frozenset[str]:
    """The telephone area codes that may serve the issuing body's region; empty where the region is not a known one."""
    own = [place for place in home(case) if place in gazetteer()]
    around = {*own, *(name for place in own for name in ancestors(place))}
    return frozenset(code for code, places in _codes().items() if places & around)


def places_of_code(code: str) -> frozenset[str]:
    """The places that an area code serves; empty where there is no such code."""
    return _codes().get(code, frozenset())


@cache
def _spellings() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {
        spelt: (frozenset(usual.split()), frozenset(other.split()))
        for spelt, usual, other in rows("regions_latin")
    }


def places_spelt(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """The regions whose names are spelt so in Latin letters: usually, and by another reading of their characters."""
    return _spellings().get(label, (frozenset(), frozenset()))
