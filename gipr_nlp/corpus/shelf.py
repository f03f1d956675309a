"""Documents kept from run to run: a file whose bytes have not changed is not read again, whatever else has changed.

A shelf is one Parquet file a chunk: name, sha256 and the document as JSON. It is looked up by name and content, so a
document that moved to another chunk is found on the shelf where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gipr_nlp.files import move
from gipr_nlp.model import Document, Doubt, Grid, Mark, Place, Source
from gipr_nlp.readers import read_bytes
from gipr_nlp.store import read_table

Reader = Callable[[bytes, str, Mapping[str, float]], Document]


class Shelf:
    """The documents of one chunk, old and new.

    Args:
        path: the file to write; nothing is kept where None.
        others: files of earlier runs in which documents of this chunk may stand.
        read: what reads a document that is not on the shelf.
    """

    def __init__(
        self, path: Path | None = None, others: Sequence[Path] = (), read: Reader = read_bytes
    ) -> None:
        self._path, self._others, self._read = path, others, read
        self._old: dict[tuple[str, str], bytes] | None = None
        self._kept: dict[tuple[str, str], bytes] = {}
        self.reused = 0

    def read(self, data: bytes, name: str, limits: Mapping[str, float]) -> Document:
        """The document of some bytes: from the shelf, or read now.

        Raises:
            Unreadable: as :func:`gipr_nlp.readers.read_bytes`.
        """
        if self._path is None:
            return self._read(data, name, limits)
        import hashlib

        key = (name, hashlib.sha256(data).hexdigest())
        known = self._known().get(key)
        if known is not None:
            self._kept[key], self.reused = known, self.reused + 1
            return document_from(json.loads(known))
        document = self._read(data, name, limits)
        self._kept[key] = as_json(document)
        return document

    def _known(self) -> dict[tuple[str, str], bytes]:
        if self._old is None:
            self._old = {}
            for path in self._others:
                try:
                    table = read_table(path)
                except (OSError, ValueError):  # damaged, or of a run that broke off: read the files again
                    continue
                columns = (table.column(name).to_pylist() for name in ("name", "sha256", "document"))
                self._old |= {
                    (name.decode("utf-8", "surrogateescape"), sha): doc
                    for name, sha, doc in zip(*columns, strict=True)
                }
        return self._old

    def close(self) -> None:
        """Write the documents that were asked for."""
        if self._path is None:
            return
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = {
            "name": pa.array([n.encode("utf-8", "surrogateescape") for n, _ in self._kept], pa.binary()),
            "sha256": pa.array([sha for _, sha in self._kept], pa.string()),
            "document": pa.array(list(self._kept.values()), pa.binary()),
        }
        beside = self._path.with_suffix(".tmp")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), beside, compression="zstd")
        move(beside, self._path)


def names_on(path: Path) -> list[str]:
    """Names of the documents on a shelf; none where the file is damaged."""
    try:
        names = read_table(path, ["name"]).column(0).to_pylist()
    except (OSError, ValueError):
        return []
    return [name.decode("utf-8", "surrogateescape") for name in names]


def as_json(document: Document) -> bytes:
    """A document as JSON; what is empty is left out."""
    source = document.source
    entry: dict[str, Any] = {
        "source": [source.path, source.sha256, source.media_type, source.encoding],
        "text": document.text,
        "marks": [[m.kind, m.text, m.start, m.end] for m in document.marks],
        "grids": [
            [g.start, g.end, g.rows, g.columns, g.lines, g.spans, g.confidence] for g in document.grids
        ],
        "doubts": [[d.what, d.where, d.why] for d in document.doubts],
        "places": [[p.start, p.end, p.page, p.box, p.confidence] for p in document.places],
        "stated": dict(document.stated),
    }
    said = {key: value for key, value in entry.items() if value or key == "text"}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def document_from(entry: Mapping[str, Any]) -> Document:
    """The inverse of :func:`as_json`, after parsing."""
    return Document(
        Source(*entry["source"]),
        entry["text"],
        tuple(Mark(*m) for m in entry.get("marks", ())),
        tuple(Grid(g[0], g[1], *map(_frozen, g[2:])) for g in entry.get("grids", ())),
        tuple(Doubt(*d) for d in entry.get("doubts", ())),
        tuple(Place(p[0], p[1], p[2], p[3] and tuple(p[3]), p[4]) for p in entry.get("places", ())),
        entry.get("stated", {}),
    )


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
