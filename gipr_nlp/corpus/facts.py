"""From the lines of the relation ``facts`` to what a rule is handed (:class:`gipr_nlp.model.Facts`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from gipr_nlp.corpus.slip import Slip, unfold
from gipr_nlp.model import Facts, Report, Version

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
        yield Known(doc, own["name"], slip, facts_of(by_kind))


def facts_of(lines: Mapping[str, Sequence[Line]]) -> Facts:
    """The facts of one report, from its lines by kind."""
    link = lines.get("link")
    versions = lines.get("version", ())
    return Facts(
        link=link[0]["name"] if link else "unresolved",
        previous=_report(lines.get("previous")),
        following=_report(lines.get("following")),
        versions=tuple(map(_version, versions)),
        counts=not versions or versions[0]["e"] == 1,
    )


def _report(lines: Sequence[Line] | None) -> Report | None:
    """A linked report under its final name."""
    if not lines:
        return None
    return replace(unfold(lines[0]["text"]).report, report_id=lines[0]["name"])


def _version(line: Line) -> Version:
    published = None if line["d"] is None else date(1970, 1, 1) + timedelta(days=int(line["d"]))
    return Version(line["name"], line["text"], published, line["b"] == 1, line["c"] == 1)
