"""What extractions of published reports have shown: each oddity in invented words."""

from __future__ import annotations

import pytest

import gipr_nlp
from corpus.compose import plain, report, zeros
from corpus.layouts import render
from gipr_nlp.model import Report
from gipr_nlp.pipeline import audit, read_text

PERIOD = "所列数据的统计期限自2023年1月1日起至2023年12月31日止。"


def codes(got: Report) -> list[str]:
    """Warnings and errors of the families that read structure, identity and tables."""
    return [f.code for f in audit(got).roots if f.severity != "hint" and f.code[0] in "ABCDEFG"]


def test_the_narrative_of_a_report_on_one_line_is_kept() -> None:
    got = read_text(" ".join(report(layout="spaces").split("\n")))
    assert {c.section for c in got.clauses} >= {0, 1, 5, 6}
    assert not [c.text for c in got.clauses if c.section in (3, 4)]


def test_a_plan_in_the_next_sentence_is_no_part_of_the_shortcoming() -> None:
    got = read_text(
        report(problems="二是解读形式单一，图片解读偏少。下一步，将加强培训，每季度通报一次栏目更新情况。")
    )
    assert [c.text for c in got.clauses if c.section == 5][-1].startswith("下一步，将加强培训")


def test_an_addressee_under_the_title_is_no_signature() -> None:
    got = read_text(report().replace("告\n", "告\n\n县政府办公室：\n", 1))
    assert got.agency.signed == "青岚县水务局"
    assert "B05" not in codes(got)


@pytest.mark.parametrize(
    ("preamble", "overview", "name"),
    [
        (f"现公布《青岚县临溪镇2023年政府信息公开工作年度报告》。{PERIOD}", None, "青岚县临溪镇"),
        (
            f"特向社会公布青岚县水务局（以下简称“县水务局”，下同）2023年政府信息公开工作年度报告。{PERIOD}",
            None,
            "青岚县水务局",
        ),
        (
            f"如有疑问，请与青岚县水务局政务公开工作领导小组办公室联系（电话：0000-1234567）。{PERIOD}",
            None,
            "青岚县水务局",
        ),
        (PERIOD, "2023年，青岚县水务局认真落实条例，主动公开政府信息186条。", "青岚县水务局"),
    ],
)
def test_a_body_that_only_the_text_names(preamble: str, overview: str | None, name: str) -> None:
    got = read_text(
        report(preamble=preamble, overview=overview, omit=["title", "signature"], title="", signature="")
    )
    assert got.agency.name == name
    assert any(d.what == "agency" for d in got.doubts)


def test_the_date_of_a_law_is_not_the_date_of_publication() -> None:
    law = (
        f"根据《中华人民共和国政府信息公开条例》（2019年4月3日公布2019年4月3日修订），公布本报告。{PERIOD}"
        * 2
    )
    assert read_text(report(preamble=law)).dates.published is None


def test_a_customs_district_is_a_department_without_region() -> None:
    got = read_text(report(agency="青岚海关关区"))
    assert (got.agency.kind, got.agency.sector, got.agency.region) == ("department", "customs", None)


def test_explanations_behind_labels_are_not_labels() -> None:
    table = render("disclosure", "2019", plain("2019"), "pipes_open")
    table = table.replace("规章 |", "规章（设区的市人民政府填写） |", 1)
    table = table.replace(
        "其他对外管理服务事项 |", "其他对外管理服务事项（含行政确认、行政给付和行政处罚） |"
    )
    table = table.replace("处理决定数量", "处理决定数量（指全年办件量）")
    got = read_text(report("2019", tables={"disclosure": table}))
    assert {(c.table, c.row, c.column): c.raw for c in got.cells if c.table == "disclosure"} == {
        k: v for k, v in plain("2019").items() if k[0] == "disclosure"
    }
    assert not [c for c in got.cells if c.doubt]


def test_altered_headers_side_by_side_are_told_as_printed() -> None:
    text = report().replace("本年制发件数", "本年发件").replace("本年废止件数", "本年废止数")
    found = [f.found for f in audit(read_text(text.replace("现行有效件数", "现行有效件"))).findings]
    assert {"本年发件", "本年废止数", "现行有效件"} <= set(found)


def test_the_title_of_a_mirror_with_pinyin_is_read() -> None:
    got = read_text(report().replace("报告\n", "報(bào)告\n", 1))
    assert got.agency.name == "青岚县水务局"


@pytest.mark.parametrize("layout", ["lines_bare", "tabs", "pipes_trailing"])
def test_a_report_cut_within_its_table_is_one_defect(layout: str) -> None:
    text = report(layout=layout)
    at = text.index("其他法律行政法规禁止公开")
    got = read_text(text[: at + 6])
    assert codes(got) == ["A17"]
    assert "A01" in {f.code for f in audit(got).findings}


