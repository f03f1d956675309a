"""One report: what stops it as a value, where the time goes, and how one that came from its line is completed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TypeVar

from gipr_nlp.corpus.deadline import OutOfTime, deadline
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Clause, Fee, Report, Section, Table
from gipr_nlp.pipeline import understand

T = TypeVar("T")
STAGES = ("reading", "parsing", "rules", "writing")


class Clock:
    """Seconds spent in each stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


def attempt(step: Callable[[], T], path: str, seconds: float, hard: IO[str] | None = None) -> T | Unreadable:
    """Do something with one file; whatever stops it becomes a value, named and explained."""
    try:
        with deadline(seconds, hard):
            return step()
    except Unreadable as error:
        return error
    except OutOfTime:
        return Unreadable(
            path, "timeout", f"处理超过 {seconds:g} 秒，已放弃（上限可在地方规则 max_seconds 中改）"
        )
    except MemoryError:
        return Unreadable(path, "too_large", "内存不足，未能处理")
    except Exception as error:
        return Unreadable(path, "internal", f"程序内部错误（{type(error).__name__}：{error}），请反馈")


def reread(given: Report) -> Report:
    """Complete a report that came from its line, without the document it was read from.

    What the line states holds (it may have been corrected by hand); what the contract leaves out, such as the
    witnesses of the identity and the labels as printed, is found again in the text.
    """
    found = understand(given.document)
    tables = {t.table: t for t in found.tables}
    sections = {s.start: s for s in found.sections}
    clauses = {(c.start, c.end): c for c in found.clauses}
    return replace(
        given,
        clauses=tuple(_clause(c, clauses.get((c.start, c.end))) for c in given.clauses),
        sections=tuple(_section(s, sections.get(s.start)) for s in given.sections),
        tables=tuple(_table(t, tables.get(t.table)) for t in given.tables),
        fee=_fee(given.fee, found.fee),
        witnesses=found.witnesses,
    )


def _section(given: Section, found: Section | None) -> Section:
    return given if found is None else replace(given, body=found.body)


def _clause(given: Clause, found: Clause | None) -> Clause:
    """The probabilities of the other labels, where the line's own label is the one that the tagger gave."""
    if found is None or (found.label, found.text) != (given.label, given.text):
        return given
    return replace(given, probabilities=found.probabilities)


def _fee(given: Fee | None, found: Fee | None) -> Fee | None:
    if given is None or found is None or given.text != found.text:
        return given
    return replace(given, section=found.section, start=found.start, end=found.end)


def _table(given: Table, found: Table | None) -> Table:
    if found is None or found.line != given.line:
        return given
    return replace(given, section=found.section, start=found.start, end=found.end, labels=found.labels)
