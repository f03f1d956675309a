"""Title, agency, year and dates: the seeds, and many manners of writing them that no seed shows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gipr_nlp import agency as naming
from gipr_nlp.identity import Identity, identify
from gipr_nlp.identity.dates import find_periods
from gipr_nlp.model import Document, Section, Source

HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
FULL = "政府信息公开工作年度报告"


def chapters(text: str) -> tuple[Section, ...]:
    """The chapters of a text whose heading lines are the canonical ones."""
    starts, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip().lstrip("一二三四五六七#").lstrip("、 ")
        if plain in HEADINGS:
            starts.append((HEADINGS.index(plain) + 1, plain, number, at, at + len(line) + 1))
        at += len(line) + 1
    ends = [s[3] for s in starts[1:]] + [len(text)]
    return tuple(
        Section(number, "", heading, None, line, start, body, end)
        for (number, heading, line, start, body), end in zip(starts, ends, strict=True)
    )


def body(year: int, lead: str = "") -> str:
    """Chapters without tables."""
    return "\n".join(
        (
            f"一、总体情况\n{lead or f'{year}年，我局认真公开信息。{year}年，网站公开信息20条。'}",
            "二、主动公开政府信息情况\n规章\t0\t0\t0",
            "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t0",
            "四、政府信息公开行政复议、行政诉讼情况\n0\t0\t0",
            f"五、存在的主要问题及改进情况\n{year}年，信息更新不够及时。下一步，将加强培训。",
            "六、其他需要报告的事项\n无。",
        )
    )


def about(
    head: str, foot: str = "", year: int = 2023, path: str = "a.txt", text: str | None = None
) -> Identity:
    """Identity of a report with this head and this foot."""
    whole = f"{head}\n{body(year)}\n{foot}\n" if text is None else text
    return identify(Document(Source(path), whole), chapters(whole), "2021")


TITLES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("titles.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", TITLES, ids=lambda c: c["name"])
def test_title(case: dict[str, Any]) -> None:
    found = about(case["text"])
    agency = found.agency
    assert found.title == case.get("title", case["text"])
    assert agency.printed == case["printed"]
    assert agency.name == case.get("full", case["printed"])
    assert found.year == case.get("year", 2023)
    assert agency.region == case.get("region")
    assert (agency.kind, agency.level) == (case.get("kind", "department"), case.get("level", "county"))


def test_title_span_and_lines_are_places_of_the_text() -> None:
    text = f"\n  云泽市民政局\n\n2023年度\n{FULL}\n{body(2023)}"
    found = identify(Document(Source("a.txt"), text), chapters(text))
    title = found.witnesses["title"]
    assert text[title.start : title.end] == f"云泽市民政局\n\n2023年度\n{FULL}"
    assert title.lines == (2, 4, 5)


@pytest.mark.parametrize(
    "line",
    [
        f"根据要求，现公布青岚县水务局2023年{FULL}，请监督。",
        "青岚县水务局2023年工作报告",
        "关于做好2023年政府信息公开工作的通知",
        f"现将青岚县水务局2023年{FULL}公布如下：",
    ],
)
def test_no_title(line: str) -> None:
    found = about(line)
    assert found.title == ""
    assert found.year == 2023
    assert any(d.what == "title" for d in found.doubts)


def test_name_in_running_text_serves_where_the_title_is_missing() -> None:
    found = about(f"现将青岚县水务局2023年{FULL}公布如下：")
    assert (found.agency.printed, found.agency.name) == ("", "青岚县水务局")


def test_title_from_the_file_name_with_a_doubt() -> None:
    found = about("本报告根据有关要求编制。", path=f"/tmp/x/青岚县水务局2023年{FULL}.txt")
    assert found.title == f"青岚县水务局2023年{FULL}"
    assert (found.agency.printed, found.agency.name) == ("", "青岚县水务局")
    assert [d.what for d in found.doubts] == ["agency", "title"]


def test_title_from_the_page_line() -> None:
    found = about(f"名称：青岚县水务局2023年{FULL}\n发布日期：2024年1月18日\n为做好工作，特编制本报告。")
    assert found.title == f"青岚县水务局2023年{FULL}"
    assert found.witnesses["title_source"] == "page"
    assert found.dates.published == date(2024, 1, 18)


SIGNATURES: tuple[tuple[str, str, str | None, date | None], ...] = (
    ("two lines", "青岚县水务局\n2024年1月18日", "青岚县水务局", date(2024, 1, 18)),
    (
        "indented",
        "　　　　　　青岚县水务局　\n　　　　　　2024 年 1 月 18 日　",
        "青岚县水务局",
        date(2024, 1, 18),
    ),
    ("Chinese numerals", "青岚县水务局\n二〇二四年一月十九日", "青岚县水务局", date(2024, 1, 19)),
    (
        "Chinese numerals with circle",
        "青岚县水务局\n二○二四年十二月二十九日",
        "青岚县水务局",
        date(2024, 12, 29),
    ),
    ("Chinese numerals, thirty", "青岚县水务局\n二〇二四年一月三十日", "青岚县水务局", date(2024, 1, 30)),
    ("full width", "青岚县水务局\n２０２４年１月１９日", "青岚县水务局", date(2024, 1, 19)),
    ("ISO", "青岚县水务局\n2024-01-19", "青岚县水务局", date(2024, 1, 19)),
    ("dots", "青岚县水务局\n2024.1.19", "青岚县水务局", date(2024, 1, 19)),
    ("slashes", "青岚县水务局\n2024/1/19", "青岚县水务局", date(2024, 1, 19)),
    ("one line", "青岚县水务局　　2024年1月18日", "青岚县水务局", date(2024, 1, 18)),
    ("seal", "青岚县水务局（盖章）\n2024年1月18日", "青岚县水务局", date(2024, 1, 18)),
    ("labels", "编制单位：青岚县水务局\n日期：2024年1月18日", "青岚县水务局", date(2024, 1, 18)),
    ("brackets", "青岚县水务局\n（2024年1月18日）", "青岚县水务局", date(2024, 1, 18)),
    ("date first", "2024年1月18日\n青岚县水务局", "青岚县水务局", date(2024, 1, 18)),
    ("date only", "2024年1月18日", None, date(2024, 1, 18)),
    ("agency only", "青岚县水务局", "青岚县水务局", None),
    (
        "page below",
        "青岚县水务局\n2024年1月18日\n【打印本页】 【关闭窗口】\n上一篇：没有了\n下一篇：通知",
        "青岚县水务局",
        date(2024, 1, 18),
    ),
    ("attachment below", "青岚县水务局\n2024年1月18日\n附件：统计表.xlsx", "青岚县水务局", date(2024, 1, 18)),
    (
        "behind the last sentence",
        "没有其他事项。　　青岚县水务局 2024年1月18日",
        "青岚县水务局",
        date(2024, 1, 18),
    ),
    (
        "office for the government",
        "青岚县人民政府办公室\n2024年2月28日",
        "青岚县人民政府办公室",
        date(2024, 2, 28),
    ),
    ("month only", "青岚县水务局\n2024年1月", "青岚县水务局", None),
    ("impossible day", "青岚县水务局\n2024年2月30日", "青岚县水务局", None),
    ("none", "", None, None),
    ("date in the last sentence", "截至2023年12月31日，没有其他需要报告的事项。", None, None),
    ("sentence about a body", "本报告已报青岚县人民政府办公室。", None, None),
)


@pytest.mark.parametrize(("name", "foot", "signed", "day"), SIGNATURES, ids=[s[0] for s in SIGNATURES])
def test_signature(name: str, foot: str, signed: str | None, day: date | None) -> None:
    found = about(f"青岚县水务局2023年{FULL}", foot)
    assert (found.agency.signed, found.dates.signed) == (signed, day)


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ("（2024年1月28日）", date(2024, 1, 28)),
        ("2024年1月28日", date(2024, 1, 28)),
        ("青岚县水务局\n（二〇二四年一月二十八日）", date(2024, 1, 28)),
        ("青岚县水务局　2024-01-28", date(2024, 1, 28)),
        ("2024-01-28 15:07:33 来源：县水务局", None),
        ("根据要求，2024年1月28日编制本报告。", None),
    ],
)
def test_date_under_the_title(below: str, day: date | None) -> None:
    assert about(f"青岚县水务局2023年{FULL}\n{below}").dates.signed == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布时间：2024-01-28 09:10", date(2024, 1, 28)),
        ("发布日期:2024年1月28日", date(2024, 1, 28)),
        ("来源：县水务局 发布时间: 2024/01/28 浏览次数：3", date(2024, 1, 28)),
        ("2024-01-28 15:07:33   来源:云泽市水务局    分享到:", date(2024, 1, 28)),
        ("索引号：11/2024-1 成文日期：2024-01-20 发布日期：2024-01-28", date(2024, 1, 28)),
        ("来源：县水务局", None),
    ],
)
def test_publication_date(line: str, day: date | None) -> None:
    assert about(f"青岚县水务局2023年{FULL}\n{line}\n特编制本报告。").dates.published == day


YEAR = (date(2021, 1, 1), date(2021, 12, 31))
PERIODS = (
    ("数据统计期限自2021年1月1日起至2021年12月31日止。", YEAR),
    ("所列数据的统计期限为2021年1月1日至12月31日。", YEAR),
    ("本报告中所列数据的统计期限从2021年1月1日开始，到2021年12月31日截止。", YEAR),
    ("统计时限：2021.1.1-2021.12.31", YEAR),
    ("统计期限为2021年1月1日—2021年12月31日", YEAR),
    ("统计期：2021-01-01 至 2021-12-31", YEAR),
    ("数据统计时间为２０２１年１月１日至２０２１年１２月３１日", YEAR),
    ("统计期限自二〇二一年一月一日起至二〇二一年十二月三十一日止", YEAR),
    ("统计期限为2021年1月至12月。", YEAR),
    ("报告统计数据时间为2021年1月1日至2021年12月31日以来制作、获取的政府信息", YEAR),
    ("统计口径为2021年1月1日0时至12月31日24时，含局机关。", YEAR),
    ("2021年1月1日至2021年12月31日的数据均已列入。", YEAR),
    ("统计期限为2021年1月1日至2021年11月30日。", (date(2021, 1, 1), date(2021, 11, 30))),
    ("统计期限自2020年1月1日至2020年12月31日。", (date(2020, 1, 1), date(2020, 12, 31))),
    ("统计期限自2021年1月1日至2021年12月32日。", None),
    ("2021年3月1日至2021年5月31日，开展网站清理。", None),
    ("统计数据截至2021年12月31日。", None),
    ("今年统计工作较好，网站2021年1月1日上线。", None),
)


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_period(text: str, period: tuple[date, date] | None) -> None:
    whole = f"青岚县水务局2021年{FULL}\n{text}\n{body(2021)}"
    found = identify(Document(Source("a"), whole), chapters(whole))
    assert found.dates.period == period
    for stated in find_periods(whole):
        assert whole[stated.start : stated.end] == stated.text


@pytest.mark.parametrize(
    ("title_year", "period_year", "body_year", "signed_year", "year"),
    [
        (2023, 2023, 2023, 2024, 2023),
        (2022, 2023, 2023, 2024, 2023),
        (2023, 2022, 2023, 2024, 2023),
        (2022, 2022, 2023, 2024, 2023),
        (2023, 2023, 2022, 2024, 2023),
        (2023, 2023, 2023, 2023, 2023),
    ],
)
def test_best_supported_year(
    title_year: int, period_year: int, body_year: int, signed_year: int, year: int
) -> None:
    head = f"青岚县水务局{title_year}年{FULL}\n统计期限自{period_year}年1月1日至{period_year}年12月31日。"
    found = about(head, f"青岚县水务局\n{signed_year}年1月18日", body_year)
    assert found.year == year
    disagree = len({title_year, period_year, body_year, signed_year - 1}) > 1
    assert any(d.what == "year" for d in found.doubts) is disagree


def test_no_year_at_all() -> None:
    text = f"青岚县水务局{FULL}\n一、总体情况\n我局认真做好工作。\n六、其他需要报告的事项\n无"
    found = identify(Document(Source("a.txt"), text), chapters(text))
    assert found.year is None
    assert found.report_id == "青岚县水务局-未知年度"


def test_no_agency_at_all() -> None:
    text = f"{FULL}\n一、总体情况\n2023年，认真做好工作。2023年，公开信息2条。\n六、其他需要报告的事项\n无"
    found = identify(Document(Source("/data/8489967cbdc1945e.txt"), text), chapters(text))
    assert (found.agency.name, found.agency.printed, found.report_id) == ("", "", "未知单位-2023")


@pytest.mark.parametrize(
    ("title", "foot", "name"),
    [
        ("区卫生健康局", "临江区卫生健康局\n2024年1月19日", "临江区卫生健康局"),
        ("青岚县发改局", "青岚县发展改革局\n2024年1月19日", "青岚县发展改革局"),
        ("云泽市青岚县卫健委", "青岚县卫生健康委员会\n2024年1月19日", "云泽市青岚县卫生健康委员会"),
        ("青岚县", "青岚县人民政府\n2024年1月19日", "青岚县人民政府"),
        ("青岚县", "青岚县人民政府办公室\n2024年1月19日", "青岚县"),
        ("县水务局", "2024年1月19日", "县水务局"),
    ],
)
def test_name_is_completed_by_what_the_report_prints(title: str, foot: str, name: str) -> None:
    found = about(f"{title}2023年{FULL}", foot)
    assert (found.agency.printed, found.agency.name) == (title, name)


def test_region_from_the_text() -> None:
    found = about(f"区水务局2023年{FULL}\n如有疑问，请与临江区水务局联系（电话：0000-1234567）。")
    assert (found.agency.name, found.agency.region) == ("临江区水务局", "临江区")


def test_report_id_does_not_depend_on_place_or_line_breaks() -> None:
    one = about(f"青岚县水务局2023年{FULL}", path="x/1.txt")
    other = about(f"\n\n青岚县水务局\n2023年\n{FULL}", path="y/2.txt")
    assert one.report_id == other.report_id == "青岚县水务局-2023"
    assert about(f"青岚县2023年{FULL}").report_id == about(f"青岚县人民政府2023年{FULL}").report_id


RELATIONS = (
    ("临江区卫生健康局", "区卫生健康局", "same"),
    ("鹤岗市卫健委", "鹤岗市卫生健康委员会", "same"),
    ("鹤岗卫健委", "鹤岗市卫健委", "same"),
    ("云泽市青岚县水务局", "青岚县水务局", "same"),
    ("青岚县文旅局", "青岚县文化广电和旅游局", "same"),
    ("青岚县林业草原局", "青岚县林业和草原局", "same"),
    ("青岚县", "青岚县人民政府", "same"),
    ("湖滨街道", "云泽市临江区湖滨街道办事处", "same"),
    ("科右中旗林草局", "科尔沁右翼中旗林业和草原局", "same"),
    ("青岚县卫健局", "青岚县卫健委", "variant"),
    ("青岚县人民政府", "青岚县人民政府办公室", "related"),
    ("青岚县人民政府", "青岚县行政审批服务局", "related"),
    ("青岚县财政局", "青岚县财政局办公室", "related"),
    ("湖滨街道办事处", "湖滨街道党政办公室", "related"),
    ("青岚县教育局", "青岚县水务局", "different"),
    ("青岚县水务局", "白河县水务局", "different"),
    ("拱墅区卫生健康局", "下城区卫生健康局", "different"),
    ("云泽市水务局", "青岚县水务局", "different"),
    ("青岚县石桥镇人民政府", "青岚县民意乡人民政府", "different"),
    ("青岚县水务局", "青岚县水利局", "unclear"),
    ("青岚县农业农村局", "青岚县乡村振兴局", "unclear"),
)


@pytest.mark.parametrize(("one", "other", "expected"), RELATIONS)
def test_relation(one: str, other: str, expected: str) -> None:
    assert naming.relation(one, other, 2021) == naming.relation(other, one, 2021) == expected


@pytest.mark.parametrize(
    ("name", "year", "level"),
    [
        ("巢湖市", 2009, "city"),
        ("巢湖市", 2021, "county"),
        ("莱芜市", 2017, "city"),
        ("阿城区", 2021, "county"),
        ("济源市", 2022, "county"),
        ("青岚县", 2021, None),
    ],
)
def test_regions_have_years(name: str, year: int, level: str | None) -> None:
    assert naming.place_level(name, year) == level


@pytest.mark.parametrize(
    "text", ["法律服务机构", "其他处理", "一、总体情况", "我局", "本级人民政府。", "通过政府网站公开", "局"]
)
def test_no_body(text: str) -> None:
    assert not naming.is_unit(text)


def _facts(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "dev" / "seed_facts.json").read_text(encoding="utf-8"))["reports"]


def test_seeds(shared: Path) -> None:
    for fact in _facts(shared):
        path = shared / "seeds" / fact["file"]
        text = path.read_text(encoding="utf-8")
        found = identify(Document(Source(str(path)), text), chapters(text), fact["form"])
        dates = found.dates
        assert found.title == fact["title"]
        assert found.agency.printed == fact["agency"]["printed"]
        assert found.agency.name == fact["agency"]["name"]
        assert found.year == fact["year"]
        assert (dates.period and [d.isoformat() for d in dates.period]) == fact["dates"]["period"]
        assert (dates.signed and dates.signed.isoformat()) == fact["dates"]["signed"]
        assert found.agency.sector == "health"
        assert found.doubts == ()
