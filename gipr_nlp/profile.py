"""Profile (地方规则): what a place decides for itself, as TOML. The default is built in; a profile only overrides.

A profile that can be wrong says so when it is read: an unknown key is named with the nearest known one, an impossible
value with what is allowed. Nothing is ignored in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gipr_nlp.agency import is_place
from gipr_nlp.errors import BadProfile

KINDS = {
    "department": "部门",
    "office": "政府办公室",
    "government": "人民政府",
    "town": "乡镇",
    "subdistrict": "街道",
    "other": "其他单位",
}
SEVERITIES = ("error", "warning", "hint")
#: Rules that take a list of words from the profile.
LEXICONS = ("D10", "E12", "M20", "Q10")
_CODE = re.compile(r"[A-Z]\d\d")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the score: Chinese title, points it may cost at most, rule codes or family letters in it."""

    key: str
    title: str
    cap: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Last days, as (month, day) of the year after the reporting year: to submit to the supervisor, to publish."""

    publish: tuple[int, int] | None = None
    submit: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Required:
    """What a place wants told beyond the form (M20): its name, words of which one must occur, whether with a number,
    in which section (None: anywhere), by which kinds of agency (all where empty)."""

    name: str
    words: tuple[str, ...]
    number: bool = False
    section: int | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """Limits, weights and thresholds of a place.

    Points are those of a mark of 100; sizes are bytes; times are seconds. ``deadlines`` by kind of agency, ``places``
    by region name and kind; ``documents`` by rule code: the local document on which findings rest;
    ``totals_include_counties``: whether a city's report adds up its counties, too (U01).
    """

    name: str = "default"
    dimensions: tuple[Dimension, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    grades: Mapping[str, float] = field(default_factory=dict)
    failing: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    min_coverage: float = 0.6
    max_hint_points: float = 10.0
    disabled: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    lexicons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Deadline]] = field(default_factory=dict)
    required: tuple[Required, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    totals_include_counties: bool = False

    def deadline(self, kind: str, places: Sequence[str] = ()) -> Deadline:
        """The deadline of a kind of agency; the smallest of its places (given from the largest on) that has one
        decides, and for what it leaves open the general one."""
        general = self.deadlines.get(kind, Deadline())
        own = next(
            (self.places[p][kind] for p in reversed(places) if kind in self.places.get(p, {})), general
        )
        return Deadline(own.publish or general.publish, own.submit or general.submit)

    def check_codes(self, known: Collection[str]) -> None:
        """Raise BadProfile where a code is named that no rule carries."""
        named = {
            "disabled": self.disabled,
            "failing": self.failing,
            "withdraw": self.withdraw,
            "severities": self.severities,
            "documents": self.documents,
            "points": [code for code in self.points if code not in SEVERITIES],
        }
        for key, codes in named.items():
            for code in codes:
                if code not in known and code not in _built_in_codes(key):
                    raise BadProfile(f"地方规则“{key}”中的检查项编号 {code} 不存在{_nearest(code, known)}")


def load_profile(path: str | Path | None = None) -> Profile:
    """The default profile, overridden by a TOML file where one is given.

    Raises:
        BadProfile: unreadable file, unknown key, or a value of the wrong kind.
    """
    base = _built_in()
    if path is None:
        return base
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"地方规则文件 {path} 不是正确的 TOML：{error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadProfile(f"无法读取地方规则文件 {path}：{error}（文件应为 UTF-8 编码）") from error
    return overridden(base, data)


def overridden(base: Profile, data: Mapping[str, Any]) -> Profile:
    """A profile with some settings changed, as a TOML file would.

    Raises:
        BadProfile: an unknown key, or a value of the wrong kind.
    """
    _known(data, [f.name for f in fields(Profile)], "")
    return replace(
        base, **{key: _READERS[key](key, value, getattr(base, key)) for key, value in data.items()}
    )


@cache
def _built_in() -> Profile:
    text = files("gipr_nlp").joinpath("data/profile.toml").read_text(encoding="utf-8")
    return overridden(Profile(), tomllib.loads(text))


def _built_in_codes(key: str) -> Collection[str]:
    found: Collection[str] = getattr(_built_in(), key)
    return found


# --- what each setting may hold ---------------------------------------------------------------------------


def _known(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise BadProfile at the first key that is not known, with the nearest one that is."""
    names = list(known)
    for key in given:
        if key not in names:
            place = f"的“{where}”" if where else ""
            raise BadProfile(f"地方规则{place}中有不认识的项“{key}”{_nearest(key, names)}")


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, 1, 0.5)
    return f"，是否应为“{near[0]}”" if near else f"，可用的有：{'、'.join(names[:40])}"


def _wrong(key: str, value: Any, allowed: str) -> BadProfile:
    return BadProfile(f"地方规则的“{key}”的值不合适：{value!r}；应当是{allowed}")


def _text(key: str, value: Any, old: Any = None) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(key, value, "一段文字")
    return value.strip()


def _flag(key: str, value: Any, old: Any = None) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, value, "true 或 false")
    return value


