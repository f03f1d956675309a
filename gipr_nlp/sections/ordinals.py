"""Heading numerals: 一、 （一） 1. 第一部分 Ⅰ、 — their manner and their value."""

from __future__ import annotations

import re

from gipr_nlp.text import han_number, squash

_HAN = "一二三四五六七八九十"
_ANY_HAN = _HAN + "壹贰叁肆伍陆柒捌玖拾"
_NUMERAL = re.compile(
    rf"(?P<part>第(?:[{_ANY_HAN}]{{1,3}}|\d{{1,2}})(?:部分|章|节|篇)[:、.,]?)"
    rf"|(?P<han>[{_ANY_HAN}]{{1,3}}(?:[、,:;·。]|\.(?!\d))+)"
    rf"|(?P<paren>\(?[{_ANY_HAN}]{{1,3}}\)[、.,:]?|[㈠-㈩][、.]?)"
    r"|(?P<deep>\(\d{1,2}\)[、.,]?|\d{1,2}(?:\.\d{1,2})+[、.]?|[①-⑳]|\d{1,2}\)[、.]?)"
    r"|(?P<digit>\d{1,2}(?:[、,:]|\.(?!\d))|[⒈-⒛])"
    r"|(?P<roman>(?:[Ⅰ-Ⅻ]|(?:IV|VI{0,3}|I{1,3}))[、.,:](?![A-Za-z]))"
)
# The mark behind the numeral lost: 一总体情况, 2主动公开政府信息情况.
_FIRST_WORDS = (
    "总体|概述|(?:政府信息)?主动公开|行政机关|收到|受理|依申请|政府信息公开|因政府|存在|其他|其它|工作"
)
_BARE = re.compile(rf"(?P<han>[{_HAN}])(?={_FIRST_WORDS})|(?P<digit>[1-7])(?={_FIRST_WORDS})")
_ALONE = re.compile(rf"(?P<part>第[{_HAN}]{{1,2}}(?:部分|章))[:、.]?|(?P<han>[{_HAN}]{{1,2}})[、.]?")
_IN_TEXT = (
    rf"(?P<part>第[{_HAN}]{{1,2}}部分[:、\s]?)|(?P<han>[{_HAN}]{{1,2}}\s?[、.])"
    rf"|(?P<paren>[(（][{_HAN}][)）])|(?P<digit>(?<![\d.])[1-7]\s?[、.])"
)
#: The manners of numbering from the top level down; "none" is a heading without numeral.
DEPTH = {"part": 0, "han": 1, "roman": 1, "none": 1, "digit": 2, "paren": 3, "deep": 4}
#: A numeral of a chapter inside running text, in front of a word that a heading begins with.
IN_LINE = re.compile(rf"(?<![一-鿿、“《(（])(?:{_IN_TEXT})\s*(?={_FIRST_WORDS}|总的|整体|政务公开|需要)")


def numeral(flat: str) -> tuple[str, int]:
    """Manner of the numeral that a flat line begins with ("none" if there is none), and its length."""
    found = _NUMERAL.match(flat) or _BARE.match(flat)
    return (str(found.lastgroup), found.end()) if found else ("none", 0)


def numeral_alone(flat: str) -> str | None:
    """Manner of a line that is nothing but a numeral, or None."""
    found = _ALONE.fullmatch(flat)
    return str(found.lastgroup) if found else None


def ordinal_value(ordinal: str) -> int | None:
    """Value of a printed heading numeral.

    >>> [ordinal_value(o) for o in ("三、", "（四）", "第五部分", "6.", "Ⅱ、", "㈢")]
    [3, 4, 5, 6, 2, 3]
    """
    mark = squash(ordinal).strip("第部分章节篇()、.,:;·。")
    if mark.isascii() and mark.isdigit():
        return int(mark)
    if len(mark) == 1:
        for first, last in ("①⑳", "㈠㈩", "⒈⒛", "ⅠⅫ"):
            if first <= mark <= last:
                return ord(mark) - ord(first) + 1
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
    return roman.get(mark) or han_number(mark)
