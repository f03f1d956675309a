"""Clauses as rows: labels for rows of a JSONL file, clauses given out for annotation, and taken back.

A row for annotation has the fields of ``corpus/labels/clauses.jsonl`` and two more, ``suggestion`` and ``probability``;
``label`` is empty until a person fills it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.files import atomic
from gipr_nlp.model import Report

if TYPE_CHECKING:
    from gipr_nlp.tagger import Tagger

#: Rows that are tagged together.
BATCH = 4096
#: Fields of a row for annotation, in order; the last two are the tagger's and are not taken back.
FIELDS = (
    "id", "report", "agency", "kind", "sector", "level", "year", "order", "section", "heading", "prev", "text",
    "label", "pen", "split", "suggestion", "probability",
)  # fmt: skip
PEN = "annotator"

Row = dict[str, Any]


# --- gipr-nlp tag --clauses -----------------------------------------------------------------------------------------


def tag_rows(tagger: Tagger, lines: Iterable[str], path: str) -> Iterator[Row]:
    """Verdicts ``{id, label, probability, abstained}`` on rows ``{id, section, heading, prev, text, year}``.

    Rows that give ``report`` and ``order`` and follow each other are decoded as one section.

    Raises:
        Unreadable: a line is no such row; the message names it.
    """
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            rows.append(_row(line, number, path))
        if len(rows) >= BATCH and not _continues(rows[-2], rows[-1]):
            yield from _verdicts(tagger, rows[:-1])
            rows = rows[-1:]
    yield from _verdicts(tagger, rows)


def _row(line: str, number: int, path: str) -> Row:
    try:
        row = json.loads(line)
        text, heading, prev = row["text"], row.get("heading") or "", row.get("prev") or ""
        section, year = row.get("section") or 0, row.get("year")
        if not (isinstance(text, str) and isinstance(heading, str) and isinstance(prev, str)):
            raise TypeError("text")
        return {
            "id": row["id"], "text": text, "heading": heading, "prev": prev, "section": int(section),
            "year": None if year is None else int(year), "report": row.get("report"), "order": row.get("order"),
        }  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"第 {number} 行不是分句记录，应有 id、section、heading、prev、text、year（{error}）"
        raise Unreadable(path, "corrupt", reason) from error


def _continues(before: Row, row: Row) -> bool:
    """Whether a row is the next clause of the section of the row before."""
    return (
        row["report"] is not None
        and row["report"] == before["report"]
        and row["section"] == before["section"]
        and isinstance(row["order"], int)
        and isinstance(before["order"], int)
        and row["order"] == before["order"] + 1
        and row["prev"] == before["text"]
    )


def _verdicts(tagger: Tagger, rows: Sequence[Row]) -> Iterator[Row]:
    from gipr_nlp.tagger.features import Context

    runs: list[list[Context]] = []
    for i, row in enumerate(rows):
        context = Context(row["text"], row["section"], row["heading"], row["prev"], row["year"])
        if i and _continues(rows[i - 1], row):
            runs[-1].append(context)
        else:
            runs.append([context])
    for row, verdict in zip(rows, tagger.tag_runs(runs), strict=True):
        yield {
            "id": row["id"],
            "label": verdict.label,
            "probability": verdict.probability,
            "abstained": verdict.abstained,
        }


# --- gipr-nlp label -------------------------------------------------------------------------------------------------


def for_annotation(reports: Iterable[Report], limit: int, blind: bool = False) -> list[Row]:
    """Clauses of reports as rows, most uncertain first, each text once.

    Args:
        reports: as read; their clauses must have labels.
        limit: how many.
        blind: without the tagger's suggestion, for an annotation that is to be independent.
    """
    rows: list[Row] = []
    seen: set[str] = set()
    for report in reports:
        section, prev = None, ""
        for clause in report.clauses:
            prev = prev if clause.section == section else ""
            if clause.text not in seen:
                rows.append(_annotation(report, clause, prev))
            seen.add(clause.text)
            section, prev = clause.section, clause.text
    rows.sort(key=lambda row: (row["probability"], row["id"]))
    if blind:
        rows = [{**row, "suggestion": "", "probability": None} for row in rows]
    return rows[:limit]


def _annotation(report: Report, clause: Any, prev: str) -> Row:
    agency = report.agency
    values = (
        f"{report.report_id}-{clause.order:03d}", report.report_id, agency.name or agency.printed, agency.kind,
        agency.sector, agency.level, report.year, clause.order, clause.section, clause.heading, prev, clause.text,
        "", PEN, "train", clause.label, round(clause.probability, 4),
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Rows for annotation as .jsonl or .xlsx.

    Raises:
        Unwritable: the place cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        from gipr_nlp.labelling.sheets import write_xlsx

        write_xlsx(rows, path)
        return
    with atomic(path) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def take_back(path: Path) -> list[Row]:
    """The rows of an annotated file (.jsonl or .xlsx) that have a label, in the form of the training data.

    Raises:
        Unreadable: the file is no such file, or a label is none of the 17.
    """
    from gipr_nlp.labelling.sheets import read_xlsx
    from gipr_nlp.tagger.labels import CHINESE, LABELS

    names = {chinese: label for label, chinese in CHINESE.items()}
    rows = read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_jsonl(path)
    kept: list[Row] = []
    for number, row in enumerate(rows, 1):
        label = str(row.get("label") or "").split()[0:1]
        if not label:
            continue
        known = names.get(label[0], label[0])
        if known not in LABELS:
            raise Unreadable(str(path), "corrupt", f"第 {number} 条的标签“{label[0]}”不是 17 个标签之一")
        kept.append(_trained(row, known, number, path))
    return kept


def merge(rows: Sequence[Row], into: Path) -> tuple[int, int]:
    """Add annotated rows to a JSONL file of labelled clauses; a row with the same id is replaced.

    Returns:
        How many were added and how many replaced.
    """
    old = _read_jsonl(into) if into.exists() else []
    table = {str(row["id"]): row for row in old}
    replaced = sum(str(row["id"]) in table for row in rows)
    table.update((str(row["id"]), row) for row in rows)
    with atomic(into) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table.values())
    return len(rows) - replaced, replaced


def _trained(row: Mapping[str, Any], label: str, number: int, path: Path) -> Row:
    try:
        whole = {name: row[name] for name in FIELDS[:-2]}
        for name in ("year", "order", "section"):
            whole[name] = None if whole[name] in (None, "") else int(whole[name])
    except (KeyError, ValueError, TypeError) as error:
        raise Unreadable(str(path), "corrupt", f"第 {number} 条缺少或改动了 {error} 一栏") from error
    optional = {name: whole[name] or None for name in ("sector", "level")}
    strings = {name: str(whole[name] or "") for name in ("heading", "prev")}
    return {**whole, **optional, **strings, "label": label}


def _read_jsonl(path: Path) -> list[Row]:
    try:
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except OSError as error:
        raise Unreadable(str(path), "missing", f"无法打开：{error.strerror}") from error
    except ValueError as error:
        raise Unreadable(str(path), "corrupt", "不是 JSON Lines 文件") from error
