"""Family M, second part: 五、存在的主要问题及改进情况 (M09-M14; rules.md 4.2, 5.12).

Problems, measures and what was done come from :mod:`gipr_nlp.rules.pairing`; statutory wording is never counted
against anyone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause
from gipr_nlp.rules.base import ARTICLE_50, FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.pairing import (
    Item,
    Pairing,
    has_theme,
    is_none,
    is_pointer,
    is_vow,
    pair,
    role_of,
    runs_of,
    specificity,
)
from gipr_nlp.rules.scope import cut_short
from gipr_nlp.rules.vocabulary import any_of, five
from gipr_nlp.rules.witness import Presence, clauses_in, labelled, presence, quote, share
from gipr_nlp.text import level

PART = "第五部分“存在的主要问题及改进情况”"


def _clauses(case: Case) -> list[Clause]:
    return clauses_in(case, 5)


def _pairing(case: Case) -> Pairing:
    if "pairing" not in case.memo:
        case.memo["pairing"] = pair(_clauses(case))
    known: Pairing = case.memo["pairing"]
    return known


def _only_none(found: Sequence[Clause]) -> bool:
    """无。 or 不存在问题, and nothing else but praise and pointers."""
    rest = [
        c for c in found if not is_none(c) and not is_pointer(c) and c.label not in ("overview", "preamble")
    ]
    return any(is_none(c) for c in found) and not rest


def _said(
    case: Case, labels: Sequence[str], words: re.Pattern[str], what: str
) -> tuple[list[Clause], Presence]:
    """The clauses of section 5 that say something, and whether they speak of problems or measures."""
    found = _clauses(case)
    spoken = [c for c in found if not is_pointer(c) and not is_none(c)]
    if spoken:
        return spoken, presence(spoken, labels, words.search, what)
    if _only_none(found):
        return spoken, Presence("missing")
    return spoken, Presence("open", "第五部分只有引导语，不能判断内容是否缺失")


def _open(case: Case, said: Presence) -> Unsure | None:
    if said.state == "open":
        return Unsure(said.why)
    if said.state == "missing" and cut_short(case.report):
        return Unsure("文件末尾不完整，不能断定没有相关内容")
    return None


@rule(
    "M09",
    "缺存在问题",
    "error",
    why="年度报告应当写明政府信息公开工作存在的主要问题；只写成绩，没有写问题，内容就不完整。",
    basis=ARTICLE_50,
    bad="第五部分：一年来，我局政府信息公开工作取得明显成效，群众满意度不断提高。",
    good="第五部分：一是图片解读偏少，全年12篇解读材料中只有4篇；二是……",
    needs="D+labels",
    follows_from=("M11",),
)
def no_problem(case: Case) -> Checks:
    found = _clauses(case)
    words = any_of((), (five("weak").pattern, five("awaited").pattern))
    spoken, said = _said(case, ("problem",), words, "存在的问题")
    if unsure := _open(case, said):
        yield unsure
    elif said.state == "missing":
        shown = f"，只写了“{quote((spoken or found)[0].text)}”等内容" if spoken else ""
        yield Hit(
            f"{PART}没有写存在的问题{shown}。请结合本年度工作实际，写明政府信息公开工作存在的主要问题。",
            section=5,
            start=found[0].start,
            end=found[-1].end,
            confidence=0.9,
            quote="缺存在问题",
        )


@rule(
    "M10",
    "缺改进措施",
    "error",
    why="年度报告应当写明对存在问题的改进情况；只列问题、没有措施，内容就不完整。",
    basis=ARTICLE_50,
    bad="第五部分：一是信息更新不及时；二是解读形式单一。（全文完）",
    good="第五部分：……针对解读形式单一的问题，对涉及群众办事的文件一律配发图片或视频解读。",
    needs="D+labels",
    follows_from=("M11",),
)
def no_measure(case: Case) -> Checks:
    found = _clauses(case)
    words = any_of((), (*(five(name).pattern for name in ("plan", "done", "measure")), "整改|改进|措施"))
    _, said = _said(case, ("improvement", "rectification"), words, "改进措施")
    if unsure := _open(case, said):
        yield unsure
    elif said.state == "missing":
        yield Hit(
            f"{PART}没有写改进情况和改进措施。请针对所列问题，写明本年度已经改进的情况和下一步的措施。",
            section=5,
            start=found[0].start,
            end=found[-1].end,
            confidence=0.9,
            quote="缺改进措施",
        )


@rule(
    "M11",
    "第五部分仅“无”",
    "error",
    why="任何机关的政府信息公开工作都有可以改进之处；第五部分只写“无”或“不存在问题”，等于没有报告。",
    basis=ARTICLE_50,
    bad="五、存在的主要问题及改进情况　无。",
    good="五、存在的主要问题及改进情况　一是栏目更新不及时，“通知公告”全年有3个月没有更新……",
    needs="D+labels",
)
def only_nothing(case: Case) -> Checks:
    found = _clauses(case)
    if not _only_none(found):
        return
    said = next(c for c in found if is_none(c))
    yield Hit(
        f"{PART}只写了“{quote(said.text)}”。请结合工作实际，写明存在的主要问题和改进情况。",
        section=5,
        start=said.start,
        end=said.end,
        found=quote(said.text),
        evidence=(said.text,),
        confidence=1.0 if len(found) == 1 else 0.95,
    )


@rule(
    "M12",
    "问题空泛",
    "warning",
    why="“意识有待提高”“内容不够丰富”一类的话适用于任何单位、任何年份，看不出本单位本年度的具体问题，也无从检查是否改进。",
    basis=PRACTICE,
    bad="一是信息公开宣传力度不够；二是公开内容有待进一步完善。",
    good="一是图片解读偏少，全年12篇解读材料中只有4篇；二是5个水管所没有固定的信息员。",
    needs="D+labels",
)
def vague_problems(case: Case) -> Checks:
    problems = [p for p in _pairing(case).problems if specificity(p.text).length]
    if not problems:
        raise NotApplicable("没有读出存在的问题")
    vague = [p for p in problems if specificity(p.text).vague]
    if len(vague) < len(problems):
        return
    if not labelled(_clauses(case)) and not all(_sure(p) for p in problems):
        yield Unsure("没有分类模型的标注，不能断定所列均为问题")
        return
    shown = "；".join(f"“{quote(p.text, 30)}”" for p in problems[:3])
    yield Hit(
        f"{PART}所列{_how_many(problems)}都比较笼统（{shown}），没有具体的事项、数据或实例。"
        "请结合本单位本年度的实际，写明具体问题。",
        section=5,
        start=problems[0].clauses[0].start,
        end=problems[-1].clauses[-1].end,
        evidence=tuple(p.text for p in problems[:3]),
        confidence=0.85,
        quote="问题空泛",
    )


def _sure(item: Item) -> bool:
    return all(
        five("weak").search(level(c.text)) or five("awaited").search(level(c.text)) for c in item.clauses
    )


def _how_many(items: Sequence[Item]) -> str:
    return f"{len(items)}个问题" if len(items) > 1 else "问题"


@rule(
    "M13",
    "问题与措施不对应",
    "hint",
    why="改进措施应当针对所列问题，最好一一对应；数目相差较多或内容不相干，说明措施没有对准问题。",
    basis=PRACTICE,
    bad="列出4个问题，只写了1条措施。",
    good="列出3个问题，相应写了3条措施，次序一致。",
    needs="D+labels",
)
def problems_and_measures(case: Case) -> Checks:
    found = _pairing(case)
    measures = [m for m in found.measures if not is_vow(m.text)]
    if not found.problems or not measures:
        raise NotApplicable("没有同时读出问题和措施")
    if found.interleaved:
        return
    asked, answers = _counted(found.problems), _counted(measures)
    if asked and answers and abs(len(asked) - len(answers)) > 1:
        yield Hit(
            f"{PART}列出{len(asked)}个问题，改进措施{len(answers)}条，数目不对应"
            f"{_left_over(found, len(asked) > len(answers))}。请核对是否每个问题都有相应的措施。",
            section=5,
            start=asked[0].clauses[0].start,
            end=answers[-1].clauses[-1].end,
            found=f"问题{len(asked)}个，措施{len(answers)}条",
            confidence=0.85,
            quote="问题与措施数目",
        )
        return
    themed = [p for p in found.problems if has_theme(p.text)]
    answered = {id(p.problem) for p in found.pairs}
    alone = [p for p in themed if id(p) not in answered]
    enough = len(themed) >= 2 and len(themed) * 3 >= len(found.problems) * 2
    if enough and len(alone) == len(themed) and any(has_theme(m.text) for m in measures):
        yield Hit(
            f"{PART}的改进措施与所列问题多数不相干，如“{quote(alone[0].text)}”没有相应的措施。请对照问题逐项写明措施。",
            section=5,
            start=alone[0].clauses[0].start,
            end=alone[0].clauses[-1].end,
            evidence=tuple(p.text for p in alone[:3]),
            confidence=0.7,
            quote="问题与措施内容",
        )


def _counted(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items that the writer numbered from one on, where these are most of them; else none."""
    runs = runs_of(items)
    longest = max(runs, key=len, default=())
    return longest if len(longest) * 2 >= len(items) else ()


