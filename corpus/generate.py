"""Write a corpus of any size with known truth: ``python -m corpus.generate FOLDER --reports N --seed S``.

An invented world, county by county: departments, towns and sub-districts with a report a year, whose carry-overs and
stocks continue, and a government whose report adds its units up. Into it go breaks, copies, short and former names,
second versions and gaps, each told in ``truth.jsonl``. A county depends on the seed and its own number only, so
that a corpus streams, any part of it can be made alone, and a larger corpus begins like a smaller one.

    FOLDER/reports/<county>/<agency>_<year>.txt      the reports
    FOLDER/register.csv                              the agencies (单位名录)
    FOLDER/truth.jsonl                               one fact a line, see :class:`Fact`
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from corpus import prose
from corpus.compose import report
from corpus.values import Cells, zeros
from gipr_nlp import form as statutory

FIRST_YEAR, YEARS = 2021, 3
DEPARTMENTS = (
    *("health", "education", "water", "transport", "housing", "market", "agriculture", "labour"),
    *("emergency", "civil", "environment", "culture", "finance", "reform", "resources"),
)
TOWNS, SUBDISTRICTS = 4, 2
PER_COUNTY = (len(DEPARTMENTS) + TOWNS + SUBDISTRICTS + 1) * YEARS
LAYOUTS = ("lines", "tabs", "pipes", "pdf", "lines_bare", "tabs_once", "markdown", "values_below")
CENTRAL = {"town": "town", "subdistrict": "subdistrict", "government": "government"}
LICENSING = {"health", "water", "transport", "housing", "market", "emergency", "environment", "resources"}
CITY_OF = 10  # counties in a city

#: How often something is planted, per report.
CHANCE = {
    "gap": 0.02,
    "version": 0.01,
    "J01": 0.03,
    "F01": 0.02,
    "J03": 0.02,
    "own_copy": 0.05,
    "other_copy": 0.03,
    "short": 0.05,
    "bare": 0.03,
}
ROLLUP_BREAK = 0.15  # per government report
EDITS = (0.0, 0.1, 0.2, 0.3, 0.4)


@dataclass(frozen=True)
class Fact:
    """One thing that is true of the corpus. ``kind``: link (``other`` the agency_id), break (``code`` and ``place``,
    a cell key; ``other`` the unit's report that a government's break comes from), copy (``code``, ``other`` the file it was copied from, ``edits`` the share of sentences written
    anew), version (``other`` the file it is a version of), gap (no such file), rollup (``place`` a cell key)."""

    file: str
    kind: str
    code: str = ""
    place: str = ""
    other: str = ""
    edits: float | None = None


@dataclass(frozen=True)
class Agency:
    """One agency of the world: where it is, what it is, its names."""

    county: int
    number: int
    field: str
    region: str
    city: str
    name: str

    @property
    def agency_id(self) -> str:
        return f"{self.county:05d}-{self.number:02d}"

    @property
    def kind(self) -> str:
        return CENTRAL.get(self.field, "department")


@dataclass(frozen=True)
class Made:
    """One written report with what is true of it."""

    file: str
    data: bytes
    facts: tuple[Fact, ...]


@dataclass
class _Year:
    """A report before it is written."""

    agency: Agency
    year: int
    cells: Cells
    said: dict[str, list[str]]
    facts: list[Fact] = field(default_factory=list)
    title: str | None = None
    true: Cells | None = (
        None  # what the tables would hold without a broken sum; the text and the government go by it
    )

    @property
    def file(self) -> str:
        return (
            f"reports/{self.agency.county:05d}/{self.agency.number:02d}_{self.agency.field}_{self.year}.txt"
        )


@cache
def world() -> Mapping[str, Any]:
    """The words of the world (``world.toml``)."""
    return tomllib.loads((Path(__file__).parent / "world.toml").read_text(encoding="utf-8"))


@cache
def _place_names() -> tuple[str, ...]:
    """Names for places that no real county or city bears."""
    rows = files("gipr_nlp").joinpath("data/regions.tsv").read_text(encoding="utf-8").splitlines()
    real = {re.sub(r"[省市县区州盟旗]$", "", row.split("\t")[0]) for row in rows}
    first, second = world()["places"]["first"], world()["places"]["second"]
    made = (
        a + b
        for shift in range(len(second))
        for a, b in zip(first, second[shift:] + second[:shift], strict=True)
    )
    return tuple(name for name in made if name not in real and name[0] != name[1])


def region(county: int) -> tuple[str, str]:
    """(city, county) as written, e.g. 霁川市, 青岚县; after some 800 counties names come again in other cities."""
    names = _place_names()
    city = names[-1 - (county // CITY_OF) % (len(names) // 4)]
    return f"{city}市", f"{names[county % (len(names) * 3 // 4)]}{'县区'[county % 5 == 0]}"


def agencies(county: int) -> list[Agency]:
    """The agencies of a county; the government comes last."""
    city, where = region(county)
    found = []
    fields = (*DEPARTMENTS, *["town"] * TOWNS, *["subdistrict"] * SUBDISTRICTS, "government")
    names = _place_names()
    for number, what in enumerate(fields):
        inner = names[(county * 7 + number * 31) % len(names)] if what in ("town", "subdistrict") else ""
        name = f"{where}{inner}{world()['agencies'][what]['suffix']}"
        found.append(Agency(county, number, what, where, city, name))
    return found


# --- what a report says ------------------------------------------------------------------------------------


def sentences(agency: Agency, year: int, seed: int) -> dict[str, list[str]]:
    """The narrative of one report by topic, in the words of its own field."""
    rng = Random(f"{seed}:{agency.county}:{agency.number}:{year}:text")
    wanted = {"proactive": 4, "management": 3, "platform": 3, "supervision": 3, "rectified": 1}
    said = {topic: [_sentence(topic, agency, rng) for _ in range(n)] for topic, n in wanted.items()}
    pairs = list(_pairs(agency, rng))
    return said | {"problem": [first for first, _ in pairs], "improvement": [second for _, second in pairs]}


def _pairs(agency: Agency, rng: Random) -> Iterator[tuple[str, str]]:
    """Two or three problems, each with its measure: pattern by pattern they are of one matter."""
    patterns = list(zip(*(world()["sentences"][topic] for topic in ("problem", "improvement")), strict=True))
    for pair in rng.sample(patterns, rng.randint(2, 3)):
        fixed = _fixed(agency, rng)
        yield tuple(_filled(text, fixed, rng) for text in pair)  # type: ignore[misc]


def _sentence(topic: str, agency: Agency, rng: Random) -> str:
    return _filled(rng.choice(world()["sentences"][topic]), _fixed(agency, rng), rng)


def _fixed(agency: Agency, rng: Random) -> dict[str, str]:
    """What stays the same within a sentence, and between a problem and its measure."""
    noun, noun2 = rng.sample(world()["agencies"][agency.field]["nouns"], 2)
    slots = world()["slots"]
    return {
        "noun": noun,
        "noun2": noun2,
        "spot": rng.choice(world()["places"]["small"]),
        "unit": rng.choice(slots["unit"]),
        "channel": rng.choice(slots["channel"]),
    }


def _filled(text: str, fixed: Mapping[str, str], rng: Random) -> str:
    slots = world()["slots"]
    text = text.replace("{before}", rng.choice(slots["before"])).replace(
        "{after}", rng.choice(slots["after"])
    )
    free = {
        "n": rng.randint(11, 240),
        "m": rng.randint(3, 28),
        "k": rng.randint(2, 6),
        "month": f"{rng.randint(3, 11)}月",
    }
    return text.format(**fixed, **free)


def edited(
    said: Mapping[str, Sequence[str]], fresh: Mapping[str, Sequence[str]], share: float, rng: Random
) -> dict[str, list[str]]:
    """A text of which a share of the sentences is written anew and all numbers are changed."""
    found = {}
    for topic, lines in said.items():
        new = fresh[topic]
        kept = [
            new[i % len(new)]
            if rng.random() < share
            else re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(1, 5)), line)
            for i, line in enumerate(lines)
        ]
        found[topic] = kept
    return found


# --- what the tables hold ----------------------------------------------------------------------------------


def series(agency: Agency, seed: int) -> list[Cells]:
    """The tables of all years: they balance, and each year begins where the last one ended."""
    rng = Random(f"{seed}:{agency.county}:{agency.number}:cells")
    columns = statutory.rows("applications", "2021")[0].columns[:-1]
    out = dict.fromkeys(columns, 0)
    stock = rng.randint(0, 12)
    pending = 0
    licences = rng.randint(20, 400) if agency.field in LICENSING else 0
    penalties = rng.randint(2, 60) if agency.field in LICENSING else 0
    found = []
    for year in range(YEARS):
        cells = zeros("2021")
        issued = rng.choice((0, 0, 0, 1, 2))
        repealed = min(stock, rng.choice((0, 0, 0, 1)))
        stock += issued - repealed
        rows: dict[str, dict[str, int]] = {
            row.key: dict.fromkeys(columns, 0) for row in statutory.rows("applications", "2021")
        }
        for column in columns:
            most = {"natural_person": 9, "commercial": 3}.get(column, 0)
            came = out[column]
            handled = came + rng.randint(0, most)
            for _ in range(handled):
                leaf = rng.choice(
                    (
                        "granted",
                        "granted",
                        "granted",
                        "partly_granted",
                        "unable_not_held",
                        "refused_third_party",
                        "declined_petition",
                    )
                )
                rows[leaf][column] += 1
            left = rng.randint(0, 1) if handled > 3 else 0
            rows["carried_in"][column], rows["total_handled"][column], rows["carried_out"][column] = (
                came,
                handled,
                left,
            )
            rows["new_received"][column] = handled + left - came
            out[column] = left
        _put(cells, "applications", rows)
        upheld = rng.choice((0, 0, 0, 1)) + pending
        pending = rng.choice((0, 0, 0, 0, 1)) if upheld else 0
        cells["review", "reconsideration", "upheld"] = str(upheld)
        cells["review", "reconsideration", "pending"] = str(pending)
        cells["review", "reconsideration", "total"] = str(upheld + pending)
        for key, value in {
            ("normative_documents", "issued"): issued,
            ("normative_documents", "repealed"): repealed,
            ("normative_documents", "in_force"): stock,
            ("licensing", "decisions"): licences and licences + rng.randint(-9, 9) + year,
            ("penalties", "decisions"): penalties and max(1, penalties + rng.randint(-2, 4)),
        }.items():
            cells[("disclosure", *key)] = str(value)
        found.append(cells)
    return found


def _put(cells: Cells, table: str, rows: Mapping[str, Mapping[str, int]]) -> None:
    for row, values in rows.items():
        for column, value in values.items():
            cells[table, row, column] = str(value)
        cells[table, row, "total"] = str(sum(values.values()))


def added_up(parts: Sequence[Cells]) -> Cells:
    """The tables of a government: the sums over its units."""
    total = zeros("2021")
    for key in total:
        total[key] = str(sum(int(cells[key]) for cells in parts))
    return total


# --- planting ----------------------------------------------------------------------------------------------


def _plant_cells(made: _Year, rng: Random) -> None:
    """Breaks of continuity and of sums; each leaves every other equation whole."""
    cells = made.cells
    new = ("applications", "new_received", "natural_person")
    if made.year > FIRST_YEAR and rng.random() < CHANCE["J01"] and int(cells[new]) > 0:
        for column in ("natural_person", "total"):
            _add(cells, ("applications", "carried_in", column), 1)
            _add(cells, ("applications", "new_received", column), -1)
        made.facts.append(Fact(made.file, "break", "J01", "applications.carried_in.total"))
    elif rng.random() < CHANCE["F01"] and int(cells["applications", "granted", "total"]) > 0:
        made.true = dict(cells)
        _add(cells, ("applications", "granted", "total"), 1)
        made.facts.append(Fact(made.file, "break", "F01", "applications.granted.total"))
    elif made.year > FIRST_YEAR and rng.random() < CHANCE["J03"]:
        _add(cells, ("disclosure", "normative_documents", "in_force"), 3)
        made.facts.append(Fact(made.file, "break", "J03", "disclosure.normative_documents.in_force"))


def _add(cells: Cells, key: tuple[str, str, str], change: int) -> None:
    cells[key] = str(int(cells[key]) + change)


def _fate(agency: Agency, year: int, seed: int) -> str:
    """What is to become of a report: "" | gap | own_copy | other_copy; known without making it, so that nothing is
    copied from a text that is not there or is itself a copy."""
    rng = Random(f"{seed}:{agency.county}:{agency.number}:{year}:fate")
    if agency.kind == "government":
        return ""
    if rng.random() < CHANCE["gap"]:
        return "gap"
    chance = rng.random()
    if year > FIRST_YEAR and chance < CHANCE["own_copy"]:
        return "own_copy"
    return (
        "other_copy"
        if agency.county and agency.kind == "department" and chance > 1 - CHANCE["other_copy"]
        else ""
    )


def _plant_text(made: _Year, before: _Year | None, seed: int, rng: Random) -> None:
    """Text taken over from last year's report, or from the same office of the county before."""
    agency, fate = made.agency, _fate(made.agency, made.year, seed)
    share = rng.choice(EDITS)
    if fate == "own_copy" and before is not None and _fate(agency, before.year, seed) != "gap":
        made.said = edited(before.said, made.said, share, rng)
        made.facts.append(
            Fact(made.file, "copy", "P02" if share == 0 else "P01", other=before.file, edits=share)
        )
    elif fate == "other_copy":
        source = next(a for a in agencies(agency.county - 1) if a.field == agency.field)
        if _fate(source, made.year, seed):
            return
        made.said = edited(sentences(source, made.year, seed), made.said, share, rng)
        partner = _Year(source, made.year, {}, {}).file
        made.facts.append(Fact(made.file, "copy", "P03", other=partner, edits=share))


