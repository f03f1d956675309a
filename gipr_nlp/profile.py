"""Profile (地方规则): what a place decides for itself, as TOML. The default is built in; a profile only overrides.

A profile that can be wrong says so when it is read: unknown keys and impossible values raise BadProfile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gipr_nlp.errors import BadProfile


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the score: Chinese title, points it may cost at most, rule codes or family letters in it."""

    key: str
    title: str
    cap: float
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """Limits, weights and thresholds of a place.

    Points are those of a mark of 100; sizes are bytes; times are seconds.
    """

    name: str = "default"
    dimensions: tuple[Dimension, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    grades: Mapping[str, float] = field(default_factory=dict)
    failing: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    min_coverage: float = 0.6
    disabled: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    lexicons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadProfile(f"无法读取地方规则文件 {path}：{error}") from error
    return _build(data, base)


@cache
def _built_in() -> Profile:
    return _build(
        tomllib.loads(files("gipr_nlp").joinpath("data/profile.toml").read_text(encoding="utf-8")), Profile()
    )


def _build(data: dict[str, Any], base: Profile) -> Profile:
    known = {f.name for f in fields(Profile)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise BadProfile(f"地方规则中有不认识的项：{'、'.join(unknown)}")
    changes: dict[str, Any] = {}
    for key, value in data.items():
        old = getattr(base, key)
        if key == "dimensions":
            changes[key] = _dimensions(value, base)
        elif isinstance(old, Mapping):
            if not isinstance(value, dict):
                raise BadProfile(f"地方规则的“{key}”应当是一个表")
            wanted = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
            if base.dimensions and key in ("points", "grades", "limits", "thresholds"):
                strange = sorted(set(wanted) - set(old))
                if strange:
                    raise BadProfile(f"地方规则的“{key}”中有不认识的项：{'、'.join(strange)}")
                if not all(isinstance(v, int | float) and v >= 0 for v in wanted.values()):
                    raise BadProfile(f"地方规则的“{key}”只能填不小于0的数")
            changes[key] = {**old, **wanted}
        elif isinstance(old, tuple):
            if not isinstance(value, list):
                raise BadProfile(f"地方规则的“{key}”应当是一个列表")
            changes[key] = tuple(value)
        else:
            if isinstance(value, bool) or not isinstance(value, type(old) | int):
                raise BadProfile(f"地方规则的“{key}”的值不合适：{value!r}")
            changes[key] = value
    return replace(base, **changes)


def _dimensions(value: Any, base: Profile) -> tuple[Dimension, ...]:
    old = {d.key: d for d in base.dimensions}
    for key, entry in value.items():
        try:
            was = old.get(key)
            old[key] = Dimension(
                key,
                entry.get("title", was.title if was else key),
                float(entry.get("cap", was.cap if was else 0)),
                tuple(entry.get("rules", was.rules if was else ())),
            )
        except (AttributeError, TypeError, ValueError) as error:
            raise BadProfile(f"地方规则的评分维度“{key}”不合适：{error}") from error
    return tuple(old.values())
