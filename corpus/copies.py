"""Calibration of the search for copies: ``python -m corpus.copies [--write]``, ``--scale`` for its growth.

Reports of the labelled prose are copied with 0-40 % of their characters edited (:mod:`corpus.edits`); the thresholds
are chosen on one half of the sources and measured on the other. What must not be found: other reports, reports of
the same pen a year later, and reports of the generated world, which are made of like patterns. ``--write`` puts the
tables into ``docs/copies.md``.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from random import Random

from corpus.edits import Made, copied, place_name, renamed
from corpus.generate import agencies, sentences
from gipr_nlp import agency as names
from gipr_nlp.clauses import cut_clauses
from gipr_nlp.model import Agency, Clause, Document, Section, Source
from gipr_nlp.profile import load_profile
from gipr_nlp.rules.p_copies import MIN_SECTION, severity_of, similarity_of
from gipr_nlp.similarity import Print, Side, links, prints_of, trace
from gipr_nlp.similarity.compare import COVER, RATIO

HERE = Path(__file__).parent
EDITS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
RATIOS, COVERS = (65, 70, 75, 80, 85), (60, 70, 80)
#: Clauses of sections 1 and 5 that make a source.
LEAST = 12


@dataclass(frozen=True)
class Text:
    """The narrative of a report: the agency that signs it, its year, and (section, clause) in order."""

    agency: str
    year: int
    clauses: tuple[tuple[int, str], ...]

    def side(self) -> Side:
        """As it is compared."""
        return _side(self)


@lru_cache(maxsize=2000)
def _side(text: Text) -> Side:
    found = prints_of(
        [Clause(i, section, "", line, 0, 0) for i, (section, line) in enumerate(text.clauses)],
        Agency(text.agency, text.agency),
        text.year,
    )
    texts = [line for _, line in text.clauses]
    return Side(text.agency, f"{text.agency}-{text.year}", text.agency, text.year, None, found, texts)


@dataclass(frozen=True)
class Pair:
    """A source, its copy, and where each clause of the copy comes from."""

    source: Text
    copy: Text
    made: Sequence[Made]


# --- texts --------------------------------------------------------------------------------------------------


def labelled() -> list[Text]:
    """Reports of the labelled prose with enough narrative."""
    found: dict[str, list[dict[str, object]]] = {}
    for line in (HERE / "labels" / "clauses.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["section"] in (1, 5):
            found.setdefault(entry["report"], []).append(entry)
    return [
        Text(
            str(lines[0]["agency"]),
            int(str(lines[0]["year"])),
            tuple((int(str(e["section"])), str(e["text"])) for e in lines),
        )
        for lines in found.values()
        if len(lines) >= LEAST
    ]


def halves() -> tuple[list[Text], list[Text]]:
    """The sources to choose by and those to measure on; the side follows from the agency's name."""
    sides: tuple[list[Text], list[Text]] = ([], [])
    for text in labelled():
        sides[blake2b(text.agency.encode(), digest_size=1).digest()[0] % 2].append(text)
    return sides


def same_pen() -> Iterator[tuple[Text, Text]]:
    """Reports of one agency in consecutive years, each written for its year."""
    for path in sorted((HERE / "hands").glob("*.toml")):
        hand = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = [
            Text(
                hand["agency"],
                entry["year"],
                tuple(_cut(1, entry.get("overview", ""))) + tuple(_cut(5, entry.get("problems", ""))),
            )
            for entry in hand["reports"]
        ]
        yield from ((later, earlier) for earlier, later in pairwise(texts))


def _cut(section: int, text: str) -> Iterator[tuple[int, str]]:
    chapter = Section(section, "", "", None, 1, 0, 0, len(text))
    for clause in cut_clauses(Document(Source(""), text), [chapter], []):
        yield section, clause.text


