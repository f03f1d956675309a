"""What the narrative states about quantities of the tables or of this report: counts, "none", "all", rates, trends.

Each claim knows the cell (or sum of cells) it speaks of and whether the tables support it. What a sentence says of
another object (hotline, petitions, proposals, licences …) is no claim; where scope or verb leave it open, the verdict
is ``unverifiable``: a contradiction must be beyond reasonable doubt (rules.md 5.0a, 5.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gipr_nlp.claims import cues
from gipr_nlp.claims.mentions import Mention, mentions
from gipr_nlp.claims.fee import fee_of, is_fee_clause
from gipr_nlp.claims.verify import Cells, cell_key, verdict
from gipr_nlp.model import Claim, Clause, Number
from gipr_nlp.text import level

__all__ = ["by_quantity", "claims_of", "fee_of"]

_BREAK = re.compile(r"[,;。:()!?、]")


@dataclass(slots=True)
class _Said:
    """What a clause has said so far: topic, last quantity, whether the total includes last year's carry-over."""

    topic: str = ""
    quantity: str = ""
    explicit: bool = False


def claims_of(clauses: Sequence[Clause], cells: Cells, year: int | None, kind: str) -> tuple[Claim, ...]:
    """All claims of a report's narrative.

    Args:
        clauses: the narrative; fee clauses are read by ``fee`` and left out here.
        cells: the table cells by (table, row, column).
        year: reporting year.
        kind: kind of agency; in a government's report the tables cover its whole area.
    """
    found: list[Claim] = []
    before: Clause | None = None
    said = _Said()
    for clause in clauses:
        if is_fee_clause(clause):
            before = clause
            continue
        follows = before is not None and before.section == clause.section and before.heading == clause.heading
        said = _Said(said.topic if follows and said.explicit else _topic_of_heading(clause), said.quantity if follows else "")
        for draft in _clause(clause, said):
            claim = _finish(draft, clause, year)
            judged = verdict(claim, cells, year, kind)
            found.append(replace(claim, verdict=judged, cell=cell_key(claim.quantity, cells)))
        before = clause
    return tuple(_without_repeats(found))


@dataclass(frozen=True, slots=True)
class _Draft:
    quantity: str
    value: Number | None
    unit: str | None
    kind: str
    start: int
    end: int
    approximate: bool = False
    options: tuple[str, ...] = ()
    base: int | None = None


def _topic_of_heading(clause: Clause) -> str:
    heading = level(clause.heading)
    if "依申请" in heading or ("申请" in heading and "公开" in heading):
        return "application"
    if cues.REVIEW.search(heading) or cues.LITIGATION.search(heading):
        return "review"
    return "application?" if clause.section == 3 else "review" if clause.section == 4 else ""


def _clause(clause: Clause, said: _Said) -> Iterator[_Draft]:
    flat = level(clause.text)
    if cues.EMPTY.match(flat.strip()):
        yield from _empty(clause, flat)
        return
    numbers = list(mentions(flat))
    low = 0
    for end in [*(m.end() for m in re.finditer(r"[,;。:()!?]", flat)), len(flat)]:
        segment = flat[low:end]
        if segment.strip(" ,;。:()!?、"):
            inside = [m for m in numbers if low <= m.start < end]
            yield from _segment(flat, low, end, inside, said, clause)
        low = end


def _empty(clause: Clause, flat: str) -> Iterator[_Draft]:
    """无。 under a heading says that what the heading names did not happen."""
    heading = level(clause.heading)
    if "依申请" in heading or ("申请" in heading and "处理" not in heading and "复议" not in heading):
        yield _Draft("applications.new_received.total", 0, None, "none", 0, len(flat))
    if cues.REVIEW.search(heading):
        yield _Draft("review.reconsideration.total", 0, None, "none", 0, len(flat))
    if cues.LITIGATION.search(heading):
        yield _Draft("review.litigation.total", 0, None, "none", 0, len(flat))


def _segment(flat: str, low: int, end: int, inside: list[Mention], said: _Said, clause: Clause) -> Iterator[_Draft]:
    segment = flat[low:end]
    topic = _topic(segment, said, clause)
    if topic != said.topic:
        said.quantity = ""
    said.topic = topic
    if topic in ("application", "application?"):
        yield from _application(flat, low, end, inside, said)
    elif topic == "review":
        yield from _review(flat, low, end, inside, clause)
    elif topic == "normative":
        yield from _normative(flat, low, end, inside)
    elif topic in ("licensing", "penalties", "compulsion"):
        for m in inside:
            if m.unit in ("件", "项", "宗", "起", "例", "份", "条", None) and not _is_trend(flat, low, m):
                yield _Draft(f"disclosure.{topic}.decisions", m.value, m.unit, "count", low, m.end, m.approximate)
    elif topic == "charges":
        for m in inside:
            if m.unit in ("元", "万元", "亿元"):
                yield _Draft("disclosure.fees.amount", m.value, m.unit, "count", low, m.end, m.approximate)
    elif topic == "published":
        yield from _published(flat, low, end, inside, said)


