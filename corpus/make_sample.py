"""Write the sample corpus: ``python -m corpus.make_sample [FOLDER]``.

The folder gets one text file a report, ``register.csv`` (the agencies there are), ``manifest.csv`` (what each file
is) and ``truth.jsonl``: every planted defect; ``place`` is the key of a cell or row, or a quotation; ``partner`` the
other report that it was planted against. What a defect brings with it stands in the truth too, with the code that it
follows from (``follows``). What holds for the batch (a template of many agencies, a body without a report) has no file;
``place`` is then the agency and the year. The same drafts give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.compose import as_key, report
from corpus.drafts import HANDS, Draft, drafts
from corpus.layouts import render
from gipr_nlp import form as statutory

SAMPLE = Path(__file__).parent / "sample"
REGISTER = HANDS / "shared" / "register.csv"
CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gb18030": "gb18030", "utf-16": "utf-16"}
WINDOWS = ("gb18030", "utf-16")
COLUMNS = ("file", "agency", "kind", "year", "form", "layout", "encoding")


def write_up(draft: Draft) -> str:
    """The text of a report with its planted defects."""
    signature = f"{draft.agency}\n{draft.year + 1}年{draft.date}"
    options: dict[str, Any] = dict(draft.texts) | {
        "signature": signature,
        "headings": {},
        "drop": [],
        "omit": [],
    }
    if draft.published:
        options["preamble"] = f"发布时间：{draft.published}\n\n{options['preamble']}"
    cells = {key: str(value) for key, value in draft.cells.items()}
    for plant in draft.plants:
        _change(options, cells, plant)
    if swapped := options.pop("swap_tables", None):
        other = dict(zip(swapped, reversed(swapped), strict=True))
        options["tables"] = {
            place: render(table, draft.form, {k: v for k, v in cells.items() if k[0] == table}, draft.layout)
            for place, table in other.items()
        }
    text = report(draft.form, draft.year, cells, draft.layout, draft.agency, **options)
    for plant in draft.plants:
        text = _edit(text, plant, draft.file)
    return text


def _change(
    options: dict[str, Any], cells: dict[tuple[str, str, str], str], plant: Mapping[str, Any]
) -> None:
    """Defects that are made before the report is written."""
    for key, printed in plant.get("cells", {}).items():
        known = as_key(key)
        if known not in cells:
            raise KeyError(f"cannot plant in {key}: no such cell")
        cells[known] = printed
    for part in ("title", "preamble", "overview", "problems", "other", "swap_tables"):
        if part in plant:
            options[part] = plant[part]
    options["headings"] |= {int(number): text for number, text in plant.get("headings", {}).items()}
    options["omit"] += plant.get("omit", [])
    options["drop"] += [plant["drop_row"]] if "drop_row" in plant else []
    if "append_section" in plant:
        options["other"] += "\n\n" + plant["append_section"]


def _edit(text: str, plant: Mapping[str, Any], file: str) -> str:
    """Defects that are made in the written text."""
    for old, new, *everywhere in plant.get("replace", []):
        if text.count(old) != 1 and not (everywhere and old in text):
            raise ValueError(f"{file}: {old!r} occurs {text.count(old)} times")
        text = text.replace(old, new)
    if "cut_from" in plant:
        text = text[: text.index(plant["cut_from"])]
    if "append" in plant:
        text += plant["append"]
    if "repeat" in plant:
        paragraph = next(line for line in text.split("\n") if line.startswith(plant["repeat"]))
        text = text.replace(paragraph, f"{paragraph}\n{paragraph}", 1)
    if "swap_sections" in plant:
        first, second = (statutory.section_headings()[number][1] for number in plant["swap_sections"])
        found = re.search(rf"(?m)^(.、{first}\n.*?)(^.、{second}\n[^\n]*\n.*?\n)\n", text, re.DOTALL)
        if found is None:
            raise ValueError(f"{file}: sections to swap not found")
        text = f"{text[: found.start()]}{found[2]}\n{found[1]}{text[found.end() :]}"
    return text


def truth(draft: Draft) -> Iterator[dict[str, str | None]]:
    """The planted defects of a report, each followed by what it brings with it, here or in another report."""
    for plant in draft.plants:
        yield _fact(draft.file, plant, plant["code"], plant["place"])
        for entry in plant.get("also", []):
            code, _, place = entry.partition(" ")
            yield _fact(draft.file, plant, code, place or plant["place"], plant["code"])
        for file, entries in plant.get("elsewhere", {}).items():
            for entry in entries:
                code, _, place = entry.partition(" ")
                yield _fact(file, plant, code, place, plant["code"], draft.file)


def _fact(
    file: str | None,
    plant: Mapping[str, Any],
    code: str,
    place: str,
    follows: str | None = None,
    partner: str | None = None,
) -> dict[str, str | None]:
    partner = partner or plant.get("partner")
    return {
        "file": file,
        "code": code,
        "place": place,
        "note": plant["note"],
        "follows": follows,
        "partner": partner,
    }


#: So many agencies have to share a text for it to be a template (rules.md 5.14 P04).
TEMPLATE = 5


def truth_of_the_batch(every: Sequence[Draft]) -> Iterator[dict[str, str | None]]:
    """Texts that many agencies were handed down (P04), and reports that were never published (T10)."""
    shared: dict[tuple[str, int], list[str]] = {}
    for draft in every:
        for name in draft.shared:
            shared.setdefault((name, draft.year), []).append(draft.file)
    for (_, year), files in shared.items():
        if len(files) >= TEMPLATE:
            note = {"note": f"{len(files)}家单位共用一段上级下发的文字"}
            yield _fact(None, note, "P04", str(year), partner="、".join(files))
    for draft in every:
        if draft.absent:
            yield _fact(None, {"note": "名录中的单位没有报告"}, "T10", f"{draft.agency}{draft.year}")


def encoded(text: str, encoding: str) -> bytes:
    """Bytes of a file; those that Windows programs write have its line ends, UTF-16 a byte order mark."""
    if encoding in WINDOWS:
        text = text.replace("\n", "\r\n")
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(CODECS[encoding])


def sample() -> dict[str, bytes]:
    """All files of the sample by name."""
    files, facts, rows = {}, [], []
    every = drafts()
    for draft in (d for d in every if not d.absent):
        files[draft.file] = encoded(write_up(draft), draft.encoding)
        rows.append([getattr(draft, column) for column in COLUMNS])
        facts += [json.dumps(fact, ensure_ascii=False) for fact in truth(draft)]
    facts += [json.dumps(fact, ensure_ascii=False) for fact in truth_of_the_batch(every)]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *rows])
    files["manifest.csv"] = table.getvalue().encode("utf-8")
    files["register.csv"] = REGISTER.read_bytes()
    files["truth.jsonl"] = "".join(f"{fact}\n" for fact in facts).encode("utf-8")
    return files


def main(folder: Path = SAMPLE) -> None:
    """Write the sample; files that are there and not part of it are removed where they are reports."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sample()
    for stale in folder.glob("*.txt"):
        if stale.name not in files:
            stale.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    print(f"{folder}: {sum(name.endswith('.txt') for name in files)} reports")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
