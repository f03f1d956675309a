"""Tables whose cells the format delimits: what their grids show, through all that people and converters do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.compose import report
from corpus.grid_changes import CHANGES, TAME, WILD, broken
from corpus.layout_report import FORMS, fate, sample
from corpus.values import Cells, plain
from gipr_nlp import form as statutory
from gipr_nlp.model import Document, Report, Source
from gipr_nlp.pipeline import audit, understand
from gipr_nlp.readers.blocks import Blocks, GridCell
from gipr_nlp.writers.printed import Line, grid

Piece = list[list[GridCell]]
EMPTY = ("trailing", "blank_column", "repeated", "uncovered", "header_swapped")  # they add empty cells
COUNTS = ("short_rows", "long_rows", "merged_zeros")  # a row has not its number of cells


def piece(lines: Sequence[Line]) -> Piece:
    """The source cells of a grid: covered places are no cells."""
    return [
        [GridCell(s.text, s.width, min(s.height, len(lines) - n)) for s in line if not s.covered]
        for n, line in enumerate(lines)
    ]


def document(form: str, tables: Mapping[str, Sequence[Piece]], cells: Cells | None = None) -> Document:
    """A report whose tables are these grids, as a reader would hand it over."""
    text = report(form, cells=cells, tables={t: f"@{t}" for t in statutory.TABLES})
    blocks = Blocks("report.docx", {})
    for line in text.split("\n"):
        if line.startswith("@"):
            for part in tables.get(line[1:], ()):
                blocks.table(part)
        else:
            blocks.paragraph(line)
    return blocks.document(Source("report.docx", media_type="application/docx"))


def changed(form: str, cells: Cells, changes: Sequence[str], rng: Random, cut: bool = False, one: bool = False) -> Report:  # fmt: skip
    """A report with grids that have gone through changes, cut by pages or all in one grid, read back."""
    tables: dict[str, list[Piece]] = {}
    for name in statutory.TABLES:
        lines = grid(name, form, cells)
        for change in changes:
            lines = CHANGES[change](name, lines, rng)
        tables[name] = [piece(part) for part in (broken(lines, rng) if cut else [lines])]
    if one:
        whole = [row for parts in tables.values() for part in parts for row in part]
        tables = {"disclosure": [whole]}
    return understand(document(form, tables, cells))


def fates(read: Report, cells: Cells) -> dict[str, str]:
    """What became of each cell; a table whose form could not be told counts as doubted where its cells are."""
    unread = {t for t in statutory.TABLES if all(c.doubt for c in read.cells if c.table == t)}
    return {
        ".".join(key): "doubted" if key not in read.by_key and key[0] in unread else fate(read.by_key.get(key), printed)
        for key, printed in cells.items()
    }  # fmt: skip


@pytest.mark.parametrize("blanks", [False, True])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("change", TAME)
def test_what_leaves_a_table_clear_raises_no_doubt(change: str, cut: bool, form: str, blanks: bool) -> None:
    cells = sample(form, 1, blanks)
    read = changed(form, cells, [change], Random(change), cut)
    assert [key for key, what in fates(read, cells).items() if what != "right"] == []
    assert {table.kind for table in read.tables} == {"grid"}


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    form=st.sampled_from(FORMS),
    changes=st.lists(st.sampled_from(sorted({*CHANGES} - {*COUNTS})), max_size=3, unique=True),
    count=st.sampled_from([None, *COUNTS]),
    seed=st.integers(0, 10_000),
    cut=st.booleans(),
    one=st.booleans(),
)
def test_no_cell_of_a_grid_is_silently_wrong(
    form: str, changes: list[str], count: str | None, seed: int, cut: bool, one: bool
) -> None:
    if count in (
        "short_rows",
        "merged_zeros",
    ):  # with an empty cell in its place the row would be as good as any other
        changes = [change for change in changes if change not in EMPTY]
    changes = sorted(changes, key=lambda c: c != "columns_swapped") + ([count] if count else [])
    cells = sample(form, seed, seed % 2 == 1)
    read = changed(form, cells, changes, Random(seed), cut, one)
    assert [key for key, what in fates(read, cells).items() if what == "wrong"] == []


@pytest.mark.parametrize("form", FORMS)
def test_all_three_tables_in_one_grid(form: str) -> None:
    cells = sample(form, 1, blanks=True)
    read = changed(form, cells, [], Random(1), one=True)
    assert set(fates(read, cells).values()) == {"right"}


@pytest.mark.parametrize("change", sorted(WILD))
def test_a_doubt_stays_in_its_row(change: str) -> None:
    cells = sample("2021", 1)
    read = changed("2021", cells, [change], Random(3))
    assert sum(what == "doubted" for what in fates(read, cells).values()) < len(cells) / 2


# --- characters from OCR ---------------------------------------------------------------------------------


def faint(keys: Mapping[str, float], printed: Mapping[str, str] = {}) -> Report:
    """A report with a plain content in which OCR was not sure of some cells, and read some as something else."""
    cells = plain("2021")
    tables = {}
    for name in statutory.TABLES:
        lines = grid(name, "2021", cells | {tuple(k.split(".")): v for k, v in printed.items()})  # type: ignore[dict-item]
        rows = piece(lines)
        for line, row in zip(lines, rows, strict=True):
            for slot, at in zip([s for s in line if not s.covered], range(len(row)), strict=True):
                if slot.key and ".".join(slot.key) in keys:
                    row[at] = replace(row[at], confidence=keys[".".join(slot.key)])
        tables[name] = [rows]
    return understand(document("2021", tables))


def test_sums_that_hold_make_a_cell_sure() -> None:
    read = faint({"applications.granted.natural_person": 0.7, "review.reconsideration.upheld": 0.7})
    assert read.by_key["applications", "granted", "natural_person"].confidence == 1.0
    assert read.by_key["review", "reconsideration", "upheld"].confidence == 1.0


def test_a_cell_without_a_sum_stays_unsure_and_raises_no_doubt() -> None:
    cell = faint({"disclosure.licensing.decisions": 0.7}).by_key["disclosure", "licensing", "decisions"]
    assert (cell.value, cell.confidence, cell.doubt) == (126, 0.7, None)


@pytest.mark.parametrize(("confidence", "states"), [(0.7, {"undecided"}), (0.92, {"failed"})])
def test_a_broken_sum_of_characters_that_ocr_may_have_misread(confidence: float, states: set[str]) -> None:
    place = "applications.granted.natural_person"
    found = {o.code: o for o in audit(faint({place: confidence}, {place: "7"})).outcomes}
    assert {found["F01"].state} <= states
    for finding in found["F01"].findings:
        assert (finding.severity, finding.confidence) == ("warning", confidence)


def test_what_ocr_reads_for_certain_is_judged_like_any_cell() -> None:
    place = "applications.granted.natural_person"
    (finding,) = next(o for o in audit(faint({}, {place: "7"})).outcomes if o.code == "F01").findings
    assert (finding.severity, finding.confidence) == ("error", 1.0)


def test_a_cell_of_whose_characters_nothing_is_sure_is_doubtful() -> None:
    cell = faint({"disclosure.licensing.decisions": 0.0}).by_key["disclosure", "licensing", "decisions"]
    assert (cell.value, cell.proposed) == (None, 126)
    assert cell.doubt


def test_digits_that_run_across_a_line_belong_to_no_cell_for_certain() -> None:
    from gipr_nlp.readers.pdf.rulings import Area
    from gipr_nlp.readers.pdf.sheet import Glyph
    from gipr_nlp.readers.pdf.tables import _crossed

    left, right = Area(0, 0, 1, 1), Area(0, 1, 1, 1)
    digits = [Glyph(c, 10 + 5 * n, 0, 15 + 5 * n, 10, 10) for n, c in enumerate("1133")]
    assert _crossed([(g, left if n < 3 else right) for n, g in enumerate(digits)]) == {left, right}
    digits[3] = replace(digits[3], x0=33, x1=38)  # two numbers with a gap between them
    assert _crossed([(g, left if n < 3 else right) for n, g in enumerate(digits)]) == set()


@pytest.mark.parametrize("name", statutory.TABLES)
def test_a_table_that_nobody_filled_in_is_blank_and_not_missing(name: str) -> None:
    cells = plain("2021")
    empty = {key: "" if key[0] == name else printed for key, printed in cells.items()}
    read = understand(document("2021", {t: [piece(grid(t, "2021", empty))] for t in statutory.TABLES}))
    assert {(c.state, c.doubt) for c in read.cells if c.table == name} == {("blank", None)}
    assert {f.code for f in audit(read).roots if f.table == name and f.severity != "hint"} == {"D01"}
