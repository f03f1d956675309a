"""Clauses as they compare: without what every report changes anyway.

Numbers, dates, titles of documents, addresses, item marks, punctuation, the report's own names, places and pronouns
say nothing on where a text comes from; what is left of two copies is the same. The signs that stand for them are no
letters, so that nothing in the text can be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from gipr_nlp import agency as names
from gipr_nlp.model import Agency
from gipr_nlp.text import level

NUMBER, OWN, TITLE, DATE, ADDRESS = "#", "@", "$", "~", "&"
_HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_MARKS = re.compile(
    rf"(?m)^\s*(?:[{_HAN_NUMERAL}]{{1,3}}(?:是|要|则|、)|第[{_HAN_NUMERAL}]{{1,2}}[,是、]|其[一二三四五六][,是、]"
    rf"|\([{_HAN_NUMERAL}\d]{{1,3}}\)[、.]?|\d{{1,2}}[.、)](?!\d)|[①-⑳])\s*"
)
_TITLES = re.compile(r"《[^》\n]{1,80}》|[^\W\d]{2,8}[〔\[(]\d{4}[〕\])]\d+号")
_RUNS = re.compile(r"[a-z0-9.:/_@?=&%+\-]{2,}")
_LATIN = re.compile("[a-z]")
_PHONE = re.compile(r"\d{3,4}-\d{7,8}")
_SELF = re.compile(
    r"(?:我|本|全|该|我们)(?:局|委|厅|办|镇|乡|街道|街|县|区|市|省|州|旗|盟|院|站|所|队|会|部|处|署|校|司|中心|单位|机关|部门|系统|地区|地)"
    r"|(?:局|委|厅)(?=机关|党组|党委|属|直|内|主要|分管|领导|办公室)"
)
_LEVELS = re.compile("[省市县区州盟旗镇乡](?=委(?!员)|人民政府|政府|直|级|属|里|内|域|门户)|人民(?=政府)")
_ROOMS = re.compile("(?:股|科|处)室|站所|办所|科队")
_NUMBERS = re.compile(rf"[\d{_HAN_NUMERAL}][\d{_HAN_NUMERAL},.%‰]*[余多]?")
_DATES = re.compile(
    f"(?:{NUMBER}|本|今|去|上|当|明|来|下{NUMBER}|上{NUMBER})年(?:度|内|来|底|末|以来)*(?:{NUMBER}月(?:{NUMBER}日|底|份|末)?)?"
    f"|{NUMBER}月(?:{NUMBER}日|底|份|末)"
)
_REST = re.compile(rf"[^\u4e00-\u9fffA-Za-z{NUMBER}{OWN}{TITLE}{DATE}{ADDRESS}\n]+")
_AGAIN = re.compile(rf"([{NUMBER}{OWN}{TITLE}{DATE}{ADDRESS}])\1+")


def mask(texts: Sequence[str], own: Sequence[str] = ()) -> list[str]:
    """The masked texts, one for each.

    Args:
        texts: clauses as printed.
        own: names to be hidden, longest first (:func:`own_names`).
    """
    if not texts:
        return []
    joined = level("\n".join(text.replace("\n", "") for text in texts)).lower()
    joined = _TITLES.sub(TITLE, _MARKS.sub("", joined))
    joined = _RUNS.sub(_address, joined.replace(" ", ""))
    for name in own:
        joined = joined.replace(name, OWN)
    joined = _ROOMS.sub("室", _LEVELS.sub("", _SELF.sub(OWN, joined)))
    joined = _DATES.sub(DATE, _NUMBERS.sub(NUMBER, joined))
    return _AGAIN.sub(r"\1", _REST.sub("", joined)).split("\n")


def _address(run: re.Match[str]) -> str:
    """Web and mail addresses and telephone numbers as one sign; other digits stay."""
    return ADDRESS if _LATIN.search(run[0]) or _PHONE.fullmatch(run[0]) else run[0]


def own_names(agency: Agency, year: int | None = None) -> tuple[str, ...]:
    """What a body may call itself and its places, longest first: to be hidden when its text is compared."""
    printed = tuple(dict.fromkeys(n for n in (agency.name, agency.printed, agency.signed) if n))
    return _own_names(printed, agency.region, year)


@lru_cache(maxsize=1024)
def _own_names(printed: tuple[str, ...], region: str | None, year: int | None) -> tuple[str, ...]:
    found: set[str] = set()
    for one in printed:
        name = names.split(one, year)
        flat = "".join(level(one).split()).lower()
        for unit in (name.full, name.core, *names.short_forms(name.full)):
            if len(unit) > 2 and unit not in _TOO_COMMON:
                found |= {unit, f"{unit}系统", *(f"{sign}{unit}" for sign in "省市县区州旗镇乡")}
                found |= {f"{place}{unit}" for place, _ in name.chain}
            field = _FIELD_END.sub("", unit)
            if 2 <= len(field) < len(unit):
                found |= {f"{field}{word}" for word in ("系统", "部门", "领域", "行业", "事业", "工作")}
        found |= {flat, name.expanded, name.system}
        for place, _ in name.chain:
            found |= {place, _stem(place)}
    if region:
        found |= {region, _stem(region)}
    return tuple(
        sorted((f for f in found if len(f) >= 2 and f not in _TOO_COMMON), key=lambda f: (-len(f), f))
    )


_FIELD_END = re.compile("(?:委员会|局|厅|委)$")
#: Left over when a place is stripped of its ending, and words of every report.
_TOO_COMMON = frozenset(
    ("政府", "人民政府", "办公室", "委员会", "中心", "新区", "开发", "工业", "城区", "中国", "国家")
)


def _stem(place: str) -> str:
    return re.sub("(?:特别行政区|自治[区州县旗]|街道|地区|开发区|[省市县区州盟旗镇乡])$", "", place)
