"""Tables written in every layout and read back: a cell is right or carries a doubt, never silently wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bases import BASES
from corpus.compose import zeros
from corpus.layout_report import FORMS, fates, sample
from corpus.layouts import HARMFUL, LAYOUTS, MODIFIERS, render
from gipr_nlp import form as statutory


def silent(form: str, cells: dict[tuple[str, str, str], str], layout: str) -> list[str]:
    """Keys of the cells that were read wrongly without a doubt."""
    return [".".join(key) for key, what in fates(form, cells, layout).items() if what == "wrong"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_cell_is_silently_wrong(layout: str, form: str) -> None:
    for seed in range(3):
        assert silent(form, sample(form, seed), layout) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_is_never_read_as_a_number(layout: str, form: str) -> None:
    cells = sample(form, 1, blanks=True)
    read = fates(form, cells, layout)
    shown = LAYOUTS[layout].facts["shows_blanks"]
    wrong = [key for key, what in read.items() if what == "wrong" and (shown or cells[key] == "")]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "layout", ["lines", "tabs", "pipes", "markdown", "csv_quoted", "values_below", "lines+characters"]
)
def test_tidy_layouts_are_read_without_doubt(layout: str, form: str) -> None:
    assert set(fates(form, sample(form, 1), layout).values()) == {"right"}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    form=st.sampled_from(FORMS),
    base=st.sampled_from(sorted(BASES)),
    modifiers=st.lists(st.sampled_from([m for m in MODIFIERS if m not in HARMFUL]), max_size=3, unique=True),
    seed=st.integers(0, 10_000),
)
def test_no_cell_is_silently_wrong_under_several_changes(
    form: str, base: str, modifiers: list[str], seed: int
) -> None:
    assert silent(form, sample(form, seed), "+".join((base, *modifiers))) == []


@pytest.mark.parametrize("base", ["lines", "tabs", "spaces", "pdf", "values_below", "box"])
def test_a_number_broken_over_lines_raises_a_doubt(base: str) -> None:
    for form in FORMS:
        for seed in range(4):
            assert silent(form, sample(form, seed), f"{base}+split_numbers") == []


def test_a_layout_prints_all_values() -> None:
    cells = {key: str(1000 + n) for n, key in enumerate(zeros("2021"))}
    for name in LAYOUTS:
        if "fullwidth" in name or "thousands" in name:
            continue
        text = "".join(render(table, "2021", cells, name) for table in statutory.TABLES)
        assert [value for value in cells.values() if value not in text] == [], name


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(KeyError):
        render("review", "2021", {}, "lines+nonsense")
