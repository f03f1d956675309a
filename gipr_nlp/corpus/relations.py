"""The corpus step as relations: SQL texts over the tables of the first step, the same for every engine.

A relation is one SELECT in ``gipr_nlp/sql/NAME.sql`` over the base tables and the relations before it. Base tables are
those of the parts (:data:`gipr_nlp.store.PART_TABLES`), ``places`` (doc, place: the position of a report in the order
of the inputs), and what Python makes of the agencies' names: ``links``, ``agencies``, ``heirs`` (:mod:`gipr_nlp.corpus.links`).

Portable SQL only: ``explode`` and ``datediff(later, earlier)`` as in Spark, ``CAST`` instead of decimal literals, no
hash functions, no literals of structs, double quotes around names that are words of SQL ("table", "row").
"""

from __future__ import annotations

from importlib.resources import files

#: What the search for copies needs (:mod:`gipr_nlp.similarity`).
COPIES = ("bodies", "everyones", "rare_grams", "partners", "common_grams", "mates", "blocks")
#: What the rules on outliers need (rules/u_peers.py).
PEERS = ("figures", "zeros", "medians", "spreads", "peers")
#: What differs from earlier results (:mod:`gipr_nlp.corpus.earlier`).
EARLIER = ("earlier", "altered")
#: In the order in which they are made.
RELATIONS = (
    "versions",
    "chosen",
    "renamed",
    "neighbours",
    "parts",
    "names",
    "units",
    *PEERS,
    *EARLIER,
    *COPIES,
    "facts",
)
#: How the last one is read: the facts of a report together, reports in the order of the inputs.
FACTS_ORDER = ("place", "kind", "name", "other", "text", "a", "b")


def sql(name: str) -> str:
    """The text of a relation."""
    return files("gipr_nlp").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
