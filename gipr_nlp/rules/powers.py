"""Which agencies normally hold powers, as far as their names tell (``data/powers.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from gipr_nlp.model import Agency
from gipr_nlp.rules.base import Case


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("gipr_nlp").joinpath("data/powers.toml").read_text(encoding="utf-8"))


def words(case: Case, code: str, which: str) -> tuple[str, ...]:
    """Name words of a list; the profile's own where it has one for this code."""
    return tuple(case.profile.lexicons.get(code, ())) or tuple(_lexicon()[which]["words"])


def usually_has_powers(case: Case) -> bool:
    """A department whose field of work or name is on the list."""
    agency: Agency = case.report.agency
    if agency.kind != "department":
        return False
    own = bool(case.profile.lexicons.get("D10"))
    by_sector = not own and agency.sector in _lexicon()["with"]["sectors"]
    return by_sector or any(word in agency.name for word in words(case, "D10", "with"))


def without_powers(case: Case) -> bool:
    """A body whose name is on the list of those without powers."""
    return any(word in case.report.agency.name for word in words(case, "E12", "without"))


def may_make_rules(agency: Agency) -> bool:
    """Whether a body may issue 规章: ministries, and the governments of provinces and of cities with districts."""
    return agency.level == "national" or (
        agency.kind == "government" and agency.level in ("province", "city")
    )
