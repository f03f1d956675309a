"""Pure functions on Chinese text: character folding, numerals and amounts, printed cells.

One number reader serves tables and narrative. ``level`` keeps the length of a text, so that offsets into the levelled
text are offsets into the printed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from gipr_nlp.model import Number, State

#: Longer texts are not kept in memory for the next caller.
_LONGEST_KEPT = 20_000
ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_BLANK = re.compile(rf"[\s{ZERO_WIDTH}]+")
PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňɡ·'\s]{1,40}\)", re.IGNORECASE)

# Radicals of the supplement block that NFKC leaves alone; PDF fonts map common characters to them.
_RADICALS = dict(
    zip(
        "⺟⺠⺴⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺬⻑⻒⻖",
        "母民罒西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟示長镸阝",
        strict=True,
    )
)


@cache
def _folds() -> tuple[re.Pattern[str], dict[str, str]]:
    """What :func:`level` folds: a class of all such characters, and what becomes of each."""
    import unicodedata

    table: dict[int, str] = {}
    traditional, simplified = (
        files("gipr_nlp").joinpath("data/traditional.txt").read_text(encoding="utf-8").split("\n")[:2]
    )
    table.update((ord(a), b) for a, b in zip(traditional, simplified, strict=True))
    for code in [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)]:
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1:
            table[code] = folded
    table.update((ord(a), b) for a, b in _RADICALS.items())
    table.update((code, chr(code - 0xFEE0)) for code in range(0xFF01, 0xFF5F))
    for odd in "\u3000\u00a0\u2002\u2003\u2009\u202f":
        table[ord(odd)] = " "
    for odd, plain in zip("﹣−‐‑–﹢﹪﹐﹕﹔｡", "-----+%,:;。", strict=True):
        table[ord(odd)] = plain
    for odd in "‘’＇":
        table[ord(odd)] = "'"
    for odd in "“”„‟＂〝〞":
        table[ord(odd)] = '"'
    for odd in "．﹒":
        table[ord(odd)] = "."
    folds = {chr(code): folded for code, folded in table.items()}
    return re.compile(f"[{re.escape(''.join(sorted(folds)))}]"), folds


def _fold(text: str) -> str:
    odd, folds = _folds()
    return odd.sub(lambda found: folds[found[0]], text)


def level(text: str) -> str:
    """Fold width, traditional characters, CJK radicals and look-alike punctuation, one character for one.

    The result has the length of the input, so that offsets hold in both.
    """
    if len(text) <= 200:
        return _level_short(text)
    return _level_long(text) if len(text) < _LONGEST_KEPT else _fold(text)


#: Every stage and rule looks at the same clauses and lines.
_level_short = lru_cache(maxsize=4096)(_fold)
_level_long = lru_cache(maxsize=32)(_fold)


def squash(text: str) -> str:
    """``level`` without any white space, zero-width characters and pinyin glosses: for comparing labels."""
    if len(text) <= 48:
        return _squash_short(text)
    return _squash_long(text) if len(text) < _LONGEST_KEPT else _squash(text)


def _squash(text: str) -> str:
    folded = _BLANK.sub("", level(text))
    return PINYIN.sub("", folded) if "(" in folded else folded


#: Labels and printed cells repeat, in a report and between reports; chapters are looked at by several rules.
_squash_short = lru_cache(maxsize=8192)(_squash)
_squash_long = lru_cache(maxsize=64)(_squash)


# --- numerals -------------------------------------------------------------------------------------------------------

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿"
_UNIT = (
    r"(?:(?:亿|千万|百万|万|千|百)?元(?:人民币)?|人民币|亩|平方米|公里|%|‰"
    r"|(?:件|个|项|条|次|份|宗|起|例|人|家|部|篇|期|场|户|名|张|册|页|字|天|例|桩|批|处|类|种|辆|台|所|步|则|余)(?:次|数)?)"
)
_NUMBER = re.compile(
    rf"(?P<sign>[+\-±]|增加|减少|增长|下降|增|减|净增|净减)?"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)?"
    rf"(?P<scale>[十百千万亿]{{1,2}})?(?P<more>余|多|来)?(?P<unit>{_UNIT})?(?P<note>\([^()]*\)|\[[^\[\]]*\])?"
)
_HAN = re.compile(
    rf"(?P<sign>增加|减少|增|减)?(?P<han>[{HAN_NUMERAL}]+)(?P<more>余|多|来)?(?P<unit>{_UNIT})?(?P<note>\([^()]*\))?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed: value in the printed unit, the unit, an explicit sign, whether it is approximate, and
    whether a note in brackets stood behind it."""

    value: Number
    unit: str | None = None
    sign: str | None = None
    approximate: bool = False
    note: str | None = None


