"""Copies: the same text is found under any name, in any order, worked over; what everyone says is held against no one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.copies import Count, Text, halves, pairs
from corpus.edits import copied
from gipr_nlp.corpus.relations import COPIES, sql
from gipr_nlp.corpus.templates import grouped
from gipr_nlp.model import Agency, Clause, Passage
from gipr_nlp.profile import load_profile
from gipr_nlp.rules.p_copies import template_finding
from gipr_nlp.similarity import COMMON, Side, links, prints_of, shared_block, trace
from gipr_nlp.similarity.compare import COVER, RATIO
from gipr_nlp.similarity.compare import pairs as linked_pairs
from gipr_nlp.similarity.mask import mask, own_names
from gipr_nlp.similarity.prints import sampled_grams
from gipr_nlp.similarity.sheet import numbers, row
from gipr_nlp.similarity.sheet import side as unfolded
from tests.helpers import report_with

WATER = Agency("云泽市青岚县水务局", "云泽市青岚县水务局", region="云泽市青岚县")
SOURCES = [text for half in halves() for text in half]
#: What any interpreter on any system gives; another value here makes stored fingerprints worthless.
HASH, GRAMS = 2294693237719992823, (-9036673646349222520, 8745427764289493244)
HAN = st.text("公开信息群众水库堤防灌区名单办理表格按月登出张贴村口核对科室", min_size=0, max_size=60)


def side(agency: str, lines: Sequence[str], year: int = 2023, section: int = 1) -> Side:
    return Text(agency, year, tuple((section, line) for line in lines)).side()


LINES = (
    "全年通过县政府门户网站登出取水许可办理结果42件、河道采砂计划2期，随附水位观测图。",
    "把三条灌渠的放水时间表提前十天贴到村口，并在村民微信群里转发。",
    "整理历年水资源论证材料，逐份写明可否查阅，旧图纸扫描入库310张。",
    "请12名用水户代表来局里座谈，当场记下意见9条，会后逐条答复。",
    "水文站门口的电子屏改为滚动播放汛情，屏旁放置纸质汛情单供人自取。",
    "迟报信息的股室由副局长约谈，全年约谈2次，年底考核扣去相应分值。",
)


# --- masks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年，我局公开信息1,286余条，同比增长12.5%；", "二是2022年，本单位公开信息三百条，同比增长2％。"),
        ("青岚县水务局在县政府网站公布名单。", "我局在区人民政府网站公布名单。"),
        ("（一）认真执行《中华人民共和国政府信息公开条例》。", "认真执行《条例》；"),
        ("各股室按月核对，", "各科室按月核对。"),
        ("网址为www.qinglan.gov.cn。", "网址为 http://xgk.qiwu.gov.cn/a/1.html ；"),
        ("截至12月31日，办结3件", "截至2022年12月底，办结二件"),
        ("云泽市水务系统的信息", "水务局系统的信息"),
    ],
)
def test_what_every_report_changes_is_not_compared(one: str, other: str) -> None:
    a, b = mask([one, other], own_names(WATER))
    assert a == b


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公开取水许可42件", "公开采砂许可42件"),
        ("进一步完善制度", "进一步废除制度"),
        ("群众满意", "群众不满意"),
    ],
)
def test_what_a_sentence_says_is_compared(one: str, other: str) -> None:
    a, b = mask([one, other], own_names(WATER))
    assert a != b


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), max_size=6))
def test_masking_keeps_clauses_apart(texts: list[str]) -> None:
    texts = [re.sub(r"\s", "", text) for text in texts]
    assert len(mask(texts)) == len(texts)
    assert mask(texts) == [mask([text])[0] for text in texts]


# --- fingerprints -------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(HAN, max_size=6))
def test_grams_of_a_clause_do_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = sampled_grams(texts)
    assert [set(one) for one in together] == [set(sampled_grams([text])[0]) for text in texts]
    assert all(-(2**63) <= gram < 2**63 for one in together for gram in one)


def test_fingerprints_are_the_same_everywhere() -> None:
    (one,) = prints_of([Clause(1, 1, "", LINES[0], 0, 0)], WATER, 2023)
    assert one.hash == prints_of([Clause(9, 5, "", f"三是{LINES[0]}", 0, 0)], WATER, 2021)[0].hash
    assert (one.hash, one.grams[:2]) == (HASH, GRAMS)


@pytest.mark.parametrize(
    "text",
    [
        "本报告所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
        "2023年，我局未收到政府信息公开申请，没有发生因政府信息公开引起的行政复议、行政诉讼。",
        "全年新收政府信息公开申请6件，其中自然人申请4件、法人或其他组织申请2件；",
        "按照《政府信息公开信息处理费管理办法》规定，2023年发出收费通知0件，总金额0元，实际收取0元。",
        "除此之外，没有其他需要报告的事项。",
        "2023年，我局政府信息公开工作虽然取得一定成效，但还存在以下不足：",
        "如对本报告有疑问，请与青岚县水务局办公室联系（地址：青岚县河西路8号，电话：0880-3320000）。",
    ],
)
def test_wording_of_the_form_is_no_one_s(text: str) -> None:
    (one,) = prints_of([Clause(1, 1, "", text, 0, 0)], WATER, 2023)
    assert one.kind == "statutory"


def test_what_an_agency_tells_of_its_own_is_text() -> None:
    assert {p.kind for p in side("青岚县水务局", LINES).prints} == {"text"}


# --- two reports --------------------------------------------------------------------------------------------


def test_the_same_sentences_under_another_name_are_found() -> None:
    lines = [line.replace("42件", "57件").replace("县政府", "区政府") for line in LINES]
    found = links(side("青岚县水务局", LINES).prints, side("云泽市棠屏区水利局", lines).prints)
    assert [(k.own, k.other, k.similarity) for k in found] == [(i, i, 1.0) for i in range(len(LINES))]


def test_order_does_not_matter() -> None:
    own, mixed = side("青岚县水务局", LINES), list(enumerate(LINES))
    random.Random(1).shuffle(mixed)
    found = links(own.prints, side("栖梧县水务局", [line for _, line in mixed]).prints)
    assert {(k.own, mixed[k.other][0]) for k in found} == {(i, i) for i in range(len(LINES))}


def test_merged_and_cut_sentences_are_found() -> None:
    merged = [LINES[0].rstrip("。") + "，" + LINES[1], *LINES[2:]]
    cut = [*LINES[2].partition("，")[::2], *LINES[3:]]
    own = side("青岚县水务局", LINES).prints
    assert {k.own for k in links(own, side("栖梧县水务局", merged).prints) if k.own_in} == set(range(6))
    assert {k.own for k in links(own, side("栖梧县水务局", cut).prints) if k.own_in} >= {2, 3, 4, 5}


@pytest.mark.parametrize(("share", "least"), [(0.0, 0.99), (0.1, 0.9), (0.2, 0.75), (0.3, 0.5)])
def test_edited_copies_are_found_and_come_from_where_they_were_taken(share: float, least: float) -> None:
    count = Count()
    for pair in pairs(SOURCES[:25], share, seed=7):
        count.add(pair, RATIO, COVER)
    assert count.recall >= least
    assert count.precision >= 0.98


def test_links_are_the_same_from_either_side() -> None:
    for pair in pairs(SOURCES[40:55], 0.25, seed=3):
        a, b = pair.copy.side().prints, pair.source.side().prints
        there = {(k.own, k.other, k.similarity, k.own_in, k.other_in) for k in linked_pairs(a, b)}
        back = {(k.other, k.own, k.similarity, k.other_in, k.own_in) for k in linked_pairs(b, a)}
        assert there == back != set()


def test_reports_of_different_hands_share_nothing() -> None:
    known = [text.side().prints for text in SOURCES[:20]]
    found = [links(a, b) for a in known[:10] for b in known[10:]]
    assert sum(map(len, found)) <= 2


def test_short_and_statutory_clauses_never_match() -> None:
    lines = ["更新慢。", "人手少。", "2023年，我局未收到政府信息公开申请。", "无其他需要报告的事项。"]
    assert links(side("青岚县水务局", lines).prints, side("栖梧县水务局", lines).prints) == ()


# --- where a text comes from --------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.sampled_from([*LINES, *SOURCES[0].clauses[0][1:], "更新慢。", "本报告由六个部分组成。"])))
def test_shares_of_origin_sum_to_one(lines: list[str]) -> None:
    own = side("青岚县水务局", lines)
    found = trace(own, side("青岚县水务局", LINES[:2], 2022), [side("栖梧县教育局", LINES[2:4])])
    shares = (found.statutory, found.common, found.own, found.other, found.original)
    assert sum(shares) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares)


def test_what_five_agencies_say_is_no_one_s() -> None:
    own = side("青岚县水务局", LINES)
    others = [side(f"{place}县教育局", LINES) for place in ("棠屏", "栖梧", "澄溪", "霁浦", "柘渡")]
    assert trace(own, None, others[: COMMON - 2]).partner is not None
    everyone = trace(own, None, others[: COMMON - 1])
    assert (everyone.partner, everyone.common) == (None, 1.0)


def test_a_clause_common_in_the_corpus_is_not_held_against_a_pair() -> None:
    own = side("青岚县水务局", LINES)
    known = {own.prints[0].hash, own.prints[1].hash}
    partner = trace(own, None, [side("栖梧县教育局", LINES)], known).partner
    assert partner is not None
    assert {p.text for p in partner.passages} == {"".join(LINES[2:])}


def test_stock_sentences_count_only_inside_a_passage() -> None:
    stock = "进一步加强组织领导，健全工作机制，不断提高政务公开工作水平。"
    alone, among = [LINES[0], stock], [LINES[1], stock, LINES[2]]
    own, other = [*alone, *LINES[3:]], ["按季公布堤防检查结果，附上责任人的电话和照片。", stock]
    assert trace(side("青岚县水务局", own), None, [side("栖梧县教育局", other)]).partner is None
    partner = trace(side("青岚县水务局", among), None, [side("栖梧县教育局", among)]).partner
    assert partner is not None
    assert [p.text for p in partner.passages] == ["".join(among)]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("青岚县人民政府", "青岚县人民政府办公室"),
        ("青岚县卫生健康局", "青岚县卫健局"),
        ("青岚县卫生健康局", "青岚县卫生健康委员会"),
    ],
)
def test_names_of_one_body_or_of_a_government_and_its_office_are_no_pair(own: str, other: str) -> None:
    assert trace(side(own, LINES), None, [side(other, LINES, 2022)]).partner is None


def test_a_body_that_ended_before_another_began_in_its_place_may_be_its_predecessor() -> None:
    def placed(name: str, year: int, years: tuple[int, int], region: str) -> Side:
        made = side(name, LINES, year)
        return Side(made.source, name, name, year, None, made.prints, made.texts, region=region, years=years)

    own = placed("青岚县文化和旅游局", 2023, (2023, 2024), "青岚县")
    before = placed("青岚县广播电视台", 2022, (2020, 2022), "青岚县")
    beside = placed("青岚县广播电视台", 2022, (2020, 2023), "青岚县")
    elsewhere = placed("栖梧县广播电视台", 2022, (2020, 2022), "栖梧县")
    assert trace(own, None, [before]).partner is None
    assert trace(own, None, [beside]).partner is not None
    assert trace(own, None, [elsewhere]).partner is not None


def test_passages_show_neighbouring_sentences_as_one() -> None:
    lines = [LINES[3], LINES[0], LINES[1], "把闸门检修的日期写进年历发到每户。", LINES[4]]
    partner = trace(side("青岚县水务局", LINES), None, [side("栖梧县教育局", lines)]).partner
    assert partner is not None
    shown = [(p.text, p.partner_text) for p in partner.passages]
    assert shown == [(LINES[0] + LINES[1],) * 2, (LINES[3],) * 2, (LINES[4],) * 2]


def test_personal_data_is_hidden_in_what_is_shown_of_either_report() -> None:
    lines = [line.replace("12名用水户代表", "用水户代表王水生（电话13800001234）") for line in LINES]
    report = report_with("2021", {}, clauses=tuple(Clause(i, 1, "", t, 0, 0) for i, t in enumerate(lines)))
    sheet = row(report, 0, ("王水生",))[-1]
    partner = trace(side("青岚县水务局", lines), None, [unfolded(sheet, "x")])
    shown = "".join(side_text for side_text in unfolded(sheet, "x").texts)
    assert partner is not None
    assert "王**" in shown
    assert "王水生" not in shown
    assert "13800001234" not in shown


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "均" * 200_000, "《" * 50_000, "a." * 50_000, "第一" * 50_000]
)
def test_texts_without_end_are_no_sentences(text: str) -> None:
    (one,) = prints_of([Clause(1, 1, "", text, 0, 0)], WATER, 2023)
    assert one.kind != "text" or one.chars <= 1500


# --- relations over a corpus --------------------------------------------------------------------------------


TABLES = (
    "CREATE MACRO explode(x) AS unnest(x)",
    "CREATE TABLE prints (doc BIGINT, hashes BIGINT[], grams BIGINT[], gram_count INT, blocks BIGINT[])",
    "CREATE TABLE versions (doc BIGINT, agency_id TEXT, year INT, version BIGINT)",
)


@pytest.fixture
def database() -> Iterator[Any]:
    import duckdb

    with duckdb.connect() as made:
        for statement in TABLES:
            made.execute(statement)
        yield made


def filed(database: Any, sides: Sequence[Side], versions: Sequence[int] = ()) -> dict[str, set[Any]]:
    """Reports put into the tables, and what each relation then holds."""
    for doc, one in enumerate(sides):
        database.execute("INSERT INTO prints VALUES (?, ?, ?, ?, ?)", [doc, *numbers(one.prints)])
        version = versions[doc] if versions else 1
        database.execute("INSERT INTO versions VALUES (?, ?, ?, ?)", [doc, one.agency, one.year, version])
    for name in COPIES:
        database.execute(f"CREATE TABLE {name} AS {sql(name)}")
    return {name: set(database.execute(f"FROM {name}").fetchall()) for name in COPIES}


def test_the_search_names_the_source_of_an_edited_copy(database: Any) -> None:
    sides = [text.side() for text in SOURCES[:30]]
    for pair in pairs(SOURCES[:5], 0.3, seed=2):
        sides.append(pair.copy.side())
    partners = filed(database, sides)["partners"]
    found = {(doc, partner) for doc, partner, _ in partners if doc >= 30}
    assert {(30 + i, i) for i in range(len(sides) - 30)} <= found


def test_the_search_looks_at_other_bodies_of_the_same_or_an_earlier_year(database: Any) -> None:
    sides = [
        side("青岚县水务局", LINES, 2022),
        side("青岚县水务局", LINES, 2023),
        side("栖梧县教育局", LINES, 2023),
        side("栖梧县教育局", LINES, 2023),
    ]
    partners = filed(database, sides, [1, 1, 1, 2])["partners"]
    assert {(doc, partner) for doc, partner, _ in partners} == {(1, 2), (2, 1)}


def test_text_of_five_bodies_is_everyones_and_a_block(database: Any) -> None:
    sides = [side(f"青岚县{name}局", LINES * 2) for name in ("水务", "教育", "民政", "财政", "司法")]
    sides.append(side("栖梧县教育局", [text for _, text in SOURCES[3].clauses]))
    found = filed(database, sides)
    assert {h for (h,) in found["everyones"]} == {p.hash for p in sides[0].prints}
    assert found["partners"] == set()
    assert {doc for doc, *_ in found["blocks"]} == {0, 1, 2, 3, 4}


def test_a_template_that_everyone_worked_over_is_told_from_a_copy(database: Any) -> None:
    """Each of eight agencies changed the text in its own places; no clause is the same in five of them."""
    rng, source = random.Random(4), SOURCES[3]
    texts = [text for _, text in source.clauses]
    alphabet = "".join(texts)
    sides = [
        side(f"{place}县教育局", [one.text for one in copied(texts, 0.08, rng, alphabet)])
        for place in ("棠屏", "栖梧", "澄溪", "霁浦", "柘渡", "砚汀", "萤坪", "槐埠")
    ]
    found = filed(database, sides)

    def of(name: str, doc: int) -> list[Side]:
        return [sides[other] for own, other, _ in sorted(found[name], key=lambda r: -r[2]) if own == doc]

    named = [doc for doc in range(len(sides)) if of("partners", doc)]
    assert named
    for doc in named:
        assert trace(sides[doc], None, of("partners", doc), (), of("mates", doc)).partner is None
    alone = [trace(sides[doc], None, of("partners", doc)[:1]).partner for doc in named]
    assert all(partner is not None and partner.rare > 0.35 for partner in alone)


def test_relations_do_not_depend_on_the_order_of_reports(database: Any) -> None:
    import duckdb

    sides = [
        side(f"青岚县{name}局", LINES[i:] + LINES[:i]) for i, name in enumerate(("水务", "教育", "民政"))
    ]
    one = {(sides[a].agency, sides[b].agency, n) for a, b, n in filed(database, sides)["partners"]}
    with duckdb.connect() as other:
        for statement in TABLES:
            other.execute(statement)
        turned = sides[::-1]
        assert {
            (turned[a].agency, turned[b].agency, n) for a, b, n in filed(other, turned)["partners"]
        } == one


def test_relations_and_code_agree_on_how_many_is_everyone() -> None:
    assert f"count(*) >= {COMMON}" in sql("everyones")
    assert f"count(*) >= {COMMON}" in sql("blocks")
    assert f"BETWEEN 2 AND {COMMON - 1}" in sql("rare_grams")


# --- templates ----------------------------------------------------------------------------------------------


def test_blocks_of_the_same_reports_are_one_template() -> None:
    rows = [(2023, block, doc) for block in (7, 8) for doc in range(6)]
    rows += [(2023, 9, doc) for doc in range(5)] + [(2022, 9, doc) for doc in range(10, 15)]
    found = grouped(rows)
    assert {(template, block) for _, template, block in found} == {
        (7 ^ 2023, block) for block in (7, 8, 9)
    } | {(9 ^ 2022, 9)}
    assert {doc for doc, template, _ in found if template == 7 ^ 2023} == set(range(6))
    assert {doc for doc, template, _ in found if template == 9 ^ 2022} == set(range(10, 15))


def test_blocks_side_by_side_make_one_stretch() -> None:
    own = side("青岚县水务局", LINES * 2)
    blocks = {p.block for p in own.prints if p.block is not None}
    whole = shared_block(own, blocks)
    assert whole is not None
    assert whole.text == "".join(LINES * 2)
    assert shared_block(own, {1}) is None


def test_a_template_is_a_finding_of_the_batch_and_accuses_no_one() -> None:
    own = side("青岚县水务局", LINES * 2)
    block = own.prints[0].block
    assert block is not None
    passage = shared_block(own, {block})
    assert isinstance(passage, Passage)
    assert passage.text.startswith(LINES[0])
    finding = template_finding(load_profile(), 2023, ["青岚县水务局", "青岚县教育局"], passage.text)
    assert (finding.report_id, finding.agency, finding.severity) == (None, "", "hint")
    assert "不作为其中任何一家单位的问题" in finding.message
    assert "青岚县教育局" in finding.message
