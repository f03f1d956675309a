"""The six sections by the meaning of their headings: the manners in which agencies write them."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipr_nlp.model import Section, Source
from gipr_nlp.readers import document_from_text, read_document
from gipr_nlp.sections import find_sections, ordinal_value
from gipr_nlp.sections.candidates import flatten
from gipr_nlp.text import squash

NAMES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
NARRATIVE = "2023年，我局认真执行条例，按时更新栏目，全年主动公开信息186条。各科室分工明确，没有发生差错。"
BODIES = (
    f"{NARRATIVE}\n（一）主动公开情况。全年公开信息186条。\n（二）依申请公开情况。全年未收到申请。\n（三）政府信息管理情况。修订审核表。",
    "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t0\t0\t0",
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况\n一、本年新收政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n"
    "三、本年度办理结果\t（一）予以公开\t0\t0\t0\t0\t0\t0\t0\n四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0",
    "行政复议\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0",
    "一是解读形式偏少。二是报送不及时。下一步将配发图片解读，建立移交台账。",
    "2023年发出收费通知0件，总金额0元，实际收取0元。",
)
FRONT = (
    "青岚县水务局2023年政府信息公开工作年度报告\n\n"
    "根据《中华人民共和国政府信息公开条例》的规定，现公布本局年度报告。\n\n"
)
HAN = ["一、", "二、", "三、", "四、", "五、", "六、"]


def sections(text: str) -> tuple[Section, ...]:
    return find_sections(document_from_text(text, Source("test.txt")))


def numbers(text: str) -> list[int | None]:
    return [s.number for s in sections(text) if s.key != "front"]


def report(
    headings: list[str], bodies: tuple[str, ...] = BODIES, between: str = "\n", front: str = FRONT
) -> str:
    return front + "".join(f"{h}{between}{b}\n\n" for h, b in zip(headings, bodies, strict=True) if h)


def numbered(marks: list[str], names: tuple[str, ...] = NAMES) -> list[str]:
    return [m + n for m, n in zip(marks, names, strict=True)]


MANNERS = {
    "as the form": numbered(HAN),
    "no numerals": list(NAMES),
    "first numeral lost": [NAMES[0], *numbered(HAN)[1:]],
    "two numerals lost": [NAMES[0], *numbered(HAN)[1:3], NAMES[3], *numbered(HAN)[4:]],
    "all in brackets": numbered(["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"]),
    "half-width brackets": numbered(["(一)", "(二)", "(三)", "(四)", "(五)", "(六)"]),
    "arabic dots": numbered([f"{n}. " for n in range(1, 7)]),
    "arabic full-width dots": numbered([f"{n}．" for n in range(1, 7)]),
    "arabic enumeration comma": numbered([f"{n}、" for n in range(1, 7)]),
    "parts": numbered(["第一部分 ", "第二部分 ", "第三部分 ", "第四部分 ", "第五部分 ", "第六部分 "]),
    "chapters": numbered([f"第{c}章　" for c in "一二三四五六"]),
    "parts with colon": numbered([f"第{c}部分：" for c in "一二三四五六"]),
    "markdown": numbered([f"## {m}" for m in HAN]),
    "markdown without numerals": numbered(["# "] * 6),
    "markdown closed": [f"### {h} ###" for h in numbered(HAN)],
    "bold": [f"**{h}**" for h in numbered(HAN)],
    "bold behind the numeral": numbered(HAN, tuple(f"**{n}**" for n in NAMES)),
    "lenticular brackets": [f"【{h}】" for h in numbered(HAN)],
    "indented": ["    " + h for h in numbered(HAN)],
    "ideographic spaces": ["　　" + h for h in numbered(HAN)],
    "tab before": ["\t" + h for h in numbered(HAN)],
    "space behind the numeral": numbered([m + " " for m in HAN]),
    "space before the mark": numbered([f"{m[0]} 、" for m in HAN]),
    "full stop behind the numeral": numbered([f"{m[0]}." for m in HAN]),
    "comma behind the numeral": numbered([f"{m[0]}，" for m in HAN]),
    "colon behind the numeral": numbered([f"{m[0]}：" for m in HAN]),
    "no mark behind the numeral": numbered([f"{m[0]} " for m in HAN]),
    "nothing behind the numeral": numbered([m[0] for m in HAN]),
    "formal numerals": numbered(["壹、", "贰、", "叁、", "肆、", "伍、", "陆、"]),
    "roman": numbered(["Ⅰ、", "Ⅱ、", "Ⅲ、", "Ⅳ、", "Ⅴ、", "Ⅵ、"]),
    "roman in letters": numbered(["I. ", "II. ", "III. ", "IV. ", "V. ", "VI. "]),
    "enclosed ideographs": numbered(list("㈠㈡㈢㈣㈤㈥")),
    "two thirds": numbered(["一、", "二、", "三、", "三、", "四、", "五、"]),
    "all ones": numbered(["一、"] * 6),
    "closed by a stop": [h + "。" for h in numbered(HAN)],
    "closed by a colon": [h + "：" for h in numbered(HAN)],
    "trailing spaces": [h + "   　" for h in numbered(HAN)],
    "spaced characters": [" ".join(h) for h in numbered(HAN)],
    "spaced by ideographic spaces": ["　".join(h) for h in numbered(HAN)],
    "zero width": ["\u200b".join(h) for h in numbered(HAN)],
    "traditional": numbered(
        HAN,
        (
            "總體情況",
            "主動公開政府信息情況",
            "收到和處理政府信息公開申請情況",
            "政府信息公開行政複議、行政訴訟情況",
            "存在的主要問題及改進情況",
            "其他需要報告的事項",
        ),
    ),
    "radicals": numbered(
        ["⼀、", "⼆、", "三、", "四、", "五、", "六、"],
        (
            NAMES[0],
            "主动公开政府信息情况",
            "收到和处理政府信息公开申请情况",
            "政府信息公开⾏政复议、⾏政诉讼情况",
            *NAMES[4:],
        ),
    ),
    "pinyin": [*numbered(HAN)[:2], "三、收到和处理政(zhèng)府信息公开申请情况", *numbered(HAN)[3:]],
    "numerals on their own line": numbered([f"{m}\n" for m in HAN]),
    "bare numerals on their own line": numbered([f"{m[0]}\n" for m in HAN]),
    "parts on their own line": numbered([f"第{m[0]}部分\n" for m in HAN]),
    "blank line behind the numeral": numbered([f"{m}\n\n" for m in HAN]),
    "broken over two lines": [
        "一、总体\n情况",
        "二、主动公开政府\n信息情况",
        "三、收到和处理政府信息公开\n申请情况",
        "四、政府信息公开行政复议、行政\n诉讼情况",
        "五、存在的主要问题\n及改进情况",
        "六、其他需要\n报告的事项",
    ],
    "broken over three lines": [
        *numbered(HAN)[:3],
        "四、政府信息公开\n行政复议、\n行政诉讼情况",
        *numbered(HAN)[4:],
    ],
    "broken without numerals": [*NAMES[:3], "政府信息公开行政复议、\n行政诉讼情况", *NAMES[4:]],
    "pipes": [f"| {h} |" for h in numbered(HAN)],
    "quoted": [f"> {h}" for h in numbered(HAN)],
    "administrative organs": numbered(
        HAN,
        (
            NAMES[0],
            "行政机关主动公开政府信息情况",
            "行政机关收到和处理政府信息公开申请情况",
            "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            "政府信息公开工作存在的主要问题及改进情况",
            "其他需要报告的事项",
        ),
    ),
    "measures": numbered(
        HAN,
        (
            "政府信息公开工作总体情况",
            "主动公开政府信息的情况",
            "收到和处理依申请公开情况",
            "政府信息公开行政复议和行政诉讼情况",
            "存在问题和改进措施",
            "其它需要报告事项",
        ),
    ),
    "short words": numbered(
        HAN,
        ("概述", "主动公开情况", "依申请公开情况", "行政复议、诉讼情况", "存在问题及改进措施", "其他事项"),
    ),
    "loose words": numbered(
        HAN,
        (
            "2023年总体情况",
            "政府信息主动公开情况",
            "政府信息公开申请办理情况",
            "因政府信息公开引起的行政复议、行政诉讼情况",
            "工作中存在的主要问题及下一步改进措施",
            "需要报告的其他事项",
        ),
    ),
    "wordy": numbered(
        HAN,
        (
            "政府信息公开总体工作情况",
            "本年度主动公开政府信息工作情况",
            "受理和处理政府信息公开申请的情况",
            "政府信息公开行政复议与行政诉讼的情况",
            "存在的问题及改进情况",
            "其他需要说明的事项",
        ),
    ),
    "slips of the pen": numbered(
        HAN,
        (
            "总休情况",
            "主动公开政府信信息情况",
            "收到和处理政府信息公开申情况",
            "政府信息公开行政复议、行政讼诉情况",
            "存在的主要问题及改进情兄",
            "其他需要报告的亊项",
        ),
    ),
    "tables announced": numbered(
        HAN,
        (
            "总体情况",
            "主动公开政府信息情况表",
            "收到和处理政府信息公开申请情况统计表",
            "政府信息公开行政复议、行政诉讼情况（单位：件）",
            "存在的短板及改进方向",
            "其他",
        ),
    ),
    "additions": numbered(
        HAN,
        (
            "总体情况及主要做法",
            "主动公开政府信息情况和重点领域公开情况",
            *NAMES[2:4],
            "主要问题及其改进情况",
            NAMES[5],
        ),
    ),
    "doubled marks": numbered(["一、、", "二、.", "三、", "四、", "五、", "六、"]),
    "brackets closed only": numbered([f"{m[0]}）" for m in HAN]),
    "entities of HTML": [f"&nbsp;&nbsp;{h}&nbsp;" for h in numbered(HAN)],
    "work basics for section 1": numbered(HAN, ("工作基本情况", *NAMES[1:])),
}


@pytest.mark.parametrize("headings", MANNERS.values(), ids=MANNERS)
def test_manners_of_headings(headings: list[str]) -> None:
    text = report(headings)
    found = [s for s in sections(text) if s.key != "front"]
    assert [s.number for s in found] == [1, 2, 3, 4, 5, 6]
    for section, printed, body in zip(found, headings, BODIES, strict=True):
        wanted = flatten(printed).removesuffix("(单位:件)").rstrip("。:")
        assert flatten(text[section.start : section.body]).rstrip("。:") == wanted
        assert text[section.body : section.end].removeprefix("（单位：件）\n").startswith(body)


def test_numeral_and_heading_as_printed() -> None:
    found = sections(report(numbered(["一、", "（二）", "三.", "第四部分　", "五、", "六 "])))
    assert [s.ordinal for s in found] == [None, "一、", "（二）", "三.", "第四部分", "五、", "六"]
    assert found[4].heading == "第四部分　政府信息公开行政复议、行政诉讼情况"
    assert [s.key for s in found] == [
        "front",
        "overview",
        "disclosure",
        "applications",
        "review",
        "problems",
        "other",
    ]


def test_ordinal_values() -> None:
    printed = ("三、", "（四）", "第五部分", "6.", "Ⅱ、", "㈢", "IV.", "壹、", "十一、", "（１）", "⒉")
    assert [ordinal_value(o) for o in printed] == [3, 4, 5, 6, 2, 3, 4, 1, 11, 1, 2]


# --- text behind the heading, and everything on one line -------------------------------------------------


@pytest.mark.parametrize("between", ["。", "：", "　", "  ", ": ", "——", ""])
def test_text_on_the_line_of_the_heading(between: str) -> None:
    bodies = (NARRATIVE, *BODIES[1:4], *BODIES[4:])
    text = report(numbered(HAN), bodies, between)
    assert numbers(text) == [1, 2, 3, 4, 5, 6]
    assert text[sections(text)[1].body :].lstrip("—").startswith(NARRATIVE)


@pytest.mark.parametrize("joint", [" ", "　", "", "。"])
def test_whole_report_on_one_line(joint: str) -> None:
    bodies = [squash(b) for b in BODIES]
    text = "青岚县水务局2023年政府信息公开工作年度报告 " + joint.join(
        f"{h}{joint or ' '}{b}{joint}" for h, b in zip(numbered(HAN), bodies, strict=True)
    )
    assert numbers(text) == [1, 2, 3, 4, 5, 6]
    found = sections(text)
    assert text[found[2].start :].startswith("二、主动公开政府信息情况")
    assert "第二十条" in text[found[2].body : found[2].end]


def test_tables_as_images_leave_headings_side_by_side() -> None:
    text = (
        "一、總體情況 根據《條例》，特公布本報告。"
        "本報告由主動公開政府信息情況、收到和處理政府信息公開申請情況、其他需要報告的事項等五個部分組成。"
        " 二、主動公開政府信息情況 三、收到和處理政府信息公開申請情況 四、政府信息公開行政復議、行政訴訟情況 "
        "五、存在的主要問題及改進情況 公開時效仍有待提高。 六、其他需要報告的事項 暫無。"
    )
    assert numbers(text) == [1, 2, 3, 4, 5, 6]


def test_text_of_two_characters_behind_the_heading() -> None:
    text = report([*numbered(HAN)[:5], ""], BODIES) + "六、其他需要报告的事项：无"
    last = sections(text)[-1]
    assert (last.number, text[last.body :]) == (6, "无")


def test_sentence_that_begins_like_a_heading_is_none() -> None:
    bodies = (
        f"{NARRATIVE}\n一、总体情况良好，群众满意。\n主动公开政府信息情况、收到申请情况均好于上年。",
        *BODIES[1:],
    )
    assert numbers(report(numbered(HAN), bodies)) == [1, 2, 3, 4, 5, 6]


# --- what only looks like a heading ----------------------------------------------------------------------


def test_topics_of_section_1_are_no_chapters() -> None:
    body = (
        "（一）主动公开政府信息情况。公开186条。\n（二）政府信息依申请公开情况\n全年未收到。\n（三）政府信息公开的收费情况\n没有。\n"
        "（四）因政府信息公开申请的行政复议、行政诉讼情况\n未发生。\n（五）监督保障情况\n培训两次。"
    )
    text = report(numbered(HAN), (body, *BODIES[1:]))
    found = sections(text)
    assert [s.number for s in found] == [0, 1, 2, 3, 4, 5, 6]
    assert "（四）因政府信息公开" in text[found[1].body : found[1].end]


@pytest.mark.parametrize("missing", [2, 3, 4])
def test_topic_does_not_stand_in_for_a_missing_chapter(missing: int) -> None:
    body = (
        "（一）主动公开政府信息情况。公开186条。\n（二）收到和处理政府信息公开申请情况。全年未收到。\n"
        "（三）政府信息公开行政复议、行政诉讼情况。未发生。"
    )
    headings = numbered(HAN)
    headings[missing - 1] = ""
    assert numbers(report(headings, (body, *BODIES[1:]))) == [n for n in range(1, 7) if n != missing]


@pytest.mark.parametrize("top", [list(NAMES), numbered(HAN)])
def test_topics_without_numerals(top: list[str]) -> None:
    body = (
        "主动公开情况\n公开186条。\n依申请公开情况\n全年未收到。\n"
        "政府信息管理情况\n修订审核表。\n监督保障情况\n培训两次。"
    )
    text = report(top, (body, *BODIES[1:]))
    found = [s for s in sections(text) if s.number]
    assert [s.number for s in found] == [1, 2, 3, 4, 5, 6]
    assert "第二十条" in text[found[1].body : found[1].end]


def test_parts_of_section_5_with_chapter_numerals() -> None:
    body = "一、存在的主要问题\n解读形式偏少。\n二、改进措施\n配发图片解读。"
    text = report(numbered(HAN), (*BODIES[:4], body, BODIES[5]))
    assert numbers(text) == [1, 2, 3, 4, 5, 6]


def test_parts_of_section_1_with_chapter_numerals() -> None:
    body = "一、加强组织领导\n成立领导小组。\n二、健全制度\n修订审核表。\n三、抓好培训\n培训两次。"
    assert numbers(report(numbered(HAN), (body, *BODIES[1:]))) == [1, 2, 3, 4, 5, 6]


def test_list_of_the_parts_in_the_preamble() -> None:
    front = FRONT + f"本报告由{'、'.join(NAMES)}等六部分组成。\n"
    assert numbers(report(numbered(HAN), front=front)) == [1, 2, 3, 4, 5, 6]
    assert sections(report(list(NAMES), front=front))[0].end == len(front)


def test_list_of_the_parts_wrapped_at_the_headings() -> None:
    front = (
        FRONT + "本报告由\n总体情况、\n主动公开政府信息情况、\n收到和处理政府信息公开申请情况\n"
        "、政府信息公开行政复议、行政诉讼情况、\n存在的主要问题及改进情况和\n其他需要报告的事项\n等六部分组成。\n"
    )
    text = report(list(NAMES), front=front)
    assert numbers(text) == [1, 2, 3, 4, 5, 6]
    assert sections(text)[0].end == len(front)


def test_list_of_the_parts_with_numerals() -> None:
    front = FRONT + f"全文包括：{'；'.join(numbered(HAN))}。\n"
    text = report(numbered(HAN), front=front)
    assert numbers(text) == [1, 2, 3, 4, 5, 6]
    assert sections(text)[0].end == len(front)


@pytest.mark.parametrize("tail", ["", "\t1", "……………1", "......... 3", "   （2）", "·····4"])
def test_table_of_contents(tail: str) -> None:
    contents = "目录\n" + "".join(f"{h}{tail}\n" for h in numbered(HAN)) + "\n"
    text = report(numbered(HAN), front=FRONT + contents)
    found = sections(text)
    assert [s.number for s in found] == [0, 1, 2, 3, 4, 5, 6]
    assert found[0].end == len(FRONT + contents)


def test_headers_of_table_4_are_no_heading() -> None:
    body = "行政复议　行政诉讼\n行政复议\t行政诉讼\n行政复议、行政诉讼\n" + BODIES[3]
    text = report([*numbered(HAN)[:3], "", *numbered(HAN)[4:]], (*BODIES[:3], "", *BODIES[4:]))
    assert numbers(text.replace(BODIES[2], BODIES[2] + "\n" + body)) == [1, 2, 3, 5, 6]


def test_table_caption_repeats_the_heading() -> None:
    body = "主动公开政府信息情况\n" + BODIES[1]
    text = report(numbered(HAN), (BODIES[0], body, *BODIES[2:]))
    assert [s.line for s in sections(text) if s.number == 2] == [
        text[: text.index("二、主动")].count("\n") + 1
    ]
    assert numbers(text) == [1, 2, 3, 4, 5, 6]


def test_noise_lines_are_no_headings() -> None:
    front = "首页 > 政务公开 > 总体情况\n" + FRONT
    assert sections(report(list(NAMES), front=front))[0].end == len(front)


# --- order, absence, additions ---------------------------------------------------------------------------


@pytest.mark.parametrize("missing", range(1, 7))
def test_missing_chapter(missing: int) -> None:
    headings = numbered(HAN)
    headings[missing - 1] = ""
    assert numbers(report(headings)) == [n for n in range(1, 7) if n != missing]


def test_wrong_order() -> None:
    order = [0, 2, 1, 3, 5, 4]
    text = FRONT + "".join(f"{HAN[i]}{NAMES[n]}\n{BODIES[n]}\n" for i, n in enumerate(order))
    assert numbers(text) == [1, 3, 2, 4, 6, 5]


def test_seventh_chapter() -> None:
    text = report(numbered(HAN)) + "七、附件情况\n无附件。\n"
    found = sections(text)[-1]
    assert (found.number, found.key, found.heading) == (None, "extra", "七、附件情况")


def test_inserted_chapter() -> None:
    headings = numbered(["一、", "二、", "四、", "五、", "六、", "七、"])
    text = report(headings).replace(
        "四、收到", "三、公共企事业单位信息公开\n督促自来水公司公开。\n\n四、收到"
    )
    assert numbers(text) == [1, 2, None, 3, 4, 5, 6]


def test_chapter_before_section_1() -> None:
    headings = numbered(["二、", "三、", "四、", "五、", "六、", "七、"])
    text = report(headings, front=FRONT + "一、编制说明\n依据条例编制。\n")
    assert numbers(text) == [None, 1, 2, 3, 4, 5, 6]


def test_items_of_section_6_are_no_chapters() -> None:
    body = "（一）收费情况\n没有收费。\n（二）建议提案\n办理4件。\n1、主办2件\n2、会办2件"
    assert numbers(report(numbered(HAN), (*BODIES[:5], body))) == [1, 2, 3, 4, 5, 6]


def test_problems_and_measures_as_two_chapters_are_one_section() -> None:
    headings = [*numbered(HAN)[:4], "五、存在的主要问题", "七、其他需要报告的事项"]
    bodies = (*BODIES[:4], "解读形式偏少。\n六、改进措施\n配发图片解读。", BODIES[5])
    text = report(headings, bodies)
    found = [s for s in sections(text) if s.number]
    assert [s.number for s in found] == [1, 2, 3, 4, 5, 6]
    assert "配发图片解读" in text[found[4].body : found[4].end]


def test_two_reports_in_one_file() -> None:
    one = report(numbered(HAN))
    assert numbers(one + one.replace("2023", "2022")) == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]


def test_chapter_two_in_brackets_among_chapters_with_commas() -> None:
    headings = numbered(["一、", "（二）", "三、", "四、", "五、", "六、"])
    assert numbers(report(headings)) == [1, 2, 3, 4, 5, 6]


def test_no_heading_at_all() -> None:
    found = sections("市里召开政务公开会议。\n会议要求抓紧。\n")
    assert [(s.number, s.key, s.start, s.end) for s in found] == [(0, "front", 0, 20)]


# --- the free layout of 2018 and before ------------------------------------------------------------------


OLD = (
    "青岚县水务局2016年政府信息公开工作年度报告\n本报告包括概述、主动公开情况、依申请公开情况、收费及减免情况、行政复议和诉讼情况、存在问题。\n"
    "一、概述\n2016年，我局认真执行条例。\n（一）机构建设\n有专人。\n二、主动公开政府信息的情况\n公开118条。\n"
    "三、政府信息依申请公开办理情况\n收到申请2件。\n四、政府信息公开的收费及减免情况\n没有收费。\n"
    "五、因政府信息公开申请行政复议、提起行政诉讼的情况\n没有。\n六、政府信息公开工作存在的主要问题及改进措施\n更新不快，将改进。\n"
    "七、需要说明的事项与附表\n附表一。\n"
)


def test_old_chapters_by_meaning() -> None:
    assert numbers(OLD) == [1, 2, 3, 0, 4, 5, 6]
    assert [s.key for s in sections(OLD)][4] == "old"


def test_old_report_of_five_chapters() -> None:
    text = (
        "道县文广新局2013年度信息公开工作\n年度报告\n一、主动公开政府信息的情况：\n2013年度主动公开5条；\n"
        "二、依申请公开信息的情况和不予公开信息的情况\n没有。\n三、信息公开的收费及减免情况\n没有。\n"
        "四、因信息公开申请行政复议、提起行政诉讼的情况\n没有。\n五、信息公开工作存在的主要问题及改进情况\n公开不及时。\n2014年3月25日"
    )
    assert numbers(text) == [2, 3, 0, 4, 5]


def test_fee_chapter_in_a_new_report_is_an_extra_chapter() -> None:
    assert numbers(report(numbered(HAN)) + "七、收费及减免情况\n无。\n")[-1] is None


# --- properties ------------------------------------------------------------------------------------------


@given(
    marks=st.lists(
        st.sampled_from(["一、", "（一）", "1.", "第一部分", "", "## ", "　　二、", "三、"]),
        min_size=6,
        max_size=6,
    ),
    order=st.permutations(range(6)),
    gap=st.sampled_from(["\n", "\n\n", "。\n", "：\n"]),
)
def test_offsets_give_back_the_headings(marks: list[str], order: list[int], gap: str) -> None:
    text = FRONT + "".join(f"{marks[i]}{NAMES[n]}{gap}{BODIES[n]}\n" for i, n in enumerate(order))
    document = document_from_text(text, Source("test.txt"))
    found = find_sections(document)
    assert found[0].start == 0
    assert found[-1].end == len(document.text)
    assert all(left.end == right.start for left, right in pairwise(found))
    for section in found:
        assert section.start <= section.body <= section.end
        if section.key != "front":
            shown = document.text[section.start : section.body]
            assert shown.lstrip("#* ").startswith(section.heading)
            assert document.line_at(section.start) == section.line
            assert section.ordinal is None or section.heading.startswith(section.ordinal)


@given(
    st.text(
        alphabet="一二三四五六、（）()。：\n\t #12 "
        "总体情况主动公开政府信息收到和处理申请行复议诉讼存在的要问题及改进其他需报告事项",
        max_size=300,
    )
)
def test_any_text_is_covered_without_gaps(text: str) -> None:
    document = document_from_text(text, Source("test.txt"))
    found = find_sections(document)
    assert found[0].start == 0
    assert found[-1].end == len(document.text)
    assert all(left.end == right.start for left, right in pairwise(found))
    assert all(s.start <= s.body <= s.end for s in found)


def test_seeds(shared: Path) -> None:
    for path in sorted(shared.glob("seeds/*.txt")):
        document = read_document(path, {})
        found = find_sections(document)
        assert [s.number for s in found] == [0, 1, 2, 3, 4, 5, 6], path.name
        assert [s.ordinal for s in found[2:]] == ["二、", "三、", "四、", "五、", "六、"]


def test_speed_on_a_long_report() -> None:
    """A report of ordinary size takes under a millisecond; this guards against a pattern that explodes."""
    text = (
        report(numbered(HAN))
        + "政府信息公开工作的的的工作政务公开" * 4000
        + "\n"
        + "主动公开政府信息 " * 4000
    )
    document = document_from_text(text, Source("test.txt"))
    begun = time.perf_counter()
    find_sections(document)
    assert time.perf_counter() - begun < 2