def like_patterns(counties: int = 8) -> Iterator[tuple[Text, Text]]:
    """Reports of the generated world by offices of one field in different counties."""
    for number in range(0, 15, 2):
        texts = []
        for county in range(counties):
            agency = agencies(county)[number]
            said = sentences(agency, 2022, 0)
            late = ("problem", "improvement", "rectified")
            clauses = tuple((5 if k in late else 1, line) for k, lines in said.items() for line in lines)
            texts.append(Text(agency.name, 2022, clauses))
        yield from ((a, b) for a in texts for b in texts if a is not b)


def pairs(sources: Sequence[Text], share: float, seed: int = 0) -> Iterator[Pair]:
    """Every source and a copy of it under another county's name."""
    rng = Random(f"{seed}:{share}")
    alphabet = "".join(sorted({c for text in sources for _, t in text.clauses for c in t if c >= "\u4e00"}))
    for source in sources:
        if names.split(source.agency).region is None or names.split(source.agency).kind == "other":
            continue  # under another place's name it would still be the same body
        agency = f"{place_name(rng)}{names.split(source.agency).full or '人民政府'}"
        made = copied([text for _, text in source.clauses], share, rng, alphabet)
        clauses = tuple(
            (source.clauses[one.sources[0]][0], renamed(one.text, source.agency, agency)) for one in made
        )
        yield Pair(source, Text(agency, source.year, clauses), made)


# --- measures -----------------------------------------------------------------------------------------------


@dataclass
class Count:
    """Characters that could be found, were found, and were found where they come from."""

    all: int = 0
    found: int = 0
    right: int = 0

    def add(self, pair: Pair, ratio: int, cover: int) -> None:
        own, other = pair.copy.side().prints, pair.source.side().prints
        linked = {link.own: link.other for link in links(own, other, ratio, cover) if link.own_in}
        for i, one in enumerate(own):
            if one.kind == "text":
                self.all += one.chars
                if i in linked:
                    self.found += one.chars
                    self.right += one.chars * (linked[i] in pair.made[i].sources)

    @property
    def recall(self) -> float:
        return self.right / self.all

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def strangers(texts: Sequence[tuple[Text, Text]], ratio: int = RATIO, cover: int = COVER) -> float:
    """Share of the characters of first texts found in the second ones, which they do not come from."""
    every = found = 0
    for one, other in texts:
        own = one.side().prints
        every += _chars(own, range(len(own)))
        found += _chars(own, (k.own for k in links(own, other.side().prints, ratio, cover) if k.own_in))
    return found / every


def _chars(prints: Sequence[Print], places: Iterator[int] | range) -> int:
    return sum(prints[i].chars for i in places if prints[i].kind == "text")


def not_copies(sources: Sequence[Text]) -> dict[str, list[tuple[Text, Text]]]:
    """Pairs of which neither was taken from the other."""
    others = [(a, b) for i, a in enumerate(sources) for b in sources[i + 1 : i + 8]]
    return {
        "other reports": others,
        "same pen, a year later": list(same_pen()),
        "like patterns": list(like_patterns()),
    }


def choice_table(sources: Sequence[Text]) -> Iterator[list[str]]:
    """Recall at 10, 20 and 30 % and what is found in vain, by thresholds."""
    yield ["ratio", "cover", "recall 10 %", "20 %", "30 %", *not_copies(sources)]
    made = {share: list(pairs(sources, share)) for share in (0.1, 0.2, 0.3)}
    vain = not_copies(sources)
    for ratio in RATIOS:
        for cover in COVERS:
            counts = []
            for some in made.values():
                counts.append(Count())
                for pair in some:
                    counts[-1].add(pair, ratio, cover)
            false = [strangers(texts, ratio, cover) for texts in vain.values()]
            chosen = " ←" if (ratio, cover) == (RATIO, COVER) else ""
            yield [
                str(ratio),
                f"{cover}{chosen}",
                *(f"{c.recall:.3f}" for c in counts),
                *(f"{f:.3f}" for f in false),
            ]


