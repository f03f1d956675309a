"""What a clause has said so far, and a claim in the making."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gipr_nlp.claims import cues
from gipr_nlp.mentions import Count
from gipr_nlp.model import Clause, Number
from gipr_nlp.text import squash


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before scope, year and verdict. ``low`` and ``end``: its place in the squeezed text of the clause;
    ``at``: where its number stands there; ``options``: what else an ambiguous verb may mean;
    ``partial``: said of a part only, if others are named beside it; ``loose``: what the words name may be only a part
    of the cell, so that another number there is no contradiction."""

    quantity: str
    value: Number | None
    unit: str | None
    kind: str
    low: int
    end: int
    at: int
    approximate: bool = False
    options: tuple[str, ...] = ()
    partial: bool = False
    loose: bool = False


_GOING_ON = re.compile(r"其中|均|全部|都|上述|以上|(?:办结|满意|答复)率|按时|按期")


@dataclass(slots=True)
class Said:
    """The thread of the text: what the next words go on with where they name nothing themselves."""

    year: int | None
    home: str = ""
    topic: str = ""
    quantity: str = ""
    row: str = ""
    label: str = ""
    groups: tuple[str, ...] = ()
    cases: Number | None = None
    headed: bool = False
    channels: frozenset[str] = frozenset()
    handled: bool = False
    carried_in: bool = False
    left: Count | None = None
    shares: bool = False
    seen: set[str] = field(default_factory=set)
    linked: bool = False
    clause: str = ""
    heading: str = ""
    section: int = 0

    def open(self, clause: Clause, flat: str, follows: bool, new_sentence: bool) -> None:
        """Go on to a clause; the thread breaks at a new heading, what belongs to one sentence at its end."""
        self.clause, self.section, self.label, self.left = flat, clause.section, "", None
        self.heading = clause.heading
        self.home = home_of(clause)
        if not follows:
            self.topic = self.quantity = self.row = ""
            self.groups, self.channels = (), frozenset()
        elif new_sentence and not _GOING_ON.match(flat):
            lasting = self.topic == "application" or (
                self.topic == "review" and not cues.NEW_START.match(flat)
            )
            self.topic = self.topic if lasting else self.home
        if not follows or new_sentence:
            self.handled = self.carried_in = False
            self.cases = None
            self.seen = set()
            self.shares = False
        self.topic = self.topic or self.home
        self.linked = (
            self.home in ("application", "review")
            or "公开" in flat
            or self.topic in ("application", "review")
        )
        if cues.WITH_CARRIED_IN.search(flat):
            self.carried_in = True

    def about(self, topic: str) -> None:
        """Take up a topic; another topic has no quantity yet."""
        if topic != self.topic:
            self.quantity = ""
            if topic != "review":
                self.groups = ()
        self.topic = topic


def home_of(clause: Clause) -> str:
    """The topic that a heading gives to what stands under it."""
    heading = squash(clause.heading)
    if "依申请" in heading or (
        "申请" in heading and "复议" not in heading and not cues.OTHER_APPLICATION.search(heading)
    ):
        return "application"
    if cues.REVIEW.search(heading) or cues.LITIGATION.search(heading):
        return "review"
    return {3: "application", 4: "review"}.get(clause.section, "")
