"""Who says that a matter is there: the labels of the clauses and the words of the text (rules.md 5.0a).

Absence needs both witnesses. A label counts from a probability of 0.2 on; without a tagger the words alone can say
that something is there, and nothing can say that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.scope import require_six_parts
from gipr_nlp.rules.vocabulary import others
from gipr_nlp.text import level

WITNESS = 0.2
HAN = "〇一二三四五六"
NO_TAGGER = "没有分类模型的标注，仅凭关键词不能断定没有相关内容"
_PREFACE = re.compile(
    r"部分组成|个部分|统计(?:期限|时限|数据|周期)|1月1日.{0,12}12月31日|电子版|联系电话|如有疑问|报告如下|汇报如下|公布如下"
    r"|(?:编制|制作|撰写|形成|公布|发布)(?:了|而成)?(?:本|《?20\d\d|[^,。;]{0,12}年度报告)|本(?:年度)?报告|邮编|地址:"
)


@dataclass(frozen=True, slots=True)
class Presence:
    """``there``, ``missing`` or ``open`` (the witnesses disagree, or there is only one)."""

    state: Literal["there", "missing", "open"]
    why: str = ""


def clauses_in(case: Case, number: int) -> list[Clause]:
    """Clauses of a chapter of the (first) report in the file; NotApplicable where the chapter is missing or empty."""
    return case.once(f"clauses in {number}", lambda: _clauses_in(case, number))


def _clauses_in(case: Case, number: int) -> list[Clause]:
    spans = [(s.start, s.end) for s in require_six_parts(case) if s.number == number]
    if not spans:
        raise NotApplicable(f"没有找到第{HAN[number]}部分")
    found = [c for c in case.report.clauses if any(a <= c.start < b for a, b in spans)]
    if not found:
        raise NotApplicable(f"第{HAN[number]}部分没有正文")
    return found


def narrative(case: Case) -> list[Clause]:
    """All clauses of the (first) report in the file."""
    chapters = require_six_parts(case)
    end = chapters[-1].end if chapters else len(case.report.text)
    return [c for c in case.report.clauses if c.start < end]


def labelled(clauses: Iterable[Clause]) -> bool:
    """Whether a tagger has seen the clauses."""
    return any(c.label for c in clauses)


def share(clause: Clause, label: str) -> float:
    """Probability of a label."""
    return clause.probabilities.get(label, clause.probability if clause.label == label else 0.0)


def is_preface(clause: Clause) -> bool:
    """Speaks of the report itself: basis, parts, period, access, contact."""
    if clause.label:
        return share(clause, "preamble") >= 0.5
    return bool(_PREFACE.search(level(clause.text)))


def presence(
    clauses: Sequence[Clause], labels: Sequence[str], speaks: Callable[[str], object], what: str
) -> Presence:
    """Whether clauses speak of a matter: by one of these labels, or by words (of the levelled text) outside the preface."""
    by_label = any(share(c, label) >= WITNESS for c in clauses for label in labels)
    by_words = next((c for c in clauses if not is_preface(c) and speaks(level(c.text))), None)
    if by_label or (by_words is not None and not labelled(clauses)):
        return Presence("there")
    if by_words is not None:
        return Presence(
            "open", f"没有句子被标注为{what}，但有相关字样（“{quote(by_words.text)}”），请人工判断"
        )
    if not labelled(clauses):
        return Presence("open", NO_TAGGER)
    return Presence("missing")


def quote(text: str, limit: int = 40) -> str:
    """A short quotation of a clause, without its closing mark."""
    flat = re.sub(r"\s+", "", text).rstrip("。；;，,：:、")
    return flat if len(flat) <= limit else f"{flat[:limit]}…"


def preface_only(clause: Clause) -> bool:
    """Whether the words alone show that a clause speaks of the report itself, and of no work."""
    flat = level(clause.text)
    return bool(_PREFACE.search(flat)) and len(others("preface").findall(flat)) >= 1
