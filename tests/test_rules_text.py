"""What the rules on running text have in common: places, privacy of our own output, word lists, bounded time."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml

from corpus.compose import from_case, report
from gipr_nlp import agency
from gipr_nlp.model import Clause, Finding, Report
from gipr_nlp.pipeline import read_text
from gipr_nlp.rules import catalogue, run
from gipr_nlp.rules.lexicon import rows, words
from gipr_nlp.rules.narrative import narrative, page
from gipr_nlp.rules.private import concealed, hidden, is_card, is_identity, persons
from gipr_nlp.rules.regions import ancestors, codes_of, home, is_around
from gipr_nlp.text import level
from tests.helpers import case_of

CASES = Path(__file__).parent / "cases"
#: P04 speaks of the whole batch and has no cases of single reports.
CODES = [c for c in catalogue() if (c[0] in "PQT" and c != "P04") or (c[0] == "B" and c >= "B10")]
FAILING = [
    pytest.param(code, spec, id=f"{code}-{spec['name']}")
    for code in CODES
    for spec in yaml.safe_load((CASES / f"{code}.yaml").read_text(encoding="utf-8"))
    if spec["expect"] == "failed"
]


def findings(one: Report, asked: dict[str, Any], families: str = "") -> list[Finding]:
    case = case_of(one, families=families, stage=asked.get("stage", "published"))
    case.profile = replace(case.profile, lexicons=asked.get("lexicons", {}))
    return [f for outcome in run(case) for f in outcome.findings]


@pytest.mark.parametrize(("code", "spec"), FAILING)
def test_a_finding_has_a_place_and_repeats_no_personal_data(code: str, spec: dict[str, Any]) -> None:
    text, asked = from_case(spec)
    one = read_text(text, "report.txt")
    for finding in findings(one, asked, code[0]):
        assert finding.message.endswith("。")
        if finding.start is not None and finding.end is not None:
            assert 0 <= finding.start <= finding.end <= len(one.text)
        told = " ".join((finding.message, finding.found or "", *finding.evidence))
        if not code.startswith("T0"):
            continue
        for number in re.findall(r"\d{11,}", one.text):
            assert number not in told
        assert not list(persons(level(told)))


def test_no_rule_repeats_what_must_be_hidden() -> None:
    secret = "申请人李明华（身份证号11010519491231002X，手机13812345678）称2022年，我局收到政府信息公开申请，，共XX件，一是快；三是好"
    one = read_text(report(overview=f"2023年，我局公开信息186条。{secret}。"), "report.txt")
    told = [
        " ".join((f.message, f.found or "", *f.evidence))
        for f in findings(one, {})
        if f.code in CODES  # the other families quote numbers of the tables only
    ]
    assert {"T01", "T02", "T03", "P09"} <= {f.code for f in findings(one, {})}
    for text in told:
        assert "11010519491231002X" not in text
        assert "13812345678" not in text
        assert "李明华" not in text


def test_places_in_wrapped_lines() -> None:
    said = (
        "2023年，我局公开信息186条，发布解读12篇。" * 3
        + "我局2022年主动公开政府信息186条。"
        + "其余工作按计划推进。" * 6
    )
    text = report(overview="\n".join(said[n : n + 29] for n in range(0, len(said), 29)))
    one = read_text(text, "report.txt")
    (finding,) = [f for f in findings(one, {}, "B") if f.code == "B10"]
    assert one.text[finding.start : finding.end].replace("\n", "") == "2022年"


def test_page_and_narrative_offsets() -> None:
    one = read_text(report(), "report.txt")
    case = case_of(one)
    said, whole = narrative(case), page(case)
    for at in range(0, len(said.flat), 7):
        place = said.place(at, at + 1)
        if said.flat[at] != "\n":
            assert level(one.text[place["start"]]) == said.flat[at]
    for at in range(0, len(whole.flat), 7):
        origin = whole.origin(at)
        assert whole.offset(origin) == at or whole.flat[at] == "\n"
        if whole.flat[at] != "\n":
            assert level(one.text[origin]) == whole.flat[at]


def test_labels_decide_what_stands_in_the_wrong_chapter() -> None:
    one = read_text(report(), "report.txt")
    last = next(s for s in one.sections if s.number == 6)
    strays = tuple(
        Clause(90 + n, 6, last.heading, text, last.body + n, last.body + n + 4, label, 0.9)
        for n, (text, label) in enumerate(
            (("更新不及时。", "problem"), ("解读偏少。", "problem"), ("将加强培训。", "improvement"))
        )
    )
    for clauses, state in ((strays, "failed"), (strays[2:], "passed"), (strays[:1], "passed")):
        tagged = replace(
            one, clauses=(*(replace(c, label="overview", probability=0.9) for c in one.clauses), *clauses)
        )
        outcomes = {o.code: o for o in run(case_of(tagged, families="P"))}
        assert outcomes["P16"].state == state
    doubtful = tuple(replace(c, probability=0.5) for c in strays)
    tagged = replace(
        one, clauses=(*(replace(c, label="overview", probability=0.9) for c in one.clauses), *doubtful)
    )
    assert {o.code: o for o in run(case_of(tagged, families="P"))}["P16"].state == "undecided"


# --- personal data ------------------------------------------------------------------------------------------


def test_identity_numbers_are_checked() -> None:
    assert is_identity("11010519491231002X")
    assert is_identity("440524188001010014") is False  # born in 1880
    assert not is_identity("110105194912310021")
    assert not is_identity("110105194913310029")


def test_cards_are_checked() -> None:
    assert is_card("6222021234567890128", "")
    assert not is_card("6222021234567890127", "")
    assert not is_card("4111111111111111", "")
    assert is_card("4532015112830366", "银行卡号")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("申请人李明华来电13812345678", "申请人李某来电138****5678"),
        ("原告欧阳建国，车牌鲁A12345", "原告欧某，车牌鲁A***5"),
        ("身份证110105 19491231 002X", "身份证110*************2X"),
        ("公开信息186条，较上年增加12条", "公开信息186条，较上年增加12条"),
    ],
)
def test_what_is_quoted_is_concealed(text: str, shown: str) -> None:
    assert concealed(text) == shown


def test_hidden_keeps_the_ends() -> None:
    assert hidden("13812345678") == "138****5678"
    assert hidden("11010519491231002X") == "110*************2X"


# --- word lists ---------------------------------------------------------------------------------------------


def test_sectors_are_those_of_the_agencies() -> None:
    known = set(words("agencies")["sectors"])
    assert set(words("sectors")) - {"related"} <= known
    assert {s for group in words("sectors")["related"]["groups"] for s in group} <= known


def test_typos_are_typos() -> None:
    listed = words("typos")
    for wrong, right in listed["words"].items():
        assert wrong != right
        assert level(wrong) == wrong
    for entry in listed["guarded"]:
        assert re.compile(entry["pattern"])
        assert entry["anchor"][0] in entry["pattern"]


def test_no_typo_stands_in_the_sample_corpus() -> None:
    folder = Path(__file__).parent.parent / "corpus" / "sample"
    for path in folder.glob("*.txt"):
        text = level(
            path.read_bytes().decode(
                "utf-16" if path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore"
            )
        )
        assert [w for w in words("typos")["words"] if w in text] == []


def test_patterns_of_templates_and_assistants_compile() -> None:
    listed = words("leftovers")
    for pattern in (*listed["template"]["strong"], *listed["assistant"]["phrases"]):
        assert re.compile(pattern)


def test_area_codes_cover_every_city() -> None:
    served = {place for _, places in rows("areacodes") for place in places.split()}
    assert served <= set(agency.gazetteer())
    cities = {
        name
        for name, entries in agency.gazetteer().items()
        if any(entry[0] == "city" and entry[1] != "海南省" for entry in entries)
    }
    assert cities <= served
    assert all(re.fullmatch(r"0\d{2,3}", code) for code, _ in rows("areacodes"))


@pytest.mark.parametrize(
    ("name", "around", "not_around", "codes"),
    [
        ("哈尔滨市阿城区卫生健康局", ("阿城区", "哈尔滨市", "黑龙江省"), ("宜宾市", "中牟县"), {"0451"}),
        ("中牟县卫生健康委员会", ("郑州市", "河南省"), ("开封市", "阿城区"), {"0371"}),
        ("威海市水务局", ("荣成市", "文登区", "山东省"), ("宜宾市", "烟台市"), {"0631"}),
        ("青岚县水务局", ("青岚县",), ("中牟县",), set()),
    ],
)
def test_surroundings(
    name: str, around: tuple[str, ...], not_around: tuple[str, ...], codes: set[str]
) -> None:
    case = case_of(read_text(report(agency=name), "report.txt"))
    assert home(case)
    assert all(is_around(case, place) for place in around)
    assert not any(is_around(case, place) for place in not_around)
    assert codes_of(case) == codes


def test_ancestors_of_a_name_in_two_provinces() -> None:
    assert {"北京市", "吉林省"} <= ancestors("朝阳区")


def test_data_files_are_readable_by_people() -> None:
    folder = Path(agency.__file__).parent / "data"
    for name in ("typos", "sectors", "reforms", "leftovers"):
        raw = (folder / f"{name}.toml").read_text(encoding="utf-8")
        assert raw.startswith("# ")
        assert tomllib.loads(raw)


# --- time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit", [" ", "一", "2022年", "（一）", "X", "申请人王", "县", "我局", "《", "0451-"]
)
def test_a_text_without_end_is_read_in_bounded_time(unit: str) -> None:
    one = read_text(report(overview="2023年，我局公开信息186条。" + unit * (6000 // len(unit))), "report.txt")
    start = perf_counter()
    outcomes = run(case_of(one, families="PQT"))
    assert perf_counter() - start < 5
    assert not [o.code for o in outcomes if o.state == "crashed"]


# --- other words than those of the case files -----------------------------------------------------------------

HERE = Path(__file__).parent
PLANTED = yaml.safe_load((HERE / "planted.yaml").read_text(encoding="utf-8"))
SOUND = [
    line for line in (HERE / "near_misses.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"
]


@pytest.mark.parametrize("spec", PLANTED, ids=[f"{n}-{spec['code']}" for n, spec in enumerate(PLANTED)])
def test_planted_defects_are_found(spec: dict[str, Any]) -> None:
    text, asked = from_case(spec)
    assert asked["code"] in {f.code for f in findings(read_text(text, "report.txt"), {}, asked["code"][0])}


@pytest.mark.parametrize("sentence", SOUND)
def test_sound_sentences_are_left_alone(sentence: str) -> None:
    text, _ = from_case({"replace": [["按期完成。", f"按期完成。{sentence}"]]})
    assert [f.message for f in findings(read_text(text, "report.txt"), {}, "BPQT") if f.code in CODES] == []
