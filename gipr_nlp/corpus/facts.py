"""From the lines of the relation ``facts`` to what a rule is handed (:class:`gipr_nlp.model.Facts`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from gipr_nlp.corpus.links import entry_from
from gipr_nlp.corpus.slip import Slip, slim_report, unfold
from gipr_nlp.model import Copies, Entry, Facts, Number, Report, Spread, Version
from gipr_nlp.similarity import Side, shared_block, side, trace

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A report of the corpus as the second step sees it: number, final name, slip, facts."""

    doc: int
    report_id: str
    slip: Slip
    facts: Facts


def known(lines: Sequence[Line]) -> Iterator[Known]:
    """Reports with their facts, from lines that stand together report by report."""
    for doc, group in groupby(lines, key=itemgetter("doc")):
        by_kind: dict[str, list[Line]] = {}
        for line in group:
            by_kind.setdefault(line["kind"], []).append(line)
        own = by_kind["own"][0]
        slip = unfold(own["text"])
        yield Known(doc, own["name"], slip, facts_of(by_kind, slip.report))


def facts_of(lines: Mapping[str, Sequence[Line]], own: Report) -> Facts:
    """The facts of one report, from its lines by kind."""
    link = lines["link"][0] if "link" in lines else None
    versions = lines.get("version", ())
    return Facts(
        entry=entry_from(link["text"]) if link and link["text"] else None,
        link=link["name"] if link else "unresolved",
        following=_report(lines.get("following")),
        versions=tuple(_version(line, own) for line in versions),
        counts=not versions or versions[0]["e"] == 1,
        before_last={stock["name"]: _whole(stock["a"]) for stock in lines.get("stock", ())},
        earlier=lines["earlier"][0]["name"] if "earlier" in lines else None,
        copies=_copies(lines),
        peers={p["name"]: Spread(p["a"], p["b"], int(p["c"])) for p in lines.get("peer", ())},
        units=_units(lines, "unit report"),
        units_before=_units(lines, "unit before"),
        **_last_year(lines, own.year),
    )


def _units(lines: Mapping[str, Sequence[Line]], kind: str) -> tuple[tuple[Entry, Report | None], ...]:
    """The units of a government with their reports of one year."""
    reports = {line["name"]: slim_report(line["text"]) for line in lines.get(kind, ())}
    return tuple((entry_from(line["text"]), reports.get(line["name"])) for line in lines.get("unit", ()))


def _last_year(lines: Mapping[str, Sequence[Line]], year: int | None) -> dict[str, Any]:
    """Last year's report, or those of the bodies before: all of them, or none. And whether it is missing."""
    before, parts = lines.get("previous"), lines.get("part", ())
    previous = _report(before)
    if not parts:
        renamed = before is not None and before[0]["a"] == 1
        gap = previous is None and "span" in lines and _is_gap(lines["span"][0], year)
        return {"previous": previous, "succession": "renamed" if renamed else "", "gap": gap}
    if any(part["name"] == "split" for part in parts):
        return {"succession": "split"}
    reports = [found for part in parts if part["text"] and (found := _report([part]))]
    if previous is not None:
        reports.append(previous)
    complete = len(reports) == int(parts[0]["a"])
    return {"succession": "merged", "predecessors": tuple(reports) if complete else ()}


def _whole(value: float) -> Number:
    return int(value) if value == int(value) else value


def _is_gap(span: Line, year: int | None) -> bool:
    """The body has an earlier report, or the corpus reaches back to last year: half as many reports at least."""
    return year is not None and (span["c"] < year or bool(span["b"] * 2 >= span["a"]))


def _report(lines: Sequence[Line] | None) -> Report | None:
    """A linked report under its final name."""
    if not lines:
        return None
    found = slim_report(lines[0]["text"])
    return replace(found, report_id=lines[0]["name"]) if lines[0]["kind"] != "part" else found


def _copies(lines: Mapping[str, Sequence[Line]]) -> Copies | None:
    """Where the text comes from, of the sheets that the search named."""
    if "text" not in lines:
        return None
    own, before = _side(lines["text"][0]), lines.get("text before")
    others = sorted(lines.get("text of another", ()), key=lambda line: (-line["c"], line["name"]))
    common = {line["other"] for line in lines.get("common", ())}
    mates = [_side(line) for line in sorted(lines.get("text of a mate", ()), key=itemgetter("name"))]
    found = trace(own, _side(before[0]) if before else None, list(map(_side, others)), common, mates)
    template = lines.get("template")
    if not template:
        return found
    name = min(line["name"] for line in template)
    blocks = {line["other"] for line in template if line["name"] == name}
    number = int(name) & (2**64 - 1)
    return replace(found, cluster=f"template-{number:016x}", template=shared_block(own, blocks))


def _side(line: Line) -> Side:
    years = None if line["a"] is None else (int(line["a"]), int(line["b"]))
    return side(line["text"], line["name"], years)


def _version(line: Line, own: Report) -> Version:
    """Another version: only cells that both were read for certain from can differ."""
    other = slim_report(line["text"])
    figures = {c.key: c.value for c in other.cells if c.value is not None and c.doubt is None}
    same_cells = all(
        c.value is None or c.doubt is not None or figures.get(c.key, c.value) == c.value for c in own.cells
    )
    return Version(line["name"], other.source.sha256, other.dates.published, same_cells, line["c"] == 1)
