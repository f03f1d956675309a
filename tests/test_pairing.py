"""Section 5 as items, roles, pairs; how much of its own a text says."""

from __future__ import annotations

import pytest

from gipr_nlp.model import Clause
from gipr_nlp.rules.pairing import Item, items_of, number_of, pair, role_of, specificity

LABELS = {"p": "problem", "m": "improvement", "d": "rectification", "l": "lead_in", "o": "overview", "": ""}


def clauses(*said: str, heading: str = "五、存在的主要问题及改进情况") -> list[Clause]:
    """Clauses from "p|一是…" (label and text), "## …" being a heading."""
    made: list[Clause] = []
    for line in said:
        if line.startswith("## "):
            heading = line[3:]
            continue
        label, _, text = line.partition("|")
        name = LABELS[label]
        made.append(Clause(len(made) + 1, 5, heading, text, 0, 0, name, 0.9 if name else 0.0))
    return made


def shape(items: list[Item]) -> list[tuple[str, int | None, int]]:
    return [(i.role, i.number, len(i.clauses)) for i in items]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一是更新慢", 1), ("二要加强培训", 2), ("3.人手少", 3), ("（4）渠道单一", 4), ("⑤解读少", 5), ("第二，更新慢", 2),
        ("其次，人手少", 2), ("12、更新慢", 12), ("一些栏目更新慢", None), ("2023年更新慢", None), ("3.5%的稿件退回", None),
        ("一般问题不少", None),
    ],
)  # fmt: skip
def test_numbers_of_items(text: str, number: int | None) -> None:
    from gipr_nlp.text import level

    assert number_of(level(text)) == number


def test_an_item_holds_its_elaboration() -> None:
    found = list(
        items_of(clauses("l|存在以下问题：", "p|一是人手少。", "p|目前只有1名兼职人员。", "p|二是更新慢。"))
    )
    assert shape(found) == [("problem", 1, 2), ("problem", 2, 1)]


def test_sentences_without_numbers_are_items_of_their_own() -> None:
    found = list(items_of(clauses("p|解读方式单一；", "p|更新不及时。", "m|今后将增加图解。")))
    assert shape(found) == [("problem", None, 1), ("problem", None, 1), ("measure", None, 1)]


def test_numbered_headings_are_items() -> None:
    found = list(
        items_of(
            clauses(
                "## （一）解读形式单一",
                "p|全年只有4篇图解。",
                "## （二）更新不及时",
                "p|两个栏目半年没有更新。",
            )
        )
    )
    assert shape(found) == [("problem", 1, 1), ("problem", 2, 1)]
    assert found[0].text.startswith("（一）解读形式单一")


def test_words_overrule_a_label_where_they_leave_no_doubt() -> None:
    said = clauses(
        "m|二是工作机制还需要进一步完善。", "p|下一步将增加图解。", "m|针对更新还需加快的问题，加强检查。"
    )
    assert [role_of(c) for c in said] == ["problem", "measure", "measure"]


def test_without_labels_words_and_headings_decide() -> None:
    said = clauses(
        "## 存在问题",
        "|一是主动公开信息意识不强；",
        "## 改进措施",
        "|一是提升依法主动公开意识；",
        "|二是已补发3期。",
    )
    assert [role_of(c) for c in said] == ["problem", "measure", "done"]


def test_pairs_by_order() -> None:
    found = pair(clauses("p|一是意识不强。", "m|下一步加强学习。", "p|二是形式单一。", "m|下一步增加图解。"))
    assert found.interleaved
    assert [(p.problem.number, p.measure.text, p.how) for p in found.pairs] == [
        (1, "下一步加强学习。", "order"),
        (2, "下一步增加图解。", "order"),
    ]


def test_pairs_by_number() -> None:
    found = pair(
        clauses(
            "p|一是图片解读偏少；", "p|二是栏目更新不及时。", "m|一是配发图片解读；", "m|二是明确更新时限。"
        )
    )
    assert [(p.problem.number, p.measure.number, p.how) for p in found.pairs] == [
        (1, 1, "number"),
        (2, 2, "number"),
    ]
    assert not found.unanswered
    assert not found.unasked


def test_pairs_by_topic_where_the_order_is_another() -> None:
    found = pair(
        clauses(
            "p|一是宣传力度不够；",
            "p|二是内容有待完善。",
            "m|一是深化公开内容。",
            "m|二是加强宣传，提高知晓率。",
        )
    )
    assert {(p.problem.number, p.measure.number) for p in found.pairs} == {(1, 2), (2, 1)}


def test_what_is_left_over() -> None:
    found = pair(
        clauses(
            "p|一是图片解读偏少；",
            "p|二是信息员流动频繁。",
            "m|一是文件配发图片解读；",
            "m|二是完善网站安全防护。",
        )
    )
    assert [p.number for p in found.unanswered] == [2]
    assert [m.number for m in found.unasked] == [2]


def test_a_vow_is_no_measure_without_problem() -> None:
    found = pair(clauses("p|解读偏少。", "m|针对以上问题，我局将认真整改。"))
    assert not found.unasked


def test_what_was_done_and_what_is_planned_in_one_list() -> None:
    found = pair(
        clauses(
            "p|一是学习不够；", "p|二是内容偏专业；", "p|三是时效有待加强。",
            "d|一是加强了学习培训。", "d|二是优化了内容，推出科普作品30期。", "m|三是强化时效管理。",
        )
    )  # fmt: skip
    assert [m.number for m in found.measures] == [1, 2, 3]
    assert not found.unanswered


@pytest.mark.parametrize(
    "text",
    [
        "一是信息公开面对社会宣传力度不够；",
        "二是信息公开的内容有待进一步完善。",
        "队伍建设有待加强，工作人员业务水平需进一步提高。",
        "对《中华人民共和国政府信息公开条例》的学习理解不够深入。",
        "公开的主动性、及时性还需增强。",
    ],
)
def test_stock_phrases_are_vague(text: str) -> None:
    assert specificity(text).vague


@pytest.mark.parametrize(
    "text",
    [
        "图片解读偏少，全年12篇解读材料中只有4篇；",
        "目前卫健系统下属单位没有专职工作人员负责政务公开工作。",
        "“通知公告”栏目更新不及时。",
        "河长巡河信息只公布次数，没有公布发现和处置的问题。",
        "有两个栏目半年没有更新。",
        "抗旱物资发放由乡镇分散张贴，网上查不到总账。",
    ],
)
def test_facts_of_ones_own_are_not_vague(text: str) -> None:
    assert not specificity(text).vague


def test_statutory_wording_alone_counts_neither_way() -> None:
    assert specificity("《中华人民共和国政府信息公开条例》").length == 0
    assert not specificity("《中华人民共和国政府信息公开条例》").vague