def named(own: Side, other: Side) -> tuple[str | None, str | None]:
    """What P03 would say of two agencies' reports, and P01 of one agency's: error, warning or None."""
    limits = load_profile().thresholds
    partner, before = trace(own, None, [other]).partner, trace(own, other).last_year
    of_another = of_itself = None
    if partner is not None and partner.rare >= limits["P03_warning"]:
        of_another = severity_of(partner.rare, similarity_of(partner.passages), limits["P03_error"])
    for n, share in before.shares.items() if before else ():
        if before and before.chars[n] >= MIN_SECTION and share >= limits["P01_warning"]:
            alike = [p for p in before.passages if p.section == n]
            of_itself = of_itself or severity_of(share, similarity_of(alike), limits["P01_error"])
    return of_another, of_itself


def edit_table(sources: Sequence[Text]) -> Iterator[list[str]]:
    """What is found, by share of characters edited: clauses, and reports that the rules name."""
    yield ["edited", "clauses: recall", "precision", "P03 error", "P03 any", "P01 error", "P01 any"]
    for share in EDITS:
        count, said = Count(), []
        for pair in pairs(sources, share, seed=1):
            count.add(pair, RATIO, COVER)
            said.append(named(pair.copy.side(), pair.source.side()))
        found = [
            sum(one[rule] in wanted for one in said) / len(said)
            for rule in (0, 1)
            for wanted in (("error",), ("error", "warning"))
        ]
        yield [
            f"{share:.0%}",
            f"{count.recall:.3f}",
            f"{count.precision:.3f}",
            *(f"{part:.2f}" for part in found),
        ]


def false_table(sources: Sequence[Text]) -> Iterator[list[str]]:
    """Pairs that are no copies, and how many of them the rules would name."""
    yield ["no copies", "pairs", "mean share", "P03 error", "P03 warning", "P01 error", "P01 warning"]
    for name, texts in not_copies(sources).items():
        said = [named(one.side(), other.side()) for one, other in texts]
        counts = [
            sum(one[rule] == severity for one in said) for rule in (0, 1) for severity in ("error", "warning")
        ]
        yield [name, str(len(texts)), f"{strangers(texts):.3f}", *map(str, counts)]


# --- output -------------------------------------------------------------------------------------------------


def markdown(rows: Iterator[list[str]]) -> Iterator[str]:
    """Rows as a table, the first being the heads."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if number == 0:
            yield "|" + "---|" * len(row)


def page() -> Iterator[str]:
    """The page of the documentation, line by line."""
    from corpus.copies_scale import SEARCHED, search_table

    chosen, measured = halves()
    yield "# Copies: how thresholds were chosen, and what is found"
    yield "\n<!-- Written by `python -m corpus.copies --write`; do not edit. -->\n"
    yield from (line for line in (__doc__ or "").split("\n")[2:] if line.strip())
    yield f"\n## Choice ({len(chosen)} sources)\n"
    yield (
        "A clause is found if its Indel ratio to a clause of the other report, after masking, is at least *ratio*, or if"
    )
    yield (
        "*cover* per cent of it stand in 5-grams in one clause and its neighbours. Shares are of characters; the last three"
    )
    yield "columns are shares found in vain.\n"
    yield from markdown(choice_table(chosen))
    yield f"\n## Measured on the other half ({len(measured)} sources)\n"
    yield "Whole reports copied; shares of reports that a rule names, at the thresholds of the built-in profile.\n"
    yield from markdown(edit_table(measured))
    yield f"\n## Whether the search names the source, among {SEARCHED:,} other reports\n"
    yield from markdown(search_table(measured))
    yield "\n## What is no copy\n"
    yield from markdown(false_table(measured))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/copies.md")
    parser.add_argument("--scale", type=int, nargs="*", help="time the relations over so many clauses")
    asked = parser.parse_args()
    if asked.scale is not None:
        from corpus.copies_scale import growth

        for line in markdown(growth(asked.scale or (100_000, 300_000, 1_000_000))):
            print(line, flush=True)
        return
    lines = []
    for line in page():
        print(line, flush=True)
        lines.append(line)
    if asked.write:
        target = HERE.parent / "docs" / "copies.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
