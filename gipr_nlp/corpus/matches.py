"""Matches: reports that share text, and the passages that they share (``data/matches.parquet``).

``kind``: last_year, other_agency (a pair of reports; ``similarity`` is the share of the report's text that stands in
the partner's), last_year_passage, other_agency_passage (text side by side), template (a block that many agencies have;
``partner`` is the name of the template). Personal data was hidden in the texts when their sheets were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gipr_nlp.model import Copies, Overlap, Passage

#: Pairs that share less are not worth a row.
LEAST = 0.2
Row = tuple[str, tuple[Any, ...]]


def rows(doc: int, copies: Copies | None) -> Iterator[Row]:
    """Rows of the table of a part, ``doc`` standing for the report."""
    if copies is None:
        return
    for kind, overlap in (("last_year", copies.last_year), ("other_agency", copies.partner)):
        if overlap is None:
            continue
        share = overlap.rare if kind == "other_agency" else _share(overlap)
        if share < LEAST:
            continue
        yield "matches", (kind, doc, overlap.report_id, *[None] * 6, round(share, 4), None, None)
        for passage in overlap.passages:
            yield "matches", _row(f"{kind}_passage", doc, overlap.report_id, passage)
    if copies.template is not None:
        yield "matches", _row("template", doc, copies.cluster, copies.template)


def _share(overlap: Overlap) -> float:
    chars = sum(overlap.chars.values())
    return sum(overlap.shares[n] * size for n, size in overlap.chars.items()) / chars if chars else 0.0


def _row(kind: str, doc: int, partner: str | None, passage: Passage) -> tuple[Any, ...]:
    here = (passage.section, passage.start, passage.end)
    there: tuple[int | None, ...] = (None, None, None)
    if passage.partner_text:
        there = (passage.partner_section, passage.partner_start, passage.partner_end)
    texts = (passage.text, passage.partner_text or None)
    return (kind, doc, partner, *here, *there, passage.similarity, *texts)
