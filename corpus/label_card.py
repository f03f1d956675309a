"""The data card of the labelled narrative: ``python -m corpus.label_card`` writes ``corpus/labels/README.md``.

Every number in the card is counted here from ``clauses.jsonl`` and ``second.jsonl``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median

from corpus.build_labels import CLAUSES, PLACE, Labelled, grams, near_duplicates, read_clauses
from gipr_nlp.tagger.labels import CHINESE, LABELS

CARD = PLACE / "README.md"
SECOND = PLACE / "second.jsonl"

HEAD = """# Labelled narrative of annual reports

<!-- Written by `python -m corpus.label_card`; do not edit. -->

Clauses of invented annual reports on open government information (政府信息公开工作年度报告), each with one of 17 labels:
what the tagger is trained and judged on. No agency, place, person or number in them is real; places are made of
names that no county bears. All was written for this project and is under the licence of the repository.

## Files

| file | content |
|---|---|
| `clauses.jsonl` | one clause a line: `{id, report, agency, kind, sector, level, year, order, section, heading, prev, text, label, pen, split}` |
| `second.jsonl` | a second annotation of whole reports from the guide alone: `{id, first, second, settled}` |

`section`, `heading`, `prev`, `text`, `year` are what `gipr-nlp tag --clauses` reads. `prev` is the preceding clause of
the same section, empty at its start. To edit or add reports, write them as sheets and read them back:

```
python -m corpus.build_labels sheets FOLDER     # JSONL -> one sheet a pen
python -m corpus.build_labels build FOLDER      # sheets -> clauses.jsonl, with a fresh split
python -m corpus.label_card                     # this file
```

A sheet has lines `@ agency | kind | sector | level | year`, `= section | heading` and `label<TAB>clause`; the way there
and back gives the same bytes (a test proves it).
"""

HOW = """## How it was made

Each *pen* is one hand with a manner of its own: pen1–pen3 were asked for unusual, concrete wording (many tempers, regions,
registers, half-width punctuation, traditional characters, enumerations of every kind); pen4 writes the plain official
manner of the great majority of real reports, and topics under headings that promise another topic; pen5 writes fifth
sections only, where shortcoming, measure taken and measure planned are told apart by aspect and list alone. Clauses were
cut and labelled while writing. Afterwards the labels that a cross-validated model disputed with confidence were read again
against the guide.

Guide in short (first step that applies): money for disclosure → `fee_note`; 复议/诉讼 → `review_litigation`; about the
report itself → `preamble`; "nothing (else)" → `nothing_to_report`; only announces → `lead_in`; weakness that exists →
`problem`; done about a weakness → `rectification`; to be done → `improvement`; rest of section 6 → `other_matter`;
otherwise the topic of the main predicate, content before heading. An empty negative takes its heading's label.
"""


def main() -> int:
    """Count and write."""
    clauses = read_clauses(CLAUSES)
    CARD.write_text("\n".join(card(clauses)) + "\n", encoding="utf-8", newline="\n")
    print(f"{CARD.name}: {len(clauses)} clauses")
    return 0


def card(clauses: Sequence[Labelled]) -> Iterable[str]:
    """The lines of the card."""
    yield HEAD
    yield f"## Counts\n\n{len(clauses)} clauses, {len({c.report for c in clauses})} reports, " + (
        f"{len({c.agency for c in clauses})} agencies; {share(clauses, lambda c: c.year < 2019)} of the reports are for 2018 or "
        "before (the layout before the unified form).\n"
    )
    yield from table(
        ("label", "", "all", "train", "dev", "test", *pens(clauses), "mean length"),
        (
            (
                f"`{label}`",
                CHINESE[label],
                *count([c for c in clauses if c.label == label], pens(clauses)),
                f"{mean(len(c.text) for c in clauses if c.label == label):.0f}",
            )
            for label in LABELS
        ),
    )
    yield from table(
        ("", "all", "train", "dev", "test", *pens(clauses)), [("clauses", *count(clauses, pens(clauses)))]
    )
    for name, key in (("kind", "kind"), ("level", "level"), ("year", "year")):
        found = Counter(str(getattr(c, key) or "–") for c in {c.report: c for c in clauses}.values())
        yield f"Reports by {name}: " + ", ".join(f"{value} {n}" for value, n in sorted(found.items())) + ".\n"
    sectors = Counter(c.sector for c in {c.report: c for c in clauses}.values() if c.sector)
    yield (
        f"Sectors: {len(sectors)} different; most frequent "
        + ", ".join(f"{s} {n}" for s, n in sectors.most_common(8))
        + ".\n"
    )
    yield HOW
    yield from variety(clauses)
    yield from second(clauses)


def pens(clauses: Sequence[Labelled]) -> list[str]:
    """The hands, in order."""
    return sorted({c.pen for c in clauses})


def count(clauses: Sequence[Labelled], hands: Sequence[str]) -> list[int]:
    """All, by split, by pen."""
    splits = Counter(c.split for c in clauses)
    by_pen = Counter(c.pen for c in clauses)
    return [len(clauses), *(splits[s] for s in ("train", "dev", "test")), *(by_pen[p] for p in hands)]


def share(clauses: Sequence[Labelled], test: object) -> str:
    """Share of the reports that pass a test."""
    reports = {c.report: c for c in clauses}.values()
    return f"{sum(1 for c in reports if test(c)) / len(reports):.0%}"  # type: ignore[operator]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """A Markdown table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(value) for value in row) + " |"
    yield ""


