"""Ways to write a grid as text. Each gives the texts of its rows, so that page breaks can be put between."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.canvas import column_widths, draw
from gipr_nlp import form as statutory
from gipr_nlp.writers.printed import Line, Slot

Rows = Callable[[str, str, list[Line]], list[str]]


@dataclass(frozen=True, slots=True)
class Base:
    """A way to write a table: rows as texts, what stands between them, whether a blank cell can be seen."""

    rows: Rows
    joiner: str = "\n"
    shows_blanks: bool = True


def spread(line: Line) -> list[str]:
    """Texts of a line, one for each grid column: a merged cell is followed by empty ones."""
    return [text for slot in line for text in (slot.text, *[""] * (slot.width - 1))]


def printed(line: Line) -> list[str]:
    """Texts that are there to be seen: neither covered places nor blanks."""
    return [slot.text for slot in line if slot.text]


def _lines(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["\n".join(f"\t{slot.text}" for slot in line) for line in lines]


def _lines_bare(table: str, form: str, lines: list[Line]) -> list[str]:
    return [text for line in lines if (text := "\n".join(printed(line)))]


def _lines_spaced(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["\n\n".join(slot.text if slot.text else "\t" for slot in line) for line in lines]


def _tabs(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["\t".join(spread(line)) for line in lines]


def _tabs_once(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["\t".join(slot.text for slot in line) for line in lines]


def _tabs_shifted(table: str, form: str, lines: list[Line]) -> list[str]:
    """Merged cells lost, so that rows begin in different columns; some labels stand above their values."""
    rows = []
    for number, line in enumerate(lines):
        head = [slot for slot in line if slot.key is None]
        body = [slot.text for slot in line if slot.key is not None]
        labels = [slot.text for slot in head if not slot.covered]
        if not body:
            rows.append("\t".join(spread(line)))
        elif table == "applications" and any(slot.width == 2 for slot in head):
            rows.append("\t".join(labels) + "\t" * 6 + "\n\t" + "\t".join(body))
        else:
            rows.append(
                ("\t" if number % 3 == 1 else "") + "\t".join([*labels, *body]) + ("\t" if number % 2 else "")
            )
    return rows


def _pipes(table: str, form: str, lines: list[Line]) -> list[str]:
    return [f"| {' | '.join(spread(line))} |" for line in lines]


def _pipes_open(table: str, form: str, lines: list[Line]) -> list[str]:
    return [" | ".join(spread(line)) for line in lines]


def _pipes_trailing(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["|".join([*spread(line), ""]) for line in lines]


def _pipe_lines(table: str, form: str, lines: list[Line]) -> list[str]:
    return ["\n|\n".join(slot.text for slot in line) for line in lines]


def _markdown(table: str, form: str, lines: list[Line]) -> list[str]:
    rows = _pipes(table, form, lines)
    columns = len(spread(lines[0]))
    return [f"{rows[0]}\n|{'---|' * columns}", *rows[1:]]


def _aligned(table: str, form: str, lines: list[Line]) -> list[str]:
    return draw(lines, column_widths(table, form))


def _aligned_top(table: str, form: str, lines: list[Line]) -> list[str]:
    return draw(lines, column_widths(table, form), middle=False)


def _pdf(table: str, form: str, lines: list[Line]) -> list[str]:
    """What a PDF gives line by line: labels wrapped around their values, one space between words."""
    return [
        re.sub(r"  +", " ", re.sub(r"(?m)^ +", "", row)) for row in draw(lines, column_widths(table, form))
    ]


def _pdf_halves(table: str, form: str, lines: list[Line]) -> list[str]:
    """A long label cut in two: first half, then the line of values, then the rest of the label."""
    rows = []
    for line in lines:
        values = " ".join(slot.text for slot in line if slot.key is not None and slot.text)
        labels = " ".join(slot.text for slot in line if slot.key is None and slot.text)
        if values and len(labels) > 9:
            half = len(labels) // 2 + 2 * labels[len(labels) // 2 - 1].isdigit()
            rows.append(f"{labels[:half]}\n{values}\n{labels[half:]}")
        else:
            rows.append(" ".join(printed(line)))
    return [row for row in rows if row]


def _box(table: str, form: str, lines: list[Line]) -> list[str]:
    return draw(lines, column_widths(table, form), ruled=True)


def _spaces(table: str, form: str, lines: list[Line]) -> list[str]:
    return [text for line in lines if (text := " ".join(printed(line)))]


def _wide_spaces(table: str, form: str, lines: list[Line]) -> list[str]:
    return [text for line in lines if (text := "\u3000".join(printed(line)))]


def _values_below(table: str, form: str, lines: list[Line]) -> list[str]:
    """The label on one line, its values together on the next."""
    rows = []
    for line in lines:
        labels = " ".join(slot.text for slot in line if slot.key is None and slot.text)
        values = " ".join(slot.text for slot in line if slot.key is not None and slot.text)
        rows.append("\n".join(part for part in (labels, values) if part))
    return [row for row in rows if row]


def _csv(table: str, form: str, lines: list[Line]) -> list[str]:
    rows = []
    for line in lines:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(spread(line))
        rows.append(out.getvalue())
    return rows


def _csv_quoted(table: str, form: str, lines: list[Line]) -> list[str]:
    return [",".join('"' + text.replace('"', '""') + '"' for text in spread(line)) for line in lines]


def _sentences(table: str, form: str, lines: list[Line]) -> list[str]:
    """Each row as a sentence: label——column：value；column：value。"""
    values = {slot.key: slot.text for line in lines for slot in line if slot.key is not None}
    rows, group = [], ""
    for row in statutory.rows(table, form):
        above = statutory.group_labels().get(row.group, "") if row.key != "other_handling" else ""
        if table == "disclosure":
            above = row.group
        if above and above != group:
            rows.append(f"{above}：")
        group = above
        labels = statutory.column_labels(table, form, row.key)
        said = "；".join(f"{labels[c]}：{values.get((table, row.key, c), '')}" for c in row.columns)
        rows.append(f"{row.label}——{said}。")
    return rows


def _vertical(table: str, form: str, lines: list[Line]) -> list[str]:
    """One line a cell with all its labels before it; how some print table 4."""
    values = {slot.key: slot.text for line in lines for slot in line if slot.key is not None}
    rows = []
    for row in statutory.rows(table, form):
        labels = statutory.column_labels(table, form, row.key)
        above = statutory.group_labels().get(row.group, "") if row.key != "other_handling" else ""
        for column in row.columns:
            path = (above, *row.label.split(" "), labels[column], values.get((table, row.key, column), ""))
            rows.append("\t".join(part for part in path if part))
    return rows


BASES = {
    "lines": Base(_lines, "\n\n"),
    "lines_bare": Base(_lines_bare, "\n", shows_blanks=False),
    "lines_spaced": Base(_lines_spaced, "\n\n"),
    "tabs": Base(_tabs),
    "tabs_once": Base(_tabs_once),
    "tabs_shifted": Base(_tabs_shifted),
    "pipes": Base(_pipes),
    "pipes_open": Base(_pipes_open),
    "pipes_trailing": Base(_pipes_trailing),
    "pipe_lines": Base(_pipe_lines),
    "markdown": Base(_markdown),
    "aligned": Base(_aligned, shows_blanks=False),
    "aligned_top": Base(_aligned_top, shows_blanks=False),
    "pdf": Base(_pdf, shows_blanks=False),
    "pdf_halves": Base(_pdf_halves, shows_blanks=False),
    "box": Base(_box),
    "spaces": Base(_spaces, shows_blanks=False),
    "wide_spaces": Base(_wide_spaces, shows_blanks=False),
    "one_line": Base(_spaces, " ", shows_blanks=False),
    "values_below": Base(_values_below, shows_blanks=False),
    "csv": Base(_csv),
    "csv_quoted": Base(_csv_quoted),
    "sentences": Base(_sentences),
    "sentences_run": Base(_sentences, ""),
    "vertical": Base(_vertical),
}


def is_values(line: list[Slot]) -> bool:
    """Whether a line of a grid holds values."""
    return any(slot.key is not None for slot in line)
