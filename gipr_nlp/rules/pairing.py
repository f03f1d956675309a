"""Section 5: problems, measures, what was done, and which answers which. Pure functions on clauses.

The tagger's label is one witness of what a clause is, its words and its heading are the others; words that leave no
doubt (有待, 下一步) win. Items are what the writer numbered; a clause without number goes on with the item before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from gipr_nlp.model import Clause
from gipr_nlp.rules.vocabulary import five, themes
from gipr_nlp.text import han_number, level

Role = Literal["problem", "measure", "done", "other"]

_MARK = re.compile(
    r"\s*(?:(?P<han>[一二三四五六七八九十]{1,3})(?:是|要|则|为(?!了))"
    r"|[第其](?P<nth>[一二三四五六七八九十]{1,3})[,是、个]?"
    r"|\((?P<bracket>[一二三四五六七八九十\d]{1,3})\)|(?P<digit>\d{1,2})(?:[.、)]|\.)(?!\d)|(?P<chapter>[一二三四五六七八九十]{1,2})、"
    r"|(?P<circle>[①-⑳])|(?P<first>首先|其次|再次|最后|另外),?)\s*"
)
_FIRST = {"首先": 1, "其次": 2, "再次": 3}
_PROBLEM_HEADING = re.compile("问题|不足|困难|短板|差距")
_MEASURE_HEADING = re.compile("改进|措施|整改|打算|举措|下一步|思路|计划|方向|安排")
_BOTH = re.compile("(?:问题|不足).{0,3}(?:及|和|与|、).{0,8}(?:改进|整改|措施|打算)")
_POINTER = re.compile("(?:如下|以下|下列|几个?方面|表现在|主要是|主要有|问题|不足|措施|做法)[^,。;]{0,6}:?$")
_GENERIC = re.compile("不足|差距|问题|短板|困难|弱项|薄弱环节|欠缺|提升空间")
_LINKED = re.compile(
    r"^\s*(?:针对|对照|围绕|对于|为(?:了)?解决|对)[^,。;]{2,40}(?:问题|不足|短板|情况|方面|,)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A problem, a measure, or something done: its clauses, its number where the writer gave one."""

    role: Role
    clauses: tuple[Clause, ...]
    number: int | None = None
    title: str = ""

    @property
    def text(self) -> str:
        """The whole item: the run-in heading that is part of it, and its clauses."""
        return self.title + "".join(c.text for c in self.clauses)

    @property
    def numbered(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem and the measure that answers it; ``how``: order, number or topic."""

    problem: Item
    measure: Item
    how: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """What section 5 holds and how it fits together."""

    problems: tuple[Item, ...]
    measures: tuple[Item, ...]
    done: tuple[Item, ...]
    pairs: tuple[Pair, ...] = ()
    unanswered: tuple[Item, ...] = ()
    unasked: tuple[Item, ...] = ()
    interleaved: bool = False


@dataclass(slots=True)
class _Open:
    role: Role
    number: int | None
    title: str = ""
    clauses: list[Clause] = field(default_factory=list)


# --- what a clause is -----------------------------------------------------------------------------------------------


def bare(clause: Clause) -> str:
    """The levelled text without its item mark."""
    flat = level(clause.text).strip()
    mark = _MARK.match(flat)
    return flat[mark.end() :] if mark else flat


def number_of(flat: str) -> int | None:
    """Ordinal of the item mark at the head of a levelled text, None where there is none."""
    mark = _MARK.match(flat)
    if mark is None:
        return None
    if mark["circle"]:
        return ord(mark["circle"]) - ord("①") + 1
    if mark["first"]:
        return _FIRST.get(mark["first"], 99)
    digits = mark["han"] or mark["nth"] or mark["bracket"] or mark["digit"] or mark["chapter"] or ""
    return int(digits) if digits.isdigit() else han_number(digits)


def role_of(clause: Clause) -> Role:
    """What a clause of section 5 is: by words that leave no doubt, else by its label, else by heading and words."""
    by_words, sure = _by_words(clause)
    if sure:
        return by_words
    labels: dict[str, Role] = {"problem": "problem", "improvement": "measure", "rectification": "done"}
    if clause.label:
        return labels.get(clause.label, "other")
    return by_words


def _by_words(clause: Clause) -> tuple[Role, bool]:
    """Role by words and heading, and whether the words leave no doubt."""
    flat = bare(clause)
    if is_pointer(clause):
        return "other", True
    if is_none(clause):
        return "other", True
    heading = heading_role(clause.heading)
    weak = bool(five("weak").search(flat))
    awaited = bool(five("awaited").search(flat))
    planned = bool(re.match(rf"[^,。;]{{0,6}}(?:{five('plan').pattern})", flat))
    done = bool(five("done").search(flat))
    linked = bool(_LINKED.match(flat))
    if planned and not done:
        return "measure", not (weak or awaited) or linked
    if heading == "measure":
        return ("done" if done else "measure"), False
    if awaited and not linked and not done:
        return "problem", True
    if done and heading != "problem":
        return "done", False
    if weak:
        return "problem", heading == "problem"
    if heading == "problem":
        return "problem", False
    return ("measure", False) if five("measure").search(flat) else ("other", False)


def heading_role(heading: str) -> Role | None:
    """Whether a sub-heading announces problems or measures; None for the section's own heading and for others."""
    flat = level(heading)
    if _BOTH.search(flat):
        return None
    problem, measure = bool(_PROBLEM_HEADING.search(flat)), bool(_MEASURE_HEADING.search(flat))
    if problem == measure:
        return None
    return "problem" if problem else "measure"


def _announces(heading: str) -> bool:
    """A heading over a list, and not one that is itself an item (（一）解读形式单一)."""
    flat = level(heading)
    return bool(_BOTH.search(flat)) or (heading_role(heading) is not None and not five("weak").search(flat))


def is_pointer(clause: Clause) -> bool:
    """A sentence that only announces what follows: 主要存在以下不足："""
    flat = bare(clause)
    if clause.label == "lead_in" and clause.probability >= 0.5:
        return not five("awaited").search(flat) and not five("weak").search(_GENERIC.sub("", flat))
    return bool(_POINTER.search(flat)) and (flat.endswith(":") or bool(re.search("如下|以下|下列", flat)))


def is_none(clause: Clause) -> bool:
    """无。 or 不存在问题。"""
    return bool(five("none").search(bare(clause)))


def is_vow(text: str) -> bool:
    """A vow that answers no problem in particular: 我们将认真研究改进。"""
    return bool(five("vow").search(level(text))) and len(re.sub(r"\W", "", text)) <= 45


# --- items ----------------------------------------------------------------------------------------------------------


def items_of(clauses: Sequence[Clause]) -> Iterator[Item]:
    """Group the clauses of section 5 into items, in their order."""
    current: _Open | None = None
    heading, counted = "", False
    announced: Role | None = None
    for clause in clauses:
        role = role_of(clause)
        if is_pointer(clause):
            announced = _announced(clause)
        elif clause.heading != heading:
            announced = None
        elif announced == "measure" and role == "problem" and clause.abstained:
            role = "measure"  # 今后将做好两点：第一，…
        number = number_of(level(clause.text))
        titled = clause.heading != heading
        title = ""
        if titled:
            heading_number = number_of(level(clause.heading))
            counted = heading_number is not None and not _announces(clause.heading)
            number = heading_number if counted and number is None else number
            title = f"{clause.heading}。" if counted else ""
        heading = clause.heading
        if role == "other":
            if current is not None and number is not None:
                yield _closed(current)
                current = None
            elif (
                current is not None
                and not is_pointer(clause)
                and not is_none(clause)
                and clause.label != "overview"
            ):
                current.clauses.append(clause)
            continue
        fresh = current is None or number is not None or role != current.role or titled
        if not fresh and current is not None and current.number is None and not counted:
            fresh = _ends_sentence(current.clauses[-1])
        if fresh:
            if current is not None:
                yield _closed(current)
            current = _Open(role, number, title)
        assert current is not None
        current.clauses.append(clause)
    if current is not None:
        yield _closed(current)


def _announced(clause: Clause) -> Role | None:
    """What a lead-in says will follow."""
    flat = bare(clause)
    if re.search("问题|不足|短板|差距|困难", flat):
        return None
    return "measure" if five("plan").search(flat) or _MEASURE_HEADING.search(flat) else None


def _closed(item: _Open) -> Item:
    return Item(item.role, tuple(item.clauses), item.number, item.title)


def _ends_sentence(clause: Clause) -> bool:
    return clause.text.rstrip()[-1:] in "。；;！!"


# --- which answers which --------------------------------------------------------------------------------------------


def pair(clauses: Sequence[Clause]) -> Pairing:
    """Problems of section 5 with the measures that answer them.

    Each problem is followed by its measure (order), or both are numbered alike (number), or they speak of the same
    (topic). Measures are what is planned, and what was done where it answers in the same list or nothing is planned.
    """
    items = list(items_of(clauses))
    problems = tuple(i for i in items if i.role == "problem")
    planned = tuple(i for i in items if i.role == "measure")
    done = tuple(i for i in items if i.role == "done")
    answers = tuple(i for i in items if i.role in ("measure", "done"))
    measures = (
        next((run for run in runs_of(answers) if any(i.role == "measure" for i in run)), ())
        or planned
        or done
    )
    interleaved = _interleaved(items, problems)
    pairs = list(_by_order(items) if interleaved else _by_number(problems, measures))
    taken = {id(p.problem) for p in pairs}
    for problem in problems:
        if id(problem) not in taken:
            best = max(answers, key=lambda a: likeness(problem.text, a.text), default=None)
            if best is not None and likeness(problem.text, best.text) > 0:
                pairs.append(Pair(problem, best, "topic"))
    answered = {id(p.problem) for p in pairs}
    used = {id(p.measure) for p in pairs}
    return Pairing(
        problems,
        measures,
        done,
        tuple(pairs),
        tuple(p for p in problems if id(p) not in answered),
        tuple(m for m in measures if id(m) not in used and m.role == "measure" and not is_vow(m.text)),
        interleaved,
    )


def runs_of(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """Lists that the writer numbered 1, 2, 3 …; what stands between without number belongs to none."""
    runs: list[list[Item]] = []
    for item in items:
        if item.number == 1:
            runs.append([item])
        elif runs and item.number == (runs[-1][-1].number or 0) + 1:
            runs[-1].append(item)
    return [tuple(run) for run in runs if len(run) > 1 or len(runs) == 1]


def _interleaved(items: Sequence[Item], problems: Sequence[Item]) -> bool:
    """Problem, measure, problem, measure: more than one problem has its measure right behind it."""
    followed = sum(a.role == "problem" and b.role in ("measure", "done") for a, b in pairwise(items))
    return followed > 1 or (len(problems) == 1 and followed == 1)


def _by_order(items: Sequence[Item]) -> Iterator[Pair]:
    problem: Item | None = None
    for item in items:
        if item.role == "problem":
            problem = item
        elif problem is not None:
            yield Pair(problem, item, "order")


def _by_number(problems: Sequence[Item], measures: Sequence[Item]) -> Iterator[Pair]:
    """Pairs of the same number where both sides count alike and most of these pairs speak of the same."""
    first = {m.number: m for m in reversed(measures) if m.numbered}
    alike = [(p, first[p.number]) for p in problems if p.numbered and p.number in first]
    if len(alike) >= 2 and sum(likeness(p.text, m.text) > 0 for p, m in alike) * 2 >= len(alike):
        for problem, measure in alike:
            apart = has_theme(problem.text) and has_theme(measure.text)
            if likeness(problem.text, measure.text) or not apart:
                yield Pair(problem, measure, "number")


_WORDS = re.compile("[\u4e00-\u9fff]{2,}")


def likeness(problem: str, measure: str) -> float:
    """How much two texts speak of the same: common themes, and common pairs of characters that are no stock words."""
    a, b = level(problem), level(measure)
    common = sum(1 for pattern in themes().values() if pattern.search(a) and pattern.search(b))
    own = _bigrams(a) & _bigrams(b)
    return common + len(own) / 4


def has_theme(text: str) -> bool:
    """Whether a text speaks of a matter that the lexicon of themes knows."""
    flat = level(text)
    return any(pattern.search(flat) for pattern in themes().values())


@lru_cache(maxsize=256)  # each problem is compared with each measure
def _bigrams(flat: str) -> frozenset[str]:
    rest = five("stock").sub(" ", five("statutory").sub(" ", flat))
    return frozenset(run[i : i + 2] for run in _WORDS.findall(rest) for i in range(len(run) - 1))


# --- how much of its own a text says --------------------------------------------------------------------------------

_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?!年)(?:%|[\u4e00-\u9fff])|[一二两三四五六七八九十百半]+(?:个(?!别|方面)|条|次|件|天|月|人|项|家|处|份|篇|成|名|小时|季度)"
)
_YEAR = re.compile(r"(?:20\d\d年|\d{1,2}月|上半年|下半年|季度|月底|年底前|工作日)")
_QUOTED = re.compile(r'["“][^"”]{2,20}["”]')


@dataclass(frozen=True, slots=True)
class Specificity:
    """What a text says of its own: figures, dates, quotes, and the characters that are no stock phrase."""

    figures: int
    dates: int
    quotes: int
    own: int
    length: int

    @property
    def vague(self) -> bool:
        """Nothing but stock phrases. A text of statutory wording only (length 0) is not vague."""
        if not self.length or self.figures or self.dates or self.quotes:
            return False
        return self.own < 4 or self.own / self.length < 0.12


def specificity(text: str) -> Specificity:
    """Measure how much of its own a clause or item says. Statutory wording counts neither way."""
    flat = re.sub(r"\s+", "", level(text))
    mark = _MARK.match(flat)
    flat = five("statutory").sub("", flat[mark.end() :] if mark else flat)
    quotes = len(_QUOTED.findall(flat))
    dates = len(_YEAR.findall(re.sub(r"20\d\d年(?:度)?", "", flat)))
    figures = len(_FIGURE.findall(re.sub(r"20\d\d年(?:度)?", "", flat)))
    letters = re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", flat)
    rest = re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", five("stock").sub("", re.sub(r"20\d\d年(?:度)?", "", flat)))
    return Specificity(figures, dates, quotes, len(rest), len(letters))