def _plant_name(made: _Year, rng: Random) -> None:
    """A short name, or one without its region, in the title."""
    words = world()["agencies"][made.agency.field]
    chance = rng.random()
    name = made.agency.name
    if words["short"] and chance < CHANCE["short"]:
        name = f"{made.agency.region}{words['short']}"
    elif made.agency.kind == "department" and chance > 1 - CHANCE["bare"]:
        name = f"{made.agency.region[-1]}{words['suffix']}"
    if name != made.agency.name:
        made.title = f"{name}{made.year}年政府信息公开工作年度报告"


# --- writing -----------------------------------------------------------------------------------------------


def county_reports(county: int, seed: int) -> Iterator[Made]:
    """All reports of one county, agency by agency, the government's last."""
    units: dict[int, list[Cells]] = {}
    inherited: list[Fact] = []  # a break in a unit shows in the sums, too
    for agency in agencies(county):
        rng = Random(f"{seed}:{county}:{agency.number}:plant")
        governing = agency.kind == "government"
        tables = (
            [added_up(units.get(FIRST_YEAR + y, [])) for y in range(YEARS)]
            if governing
            else series(agency, seed)
        )
        before: _Year | None = None
        for offset, cells in enumerate(tables):
            made = _Year(agency, FIRST_YEAR + offset, cells, sentences(agency, FIRST_YEAR + offset, seed))
            made.facts.append(Fact(made.file, "link", other=agency.agency_id))
            if governing:
                mine = (
                    replace(f, file=made.file) for f in inherited if f.other.endswith(f"_{made.year}.txt")
                )
                made.facts += mine
                _plant_sum(made, rng)
            else:
                _plant_cells(made, rng)
                _plant_text(made, before, seed, rng)
                _plant_name(made, rng)
                units.setdefault(made.year, []).append(made.true or made.cells)
                inherited += [replace(f, other=f.file) for f in made.facts if f.code in ("J01", "J03")]
            before = made
            if _fate(agency, made.year, seed) == "gap":
                yield Made(made.file, b"", (Fact(made.file, "gap", "T10", other=agency.agency_id),))
                continue
            yield _written(made, rng)
            if not governing and rng.random() < CHANCE["version"]:
                yield _second_version(made, rng)


