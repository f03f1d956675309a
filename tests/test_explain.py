"""The page of ``read --explain``: everything that was read stands on it, and nothing else is needed to see it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corpus.compose import report
from corpus.layout_report import sample
from gipr_nlp import cli
from gipr_nlp import form as statutory
from gipr_nlp.model import Doubt, Mark, Place, Report
from gipr_nlp.pipeline import read_text, understand
from gipr_nlp.writers import reason
from gipr_nlp.writers.explain import rendered
from gipr_nlp.writers.printed import grid
from tests.test_grids import document, piece

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Text, attributes and nesting of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[dict[str, str | None]] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.cells.append(dict(attrs))
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data


def of_grids(form: str = "2021") -> Report:
    cells = sample(form, 1)
    return understand(document(form, {t: [piece(grid(t, form, cells))] for t in statutory.TABLES}, cells))


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_every_cell_of_a_grid_shows_where_it_went(form: str) -> None:
    read = of_grids(form)
    page = Page(rendered([read], "0"))
    titles = " ".join(str(cell.get("title")) for cell in page.cells)
    for cell in read.cells:
        assert f"（{cell.key}）" in titles
    assert page.open == []


def test_every_line_and_number_of_a_line_is_shown() -> None:
    read = read_text(report("2021"))
    page = Page(rendered([read], "0"))
    for number, line in enumerate(read.document.lines, 1):
        if line.strip():
            assert f"{number}" in page.words
            assert line.strip() in page.words


def test_a_page_needs_nothing_and_runs_nothing() -> None:
    text = rendered([of_grids()], "0")
    page = Page(text)
    assert not page.tags & {"script", "link", "img", "iframe", "object"}
    assert all(link.startswith("#") for link in page.links)
    assert not re.search(r"url\(|@import|https?://", text)


def test_what_is_printed_is_escaped() -> None:
    bad = '<script>alert("1")</script><b onclick=x>'
    read = read_text(report("2021", agency="青岚县水务局", overview=f"（一）总体情况。{bad}"))
    read = replace(read, doubts=(Doubt("title", bad, bad),), title=bad)
    text = rendered([read], "0")
    assert "<script" not in text
    assert "<b onclick" not in text
    assert text.count("&lt;script&gt;") >= 3


def test_doubts_stand_with_their_reasons() -> None:
    cells = sample("2021", 1)
    tables = {name: [piece(grid(name, "2021", cells))] for name in statutory.TABLES}
    del tables["applications"][0][4][3]
    page = Page(rendered([understand(document("2021", tables, cells))], "0"))
    assert "有6个数据格，应为7个" in page.words
    assert [c for c in page.cells if c.get("class") == "doubt"]


def test_marks_pages_and_unsure_characters_are_shown() -> None:
    read = read_text(report("2021"))
    end = len(read.document.lines[0])
    marks = (Mark("revision", "", 0, 4), Mark("comment", "请核对", end, end))
    places = (Place(0, end, 3, (1.0, 2.0, 3.0, 4.0), 0.83),)
    read = replace(read, document=replace(read.document, marks=marks, places=places))
    words = Page(rendered([read], "0")).words
    assert all(word in words for word in ("修订", "批注", "请核对", "第3页", "识别把握 83%"))


def test_reasons_are_chinese() -> None:
    read = {cell.doubt for cell in read_text(report("2021", cells={"applications.granted.research": None}, layout="spaces")).cells if cell.doubt}  # fmt: skip
    for why in (*read, "6 cells for 7 columns", "the lines read 3, the grid a blank", "missing"):
        assert not re.search("[a-z]", reason(why)), why


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = cli.run(arguments, "zh")
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_writes_a_page_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text(report("2021"), encoding="utf-8")
    status, out, _ = run(["read", "--explain", "甲.txt"], capsys)
    assert (status, out.strip()) == (0, "甲.txt.explain.html")
    assert "青岚县水务局" in Path("甲.txt.explain.html").read_text(encoding="utf-8")
    Path("空.txt").write_text("", encoding="utf-8")
    status, out, err = run(["read", "--explain", "甲.txt", "空.txt", "-o", "页.html"], capsys)
    assert (status, out.strip()) == (2, "页.html")
    assert "空.txt" in err


def test_the_command_never_writes_over_what_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text(report("2021"), encoding="utf-8")
    for arguments in (["甲.txt", "--explain", "-o", "甲.txt"], ["甲.txt", "-o", "乙.html"]):
        assert run(["read", *arguments], capsys)[0] == 64
    assert Path("甲.txt").read_text(encoding="utf-8") == report("2021")
