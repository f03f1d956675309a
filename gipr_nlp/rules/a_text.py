"""Family A, the check that needs labels: A08 (rules.md 5.1)."""

from __future__ import annotations

from gipr_nlp.rules.base import ARTICLE_50, FORMAT, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.section_one import FIVE, PART
from gipr_nlp.rules.vocabulary import topics
from gipr_nlp.rules.witness import (
    NO_TAGGER,
    WITNESS,
    clauses_in,
    is_preface,
    labelled,
    preface_only,
    quote,
    share,
)
from gipr_nlp.text import level


@rule(
    "A08",
    "总体情况仅有编制说明",
    "error",
    why="第一部分应当报告一年的工作情况；只写编制依据、组成部分和统计期限，等于没有报告。",
    basis=f"{FORMAT}；{ARTICLE_50}",
    bad="一、总体情况　本报告根据《条例》编制，由六部分组成，统计期限为2023年1月1日至12月31日。",
    good="一、总体情况　全年主动公开政府信息186条……全年未收到政府信息公开申请……",
    needs="D+labels",
)
def only_preface(case: Case) -> Checks:
    found = clauses_in(case, 1)
    work = [
        c for c in found if not is_preface(c) and c.label not in ("overview", "lead_in", "nothing_to_report")
    ]
    by_label = any(share(c, topic) >= WITNESS for c in found for topic in topics())
    by_words = any(t.speaks(level(c.text)) for c in found if not preface_only(c) for t in topics().values())
    proved = all(preface_only(c) for c in found)
    if proved and not by_label:
        yield _hit(found[0].text, found[0].start, found[-1].end, 0.96)
    elif not any(is_preface(c) for c in found) or by_words or work:
        if proved:
            yield Unsure("第一部分都是编制说明的字样，但有句子被标注为工作情况，请人工判断")
    elif not labelled(found):
        yield Unsure(NO_TAGGER)
    elif not by_label:
        yield _hit(found[0].text, found[0].start, found[-1].end, 0.85)


def _hit(text: str, start: int, end: int, confidence: float) -> Hit:
    return Hit(
        f"{PART}只有编制依据、组成部分、统计期限等说明（如“{quote(text)}”），没有写一年的工作。"
        f"请按统一格式写明{FIVE}五个方面的情况。",
        section=1,
        start=start,
        end=end,
        evidence=(text,),
        severity="error" if confidence >= 0.95 else "warning",
        confidence=confidence,
        quote="总体情况仅有编制说明",
    )


RULES = (only_preface,)
