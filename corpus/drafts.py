"""The drafts in ``hands/``: one file an agency, one entry a year, read into complete values and texts.

A draft states only what cannot be worked out: the first stock of normative documents, the results of
applications and what is carried out. What was received, all totals, and what came over from last year follow
from that, so that the reports of an agency continue each other. ``{new}`` and the like in the texts stand for
the numbers of the tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import prose
from corpus.values import Cells, zeros
from gipr_nlp import form as statutory

HANDS = Path(__file__).parent / "hands"
NAMES = {
    "new": "applications.new_received.total",
    "person": "applications.new_received.natural_person",
    "carried_in": "applications.carried_in.total",
    "carried_out": "applications.carried_out.total",
    "handled": "applications.total_handled.total",
    "granted": "applications.granted.total",
    "partly": "applications.partly_granted.total",
    "rv": "review.reconsideration.total",
    "norm.issued": "disclosure.normative_documents.issued",
    "norm.repealed": "disclosure.normative_documents.repealed",
    "norm.in_force": "disclosure.normative_documents.in_force",
}
FAMILIES = ("refused", "unable", "declined", "other")


@dataclass(frozen=True)
class Draft:
    """One report before it is written: who, when, in which form and layout, its true values and its texts."""

    stem: str
    agency: str
    kind: str
    year: int
    form: str
    layout: str
    encoding: str
    date: str
    cells: Cells
    texts: Mapping[str, str]
    plants: tuple[Mapping[str, Any], ...]

    @property
    def file(self) -> str:
        """Name of the file in the sample."""
        return f"{self.stem}_{self.year}.txt"


def drafts() -> list[Draft]:
    """All drafts, agency by agency, in order of years."""
    found = []
    for path in sorted(HANDS.glob("*.toml")):
        hand = tomllib.loads(path.read_text(encoding="utf-8"))
        before: Draft | None = None
        for entry in hand["reports"]:
            last_year = before if before is not None and before.year == entry["year"] - 1 else None
            before = _draft(path.stem, hand, entry, last_year)
            found.append(before)
    return found


def _draft(stem: str, hand: Mapping[str, Any], entry: Mapping[str, Any], before: Draft | None) -> Draft:
    year = entry["year"]
    form = entry.get("form", "2021" if year >= 2021 else "2019")
    cells = zeros(form)
    _disclosure(cells, form, entry["disclosure"], before)
    _applications(cells, form, entry["applications"], before)
    for row, printed in entry.get("review", {}).items():
        values = printed.split()
        _put(cells, "review", form, row, [*values, str(sum(map(int, values)))])
    return Draft(
        stem=stem,
        agency=hand["agency"],
        kind=hand["kind"],
        year=year,
        form=form,
        layout=entry["layout"],
        encoding=entry["encoding"],
        date=entry["date"],
        cells=cells,
        texts={
            part: fill(entry[part].strip(), cells) for part in ("preamble", "overview", "problems", "other")
        },
        plants=tuple(entry.get("plant", ())),
    )


def fill(text: str, cells: Cells) -> str:
    """Put the numbers of the tables into a text."""
    count = prose.counter(cells)

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name == "org":
            return str(count(NAMES["new"]) - count(NAMES["person"]))
        if name == "suits":
            return str(sum(count(f"review.litigation_{way}.total") for way in ("direct", "after_review")))
        return str(count(name if name in FAMILIES else NAMES[name]))

    return re.sub(r"\{([a-z_.]+)\}", number, text)


def _put(cells: Cells, table: str, form: str, row: str, values: list[str]) -> None:
    columns = next(r.columns for r in statutory.rows(table, form) if r.key == row)
    for column, value in zip(columns, values, strict=True):
        cells[table, row, column] = value


def _disclosure(cells: Cells, form: str, rows: Mapping[str, str], before: Draft | None) -> None:
    for row, printed in rows.items():
        values = printed.split()
        if row == "normative_documents" and len(values) == 2:
            if before is None:
                raise ValueError("the first report has to state the stock of normative documents")
            stock = "in_force" if before.form == "2021" else "total"
            values.append(str(int(before.cells["disclosure", row, stock]) + int(values[0]) - int(values[1])))
        _put(cells, "disclosure", form, row, values)


def _applications(cells: Cells, form: str, rows: Mapping[str, str], before: Draft | None) -> None:
    parts = {row: [int(v) for v in printed.split()] for row, printed in rows.items()}
    columns = statutory.rows("applications", form)[0].columns
    if before is not None:
        if "carried_in" in parts:
            raise ValueError("carried_in follows from last year's report")
        parts["carried_in"] = [int(before.cells["applications", "carried_out", c]) for c in columns[:-1]]
    parts.setdefault("carried_in", [0] * 6)
    leaves = statutory.leaves(form)
    handled = [sum(values) for values in zip(*(parts.get(leaf, [0] * 6) for leaf in leaves), strict=True)]
    parts["total_handled"] = handled
    flows = zip(handled, parts["carried_out"], parts["carried_in"], strict=True)
    parts["new_received"] = [done + out - came for done, out, came in flows]
    if min(parts["new_received"]) < 0:
        raise ValueError(f"more carried in than handled: {parts}")
    for row, values in parts.items():
        _put(cells, "applications", form, row, [str(v) for v in [*values, sum(values)]])
