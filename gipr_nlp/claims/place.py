"""Whose number it is (scope), of which year, and where it stands in the report's text."""

from __future__ import annotations

import re

from gipr_nlp.claims import cues

_NAMED = re.compile(rf"(?<!\d)(?P<year>20\d\d)年|(?P<last>{cues.LAST_YEAR.pattern})|今年|本年度?|当年")


class Years:
    """The year that numbers speak of: named in the words before them, else the one that the sentence began with."""

    def __init__(self, year: int | None) -> None:
        self.reporting = year
        self.current = year

    def restart(self) -> None:
        self.current = self.reporting

    def read(self, words: str, keep: bool) -> int | None:
        """Year named in words before a number; None where they name none. ``keep``: it goes for what follows."""
        named: int | None = None
        for match in _NAMED.finditer(words):
            before, after = words[: match.start()], words[match.end() :]
            if match["year"] and re.search(r"(?:截至|截止|结转至|结转到|转入|将于|自|从)$", before):
                continue
            if re.search(r"[较比与同]$", before) and not re.fullmatch(r"(?:度|同期)*的?", after):
                continue  # 与上年相比 is about this year
            if match["year"]:
                named = int(match["year"])
            elif match["last"]:
                named = self.reporting - 1 if self.reporting is not None else None
            else:
                named = self.reporting
        if named is not None and keep:
            self.current = named
        return named


def _last(pattern: re.Pattern[str], words: str) -> int:
    """Where the last match begins, -1 where there is none."""
    at = -1
    for match in pattern.finditer(words):
        at = match.start()
    return at


class Scopes:
    """Whose numbers: the body's own, or those of its whole area or system.

    The tables of a government cover its area, so there a sentence must name the area (or the office) itself.
    """

    def __init__(self, kind: str) -> None:
        self.government = kind == "government"
        self.default = "unknown" if self.government else "own"
        self.current = self.default

    def restart(self) -> None:
        """At a new sentence; a government's report goes on speaking of the area."""
        if not (self.government and self.current == "area"):
            self.current = self.default

    def read(self, words: str, subject: bool) -> None:
        """Take up the last owner named in words; without a number after them (not ``subject``) only one that begins
        the sentence is its subject."""
        area = _last(cues.AREA, words)
        if self.government:
            area = max(area, _last(cues.OUR_AREA, words))
            own = _last(cues.OWN_OFFICE, words)
        else:
            own = _last(cues.OWN, words)
            if own >= 0 and area > own and re.match(r"[^,;]{0,6}(?:及|和|与)", words[own:]):
                own = -1
        if max(area, own) < 0:
            return
        if area > own:
            begins = area <= 10 and not re.search(
                r"围绕|根据|按照|结合|对照|在|把|将|面向|向|就|为", words[:area]
            )
            if subject or begins:
                self.current = "area"
        else:
            self.current = "own"
