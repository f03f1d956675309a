"""Word lists of ``gipr_nlp/data``, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """A TOML file of the data folder."""
    return tomllib.loads(_text(f"{name}.toml"))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a TSV file of the data folder, without its head."""
    return tuple(tuple(line.split("\t")) for line in _text(f"{name}.tsv").splitlines()[1:])


def _text(file: str) -> str:
    return files("gipr_nlp").joinpath(f"data/{file}").read_text(encoding="utf-8")


def one_of(listed: Iterable[str]) -> str:
    """An alternation of plain strings for a regular expression, the longest first."""
    return "|".join(map(re.escape, sorted(set(listed), key=lambda w: (-len(w), w))))
