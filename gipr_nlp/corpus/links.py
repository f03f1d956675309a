"""Who is who: the agencies' names as printed, and the bodies that they mean, as tables for the relations.

The names of a corpus are few against its reports, so they are resolved in Python (:mod:`gipr_nlp.register.link`),
between two relations.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gipr_nlp.model import Entry
from gipr_nlp.register import Register
from gipr_nlp.register.link import Linked, Mention, link

if TYPE_CHECKING:
    from gipr_nlp.corpus.engine import Engine

#: The names to be resolved.
NAMES = "SELECT DISTINCT agency, kind, region, folder FROM slips"
#: links: the name as in slips, and the body it means in these years. agencies: the bodies, with the entry as JSON.
#: heirs: which body goes on from which, in reports for a year (none: whenever last year has no report of its own).
TABLES = {
    "links": """agency:string kind:string region:string folder:string first_year:int32 last_year:int32
        agency_id:string how:string note:string""",
    "agencies": """agency_id:string name:string kind:string sector:string level:string parent:string
        valid_from:int32 valid_to:int32 inferred:bool entry:string""",
    "heirs": "agency_id:string before_id:string year:int32 how:string parts:int32",
}


def base(engine: Engine, register: Register | None) -> Linked:
    """Resolve the names of a corpus and make the tables ``links``, ``agencies`` and ``heirs`` known.

    Returns:
        All links, so that those that stayed open can be listed.
    """
    names = {
        Mention(*row) for table in engine.rows(NAMES) for row in zip(*table.to_pydict().values(), strict=True)
    }
    linked = link(names, register)
    for table, rows in _rows(linked).items():
        engine.small(table, arrow(table, rows))
    return linked


#: So many open names are listed in the record; the table of links holds all.
LISTED = 500


def linked_record(linked: Linked) -> dict[str, Any]:
    """What the record says of the names: how many were found in which way, and those that stayed open, with why."""
    counts = Counter(found.how for found in linked.links)
    listed = [
        {"agency": k.mention.agency, "folder": k.mention.folder, "how": k.how, "note": k.note}
        for k in linked.open[:LISTED]
    ]
    return {"names": dict(sorted(counts.items())), "open": listed}


def _rows(linked: Linked) -> Mapping[str, list[tuple[Any, ...]]]:
    return {
        "links": [
            (m.agency, m.kind, m.region, m.folder, k.first, k.last, k.agency_id, k.how, k.note)
            for k in linked.links
            for m in (k.mention,)
        ],
        "agencies": [
            (
                e.agency_id,
                e.name,
                e.kind,
                e.sector,
                e.level,
                e.parent,
                e.valid_from,
                e.valid_to,
                e.inferred,
                entry_text(e),
            )
            for e in linked.entries.values()
        ],
        "heirs": [(h.agency_id, h.before, h.year, h.how, h.parts) for h in linked.heirs],
    }


def arrow(table: str, rows: Iterable[tuple[Any, ...]]) -> Any:
    """Rows of one of the tables, as an Arrow table."""
    import pyarrow as pa

    types = {"string": pa.string(), "int32": pa.int32(), "bool": pa.bool_()}
    fields = [word.split(":") for word in TABLES[table].split()]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(list(values), types[kind]) for values, (_, kind) in zip(columns, fields, strict=True)]
    return pa.table(arrays, names=[name for name, _ in fields])


def entry_text(entry: Entry) -> str:
    """An entry as JSON."""
    said = {name: value for name, value in asdict(entry).items() if value not in (None, (), False)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def entry_from(text: str) -> Entry:
    """The inverse of :func:`entry_text`."""
    known = json.loads(text)
    return Entry(**{**known, "aliases": tuple(known.get("aliases", ()))})
