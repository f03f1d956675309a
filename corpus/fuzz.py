"""Feed the readers what nobody meant to write: ``python -m corpus.fuzz [--share 1.0] [--seed 0]``.

Whole, made documents are bent in many ways: bytes flipped, cut, doubled, spliced; for packages (DOCX, XLSX) also the
XML inside them. Whatever comes in, a reader gives a document or says why not (Unreadable), a stage behind it never
fails, a number that is read is the number that is printed, and no input takes longer than its time.
"""

from __future__ import annotations

import argparse
import io
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from corpus.compose import report
from corpus.documents import as_docx, as_html, as_xlsx, composed
from corpus.values import balanced
from gipr_nlp.errors import Unreadable
from gipr_nlp.pipeline import audit, understand
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.text import level, read_cell, read_number, squash

#: Inputs of each kind at full share.
FULL = {
    "numbers": 40_000,
    "text": 30_000,
    "html": 28_000,
    "whole": 2_000,
    "docx": 3_000,
    "xlsx": 2_000,
    "pdf": 500,
}
SECONDS = 20.0  # for one input; a machine under load is slow
LIMITS = dict(load_profile().limits) | {"max_chars": 400_000}
TOKENS = (
    b"<table>", b"</table>", b"<tr><td colspan=99999>", b"<td rowspan=-1>", b"<!--", b"-->", b"<![CDATA[", b"&#x110000;", b"&lol;",
    b"<script>", b"<w:tbl>", b"<w:gridSpan w:val='99999999'/>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\r\n", b"\t" * 40, b"|" * 40,
    "一、总体情况".encode(), "（七）总计".encode(), "行政复议".encode(), "　".encode(), "１２３".encode(), b"1e999", b"-0", b"999999999999999999999",
    b"endobj", b"stream", b"/Kids [1 0 R]", b"/Length 99999999", b"0 0 0 0 re f", b"xref",
)  # fmt: skip


