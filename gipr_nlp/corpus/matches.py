"""Matches: reports that share text, and the passages that they share (``data/matches.parquet``).

``kind``: last_year, other_agency (a pair of reports; ``similarity`` is the share of the report's text that stands in
the partner's), last_year_passage, other_agency_passage (text side by side), template (a block that many agencies have;
``partner`` is the name of the template).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gipr_nlp.model import Copies, Overlap, Passage

#: Pairs that share less are not worth a row.
LEAST = 0.2
_LONG_NUMBER = re.compile(r"\d{7,}")
Row = tuple[str, tuple[Any, ...]]


def rows(doc: int, copies: Copies | None, secrets: Sequence[str]) -> Iterator[Row]:
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
            yield "matches", _row(f"{kind}_passage", doc, overlap.report_id, passage, secrets)
    if copies.template is not None:
        yield "matches", _row("template", doc, copies.cluster, copies.template, secrets)


def _share(overlap: Overlap) -> float:
    chars = sum(overlap.chars.values())
    return sum(overlap.shares[n] * size for n, size in overlap.chars.items()) / chars if chars else 0.0


def _row(
    kind: str, doc: int, partner: str | None, passage: Passage, secrets: Sequence[str]
) -> tuple[Any, ...]:
    here = (passage.section, passage.start, passage.end)
    there: tuple[int | None, ...] = (None, None, None)
    if passage.partner_text:
        there = (passage.partner_section, passage.partner_start, passage.partner_end)
    texts = (_hidden(passage.text, secrets), _hidden(passage.partner_text, secrets) or None)
    return (kind, doc, partner, *here, *there, passage.similarity, *texts)


def _hidden(text: str, secrets: Sequence[str]) -> str:
    """A text without the personal data that was found in the report, and without long numbers."""
    for secret in secrets:
        text = text.replace(secret, secret[:1] + "*" * (len(secret) - 1)) if len(secret) > 1 else text
    return _LONG_NUMBER.sub(lambda m: m[0][:3] + "*" * (len(m[0]) - 3), text)
