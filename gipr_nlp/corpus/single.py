"""One file: the steps from it to its reports, what stops them as a value, and where the time goes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import IO, TypeVar

from gipr_nlp.corpus.deadline import OutOfTime, deadline
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Fee, Report, Section, Table
from gipr_nlp.pipeline import understand
from gipr_nlp.readers import read_document
from gipr_nlp.wire import REPORT, error_from_wire, report_from_wire

T = TypeVar("T")
Step = Callable[[], Report]
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


def steps(path: str, limits: Mapping[str, float], clock: Clock) -> Iterator[Step]:
    """One step for each report in a file; calling it reads the report. Our own JSON Lines hold many."""
    if not is_wire(path):
        yield partial(_read, path, limits, clock)
        return
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield partial(_read_line, path, number, line, clock)


def is_wire(path: str) -> bool:
    """Whether a file holds what ``read`` writes."""
    if os.path.splitext(path)[1].lower() not in (".jsonl", ".ndjson"):
        return False
    try:
        with open(path, "rb") as file:
            return f'"schema":"{REPORT}"' in file.read(200).decode("utf-8", "replace").replace(" ", "")
    except OSError:
        return False


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


def _read(path: str, limits: Mapping[str, float], clock: Clock) -> Report:
    with clock("reading"):
        document = read_document(path, limits)
    with clock("parsing"):
        return understand(document)


def _read_line(path: str, number: int, line: bytes, clock: Clock) -> Report:
    with clock("reading"):
        try:
            entry = json.loads(line.decode("utf-8-sig"))
        except ValueError as error:
            raise Unreadable(path, "corrupt", f"第 {number} 行不是完整的 JSON：{error}") from None
        if not isinstance(entry, dict):
            raise Unreadable(path, "corrupt", f"第 {number} 行不是一份报告")
        if told := error_from_wire(entry):
            raise told
        given = report_from_wire(entry)
    with clock("parsing"):
        return reread(given)


def reread(given: Report) -> Report:
    """Complete a report that came from its line, without the document it was read from.

    What the line states holds (it may have been corrected by hand); what the contract leaves out, such as the
    witnesses of the identity and the labels as printed, is found again in the text.
    """
    found = understand(given.document)
    tables = {t.table: t for t in found.tables}
    sections = {s.start: s for s in found.sections}
    return replace(
        given,
        sections=tuple(_section(s, sections.get(s.start)) for s in given.sections),
        tables=tuple(_table(t, tables.get(t.table)) for t in given.tables),
        fee=_fee(given.fee, found.fee),
        witnesses=found.witnesses,
    )


def _section(given: Section, found: Section | None) -> Section:
    return given if found is None else replace(given, body=found.body)


def _fee(given: Fee | None, found: Fee | None) -> Fee | None:
    if given is None or found is None or given.text != found.text:
        return given
    return replace(given, section=found.section, start=found.start, end=found.end)


def _table(given: Table, found: Table | None) -> Table:
    if found is None or found.line != given.line:
        return given
    return replace(given, section=found.section, start=found.start, end=found.end, labels=found.labels)
