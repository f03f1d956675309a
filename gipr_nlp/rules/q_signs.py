"""Family Q, brackets and punctuation (Q06, rules.md 5.15)."""

from __future__ import annotations

import re

from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import narrative
from gipr_nlp.rules.scope import require_report

_SIGN = re.compile(r"[《》()“”]")
_ITEM_CLOSE = re.compile(rf"(?:^|[\s,。;:、])(?:\d{{1,2}}|[{'一二三四五六七八九十'}]{{1,2}}|[a-zA-Z])$")
_DOUBLED = re.compile(r"([。,;、:])\s?\1+(?![.。])|[,、;:]。|。[,、;:]|,、|、,|;,|,;")
_HALF = re.compile(r"(?<=[\u4e00-\u9fff》”）])[,;:?!](?=[\u4e00-\u9fff《“（])")
_OPENING = {"》": "《", ")": "(", "”": "“"}
SOME_HALF = 3
SPAN = 300


@rule(
    "Q06",
    "标点/括号不配对",
    "hint",
    why="括号、书名号、引号应当成对，标点不应重复，中文正文使用全角标点。",
    basis=PRACTICE,
    bad="根据《政府信息公开条例的规定，，我局……",
    good="根据《政府信息公开条例》的规定，我局……",
)
def punctuation(case: Case) -> Checks:
    require_report(case)
    said = narrative(case)
    raw = "\n".join(c.text.replace("\n", " ") for c in said.clauses)
    unmatched = _unmatched(raw)
    if unmatched:
        at = unmatched[0]
        listed = "、".join(f"“{said.shown(p, p + 1, width=24)}”" for p in unmatched[:3])
        yield Hit(
            f"括号、书名号或引号不配对{len(unmatched)}处：{listed}。请核对补齐。",
            found=raw[at],
            evidence=tuple(said.shown(p, p + 1, width=24) for p in unmatched[:3]),
            quote=f"不配对{said.shown(at, at + 1, width=24)}",
            **said.place(at, at + 1),
        )
    doubled = [m.span() for m in _DOUBLED.finditer(said.flat)]
    if doubled:
        listed = "、".join(f"“{said.shown(*p, width=20)}”" for p in doubled[:3])
        yield Hit(
            f"标点重复或误用{len(doubled)}处：{listed}。请更正。",
            found=raw[slice(*doubled[0])],
            evidence=tuple(said.shown(*p, width=20) for p in doubled[:3]),
            quote=f"重复{said.shown(*doubled[0], width=20)}",
            **said.place(*doubled[0]),
        )
    half = [m.span() for m in _HALF.finditer(raw)]
    if len(half) >= SOME_HALF:
        yield Hit(
            f"中文正文中有{len(half)}处使用半角标点（如“{said.shown(*half[0], width=20)}”），建议统一为全角标点。",
            found=raw[half[0][0]],
            evidence=(said.shown(*half[0], width=20),),
            free=True,
            quote="半角标点",
            **said.place(*half[0]),
        )


def _unmatched(raw: str) -> list[int]:
    """Places of signs without partner. A pair may lie in two clauses, but not farther apart than a long sentence."""
    stack: list[tuple[str, int]] = []
    lonely: list[int] = []
    folded = raw.replace("（", "(").replace("）", ")")
    for found in _SIGN.finditer(folded):
        sign, at = found[0], found.start()
        while stack and at - stack[0][1] > SPAN:
            lonely.append(stack.pop(0)[1])
        if sign in "《(“":
            stack.append((sign, at))
        elif stack and stack[-1][0] == _OPENING[sign]:
            stack.pop()
        elif any(s == _OPENING[sign] for s, _ in stack):
            while stack[-1][0] != _OPENING[sign]:
                lonely.append(stack.pop()[1])
            stack.pop()
        elif not (sign == ")" and _ITEM_CLOSE.search(folded[max(0, at - 3) : at])):
            lonely.append(at)
    return sorted([*lonely, *(at for _, at in stack)])


RULES = (punctuation,)
