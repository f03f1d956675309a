"""Claims without a count of their own: none received, nothing under a heading, everything answered, rates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.claims import cues, reviews
from gipr_nlp.claims.applications import CARRIED_OUT, HANDLED, NEW, carried_over
from gipr_nlp.claims.said import Draft, Said
from gipr_nlp.mentions import Count, Parts, Segment
from gipr_nlp.model import Clause


def none(segment: Segment, said: Said) -> Iterator[Draft]:
    """Zero-statements: nothing received, nothing carried over, nothing refused."""
    text = segment.text
    negation = cues.NEGATION.search(text)
    if said.topic == "application" and cues.NOTHING_CAME.search(text):
        yield _zero(NEW, segment)
        return
    if cues.ZERO_APPLICATIONS.search(text) and (said.topic == "application" or cues.nouns(text)):
        yield _zero(NEW, segment)
        return
    hit = cues.NONE_RECEIVED.search(text)
    if not (negation or hit):
        return
    rest = text[negation.start() :] if negation else text
    if negation and said.topic == "application":
        if re.match(r".{0,3}(?:结转|转结)", rest[1:]):
            carried = carried_over(rest, said) or (
                carried_over(text, said) if not re.search(r"办结", text) else None
            )
            if carried:
                yield _zero(carried, segment)
            return
        carried = None if re.match(r"未(?:办结|答复)", rest) else carried_over(rest, said)
        if carried:
            yield _zero(carried, segment)
            return
        refused = _denied_result(text, negation.end())
        if refused:
            yield _zero(refused, segment)
            return
    further = cues.MORE.search(rest)
    if (
        hit
        and not cues.LATE.search(rest)
        and not (further and further.start() < 10)
        and _is_head(text, hit.start(), said)
    ):
        yield from _none_of(rest, segment)


def _none_of(rest: str, segment: Segment) -> Iterator[Draft]:
    """None at all, or none from one kind of applicant; none by one way alone says nothing of the others."""
    kinds = {name for name, pattern in cues.APPLICANTS if pattern.search(rest)}
    ways = cues.WAYS.findall(rest)
    if len(kinds) == 1 and not re.search(r"公民|群众|个人|单位", rest):
        yield _zero(f"applications.new_received.{kinds.pop()}", segment)
    elif len(ways) != 1 or re.search(r"任何|等|有效", rest):
        yield _zero(NEW, segment)


def _denied_result(text: str, at: int) -> str | None:
    """没有不予公开的情形."""
    for name, pattern in cues.OUTCOMES:
        found = pattern.match(text, at)
        if found and re.fullmatch(r"(?:的|情形|情况|申请|件|答复)*", text[found.end() :]):
            return f"applications.{name}.total"
    return None


def _is_head(text: str, start: int, said: Said) -> bool:
    """Is an application what is denied, and not something that comes of one (因申请引发的投诉)?"""
    after = [n for n in cues.nouns(text[start:]) if n.topic != "about"]
    known = said.topic == "application" or said.home == "application"
    mine = [n for n in after if n.topic == "application" or (n.topic == "application?" and known)]
    if not mine:
        return False
    last = mine[-1]
    others = [n for n in after if n.start >= last.end]
    return not others or bool(re.match(r"的?[、和或及与]", text[start + last.end :]))


def _zero(quantity: str, segment: Segment) -> Draft:
    end = segment.low + len(segment.text)
    return Draft(quantity, 0, None, "none", segment.low, end, segment.low)


def everything(segment: Segment, said: Said) -> Iterator[Draft]:
    """全部办结, 均已答复: nothing is left over."""
    found = cues.ALL.search(segment.text)
    if found is None or said.topic != "application":
        return
    older = cues.carried_in(said.year).search(segment.text)
    if older and not cues.NEWLY.search(segment.text):  # 上年未办结的3件已全部办结
        return
    if cues.PART_OF_THEM.search(segment.text[: found.start()]):
        return
    before = said.clause[: segment.low] + segment.text[: found.end()]
    if cues.HOPED.search(before[-40:]) or re.search(
        r"(?:未能?|没有?|并非|不是)$", segment.text[: found.start()]
    ):
        return
    at = segment.low + found.start()
    yield Draft(CARRIED_OUT, 0, None, "all", at, segment.low + found.end(), at)


def rate(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """办结率, 答复率; a full rate says that nothing is left over, one of timeliness does not."""
    words = segment.text[: c.mention.start - segment.low]
    rates = [part for part in re.split(r"[、和及与]", words) if cues.RATE.search(part)]
    if not cues.RATE.search(words) or cues.HOPED.search(said.clause[: c.mention.start][-40:]):
        return
    m = c.mention
    if m.value == 100 and not all(cues.TIMELY.search(part) for part in rates):
        yield Draft(CARRIED_OUT, 0, None, "all", segment.low, m.end, m.start)
    else:
        yield Draft(HANDLED, m.value, "%", "ratio", segment.low, m.end, m.start, m.approximate)


def empty(clause: Clause, cut: Parts) -> Iterator[Draft]:
    """无。 under a heading says that what the heading names did not happen."""
    heading = re.sub(r"\s", "", clause.heading)
    end = len(cut.flat)
    if "依申请" in heading or ("申请" in heading and "处理" not in heading and "复议" not in heading):
        yield Draft("applications.new_received.total", 0, None, "none", 0, end, 0)
    if cues.REVIEW.search(heading):
        yield Draft("review.reconsideration.total", 0, None, "none", 0, end, 0)
    if cues.LITIGATION.search(heading):
        yield Draft("review.litigation.total", 0, None, "none", 0, end, 0)


def denied(segment: Segment, said: Said) -> Iterator[Draft]:
    """行政诉讼：无。"""
    end = segment.low + len(segment.text)
    quantities = [f"{group}.total" for group in reviews.groups_of(said.label)]
    if not quantities and any(n.topic == "application" for n in cues.nouns(said.label)):
        quantities = ["applications.new_received.total"]
    for quantity in quantities:
        yield Draft(quantity, 0, None, "none", segment.low, end, segment.low)
