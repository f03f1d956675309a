"""A cell's value as Excel shows it: number formats (ECMA-376-1, 18.8.30-31), as far as reports use them.

A format that is not understood gives None; the reader then shows the plain value and says that it did.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

#: Formats known by number alone; 27-36 and 50-58 as in Chinese Excel.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '"¥"#,##0;"¥"-#,##0;"¥""-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '"¥"#,##0.00;"¥"-#,##0.00;"¥""-"',
    45: "mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|(?P<bracket>\[[^\]]*\])|(?P<general>General)'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<clock>[yYmMdDhHsSaA]+)|(?P<number>[0#?][0#?,]*(?:\.[0#?]*,*)?(?:E[+-]0+)?|\.[0#?]+)"
    r"|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.S,
)
_COLOURS = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|颜色\s*\d+|[黑蓝绿红白黄]色?)\]", re.I
)
_CURRENCY = re.compile(r"\[\$([^-\]]*)(?:-[^\]]*)?\]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(raw: str, code: str, since_1904: bool = False) -> str | None:
    """A number as a format shows it.

    Args:
        raw: the value as stored (``0.125``, ``45292``).
        code: the format (``0.0%``); empty or ``General`` for none.
        since_1904: days are counted from 1904.

    Returns:
        The text, which may be empty (a format can hide a value), or None where value or format is not understood.
    """
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        return None
    if not value.is_finite() or value.adjusted() > 20:
        return None
    sections = _sections(code)
    if code in ("", "General", "@") or sections is None:
        return general(value) if code in ("", "General", "@") else None
    which = 0
    if value < 0 and len(sections) > 1:
        which, value = 1, -value
    elif value == 0 and len(sections) > 2:
        which = 2
    pieces = sections[which]
    if any(kind == "clock" for kind, _ in pieces):
        return _moment(value, pieces, since_1904)
    return _number(value, pieces)


def general(value: Decimal) -> str:
    """A number without a format: whole as it is, others with up to eleven characters."""
    if value == value.to_integral_value():
        return str(int(value)) if value.adjusted() < 15 else f"{value:.5E}"
    for digits in range(15, 0, -1):
        text = f"{Decimal(f'{value:.{digits}g}'):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if len(text.lstrip("-")) <= 11:
            return text
    return str(value)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[tuple[str, str], ...], ...] | None:
    """The sections of a format, each as (kind, text) pieces; None where something in it is not understood."""
    sections: list[list[tuple[str, str]]] = [[]]
    for found in _PIECE.finditer(_CURRENCY.sub(lambda m: f'"{m[1]}"', _COLOURS.sub("", code))):
        kind = found.lastgroup
        if kind == "other" and found[0] == ";":
            sections.append([])
        elif kind == "bracket":
            return None  # a condition, an elapsed time, Chinese numerals
        elif kind in ("quoted", "escaped"):
            sections[-1].append(("literal", found[kind]))
        elif kind == "other":
            sections[-1].append(("literal", found[0]))
        elif kind is not None:
            sections[-1].append((kind, found[0]))
    return tuple(tuple(s) for s in sections)


def _number(value: Decimal, pieces: tuple[tuple[str, str], ...]) -> str | None:
    numbers = [text for kind, text in pieces if kind == "number"]
    if len(numbers) > 1 or any(kind == "literal" and text == "/" for kind, text in pieces):
        return None  # fractions, numbers with signs inside
    value *= Decimal(100) ** sum(kind == "percent" for kind, _ in pieces)
    minus = "-" if value < 0 else ""
    value = abs(value)
    text = ""
    for kind, piece in pieces:
        if kind == "number":
            text += _digits(value, piece)
        elif kind in ("general", "text"):
            text += general(value)
        else:
            text += piece
    if not re.search("[1-9]", text) and numbers:
        minus = ""  # -0.00 is shown without its sign
    return (minus + text).strip()


def _digits(value: Decimal, form: str) -> str:
    """A number in a form of digits such as ``#,##0.00`` (rounded half up, as Excel does)."""
    form, _, power = form.partition("E")
    scale = len(form) - len(form.rstrip(","))  # each comma at the end divides by a thousand
    whole, point, part = form.rstrip(",").partition(".")
    exponent = value.adjusted() if power and value else 0
    value = value.scaleb(-exponent) / (Decimal(1000) ** scale)
    value = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    if power and value >= 10:  # 9.999 has become 10.00
        exponent, value = exponent + 1, (value / 10).quantize(Decimal(1).scaleb(-len(part)))
    digits, _, behind = f"{value:f}".partition(".")
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    while behind.endswith("0") and part[len(behind) - 1] in "#?":
        behind = behind[:-1]
    text = digits + point + behind
    return text + (f"E{'-' if exponent < 0 else '+'}{abs(exponent):0{len(power) - 1}d}" if power else "")


def _moment(value: Decimal, pieces: tuple[tuple[str, str], ...], since_1904: bool) -> str | None:
    """A day and time, counted from 1900 (with its 29 February) or 1904."""
    if value < 0 or value > 2958465:
        return None
    days = value + 1462 if since_1904 else value
    if days < 60:
        days += 1  # Excel counts a 29 February 1900 that there was not
    at = datetime(1899, 12, 30) + timedelta(seconds=int((days * 86400).to_integral_value(ROUND_HALF_UP)))
    half = any(kind == "half" for kind, _ in pieces)
    clocks = [text.lower() if kind == "clock" else "" for kind, text in pieces]
    text = ""
    for i, (kind, piece) in enumerate(pieces):
        if kind == "clock":
            near = (
                next((c for c in reversed(clocks[:i]) if c), ""),
                next((c for c in clocks[i + 1 :] if c), ""),
            )
            minute = near[0].startswith("h") or near[1].startswith("s")
            made = _part(at, piece.lower(), minute, half)
            if made is None:
                return None
            text += made
        elif kind == "half":
            text += ("上午", "下午")[at.hour >= 12] if "上" in piece else ("AM", "PM")[at.hour >= 12]
        elif kind != "text":
            text += piece
    return text.strip()


def _part(at: datetime, piece: str, minute: bool, half: bool) -> str | None:
    wide = len(piece) > 1
    letter = piece[0]
    if piece.strip(letter):
        return None
    if letter == "y":
        return f"{at.year:04d}" if len(piece) > 2 else f"{at.year % 100:02d}"
    if letter == "a" or (letter == "d" and len(piece) > 2):
        day = "一二三四五六日"[at.weekday()]
        return f"星期{day}" if len(piece) > 3 else day
    if letter == "m" and len(piece) > 2 and not minute:
        return _MONTHS[at.month - 1]
    hour = (at.hour - 1) % 12 + 1 if half else at.hour
    number = {"m": at.minute if minute else at.month, "d": at.day, "h": hour, "s": at.second}.get(letter)
    return None if number is None else f"{number:02d}" if wide else str(number)
