"""The same report gives the same cells and clauses in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.documents import FORMATS, taken
from corpus.format_report import Agreement, Made, compare, made, of_folder
from gipr_nlp.pipeline import read

HERE = [name for name, kind in FORMATS.items() if not kind.needs]
BY_TOOLS = [name for name, kind in FORMATS.items() if kind.needs]


@pytest.fixture(scope="session")
def contents() -> list[Made]:
    """Made reports of both forms, with and without blank cells."""
    return made(2)


def agreed(name: str, contents: list[Made], folder: Path) -> Agreement:
    """Write contents in a format and read them back; skips, with the reason, where a tool is not installed."""
    kind, found = FORMATS[name], Agreement()
    if kind.lacking:
        pytest.skip(f"{kind.lacking} is not installed, which makes {name}")
    for n, data in enumerate(kind.make([m.content for m in contents])):
        path = folder / f"{n}.{kind.ending}"
        path.write_bytes(data)
        compare(contents[n], read(path), found)
    return found


@pytest.mark.parametrize("name", HERE)
def test_formats_written_here(name: str, contents: list[Made], tmp_path: Path) -> None:
    assert agreed(name, contents, tmp_path).lost == []


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_TOOLS)
def test_formats_written_by_other_programs(name: str, contents: list[Made], tmp_path: Path) -> None:
    assert agreed(name, contents, tmp_path).lost == []


@pytest.mark.parametrize("name", HERE)
def test_real_reports_read_the_same(name: str, shared: Path, tmp_path: Path) -> None:
    assert agreed(name, of_folder(shared / "seeds"), tmp_path).lost == []


def test_a_report_that_was_read_can_be_written_again(contents: list[Made], tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(FORMATS["docx"].make([contents[0].content])[0])
    again = taken(read(path))
    assert [piece.table for piece in again if piece.table] == ["disclosure", "applications", "review"]
    assert [p.rows for p in again if p.table] == [p.rows for p in contents[0].content if p.table]
