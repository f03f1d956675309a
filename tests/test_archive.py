"""Archives, standard input and what ``read`` wrote: each report in a path is a report of its own."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gipr_nlp.cli import run
from gipr_nlp.corpus import find_inputs, reports
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Report
from gipr_nlp.pipeline import read, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.readers.archive import members, shown_name
from gipr_nlp.wire import dumps, report_to_wire

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
TEXT = (SAMPLE / "shuiwuju_2022.txt").read_bytes()
OTHER = (SAMPLE / "fagaiwei_2022.txt").read_bytes()
LIMITS = load_profile().limits


class Nameless(zipfile.ZipInfo):
    """A member whose name is written in an encoding that it does not tell, as Chinese Windows does."""

    def __init__(self, name: str, codec: str) -> None:
        super().__init__(name.encode(codec).decode("cp437"))

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def found_in(folder: Path, data: bytes, name: str = "年报.zip") -> list[Report | Unreadable]:
    path = folder / name
    path.write_bytes(data)
    return list(reports([path]))


def told(results: list[Report | Unreadable], folder: Path) -> list[tuple[str, str]]:
    """(path below the folder, year or kind of refusal) of results."""
    return [
        (r.path[len(str(folder)) + 1 :], r.kind)
        if isinstance(r, Unreadable)
        else (r.source.path[len(str(folder)) + 1 :], str(r.year))
        for r in results
    ]


def test_every_member_is_a_report_and_bad_ones_are_named(tmp_path: Path) -> None:
    data = packed(
        ("内/水务局.txt", TEXT), ("发改委.txt", OTHER), ("坏.docx", b"PK\x03\x04x"), ("空.txt", b"")
    )
    assert told(found_in(tmp_path, data), tmp_path) == [
        ("年报.zip/内/水务局.txt", "2022"),
        ("年报.zip/发改委.txt", "2022"),
        ("年报.zip/坏.docx", "corrupt"),
        ("年报.zip/空.txt", "empty"),
    ]


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_names_without_a_flag(tmp_path: Path, codec: str) -> None:
    data = packed((Nameless("青岚县/水务局年报.txt", codec), TEXT))
    assert told(found_in(tmp_path, data), tmp_path) == [("年报.zip/青岚县/水务局年报.txt", "2022")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/报告.txt", "etc/报告.txt"),
        ("/绝对/报告.txt", "绝对/报告.txt"),
        ("C:\\用户\\报告.txt", "用户/报告.txt"),
        ("a\x07b\u202e\u200b.txt", "ab.txt"),
        ("..", "未命名"),
        ("a//./b.txt", "a/b.txt"),
    ],
)
def test_shown_names_do_no_harm(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_suffix() -> None:
    assert len(shown_name("长" * 5000 + ".docx")) < 200
    assert shown_name("长" * 5000 + ".docx").endswith(".docx")


def test_nothing_is_written_beside_the_archive(tmp_path: Path) -> None:
    inner = tmp_path / "内"
    inner.mkdir()
    found_in(inner, packed(("../逃.txt", TEXT), ("/tmp/逃.txt", TEXT)))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["内", "年报.zip"]


def test_companions_and_parts_of_saved_pages_are_passed_over(tmp_path: Path) -> None:
    page = b"<html><body><p>" + TEXT + b"</p></body></html>"
    data = packed(
        ("README.txt", TEXT), ("truth.jsonl", b"{}"), ("__MACOSX/._a.txt", TEXT), ("~$a.docx", TEXT), (".x.txt", TEXT),
        ("年报.html", page), ("年报_files/a.png", b"x"), ("年报_files/b.htm", page), ("图标.ico", b"x"),
    )  # fmt: skip
    assert told(found_in(tmp_path, data), tmp_path) == [("年报.zip/年报.html", "2022")]


def test_one_name_twice(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(("a.txt", TEXT), ("a.txt", OTHER))
    assert [p for p, _ in told(found_in(tmp_path, data), tmp_path)] == [
        "年报.zip/a.txt",
        "年报.zip/a.txt（2）",
    ]


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path) -> None:
    innermost = packed(("d.txt", TEXT))
    data = packed(("b.zip", packed(("c.txt", TEXT), ("e.zip", innermost))))
    assert told(found_in(tmp_path, data), tmp_path) == [
        ("年报.zip/b.zip/c.txt", "2022"),
        ("年报.zip/b.zip/e.zip", "unsupported"),
    ]


def test_an_empty_archive_and_one_without_reports(tmp_path: Path) -> None:
    for data in (packed(), packed(("a.exe", b"MZ"))):
        assert [kind for _, kind in told(found_in(tmp_path, data), tmp_path)] == ["empty"]


def test_the_library_reads_an_archive_of_one_report(tmp_path: Path) -> None:
    (tmp_path / "一.zip").write_bytes(packed(("a.txt", TEXT)))
    assert read(tmp_path / "一.zip").source.path == str(tmp_path / "一.zip/a.txt")
    (tmp_path / "二.zip").write_bytes(packed(("a.txt", TEXT), ("b.txt", OTHER)))
    with pytest.raises(Unreadable, match="2个文件"):
        read(tmp_path / "二.zip")


# --- hostile ----------------------------------------------------------------------------------------------------


def test_encrypted_members(tmp_path: Path) -> None:
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", OTHER)))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    assert told(found_in(tmp_path, bytes(data)), tmp_path) == [
        ("年报.zip/a.txt", "encrypted"),
        ("年报.zip/b.txt", "2022"),
    ]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = packed(("a.txt", b"0" * 20_000_000))
    assert [kind for _, kind in told(found_in(tmp_path, bomb), tmp_path)] == ["too_large"]


def test_bombs_in_bombs(tmp_path: Path) -> None:
    layer = packed(*((f"{i}.zip", packed(("x.zip", packed(("a.txt", b"0" * 1_000_000))))) for i in range(16)))
    kinds = {kind for _, kind in told(found_in(tmp_path, layer), tmp_path)}
    assert kinds == {"unsupported"}


def test_the_whole_that_may_be_unpacked_is_bounded() -> None:
    data = packed(*((f"{i}.txt", TEXT) for i in range(10)), method=zipfile.ZIP_STORED)
    limits = {**LIMITS, "max_unpacked_bytes": 3.5 * len(TEXT)}
    kinds = []
    for member in members(data, "a.zip", limits, lambda name: True):
        try:
            kinds.append(len(member()))
        except Unreadable as error:
            kinds.append(error.kind)
    assert kinds == [len(TEXT)] * 3 + ["too_large"] * 7


def test_a_hundred_thousand_members_are_refused_by_their_number() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 46, 0, 0)
    with pytest.raises(Unreadable) as caught:
        list(members(b"PK\x03\x04" + b"\0" * 100 + end, "a.zip", LIMITS, lambda name: True))
    assert caught.value.kind == "too_large"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"{number}.txt", b"")
    with pytest.raises(Unreadable, match="超过上限"):
        list(members(buffer.getvalue(), "a.zip", LIMITS, lambda name: True))


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.98])
def test_a_damaged_archive(tmp_path: Path, cut: float) -> None:
    data = packed(("a.txt", TEXT), ("b.txt", OTHER))
    kinds = {kind for _, kind in told(found_in(tmp_path, data[: int(len(data) * cut)]), tmp_path)}
    assert kinds == {"corrupt"}


def test_a_member_whose_bytes_are_spoilt(tmp_path: Path) -> None:
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", OTHER)))
    data[200:210] = b"\xff" * 10
    assert [kind for _, kind in told(found_in(tmp_path, bytes(data)), tmp_path)] == ["corrupt", "2022"]


def test_a_member_that_is_larger_than_it_says() -> None:
    data = bytearray(packed(("a.txt", TEXT), method=zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02") + 24
    struct.pack_into("<L", data, at, 10)
    (member,) = members(bytes(data), "a.zip", LIMITS, lambda name: True)
    with pytest.raises(Unreadable):
        member()


@pytest.mark.parametrize(
    "data",
    [b"Rar!\x1a\x07\x00xx", b"7z\xbc\xaf\x27\x1cxx", b"\x1f\x8b\x08xx", b"BZh91AY", b"\0" * 257 + b"ustar"],
)
def test_other_archives_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(Unreadable, match="zip"):
        read_bytes(data, "年报.rar", LIMITS)


# --- the command line -------------------------------------------------------------------------------------------


class Input:
    """Standard input that holds some bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def lines(capfdbinary: pytest.CaptureFixture[bytes]) -> list[dict]:
    return [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]


