"""How well PDF files are read back: ``python -m corpus.pdf_report [--seeds N] [--scans] [--lost] [KIND …]``.

Cells right, doubted and wrong without a doubt (the worst that can happen), clauses equal to those of the same report
as text, milliseconds to read a file. Needs Chromium or LibreOffice, which print the files.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpus.compose import report
from corpus.layout_report import FORMS, fate, sample
from corpus.pdf_pages import KINDS, browser, office
from gipr_nlp.model import Cell, Report
from gipr_nlp.pipeline import read_text, understand
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.text import squash


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of some files: fates of cells (right, doubted, wrong) and clauses (clauses, same), milliseconds a
    file, and the cells that were not read right."""

    counts: Counter[str]
    ms: float
    lost: list[str]


def measured(kind: str, seeds: int, keep: Path | None = None) -> Measured:
    """Print some reports in one way and read them back.

    Args:
        kind: a name of :data:`corpus.pdf_pages.KINDS`.
        seeds: reports for each form.
        keep: folder in which the files are left.
    """
    counts: Counter[str] = Counter()
    lost: list[str] = []
    seconds = 0.0
    for form in FORMS:
        for seed in range(seeds):
            cells = sample(form, seed)
            data = KINDS[kind].make(form, cells)
            if keep is not None:
                (keep / f"{kind}_{form}_{seed}.pdf").write_bytes(data)
            start = time.perf_counter()
            document = read_bytes(data, f"{kind}.pdf", load_profile().limits)
            seconds += time.perf_counter() - start
            read = understand(document)
            for key, printed in cells.items():
                what = fate(read.by_key.get(key), printed)
                counts[what] += 1
                if what != "right":
                    lost.append(f"{form} {seed} {'.'.join(key)} {printed!r}: {_said(read.by_key.get(key))}")
            said, told = _clauses(read), _clauses(read_text(report(form, cells=cells)))
            counts["clauses"] += told.total()
            counts["same"] += (said & told).total()
    return Measured(counts, 1000 * seconds / (len(FORMS) * seeds), lost)


def _said(cell: Cell | None) -> str:
    return "-" if cell is None else f"{cell.raw!r} {cell.state} {cell.value} {cell.confidence} {cell.doubt}"


def _clauses(read: Report) -> Counter[str]:
    return Counter(squash(clause.text) for clause in read.clauses)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How well PDF files are read back.")
    parser.add_argument("kinds", nargs="*", help="kinds of files; all where none is given")
    parser.add_argument("--seeds", type=int, default=1, help="reports for each form and kind")
    parser.add_argument("--scans", action="store_true", help="scans, too (needs the extra [ocr])")
    parser.add_argument("--keep", type=Path, help="folder in which the files are left")
    parser.add_argument("--lost", action="store_true", help="list the cells that were not read right")
    options = parser.parse_args()
    have = {"browser": browser() is not None, "office": office() is not None}
    print(f"{'kind':18} {'right':>7} {'doubted':>8} {'wrong':>6} {'clauses':>8} {'ms':>6}")
    for name in options.kinds or [n for n, k in KINDS.items() if options.scans or not k.scan]:
        if not have[KINDS[name].needs]:
            print(f"{name:18} no {KINDS[name].needs}")
            continue
        found = measured(name, options.seeds, options.keep)
        counts = found.counts
        whole = counts["right"] + counts["doubted"] + counts["wrong"]
        print(
            f"{name:18} {counts['right'] / whole:7.1%} {counts['doubted'] / whole:8.1%} {counts['wrong']:6d}"
            f" {counts['same'] / counts['clauses']:8.1%} {found.ms:6.0f}",
            flush=True,
        )
        for line in found.lost if options.lost else ():
            print("    " + line)


if __name__ == "__main__":
    main()
