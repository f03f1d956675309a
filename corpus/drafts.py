"""The drafts in ``hands/``: one file an agency, one entry a year, read into complete values and texts.

A draft states only what cannot be worked out: the first stock of normative documents, the results of
applications and what is carried out. What was received, all totals, and what came over from last year follow
from that, so that the reports of an agency continue each other; a government that names its ``units`` adds up theirs.
``{new}`` and the like in the texts stand for the numbers of the tables, ``{shared.name}`` for a text that the county
handed down to several agencies.

A defect that changes what is true (a report that goes on from other figures, that repeats last year's text or another
agency's) is planted before the values and texts are worked out: ``applications``, ``disclosure``, ``without``, ``like``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import prose
from corpus.values import Cells, zeros
from gipr_nlp import form as statutory

HANDS = Path(__file__).parent / "hands"
SHARED = HANDS / "shared" / "texts.toml"
PARTS = ("preamble", "overview", "problems", "other")
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
    """One report before it is written: who, when, in which form and layout, its true values and its texts.

    ``published``: the day that the page prints, ISO; ``absent``: the report was never published, only its figures are
    in the government's; ``version``: tells several publications of one report apart; ``shared``: texts handed down.
    """

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
    published: str = ""
    absent: bool = False
    version: str = ""
    shared: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of the file in the sample."""
        return f"{self.stem}_{self.year}{self.version}.txt"


def drafts() -> list[Draft]:
    """All drafts, agency by agency, in order of years, each with its other versions; governments that add up others too."""
    hands = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HANDS.glob("*.toml"))
    }
    entries = {f"{stem}_{entry['year']}": entry for stem, hand in hands.items() for entry in hand["reports"]}
    done: dict[str, list[Draft]] = {}
    for stem, hand in sorted(hands.items(), key=lambda item: "units" in item[1]):
        below = {unit: {d.year: d for d in done[unit] if not d.version} for unit in hand.get("units", ())}
        done[stem] = list(_of_agency(stem, hand, entries, below))
    return [draft for stem in hands for draft in done[stem]]


def _of_agency(
    stem: str, hand: Mapping[str, Any], entries: Mapping[str, Any], below: Mapping[str, Mapping[int, Draft]]
) -> Iterator[Draft]:
    before: Draft | None = None
    for entry in hand["reports"]:
        year = entry["year"]
        plants = tuple(entry.get("plant", ()))
        if below:
            left_out = {plant["without"] for plant in plants if "without" in plant}
            units = [
                of_year[year] for unit, of_year in below.items() if year in of_year and unit not in left_out
            ]
            entry = {**added_up(units), **entry}
        entry = {**entry, **_texts(entry, plants, entries)}
        last_year = before if before is not None and before.year == year - 1 else None
        before = _draft(stem, hand, entry, last_year)
        yield before
        for other in entry.get("versions", ()):
            rows = entry["applications"] | other.get("applications", {})
            yield _draft(stem, hand, {**entry, "plant": [], **other, "applications": rows}, last_year)


def added_up(units: Iterable[Draft]) -> dict[str, dict[str, str]]:
    """What a government fills in from the reports of its units, as an entry of a draft states it."""
    cells = [draft.cells for draft in units]

    def summed(table: str, row: str, columns: Iterable[str]) -> str:
        amounts = [round(sum(float(each[table, row, c]) for each in cells), 4) for c in columns]
        return " ".join(str(int(a)) if a.is_integer() else str(a) for a in amounts)

    rows = {table: statutory.rows(table, "2021") for table in statutory.TABLES}
    leaves = (*statutory.leaves("2021"), "carried_in", "carried_out")
    return {
        "disclosure": {
            row.key: summed("disclosure", row.key, row.columns)
            for row in rows["disclosure"]
            if not row.key.startswith("regulations")
        },
        "applications": {
            row.key: summed("applications", row.key, row.columns[:-1])
            for row in rows["applications"]
            if row.key in leaves
        },
        "review": {row.key: summed("review", row.key, row.columns[:-1]) for row in rows["review"]},
    }


def _texts(
    entry: Mapping[str, Any], plants: Iterable[Mapping[str, Any]], entries: Mapping[str, Any]
) -> dict[str, str]:
    """The parts that a planted copy takes from another report (``like``), its years moved to this one's."""
    found: dict[str, str] = {}
    for like in (plant["like"] for plant in plants if "like" in plant):
        other = entries[like["report"]]
        copied = {part: _moved(other[part], entry["year"] - other["year"]) for part in like["parts"]}
        for old, new in like.get("swap", ()):
            if not any(old in text for text in copied.values()):
                raise ValueError(f"{like['report']}: {old!r} does not occur")
            copied = {part: text.replace(old, new) for part, text in copied.items()}
        found |= copied
    return found


def _moved(text: str, years: int) -> str:
    """A text with its years moved, those of document numbers excepted."""
    return re.sub(r"(?<!〔)20\d\d(?=年)", lambda found: str(int(found[0]) + years), text)


def _draft(stem: str, hand: Mapping[str, Any], entry: Mapping[str, Any], before: Draft | None) -> Draft:
    year = entry["year"]
    form = entry.get("form", "2021" if year >= 2021 else "2019")
    cells = zeros(form)
    planted: dict[str, dict[str, str]] = {"applications": {}, "disclosure": {}}
    for table, rows in planted.items():
        for plant in entry.get("plant", ()):
            rows |= plant.get(table, {})
    _disclosure(cells, form, entry["disclosure"] | planted["disclosure"], before)
    _applications(cells, form, entry["applications"], before, planted["applications"], "units" in hand)
    for row, printed in entry.get("review", {}).items():
        values = printed.split()
        _put(cells, "review", form, row, [*values, str(sum(map(int, values)))])
    shared = tomllib.loads(SHARED.read_text(encoding="utf-8"))
    written = {part: entry.get(part, "").strip() for part in PARTS}
    names = sorted({name for text in written.values() for name in re.findall(r"\{shared\.([a-z_]+)\}", text)})
    for name in names:
        written = {
            part: text.replace(f"{{shared.{name}}}", shared[name].strip()) for part, text in written.items()
        }
    return Draft(
        stem=stem,
        agency=entry.get("agency", hand["agency"]),
        kind=hand["kind"],
        year=year,
        form=form,
        layout=entry["layout"],
        encoding=entry["encoding"],
        date=entry["date"],
        cells=cells,
        texts={part: fill(text, cells) for part, text in written.items()},
        plants=tuple(entry.get("plant", ())),
        published=entry.get("published", ""),
        absent=entry.get("absent", False),
        version=entry.get("version", ""),
        shared=tuple(names),
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


def _applications(
    cells: Cells,
    form: str,
    rows: Mapping[str, str],
    before: Draft | None,
    planted: Mapping[str, str],
    sums: bool,
) -> None:
    parts = {row: [int(v) for v in printed.split()] for row, printed in rows.items()}
    columns = statutory.rows("applications", form)[0].columns
    if before is not None and not sums:
        if "carried_in" in parts:
            raise ValueError("carried_in follows from last year's report")
        parts["carried_in"] = [int(before.cells["applications", "carried_out", c]) for c in columns[:-1]]
    parts |= {row: [int(v) for v in printed.split()] for row, printed in planted.items()}
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