def _plant_sum(made: _Year, rng: Random) -> None:
    if rng.random() < ROLLUP_BREAK:
        for row in ("granted", "total_handled", "new_received"):
            for column in ("natural_person", "total"):
                _add(made.cells, ("applications", row, column), 2)
        made.facts.append(Fact(made.file, "rollup", "U01", "applications.new_received.total"))


def _second_version(made: _Year, rng: Random) -> Made:
    """The report once more, with another number of licences."""
    cells = dict(made.cells)
    _add(cells, ("disclosure", "licensing", "decisions"), 7)
    file = made.file.replace(".txt", "_v2.txt")
    twin = replace(made, cells=cells, facts=[])
    written = _written(twin, rng)
    facts = (Fact(file, "link", other=made.agency.agency_id), Fact(file, "version", "T11", other=made.file))
    return Made(file, written.data, facts)


def _written(made: _Year, rng: Random) -> Made:
    agency, year, said = made.agency, made.year, made.said
    count = prose.counter(made.true or made.cells)
    us = world()["agencies"][agency.field]["own"]
    numerals = "一二三四五"
    topics = (
        ("主动公开情况", _joined(said["proactive"])),
        ("依申请公开情况", f"{prose.applications(count)}{prose.reviews(count)}"),
        ("政府信息管理情况", _joined(said["management"])),
        ("政府信息公开平台建设情况", _joined(said["platform"])),
        (
            "监督保障情况",
            _joined(said["supervision"])
            + (
                "年度工作考核、社会评议按计划完成，没有责任追究的情形。"
                if agency.kind != "department"
                else ""
            ),
        ),
    )
    overview = "\n".join(f"（{n}）{title}。{text}" for n, (title, text) in zip(numerals, topics, strict=True))
    problems = "\n".join(
        (
            f"（一）存在的主要问题。{_numbered(said['problem'])}",
            f"（二）本年度改进情况。{_joined(said['rectified'])}",
            f"（三）下一步改进措施。{_numbered(said['improvement'])}",
        )
    )
    preamble = (
        f"本报告由{agency.name}按照《中华人民共和国政府信息公开条例》和《中华人民共和国政府信息公开工作年度报告格式》编制，"
        f"统计期限自{year}年1月1日起，至{year}年12月31日止。{us}联系电话：0{rng.randint(800, 899)}-{rng.randint(3000000, 3999999)}。"
    )
    text = report(
        "2021",
        year,
        made.cells,
        rng.choice(LAYOUTS),
        agency.name,
        title=made.title,
        preamble=preamble,
        overview=overview,
        problems=problems,
        signature=f"{agency.name}\n{year + 1}年1月{rng.randint(4, 28)}日",
    )
    return Made(made.file, text.encode("utf-8"), tuple(made.facts))


