"""A profile in words: what holds at a place, and where that differs from the built-in rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gipr_nlp.profile import KINDS, Deadline, Profile

_LEVELS = {"error": "错误", "warning": "警告", "hint": "提示"}
_NUMBERS = {"points": "扣分", "grades": "等次（最低分）", "thresholds": "阈值", "limits": "上限"}


def lines(profile: Profile, built_in: Profile) -> Iterator[str]:
    """The profile line by line, in Chinese; numbers that differ from the built-in ones with both values.

    Args:
        profile: what holds.
        built_in: what would hold without it; the same profile lists every number.
    """
    every = profile is built_in
    yield f"地方规则：{'内置规则' if every else profile.name}"
    yield f"读懂{profile.min_coverage:.0%}以上才评等次；市级数字{'包含' if profile.totals_include_counties else '不含'}所辖县区"
    yield "期限（次年）："
    for kind, name in KINDS.items():
        yield f"  {name}：{_days(profile.deadline(kind))}"
    for place, kinds in profile.places.items():
        for kind in kinds:
            yield f"  {place}{KINDS[kind]}：{_days(profile.deadline(kind, (place,)))}"
    if profile.disabled:
        yield f"不查的项：{'、'.join(profile.disabled)}"
    for code, severity in profile.severities.items():
        yield f"严重程度：{code} 定为{_LEVELS[severity]}"
    for item in profile.required:
        whose = f"，只对{'、'.join(KINDS[k] for k in item.kinds)}" if item.kinds else ""
        where = f"第{'一二三四五六'[item.section - 1]}部分" if item.section else "报告"
        yield f"必填内容：{where}写明“{item.name}”{'及数量' if item.number else ''}{whose}"
    for code, words in profile.lexicons.items():
        yield f"名单 {code}：{'、'.join(words)}"
    for code, document in profile.documents.items():
        yield f"依据 {code}：{document}"
    for key, title in _NUMBERS.items():
        yield from _numbers(title, getattr(profile, key), getattr(built_in, key), every)
    for dimension in profile.dimensions:
        old = next((d for d in built_in.dimensions if d.key == dimension.key), None)
        if every or old != dimension:
            yield f"评分维度 {dimension.title}：最多扣{dimension.cap:g}分，{'、'.join(dimension.rules)}"


def _numbers(title: str, now: Mapping[str, Any], then: Mapping[str, Any], every: bool) -> Iterator[str]:
    for key, value in now.items():
        if every:
            yield f"{title} {key}：{value:g}"
        elif then.get(key) != value:
            yield f"{title} {key}：{value:g}" + (f"（内置为{then[key]:g}）" if key in then else "")


def _days(deadline: Deadline) -> str:
    told = [
        f"{day[0]}月{day[1]}日前{what}"
        for what, day in (("报送", deadline.submit), ("公布", deadline.publish))
        if day
    ]
    return "，".join(told) or "没有规定"
