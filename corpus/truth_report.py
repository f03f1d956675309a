"""What a run finds in a generated corpus against its truth: ``python -m corpus.truth_report [--reports N] [--seed S]``.

Scores a corpus of :mod:`corpus.generate` with and without its register and prints, for links and for each planted code,
how many were planted (where the corpus holds what it takes to see them), found and wrongly named. A break that another one brings with it (a government's carry-over
after a unit's, next year's stock after this year's) is neither.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import generate
from gipr_nlp import corpus
from gipr_nlp.register import load_register
from gipr_nlp.store import query

PLANTED = ("F01", "J01", "J03", "P01", "P02", "P03", "T10", "T11", "U01")
#: Findings that a planted one brings with it, in this report, in the agency's other years or in the sums above it.
BROUGHT = {
    "J01": {"J02", "U01", "U04"},
    "J03": {"J03"},
    "F01": {"F02"},
    "P03": {"P03"},
    "P02": {"P01"},
    "gap": {"J11", "U01"},
}


@dataclass
class Table:
    """Planted, found and wrong findings by code, and the links."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    copies: dict[float, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    wrong_examples: dict[str, str] = field(default_factory=dict)


def facts(folder: Path) -> list[dict[str, Any]]:
    """The truth of a generated corpus."""
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def compared(folder: Path, out: Path) -> Table:
    """The findings of a run against the truth."""
    truth, table = facts(folder), Table()
    data = (out / "data").as_posix()
    source = f"(SELECT report_id, replace(source, '{folder.as_posix()}/', '') AS file FROM read_parquet('{data}/reports.parquet'))"
    rows = list(
        query(
            f"SELECT f.code, f.severity, s.file, f.agency, f.year, f.root IS NULL AS root, f.message"
            f" FROM read_parquet('{data}/findings.parquet') f LEFT JOIN {source} s USING (report_id)"
        )
    )
    found = defaultdict(set)
    for row in rows:
        found[row["file"] or f"{row['agency']} {row['year']}"].add(row["code"])
    ids = {f["file"]: f["other"] for f in truth if f["kind"] == "link"}
    allowed = _allowed(truth, ids)
    agencies = {
        a.agency_id: a
        for county in {i.split("-")[0] for i in ids.values()}
        for a in generate.agencies(int(county))
    }
    gaps = {f["file"] for f in truth if f["kind"] == "gap"}
    for fact in truth:
        if fact["kind"] == "link" or fact.get("code") not in PLANTED or not _decidable(fact, ids, gaps):
            continue
        table.planted[fact["code"]] += 1
        place = fact["file"]
        if fact["kind"] == "gap":
            year = int(place.rsplit("_", 1)[1][:4])
            place = f"{agencies[fact['other']].name} {year}"
        hit = fact["code"] in found[place] or (
            fact["kind"] == "version" and fact["code"] in found[fact["other"]]
        )
        if fact["kind"] == "copy":
            tally = table.copies[fact["edits"]]
            tally[0] += 1
            hit = hit or bool({"P01", "P02", "P03"} & found[place])
            tally[1] += hit
        table.found[fact["code"]] += hit
    for row in rows:
        if row["code"] in PLANTED and row["root"] and row["severity"] != "hint" and row["file"]:
            table.named[row["code"]] += 1
            if row["code"] not in allowed[row["file"]]:
                table.wrong[row["code"]] += 1
                table.wrong_examples.setdefault(row["code"], f"{row['file']}: {row['message']}")
    linked = {}
    for row in query(
        f"SELECT s.file, l.agency_id FROM read_parquet('{data}/links.parquet') l JOIN {source} s USING (report_id)"
    ):
        linked[row["file"]] = row["agency_id"]
    table.links = _links(linked, ids)
    return table


def _links(linked: dict[str, str | None], ids: dict[str, str]) -> Counter[str]:
    """Reports that stand together with all reports of their agency and with no other; the number of an agency that was
    inferred is the corpus's own."""
    meant, borne = defaultdict(set), defaultdict(set)
    for file, name in linked.items():
        if name is not None:
            meant[name].add(ids[file])
            borne[ids[file]].add(name)
    return Counter(
        "open" if name is None else "right" if len(meant[name]) == len(borne[ids[file]]) == 1 else "wrong"
        for file, name in linked.items()
    )


def _decidable(fact: dict[str, Any], ids: dict[str, str], gaps: set[str]) -> bool:
    """Whether the corpus holds what the finding needs: last year's report, all units of a sum."""
    stem, year = fact["file"].removesuffix(".txt").rsplit("_", 1)
    if fact.get("code") in ("J01", "J03"):
        return f"{stem}_{int(year) - 1}.txt" in ids
    county = stem.split("/")[1]
    return fact["kind"] != "rollup" or not any(
        f"/{county}/" in gap and gap.endswith(f"_{year}.txt") for gap in gaps
    )


def _allowed(truth: list[dict[str, Any]], ids: dict[str, str]) -> dict[str, set[str]]:
    """Which planted codes may stand at a report: its own, and what other planted ones bring with them."""
    allowed: dict[str, set[str]] = defaultdict(set)
    by_agency: dict[str, set[str]] = defaultdict(set)
    for file, agency in ids.items():
        by_agency[agency].add(file)
    for fact in truth:
        if fact["kind"] == "link":
            continue
        code = fact.get("code", "")
        brought = {code} | BROUGHT.get(code, set()) | BROUGHT.get(fact["kind"], set())
        agency = ids.get(fact["file"], fact.get("other", ""))
        county = agency.split("-")[0]
        above = f"{county}-{len(generate.agencies(0)) - 1:02d}"
        for file in {fact["file"], fact.get("other", ""), *by_agency[agency], *by_agency[above]}:
            allowed[file] |= brought
    return allowed


def printed(table: Table) -> str:
    """The table as text."""
    lines = ["code   planted  found  named  wrong  recall  precision"]
    for code in PLANTED:
        planted, found, named, wrong = (
            c[code] for c in (table.planted, table.found, table.named, table.wrong)
        )
        recall = f"{found / planted:.3f}" if planted else "-"
        precision = f"{1 - wrong / named:.3f}" if named else "-"
        lines.append(f"{code:6} {planted:7}  {found:5}  {named:5}  {wrong:5}  {recall:>6}  {precision:>9}")
    total = sum(table.links.values())
    lines.append(
        f"links: {total}, right {table.links['right']}, open {table.links['open']}, wrong {table.links['wrong']}"
    )
    edits = ", ".join(f"{e:.0%} {hit}/{n}" for e, (n, hit) in sorted(table.copies.items()))
    lines.append(f"copies found by share of sentences written anew: {edits}")
    lines += [f"wrong {code}: {text[:300]}" for code, text in table.wrong_examples.items()]
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate.write(folder, asked.reports, asked.seed)
        for how, register in (
            ("with its register", load_register(folder / "register.csv")),
            ("without a register", None),
        ):
            corpus.score([folder / "reports"], folder / "out", register=register)
            print(
                f"{asked.reports} reports, {how}\n{printed(compared(folder, folder / 'out'))}\n", flush=True
            )


if __name__ == "__main__":
    main()
