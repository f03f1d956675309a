"""The statutory forms as data: keys, official labels, leaves and equations.

Source: 国办公开办函〔2019〕60号 (form "2019") and 国办公开办函〔2021〕30号 (form "2021"), as recorded in ``form.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gipr_nlp.model import Number

TABLES = ("disclosure", "applications", "review")
SECTION_OF = {"disclosure": 2, "applications": 3, "review": 4}
TABLE_NAMES = {
    "disclosure": "主动公开政府信息情况表",
    "applications": "收到和处理政府信息公开申请情况表",
    "review": "政府信息公开行政复议、行政诉讼情况表",
}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("gipr_nlp").joinpath("form.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: key, printed label, the group above it ("" if none), its column keys in order."""

    key: str
    label: str
    group: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """``left`` terms sum to ``right`` terms: tuples of cell keys (table, row, column). ``code``: F01 … G03."""

    code: str
    left: tuple[tuple[str, str, str], ...]
    right: tuple[tuple[str, str, str], ...]

    def holds(self, values: Mapping[tuple[str, str, str], Number | None]) -> bool | None:
        """Whether both sides are equal; None where a cell is unknown."""
        left, right = ([values.get(key) for key in side] for side in (self.left, self.right))
        if None in left or None in right:
            return None
        return sum(v for v in left if v is not None) == sum(v for v in right if v is not None)


@cache
def section_headings() -> dict[int, tuple[str, str]]:
    """Number → (key, canonical heading) of the six sections."""
    return {s["number"]: (s["key"], s["heading"]) for s in _data()["sections"]}


@cache
def rows(table: str, form: str) -> tuple[Row, ...]:
    """The rows of a table in the order of the form.

    Args:
        table: disclosure | applications | review (there a "row" is a group of five outcomes).
        form: "2019" or "2021".
    """
    data = _data()
    if table == "disclosure":
        return tuple(
            Row(key, label, block["group"], tuple(block["columns"]))
            for block in data["disclosure"][form]
            for key, label in block["rows"].items()
        )
    if table == "applications":
        columns = tuple(data["applications"]["columns"])
        return tuple(
            Row(r["key"], r["label"], r.get("group", ""), columns)
            for r in data["applications"]["rows"]
            if form in r.get("forms", ("2019", "2021"))
        )
    columns = tuple(data["review"]["columns"])
    return tuple(Row(key, label, "", columns) for key, label in data["review"]["groups"].items())


@cache
def column_labels(table: str, form: str, row: str = "") -> dict[str, str]:
    """Column key → printed header. The disclosure table has its own columns in each block, hence ``row``."""
    data = _data()
    if table != "disclosure":
        return dict(data[table]["columns"])
    for block in data["disclosure"][form]:
        if row in block["rows"]:
            return dict(block["columns"])
    return {}


@cache
def group_labels() -> dict[str, str]:
    """Group titles of the applications table; they carry no numbers of their own."""
    return dict(_data()["applications"]["groups"])


def cross_foot_note() -> str:
    """The note printed in the first cell of the applications table."""
    return str(_data()["applications"]["cross_foot_note"])


def cell_keys(table: str, form: str) -> Iterator[tuple[str, str, str]]:
    """Every cell that the form asks for, row by row."""
    for row in rows(table, form):
        for column in row.columns:
            yield table, row.key, column


@cache
def leaves(form: str) -> tuple[str, ...]:
    """The result rows that add up to 办理结果总计: 19 in the 2019 form, 21 in the 2021 form."""
    keys = [r.key for r in rows("applications", form)]
    return tuple(keys[keys.index("granted") : keys.index("total_handled")])


@cache
def equations(table: str, form: str) -> tuple[Equation, ...]:
    """All equations of a table (rules.md 5.6 and 5.7): 37 (2019) or 39 (2021) for applications, 3 for review."""
    if table == "review":
        codes = ("G01", "G02", "G03")
        return tuple(
            Equation(code, tuple((table, r.key, c) for c in r.columns[:-1]), ((table, r.key, "total"),))
            for code, r in zip(codes, rows(table, form), strict=True)
        )
    if table != "applications":
        return ()
    columns = rows(table, form)[0].columns
    across = [
        Equation("F01", tuple((table, r.key, c) for c in columns[:-1]), ((table, r.key, "total"),))
        for r in rows(table, form)
    ]
    results = [
        Equation("F02", tuple((table, leaf, c) for leaf in leaves(form)), ((table, "total_handled", c),))
        for c in columns
    ]
    crossfoot = [
        Equation(
            "F03",
            ((table, "new_received", c), (table, "carried_in", c)),
            ((table, "total_handled", c), (table, "carried_out", c)),
        )
        for c in columns
    ]
    return tuple(across + results + crossfoot)


def label_of(table: str, form: str, row: str, column: str = "") -> str:
    """Printed name of a cell for messages, e.g. 「（三）不予公开—1.属于国家秘密」行「自然人」列."""
    known = next((r for r in rows(table, form) if r.key == row), None)
    label = row if known is None else known.label
    if table == "review":
        label = label.replace(" ", "—")
    elif table == "applications" and known is not None and known.group and row != "other_handling":
        label = f"{group_labels()[known.group]}—{label}"
    if not column:
        return f"“{label}”"
    return f"“{label}”的“{column_labels(table, form, row).get(column, column)}”"
