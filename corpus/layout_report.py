"""How well each layout is read back: ``python -m corpus.layout_report [--all] [--blanks] [LAYOUT …]``.

The worst that can happen to a cell is to be read wrongly without a doubt; the table is sorted by that.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from random import Random

from corpus.compose import report
from corpus.layouts import LAYOUTS, combinations
from corpus.values import Cells, Key, balanced
from gipr_nlp.form import TABLES
from gipr_nlp.model import Cell
from gipr_nlp.pipeline import read_text

FORMS = ("2021", "2019")


def expected(printed: str) -> float | None:
    """The value that a printed cell of :mod:`corpus.values` stands for; None for a blank."""
    return float(printed.removesuffix("万元")) if printed else None


def fate(cell: Cell | None, printed: str) -> str:
    """right | doubted | wrong: what became of a cell on its way through paper."""
    if cell is None:
        return "wrong"
    if cell.doubt is not None:
        return "doubted"
    value = expected(printed)
    if value is None:
        return "right" if cell.state == "blank" else "wrong"
    return "right" if cell.value is not None and abs(cell.value - value) < 1e-9 else "wrong"


def fates(form: str, cells: Cells, layout: str) -> dict[Key, str]:
    """What became of each cell of a report written in a layout and read back.

    A table that was not found at all may be listed with the cells of the other form, all of them doubtful;
    the cells written then count as doubted, too.
    """
    read = read_text(report(form, cells=cells, layout=layout)).by_key
    unread = {t for t in TABLES if all(cell.doubt is not None for key, cell in read.items() if key[0] == t)}
    return {
        key: "doubted" if key not in read and key[0] in unread else fate(read.get(key), printed)
        for key, printed in cells.items()
    }


def sample(form: str, seed: int, blanks: bool = False) -> Cells:
    """Values to write: balanced, most different from zero; with ``blanks`` one in twelve is left out."""
    rng = Random(f"{form} {seed}")
    cells = balanced(form, rng, dense=seed % 3 != 0)
    return {key: "" if blanks and rng.random() < 0.08 else printed for key, printed in cells.items()}


def measure(layout: str, seeds: int = 4, blanks: bool = False) -> Mapping[str, Counter[str]]:
    """Fates of all cells of some reports in a layout, by table."""
    counts: dict[str, Counter[str]] = {}
    for form in FORMS:
        for seed in range(seeds):
            for key, what in fates(form, sample(form, seed, blanks), layout).items():
                counts.setdefault(key[0], Counter())[what] += 1
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How well each layout is read back.")
    parser.add_argument("layouts", nargs="*", help="names of layouts; the usual ones where none is given")
    parser.add_argument("--all", action="store_true", help="every base with every modifier")
    parser.add_argument("--blanks", action="store_true", help="leave about one cell in twelve blank")
    parser.add_argument("--seeds", type=int, default=4, help="reports for each form and layout")
    options = parser.parse_args()
    names = options.layouts or (list(combinations()) if options.all else list(LAYOUTS))
    rows = []
    for name in names:
        counts = measure(name, options.seeds, options.blanks)
        whole = sum(counts.values(), Counter())
        rows.append((whole["wrong"] / whole.total(), whole["doubted"] / whole.total(), name, whole, counts))
    rows.sort(key=lambda row: row[:3], reverse=True)
    print(f"{'layout':44} {'right':>7} {'doubted':>8} {'wrong':>7}   wrong/doubted by table")
    for _, _, name, whole, counts in rows:
        shares = [f"{whole[what] / whole.total():7.1%}" for what in ("right", "doubted", "wrong")]
        tables = " ".join(
            f"{t}:{c['wrong']}/{c['doubted']}" for t, c in counts.items() if c["wrong"] or c["doubted"]
        )
        print(f"{name:44} {shares[0]} {shares[1]:>8} {shares[2]}   {tables}")


if __name__ == "__main__":
    main()
