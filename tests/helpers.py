"""Reports made directly as values, without a file: what a rule sees when everything was read for certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.model import Agency, Cell, Dates, Document, Report, Source, Table
from gipr_nlp.profile import load_profile
from gipr_nlp.rules import catalogue
from gipr_nlp.rules.base import Case

Key = tuple[str, str, str]
COUNTY = Agency("青岚县水务局", "青岚县水务局", kind="department", level="county")


def report_with(form: str, values: Mapping[Any, Any], agency: Agency = COUNTY, **changes: Any) -> Report:
    """A report of a form with these values, by (table, row, column) or "table.row.column"; the others are 0.

    A value of None is a blank cell; a string is what was printed where no number could be read.
    """
    given = {tuple(key.split(".")) if isinstance(key, str) else key: value for key, value in values.items()}
    every = [key for table in statutory.TABLES for key in statutory.cell_keys(table, form)]
    assert not given.keys() - set(every), given.keys() - set(every)
    fields: dict[str, Any] = {
        "document": Document(Source("report.txt"), ""),
        "report_id": "test",
        "title": "",
        "agency": agency,
        "year": 2023 if form == "2021" else 2020,
        "form": form,
        "dates": Dates(),
        "sections": (),
        "tables": tuple(
            Table(table, "2019" if form == "2019" else "2021", "grid") for table in statutory.TABLES
        ),
        "cells": tuple(_cell(key, given.get(key, 0)) for key in every),
    }
    return Report(**fields | changes)


def _cell(key: Key, value: Any) -> Cell:
    if value is None:
        return Cell(*key)
    if isinstance(value, str):
        return Cell(*key, raw=value, state="text")
    return Cell(*key, raw=str(value), state="number" if value else "zero", value=value)


@cache
def tagger() -> Any:
    """The model that comes with the program."""
    from gipr_nlp.tagger import load_tagger

    return load_tagger()


def tagged(report: Report) -> Report:
    """A report with labels, where the pipeline gave none."""
    if any(clause.label for clause in report.clauses):
        return report
    return replace(report, clauses=tagger().tag(report.clauses, report.year))


def case_of(report: Report, families: str = "", **more: Any) -> Case:
    """A case with the built-in profile; only rules of these families (letters) run, all where none is given."""
    profile = load_profile()
    if families:
        profile = replace(profile, disabled=tuple(code for code in catalogue() if code[0] not in families))
    return Case(report, profile, **more)
