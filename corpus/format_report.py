"""Does the same report read the same in every format? ``python -m corpus.format_report [--seeds FOLDER] [FORMAT …]``.

For each format: shares of cells right, doubted and wrong without a doubt (the worst that can happen); clauses equal to
those of the content as text; milliseconds to read a file, and the peak of memory that reading takes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from corpus.documents import FORMATS, Content, composed, taken
from corpus.layout_report import FORMS, fate, sample
from gipr_nlp.model import Cell, Report
from gipr_nlp.pipeline import read, read_text
from gipr_nlp.text import squash

_READ = """
import json, sys, time
from gipr_nlp.pipeline import prepare, read
prepare()
times = []
for path in sys.argv[1:]:
    start = time.perf_counter()
    read(path)
    times.append(time.perf_counter() - start)
try:  # the peak of this process alone; getrusage would begin with that of its parent
    peak = next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    peak = 0.0
print(json.dumps([times, peak]))
"""


@dataclass
class Made:
    """A content and what must be read from it: printed cells and clauses."""

    name: str
    content: Content
    cells: Mapping[tuple[str, str, str], str]
    clauses: tuple[str, ...]


@dataclass
class Agreement:
    """What became of cells and clauses in one format."""

    cells: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    memory: float = 0.0


def made(seeds: int) -> list[Made]:
    """Contents made from values, every second with blank cells."""
    found = []
    for form in FORMS:
        for seed in range(seeds):
            cells = sample(form, seed, blanks=seed % 2 == 1)
            found.append(_made(f"{form}/{seed}", composed(form, cells), cells))
    return found


def of_folder(folder: Path) -> list[Made]:
    """The contents of reports in text files; only cells that were read for certain are asked of the formats."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        source = read(path)
        cells = {(c.table, c.row, c.column): c.raw for c in source.cells if c.doubt is None}
        found.append(_made(path.stem, taken(source), cells))
    return found


def _made(name: str, content: Content, cells: Mapping[tuple[str, str, str], str]) -> Made:
    text = "\n\n".join(_as_text(piece.rows) if piece.table else piece.text for piece in content)
    return Made(name, content, cells, clauses_of(read_text(text)))


def _as_text(rows: Iterable[Iterable[object]]) -> str:
    return "\n".join("\t".join(getattr(slot, "text", "") for slot in row) for row in rows)


def clauses_of(found: Report) -> tuple[str, ...]:
    """The clauses of the narrative, with their sections, as compared between formats."""
    return tuple(f"{clause.section} {squash(clause.text)}" for clause in found.clauses)


def same(cell: Cell | None, printed: str) -> str:
    """right | doubted | wrong, for values as they stand in real reports, too."""
    try:
        return fate(cell, printed)
    except ValueError:  # a sign, a unit, a note: what is printed must come back
        if cell is None or cell.doubt is not None:
            return "wrong" if cell is None else "doubted"
        return "right" if squash(cell.raw) == squash(printed) else "wrong"


def agreement(name: str, contents: list[Made]) -> Agreement:
    """Write contents in a format and read them back."""
    kind, found = FORMATS[name], Agreement()
    with tempfile.TemporaryDirectory(prefix="gipr-formats-") as folder:
        paths = [Path(folder, f"{n}.{kind.ending}") for n in range(len(contents))]
        for path, data in zip(paths, kind.make([m.content for m in contents]), strict=True):
            path.write_bytes(data)
        for path, content in zip(paths, contents, strict=True):
            compare(content, read(path), found)
        out = subprocess.run([sys.executable, "-c", _READ, *map(str, paths)], capture_output=True, check=True)
        found.times, found.memory = json.loads(out.stdout)
    return found


def compare(content: Made, back: Report, found: Agreement) -> None:
    """Add what became of one report."""
    for key, printed in content.cells.items():
        what = same(back.by_key.get(key), printed)
        found.cells[what] += 1
        if what != "right":
            cell = back.by_key.get(key)
            seen = "not listed" if cell is None else cell.doubt or cell.raw
            found.lost.append(f"{content.name} {'.'.join(key)}: {what}, printed {printed!r}, read {seen!r}")
    ours = Counter(clauses_of(back))
    wanted = Counter(content.clauses)
    found.clauses["same"] += (ours & wanted).total()
    found.clauses["all"] += max(ours.total(), wanted.total())
    found.lost += [f"{content.name} clause lost: {c}" for c in (wanted - ours).elements()]
    found.lost += [f"{content.name} clause made up: {c}" for c in (ours - wanted).elements()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Does the same report read the same in every format?")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--made", type=int, default=3, help="made reports for each form of the tables")
    parser.add_argument("--folder", type=Path, help="take the contents of the text files there, instead")
    parser.add_argument("--lost", action="store_true", help="list what was not read right")
    options = parser.parse_args()
    contents = of_folder(options.folder) if options.folder else made(options.made)
    print(
        f"{'format':16} {'right':>8} {'doubted':>8} {'wrong':>7} {'clauses':>8} {'ms':>6} {'MB':>5}  ({len(contents)} reports)"
    )
    for name in options.formats or FORMATS:
        if lacking := FORMATS[name].lacking:
            print(f"{name:16} needs {lacking}")
            continue
        found = agreement(name, contents)
        total = found.cells.total()
        shares = [f"{found.cells[what] / total:8.2%}" for what in ("right", "doubted", "wrong")]
        clauses = found.clauses["same"] / max(1, found.clauses["all"])
        print(
            f"{name:16} {shares[0]} {shares[1]} {shares[2]:>7} {clauses:8.2%} "
            f"{median(found.times) * 1000:6.0f} {found.memory:5.0f}"
        )
        if options.lost:
            print(*(f"    {line}" for line in found.lost[:40]), sep="\n")


if __name__ == "__main__":
    main()
