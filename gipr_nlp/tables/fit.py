"""Which value of a run stands in which column: exact counts are certain, everything else is a doubt with a proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from gipr_nlp.tables.tokens import Token


def fit(tokens: Sequence[Token], width: int, shape: Shape) -> tuple[list[Token] | None, list[Token]]:
    """Choose the ``width`` tokens of a run that are its cells.

    Args:
        tokens: the run, blanks that the layout shows included.
        width: number of cells of the row.
        shape: how the complete rows of this table lie.

    Returns:
        (cells, rest): the cells, or None where more than one reading is possible; what is left over.
    """
    solid = [t for t in tokens if t.kind != "blank"]
    if len(solid) == width:
        inner = _trim(tokens)
        if len(inner) == width:
            return list(inner), []
        if _phantom(tokens):
            return solid, []
        return solid, []
    lines = _by_line(tokens)
    if len(lines) > 1:  # a row of cells, then a page number or another stray number on a line of its own
        head = lines[0]
        rest = [t for line in lines[1:] for t in line]
        if len(_solid(head)) == width and width > 1 and len(_solid(rest)) <= 1:
            return _solid(head), _solid(rest)
        if width == 1 and len(solid) == 2 and head[0].line + 1 < lines[1][0].line:
            return _solid(head), _solid(rest)
    if len(solid) > width:
        return _without_stray(solid, width)
    windows = _windows(tokens, width)
    if len(windows) == 1:
        return windows[0], []
    if windows and shape.column >= 0:
        aligned = [w for w in windows if w[0].column == shape.column]
        if aligned:
            return aligned[0], []
    elif windows and tokens[0].since == 0:  # cells follow their label at once
        return (windows[0], []) if windows[0][0] is tokens[0] else (None, [])
    elif windows:
        leads = {lead for total, lead in shape.leads if total == len(tokens)}
        if len(leads) == 1:
            (lead,) = leads
            likely = [w for w in windows if w[0] is tokens[lead]]
            if likely:
                return likely[0], []
    return None, []


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows that have all their values lie: the grid column where most of them begin (-1: they differ), and
    (cells shown, blanks before the values) of each."""

    column: int = -1
    leads: frozenset[tuple[int, int]] = frozenset()


def shape_of(runs: Sequence[tuple[Sequence[Token], int]]) -> Shape:
    """The shape of a table from its complete rows."""
    leads: set[tuple[int, int]] = set()
    columns: Counter[int] = Counter()
    for tokens, width in runs:
        solid = [i for i, t in enumerate(tokens) if t.kind != "blank"]
        if len(solid) == width and solid[-1] - solid[0] + 1 == width:
            leads.add((len(tokens), solid[0]))
            columns[tokens[solid[0]].column] += 1
    column, count = columns.most_common(1)[0] if columns else (-1, 0)
    return Shape(column if count * 10 >= sum(columns.values()) * 9 else -1, frozenset(leads))


def _solid(tokens: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if t.kind != "blank"]


def _trim(tokens: Sequence[Token]) -> Sequence[Token]:
    first = next(i for i, t in enumerate(tokens) if t.kind != "blank")
    last = next(i for i in range(len(tokens) - 1, -1, -1) if tokens[i].kind != "blank")
    return tokens[first : last + 1]


def _phantom(tokens: Sequence[Token]) -> bool:
    return any(t.kind == "blank" for t in _trim(tokens))


def _by_line(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in tokens:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _windows(tokens: Sequence[Token], width: int) -> list[list[Token]]:
    """All stretches of ``width`` shown cells of one physical row that hold every value of the run."""
    if not all(t.shown for t in tokens) or len(tokens) < width:
        return []
    solid = [i for i, t in enumerate(tokens) if t.kind != "blank"]
    if not solid:
        return [list(tokens[:width])] if len(tokens) >= width else []
    rows = {tokens[i].row for i in solid}
    if len(rows) != 1:
        return []
    own = [i for i, t in enumerate(tokens) if t.row in rows]
    low, high = own[0], own[-1] + 1
    return [
        list(tokens[s : s + width])
        for s in range(low, high - width + 1)
        if s <= solid[0] and solid[-1] < s + width
    ]


def _without_stray(solid: list[Token], width: int) -> tuple[list[Token] | None, list[Token]]:
    """One number too many, and its place on the page shows that it is no cell (a page number)."""
    if len(solid) != width + 1:
        return None, []
    for trait in ("isolated", "tabbed"):
        odd = [t for t in solid if getattr(t, trait) == (trait == "isolated")]
        if len(odd) == 1 and odd[0].norm.isdigit() and odd[0] is solid[-1]:
            return [t for t in solid if t is not odd[0]], odd
    return None, []


def readings(raws: Sequence[str], width: int) -> list[tuple[str, ...]]:
    """Readings of a row with too many or too few values: digits split over cells joined again, digits run together
    split, or a stray number left out. At most a few dozen, most plausible first."""
    found: list[tuple[str, ...]] = []
    n = len(raws)
    if width < n <= width + 3:
        for gaps in combinations(range(n - 1), n - width):
            joined: list[str] = [raws[0]]
            for i in range(1, n):
                if i - 1 in gaps:
                    joined[-1] += raws[i]
                else:
                    joined.append(raws[i])
            if all(j.isdigit() and (len(j) == 1 or j[0] != "0") for j in joined):
                found.append(tuple(joined))
        for out in combinations(range(n), n - width):
            found.append(tuple(r for i, r in enumerate(raws) if i not in out))
    elif n == 1 and len(raws[0]) == width and raws[0].isdigit():
        found.append(tuple(raws[0]))
    elif width - 2 <= n < width:
        for at in range(n):
            if n == width - 1 and len(raws[at]) > 1 and raws[at].isdigit():
                for cut in range(1, len(raws[at])):
                    head, tail = raws[at][:cut], raws[at][cut:]
                    if len(tail) == 1 or tail[0] != "0":
                        found.append((*raws[:at], head, tail, *raws[at + 1 :]))
    return list(dict.fromkeys(found))[:120]


def choose(
    options: Sequence[tuple[str, ...]], holds: Callable[[tuple[str, ...]], bool]
) -> tuple[str, ...] | None:
    """The one reading that the equations allow, or None."""
    allowed = [o for o in options if holds(o)]
    distinct = list(dict.fromkeys(allowed))
    return distinct[0] if len(distinct) == 1 else None