@dataclass
class Outcome:
    """What came of the inputs of one kind."""

    inputs: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def bent(data: bytes, rng: Random) -> bytes:
    """Some bytes with a few things done to them that editors, disks and attackers do."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        at = rng.randrange(len(made) + 1)
        far = min(len(made), at + rng.choice((1, 2, 8, 60, 600, 6000)))
        what = rng.randrange(7)
        if what == 0 and at < len(made):
            made[at] = rng.randrange(256)
        elif what == 1:
            del made[at:far]
        elif what == 2:
            made[at:at] = made[at:far] * rng.choice((1, 1, 3))
        elif what == 3:
            made[at:at] = rng.choice(TOKENS)
        elif what == 4:
            made[at:far] = made[at:far][::-1]
        elif what == 5:
            other = rng.randrange(len(made) + 1)
            made[at:far] = made[other : other + far - at]
        elif rng.random() < 0.3:
            del made[at:]
    return bytes(made)


def bent_package(data: bytes, rng: Random) -> bytes:
    """A zip with one of its members bent, left out, doubled or renamed; now and then the zip itself."""
    if rng.random() < 0.2:
        return bent(data, rng)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen, how = rng.choice(names), rng.random()
        for name in names:
            content = old.read(name)
            if name == chosen and how < 0.06:
                continue
            called = f"../{name}" if name == chosen and how > 0.97 else name
            heavy = name == chosen or (name.endswith(("document.xml", "sheet1.xml")) and rng.random() < 0.5)
            new.writestr(called, bent(content, rng) if heavy else content)
    return made.getvalue()


@cache
def _texts() -> tuple[bytes, ...]:
    layouts = ("lines", "tabs", "pipes", "pdf", "markdown", "csv", "values_below", "box")
    found = [report("2021", layout=layout).encode() for layout in layouts]
    return (*found, report("2019").encode("gb18030"), report("2019", layout="tabs").encode("utf-16"))


@cache
def _documents(kind: str) -> tuple[bytes, ...]:
    make = {"html": as_html, "docx": as_docx, "xlsx": as_xlsx}[kind]
    return tuple(make(composed(form, balanced(form, Random(n)))) for n, form in enumerate(("2021", "2019")))


@cache
def _pdfs() -> tuple[bytes, ...]:
    """PDF files made without other programs: the text of a report in the standard fonts, ruled cells."""
    pages = [[f"{n} {m} " * 12 for m in range(30)] for n in range(3)]
    return tuple(_pdf(pages[: n + 1]) for n in range(3))


def _pdf(pages: list[list[str]]) -> bytes:
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    font = 3 + 2 * len(pages)
    for n, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F1 9 Tf 50 {800 - 20 * i} Td ({line}) Tj ET\n40 {795 - 20 * i} m 560 {795 - 20 * i} l S\n"
            for i, line in enumerate(lines)
        )
        stream = drawn.encode("latin-1")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Resources << /Font << /F1 {font} 0 R >> >> /Contents {4 + 2 * n} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def _read(data: bytes, name: str, outcome: Outcome) -> None:
    try:
        document = read_bytes(data, name, LIMITS)
    except Unreadable as why:
        outcome.refused[why.kind] += 1
        if why.kind == "internal":
            raise AssertionError(why.reason) from why
        return
    outcome.read += 1
    lines = document.text.count("\n") + 1
    for grid in document.grids:
        assert 0 <= grid.start <= grid.end <= len(document.text), "a grid lies outside the text"
        for row, line in zip(grid.rows, grid.lines, strict=True):
            assert line <= lines, "a grid's row lies outside the text"
            if not any(row):  # an empty row writes no line
                continue
            assert "\t".join(row) == document.lines[line - 1], "a grid's row is not what the text says"
    for mark in document.marks:
        assert 0 <= mark.start <= mark.end <= len(document.text), "a mark lies outside the text"


def _numbers(rng: Random, outcome: Outcome) -> None:
    """A printed integer is read as itself or not at all, whatever stands around it."""
    value = rng.choice((rng.randrange(10), rng.randrange(1000), rng.randrange(10**9)))
    plain = str(value)
    forms = (
        plain,
        f"{value:,}",
        plain.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f" {plain}　",
        f"{plain}件",
    )
    raw = rng.choice(forms)
    state, read, _ = read_cell(raw)
    assert read == value, f"{raw!r} was read as {read!r}"
    odd = "".join(
        rng.choice("0123456789,.，．-－+/件万元个零〇一二十百千万亿余约至—无 　\tabⅢ①½％%")
        for _ in range(rng.randrange(1, 9))
    )
    state, read, _ = read_cell(odd)
    assert (state in ("number", "zero")) == (read is not None) or state == "text", f"{odd!r}: {state} {read}"
    read_number(odd)
    assert len(level(odd)) == len(odd)
    squash(odd)
    outcome.read += 1


def _input(kind: str, rng: Random, outcome: Outcome) -> None:
    if kind == "numbers":
        _numbers(rng, outcome)
    elif kind == "text":
        _read(bent(rng.choice(_texts()), rng), "a.txt", outcome)
    elif kind == "html":
        _read(bent(rng.choice(_documents("html")), rng), "a.html", outcome)
    elif kind in ("docx", "xlsx"):
        _read(bent_package(rng.choice(_documents(kind)), rng), f"a.{kind}", outcome)
    elif kind == "pdf":
        _read(bent(rng.choice(_pdfs()), rng), "a.pdf", outcome)
    else:
        source = rng.choice((*_texts(), *_documents("html"), *_documents("docx")))
        bend = bent_package if source[:2] == b"PK" else bent
        try:
            document = read_bytes(bend(source, rng), "a", LIMITS)
        except Unreadable as why:
            outcome.refused[why.kind] += 1
            return
        found = audit(understand(document))
        crashed = [o for o in found.outcomes if o.state == "crashed"]
        assert not crashed, f"{crashed[0].code}: {crashed[0].reason}"
        assert all(c.value is None for c in found.report.cells if c.doubt), "a doubted cell has a value"
        outcome.read += 1


def fuzz(kind: str, count: int, seed: int = 0) -> Outcome:
    """Feed so many inputs of a kind; each follows from seed and number, so that a fault can be looked at again."""
    outcome = Outcome()
    for number in range(count):
        began = time.perf_counter()
        try:
            _input(kind, Random(f"{seed}:{kind}:{number}"), outcome)
        except Exception:  # the fault is what is looked for
            outcome.faults.append(f"{kind} {seed}:{number}\n{traceback.format_exc(limit=-4)}")
        took = time.perf_counter() - began
        outcome.slowest = max(outcome.slowest, took)
        if took > SECONDS:
            outcome.faults.append(f"{kind} {seed}:{number} took {took:.1f} s")
        outcome.inputs += 1
    return outcome


def run(share: float, seed: int) -> Iterator[tuple[str, Outcome, float]]:
    """All kinds, a share of the full number of inputs each, with the seconds that they took."""
    for kind, full in FULL.items():
        began = time.perf_counter()
        yield kind, fuzz(kind, max(1, int(full * share)), seed), time.perf_counter() - began


def main() -> None:
    """The command line: a line for each kind, faults below."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=FULL, action="append")
    asked = parser.parse_args()
    faults = []
    for kind, outcome, seconds in run(asked.share, asked.seed) if not asked.kind else _some(asked):
        refused = ", ".join(f"{k} {n}" for k, n in outcome.refused.most_common())
        print(
            f"{kind:8} {outcome.inputs:6} inputs  {outcome.read:6} read  refused: {refused or '-'}", end="  "
        )
        print(f"slowest {outcome.slowest:.2f} s  {len(outcome.faults)} faults  {seconds:.0f} s", flush=True)
        faults += outcome.faults
    print("\n".join(faults[:20]))


def _some(asked: argparse.Namespace) -> Iterator[tuple[str, Outcome, float]]:
    for kind in asked.kind:
        began = time.perf_counter()
        yield kind, fuzz(kind, max(1, int(FULL[kind] * asked.share)), asked.seed), time.perf_counter() - began


if __name__ == "__main__":
    main()