def _number(key: str, value: Any, most: float | None = None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise _wrong(key, value, "不小于0的数")
    if most is not None and value > most:
        raise _wrong(key, value, f"0到{most:g}之间的数")
    return value


def _share(key: str, value: Any, old: Any) -> float:
    return _number(key, value, 1)


def _table(key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(key, value, f"一个表（如 [{key}] 之下逐行填写）")
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _wrong(key, value, '文字的列表，如 ["甲", "乙"]')
    return tuple(value)


def _code(key: str, code: str) -> str:
    if not _CODE.fullmatch(code):
        raise _wrong(key, code, "检查项编号，如 F03")
    return code


def _codes(key: str, value: Any, old: Any) -> tuple[str, ...]:
    return tuple(_code(key, code) for code in _texts(key, value))


def _numbers(key: str, value: Any, old: Mapping[str, float]) -> Mapping[str, float]:
    """Numbers by name; only names that the built-in profile has."""
    given = _table(key, value)
    if old:
        _known(given, old, key)
    return {
        **old,
        **{k: _number(f"{key}.{k}", v, 1 if k.endswith("_share") else None) for k, v in given.items()},
    }


def _points(key: str, value: Any, old: Mapping[str, float]) -> Mapping[str, float]:
    given = _table(key, value)
    _known([k for k in given if not _CODE.fullmatch(k)], SEVERITIES, key)
    return {**old, **{k: _number(f"{key}.{k}", v, 100) for k, v in given.items()}}


def _grades(key: str, value: Any, old: Mapping[str, float]) -> Mapping[str, float]:
    given = _table(key, value)
    if old:
        _known(given, old, key)
    return {**old, **{k: _number(f"{key}.{k}", v, 100) for k, v in given.items()}}


def _severities(key: str, value: Any, old: Mapping[str, str]) -> Mapping[str, str]:
    given = _table(key, value)
    for code, severity in given.items():
        _code(key, code)
        if severity not in SEVERITIES:
            raise _wrong(f"{key}.{code}", severity, "error、warning 或 hint")
    return {**old, **given}


def _lexicons(key: str, value: Any, old: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    given = _table(key, value)
    _known(given, LEXICONS, key)
    return {**old, **{k: _texts(f"{key}.{k}", v) for k, v in given.items()}}


def _documents(key: str, value: Any, old: Mapping[str, str]) -> Mapping[str, str]:
    given = _table(key, value)
    return {**old, **{_code(key, k): _text(f"{key}.{k}", v) for k, v in given.items()}}


def _dimensions(key: str, value: Any, old: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    known = {d.key: d for d in old}
    for name, entry in _table(key, value).items():
        where = f"{key}.{name}"
        given = _table(where, entry)
        _known(given, ("title", "cap", "rules"), where)
        was = known.get(name, Dimension(name, name, 0.0, ()))
        known[name] = Dimension(
            name,
            _text(f"{where}.title", given.get("title", was.title)),
            float(_number(f"{where}.cap", given.get("cap", was.cap), 100)),
            _texts(f"{where}.rules", list(given.get("rules", was.rules))),
        )
    return tuple(known.values())


def _day(key: str, value: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", value) if isinstance(value, str) else None
    try:
        day = (
            date(2023, int(found[1]), int(found[2])) if found else None
        )  # no leap year: 02-29 is not every year
    except ValueError:
        day = None
    if day is None:
        raise _wrong(key, value, '次年的月-日，如 "01-31"')
    return day.month, day.day


def _deadline(key: str, value: Any, old: Deadline) -> Deadline:
    given = _table(key, value)
    _known(given, ("publish", "submit"), key)
    return replace(old, **{name: _day(f"{key}.{name}", day) for name, day in given.items()})


def _deadlines(key: str, value: Any, old: Mapping[str, Deadline]) -> Mapping[str, Deadline]:
    given = _table(key, value)
    _known(given, KINDS, key)
    read = {kind: _deadline(f"{key}.{kind}", days, old.get(kind, Deadline())) for kind, days in given.items()}
    return {**old, **read}


def _places(key: str, value: Any, old: Mapping[str, Any]) -> Mapping[str, Mapping[str, Deadline]]:
    given = _table(key, value)
    for name in given:
        if not is_place(name):
            raise _wrong(key, name, "带“省、市、县、区”等字的地名，如 青岚县")
    return {**old, **{name: _deadlines(f"{key}.{name}", kinds, {}) for name, kinds in given.items()}}


def _required(key: str, value: Any, old: tuple[Required, ...]) -> tuple[Required, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _wrong(key, value, "若干个 [[required]]，每个写明 name 和 words")
    return tuple(_one_required(f"{key}[{n}]", entry) for n, entry in enumerate(value, 1))


def _one_required(where: str, entry: Mapping[str, Any]) -> Required:
    _known(entry, [f.name for f in fields(Required)], where)
    name = _text(f"{where}.name", entry.get("name"))
    section = entry.get("section")
    if section is not None and section not in range(1, 7):
        raise _wrong(f"{where}.section", section, "1到6")
    kinds = _texts(f"{where}.kinds", entry.get("kinds", []))
    _known(kinds, KINDS, f"{where}.kinds")
    return Required(
        name,
        _texts(f"{where}.words", entry.get("words", [name])),
        _flag(f"{where}.number", entry.get("number", False)),
        section,
        kinds,
    )


_READERS: Mapping[str, Callable[..., Any]] = {
    "name": _text,
    "dimensions": _dimensions,
    "points": _points,
    "grades": _grades,
    "failing": _codes,
    "withdraw": _codes,
    "min_coverage": _share,
    "max_hint_points": lambda key, value, _: _number(key, value, 100),
    "disabled": _codes,
    "severities": _severities,
    "limits": _numbers,
    "thresholds": _numbers,
    "lexicons": _lexicons,
    "deadlines": _deadlines,
    "places": _places,
    "required": _required,
    "documents": _documents,
    "totals_include_counties": _flag,
}
