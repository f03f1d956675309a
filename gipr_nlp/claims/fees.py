"""The figures of the fee statement as claims: each number that ``fee`` took up, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gipr_nlp.claims.fee import fee_of, is_fee_clause
from gipr_nlp.claims.said import Draft
from gipr_nlp.mentions import Parts, parts
from gipr_nlp.model import Clause, Fee, Number
from gipr_nlp.text import level

_UNPAID = re.compile(r"未按(?:照)?收费通知|不再处理")
_YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}


def speaks_of_fee(clause: Clause) -> bool:
    """A clause on what was charged; one on applications that ended because the fee was not paid is not."""
    if not is_fee_clause(clause):
        return False
    flat = level(clause.text)
    return "处理费" in flat or not _UNPAID.search(flat)


def fee_drafts(
    clauses: Sequence[Clause], spoken: Sequence[Clause], year: int | None
) -> Iterator[tuple[Clause, Parts, Draft]]:
    """Claims of the fee statement with the clause that each stands in; ``spoken`` are the clauses that speak of it."""
    fee = fee_of(clauses, year) if spoken else None
    if fee is None or not fee.text:
        return
    if fee.level == "F1":
        first = parts(spoken[0].text)
        yield spoken[0], first, Draft("fee.collected_yuan", 0, None, "none", 0, len(first.flat), 0)
        return
    wanted: list[tuple[str, Number]] = [
        (name, value)
        for name, value in (
            ("fee.notices", fee.notices),
            ("fee.total_yuan", fee.total_yuan),
            ("fee.collected_yuan", fee.collected_yuan),
        )
        if value is not None
    ]
    used: set[tuple[int, int]] = set()
    inside = [c for c in clauses if _within(c, fee)] or spoken
    for name, value in wanted:
        yield _found(name, value, inside, used)


def _within(clause: Clause, fee: Fee) -> bool:
    return (
        fee.start is not None and fee.end is not None and fee.start <= clause.start and clause.end <= fee.end
    )


def _found(
    name: str, value: Number, clauses: Sequence[Clause], used: set[tuple[int, int]]
) -> tuple[Clause, Parts, Draft]:
    """Where a figure stands: the first number of its worth and measure that no other figure took."""
    for n, clause in enumerate(clauses):
        cut = parts(clause.text)
        for segment in cut.segments:
            for count in segment.counts:
                m = count.mention
                money = m.unit in _YUAN or (m.unit is None and name != "fee.notices")
                worth = m.value * _YUAN.get(m.unit or "", 1)
                if (n, m.start) in used or money == (name == "fee.notices") or abs(worth - value) > 0.005:
                    continue
                used.add((n, m.start))
                low = max(segment.low, count.low)
                return clause, cut, Draft(name, m.value, m.unit, "count", low, m.end, m.start)
    cut = parts(clauses[0].text)
    return clauses[0], cut, Draft(name, value, None, "count", 0, len(cut.flat), 0)
