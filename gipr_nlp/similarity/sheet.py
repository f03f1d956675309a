"""A report as the search for copies keeps it: the row of ``prints`` and the sheet (a line of JSON) that is compared.

The row holds numbers only, for relations over millions of clauses; the sheet is read again only where two reports
are laid side by side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date

from gipr_nlp.model import Report
from gipr_nlp.similarity.origin import Side
from gipr_nlp.similarity.prints import Kind, Print, prints

#: Clauses of a report that are compared; no annual report has as many.
MOST = 600
_LONG_NUMBER = re.compile(r"\d{7,}")
_KINDS: dict[str, Kind] = {"t": "text", "f": "statutory", "s": "short"}


def row(
    report: Report, doc: int, secrets: Sequence[str] = ()
) -> tuple[int, list[int], list[int], int, list[int], str]:
    """The row of a report.

    Args:
        report: with its clauses.
        doc: stands for it.
        secrets: personal data found in it, which stays hidden in what the sheet will show.
    """
    found = prints(report)[:MOST]
    return doc, *numbers(found), _sheet(report, found, secrets)


def numbers(found: Sequence[Print]) -> tuple[list[int], list[int], int, list[int]]:
    """What relations join: hashes, 8-grams and their number, blocks of the text clauses, each once."""
    texts = [p for p in found if p.kind == "text"]
    hashes = dict.fromkeys(p.hash for p in texts)
    grams = dict.fromkeys(gram for p in texts for gram in p.grams)
    blocks = dict.fromkeys(p.block for p in texts if p.block is not None)
    return list(hashes), list(grams), len(grams), list(blocks)


def _sheet(report: Report, found: Sequence[Print], secrets: Sequence[str]) -> str:
    dated = report.dates.signed or report.dates.published
    name = report.agency.name or report.agency.printed
    clauses = [
        [
            p.order,
            p.section,
            p.start,
            p.end,
            _letter(p.kind),
            int(p.stock),
            p.hash,
            p.block,
            p.masked,
            _hidden(c.text, secrets),
        ]
        for p, c in zip(found, report.clauses, strict=False)
    ]
    head = [report.source.path, name, report.year, dated and dated.isoformat(), report.agency.region]
    return json.dumps([*head, clauses], ensure_ascii=False, separators=(",", ":"))


def _hidden(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        if len(secret) > 1:
            text = text.replace(secret, secret[:1] + "*" * (len(secret) - 1))
    return _LONG_NUMBER.sub(lambda m: m[0][:3] + "*" * (len(m[0]) - 3), text)


def _letter(kind: Kind) -> str:
    return next(letter for letter, name in _KINDS.items() if name == kind)


def side(sheet: str, report_id: str, years: tuple[int, int] | None = None) -> Side:
    """A sheet unfolded. ``years``: the first and the last of the body's reports in the corpus."""
    source, agency, year, dated, region, clauses = json.loads(sheet)
    found, texts = [], []
    for order, section, start, end, letter, stock, key, block, masked, text in clauses:
        kind = _KINDS[letter]
        found.append(
            Print(order, section, start, end, kind, key, len(masked), bool(stock), masked, (), block)
        )
        texts.append(text)
    when = date.fromisoformat(dated) if dated else None
    return Side(source, report_id, agency, year, when, tuple(found), tuple(texts), region, years)


def side_of(report: Report) -> Side:
    """A report that is at hand, as it would come out of its sheet."""
    return side(row(report, 0)[-1], report.report_id)
