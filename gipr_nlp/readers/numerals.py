"""Counting as word processors print it: the number formats of automatic lists (ECMA-376-1, 17.18.59; ODF 1.3, 19.500)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese(
    count: int, digits: str = "零一二三四五六七八九", places: str = "十百千", one_ten: bool = False
) -> str:
    """A number below 100 million in words: 十二, 一百零三. ``one_ten``: 一十二, as on cheques."""
    if count <= 0 or count >= 10**8:
        return digits[0] if count == 0 else str(count)
    if count >= 10**4:
        high, low = divmod(count, 10**4)
        rest = chinese(low, digits, places, True) if low else ""
        return f"{chinese(high, digits, places, one_ten)}万{digits[0] if 0 < low < 1000 else ''}{rest}"
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = count // 10**power % 10
        if digit:
            text += (digits[0] if gap else "") + digits[digit] + (places[power - 1] if power else "")
            gap = False
        else:
            gap = bool(text)
    leading = digits[1] + places[0]
    return text[1:] if text.startswith(leading) and not one_ten else text


def _counting(count: int) -> str:
    """一 … 十, 十一 … 九十九, then digit by digit: 一〇〇."""
    return chinese(count) if count < 100 else _digital(count)


def _digital(count: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(count)) if count >= 0 else str(count)


def roman(count: int) -> str:
    """I, II, III, IV …; decimal beyond what Romans wrote."""
    if not 0 < count < 4000:
        return str(count)
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (count // worth)
        count %= worth
    return text


def letters(count: int) -> str:
    """A … Z, AA, BB …"""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count < 1000 else str(count)


def _wide(count: int) -> str:
    return str(count).translate({ord("0") + i: 0xFF10 + i for i in range(10)})


def _from(*runs: tuple[int, int]) -> Callable[[int], str]:
    """Characters of their own for the first numbers: (code of the first, how many); decimal beyond."""

    def make(count: int) -> str:
        at = count - 1
        for first, many in runs:
            if 0 <= at < many:
                return chr(first + at)
            at -= many
        return str(count)

    return make


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else str(count)


def _sexagenary(count: int) -> str:
    return _STEMS[(count - 1) % 10] + _BRANCHES[(count - 1) % 12] if count > 0 else str(count)


def _ordinal(count: int) -> str:
    ending = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


circled = _from((0x2460, 20), (0x3251, 15), (0x32B1, 15))
traditional = _cycle(_STEMS)
zodiac = _cycle(_BRANCHES)


def formal(count: int) -> str:
    """壹, 贰 … 壹拾贰."""
    return chinese(count, _LEGAL, "拾佰仟", True)


#: Format of OOXML → how it prints a number; any other is printed as decimal.
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda count: letters(count).lower(),
    "ordinal": _ordinal,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "koreanDigital2": _digital,
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "ideographTraditional": traditional,
    "ideographZodiac": zodiac,
    "ideographZodiacTraditional": _sexagenary,
    "chineseLegalSimplified": formal,
    "ideographLegalTraditional": lambda count: chinese(count, _LEGAL_OLD, "拾佰仟", True),
    "japaneseLegal": lambda count: chinese(count, _LEGAL_OLD, "拾百阡", True),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedFullstop": _from((0x2488, 20)),
    "decimalEnclosedParen": _from((0x2474, 20)),
    "ideographEnclosedCircle": _from((0x3280, 10)),
    "numberInDash": lambda count: f"- {count} -",
    "none": lambda count: "",
}
