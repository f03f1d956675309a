"""The three statutory tables as the forms print them: cells with spans, as a word processor holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gipr_nlp import form as statutory


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed cell. ``key`` is set for a cell that holds a value; ``covered`` where it only continues a
    merged cell of the row above (extractors print such a place as an empty cell)."""

    text: str
    width: int = 1
    height: int = 1
    key: tuple[str, str, str] | None = None
    covered: bool = False


Line = list[Slot]
COVER = Slot("", covered=True)


def grid(table: str, form: str, cells: Mapping[tuple[str, str, str], str]) -> list[Line]:
    """The rows of a table as the form prints them.

    Args:
        table: disclosure | applications | review.
        form: "2019" or "2021".
        cells: printed value of every cell, by (table, row, column); an absent one is left blank.
    """
    return {"disclosure": _disclosure, "applications": _applications, "review": _review}[table](form, cells)


def _values(table: str, row: statutory.Row, cells: Mapping[tuple[str, str, str], str]) -> Line:
    return [Slot(cells.get((table, row.key, c), ""), key=(table, row.key, c)) for c in row.columns]


def _wide(line: Line, columns: int) -> Line:
    """Let the last cell of a line span what is left of the table's width."""
    spare = columns - len(line)
    return line if not spare else [*line[:-1], Slot(line[-1].text, width=1 + spare, key=line[-1].key)]


def _disclosure(form: str, cells: Mapping[tuple[str, str, str], str]) -> list[Line]:
    lines: list[Line] = []
    group = ""
    for row in statutory.rows("disclosure", form):
        if row.group != group:
            group = row.group
            labels = statutory.column_labels("disclosure", form, row.key)
            lines.append([Slot(group, width=4)])
            lines.append(_wide([Slot("信息内容"), *(Slot(label) for label in labels.values())], 4))
        lines.append(_wide([Slot(row.label), *_values("disclosure", row, cells)], 4))
    return lines


def _applications(form: str, cells: Mapping[tuple[str, str, str], str]) -> list[Line]:
    rows = statutory.rows("applications", form)
    labels = list(statutory.column_labels("applications", form).values())
    groups = statutory.group_labels()
    note = f"（{statutory.cross_foot_note()}）"
    lines: list[Line] = [
        [Slot(note, 3, 3), Slot("申请人情况", 7)],
        [
            Slot("", 3, covered=True),
            Slot(labels[0], height=2),
            Slot("法人或其他组织", 5),
            Slot(labels[-1], height=2),
        ],
        [Slot("", 3, covered=True), COVER, *(Slot(label) for label in labels[1:-1]), COVER],
    ]
    inner = [r for r in rows if r.key not in ("new_received", "carried_in", "carried_out")]
    before = ""
    for row in rows:
        values = _values("applications", row, cells)
        if row not in inner:
            lines.append([Slot(row.label, 3), *values])
            continue
        first = Slot(groups["results"], height=len(inner)) if row is inner[0] else COVER
        if not row.group or row.key == "other_handling":
            lines.append([first, Slot(row.label, 2), *values])
        else:
            members = [r for r in inner if r.group == row.group]
            label = COVER if row.group == before else Slot(groups[row.group], height=len(members))
            lines.append([first, label, Slot(row.label), *values])
        before = row.group
    return lines


def _review(form: str, cells: Mapping[tuple[str, str, str], str]) -> list[Line]:
    outcomes = list(statutory.column_labels("review", form).values())
    values = [slot for row in statutory.rows("review", form) for slot in _values("review", row, cells)]
    return [
        [Slot("行政复议", 5), Slot("行政诉讼", 10)],
        [*(Slot(o, height=2) for o in outcomes), Slot("未经复议直接起诉", 5), Slot("复议后起诉", 5)],
        [*[COVER] * 5, *(Slot(o) for o in outcomes), *(Slot(o) for o in outcomes)],
        values,
    ]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell with its place in the grid: top row, left column, spans."""

    row: int
    column: int
    width: int
    height: int
    text: str
    key: tuple[str, str, str] | None = None


def boxes(lines: list[Line]) -> list[Box]:
    """The cells of a grid with their places; covered places are left out."""
    found = []
    for number, line in enumerate(lines):
        column = 0
        for slot in line:
            if not slot.covered:
                height = min(slot.height, len(lines) - number)
                found.append(Box(number, column, slot.width, height, slot.text, slot.key))
            column += slot.width
    return found
