"""From the parts to what a run leaves in its folder: all made beside it first, then put in place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gipr_nlp.corpus.join import join
from gipr_nlp.errors import Unwritable
from gipr_nlp.files import move
from gipr_nlp.model import Finding
from gipr_nlp.profile import Profile
from gipr_nlp.rules import catalogue
from gipr_nlp.scoring import FAILED, dimension_of
from gipr_nlp.store import TABLES, query, read_rows, write_csv
from gipr_nlp.wire import FINDING_KEYS, finding_to_wire
from gipr_nlp.writers import html, ledger

#: The page lists so many reports, and shows so many in full (those with most problems); the tables hold all.
LISTED, DETAILED = 2000, 300
WORST = "errors DESC, warnings DESC, hints DESC, report_id"

#: Where each file goes, under the folder of results.
PLACES = {
    **{f"{table}.parquet": f"data/{table}.parquet" for table in TABLES},
    "findings.csv": "findings.csv",
    "findings.data.csv": "data/findings.csv",  # the data contract can be read as either place
    "ledger.xlsx": "ledger.xlsx",
    "index.html": "index.html",
}


def make(
    new: Path,
    parts: Sequence[Path],
    batches: Sequence[Path],
    extra: Sequence[Finding],
    profile: Profile,
    about: Mapping[str, Any],
) -> None:
    """Make all files in the folder ``new``, which holds the tables of the corpus step already.

    Args:
        new: a folder beside the results.
        parts: folders of the first step, in the order of their inputs.
        batches: folders of the second step, in the same order of reports.
        extra: findings of the corpus as a whole.
        profile: dimensions of the score.
        about: for the page: unread, skipped, today.
    """
    whole = [tuple(finding_to_wire(finding).values()) for finding in extra]
    join(parts, batches, new, [d.key for d in profile.dimensions], whole)
    write_csv(new / "findings.csv", FINDING_KEYS, read_rows(new / "findings.parquet"))
    shutil.copyfile(new / "findings.csv", new / "findings.data.csv")
    ledger.write(new / "ledger.xlsx", _roots(new), _categories(profile))
    html.write(new / "index.html", overview(new, profile, about))


def _roots(new: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Findings that follow from no other, each with the row of its report; both tables are in the same order."""
    reports = iter(read_rows(new / "reports.parquet", ("report_id", "kind", "form")))
    report: dict[str, Any] = {"report_id": None, "kind": "other", "form": None}
    none = report
    for finding in read_rows(new / "findings.parquet"):
        while finding["report_id"] not in (None, report["report_id"]):
            report = next(reports)
        if finding["root"] is None:
            yield finding, none if finding["report_id"] is None else report


def publish(new: Path, out: Path) -> list[Unwritable]:
    """Put finished files in their places; those that cannot be replaced are returned and the rest goes on."""
    (out / "data").mkdir(parents=True, exist_ok=True)
    (out / "run.json").unlink(missing_ok=True)  # where it stands, the other files belong together
    failed = []
    for name, place in PLACES.items():
        try:
            move(new / name, out / place)
        except Unwritable as error:
            failed.append(error)
    return failed


def overview(folder: Path, profile: Profile, about: Mapping[str, Any]) -> html.Overview:
    """What index.html shows, drawn from the Parquet files in a folder."""
    figures = next(_query(folder, FIGURES))
    reports = list(_query(folder, f"SELECT * FROM {{reports}} ORDER BY {WORST} LIMIT {LISTED}"))
    details = {r["report_id"]: html.Details(r) for r in reports[:DETAILED]}
    for row in _query(
        folder, f"SELECT f.* FROM {{findings}} f JOIN ({_CHOSEN}) USING (report_id) ORDER BY {_ROW}"
    ):
        details[row["report_id"]].findings.append(row)
    wanted = "f.state IN ('undecided', 'crashed')"
    for row in _query(
        folder,
        f"SELECT f.* FROM {{outcomes}} f JOIN ({_CHOSEN}) USING (report_id) WHERE {wanted} ORDER BY {_ROW}",
    ):
        details[row["report_id"]].undecided.append(row)
    for row in _query(folder, COPIED):
        details[row["report_id"]].passages.append(row)
    reports.sort(key=_by_name)
    return html.Overview(
        figures=figures,
        grades=_grades(folder, profile),
        reports=[{**r, "detailed": r["report_id"] in details} for r in reports],
        rules=list(_query(folder, FREQUENT)),
        details=sorted(details.values(), key=lambda d: _by_name(d.report)),
        unread=about["unread"],
        skipped=about["skipped"],
        dimensions={d.key: (d.title, d.cap) for d in profile.dimensions},
        rule_names={code: rule.name for code, rule in catalogue().items()},
        profile=profile.name,
        version=version("gipr-nlp"),
        today=about["today"],
        whole=list(_query(folder, WHOLE)),
        unlinked=list(_query(folder, UNLINKED)),
    )


