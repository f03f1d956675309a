"""Hostile and damaged office files: each is refused alone, quickly, with a reason that a person understands."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from pathlib import Path

import pytest

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers.packages import Package
from tests.word import LIMITS, WORD, docx, p, read, tbl, tc, zipped

GOOD = docx(p("一、总体情况") + "".join(p(f"第{n}段，{random.Random(n).random()}") for n in range(300)))
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(b + 1)} "{f"&{chr(b)};" * 10}">' for b in range(ord("a"), ord("j")))
    + "]>"
)
BODY = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'


def refused(data: bytes, **limits: float) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(data, **limits)
    assert caught.value.path == "报告.docx"
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.reason)
    return caught.value


def said(data: bytes) -> str:
    """The text of a file that can be read, the reason why another cannot."""
    try:
        return read(data).text
    except Unreadable as error:
        return error.reason


def whole(xml: str | bytes) -> bytes:
    return zipped({"word/document.xml": xml})


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_off(share: float) -> None:
    assert refused(GOOD[: int(len(GOOD) * share)]).kind == "corrupt"


def test_bytes_that_changed_on_the_way() -> None:
    at = GOOD.index(b"word/document.xml") + 400
    assert refused(GOOD[:at] + b"\x00" * 40 + GOOD[at + 40 :]).kind == "corrupt"


def test_a_document_without_its_text() -> None:
    parts = {"[Content_Types].xml": "wordprocessingml.document.main+xml", "word/styles.xml": "<a/>"}
    assert "正文" in refused(zipped(parts)).reason


def test_xml_that_is_none() -> None:
    found = refused(whole("<w:document><w:body>"))
    assert (found.kind, "XML" in found.reason) == ("corrupt", True)


def test_a_bomb_by_size() -> None:
    body = p("正文" * 1000) * 200
    found = refused(docx(body), max_unpacked_bytes=100_000)
    assert (found.kind, "解压" in found.reason) == ("too_large", True)


def test_a_bomb_by_ratio() -> None:
    found = refused(whole(BODY % (" " * 64 * 2**20)))
    assert (found.kind, "压缩炸弹" in found.reason) == ("too_large", True)


def test_a_member_that_is_larger_than_it_says() -> None:
    data = bytearray(whole(BODY % "正文" * 50))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(data)).kind == "corrupt"


def test_more_members_than_allowed() -> None:
    parts = {"word/document.xml": BODY % "正文"} | {f"word/media/{n}.bin": b"" for n in range(200)}
    assert read(zipped(parts)).text == "正文"
    assert refused(zipped(parts), max_members=100).kind == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs(encoding: str) -> None:
    xml = (LAUGHS + BODY % "&j;").encode(encoding)
    found = refused(whole(xml))
    assert (found.kind, "DTD" in found.reason) == ("corrupt", True)


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    for entity in (
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        '<!ENTITY % y SYSTEM "http://127.0.0.1:9/a.dtd"> %y;',
    ):
        found = refused(whole(f"<!DOCTYPE a [{entity}]>" + BODY % "&x;"))
        assert "机密" not in found.reason


def test_a_dtd_behind_a_long_comment() -> None:
    assert (
        refused(whole(f"<!--{'x' * 100_000}--><!DOCTYPE a [<!ENTITY b 'c'>]>" + BODY % "&b;")).kind
        == "corrupt"
    )


def test_xml_nested_beyond_reason() -> None:
    found = refused(
        whole(
            f'<w:document xmlns:w="{WORD}"><w:body>{"<w:sdt>" * 10_000}{"</w:sdt>" * 10_000}</w:body></w:document>'
        )
    )
    assert (found.kind, "嵌套" in found.reason) == ("corrupt", True)


def test_tables_nested_as_deep_as_xml_allows() -> None:
    inner = p("底")
    for _ in range(70):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert read(docx(inner)).text == "底"


def test_a_table_with_too_many_cells() -> None:
    rows = tbl(*[tc("1") * 20 for _ in range(60)])
    assert len(read(docx(rows), max_cells=1200).grids[0].rows) == 60
    assert refused(docx(rows), max_cells=1199).kind == "too_large"


def test_a_text_that_is_too_long() -> None:
    assert refused(docx(p("字" * 5000)), max_chars=4000).kind == "too_large"


def test_macros_are_named_and_not_run() -> None:
    data = zipped({"word/document.xml": BODY % "正文", "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    found = read(data)
    assert (found.text, [d.what for d in found.doubts]) == ("正文", ["document.macros"])


def test_a_member_with_a_password() -> None:
    data = bytearray(whole(BODY % "正文"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert refused(bytes(data)).kind == "encrypted"


def test_names_of_parts_that_climb_out() -> None:
    parts = {"word/document.xml": BODY % "正文", "../../evil.txt": b"x", "/etc/evil": b"x"}
    assert read(zipped(parts)).text == "正文"


def test_no_file_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "mkdtemp", never)
    monkeypatch.setattr(tempfile, "mkstemp", never)
    assert read(GOOD).text.startswith("一、")


def test_parts_are_found_whatever_slashes_and_case() -> None:
    package = Package(zipped({"Word\\Document.XML": "<a/>"}), "x", LIMITS)
    assert package.part("/word/document.xml") == b"<a/>"


def test_a_main_part_with_another_name() -> None:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{types}" Target="/word/document2.xml"/></Relationships>',
        "word/document2.xml": BODY % "正文",
    }
    assert read(zipped(parts)).text == "正文"


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_refused_or_read_but_never_crashes(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(docx(p("一、总体情况") + tbl(tc("甲") + tc("1")), styles="", numbering=""))
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    assert said(bytes(data))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_xml_is_refused_or_read_but_never_crashes(seed: int) -> None:
    """The zip is sound, its XML is not: attributes and tags go missing or change."""
    dice = random.Random(seed)
    source = docx(
        p("总体", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + tbl(tc("甲", '<w:gridSpan w:val="2"/>') + tc("1")),
        numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for _ in range(6):
        part = dice.choice(list(parts.values()))
        at = dice.randrange(len(part) - 4)
        part[at : at + dice.randint(1, 4)] = dice.choice((b"", b"-1", b"x", b"99999999999", b'"'))
    assert said(zipped({name: bytes(data) for name, data in parts.items()}))
