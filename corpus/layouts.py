"""All the ways in which extractors print the three tables: base layouts × modifiers.

A layout is named by its base and any number of modifiers: ``lines``, ``tabs+fill_down``, ``pdf+typos``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.bases import BASES, is_values
from corpus.grid import without
from corpus.modifiers import GRID_CHANGES, ROWS_CHANGES, TEXT_CHANGES
from gipr_nlp.writers.printed import grid

Renderer = Callable[[str, str, Mapping[tuple[str, str, str], str]], str]
MODIFIERS = (*GRID_CHANGES, *ROWS_CHANGES, *TEXT_CHANGES)
HARMFUL = ("split_numbers",)  # what no reader can undo; the most it can do is doubt
BREAK_CELLS = ("characters", "pairs", "halves", "split_numbers")
NO_LINE_BREAKS_IN_CELLS = (
    "markdown",
    "pipes",
    "pipes_open",
    "pipes_trailing",
    "csv",
    "one_line",
    "sentences",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A named layout; calling it writes a table.

    ``facts["shows_blanks"]`` says whether a reader can see that a cell was left blank. Where it is false, a
    blank only makes the row one value too short.
    """

    name: str
    facts: Mapping[str, bool]

    def __call__(self, table: str, form: str, cells: Mapping[tuple[str, str, str], str]) -> str:
        return render(table, form, cells, self.name)


def render(
    table: str,
    form: str,
    cells: Mapping[tuple[str, str, str], str],
    layout: str = "lines",
    drop: Iterable[str] = (),
) -> str:
    """Write one of the three tables in a layout.

    Args:
        table: disclosure | applications | review.
        form: "2019" or "2021".
        cells: printed values by (table, row, column); absent ones are left blank.
        layout: name of a base, followed by modifiers, each after a "+".
        drop: keys of rows and columns to leave out.

    Raises:
        KeyError: no such base or modifier, row or column.
    """
    name, *modifiers = layout.split("+")
    base = BASES[name]
    if unknown := [m for m in modifiers if m not in MODIFIERS]:
        raise KeyError(f"no such modifier: {', '.join(unknown)}")
    lines = grid(table, form, cells)
    for name_of_part in drop:
        lines = without(table, form, lines, name_of_part)
    for modifier in modifiers:
        if modifier in GRID_CHANGES:
            lines = GRID_CHANGES[modifier](table, lines)
    head = next((n for n, line in enumerate(lines) if is_values(line)), 0)
    rows = base.rows(table, form, lines)
    for modifier in modifiers:
        if modifier in ROWS_CHANGES:
            rows = ROWS_CHANGES[modifier](table, rows, head)
    text = base.joiner.join(rows)
    for modifier in modifiers:
        if modifier in TEXT_CHANGES:
            text = TEXT_CHANGES[modifier](text)
    return text


def combinations() -> Iterator[str]:
    """Every base alone and with each single modifier that changes it."""
    for base in BASES:
        yield base
        for modifier in MODIFIERS:
            if modifier in BREAK_CELLS and base in NO_LINE_BREAKS_IN_CELLS:
                continue
            yield f"{base}+{modifier}"


USUAL = (
    *BASES,
    *(f"lines+{m}" for m in MODIFIERS if m not in HARMFUL),
    *(
        f"lines_bare+{m}"
        for m in ("characters", "halves", "page_dashes", "page_named", "running_heads", "no_headers")
    ),
    *(
        f"tabs+{m}"
        for m in (
            "fill_down",
            "trailing",
            "page_digits",
            "page_of",
            "repeated_header",
            "no_headers",
            "halves",
        )
    ),
    *(f"tabs_shifted+{m}" for m in ("page_dashes", "typos", "blank_rows")),
    *(
        f"pdf+{m}"
        for m in ("page_digits", "page_named", "repeated_header", "form_feed", "radicals", "thousands")
    ),
    *(f"spaces+{m}" for m in ("spaced_labels", "fill_down", "page_digits", "bare_labels", "thousands")),
    *(f"aligned+{m}" for m in ("page_dashes", "repeated_header", "running_heads")),
    *(f"csv_quoted+{m}" for m in ("halves", "fullwidth", "fill_down")),
    "lines+characters+empty_headers",
    "lines+characters+empty_headers+trailing",
    "lines+halves+page_digits",
    "tabs+fill_down+repeated_header",
    "pipes+fill_down",
    "markdown+fill_down",
    "pipes_open+no_headers",
    "pipe_lines+page_dashes",
    "box+characters",
)
LAYOUTS: dict[str, Layout] = {
    name: Layout(name, {"shows_blanks": BASES[name.split("+")[0]].shows_blanks}) for name in USUAL
}