def _left_over(found: Pairing, more_problems: bool) -> str:
    rest = found.unanswered if more_problems else ()
    return f"（如“{quote(rest[0].text, 30)}”没有相应的措施）" if rest else ""


@rule(
    "M14",
    "改进情况只有打算",
    "hint",
    why="这一部分要求报告“改进情况”，不仅要写下一步打算，也应当写本年度针对以往问题做了哪些改进。",
    basis=FORMAT,
    bad="下一步要提高思想认识，加强组织领导。",
    good="上年度报告指出的栏目更新慢问题，已于4月把更新责任落实到岗位，平均更新间隔由16天缩短为7天。",
    needs="D+labels",
)
def only_plans(case: Case) -> Checks:
    found = _clauses(case)
    planned = [c for c in found if role_of(c) == "measure"]
    if not planned:
        raise NotApplicable("没有读出改进措施")
    other = [c for c in found if not is_pointer(c) and c.label != "overview"]
    done = any_of((), (five("done").pattern,))
    by_label = any(share(c, "rectification") >= 0.2 for c in found)
    by_words = any(done.search(level(c.text)) for c in other)
    if by_label and by_words:
        return
    if by_label or by_words:
        if any(c.label == "rectification" and not c.abstained for c in found):
            return
        yield Unsure("有的语句可能是已经完成的改进，请人工判断")
        return
    if not labelled(found):
        yield Unsure("没有分类模型的标注，不能断定没有写已经完成的改进")
        return
    shown = next((c for c in planned if len(c.text) > 8), planned[0])
    yield Hit(
        f"{PART}只写了下一步打算（如“{quote(shown.text)}”），没有写本年度针对问题已经做了哪些改进。"
        "建议补充对上年度所列问题的改进情况。",
        section=5,
        start=planned[0].start,
        end=planned[-1].end,
        evidence=(shown.text,),
        confidence=0.85,
        quote="只有打算",
    )


RULES = (no_problem, no_measure, only_nothing, vague_problems, problems_and_measures, only_plans)
