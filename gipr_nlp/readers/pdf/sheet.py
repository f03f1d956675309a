"""A page as drawn: glyphs, ruling lines and pictures, upright, in points from the top left. No knowledge of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

Box = tuple[float, float, float, float]

#: What stands for a character whose meaning the file does not say.
UNREADABLE = "\ufffd"


@dataclass(slots=True)
class Glyph:
    """A character, or a piece of a line that was recognised as a whole (OCR), with its place.

    ``turn``: quarter turns, clockwise, by which it is turned against the page; ``light``: 0 black … 1 white;
    ``tilted``: turned by anything else; ``shown``: False where it is drawn invisibly.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    confidence: float = 1.0
    turn: int = 0
    light: float = 0.0
    tilted: bool = False
    shown: bool = True

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Rule:
    """A ruling line: horizontal ones have ``at`` = y and run from x to x, vertical ones ``at`` = x, y to y."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """One page. ``fills``: dark areas, on which white text shows; ``covered``: share of the page under pictures."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    characters: int = 0
    """As many as the file has on this page, blank and hidden ones, too."""
    blank: float = 1.0
    """How sure it is that a cell without characters is blank."""
    crowded: bool = False
    """More drawing than anybody prints; its ruling lines are not looked at."""

    @property
    def covered(self) -> float:
        """Share of the page that the largest picture covers."""
        area = max(1.0, self.width * self.height)
        return max(((x1 - x0) * (y1 - y0) / area for x0, y0, x1, y1 in self.pictures), default=0.0)


def upright(sheet: Sheet) -> Sheet:
    """The page turned so that most of its characters stand upright."""
    turns = Counter(g.turn for g in sheet.glyphs if g.text.strip() and not g.tilted)
    if not turns or (turn := turns.most_common(1)[0][0]) == 0:
        return sheet
    return turned(sheet, -turn % 4)


def turned(sheet: Sheet, turns: int) -> Sheet:
    """The page turned clockwise by some quarters."""
    for _ in range(turns % 4):
        high = sheet.height

        def box(x0: float, top: float, x1: float, bottom: float, high: float = high) -> Box:
            return high - bottom, x0, high - top, x1

        sheet = replace(
            sheet,
            width=sheet.height,
            height=sheet.width,
            glyphs=[_moved(g, box(g.x0, g.top, g.x1, g.bottom), (g.turn + 1) % 4) for g in sheet.glyphs],
            horizontal=[Rule(r.at, high - r.end, high - r.start) for r in sheet.vertical],
            vertical=[Rule(high - r.at, r.start, r.end) for r in sheet.horizontal],
            fills=[box(*f) for f in sheet.fills],
            pictures=[box(*p) for p in sheet.pictures],
        )
    return sheet


def turned_glyphs(glyphs: Iterable[Glyph], turns: int) -> list[Glyph]:
    """Some glyphs turned clockwise by some quarters around the origin, so that they can be read as lines."""
    found = list(glyphs)
    for _ in range(turns % 4):
        found = [_moved(g, (-g.bottom, g.x0, -g.top, g.x1), (g.turn + 1) % 4) for g in found]
    return found


def _moved(glyph: Glyph, box: Box, turn: int) -> Glyph:
    x0, top, x1, bottom = box
    return replace(glyph, x0=x0, top=top, x1=x1, bottom=bottom, turn=turn)
