"""Clauses: cut as the annotation guide says, with offsets that give back the text and the nearest heading."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.compose import report
from gipr_nlp.model import Report
from gipr_nlp.pipeline import read, read_text

HEAD = "青岚县水务局2023年政府信息公开工作年度报告\n一、总体情况\n"


def cut(body: str) -> list[str]:
    return [c.text for c in read_text(HEAD + body + "\n二、主动公开政府信息情况\n").clauses if c.section == 1]


def headed(body: str) -> list[tuple[str, str]]:
    clauses = read_text(HEAD + body + "\n二、主动公开政府信息情况\n").clauses
    return [(c.heading, c.text) for c in clauses if c.section == 1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("全年挂出水情简报40期；另发公告12则。", ["全年挂出水情简报40期；", "另发公告12则。"]),
        ("刊发《问水；问渠》一书的目录。", ["刊发《问水；问渠》一书的目录。"]),
        ("一是人手少，二是制度旧。", ["一是人手少，", "二是制度旧。"]),
        ("还有几处不足：一是更新慢；二是栏目空。", ["还有几处不足：", "一是更新慢；", "二是栏目空。"]),
        ("解读稿偏少，今后每月补发一期。", ["解读稿偏少，", "今后每月补发一期。"]),
        ("针对栏目更新不及时的问题，下一步将按月巡查。", ["针对栏目更新不及时的问题，下一步将按月巡查。"]),
        (
            "全年未收到信息公开申请，也没有发生行政复议，未收取费用。",
            ["全年未收到信息公开申请，", "也没有发生行政复议，", "未收取费用。"],
        ),
        ("虽有成效，但更新不及时。", ["虽有成效，但更新不及时。"]),
        ("因无人申请，故未收费。", ["因无人申请，故未收费。"]),
        (
            "发布信息30.5万字，网址www.qinglan.example/a.b。",
            ["发布信息30.5万字，网址www.qinglan.example/a.b。"],
        ),
        ("无", ["无"]),
    ],
)
def test_cuts(body: str, expected: list[str]) -> None:
    assert cut(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("（一）依申请公开情况。全年收到2件。", [("（一）依申请公开情况", "全年收到2件。")]),
        ("（三）建章立制，保障落实。修订制度两项。", [("（三）建章立制，保障落实", "修订制度两项。")]),
        (
            "一是强化组织领导。局长任组长。",
            [("一、总体情况", "一是强化组织领导。"), ("一、总体情况", "局长任组长。")],
        ),
        ("存在问题：公开栏更新慢。", [("存在问题", "公开栏更新慢。")]),
        ("（一）平台建设\n改版公开栏。", [("（一）平台建设", "改版公开栏。")]),
        (
            "（1）发出收费通知2件\n（2）总金额400元",
            [("一、总体情况", "（1）发出收费通知2件"), ("一、总体情况", "（2）总金额400元")],
        ),
    ],
)
def test_headings(body: str, expected: list[tuple[str, str]]) -> None:
    assert headed(body) == expected


def test_a_sentence_wrapped_over_lines_is_one_clause() -> None:
    body = "局机关全年围绕防汛抗旱和农村供水两条主线公开信息，水库水位、河道流量和\n预警消息都在半小时之内挂上网站首页并同时推送到各镇的应急广播平台，群众\n可以随时查到自己所在河段的情况，这一做法受到县人大代表和沿河各村村民的\n一致肯定。"
    assert cut(body) == [body.replace("\n", "")]


def gives_back(found: Report) -> bool:
    return all(re.sub(r"\s*\n\s*", "", found.text[c.start : c.end]) == c.text for c in found.clauses)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            [
                "一是更新慢，",
                "今后补发。",
                "\n",
                "（一）平台情况。",
                "收到申请3件；",
                "《条例》",
                "“两个；样子”",
                " ",
                "无。",
            ]
        ),
        max_size=14,
    )
)
def test_offsets_give_back_the_text(pieces: list[str]) -> None:
    assert gives_back(read_text(HEAD + "".join(pieces) + "\n六、其他需要报告的事项\n无。\n"))


def test_nothing_of_tables_title_and_signature_is_a_clause() -> None:
    found = read_text(report("2021", 2023))
    text = "".join(c.text for c in found.clauses)
    assert not re.search("信息内容|结果纠正|勾稽|商业企业", text)
    assert all(c.text != found.title for c in found.clauses)
    assert gives_back(found)


def test_boundaries_of_the_annotated_reports(shared: Path) -> None:
    rows = [
        json.loads(line) for line in (shared / "dev" / "seed_clauses.jsonl").read_text("utf-8").splitlines()
    ]

    def bare(text: str) -> str:
        return re.sub(r"\s", "", text)

    for name in sorted({row["file"] for row in rows}):
        found = read(shared / "seeds" / name)
        wanted = [(r["section"], bare(r["heading"]), bare(r["text"])) for r in rows if r["file"] == name]
        assert [(c.section, bare(c.heading), bare(c.text)) for c in found.clauses] == wanted
        assert gives_back(found)


def test_a_lone_word_for_an_annex_is_no_clause() -> None:
    text = report(layout="tabs") + "\n附件：\n附件1：\n"
    assert not [c for c in read_text(text).clauses if "附件" in c.text]
