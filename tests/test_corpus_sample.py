"""The sample corpus is what its scripts write, and holds what manifest and truth say."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.drafts import SHARED, Draft, drafts, fill
from corpus.make_sample import COLUMNS, SAMPLE, sample, write_up
from gipr_nlp import form as statutory

MANIFEST = list(csv.DictReader((SAMPLE / "manifest.csv").read_text(encoding="utf-8").splitlines()))
TRUTH = [json.loads(line) for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
DRAFTS = {draft.file: draft for draft in drafts() if not draft.absent}


def content(file: str) -> str:
    """Text of a sample file, in the encoding that the manifest names."""
    encoding = next(row["encoding"] for row in MANIFEST if row["file"] == file)
    return (SAMPLE / file).read_bytes().decode(encoding).replace("\r\n", "\n")


def pairs() -> list[tuple[Draft, Draft]]:
    """Reports of one agency in two years that follow each other."""
    return [
        (a, b)
        for a, b in pairwise(DRAFTS.values())
        if a.stem == b.stem and b.year == a.year + 1 and "J01" not in {plant["code"] for plant in b.plants}
    ]


def test_regenerating_gives_the_same_bytes() -> None:
    files = sample()
    assert files == sample()
    assert {path.name for path in SAMPLE.iterdir()} == set(files)
    assert [name for name, bytes_ in files.items() if (SAMPLE / name).read_bytes() != bytes_] == []


def test_the_manifest_names_every_report() -> None:
    assert tuple(MANIFEST[0]) == COLUMNS
    assert [row["file"] for row in MANIFEST] == list(DRAFTS)
    assert len({row["agency"] for row in MANIFEST}) == 43
    assert {row["year"] for row in MANIFEST} == {"2019", "2020", "2021", "2022", "2023", "2024"}
    assert {row["encoding"] for row in MANIFEST} == {"utf-8", "utf-8-sig", "gb18030", "utf-16"}
    assert len({row["layout"] for row in MANIFEST}) > 25


def test_half_of_the_reports_are_clean() -> None:
    planted = {fact["file"] for fact in TRUTH if fact["follows"] is None and fact["file"]}
    assert {fact["file"] for fact in TRUTH if fact["file"]} <= set(DRAFTS)
    assert len(DRAFTS) > 100
    assert len(planted) * 2 <= len(DRAFTS)


@pytest.mark.parametrize("file", DRAFTS)
def test_a_report_can_be_decoded(file: str) -> None:
    text = content(file)
    assert text == write_up(DRAFTS[file]).removeprefix("\ufeff")
    assert "{" not in text


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)
def test_the_true_values_balance(draft: Draft) -> None:
    for table in ("applications", "review"):
        for equation in statutory.equations(table, draft.form):
            left, right = (
                sum(int(draft.cells[key]) for key in side) for side in (equation.left, equation.right)
            )
            assert left == right, equation


@pytest.mark.parametrize(("before", "after"), pairs(), ids=lambda draft: draft.file)
def test_years_continue_each_other(before: Draft, after: Draft) -> None:
    for column in statutory.rows("applications", "2021")[0].columns:
        out = before.cells["applications", "carried_out", column]
        assert after.cells["applications", "carried_in", column] == out
    if before.form == after.form == "2019":
        for row in ("licensing", "other_services", "penalties", "compulsion", "fees"):
            items, change = (int(before.cells["disclosure", row, c]) for c in ("last_year_items", "change"))
            assert int(after.cells["disclosure", row, "last_year_items"]) == items + change, row


def test_every_planted_defect_is_where_the_truth_says() -> None:
    for fact in (fact for fact in TRUTH if fact["file"]):
        text, place = content(fact["file"]), fact["place"]
        table = place.split(".")[0].split(" ")[0]
        if table in statutory.TABLES:
            row = place.split(".")[1] if "." in place else None
            assert row is None or row in {key[1] for key in DRAFTS[fact["file"]].cells}, fact
        elif fact["code"] not in ("A01", "A06") and place:
            assert place in text, fact


def test_every_family_that_a_report_shows_alone_is_planted() -> None:
    roots = Counter(fact["code"][0] for fact in TRUTH if fact["follows"] is None)
    assert set(roots) >= set("ABCDEFGHJKLMNPQTU")
    assert min(roots.values()) >= 2
    assert len({fact["code"] for fact in TRUTH if fact["follows"] is None}) > 140


def test_no_sentence_of_substance_stands_in_two_agencies() -> None:
    """With numbers masked; how the results of applications are reported is a formula that all use."""
    seen: dict[str, str] = {}
    own = [draft for draft in DRAFTS.values() if not any("like" in plant for plant in draft.plants)]
    handed_down = tomllib.loads(SHARED.read_text(encoding="utf-8"))
    for draft in own:
        body = draft.texts["overview"] + draft.texts["problems"]
        for name in draft.shared:
            body = body.replace(handed_down[name].strip(), "")
        for sentence in body.replace("；", "。").replace("\n", "。").split("。"):
            masked = "".join("#" if c.isdigit() else c for c in sentence)
            if (
                len(masked) >= 12
                and not re.fullmatch("（.）政府信息公开平台建设(情况)?", masked)
                and "予以公开" not in masked
                and "###" not in masked
                and "制发行政" not in masked
            ):
                assert seen.setdefault(masked, draft.agency) == draft.agency, sentence


def test_numbers_in_texts_come_from_the_cells() -> None:
    cells = next(iter(DRAFTS.values())).cells
    assert fill("{new}件", cells) == f"{cells['applications', 'new_received', 'total']}件"
    with pytest.raises(KeyError):
        fill("{nonsense}", cells)


def test_a_folder_can_be_written(tmp_path: Path) -> None:
    from corpus.make_sample import main

    (tmp_path / "old.txt").write_text("stale", encoding="utf-8")
    main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(sample())
