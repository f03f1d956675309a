"""Who is who: the agencies' names as printed, and the agency that each means.

The names of a corpus are few against its reports, so they are resolved in Python, between two relations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gipr_nlp.agency import split

#: Columns of ``links``: the name as in slips, and the agency it means.
COLUMNS = (
    ("agency", "string"),
    ("kind", "string"),
    ("region", "string"),
    ("agency_id", "string"),
    ("how", "string"),
)
#: The names to be resolved.
NAMES = "SELECT DISTINCT agency, kind, region FROM slips"


def links(names: Iterable[tuple[str, str, str]]) -> list[tuple[Any, ...]]:
    """The table of links: a name stands for itself, abbreviations expanded."""
    return [
        (
            agency,
            kind,
            region,
            split(agency).key or None if agency else None,
            "exact" if agency else "unresolved",
        )
        for agency, kind, region in sorted(names)
    ]
