"""What is printed around the cells: row labels, block and column headers, units in headers."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from gipr_nlp import form as forms
from gipr_nlp.model import Cell
from gipr_nlp.tables.align import Run, bare
from gipr_nlp.tables.labels import GROUPS, core_of, labels
from gipr_nlp.tables.region import Region


def printed_label(run: Run, label: str) -> str | None:
    """A row's label as printed (squashed, list mark left out); None where the layout tore it beyond telling.

    A label that is wrapped around its values is put together again; one that is not the form's own is the end of the
    text before the values that comes nearest to it.
    """
    names = _names(label)
    text = bare(run.before)
    for name in names:
        if run.before.endswith(name) or text.endswith(name):
            return name
    for name in (n for n in names if len(n) >= 4):
        cut = next((c for c in range(len(name) - 1, 1, -1) if text.endswith(name[:c])), 0)
        if cut and name[cut:] in run.after[: len(name) - cut + 14]:
            return name
    return None if _torn(text, names) else _nearest_end(text, core_of(label))


def _torn(text: str, names: tuple[str, ...]) -> bool:
    """Whether a piece of a group's title, printed beside it, stands behind the head of a label (另行制|法提供|作)."""
    pieces = (name[-n:] for name in (*GROUPS.values(), "其他处理") for n in range(2, len(name) + 1))
    heads = [text.removesuffix(piece) for piece in pieces if text.endswith(piece)]
    return any(head.endswith(name[:cut]) for head in heads for name in names for cut in range(4, len(name)))


@cache
def _names(label: str) -> tuple[str, ...]:
    """What a row of the form may be called, longest first."""
    own = core_of(label)
    known = next(
        (
            lab
            for lab in labels("applications") + labels("disclosure")
            if core_of(lab.core) == own or own in lab.alternatives
        ),
        None,
    )
    names = {own, *((known.core, *known.alternatives) if known else ())}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _nearest_end(text: str, label: str) -> str | None:
    """The end of a text that differs least from a label, if it differs by no more than three characters."""
    from rapidfuzz.distance.Levenshtein import distance

    ends = [text[-n:] for n in range(max(2, len(label) - 3), min(len(text), len(label) + 3) + 1)]
    nearest = min(ends, key=lambda end: (distance(end, label), abs(len(end) - len(label))), default=None)
    return nearest if nearest is not None and distance(nearest, label) <= min(3, len(label) // 2) else None


def block_headers(form: str, region: Region, taken: dict[str, Run]) -> dict[str, str]:
    """``column:<first row of block>`` → header text of that block as printed (squashed)."""
    found = {}
    for row in forms.rows("disclosure", form):
        run = taken.get(row.key)
        text = "" if run is None else text_before(region, run)
        if run is not None and "信息内容" in text:
            head = text[text.rfind("信息内容") + 4 :]
            own = printed_label(run, row.label) or ""
            found[f"column:{row.key}"] = head[: len(head) - len(own)] if own and head.endswith(own) else head
    return found


def text_before(region: Region, run: Run) -> str:
    """All text between the row before and this one: runs of blanks, strays and a lone / may cut it into pieces."""
    pieces: list[str] = []
    for other in region.runs:
        if other is run:
            break
        pieces = [] if other.row else [*pieces, other.before, *(t.norm for t in other.solid if t.norm == "/")]
    return "".join((*pieces, run.before))


def column_headers(region: Region) -> dict[str, str]:
    first = next((r for r in region.runs if r.row), None)
    head = "" if first is None else text_before(region, first)
    found = {f"column:{k}": v for k, v in forms.column_labels("applications", "2021").items() if v in head}
    return found | {f"group:{k}": v for k, v in forms.group_labels().items() if core_of(v) in region.text}


def with_header_units(cells: list[Cell], printed: dict[str, str]) -> list[Cell]:
    """The unit of an amount is the cell's own, else the one that the header of its block names."""
    out = []
    for cell in cells:
        named = re.search(r"[(:](?:单位:?)?((?:千|百)?[万亿]?元)", printed.get(f"column:{cell.row}", ""))
        if cell.column == "amount" and cell.unit is None and named and cell.state in ("number", "zero"):
            cell = replace(cell, unit=named[1])
        out.append(cell)
    return out


def headers_of(region: Region) -> tuple[tuple[str, ...], ...]:
    """Header texts before the first value, as printed, one tuple a physical row."""
    first = next((i for i, t in enumerate(region.tokens) if t.kind == "value"), 0)
    rows: dict[int, list[str]] = {}
    for token in region.tokens[:first]:
        if token.kind == "text":
            rows.setdefault(token.row, []).append(token.raw)
    return tuple(tuple(r) for r in rows.values())