FIGURES = """
SELECT count(*) AS reports, count(DISTINCT agency) AS agencies,
    min(year) AS first_year, max(year) AS last_year,
    coalesce(sum(errors), 0)::BIGINT AS errors, coalesce(sum(warnings), 0)::BIGINT AS warnings,
    coalesce(sum(hints), 0)::BIGINT AS hints, round(median(score), 1) AS median,
    count(*) FILTER (WHERE errors = 0 AND warnings = 0) AS clean
FROM {reports}
"""
FREQUENT = """
SELECT code, min(name) AS name, severity, count(*) AS findings, count(DISTINCT report_id) AS reports
FROM {findings} WHERE root IS NULL GROUP BY code, severity ORDER BY findings DESC, code, severity LIMIT 30
"""
_CHOSEN = f"SELECT report_id FROM {{reports}} ORDER BY {WORST} LIMIT {DETAILED}"
_ROW = "f.file_row_number"
#: The longest passages that reports with findings on copied text share with another.
COPIED = f"""
SELECT * FROM (
    SELECT m.*, row_number() OVER (
        PARTITION BY m.report_id, m.kind ORDER BY length(m.text) DESC, m.section, m.start
    ) AS nth
    FROM {{matches}} m JOIN ({_CHOSEN}) USING (report_id)
    WHERE m.kind LIKE '%_passage' AND EXISTS (
        SELECT 1 FROM {{findings}} f WHERE f.report_id = m.report_id AND f.code IN ('P01', 'P02', 'P03')
    )
) WHERE nth <= 12 ORDER BY report_id, kind, section, start
"""
WHOLE = f"SELECT * FROM {{findings}} f WHERE report_id IS NULL ORDER BY {_ROW} LIMIT {LISTED}"
UNLINKED = f"""
SELECT r.agency_printed, r.year, l.note, r.source FROM {{reports}} r JOIN {{links}} l USING (report_id)
WHERE l.agency_id IS NULL ORDER BY r.file_row_number LIMIT {DETAILED}
"""


def _query(folder: Path, sql: str) -> Iterator[dict[str, Any]]:
    """Rows of a query in which {reports} … stand for the Parquet files of a folder."""

    def source(table: str) -> str:
        path = (folder / f"{table}.parquet").as_posix().replace("'", "''")
        literal = re.sub(r"([*?\[])", r"[\1]", path)  # DuckDB takes these for patterns
        return f"read_parquet('{literal}', file_row_number = true)"

    return query(sql.format(**{table: source(table) for table in TABLES}), scratch=folder)


def _grades(folder: Path, profile: Profile) -> list[tuple[str, int]]:
    counted = {
        r["grade"]: r["n"]
        for r in _query(folder, "SELECT grade, count(*) AS n FROM {reports} GROUP BY grade")
    }
    names = sorted(profile.grades, key=lambda name: -profile.grades[name])
    return [(name or "不评等次", counted.get(name, 0)) for name in (*names, FAILED, None)]


def _categories(profile: Profile) -> dict[str, str]:
    found = {code: dimension_of(code, profile) for code in catalogue()}
    return {code: dimension.title for code, dimension in found.items() if dimension is not None}


def _by_name(report: Mapping[str, Any]) -> tuple[str, int, str]:
    return report["agency"] or "\uffff", report["year"] or 0, report["report_id"]


BETWEEN = """
SELECT
    (SELECT count(DISTINCT agency_id) FROM {links}) AS agencies,
    (SELECT count(*) FROM {links} WHERE agency_id IS NULL) AS unclear,
    (SELECT count(*) FROM {findings} WHERE code = 'T10' AND report_id IS NULL) AS absent,
    (SELECT count(DISTINCT report_id) FROM {findings} WHERE code IN ('P01', 'P02')) AS last_year,
    (SELECT count(*) FROM (
        SELECT DISTINCT least(report_id, partner), greatest(report_id, partner) FROM {findings} WHERE code = 'P03'
    )) AS pairs,
    (SELECT count(*) FROM {findings} WHERE code = 'P04' AND report_id IS NULL) AS templates
"""


def between(out: Path) -> dict[str, int]:
    """What the corpus told beyond its single reports: agencies linked, reports whose agency is unclear, bodies without a
    report, reports like last year's, pairs of agencies with like reports, templates of many."""
    return next(_query(out / "data", BETWEEN))


def worst(out: Path, limit: int) -> list[dict[str, Any]]:
    """The reports with most problems, for a table in the terminal."""
    return list(_query(out / "data", f"SELECT * FROM {{reports}} ORDER BY {WORST} LIMIT {limit}"))