def _joined(lines: Sequence[str]) -> str:
    return "。".join(lines) + "。"


def _numbered(lines: Sequence[str]) -> str:
    return "；".join(f"{n}是{line}" for n, line in zip("一二三四五", lines, strict=False)) + "。"


def stream(seed: int = 0, first: int = 0) -> Iterator[Made]:
    """Reports without end, county by county. A gap has no data."""
    county = first
    while True:
        yield from county_reports(county, seed)
        county += 1


def register(counties: int) -> Iterator[dict[str, str]]:
    """The lines of the register for the first counties."""
    for county in range(counties):
        made = agencies(county)
        for agency in made:
            words = world()["agencies"][agency.field]
            aliases = [f"{agency.region}{words['short']}"] if words["short"] else []
            yield {
                "agency_id": agency.agency_id,
                "name": agency.name,
                "aliases": "；".join(aliases),
                "kind": agency.kind,
                "sector": agency.field if agency.kind == "department" else "",
                "level": "town" if agency.kind in ("town", "subdistrict") else "county",
                "parent": "" if agency.kind == "government" else made[-1].agency_id,
                "valid_from": "",
                "valid_to": "",
                "successor": "",
            }


def write(folder: Path, reports: int, seed: int) -> int:
    """Write a corpus of so many reports (the last county may be cut short); returns how many files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    county = written = 0
    with open(folder / "truth.jsonl", "w", encoding="utf-8") as truth:
        while written < reports:
            for made in county_reports(county, seed):
                if written == reports:
                    break
                if made.data:
                    path = folder / made.file
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(made.data)
                    written += 1
                truth.writelines(
                    json.dumps(
                        {k: v for k, v in asdict(fact).items() if v not in ("", None)}, ensure_ascii=False
                    )
                    + "\n"
                    for fact in made.facts
                )
            county += 1
    rows = list(register(county))
    with open(folder / "register.csv", "w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
    return written


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print(f"{asked.folder}: {write(asked.folder, asked.reports, asked.seed)} reports")


if __name__ == "__main__":
    main()
