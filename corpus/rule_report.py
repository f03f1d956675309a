"""What the rules find in the sample corpus: ``python -m corpus.rule_report [--write]``, planted, found, precision, recall.

The whole corpus step runs, with the register of the sample. Counted by file and rule, findings of the batch by agency
and year. A defect is *found* if its rule has a finding in its file, be it a root or one that follows from another; a
root finding is *right* if the truth names its rule in that file. ``--write`` puts the table into ``corpus/README.md``,
where a test holds it against the program.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.make_sample import SAMPLE
from gipr_nlp.rules import catalogue

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- rule_report -->", "<!-- /rule_report -->"
#: Years that the sample does not hold are no defects of its reports.
GAPS = ("J11",)
SEVERITIES = ("error", "warning", "hint")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one rule or one severity: defects planted, planted and found, root findings, right ones."""

    name: str
    planted: int
    recalled: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of root findings that the truth knows; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of planted defects that were found; None where nothing was planted."""
        return self.recalled / self.planted if self.planted else None


def truth() -> tuple[set[Pair], set[Pair]]:
    """(file, code) of what was planted, and of that together with what it brings with it; in place of the file what
    :func:`subject` gives, where a finding is the batch's."""
    lines = (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    facts = [json.loads(line) for line in lines]
    pairs = [(f["file"] or f["place"], f["code"], f["follows"]) for f in facts]
    roots = {(file, code) for file, code, follows in pairs if follows is None and code in catalogue()}
    return roots, {(file, code) for file, code, _ in pairs}


def subject(finding: Mapping[str, Any]) -> str:
    """The file that a finding is about; agency and year where it is the batch's."""
    if finding["report_id"] is None:
        return f"{finding['agency']}{finding['year']}"
    return Path(finding["source"]).name


def findings(out: Path) -> list[dict[str, Any]]:
    """The findings of the sample, audited as one corpus, results written to ``out``."""
    from gipr_nlp.store import read_rows

    return list(read_rows(scored(out) / "findings.parquet"))


def scored(out: Path) -> Path:
    """Audit the sample with its register; gives the folder of the tables."""
    from gipr_nlp.corpus import score
    from gipr_nlp.register import load_register

    return score([SAMPLE], out, register=load_register(SAMPLE / "register.csv")).out / "data"


def by_rule(found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A row for every rule that was planted or found."""
    planted, known = truth()
    every, roots = _pairs(found)
    codes = sorted({code for _, code in planted} | {code for _, code in roots})
    return [
        _row(code, planted, known, every, set(roots), lambda pair, c=code: pair[1] == c) for code in codes
    ]


def by_severity(found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A row for each severity: of the finding, where there is one, else of the rule."""
    planted, known = truth()
    every, roots = _pairs(found)

    def severity(pair: Pair) -> str:
        return roots.get(pair) or every.get(pair) or catalogue()[pair[1]].severity

    return [
        _row(name, planted, known, every, set(roots), lambda pair, n=name: severity(pair) == n)
        for name in SEVERITIES
    ]


def _pairs(found: Iterable[Mapping[str, Any]]) -> tuple[dict[Pair, str], dict[Pair, str]]:
    """Severity by (file, code): of all findings, and of the roots; the severest where there are several."""
    every: dict[Pair, str] = {}
    roots: dict[Pair, str] = {}
    for finding in sorted(found, key=lambda f: -SEVERITIES.index(f["severity"])):
        if finding["code"] in GAPS:
            continue
        pair = subject(finding), finding["code"]
        every[pair] = finding["severity"]
        if finding["root"] is None:
            roots[pair] = finding["severity"]
    return every, roots


def _row(
    name: str, planted: set[Pair], known: set[Pair], every: Mapping[Pair, str], roots: set[Pair], mine: Any
) -> Row:
    asked = {pair for pair in planted if mine(pair)}
    told = {pair for pair in roots if mine(pair)}
    return Row(name, len(asked), len(asked & set(every)), len(told), len(told & known))


def table(found: Iterable[Mapping[str, Any]]) -> str:
    """Both tables in Markdown."""
    found = list(found)
    rules = catalogue()
    files = {path.name for path in SAMPLE.glob("*.txt")}
    clean = len(files - {file for file, _ in truth()[0]})
    lines = [f"{len(files)} reports, {clean} of them clean.", ""]
    lines += [
        "| severity | planted | found | root findings | precision | recall |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [f"| {row.name} | {_cells(row)} |" for row in by_severity(found)]
    lines += ["", "| code | rule | planted | found | root findings | precision | recall |"]
    lines += ["|---|---|--:|--:|--:|--:|--:|"]
    lines += [f"| {row.name} | {rules[row.name].name} | {_cells(row)} |" for row in by_rule(found)]
    return "\n".join(lines)


def _cells(row: Row) -> str:
    shares = ("–" if share is None else f"{share:.3f}" for share in (row.precision, row.recall))
    return " | ".join((str(row.planted), str(row.recalled), str(row.found), *shares))


def printed() -> str:
    """The tables as they stand in the README."""
    text = README.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def main() -> None:
    """Print the tables; with ``--write`` put them into the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into corpus/README.md")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as out:
        made = table(findings(Path(out)))
    print(made)
    if write:
        text = README.read_text(encoding="utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        README.write_text(f"{text[:start]}\n\n{made}\n\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
