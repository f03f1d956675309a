"""How well made pages are read: ``python -m corpus.page_report [--seeds N] [--parsers] [STYLE …]``."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass

from corpus.layout_report import fate
from corpus.page_text import Made, make
from corpus.pages import FOREIGN, STYLES
from gipr_nlp.model import Report
from gipr_nlp.pipeline import understand
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.text import squash

AGENCIES = (("青岚县水务局", "2021"), ("石塘乡人民政府", "2021"), ("云泽市交通运输局", "2019"))


@dataclass(frozen=True)
class Fate:
    """What became of a made report: shares of its lines found and of cells, foreign words in it, lines twice, and
    whether title and publication date are right."""

    found: float
    cells: Counter[str]
    leaked: tuple[str, ...]
    missing: tuple[str, ...]
    repeated: bool
    title: bool
    published: bool


def fate_of(made: Made, report: Report, dated: bool) -> Fate:
    """Compare a made report with what was read; ``dated``: the page prints when it was published."""
    text = squash(report.text)
    missing = tuple(line for line in made.prose if squash(line) not in text)
    cells = Counter(fate(report.by_key.get(key), printed) for key, printed in made.cells.items())
    said = report.document.stated.get("published") or ""
    return Fate(
        1 - len(missing) / len(made.prose),
        cells,
        tuple(word for word in FOREIGN if word in report.text),
        missing,
        any(text.count(squash(line)) > 1 for line in made.prose if len(line) > 60),
        squash(report.title) == squash(made.title),
        said == (made.published if dated else ""),
    )


def read_made(style: str, seed: int, agency: str, form: str) -> tuple[Made, Report, bool]:
    """Make a page and read it; with whether the page says when it was published."""
    made = make(seed, agency, form)
    name = f"{style}.mht" if style == "archived" else f"{style}.html"
    page = STYLES[style](made)
    dated = any(made.published.encode(codec) in page for codec in ("utf-8", "utf-16-le"))
    return made, understand(read_bytes(page, name, load_profile().limits)), dated


def parsers() -> None:
    """Time of both parsers for the made pages, and the deepest text that each keeps."""
    import lxml.html
    from selectolax.lexbor import LexborHTMLParser

    pages = [STYLES[name](make(1)) for name in STYLES if name not in ("archived", "deep")]
    deep = "<div>" * 9000 + "正文"
    for name, parse, text_of in (
        ("lexbor", lambda p: LexborHTMLParser(p), lambda t: t.root.text()),
        ("lxml.html", lambda p: lxml.html.document_fromstring(p), lambda t: t.text_content()),
    ):
        begin = time.perf_counter()
        for page in pages * 10:
            parse(page)
        seconds = time.perf_counter() - begin
        kept = "正文" in text_of(parse(deep))
        print(f"{name:10} {seconds / len(pages) * 100:.2f} ms a page; text under 9,000 elements kept: {kept}")


def main() -> None:
    """Print a line for each style."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("styles", nargs="*")
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--parsers", action="store_true")
    given = options.parse_args()
    if given.parsers:
        parsers()
        return
    total: Counter[str] = Counter()
    print(f"{'style':15} {'lines':>6} {'right':>6} {'doubt':>6} {'wrong':>6}  title date leaked")
    for style in given.styles or STYLES:
        fates = [
            fate_of(*read_made(style, seed, agency, form))
            for seed in range(given.seeds)
            for agency, form in AGENCIES
        ]
        cells = sum((f.cells for f in fates), Counter[str]())
        total += cells
        shares = [cells[what] / cells.total() for what in ("right", "doubted", "wrong")]
        leaked = sorted({w for f in fates for w in f.leaked}) + ["(twice)"] * any(f.repeated for f in fates)
        found = sum(f.found for f in fates) / len(fates)
        titles, dates = sum(f.title for f in fates), sum(f.published for f in fates)
        print(
            f"{style:15} {found:6.1%} {shares[0]:6.1%} {shares[1]:6.1%} {shares[2]:6.1%}  {titles}/{len(fates)}   {dates}/{len(fates)}  {' '.join(leaked)}"
        )
        for line in {m for f in fates for m in f.missing}:
            print(f"    missing: {line[:60]}")
    print(f"cells: {dict(total)}")


if __name__ == "__main__":
    main()
