"""The labelled narrative: sheets written by people to ``corpus/labels/clauses.jsonl``, and back.

A sheet is plain text, made for writing whole reports by hand::

    @ agency | kind | sector | level | year
    = section | heading
    label<TAB>clause

``python -m corpus.build_labels sheets FOLDER`` writes the JSONL as sheets, one a pen; ``… build FOLDER`` reads sheets
back. The two are inverse, byte for byte, so that reports may be edited or added as sheets although the JSONL is what
the repository keeps.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from gipr_nlp.tagger.labels import LABELS
from gipr_nlp.text import squash

PLACE = Path(__file__).parent / "labels"
CLAUSES = PLACE / "clauses.jsonl"

KINDS = {"government", "office", "department", "town", "subdistrict", "other"}
LEVELS = {"national", "province", "city", "county", "town"}

#: Clauses of different agencies that share this much (Jaccard of character 5-grams) are near duplicates: their
#: agencies stay on one side of the split. Shorter texts (无。, 没有需要报告的事项。) cannot help being alike.
NEAR = 0.55
NEAR_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled clause; the first eleven fields but ``label`` are those of ``gipr-nlp tag --clauses``."""

    id: str
    report: str
    agency: str
    kind: str
    sector: str | None
    level: str | None
    year: int
    order: int
    section: int
    heading: str
    prev: str
    text: str
    label: str
    pen: str
    split: str = ""


class BadSheet(ValueError):
    """A sheet has a line that cannot be read; says which."""


def read_sheet(path: Path, first: int = 1) -> list[Labelled]:
    """The clauses of one sheet, reports numbered from ``first``."""
    pen = path.stem.split("_")[0]
    found: list[Labelled] = []
    head: tuple[str, str, str | None, str | None, int] | None = None
    section, heading, number = 0, "", first - 1
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("@"):
                head, number, section, heading = _head(line), number + 1, 0, ""
            elif line.startswith("="):
                printed, _, heading = line[1:].partition("|")
                section, heading = int(printed), _bare(heading)
            else:
                label, tab, text = line.partition("\t")
                if head is None or not tab or label not in LABELS or not text.strip():
                    raise ValueError("not a labelled clause")
                report = f"{pen}-{number:03d}"
                before = found[-1] if found and found[-1].report == report else None
                order = before.order + 1 if before else 1
                prev = before.text if before and before.section == section else ""
                place = (order, section, heading, prev)
                found.append(
                    Labelled(f"{report}-{order:03d}", report, *head, *place, text.strip(), label, pen)
                )
        except ValueError as error:
            raise BadSheet(f"{path.name}:{n}: {error}: {line[:60]}") from error
    return found


def _head(line: str) -> tuple[str, str, str | None, str | None, int]:
    agency, kind, sector, level, year = (part.strip() for part in line[1:].split("|"))
    if kind not in KINDS or level not in {*LEVELS, "-"}:
        raise ValueError("unknown kind or level")
    return agency, kind, None if sector == "-" else sector, None if level == "-" else level, int(year)


def _bare(heading: str) -> str:
    """A heading as printed, without its closing mark (labels.md 1.4)."""
    return re.sub(r"[\s。：:，,；;.]+$", "", heading.strip())


def write_sheet(clauses: Iterable[Labelled]) -> Iterator[str]:
    """The lines of a sheet that :func:`read_sheet` reads back to the same clauses."""
    for _, report in groupby(clauses, key=lambda c: c.report):
        place: tuple[int, str] | None = None
        for c in report:
            if place is None:
                yield f"@ {c.agency} | {c.kind} | {c.sector or '-'} | {c.level or '-'} | {c.year}"
            if place != (c.section, c.heading):
                place = (c.section, c.heading)
                yield f"= {c.section} | {c.heading}".rstrip()
            yield f"{c.label}\t{c.text}"


def read_clauses(path: Path = CLAUSES) -> list[Labelled]:
    """The labelled clauses of a JSONL file."""
    with open(path, encoding="utf-8") as file:
        return [Labelled(**json.loads(line)) for line in file]


def write_clauses(clauses: Iterable[Labelled], path: Path = CLAUSES) -> None:
    """One clause a line, keys in the order of :class:`Labelled`."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for clause in clauses:
            file.write(json.dumps(asdict(clause), ensure_ascii=False) + "\n")


def read_folder(folder: Path) -> list[Labelled]:
    """All sheets of a folder, ``<pen>_<anything>.txt`` or ``<pen>.txt``, split into train, dev and test."""
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.txt")):
        pen = path.stem.split("_")[0]
        earlier = [c for c in found if c.pen == pen]
        found += read_sheet(path, 1 + (int(earlier[-1].report.split("-")[1]) if earlier else 0))
    sides = split([(c.agency, c.text) for c in found])
    return [Labelled(**{**asdict(c), "split": sides[c.agency]}) for c in found]


# --- split ----------------------------------------------------------------------------------------------------------


def grams(text: str, n: int = 5) -> frozenset[str]:
    """Character n-grams of a text without white space, digits folded to one."""
    flat = re.sub(r"\d+", "0", squash(text))
    return frozenset(flat[i : i + n] for i in range(len(flat) - n + 1))


def near_duplicates(texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, float]]:
    """Pairs of positions of near-duplicate texts of different owners, each with its similarity."""
    sets = [grams(text) if len(text) >= NEAR_LENGTH else frozenset() for _, text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        shared = Counter(other for gram in found for other in holders[gram])
        for other, common in shared.items():
            alike = common / (len(found) + len(sets[other]) - common)
            if alike >= NEAR and texts[other][0] != texts[at][0]:
                yield other, at, alike
        for gram in found:
            holders[gram].append(at)


def split(texts: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """train, dev or test for every agency: a tenth each for dev and test, near-duplicate clusters kept together.

    The side follows from the name, so that it stays when reports are added.
    """
    parent = {agency: agency for agency, _ in texts}

    def root(agency: str) -> str:
        while parent[agency] != agency:
            agency = parent[agency]
        return agency

    for a, b, _ in near_duplicates(texts):
        one, other = sorted((root(texts[a][0]), root(texts[b][0])))
        parent[other] = one
    sizes = Counter(root(agency) for agency in parent)
    sides = {}
    for agency in parent:
        cluster = root(agency)
        lot = int(sha256(cluster.encode()).hexdigest(), 16) % 100
        sides[agency] = "train" if lot >= 20 or sizes[cluster] > 6 else "test" if lot < 10 else "dev"
    return sides


def main(arguments: Sequence[str]) -> int:
    """``build FOLDER`` or ``sheets FOLDER``."""
    if len(arguments) != 2 or arguments[0] not in ("build", "sheets"):
        print(__doc__, file=sys.stderr)
        return 64
    folder = Path(arguments[1])
    if arguments[0] == "build":
        clauses = read_folder(folder)
        write_clauses(clauses)
        print(
            f"{len(clauses)} clauses of {len({c.report for c in clauses})} reports",
            Counter(c.split for c in clauses),
        )
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for pen, group in groupby(read_clauses(), key=lambda c: c.pen):
        (folder / f"{pen}.txt").write_text("\n".join(write_sheet(group)) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
