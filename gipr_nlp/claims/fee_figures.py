"""The three figures of a fee statement: notices, their total, what was collected.

Cues (收费通知, 总金额, 实收 …) and values are read from left to right. A value goes to the cue before it; several cues
share a value that is said of all of them (均为0); several values in a row go to the cues in their order, and to
notices, total, collected where no cue names them (0件、0元、0元).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gipr_nlp.model import Number
from gipr_nlp.text import HAN_NUMERAL, han_number, level

_FEE = r"(?:(?:政府信息公开|依申请公开|信息公开|公开)?(?:信息)?(?:公开)?处理费用?)"
_KIND = rf"(?:收费|缴费|缴款|收缴|付费|征收|收取|缴纳|计费|核费|{_FEE})"
_ISSUE = "(?:发出|发放|发送|下达|送达|开具|出具|制发|开出|签发|下发|制作|印发|作出|发)"
_NOTE = "(?:通知|告知)(?:书|单|函)?"
_HOW_MANY = "(?:的)?(?:总)?(?:件数|份数|数量|笔数|数)?"
_SUM = "(?:总金额|总额度?|金额|款额|数额|总数|总款)"
_ALTOGETHER = "(?:共计|合计|总计)?"

#: What a figure is about; the first that matches. ``amount`` and ``fee`` alone may mean the total or what was collected.
_CUES = re.compile(
    # 收费通知总金额, 应收, 核定金额, 涉及金额
    rf"(?P<total>{_KIND}*{_NOTE}"
    rf"(?:的|上|所|中|载明|费用|涉及|涉费|核定|应收|应缴|收费|合计|总计|缴费)*{_SUM}"
    r"|(?:应收|应缴|应交|应征|应纳|核定|核收|计收|涉及|涉费|开单(?=[总金])|要收的?)(?:的|共|合计|总计|共计)*"
    rf"(?:{_FEE}|费用|收费|款项?|钱)?{_ALTOGETHER}(?:总|的)*(?:金额|额|数)?)"
    # 收费通知, 缴款通知书份数, 通知件数, 开单
    rf"|(?P<notices>{_KIND}+(?:的)?{_NOTE}{_HOW_MANY}|{_ISSUE}(?:了|的)?{_NOTE}{_HOW_MANY}"
    rf"|{_NOTE}(?:的)?(?:件数|份数|数量|数|发了)|(?<![\u4e00-\u9fff])通知(?=[:为共计是]?\s*[0-9零])"
    r"|开单(?:数|件数)?|缴款书(?:份数|件数|数)?|(?:收费|收取|计费|开具)(?:的)?(?:件数|份数|笔数)|开具数)"
    # 实际收取总金额, 实收, 到账, 入库
    r"|(?P<collected>(?:实际|最终|当年|已经?)*"
    r"(?:收取|收到|收缴|征收|收讫|收得|收回|缴纳|缴付|缴入|缴清|入库|到账|入账|进账|上缴|收入|收款)"
    rf"(?:入库|到账|国库|了|到|的)*(?:{_FEE}|费用|款项?|收费|费|钱)?(?:的)?(?:收入)?(?:的)?{_ALTOGETHER}"
    rf"(?:{_SUM}|额|数)?"
    r"|(?:实收|实缴|实交|实征|已收|已缴|共收|收)(?:到|取|款)*"
    rf"(?:{_FEE}|费用|款项?|收费)(?:的)?(?:{_SUM}|额|数)?"
    rf"|(?:实收|实缴|实交|实征|已收|已缴)(?:到|取|款)*(?:的)?(?:{_SUM}|额|数)?)"
    rf"|(?P<amount>(?:{_FEE}|收费|费用)?(?:的)?{_SUM}|合计|共计|总计)"
    rf"|(?P<fee>{_FEE}|收费|费用)"
)
_STRONG = re.compile("实际|实收|实缴|实交|已收|已缴|到账|入库|入账|收讫|额|数")
_UNIT_BEHIND = re.compile(r"\((?:单位[:为]?)?(?P<unit>万元|元|件|份|个|笔)\)")
_COUNTED = "件份宗张起例个笔单封次"
_VALUE = re.compile(
    rf"(?P<digits>\d[\d,]*(?:\.\d+)?"
    rf"|(?<![{HAN_NUMERAL}])[{HAN_NUMERAL}]+(?=万?元|[{_COUNTED}])"
    rf"|(?<=[为是记计填额数收缴:均])[零〇](?![{HAN_NUMERAL}星散距售])|(?<=[:为])无)"
    rf"\s*(?P<scale>[万千](?!元))?\s*(?P<unit>万元|元|[{_COUNTED}])?(?P<behind>[\u4e00-\u9fff%/]?)"
)
_OTHER_UNIT = frozenset("页人名户年月日号天处场期项倍台字时亩%层部篇版幅岁条类家")
_HAN_SMALL = "[0-9一二两三四五六七八九十]+"
#: A number behind these is no figure of the statement: a part, a difference to last year, money given or spent.
_NOT_A_FIGURE = re.compile(
    rf"(?:其中|另外?|其余|剩余|余款|余下|尚有|尚欠|欠|每件?)(?:的)?(?:{_HAN_SMALL}[件份笔张])?(?:为|计|的)?$"
    r"|(?:减少|增加|下降|增长|增多|上升|多|少)了?$"
    r"|(?:减免|免收|免去|免除|退还|退回|支出|垫付|开支|花费)[^,。;]{0,6}$"
)
_OF_APPLICATIONS = re.compile(
    r"申请(?:公开|数量|件数)?(?:共|为|计|约)?$|(?:收到|受理|办理|答复|办结)[^,。;]{0,8}$"
)
_APPLICATIONS_BEHIND = re.compile(r"(?:的)?(?:超量|信息公开|政府信息)?申请|建议|提案|事项")
_JOINED = re.compile(r"^[\s、,;/:和与及以其的之并]*$")
_LISTED = re.compile(r"^[的之]?(?:、|和|与|及|以及|及其)")
_NEAR = re.compile(r"^(?:情况)?[的:为是共计约合总收入了达有、\s]*$")
_ALL = re.compile("均|都|皆|全部|全为|各为|统统|一律")
_PAID_UP = re.compile(
    "(?:全额|足额|悉数|如数|如期|全部|均已|现已|已|当即|按时)[^,。;]{0,6}"
    "(?:缴清|缴纳|缴付|收缴|入库|上缴|收取|到账|付清|收讫|缴库|缴入|收齐)|缴清|付清|收讫"
)
_NOT = "(?:从未|未曾?|没有?|无|不曾|并无)"
_TO_WHOM = "(?:再|有|过|对外|实际|曾|因此|向[^,。;]{0,12}|对[^,。;]{0,14}|就[^,。;]{0,14})*"
_NO_NOTICE = re.compile(rf"{_NOT}{_TO_WHOM}{_ISSUE}?(?:过|任何|的)*{_KIND}*(?:的)?{_NOTE}")
_NO_MONEY = re.compile(
    rf"{_NOT}(?!.{{0,6}}(?:其他|其它|另外|额外)){_TO_WHOM}"
    "(?:收取|收到|收缴|征收|缴纳|实收|收费|入账|进账|产生[^,。;]{0,8}费|发生[^,。;]{0,8}费)"
    "|零收费|分文未收"
)
_NOISE = (
    re.compile(r"《(?![^《》]*通知[书单]》)[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》"),
    re.compile(r"(?:^|(?<=[\n。;:]))\s*\(?\d{1,2}[).、](?=\s*[\u4e00-\u9fff])"),  # item marks
    re.compile("人民币"),
    re.compile(r"(?:国务院办公厅)?关于[^,。;]{2,40}的通知"),
    re.compile(r"[^\s,。;(]{0,6}[〔\[(]20\d\d[〕\])]\d+号|109号文?"),
    re.compile(r"(?:20\d\d|二[〇○零]\S{2})年(?:度|\d{1,2}月(?:\d{1,2}日)?)?"),
    # the tariff
    re.compile(r"\d+\s*(?:-|—|~|至|到)\s*\d+\s*[件页][^,。;)]{0,10}"),
    re.compile(
        rf"(?:每[件页份]|按[件页])[^,。;]{{0,4}}?(?:\d+|[{HAN_NUMERAL}]+)元"
        rf"|(?:\d+|[{HAN_NUMERAL}]+)元\s*(?:/|每)\s*[件页份]"
    ),
    re.compile(
        rf"(?:超出?过?|满|达|足|逾)(?:\d+|[{HAN_NUMERAL}]+)[件页]"
        rf"|(?:\d+|[{HAN_NUMERAL}]+)[件页](?:以[下上内]|之内)|\(含\d+[件页]\)"
    ),
    re.compile(r"\|[\s:|-]*-{2,}[\s:|-]*\|"),  # the rule under the head of a Markdown table
)
_BRACKETED = re.compile(r"[(\[〔【_]+\s*(\d[\d,.]*|零|〇)\s*[)\]〕】_]+")


@dataclass(slots=True)
class Figures:
    """The figures as stated, in yuan; ``explicit``: how many stand there as numbers, the others are said in words."""

    notices: Number | None = None
    total: Number | None = None
    collected: Number | None = None
    explicit: int = 0

    @property
    def stated(self) -> int:
        """How many of the three are known."""
        return sum(v is not None for v in (self.notices, self.total, self.collected))


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    start: int
    end: int
    strong: bool
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Value:
    number: Number
    unit: str | None
    start: int
    end: int
    in_words: bool = False

    @property
    def money(self) -> bool:
        return self.unit is not None and self.unit.endswith("元")

    @property
    def count(self) -> bool:
        return self.unit is not None and not self.money


_NAMES = ("notices", "total", "collected")


def plain(text: str) -> str:
    """A statement without what only looks like figures: titles, document numbers, years, the tariff."""
    flat = re.sub(r"[\t|]+", "|", level(text))
    for pattern in _NOISE:
        flat = pattern.sub("", flat)
    flat = _BRACKETED.sub(r"\1", flat.replace("|", "、"))
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", flat)


def figures_of(text: str) -> Figures:
    """Read the figures of one statement (the text of its clauses, headings included)."""
    flat = plain(text)
    found = _Reading(flat).figures()
    if found.explicit:
        if found.notices is None and _NO_NOTICE.search(flat):
            found.notices = 0
        if found.collected is None and _NO_MONEY.search(flat):
            found.collected = 0
        if found.collected is None and found.total is not None and _paid_up(flat):
            found.collected = found.total
    return found


def _paid_up(flat: str) -> bool:
    for match in _PAID_UP.finditer(flat):
        if not re.search(r"未|没有?$|不|逾期", flat[max(0, match.start() - 4) : match.end()]):
            return True
    return False


class _Reading:
    """One pass over the cues and values of a statement."""

    def __init__(self, flat: str) -> None:
        self.flat = flat
        self.tokens = _tokens(flat)
        self.found = Figures()
        self.amounts: list[tuple[str, Number]] = []
        self.bare: list[Number] = []

    def figures(self) -> Figures:
        pending: list[_Cue] = []
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if isinstance(token, _Cue):
                pending.append(token)
                i += 1
                continue
            run = self._run(i)
            i += len(run)
            if len(run) > 1:
                self._several(pending, run)
            else:
                self._one(pending, run[0], self.tokens[i] if i < len(self.tokens) else None)
            pending = []
        self._settle()
        return self.found

    def _run(self, i: int) -> list[_Value]:
        """The value at i and those that follow it with nothing but separators between."""
        run = [self.tokens[i]]
        for token in self.tokens[i + 1 :]:
            if not isinstance(token, _Value) or not _JOINED.match(self.flat[run[-1].end : token.start]):
                break
            run.append(token)
        return [v for v in run if isinstance(v, _Value)]

    def _several(self, pending: Sequence[_Cue], run: Sequence[_Value]) -> None:
        if not pending:
            return
        cues = [c for c in pending if c.kind != "fee"]
        cues = [c for n, c in enumerate(cues) if c.strong or n >= len(cues) - len(run)]
        if len(cues) >= len(run):
            for cue, value in zip(cues[-len(run) :], run, strict=True):
                self._put(cue.kind, value, cue)
            return
        counts = [v for v in run if v.count]
        money = [v for v in run if not v.count]
        if not counts and len(money) == 3:
            counts, money = money[:1], money[1:]
        if counts:
            self._put("notices", counts[0], None)
        for kind, value in zip(
            ("total", "collected") if len(money) > 1 else ("amount",), money, strict=False
        ):
            self._put(kind, value, None)

    def _one(self, pending: Sequence[_Cue], value: _Value, following: _Cue | _Value | None) -> None:
        fitting = [c for c in pending if _fits(c, value) and (c.strong or not value.in_words)]
        if not fitting:
            self._without_cue(value, following)
            return
        last = fitting[-1]
        between = self.flat[pending[-1].end : value.start]
        if _ALL.search(between) or (not value.number and self._listed(pending)):
            every = [c for c in pending if c.strong or c is last]
            if re.search(r"三[项个]", between):
                every = [_Cue(name, 0, 0, True, None) for name in _NAMES]
            for cue in every:
                if not value.number or _fits(cue, value):
                    self._put(cue.kind, value, cue)
        elif (
            last.strong
            or _NEAR.match(self.flat[last.end : value.start])
            or (value.money and not value.number)
        ):
            self._put(last.kind, value, last)
        else:
            self._without_cue(value, following)

    def _listed(self, pending: Sequence[_Cue]) -> bool:
        """Are the last cues parts of one list, so that one nought is said of all of them?"""
        if len(pending) < 2:
            return False
        a, b = pending[-2], pending[-1]
        return a.strong and _LISTED.match(self.flat[a.end : b.start]) is not None

    def _without_cue(self, value: _Value, following: _Cue | _Value | None) -> None:
        if value.count and isinstance(following, _Cue) and following.kind == "notices":
            if not re.search(r"[,。;]|.{7}", self.flat[value.end : following.start]):
                self._put("notices", value, None)
        elif value.money and self.found.stated:
            self.bare.append(_yuan(value, None))

    def _put(self, kind: str, value: _Value, cue: _Cue | None) -> None:
        number = value.number if kind == "notices" else _yuan(value, cue)
        if kind in ("amount", "fee"):
            self.amounts.append((kind, number))
        elif getattr(self.found, kind) is None:
            setattr(self.found, kind, number)
            self.found.explicit += 1

    def _settle(self) -> None:
        """An amount without more is the total beside another figure, and alone what was collected."""
        found = self.found
        noticed = any(isinstance(t, _Cue) and t.kind == "notices" for t in self.tokens)
        for kind, number in self.amounts:
            if found.total is None and (found.collected is not None or (kind == "amount" and noticed)):
                found.total = number
            elif found.collected is None:
                found.collected = number
            else:
                continue
            found.explicit += 1
        if self.bare and found.total is None:
            found.total = self.bare[0]
            found.explicit += 1


def _tokens(flat: str) -> list[_Cue | _Value]:
    found: list[_Cue | _Value] = []
    for match in _CUES.finditer(flat):
        kind = str(match.lastgroup)
        unit = _UNIT_BEHIND.match(flat, match.end())
        strong = kind in ("notices", "total", "amount") or (
            kind == "collected" and bool(_STRONG.search(match.group()))
        )
        end = unit.end() if unit else match.end()
        found.append(_Cue(kind, match.start(), end, strong, unit["unit"] if unit else None))
    taken = [(c.start, c.end) for c in found]
    for match in _VALUE.finditer(flat):
        value = _value(flat, match)
        if value and not any(a < value.end and value.start < b for a, b in taken):
            found.append(value)
    return sorted(found, key=lambda t: t.start)


def _value(flat: str, match: re.Match[str]) -> _Value | None:
    digits, unit = match["digits"], match["unit"]
    before, behind = flat[: match.start()], flat[match.end("unit") if unit else match.end("digits") :]
    if unit is None and match["behind"] in _OTHER_UNIT and match["behind"]:
        return None
    if before.endswith((".", "第", "-", "—")) or _NOT_A_FIGURE.search(before[-10:]):
        return None
    if unit is None and re.match(r"[.、)](?!\d)", behind) and re.search(r"(?:^|[\n。;(])\s*$", before):
        return None  # the number of an item
    counted = unit is not None and unit in _COUNTED
    if counted and (_OF_APPLICATIONS.search(before) or _APPLICATIONS_BEHIND.match(behind)):
        return None
    if digits in ("零", "〇", "无"):
        number: Number | None = 0
    elif digits[0] in HAN_NUMERAL:
        number = han_number(digits)
    else:
        number = float(digits.replace(",", ""))
    if number is None:
        return None
    number *= {"万": 10_000, "千": 1000}.get(match["scale"] or "", 1)
    end = match.end("unit") if unit else match.end("scale") if match["scale"] else match.end("digits")
    return _Value(_whole(number), unit, match.start("digits"), end, in_words=digits == "无")


def _fits(cue: _Cue, value: _Value) -> bool:
    if value.count:
        return cue.kind == "notices"
    return not (value.money and cue.kind == "notices")


def _yuan(value: _Value, cue: _Cue | None) -> Number:
    unit = value.unit or (cue.unit if cue else None)
    return _whole(round(value.number * (10_000 if unit == "万元" else 1), 4))


def _whole(number: Number) -> Number:
    return int(number) if number == int(number) else number