def _topic(segment: str, said: _Said, clause: Clause) -> str:
    """What a part of a sentence speaks of; parts without a noun of their own go on with what was said."""
    if cues.APPLICATION.search(segment):
        if cues.REVIEW.search(segment) or (cues.LITIGATION.search(segment) and "被" in segment):
            said.explicit = True
            return "review"
        said.explicit = True
        return "application"
    if cues.REVIEW.search(segment) or cues.LITIGATION.search(segment):
        linked = clause.section == 4 or said.topic in ("application", "review") or "公开" in clause.text or "公开" in clause.heading
        said.explicit = True
        return "review" if linked and not re.search(r"人大|办理复议案件|受理复议案件|审理", segment) else ""
    if cues.NORMATIVE.search(segment):
        said.explicit = True
        return "normative"
    if cues.CHARGES.search(segment):
        return "charges"
    for name, pattern in cues.DECISIONS:
        if pattern.search(segment) and "申请" not in segment:
            return name
    if cues.OTHER_OBJECT.search(segment) and not _outcome_only(segment, said):
        said.explicit = False
        return ""
    if said.topic in ("application", "application?"):
        if cues.PUBLISHED_VERB.search(segment) and re.search(r"信息\s*\d|\d\s*[余多]?[条篇]", segment) and "申请" not in segment:
            return "published"
        return said.topic
    if cues.WEAK_APPLICATION.search(segment) and clause.section == 3:
        return "application"
    if cues.PUBLISHED_VERB.search(segment) and cues.PUBLISHED_NOUN.search(segment):
        return "published"
    if said.topic in ("review", "published", "normative"):
        return said.topic
    return ""


def _outcome_only(segment: str, said: _Said) -> bool:
    """信访举报投诉类申请 and the like name an outcome of applications, not another object."""
    return said.topic == "application" and any(p.search(segment) for _, p in cues.APPLICATION_CUES)


# --- applications ---------------------------------------------------------------------------------------------------


def _application(flat: str, low: int, end: int, inside: list[Mention], said: _Said) -> Iterator[_Draft]:
    segment = flat[low:end]
    counts = [m for m in inside if m.unit in ("件", "宗", "份", "条", "起", "例", "个", "次", "人次", "单", "桩", "件次", None)]
    if not counts and not any(m.unit == "%" for m in inside) and _none_received(segment, said):
        yield _Draft("applications.new_received.total", 0, None, "none", low, end)
        return
    at = low
    for m in inside:
        prefix, suffix = flat[at : m.start], flat[m.end : _until(flat, m.end, end, inside)]
        at = m.end
        if _is_trend(flat, low, m):
            way = cues.TREND.search(prefix)
            sign = -1 if way and way["way"] in ("下降", "减少", "降低", "回落", "少") else 1
            about = said.quantity or "applications.new_received.total"
            yield _Draft(about, sign * m.value, m.unit, "trend", low, m.end, m.approximate)
            continue
        if m.unit == "%":
            yield from _rate(segment, prefix, m, low)
            continue
        if m not in counts or (said.topic == "application?" and "申请" not in segment):
            continue
        quantity, options = _quantity(prefix, suffix, flat, said)
        if quantity:
            said.quantity = quantity
            yield _Draft(quantity, m.value, m.unit, "count", low, m.end, m.approximate, options)
    total = cues.ALL.search(segment)
    if total and said.topic == "application" and not cues.TIMELY.search(segment) and "%" not in segment:
        if not re.search(r"转办|分办|登记", segment):
            yield _Draft("applications.carried_out.total", 0, None, "all", low + total.start(), end)


def _none_received(segment: str, said: _Said) -> bool:
    if cues.LATE.search(segment):
        return False
    if cues.NONE_RECEIVED.search(segment) and said.topic == "application":
        return True
    return bool(re.search(r"(?:无人|没有人|没人|无公民|无群众)[^,;。]{0,12}申请|零申请|(?:未|没有|没)(?:收到|接到|受理)(?:过)?(?:任何)?[。,;]?$", segment))


