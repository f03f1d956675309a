"""The generated corpus: known truth, the same for the same seed, whatever its size."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import defaultdict
from itertools import islice, pairwise
from pathlib import Path

import pytest

from corpus import generate
from gipr_nlp.pipeline import audit, read_text


def county(number: int, seed: int = 7) -> list[generate.Made]:
    return list(generate.county_reports(number, seed))


def test_a_county_depends_on_seed_and_number_only() -> None:
    streamed = list(islice(generate.stream(7), 2 * generate.PER_COUNTY))
    both = county(0) + county(1)
    assert [m.data for m in streamed[: len(both)]] == [m.data for m in both][: len(streamed)]
    assert county(0, seed=8)[0].data != county(0)[0].data


def test_each_year_begins_where_the_last_one_ended() -> None:
    for agency in generate.agencies(3)[:6]:
        years = generate.series(agency, 7)
        for before, after in pairwise(years):
            for column in ("natural_person", "commercial", "total"):
                assert (
                    after["applications", "carried_in", column]
                    == before["applications", "carried_out", column]
                )
            stock = [int(c["disclosure", "normative_documents", "in_force"]) for c in (before, after)]
            row = {k: int(after["disclosure", "normative_documents", k]) for k in ("issued", "repealed")}
            assert stock[1] == stock[0] + row["issued"] - row["repealed"]


def test_reports_without_planted_defects_pass() -> None:
    planted = [m for m in county(2) if m.data]
    clean = [m for m in planted if {f.kind for f in m.facts} == {"link"}]
    assert len(clean) > 40
    for made in clean[::4]:
        said = audit(read_text(made.data.decode("utf-8"), made.file)).roots
        assert [f.code for f in said if f.severity != "hint"] == []


def test_places_are_invented() -> None:
    real = Path(generate.__file__).parent.parent / "gipr_nlp" / "data" / "regions.tsv"
    names = {line.split("\t")[0] for line in real.read_text(encoding="utf-8").splitlines()}
    assert not names & {place for n in range(800) for place in generate.region(n)}


def test_a_written_corpus_tells_its_truth(tmp_path: Path) -> None:
    assert generate.write(tmp_path, 100, 7) == 100
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("reports/*/*.txt")}
    facts = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    by_kind = defaultdict(set)
    for fact in facts:
        by_kind[fact["kind"]].add(fact["file"])
    assert by_kind["link"] == files
    assert not by_kind["gap"] & files
    with open(tmp_path / "register.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = {row["agency_id"] for row in rows}
    assert {fact["other"] for fact in facts if fact["kind"] == "link"} <= ids
    assert all(row["parent"] in ids for row in rows if row["kind"] != "government")


@pytest.mark.parametrize("share", generate.EDITS)
def test_a_copy_keeps_the_share_of_sentences_that_it_says(share: float) -> None:
    agency = generate.agencies(1)[0]
    old, new = (generate.sentences(agency, year, 7) for year in (2021, 2022))
    rng, kept, total = random.Random(1), 0, 0
    masked = {re.sub(r"\d+", "#", line) for lines in old.values() for line in lines}
    for _ in range(60):
        for lines in generate.edited(old, new, share, rng).values():
            total += len(lines)
            kept += sum(re.sub(r"\d+", "#", line) in masked for line in lines)
    assert kept / total == pytest.approx(1 - share, abs=0.05)
