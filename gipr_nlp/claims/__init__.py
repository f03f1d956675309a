"""What the narrative states about quantities of the tables or of this report: counts, "none", "all", rates, trends.

Each claim knows the cell (or sum of cells) it speaks of and whether the tables support it. What a sentence says of
another object (hotline, petitions, proposals, licences …) is no claim; where scope or verb leave it open, the verdict
is ``unverifiable``: a contradiction must be beyond reasonable doubt (rules.md 5.0a, 5.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gipr_nlp.claims import applications, cues, disclosure, reviews, totals
from gipr_nlp.claims.fee import fee_of
from gipr_nlp.claims.fees import fee_drafts, speaks_of_fee
from gipr_nlp.claims.place import Scopes, Years
from gipr_nlp.claims.said import Draft, Said
from gipr_nlp.claims.verify import Cells, cell_key, verdict
from gipr_nlp.mentions import Count, Parts, Segment, parts, shared_out, spot
from gipr_nlp.model import Claim, Clause
from gipr_nlp.quantities import value_of
from gipr_nlp.text import HAN_NUMERAL

__all__ = ["by_quantity", "claims_of", "fee_of"]

_WORTH_READING = re.compile(rf"[\d{HAN_NUMERAL}]|未|无|没|不存在|全部|全数|均|都|皆|悉数|一律|件件|逐|所有")
_OF_FEES = re.compile(r"收费|费用|处理费|收取|缴|金额|元|通知|计费|免费")
_MORE_FOLLOWS = re.compile(r"另|此外|还有|其[余他]")
_DECISIONS = ("licensing", "penalties", "compulsion")


def claims_of(
    clauses: Sequence[Clause], cells: Cells, year: int | None, kind: str, text: str | None = None
) -> tuple[Claim, ...]:
    """All claims of a report's narrative, in the order of the text.

    Args:
        clauses: the narrative.
        cells: the table cells by (table, row, column).
        year: reporting year.
        kind: kind of agency; in a government's report the tables cover its whole area.
        text: the report's text, for exact places in clauses that were wrapped.
    """
    reader = _Reader(cells, year, kind, text)
    behind = (*clauses[1:], None)
    found = [
        claim
        for clause, after in zip(clauses, behind, strict=False)  # no clause at all: nothing behind it
        for claim in reader.read(clause, after.text if after else "")
    ]
    for clause, cut, draft in fee_drafts(clauses, reader.fees, year):
        found.append(reader.claim(clause, cut, draft, year, "own"))
    pending = any(
        c.quantity == "applications.carried_out.total" and c.kind == "count" and c.value for c in found
    )
    if pending:  # 其余均已办结: what is said to be carried over is not meant
        found = [replace(c, verdict="unverifiable") if c.kind == "all" else c for c in found]
    return tuple(sorted(dict.fromkeys(found), key=lambda c: (c.start, c.end)))


def by_quantity(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    """Claims of one quantity together, in the order of the text."""
    out: dict[str, list[Claim]] = {}
    for claim in claims:
        out.setdefault(claim.quantity, []).append(claim)
    return out


class _Reader:
    """Reads clause after clause and remembers what the text is speaking of."""

    def __init__(self, cells: Cells, year: int | None, kind: str, text: str | None) -> None:
        self.cells, self.year, self.kind, self.text = cells, year, kind, text
        self.before: Clause | None = None
        self.fees: list[Clause] = []
        self.said = Said(year)
        self.years, self.scopes = Years(year), Scopes(kind)

    def read(self, clause: Clause, following: str) -> Iterator[Claim]:
        before, self.before = self.before, clause
        follows = before is not None and (before.section, before.heading) == (clause.section, clause.heading)
        ended = not follows or before is None or before.text.rstrip()[-1:] in "。！？.!?"
        cut = parts(clause.text)
        self.said.open(clause, cut.flat, follows, ended)
        if ended:
            self.years.restart()
            self.scopes.restart()
        if not follows:
            self.scopes.current = self.scopes.default
        if not _WORTH_READING.search(cut.flat):
            self._topic_of(cut.flat)
            self.said.channels = disclosure.channels_of(cut.flat) or self.said.channels
            self.scopes.read(cut.flat, False)
            return
        fee = speaks_of_fee(clause)
        if fee:
            self.fees.append(clause)
        if cues.EMPTY.fullmatch(cut.flat):
            for draft in totals.empty(clause, cut):
                yield self.claim(clause, cut, draft, self.year, self.scopes.current)
            return
        drafts: list[Claim] = []
        partial: list[Claim] = []
        for draft, year, scope in self._drafts(cut, fee):
            made = self.claim(clause, cut, draft, year, scope)
            (partial if draft.partial else drafts).append(made)
        counted = {c.quantity for c in drafts}
        if len(partial) == 1 and partial[0].quantity not in counted and not _MORE_FOLLOWS.match(following):
            drafts.extend(partial)
        yield from self._summed(drafts)

    def _summed(self, claims: list[Claim]) -> Iterator[Claim]:
        """Two numbers of a sentence for one cell (个人隐私1件、商业秘密1件) may be its parts."""
        for claim in claims:
            same = [c for c in claims if c.quantity == claim.quantity and c.kind == claim.kind == "count"]
            whole = sum(c.value or 0 for c in same)
            if (
                len(same) > 1
                and claim.verdict == "contradicted"
                and whole == value_of(claim.quantity, self.cells)
            ):
                yield replace(claim, verdict="supported")
            else:
                yield claim

    def _drafts(self, cut: Parts, fee: bool) -> Iterator[tuple[Draft, int | None, str]]:
        since = False
        outside = self.said.topic
        for segment in cut.segments:
            deep = cut.flat.count("(", 0, segment.low) > cut.flat.count(")", 0, segment.low)
            if segment.opener == "(":
                outside = self.said.topic
            elif not deep and cut.flat.rfind(")", 0, segment.low) >= segment.low - 2 and outside:
                self.said.about(outside)  # what stood in brackets is no new topic
            if fee and _OF_FEES.search(segment.text):
                continue
            since = since or self._since(segment.text)
            head = (
                segment.text
                if not segment.counts
                else segment.text[: segment.counts[0].mention.start - segment.low]
            )
            self.scopes.read(head, bool(segment.counts))
            named = self.years.read(head, keep=not deep) if not segment.counts else None
            if named is not None and not re.search(r"以来|至20\d\d年", segment.text):
                since = False
            for draft, words in self._segment(segment):
                lasting = draft.kind != "trend" and ".carried_" not in draft.quantity and not deep
                year = self.years.read(words, keep=lasting and not words.startswith(("与", "较", "比")))
                if since and year is None:
                    continue
                if draft.kind == "trend" or (".carried_" in draft.quantity and draft.kind != "all"):
                    year = self.year
                yield draft, self.years.current if year is None else year, self.scopes.current
            if not segment.counts:
                self.said.label = segment.text

    def _since(self, words: str) -> bool:
        found = cues.SINCE.search(words)
        if found is None or cues.THIS_YEAR_SINCE.search(words):
            return False
        year = cues.YEAR.search(found.group())
        return year is None or int(year[1]) != self.year or "至" in found.group()

    def _segment(self, segment: Segment) -> Iterator[tuple[Draft, str]]:
        """Drafts of a segment, each with the words before its number (for year and scope)."""
        said = self.said
        counted = False
        for count in shared_out(segment):
            self.scopes.read(count.prefix, True)
            for draft in self._count(count, segment):
                counted = True
                yield (
                    draft,
                    segment.text[: count.mention.start - segment.low]
                    if count.low == segment.low
                    else count.prefix,
                )
        if cues.PLUS_CARRIED_IN.search(segment.text):
            said.carried_in = True
        if said.topic == "application" and not segment.counts:
            for draft in applications.told_later(segment, said):
                counted = True
                yield draft, ""
        said.left = (
            segment.counts[-1] if segment.counts and not counted and said.topic == "application" else None
        )
        if not counted:
            said.channels = disclosure.channels_of(segment.text) or said.channels
        if not segment.counts:
            self._topic_of(segment.text)
            if said.topic == "review":
                named = reviews.groups_of(segment.text)
                said.groups, said.headed = named or said.groups, len(named) == 1
        if not counted and not any(c.mention.unit == "%" for c in segment.counts):
            yield from ((d, segment.text) for d in self._none(segment))
        for draft in totals.everything(segment, said):
            yield draft, ""

    def _count(self, count: Count, segment: Segment) -> Iterator[Draft]:
        said, m = self.said, count.mention
        if re.search(r"[由从]$", count.prefix):  # 由19起升至26起
            return
        trend = cues.TREND.search(count.prefix)
        if trend and (
            cues.BASE.search(count.prefix)
            or m.unit in ("%", "个百分点", "百分点")
            or trend["way"] not in ("多", "少", "增")
        ):
            if not said.quantity and any(n.topic.startswith("app") for n in cues.nouns(count.prefix)):
                said.about("application")
                said.quantity = "applications.new_received.total"
            if said.quantity:
                sign = -1 if trend["way"] in cues.FEWER else 1
                yield Draft(
                    said.quantity, sign * m.value, m.unit, "trend", segment.low, m.end, m.start, m.approximate
                )
            return
        if disclosure.speaks_of_publication(count, segment, said) and not _application_at_end(count.prefix):
            said.about("published")
            yield from disclosure.published(count, segment, said)
            return
        self._topic_of(count.prefix, count.suffix, segment.text[count.mention.end - segment.low :])
        if said.topic == "application":
            if m.unit == "%":
                yield from totals.rate(count, segment, said)
            else:
                yield from applications.count(count, segment, said)
        elif m.unit == "%":
            return
        elif said.topic == "review":
            yield from reviews.count(count, segment, said)
        elif said.topic in ("normative", "regulations"):
            yield from disclosure.documents(count, segment, said)
        elif said.topic in _DECISIONS:
            yield from disclosure.decisions(count, segment, said)
        elif said.topic == "charges":
            yield from disclosure.charges(count, segment, said)
        elif said.topic == "procurement":
            yield from disclosure.procurement(count, segment, said)

    def _topic_of(self, words: str, behind: str = "", rest: str = "") -> None:
        """Take up the topic that words open; those behind a number only where those before it open none."""
        said = self.said
        found = cues.nouns(words) or cues.head(behind)
        if not found and said.topic != "application" and "规" in rest and _of_documents(words):
            found = tuple(n for n in cues.nouns(rest) if n.topic in ("normative", "regulations"))
        if not found:
            if said.topic == "" and "信息" in words and behind == "" and re.search(r"信息$", words):
                said.about("published")
            strayed = said.topic in ("review", "published", "normative") and said.home == "application"
            if strayed and cues.RECEIVED.search(words):
                said.about("application")
            return
        noun = found[-1]
        topic = noun.topic
        mixed = topic.startswith("application") and any(n.topic == "other" for n in found)
        if mixed and not _outcome_only(words):  # 收到信访件和公开申请5件
            topic = "other"
        elif topic == "application?":
            topic = self._bare(words)
        elif topic == "about":
            topic = "application"
        if topic == "application" and said.topic == "other" and _is_attribute(words, noun):
            return
        if topic == "other" and said.topic == "application" and _outcome_only(words):
            return
        if topic == "review" and not reviews.is_ours(Segment(words + behind, 0, 0, "", ()), said):
            topic = "other"
        said.about(topic)

    def _bare(self, words: str) -> str:
        """Topic of a bare 申请: an application for disclosure where heading or text spoke of that before, or under
        the general heading of section 1."""
        said = self.said
        if said.home == "application" or said.topic == "application" or "公开申请" in said.clause:
            return "application"
        general = said.section == 1 and not said.topic and re.search(r"总体|概述|概况|^$", said.heading)
        return "application" if general and cues.RECEIVED.search(words) else "other"

    def _none(self, segment: Segment) -> Iterator[Draft]:
        said = self.said
        if segment.opener == ":" and cues.EMPTY.fullmatch(segment.text) and said.label:
            yield from totals.denied(segment, said)
            return
        if said.topic == "review" or reviews.groups_of(segment.text):
            if said.topic == "review":
                yield from reviews.none(segment, said)
        elif said.topic in ("application", ""):
            yield from totals.none(segment, said)
        else:
            yield from disclosure.none(segment, said)

    def claim(self, clause: Clause, cut: Parts, draft: Draft, year: int | None, scope: str) -> Claim:
        """A claim with place, year, scope and verdict."""
        start, end, shown = spot(clause, cut.at, draft.low, draft.end, self.text)
        claim = Claim(
            quantity=draft.quantity,
            value=draft.value,
            unit=draft.unit,
            kind=draft.kind,
            scope=scope,
            year=year,
            approximate=draft.approximate,
            cell=cell_key(draft.quantity, self.cells),
            verdict="unverifiable",
            text=shown,
            section=clause.section,
            start=start,
            end=end,
        )
        judged = verdict(claim, draft.options, self.cells, self.year, self.kind)
        if judged == "contradicted" and draft.loose:
            judged = "unverifiable"
        return claim if judged == claim.verdict else replace(claim, verdict=judged)


def _application_at_end(prefix: str) -> bool:
    found = cues.nouns(prefix)
    return bool(found) and found[-1].topic == "application"


def _is_attribute(words: str, noun: cues.Noun) -> bool:
    """依申请公开 in a list of kinds of documents (主动公开63件、依申请公开109件、不予公开264件)."""
    bare = words[noun.start : noun.end] == "依申请公开"
    return bare and not cues.RECEIVED.search(words) and not cues.AMBIGUOUS.search(words)


def _of_documents(words: str) -> bool:
    """制发1件、废止1件行政规范性文件: the noun comes last."""
    return any(pattern.search(words) for _, pattern in cues.DOCUMENT_CUES)


def _outcome_only(words: str) -> bool:
    """信访举报投诉类申请 and the like name a result of applications, not another object."""
    return any(pattern.search(words) for _, pattern in cues.OUTCOMES)