def _rate(segment: str, prefix: str, m: Mention, low: int) -> Iterator[_Draft]:
    if not (cues.RATE.search(prefix) or cues.RATE.search(segment)):
        return
    if m.value == 100 and not cues.TIMELY.search(segment):
        yield _Draft("applications.carried_out.total", 0, None, "all", low, m.end)
    else:
        yield _Draft("applications.total_handled.total", m.value, "%", "ratio", low, m.end, m.approximate)


def _until(flat: str, at: int, end: int, inside: Sequence[Mention]) -> int:
    """End of what belongs to a number behind it: the next number, or an enumeration mark."""
    following = [m.start for m in inside if m.start >= at]
    stop = min([end, *following])
    mark = re.search(r"[、,;。:(]", flat[at:stop])
    return at + mark.start() if mark else stop


def _is_trend(flat: str, low: int, m: Mention) -> bool:
    prefix = flat[low : m.start]
    found = None
    for match in cues.TREND.finditer(prefix):
        found = match
    if found is None or len(prefix) - found.end() > 3:
        return False
    return bool(found["base"]) or m.unit in ("%", "个百分点", "百分点") or found["way"] not in ("多", "少")


def _quantity(prefix: str, suffix: str, flat: str, said: _Said) -> tuple[str, tuple[str, ...]]:
    """The quantity that a number about applications states, and what else an ambiguous verb may mean."""
    own = prefix[-26:]
    for text in (own, suffix[:14]):
        best: tuple[int, str] | None = None
        for quantity, pattern in cues.APPLICATION_CUES:
            hits = list(pattern.finditer(text))
            if hits and text is own:
                at = hits[-1].end()
                if best is None or at > best[0]:
                    best = (at, quantity)
            elif hits and best is None:
                best = (0, quantity)
        verb = max((m.end() for p in (cues.RECEIVED, cues.HANDLED) for m in p.finditer(text)), default=-1)
        if best and (text is not own or best[0] >= verb or not best[1].startswith("applications.new_received.")):
            return best[1], ()
    if cues.WITH_CARRIED_IN.search(flat):
        with_carried = ("applications.received.total",)
    else:
        with_carried = ()
    received, handled = _last(cues.RECEIVED, prefix), _last(cues.HANDLED, prefix)
    if max(received, handled) < 0:
        received, handled = _last(cues.RECEIVED, suffix[:10]), _last(cues.HANDLED, suffix[:10])
    if handled > received:
        return "applications.total_handled.total", ()
    if received >= 0:
        if with_carried:
            return "applications.received.total", ("applications.new_received.total",)
        return "applications.new_received.total", ("applications.received.total",)
    if cues.AMBIGUOUS.search(prefix):
        return "applications.new_received.total", ("applications.received.total", "applications.total_handled.total")
    if cues.CHANNEL_OF_APPLICATION.search(own) and not cues.APPLICATION.search(own):
        return "", ()
    if cues.APPLICATION.search(prefix + "0件") or cues.APPLICATION.search(suffix):
        return "applications.new_received.total", ("applications.received.total", "applications.total_handled.total")
    return "", ()


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


# --- review and litigation ------------------------------------------------------------------------------------------


def _review(flat: str, low: int, end: int, inside: list[Mention], clause: Clause) -> Iterator[_Draft]:
    segment = flat[low:end]
    counts = [m for m in inside if m.unit in ("件", "宗", "起", "例", "次", "个", None)]
    groups = []
    if cues.REVIEW.search(segment):
        groups.append("review.reconsideration")
    if cues.LITIGATION.search(segment) or re.search(r"复议[、和及与或]+诉讼", segment):
        groups.append("review.litigation")
    if not counts:
        negative = re.search(cues.NONE, segment)
        if negative and groups and not re.search(r"未经复议|纠正|败诉|撤销|不服|维持", segment[: negative.end() + 2]):
            if not re.search(r"(?:复议|诉讼)[^,;。]{0,6}(?:未(?:审结|办结|被纠正)|无一)", segment):
                for group in groups:
                    yield _Draft(f"{group}.total", 0, None, "none", low, end)
        return
    at = low
    current = groups[0] if len(groups) == 1 else ""
    for m in counts:
        prefix, suffix = flat[at : m.start], flat[m.end : _until(flat, m.end, end, counts)]
        near = prefix + suffix[:8]
        at = m.end
        both = bool(cues.REVIEW.search(near)) and bool(cues.LITIGATION.search(near))
        if both and m.value == 0:
            yield _Draft("review.reconsideration.total", 0, m.unit, "count", low, m.end)
            yield _Draft("review.litigation.total", 0, m.unit, "count", low, m.end)
            continue
        if both:
            direct = re.search(r"未经复议", near)
            after = re.search(r"复议后", near)
            current = "review.litigation_direct" if direct else "review.litigation_after_review" if after else ""
        elif cues.LITIGATION.search(near):
            current = "review.litigation"
        elif cues.REVIEW.search(near):
            current = "review.reconsideration"
        if not current or _is_trend(flat, low, m):
            continue
        outcome = next((k for k, p in cues.REVIEW_OUTCOMES if p.search(prefix[-10:] + suffix[:6])), "total")
        yield _Draft(f"{current}.{outcome}", m.value, m.unit, "count", low, m.end, m.approximate)