def test_commands_go_on_after_a_bad_member(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "年报.zip"
    path.write_bytes(packed(("a.txt", TEXT), ("b.pdf", b"%PDF-1.4 x"), ("c.txt", OTHER)))
    assert run(["read", str(path)], "zh") == 2
    assert [line.get("year") for line in lines(capfdbinary)] == [2022, None, 2022]
    assert run(["check", str(path), "--format", "json"], "zh") == 2
    assert {line["source"] for line in lines(capfdbinary)} <= {f"{path}/a.txt", f"{path}/c.txt"}


@pytest.mark.parametrize("command", ["read", "check", "tag"])
@pytest.mark.parametrize("how", ["text", "archive", "page"])
def test_standard_input(
    command: str, how: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    page = "".join(f"<p>{line}</p>" for line in TEXT.decode().splitlines())
    data = {"text": TEXT, "archive": packed(("a.txt", TEXT)), "page": f"<html>{page}".encode()}[how]
    monkeypatch.setattr("sys.stdin", Input(data))
    assert run([command, "-"], "zh") == 0
    assert "青岚县水务局" in capfdbinary.readouterr().out.decode()


def test_standard_input_is_bounded_and_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, kind in ((b"", "empty"), (b"x" * 40_000_000, "too_large")):
        monkeypatch.setattr("sys.stdin", Input(data))
        (found,) = reports(["-"])
        assert isinstance(found, Unreadable)
        assert found.kind == kind


def test_scoring_takes_no_standard_input(tmp_path: Path) -> None:
    (found,) = find_inputs(["-"]).items
    assert isinstance(found, Unreadable)


@pytest.fixture
def line() -> str:
    return dumps(report_to_wire(read_text(TEXT.decode(), "水务局.txt")))


def written(line: str) -> Iterator[tuple[str, str]]:
    yield "a.jsonl", f"{line}\n{line}\n"
    yield "b.json", f"[{line},\n{line}]"
    yield "c.json", json.dumps([json.loads(line)] * 2, ensure_ascii=False, indent=2)
    yield "d.json", f"{line}\n{line}"


def test_what_read_wrote_is_read_back(tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in written(line):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = list(reports([tmp_path / name]))
        assert [r.year for r in found if isinstance(r, Report)] == [2022, 2022], name
        monkeypatch.setattr("sys.stdin", Input(text.encode()))
        assert len(list(reports(["-"]))) == 2


def test_json_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": ["总体情况"]}', encoding="utf-8")
    (found,) = reports([tmp_path / "a.json"])
    assert isinstance(found, Unreadable)
    assert "JSON" in found.reason


# --- which files of a folder are taken --------------------------------------------------------------------------


def test_files_of_a_folder(tmp_path: Path) -> None:
    taken = [
        "a.shtml",
        "b.xhtml",
        "c.xls",
        "d.xlsx",
        "e.zip",
        "f.png",
        "g.jpg",
        "h.tif",
        "i.rar",
        "j.mhtml",
        "k.HTML",
    ]
    for name in (*taken, "truth.jsonl", "manifest.csv", "README.md", "out.json", "data.parquet", "style.css"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "k_files").mkdir()
    (tmp_path / "k_files" / "logo.png").write_bytes(b"x")
    (tmp_path / "名录.csv").write_text("名称,层级\n青岚县水务局,县\n", encoding="utf-8")
    (tmp_path / "表.csv").write_bytes("三、收到和处理政府信息公开申请情况,,\n行政复议,1,2\n".encode("gbk"))
    names = sorted(Path(f.path).name for f in find_inputs([tmp_path]).files)
    assert names == sorted([*taken, "表.csv"])


def test_a_sheet_as_text_is_a_grid() -> None:
    text = "二、主动公开政府信息情况,,,\r\n信息内容,本年制发件数,本年废止件数,现行有效件数\r\n规章,0,0,\"1,234\"\r\n行政规范性文件,1,2,3\r\n行政许可,5,,\r\n"  # fmt: skip
    found = read_bytes(text.encode("gbk"), "表.csv", LIMITS)
    assert found.grids[0].rows[1] == ("规章", "0", "0", "1,234")
    assert found.lines[0] == "二、主动公开政府信息情况"


def test_prose_with_commas_is_no_sheet() -> None:
    text = "一、总体情况\n2023年,我局认真贯彻条例,主动公开信息186条.\n二、其他\n没有,无.\n三、结尾\n"
    assert read_bytes(text.encode(), "文.csv", LIMITS).grids == ()