def test_a_blank_table_of_the_old_form_is_of_the_old_form() -> None:
    blank = dict.fromkeys(zeros("2019"), "")
    got = gipr_nlp.read_text(report("2019", 2023, blank, "lines_bare", overview="主动公开。" * 40))
    assert got.form == "2019"
    assert "C01" in codes(got)


def test_difficulties_and_problems_are_section_five() -> None:
    got = read_text(report(headings={5: "五、存在的困难和问题及改进措施"}))
    assert [s.number for s in got.sections if s.heading] == [1, 2, 3, 4, 5, 6]


def second_table() -> str:
    """The table of applications with other numbers, as it would be printed for comparison."""
    text = report(layout="spaces")
    return text[text.index("（本列数据的勾稽") : text.index("四、政府信息公开行政复议")].replace(
        "4 2 0 0 0 0 6", "9 9 0 0 0 0 18"
    )


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", "附：上年度数据\n" + second_table()),
        ("上年度数据表\n" + second_table() + "本年度数据表\n", ""),
        ("", second_table()),
    ],
    ids=["behind", "before", "untitled"],
)
def test_of_two_tables_in_a_chapter_this_years_is_read_and_the_other_is_said(
    before: str, behind: str
) -> None:
    text = report(layout="spaces")
    start, end = text.index("（本列数据的勾稽"), text.index("四、政府信息公开行政复议")
    got = read_text(text[:start] + before + text[start:end] + behind + text[end:])
    assert {c.key: c.value for c in got.cells} == {c.key: c.value for c in read_text(text).cells}
    assert [d.what for d in got.doubts] == ["applications"]


def test_a_wrapped_label_does_not_name_the_row_below_its_values() -> None:
    text = report(layout="spaces", cells={})
    wrapped = (
        ("三、本年度办理结果 （一）予以公开 ", "三、 （一）予以公 {}\n本年度 开"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形） ", "办理结 （二）部分公 {}\n果 开（区分处理\n的，只计这一情\n形，不计其他情\n形）"),
        ("（三）不予公开 1.属于国家秘密 ", "1.属 {}\n（三） 于国家\n不予公 秘密"),
        ("2.其他法律行政法规禁止公开 ", "开 2.其 {}\n他法律\n行政法\n规禁止\n公开"),
    )  # fmt: skip
    plainly = read_text(text)
    for label, broken in wrapped:
        values = text[text.index(label) + len(label) :].split("\n")[0]
        text = text.replace(label + values, broken.format(values))
    got = read_text(text).by_key
    for row in ("granted", "partly_granted", "refused_state_secret", "refused_prohibited_by_law"):
        cells = [c for c in plainly.cells if c.row == row]
        read = [
            got[c.table, c.row, c.column] if (c.table, c.row, c.column) in got else got[c.key] for c in cells
        ]
        assert all(r.doubt or r.value == c.value for r, c in zip(read, cells, strict=True)), row


@pytest.mark.parametrize(
    "caption",
    ["表3", "单位：件", "附表2：政府信息公开申请情况统计表（单位：件）", "表二 收到和处理申请情况表"],
)
def test_the_caption_and_the_unit_of_a_table_are_no_narrative(caption: str) -> None:
    text = report().replace(
        "三、收到和处理政府信息公开申请情况\n", f"三、收到和处理政府信息公开申请情况\n{caption}\n", 1
    )
    assert caption in text
    assert [c.text for c in read_text(text).clauses] == [c.text for c in read_text(report()).clauses]


def test_a_piece_of_the_group_beside_a_wrapped_label_is_no_altered_label() -> None:
    text = report(layout="spaces")
    label = "2.没有现成信息需要另行制作 0 0 0 0 0 0 0"
    torn = text.replace(label, "2.没有现成信息需要另行制\n法提供 0 0 0 0 0 0 0\n作")
    assert torn != text
    assert "C04" not in codes(read_text(torn))
    renamed = text.replace("没有现成信息需要另行制作", "没有现成信息需要另外制作")
    assert "C04" in codes(read_text(renamed))


def test_reconsideration_and_litigation_in_two_tables_are_fifteen_values() -> None:
    text = report(layout="spaces")
    start, end = text.index("行政复议 行政诉讼\n"), text.index("五、存在")
    five = "结果维持 结果纠正 其他结果 尚未审结 总计"
    halves = f"行政复议\n{five}\n1 0 2 0 3\n\n行政诉讼\n未经复议直接起诉 复议后起诉\n{five} {five}\n0 1 0 0 1 2 0 0 3 5\n\n"
    got = read_text(text[:start] + halves + text[end:])
    values = [c.value for c in got.cells if c.table == "review"]
    assert values == [1, 0, 2, 0, 3, 0, 1, 0, 0, 1, 2, 0, 0, 3, 5]
    assert not [c for c in got.cells if c.doubt]


@pytest.mark.parametrize("line", ["附件下载：", "1. 统计表.xlsx", "相关附件："])
def test_what_a_page_offers_for_download_is_no_narrative(line: str) -> None:
    assert line not in [c.text for c in read_text(report() + f"\n{line}\n").clauses]
