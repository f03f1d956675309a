"""run.json, what was done with what; and whether what stands in OUT is still what the files would give."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipr_nlp.corpus.earlier import stamp
from gipr_nlp.corpus.results import PLACES
from gipr_nlp.corpus.state import State, program
from gipr_nlp.files import write_json
from gipr_nlp.pipeline import model
from gipr_nlp.register import Register
from gipr_nlp.rules import catalogue

if TYPE_CHECKING:
    from gipr_nlp.corpus import Run

SCHEMA = "gipr-run/1"


def digest(
    state: State,
    summaries: Sequence[Mapping[str, Any]],
    run: Run,
    today: date | None,
    register: Register | None,
) -> str:
    """A hash of all that results depend on: program, profile, stage, model, register, the bytes of the files, what was
    left out."""
    files = [[path, sha256] for summary in summaries for path, _, _, sha256 in summary["files"]]
    unread = [[e.path, e.kind, e.reason] for e in run.unread]
    listed = repr(register and tuple(register))
    what = json.dumps(
        [program(), state.key, stamp(state.earlier), str(today), listed, files, unread, run.skipped]
    )
    return hashlib.blake2b(what.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_whole(state: State, wanted: str, run: Run) -> bool:
    """Whether OUT holds just these results, untouched; then the counts of that run are taken over."""
    try:
        done = json.loads((state.folder / "done.json").read_text(encoding="utf-8"))
        if done["digest"] != wanted or done["files"] != _stamps(run.out):
            return False
        run.roots = {str(severity): int(count) for severity, count in done["roots"].items()}
        run.links = dict(done["links"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def note_whole(state: State, made: str, run: Run) -> None:
    """Remember that OUT holds these results."""
    write_json(
        state.folder / "done.json",
        {"digest": made, "roots": run.roots, "links": run.links, "files": _stamps(run.out)},
    )


def _stamps(out: Path) -> dict[str, list[int]]:
    found = {}
    for place in PLACES.values():
        status = (out / place).stat()
        found[place] = [status.st_size, status.st_mtime_ns]
    return found


def write(run: Run, options: Mapping[str, Any], started: datetime) -> None:
    """run.json: the only place with times."""
    rules = catalogue()
    entry = "\n".join(f"{r.code} {r.name} {r.severity}" for r in rules.values())
    hashed = hashlib.blake2b(entry.encode(), digest_size=8).hexdigest()
    left_out = Counter(reason for _, reason in run.skipped)
    counts = {"files": len(run.given.files), "reports": run.reports, "unread": len(run.unread), **run.roots}
    record = {
        "schema": SCHEMA,
        "versions": {
            "program": version("gipr-nlp"),
            "rules": f"{len(rules)}-{hashed}",
            "model": model()[0],
            "form": ["2019", "2021"],
        },
        "options": options,
        "counts": counts,
        "left_out": {**dict(sorted(left_out.items())), **run.left_out},
        "links": run.links,
        "reused": dict(sorted(run.reused.items())),
        "unread": [{"path": e.path, "kind": e.kind, "reason": e.reason} for e in run.unread],
        "skipped": [{"path": path, "reason": why} for path, why in run.skipped],
        "unwritten": [{"path": e.path, "reason": e.reason} for e in run.unwritten],
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mb": run.peak_mb,
        "started": started.isoformat(timespec="seconds"),
    }
    write_json(run.out / "run.json", record)