def variety(clauses: Sequence[Labelled]) -> Iterable[str]:
    """How much is said only once."""
    seen: Counter[str] = Counter()
    for c in clauses:
        seen.update(grams(c.text, 8))
    fresh = [sum(1 for g in grams(c.text, 8) if seen[g] == 1) for c in clauses]
    texts = Counter(c.text for c in clauses)
    reports: dict[str, set[str]] = defaultdict(set)
    for c in clauses:
        reports[c.report] |= grams(c.text, 5)
    nearest = {
        a: max(len(x & y) / len(x | y) for b, y in reports.items() if b != a) for a, x in reports.items()
    }
    near = list(near_duplicates([(c.agency, c.text) for c in clauses]))
    yield "## Variety\n"
    yield from table(
        ("measure", "value"),
        [
            ("distinct texts / clauses", f"{len(texts)} / {len(clauses)}"),
            ("distinct 8-grams per clause (characters, digits folded)", f"{len(seen) / len(clauses):.1f}"),
            ("8-grams of a clause found nowhere else, mean", f"{mean(fresh):.1f}"),
            (
                "similarity of a report to its nearest neighbour (Jaccard of 5-grams), median",
                f"{median(nearest.values()):.3f}",
            ),
            ("the same, highest", f"{max(nearest.values()):.3f}"),
            ("pairs of near-duplicate clauses of different agencies (Jaccard of 5-grams ≥ 0.55)", len(near)),
        ],
    )
    yield "Split: by agency, agencies joined by near-duplicate clauses on one side; the side follows from the name.\n"


def second(clauses: Sequence[Labelled]) -> Iterable[str]:
    """Agreement of the two annotations."""
    with open(SECOND, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    settled = {c.id: c.label for c in clauses}
    wrong = [row["id"] for row in rows if settled.get(row["id"]) != row["settled"]]
    if wrong:
        raise ValueError(f"second.jsonl disagrees with clauses.jsonl: {wrong[:5]}")
    yield "## Second annotation\n"
    yield (
        f"{len(rows)} clauses of {len({r['id'].rsplit('-', 1)[0] for r in rows})} whole reports (pen1–pen3), annotated again in one "
        f"go from the guide, the labels out of sight. Agreement {agreement(rows):.3f}, Cohen's kappa {kappa(rows):.3f}; "
        f"{sum(r['first'] != r['second'] for r in rows)} disagreement(s), settled by the guide's order of decisions. Both "
        "annotators are of one kind and had the same guide, and the reports were written with the labels in mind: "
        "real prose is more ambiguous, and the figure is an upper bound.\n"
    )


def agreement(rows: Sequence[Mapping[str, str]]) -> float:
    """Share of equal labels."""
    return sum(row["first"] == row["second"] for row in rows) / len(rows)


def kappa(rows: Sequence[Mapping[str, str]]) -> float:
    """Cohen's kappa."""
    one, other = Counter(r["first"] for r in rows), Counter(r["second"] for r in rows)
    chance = sum(one[label] * other[label] for label in one) / len(rows) ** 2
    return (agreement(rows) - chance) / (1 - chance)


if __name__ == "__main__":
    sys.exit(main())
