"""Old formats: what a file is, why it cannot be read, and what LibreOffice makes of it where it is installed."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers import office, read_bytes, soffice
from gipr_nlp.readers.compound import Compound, Damaged
from tests.word import LIMITS, docx, p, read, tbl, tc, zipped

installed = pytest.mark.skipif(soffice.program() is None, reason="LibreOffice is not installed")
REPORT = docx(
    p("青岚县水务局2023年政府信息公开工作年度报告")
    + p("总体情况", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    + tbl(
        tc("第二十条第（一）项", '<w:gridSpan w:val="3"/>'),
        tc("规章") + tc("0") + tc("12"),
        tc("文件") + tc("1") + tc("0"),
    )
    + p("结尾"),
    numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
LINES = (
    "青岚县水务局2023年政府信息公开工作年度报告",
    "一、总体情况",
    "第二十条第（一）项",
    "规章\t0\t12",
    "文件\t1\t0",
    "结尾",
)


# --- compound files, made by hand ---------------------------------------------------------------------------


def compound(streams: dict[str, bytes], cutoff: int = 0) -> bytes:
    """A compound file with these streams, none of them in the mini stream (MS-CFB)."""
    end, fat_mark = 0xFFFFFFFE, 0xFFFFFFFD
    sectors: list[bytes] = []
    fat: list[int] = []
    places = {}
    for name, data in streams.items():
        pieces = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)] or [b"\0" * 512]
        places[name] = (len(sectors), len(data))
        fat += [*range(len(sectors) + 1, len(sectors) + len(pieces)), end]
        sectors += pieces
    entries = [("Root Entry", 5, end, 0), *((name, 2, *place) for name, place in places.items())]
    packed = b"".join(_entry(*entry) for entry in entries)
    first_directory = len(sectors)
    directory = [packed[i : i + 512].ljust(512, b"\0") for i in range(0, len(packed), 512)]
    fat += [*range(len(sectors) + 1, len(sectors) + len(directory)), end]
    sectors += directory
    fat.append(fat_mark)
    table = b"".join(n.to_bytes(4, "little") for n in fat).ljust(512, b"\xff")
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    for at, size, value in (
        (30, 2, 9),
        (32, 2, 6),
        (44, 4, 1),
        (48, 4, first_directory),
        (56, 4, cutoff),
        (60, 4, end),
        (68, 4, end),
    ):
        head[at : at + size] = value.to_bytes(size, "little")
    head[76:] = b"\xff" * (512 - 76)
    head[76:80] = len(sectors).to_bytes(4, "little")
    return bytes(head) + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    entry = bytearray(128)
    raw = name.encode("utf-16-le")
    entry[: len(raw)] = raw
    entry[64:66] = (len(raw) + 2).to_bytes(2, "little")
    entry[66] = kind
    entry[116:120] = start.to_bytes(4, "little")
    entry[120:124] = size.to_bytes(4, "little")
    return bytes(entry)


def word_stream(flags: int = 0, magic: bytes = b"\xec\xa5", size: int = 2000) -> bytes:
    return (magic + b"\xc1\x00" + b"\0" * 6 + flags.to_bytes(2, "little")).ljust(size, b"\0")


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "报告.doc", LIMITS)
    return caught.value


def test_streams_come_back() -> None:
    streams = {"WordDocument": bytes(range(256)) * 9, "1Table": b"x" * 512}
    file = Compound(compound(streams))
    assert file.names == streams.keys()
    assert all(file.stream(name) == data for name, data in streams.items())


@pytest.mark.parametrize(
    "streams",
    [
        {"EncryptedPackage": b"x" * 600, "EncryptionInfo": b"x"},
        {"WordDocument": word_stream(flags=0x0100)},
        {"\tDRMContent": b"x"},
    ],
)
def test_files_with_a_password(streams: dict[str, bytes]) -> None:
    found = refused(compound(streams))
    assert (found.kind, "密码" in found.reason) == ("encrypted", True)


@pytest.mark.parametrize(
    ("streams", "word"),
    [
        ({"PowerPoint Document": b"x"}, "演示文稿"),
        ({"Contents": b"x"}, "旧版"),
        ({"__properties_version1.0": b"x"}, "旧版"),
    ],
)
def test_files_that_hold_no_report(streams: dict[str, bytes], word: str) -> None:
    found = refused(compound(streams))
    assert (found.kind, word in found.reason) == ("unsupported", True)


@pytest.mark.parametrize(
    "data",
    [
        compound({"WordDocument": word_stream()})[:700],
        compound({"WordDocument": word_stream(size=40_000)})[:20_000],
        compound({"WordDocument": word_stream(magic=b"xx")}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
    ],
)
def test_damaged_files(data: bytes) -> None:
    assert refused(data).kind == "corrupt"


@pytest.mark.parametrize("seed", range(60))
def test_any_damage_is_damage(seed: int) -> None:
    import random

    dice = random.Random(seed)
    data = bytearray(compound({"WordDocument": word_stream(), "Workbook": b"\x09\x08\x10\x00" + b"\0" * 600}))
    for _ in range(10):
        data[dice.choice((dice.randrange(512), dice.randrange(len(data))))] = dice.choice(
            (0, 1, 255, dice.randrange(256))
        )
    try:
        file = Compound(bytes(data))
        sizes = [len(file.stream(name)) for name in file.names]
    except Damaged:
        sizes = []
    assert all(size <= 2**32 for size in sizes)


def test_macros_are_named() -> None:
    legacy = office.look_at(compound({"WordDocument": word_stream(), "Macros": b"x"}), "a.doc", LIMITS)
    assert (legacy.suffix, [d.what for d in legacy.doubts]) == ("doc", ["document.macros"])


@pytest.mark.parametrize(("head", "locked"), [(b"\x2f\x00\x36\x00", True), (b"\xe1\x00\x02\x00", False)])
def test_workbooks_with_a_password(head: bytes, locked: bool) -> None:
    stream = (b"\x09\x08\x10\x00" + b"\0" * 16 + head).ljust(600, b"\0")
    assert office.look_at(compound({"Workbook": stream}), "a.xls", LIMITS).may_be_locked is locked


@pytest.mark.parametrize(("data", "cut"), [(b"{\\rtf1 {a} \\{ b}", False), (b"{\\rtf1 {a} b", True)])
def test_rtf_that_was_cut_off(data: bytes, cut: bool) -> None:
    assert [d.what for d in office.look_at(data, "a.rtf", LIMITS).doubts] == (["file.end"] if cut else [])


def test_a_sheet_with_a_password_and_a_bomb() -> None:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    locked = zipped({"mimetype": mime, "content.xml": "x", "META-INF/manifest.xml": "<encryption-data/>"})
    assert refused(locked).kind == "encrypted"
    assert refused(zipped({"mimetype": mime, "content.xml": " " * 64 * 2**20})).kind == "too_large"


# --- LibreOffice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "word"),
    [(compound({"WordDocument": word_stream()}), "旧版"), (b"{\\rtf1 \xce\xc4}", "RTF"),
     (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "OpenDocument")],
)  # fmt: skip
def test_without_libreoffice_the_message_says_what_to_do(
    data: bytes, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "program", lambda: None)
    found = refused(data)
    assert found.kind == "no_converter"
    assert word in found.reason
    assert "LibreOffice" in found.reason
    assert "另存为" in found.reason


def test_it_is_found_where_installers_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice.exe"
    program.touch()
    monkeypatch.setattr(soffice.shutil, "which", lambda name: None)
    monkeypatch.setattr(soffice, "PLACES", (str(tmp_path / "missing"), str(program)))
    assert soffice.program() == str(program)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Temporary folders are made here; after the test nothing is left of them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("gipr-office-")] == []


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for LibreOffice")
def test_a_conversion_that_hangs_is_ended_with_its_children(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = temporary / "beats"
    script = temporary / "hang"
    script.write_text(
        f"#!/bin/sh\n(while :; do echo x >> '{beats}'; sleep 0.1; done) &\nwait\n", encoding="utf-8"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(soffice, "program", lambda: str(script))
    with pytest.raises(Unreadable) as caught:
        read_bytes(compound({"WordDocument": word_stream()}), "a.doc", LIMITS | {"max_seconds": 2.5})
    assert caught.value.kind == "timeout"
    size = beats.stat().st_size
    time.sleep(0.4)
    assert beats.stat().st_size == size


@pytest.fixture(scope="module")
def old_word() -> bytes:
    """The report as Word 97 wrote it."""
    return soffice.convert({"0.docx": REPORT}, "doc", ("MS Word 2007 XML", "MS Word 97"), 60)["0.docx"]


@installed
def test_old_word_files(old_word: bytes, temporary: Path) -> None:
    found = read_bytes(old_word, "报告.doc", LIMITS)
    assert found.lines == LINES
    assert found.grids[0].rows[1:] == (("规章", "0", "12"), ("文件", "1", "0"))
    assert found.grids[0].spans[0] == ((3, 1),)
    assert (found.source.media_type, found.source.sha256) == (
        "application/msword",
        hashlib.sha256(old_word).hexdigest(),
    )


@installed
def test_rtf(temporary: Path) -> None:
    cells = "".join(f"\\cellx{2000 * n}" for n in (1, 2, 3))
    row = (
        "{\\trowd" + cells + "\\intbl " + "".join(f" {text}\\cell" for text in ("规章", "0", "12")) + "\\row}"
    )
    text = "{\\rtf1\\ansi\\ansicpg936\\uc1 一、总体情况\\par " + row + "\\pard 结尾\\par}"
    escaped = "".join(c if c < "\x80" else f"\\u{ord(c) - (65536 if ord(c) > 32767 else 0)}?" for c in text)
    found = read_bytes(escaped.encode("ascii"), "报告.rtf", LIMITS)
    assert found.lines == ("一、总体情况", "规章\t0\t12", "结尾")
    assert found.source.media_type == "application/rtf"


@installed
@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "name"), [("xls", "MS Excel 97"), ("ods", "calc8")])
def test_other_sheets(suffix: str, name: str, temporary: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["一、总体情况"], ["规章", 0, 1234.5], ["文件", "=1+1", 0.5]):
        workbook.active.append(row)
    workbook.active["C2"].number_format = "#,##0.00"
    buffer = io.BytesIO()
    workbook.save(buffer)
    filters = ("Calc MS Excel 2007 XML", name)
    made = soffice.convert({"0.xlsx": buffer.getvalue()}, suffix, filters, 60)["0.xlsx"]
    assert read_bytes(made, "报告", LIMITS).lines == ("一、总体情况", "规章\t0\t1,234.50", "文件\t2\t0.5")


@installed
@pytest.mark.slow
def test_a_damaged_file_is_not_shown_as_text(old_word: bytes, temporary: Path) -> None:
    data = bytearray(old_word)
    data[1536:6000] = b"\x55" * 4464
    try:
        found = read_bytes(bytes(data), "报告.doc", LIMITS).text
    except Unreadable as error:
        found = error.reason
    assert "UUUU" not in found


@installed
def test_files_of_a_chunk_are_converted_together(
    old_word: bytes, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = []
    for name, data in (
        ("1.doc", old_word),
        ("2.wps", old_word + b"\0"),
        ("3.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx"),
        ("4.txt", b"x"),
    ):
        (temporary / name).write_bytes(data)
        paths.append(str(temporary / name))
    calls = []
    convert = soffice.convert
    monkeypatch.setattr(
        soffice, "convert", lambda files, *more: calls.append(len(files)) or convert(files, *more)
    )
    with office.together([*paths, str(temporary / "missing")], LIMITS):
        assert [read_bytes(Path(path).read_bytes(), path, LIMITS).lines for path in paths[:2]] == [
            LINES,
            LINES,
        ]
    assert calls == [2]


def test_a_docx_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "program", lambda: None)
    assert read(REPORT).lines == LINES
