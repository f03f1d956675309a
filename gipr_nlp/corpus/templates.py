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
from gipr_nlp.similarity import block_text, side

if TYPE_CHECKING:
    from gipr_nlp.corpus.engine import Engine

#: Every block with the reports that have it.
BLOCKS = """SELECT b.year, b.block, b.doc FROM blocks b JOIN places p ON p.doc = b.doc
ORDER BY b.year, b.block, p.place"""
#: The reports of templates, with the sheet that holds the text.
MEMBERS = """SELECT c.template, c.block, s.agency, b.year, n.report_id, p.sheet FROM templates c
JOIN slips s ON s.doc = c.doc JOIN names n ON n.doc = c.doc JOIN prints p ON p.doc = c.doc JOIN bodies b ON b.doc = c.doc
ORDER BY c.template, n.place, n.doc"""
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
    return [
        _finding(list(members), profile)
        for _, members in groupby(_rows(engine.rows(MEMBERS)), key=itemgetter(0))
    ]


def _rows(tables: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for one in tables:
        yield from zip(*one.to_pydict().values(), strict=True)


def grouped(rows: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Templates from rows (year, block, doc), as (doc, template, block): the most widely shared block stands for
    those that the same reports have around it."""
    blocks: dict[tuple[int, int], _Block] = {}
    for year, block, doc in rows:
        blocks.setdefault((year, block), _Block(year, block, [])).docs.append(doc)
    found: list[tuple[int, int, int]] = []
    leads: dict[int, list[int]] = defaultdict(list)
    count = 0
    for one in sorted(blocks.values(), key=lambda b: (-len(b.docs), b.year, b.block)):
        votes: dict[int, int] = defaultdict(int)
        for doc in one.docs:
            for lead in leads[doc]:
                votes[lead] += 1
        if votes and max(votes.values()) >= PART * len(one.docs):
            continue
        for doc in one.docs:
            leads[doc].append(count)
            found.append((doc, count, one.block))
        count += 1
    return found


def _finding(members: Sequence[tuple[Any, ...]], profile: Profile) -> Finding:
    _, block, _, year, report_id, sheet = members[0]
    passage = block_text(side(sheet, report_id), block)
    names = list(dict.fromkeys(member[2] for member in members))
    return template_finding(profile, year, names, passage.text if passage else "")
