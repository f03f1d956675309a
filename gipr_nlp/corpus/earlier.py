"""Results of an earlier run, for the rule that finds reports altered after publication (T14).

Only reports whose bytes differ are looked at, and only what was read for certain then and now is compared: another
version of the program may read a doubtful cell differently, which is no act of the agency.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from gipr_nlp.errors import Unreadable
from gipr_nlp.store import schema

if TYPE_CHECKING:
    from gipr_nlp.corpus.engine import Engine

TABLES = ("reports", "cells", "clauses")


def find(folder: Path) -> Path:
    """The folder with the tables of earlier results.

    Raises:
        Unreadable: there are none.
    """
    for place in (folder / "data", folder):
        if all((place / f"{table}.parquet").is_file() for table in TABLES):
            return place
    raise Unreadable(str(folder), "missing", "不是本程序的结果文件夹（没有 data/reports.parquet）")


def stamp(folder: Path | None) -> str:
    """A hash of the earlier results, as part of what new results depend on."""
    if folder is None:
        return ""
    with open(find(folder) / "reports.parquet", "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def base(engine: Engine, folder: Path | None, scratch: Path) -> None:
    """Make the tables of an earlier run known as ``earlier_reports``, ``earlier_cells``, ``earlier_clauses``; empty ones
    where there was none."""
    import pyarrow.parquet as pq

    for table in TABLES:
        if folder is not None:
            path = find(folder) / f"{table}.parquet"
        else:
            path = scratch / f"earlier_{table}.parquet"
            pq.write_table(schema(table).empty_table(), path)
        engine.base(f"earlier_{table}", [path])