def han_number(text: str) -> int | None:
    """Value of a Chinese numeral: 三千五百万 → 35000000, 二〇二一 → 2021, 十二 → 12, 廿三 → 23; None if it is none."""
    text = text.replace("廿", "二十")
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    pending = False
    last_scale = 1
    for char in text:
        if char in _DIGITS:
            digit, pending = _DIGITS[char], True
            if digit == 0:
                last_scale = 10
        elif char in _SMALL:
            section += (digit if pending else 1) * _SMALL[char]
            digit, pending, last_scale = 0, False, _SMALL[char]
        else:
            section += digit if pending else 0
            total = (
                (total + section) * _LARGE[char] if char == "亿" else total + (section or 1) * _LARGE[char]
            )
            section, digit, pending, last_scale = 0, 0, False, _LARGE[char]
    if pending and last_scale >= 100 and digit:  # 三百五 = 350, 一万二 = 12000
        digit *= last_scale // 10
    return total + section + digit


def read_number(text: str) -> Amount | None:
    """Read a text that is one number, with sign, separators, 万/亿, unit and a note in brackets; None if it is not.

    Money keeps its printed unit (``55566.88万元`` → 55566.88, 万元); a bare 万 or 亿 and counted units are multiplied
    out (``3.5万件`` → 35000, 件). White space inside is ignored; full-width digits are read.
    """
    flat = squash(text)
    if not flat or len(flat) > 60:
        return None
    match = _NUMBER.fullmatch(flat)
    if match and match["digits"]:
        value: Number = _plain(match["digits"])
        for char in match["scale"] or "":
            value = _times(value, _SMALL.get(char) or _LARGE[char])
    else:
        match = _HAN.fullmatch(flat)
        if match is None:
            return None
        parsed = han_number(match["han"])
        if parsed is None:
            return None
        value = parsed
    sign = match["sign"]
    if sign and (sign == "-" or sign in ("减", "减少", "下降", "净减")):
        value = -value
    unit = match["unit"]
    if (
        "scale" in match.groupdict()
        and match["scale"]
        and unit == "元"
        and match["scale"] in ("万", "亿", "千", "百")
    ):
        value, unit = _plain(match["digits"]) * (-1 if sign and value < 0 else 1), match["scale"] + "元"
    return Amount(value, unit, sign, bool(match["more"]) or unit == "余", match["note"])


def _plain(digits: str) -> Number:
    digits = digits.replace(",", "")
    if "." not in digits:
        return int(digits)
    value = float(digits)
    return int(value) if value.is_integer() else value


def _times(value: Number, factor: int) -> Number:
    product = round(value * factor, 6)
    return int(product) if float(product).is_integer() else product


# --- printed cells --------------------------------------------------------------------------------------------------

_NOT_APPLICABLE = re.compile(r"(?:[/\\]+|[-—―─_]+|无|不适用|N/?A)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_cell(raw: str) -> tuple[State, Number | None, str | None]:
    """What a printed cell says: (state, value, unit). A blank is never read as zero.

    >>> read_cell("减22"), read_cell("55566.88万元"), read_cell("　478"), read_cell("/"), read_cell(" ")
    (('number', -22, None), ('number', 55566.88, '万元'), ('number', 478, None), ('not_applicable', None, None), \
('blank', None, None))
    """
    if raw.isdigit() and raw.isascii():
        value = int(raw)
        return ("number" if value else "zero"), value, None
    flat = squash(raw)
    if not flat:
        return "blank", None, None
    if _NOT_APPLICABLE.fullmatch(flat):
        return "not_applicable", None, None
    amount = read_number(flat)
    if amount is None or flat == "○":  # a lone circle is a placeholder, not a nought
        return "text", None, None
    return ("number" if amount.value else "zero"), amount.value, amount.unit


_WRAPPED = re.compile(r"(\S)[ \t]*\n\s*(\S)")


def join_wrapped(text: str) -> str:
    """The lines of a narrow cell as one: joined without a blank where a Chinese character or mark stands on one side
    of the break, with one between Latin letters or digits (``3`` above ``5`` may be two numbers; whoever reads the
    value has to see that)."""

    def joint(found: re.Match[str]) -> str:
        before, after = found.groups()
        return before + (" " if before.isascii() and after.isascii() else "") + after

    previous = None
    while previous != text:  # a line of one character is on both sides of a break
        previous, text = text, _WRAPPED.sub(joint, text)
    return text


def veiled(said: str, secrets: Iterable[str]) -> str:
    """A text in which personal data is hidden but for its first character; its length stays.

    Args:
        said: any text.
        secrets: what to hide, as it stands in a report, perhaps broken over lines.
    """
    for secret in secrets:
        for known in dict.fromkeys((secret, "".join(secret.split()))):
            if len(known) > 1:
                said = said.replace(known, known[0] + "*" * (len(known) - 1))
    return said
