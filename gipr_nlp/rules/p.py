"""Family P: text copied, left over or made by machine (rules.md 5.14).

Names and places of others stand in :mod:`gipr_nlp.rules.p_copy`, their fields of work in
:mod:`gipr_nlp.rules.p_field`, addresses in :mod:`gipr_nlp.rules.p_address`, what was left in by mistake in :mod:`gipr_nlp.rules.p_marks` and :mod:`gipr_nlp.rules.p_made`, wrong words in
:mod:`gipr_nlp.rules.p_words`. Copies of last year's or another body's report stand in
:mod:`gipr_nlp.rules.p_copies`. Here what stands in the wrong chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gipr_nlp import form as statutory
from gipr_nlp.model import Clause
from gipr_nlp.rules import p_address, p_copies, p_copy, p_field, p_made, p_marks, p_words
from gipr_nlp.rules.base import FORMAT, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.chapter_text import HAN
from gipr_nlp.rules.narrative import cutting
from gipr_nlp.rules.pairing import number_of
from gipr_nlp.rules.scope import require_six_parts
from gipr_nlp.rules.witness import labelled
from gipr_nlp.text import level, squash

SURE = 0.8
FEW = 2  # one clause may be misread, or said in passing
_LEAD = re.compile(
    r"(?:目前|当前|主要|还|仍|尚|工作|中){0,4}存在的?(?:主要)?(?:问题|不足)(?:有|是|为|如下)?[:：]"
)
_HEADED = re.compile("问题|不足|困难|差距|改进|下一步|打算")
_NOT_HEADED = re.compile("整改|上年|去年|问题导向|解决|反馈|回应")
_NAMES = {"problem": "存在的问题", "improvement": "改进措施"}


@rule(
    "P16",
    "章节内容放错",
    "warning",
    why="统一格式规定了各部分的内容：问题和改进措施写在第五部分。写在别处，读者和汇总单位会以为没有。",
    basis=FORMAT,
    bad="第六部分写“存在公开不及时、解读不够的问题，下一步将……”。",
    good="问题和改进措施写在“五、存在的主要问题及改进情况”。",
    needs="D+labels",
)
def wrong_chapter(case: Case) -> Checks:
    require_six_parts(case)
    for number in (1, 2, 3, 4, 6):
        clauses = [c for c in case.report.clauses if c.section == number]
        headed = [c for c in clauses if _HEADED.search(c.heading) and not _NOT_HEADED.search(c.heading)]
        section = case.report.section(number)
        headed = [c for c in headed if section is not None and c.heading not in section.heading]
        strays = _strays(clauses, number)
        if number == 1 and not (headed and strays):
            continue  # a weakness or a promise told in passing
        told = _announced(clauses) if strays else []
        sure = [c for c in strays if c.probability >= SURE or c in told]
        if len(sure) >= FEW and len(sure) == len(strays):
            yield _stray(number, strays, 0.9 if told else min(c.probability for c in strays))
        elif headed and not labelled(case.report.clauses):
            yield _stray(number, headed, 0.85)
        elif strays:
            yield Unsure(f"第{HAN[number]}部分疑有问题或改进措施，不能断定")


def _strays(clauses: Sequence[Clause], number: int) -> list[Clause]:
    """Problems told outside section 5, with the measures beside them; a plan alone may be at home there."""
    problems = [c for c in clauses if c.label == "problem" and not c.abstained] or _announced(clauses)
    measures = [c for c in clauses if c.label == "improvement" and not c.abstained]
    return [*problems, *measures] if problems and len(problems) + len(measures) >= FEW else []


def _announced(clauses: Sequence[Clause]) -> list[Clause]:
    """The items behind 存在的主要问题：, whatever their labels."""
    lead = next((n for n, c in enumerate(clauses) if _LEAD.fullmatch(squash(c.text))), None)
    if lead is None:
        return []
    found: list[Clause] = []
    for clause in clauses[lead + 1 :]:
        if number_of(level(clause.text)) is None:
            break
        found.append(clause)
    return found if len(found) >= FEW else []


def _stray(number: int, strays: Sequence[Clause], confidence: float) -> Hit:
    kinds = (
        "和".join(name for label, name in _NAMES.items() if any(c.label == label for c in strays))
        or "问题或改进措施"
    )
    first = min(strays, key=lambda c: c.start)
    shown = tuple(cutting(c.text, 0, min(30, len(c.text))) for c in strays[:3])
    wanted = statutory.section_headings()
    return Hit(
        f"第{HAN[number]}部分“{wanted[number][1]}”中写有{kinds}（{'、'.join(f'“{s}”' for s in shown)}），"
        f"按统一格式应写入第五部分“{wanted[5][1]}”。请调整。",
        section=number,
        start=first.start,
        end=first.end,
        found=f"第{HAN[number]}部分",
        expected="第五部分",
        evidence=shown,
        confidence=confidence,
    )


RULES = tuple(
    sorted(
        (
            *p_copies.RULES,
            *p_copy.RULES,
            *p_field.RULES,
            *p_address.RULES,
            *p_marks.RULES,
            *p_made.RULES,
            *p_words.RULES,
            wrong_chapter,
        ),
        key=lambda r: r.code,
    )
)