# --- other tables and publication -----------------------------------------------------------------------------------


def _normative(flat: str, low: int, end: int, inside: list[Mention]) -> Iterator[_Draft]:
    at = low
    for m in inside:
        prefix, suffix = flat[at : m.start], flat[m.end : _until(flat, m.end, end, inside)]
        at = m.end
        if m.unit not in ("件", "份", "个", "部", "项", None) or _is_trend(flat, low, m):
            continue
        near = prefix + suffix[:10]
        found = [(near.rfind(p.search(near).group()), k) for k, p in cues.NORMATIVE_CUES if p.search(near)]  # type: ignore[union-attr]
        if found and not re.search(r"清理|审查|审核|备案|评估|解读", near):
            first = min(found, key=lambda f: [k for k, _ in cues.NORMATIVE_CUES].index(f[1]))
            yield _Draft(f"disclosure.normative_documents.{first[1]}", m.value, m.unit, "count", low, m.end, m.approximate)


def _published(flat: str, low: int, end: int, inside: list[Mention], said: _Said) -> Iterator[_Draft]:
    at = low
    for m in inside:
        prefix, suffix = flat[at : m.start], flat[m.end : _until(flat, m.end, end, inside)]
        at = m.end
        if m.unit not in ("条", "篇", "件", "则", "期", "条次", "份") or _is_trend(flat, low, m):
            continue
        near = prefix + suffix[:10]
        channel = next((k for k, p in cues.CHANNELS if p.search(prefix)), None)
        channel = channel or next((k for k, p in cues.CHANNELS if p.search(near)), None)
        if cues.PUBLISHED_VERB.search(near) or channel:
            yield _Draft(f"published.{channel or 'total'}", m.value, m.unit, "count", low, m.end, m.approximate)


# --- from draft to claim --------------------------------------------------------------------------------------------


def _finish(draft: _Draft, clause: Clause, year: int | None) -> Claim:
    flat = level(clause.text)
    part = flat[draft.start : draft.end]
    spoken = year
    dated = [int(y) for y in cues.YEAR.findall(part)]
    if dated:
        spoken = dated[-1] if len(set(dated)) == 1 else (year if year in dated else dated[-1])
    elif year is not None and cues.LAST_YEAR.search(part) and draft.kind != "trend":
        spoken = year - 1
    if draft.quantity.endswith(("carried_in.total", "carried_out.total")):
        spoken = year
    scope = "area" if cues.AREA.search(part) else "own" if cues.OWN.search(flat[: draft.end]) else "own"
    if cues.AREA.search(flat[: draft.end]) and not cues.OWN.search(part) and scope != "area":
        scope = "unknown"
    start, end = _place(clause, draft.start, draft.end)
    shown = clause.text[draft.start : draft.end].strip(" ,，;；。:：()（）")
    return Claim(
        quantity=draft.quantity,
        value=draft.value,
        unit=draft.unit,
        kind=draft.kind,
        scope=scope,
        year=spoken,
        approximate=draft.approximate,
        cell="|".join((draft.quantity, *draft.options)),
        verdict="unverifiable",
        text=shown,
        section=clause.section,
        start=start,
        end=end,
    )


def _place(clause: Clause, start: int, end: int) -> tuple[int, int]:
    """Offsets in the report's text; exact where the clause was not wrapped."""
    if clause.end - clause.start == len(clause.text):
        return clause.start + start, clause.start + end
    return clause.start, clause.end


def _without_repeats(found: Sequence[Claim]) -> Iterator[Claim]:
    seen: set[tuple[str, Number | None, str, int, int]] = set()
    for claim in found:
        key = (claim.quantity, claim.value, claim.kind, claim.start, claim.end)
        if key not in seen:
            seen.add(key)
            yield claim


def by_quantity(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    """Claims of one quantity together, in the order of the text."""
    out: dict[str, list[Claim]] = {}
    for claim in claims:
        out.setdefault(claim.quantity, []).append(claim)
    return out
