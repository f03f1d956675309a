"""Reports as offices print them, by the programs they print with: every cell right or doubted, every clause there."""

from __future__ import annotations

import pytest

from corpus.pdf_pages import KINDS, browser, office
from corpus.pdf_report import measured
from gipr_nlp.readers.pdf import ocr

FEW = ("plain", "split_rows")
#: Where lines are missing some cells may be doubted.
LEAST = {"rows_only": 0.95, "no_borders": 0.95, "frame": 0.94, "no_lines_between_numbers": 0.98}
SCANS = [name for name, kind in KINDS.items() if kind.scan]


def check(name: str, least: float = 1.0, clauses: float = 1.0) -> None:
    if KINDS[name].needs == "browser" and browser() is None:
        pytest.skip("Chromium is not installed")
    if KINDS[name].needs == "office" and office() is None:
        pytest.skip("LibreOffice is not installed")
    found = measured(name, 1)
    cells = found.counts["right"] + found.counts["doubted"] + found.counts["wrong"]
    assert found.counts["wrong"] == 0, found.lost
    assert found.counts["right"] >= least * cells, found.lost
    assert found.counts["same"] >= clauses * found.counts["clauses"]


@pytest.mark.parametrize("name", FEW)
def test_printed_reports_are_read_whole(name: str):
    check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in KINDS if n not in FEW and n not in SCANS])
def test_every_way_of_printing_is_read_whole(name: str):
    check(name, LEAST.get(name, 1.0))


@pytest.mark.slow
@pytest.mark.parametrize("name", SCANS)
def test_scans_have_no_cell_that_is_wrong_without_a_word(name: str):
    if not ocr.available():
        pytest.skip("the extra [ocr] is not installed")
    check(name, 0.97, 0.7)
