"""Text that many agencies share (集体模板, P04): blocks put together into templates, and what is said about each.

A template belongs to the batch, never to one report: it may well have been handed down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gipr_nlp.model import Finding
from gipr_nlp.profile import Profile
from gipr_nlp.rules.p_copies import common_template, template_finding
from gipr_nlp.similarity import shared_block, side

if TYPE_CHECKING:
    from gipr_nlp.corpus.engine import Engine

#: Every block with the reports that have it.
BLOCKS = """SELECT b.year, b.block, b.doc FROM blocks b JOIN places p ON p.doc = b.doc
ORDER BY b.year, b.block, p.place"""
#: The bodies of each template, and the blocks of the first of its reports with the sheet that holds them.
MEMBERS = """SELECT DISTINCT t.template, b.year, n.place, s.agency FROM templates t
JOIN slips s ON s.doc = t.doc JOIN names n ON n.doc = t.doc JOIN bodies b ON b.doc = t.doc
ORDER BY t.template, n.place"""
FIRST = """SELECT t.template, t.block, n.report_id, p.sheet FROM templates t
JOIN names n ON n.doc = t.doc JOIN prints p ON p.doc = t.doc
JOIN (
    SELECT t.template, min(n.place) AS place FROM templates t JOIN names n ON n.doc = t.doc GROUP BY t.template
) f ON f.template = t.template AND f.place = n.place
ORDER BY n.place, t.template, t.block"""
#: So much of a block's reports have to belong to a wider one, for it to be a part of that.
PART = 0.8


@dataclass
class _Block:
    year: int
    block: int
    docs: list[int]


def table(engine: Engine) -> Any:
    """The table ``templates`` (doc, template, block), from the relation ``blocks``."""
    import pyarrow as pa

    shape = pa.schema([(name, pa.int64()) for name in ("doc", "template", "block")])
    found = grouped(_rows(engine.rows(BLOCKS)))
    return pa.Table.from_arrays(
        [pa.array([row[i] for row in found], pa.int64()) for i in range(3)], schema=shape
    )


def findings(engine: Engine, profile: Profile) -> list[Finding]:
    """A finding of the batch for each template."""
    if common_template.code in profile.disabled:
        return []
    members = groupby(_rows(engine.rows(MEMBERS)), key=itemgetter(0))
    known = {template: [row[1:] for row in rows] for template, rows in members}
    return [
        _finding(list(rows), known[template], profile)
        for template, rows in groupby(_rows(engine.rows(FIRST)), key=itemgetter(0))
    ]


def _rows(tables: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for one in tables:
        yield from zip(*one.to_pydict().values(), strict=True)


def grouped(rows: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Templates from rows (year, block, doc), as (doc, template, block): the most widely shared block, and with it
    those that the same reports have around it. A template has the same number wherever it is found."""
    blocks: dict[tuple[int, int], _Block] = {}
    for year, block, doc in rows:
        blocks.setdefault((year, block), _Block(year, block, [])).docs.append(doc)
    found: list[tuple[int, int, int]] = []
    leads: dict[int, list[int]] = defaultdict(list)
    for one in sorted(blocks.values(), key=lambda b: (-len(b.docs), b.year, b.block)):
        votes: dict[int, int] = defaultdict(int)
        for doc in one.docs:
            for lead in leads[doc]:
                votes[lead] += 1
        widest = max(votes, key=lambda lead: (votes[lead], -lead), default=0)
        if votes and votes[widest] >= PART * len(one.docs):
            found += [(doc, widest, one.block) for doc in one.docs if widest in leads[doc]]
            continue
        for doc in one.docs:
            leads[doc].append(one.block ^ one.year)
            found.append((doc, one.block ^ one.year, one.block))
    return found


def _finding(first: Sequence[tuple[Any, ...]], members: Sequence[Any], profile: Profile) -> Finding:
    _, _, report_id, sheet = first[0]
    passage = shared_block(side(sheet, report_id), {row[1] for row in first})
    names = list(dict.fromkeys(agency for _, _, agency in members))
    return template_finding(profile, members[0][0], names, passage.text if passage else "")
