"""Bytes → Document: encodings, line numbers, leftovers of Word, furniture, and files that are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import document_from_text, noise_lines, read_document
from gipr_nlp.readers.noise import is_noise

TEXT = (
    "青岚县水务局2023年政府信息公开工作年度报告\r\n\r\n一、总体情况\r\n2023年，我局认真贯彻落实条例，主动公开政府信息186条。\r\n"
    "二、主动公开政府信息情况\r\n规章\t0\t0\t0\r\n三、收到和处理政府信息公开申请情况\r\n"
    "全年新收申请3件，按期答复3件，没有结转下年度继续办理的申请。\r\n"
)
LINES = tuple(TEXT.replace("\r\n", "\n").split("\n"))
TRADITIONAL = (
    "青嵐縣水務局政府信息公開工作年度報告\n一、總體情況\n"
    "我局認真貫徹落實條例，主動公開政府信息，按期答覆申請。\n"
)
LIMITS = {"max_bytes": 1_000_000}


def write(folder: Path, data: bytes, name: str = "报告.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def doc(text: str) -> Document:
    return document_from_text(text, Source("test.txt"))


def refused(path: Path, limits: dict[str, float] | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_document(path, LIMITS if limits is None else limits)
    assert caught.value.path == str(path)
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.reason)
    return caught.value


# --- encodings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "bom", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("gb18030", b"", "gb18030"),
        ("gb18030", b"\x84\x31\x95\x33", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("gb2312", b"", "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, codec: str, bom: bytes, name: str) -> None:
    found = read_document(write(tmp_path, bom + TEXT.encode(codec)), LIMITS)
    assert found.lines == LINES
    assert found.source.encoding == name
    assert found.doubts == ()
    assert len(found.source.sha256) == 64


def test_big5(tmp_path: Path) -> None:
    found = read_document(write(tmp_path, TRADITIONAL.encode("big5hkscs")), LIMITS)
    assert (found.text, found.source.encoding) == (TRADITIONAL, "big5")


def test_traditional_characters_in_gb18030(tmp_path: Path) -> None:
    found = read_document(write(tmp_path, TRADITIONAL.encode("gb18030")), LIMITS)
    assert (found.text, found.source.encoding) == (TRADITIONAL, "gb18030")


@pytest.mark.parametrize("text", ["无", "联通", "总体情况", "abc 123\n", "2023年"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_short_texts(tmp_path: Path, text: str, codec: str) -> None:
    assert read_document(write(tmp_path, text.encode(codec)), LIMITS).text == text


@pytest.mark.parametrize(("codec", "cut"), [("utf-8", 1), ("utf-8", 2), ("gb18030", 1), ("utf-16-le", 1)])
def test_last_character_cut_off(tmp_path: Path, codec: str, cut: int) -> None:
    data = (TEXT + "完").encode(codec)[:-cut]
    found = read_document(write(tmp_path, data), LIMITS)
    assert found.lines == LINES
    assert [d.what for d in found.doubts] == ["file.end"]


def test_one_bad_byte_is_a_doubt(tmp_path: Path) -> None:
    data = TEXT.encode()
    at = data.index("认真".encode())
    found = read_document(write(tmp_path, data[:at] + b"\xff" + data[at + 1 :]), LIMITS)
    assert found.source.encoding == "utf-8"
    assert len(found.lines) == len(LINES)
    assert [d.what for d in found.doubts] == ["file.characters"]


@pytest.mark.parametrize(
    "spoilt",
    [
        (TEXT * 5).encode("utf-8").decode("latin-1"),
        (TEXT * 5).encode("gb18030").decode("latin-1"),
        (TEXT * 5).encode("utf-8").decode("gb18030", "replace"),
        (TEXT * 5).encode("gb18030").decode("utf-8", "replace"),
        "锟斤拷" * 30 + "政府信息公开工作年度报告",
    ],
)
def test_mojibake_is_refused(tmp_path: Path, spoilt: str) -> None:
    assert refused(write(tmp_path, spoilt.encode("utf-8"))).kind == "mojibake"


def test_text_of_no_chinese_encoding_is_refused(tmp_path: Path) -> None:
    assert refused(write(tmp_path, "Привет, мир! Отчёт за год.".encode("koi8-r") * 20)).kind == "mojibake"


# --- lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("一\r\n二\r\n三", ("一", "二", "三")),
        ("一\r二\r三", ("一", "二", "三")),
        ("一\n二\r\n三\r四", ("一", "二", "三", "四")),
        ("一\r\r\n二", ("一", "二")),
        ("一\n\r\n二", ("一", "", "二")),
        ("一\u2028二\u2029三\x85四", ("一", "二", "三", "四")),
        ("一\n\f二\n", ("一", "二", "")),
        ("一\f\n二", ("一", "二")),
        ("一\n\f\n二", ("一", "", "二")),
        ("一\f二", ("一 二",)),
        ("一\x0b二\x07三", ("一 二 三",)),
        ("\ufeff一\n二", ("一", "二")),
        ("", ("",)),
    ],
)
def test_line_ends(raw: str, lines: tuple[str, ...]) -> None:
    assert doc(raw).lines == lines


@given(st.text(alphabet="一二。\n\t \f\u3000\u200b-3页12[]【】打印字体首>", max_size=200))
def test_form_feeds_do_not_count(raw: str) -> None:
    found = doc(raw)
    assert found.text.count("\n") == raw.count("\n")
    assert "\f" not in found.text
    for mark in found.marks:
        assert found.text[mark.start : mark.end] == mark.text


def test_zero_width_characters_stay() -> None:
    assert doc("总\u200b体\u200b情况").text == "总\u200b体\u200b情况"


# --- leftovers of Word --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text", "kind"),
    [
        ("[bookmark: _GoBack]（二）改进情况", "（二）改进情况", "bookmark"),
        ("见[bookmark: _Toc123]附件", "见附件", "bookmark"),
        (
            '网址： HYPERLINK "http://www.qinglan.gov.cn/" www.qinglan.gov.cn',
            "网址： www.qinglan.gov.cn",
            "field",
        ),
        ('HYPERLINK "http://a.gov.cn" \\h \\t "_blank" 网站', " 网站", "field"),
        ("HYPERLINK \\l “_Toc1” 总体情况", " 总体情况", "field"),
        ("- PAGE \\* MERGEFORMAT 3 -", "-", "field"),
        ("PAGE   \\* MERGEFORMAT4", "", "field"),
        ("第 NUMPAGES  \\* Arabic  \\* MERGEFORMAT 9", "第", "field"),
        ('TOC \\o "1-3" \\h \\z \\u', "", "field"),
        ("一、总体情况 PAGEREF _Toc9 \\h 2", "一、总体情况 2", "field"),
        ("{ PAGE \\* MERGEFORMAT }", "", "field"),
        ('\x13 HYPERLINK "http://a.cn" \x14网站\x15', "网站 ", "field"),
        ("EMBED Word.Document.8 \\s", "", "field"),
        ('INCLUDEPICTURE "http://a.cn/1.png" \\* MERGEFORMATINET', "", "field"),
        ('2022年1月18日DATE \\@ "yyyy-MM-dd"', "2022年1月18日", "field"),
    ],
)
def test_leftovers_are_cut_and_remembered(raw: str, text: str, kind: str) -> None:
    found = doc(raw + "\n下一行")
    assert found.lines[0].rstrip() == text.rstrip()
    assert found.lines[1] == "下一行"
    assert [m.kind for m in found.marks] == [kind]
    assert found.marks[0].start == found.marks[0].end


@pytest.mark.parametrize(
    "text",
    [
        "请访问HYPERLINK网站",
        "DATE of issue: 2023",
        "[书签] 见首页",
        "C:\\报告\\DATE",
        "“PAGE”一词",
        "TITLE 青岚县水务局",
        "[bookmark",
    ],
)
def test_words_that_are_no_leftovers(text: str) -> None:
    assert doc(text).text == text
    assert doc(text).marks == ()


@pytest.mark.parametrize(
    "broken", ["错误!未找到引用源。", "错误！未定义书签", "Error! Reference source not found."]
)
def test_broken_references_stay_and_are_marked(broken: str) -> None:
    text = f"数据见{broken}下表"
    found = doc(text)
    assert found.text == text
    assert [(m.kind, text[m.start : m.end]) for m in found.marks] == [("field", broken)]


# --- furniture ----------------------------------------------------------------------------------------------


FURNITURE = (
    "首页 > 政务公开 > 政府信息公开年报 > 2021",
    "当前位置：首页 > 公开领域 > 城乡规划",
    "您现在的位置： 首页 » 年度报告",
    "【打印本页】【关闭窗口】",
    "打印 关闭",
    "打印整页 打印内容 分享",
    "分享到：",
    "分享到： 微信 微博 QQ空间",
    "字体：[大 中 小]",
    "【字体：大 中 小】",
    "[字体: ] 打印",
    "字号：",
    "上一篇：青岚县水务局2022年预算",
    "下一篇： 没有了",
    "下一条：关于印发通知的公告",
    "版权所有：青岚县人民政府办公室",
    "主办单位：青岚县人民政府  承办单位：大数据中心",
    "云ICP备12345678号-1  云公网安备 53000000000000号",
    "网站标识码：5300000001",
    "扫一扫在手机打开当前页",
    "扫一扫在手机打开当前页面",
    "浏览次数：33",
    "访问量: 120次",
    "点击数：",
    "来源：青岚县人民政府",
    "2022年01月18日来源：1",
    "日期：2023-01-11 来源：青岚县人民政府 访问量：",
    "发布时间：2022-01-21 17:48  来源：县水务局  浏览次数：15",
    "索 引 号 | 014416330/2018-04736 | 分 类 | 年报",
    "索引号：620702081/2025-00007",
    "发布机构\t北街办事处",
    "返回顶部",
    "更多精彩内容",
    "- 3 -",
    "—12—",
    "－ 3 －",
    "第3页",
    "第 3 页 共 9 页",
    "第三页",
    "3 / 9",
    "Page 3 of 9",
    "Copyright © 2023 青岚县人民政府 All Rights Reserved",
    "首页 | 网站地图 | 网站声明 | 联系我们",
)
CONTENT = (
    "3",
    "-3",
    "0/0",
    "3/9",
    "— —",
    "-",
    "大",
    "其他",
    "暂无",
    "微信",
    "下载",
    "无",
    "一、总体情况",
    "2022年1月18日",
    "青岚县水务局",
    "规章\t0\t0\t0",
    "群众可用手机扫一扫公开栏上的二维码，查询办事结果。",
    "全年浏览次数达3万次。",
    "在首页设置年度报告专栏，方便群众查阅。",
    "首页设置",
    "一是完善网站首页、联系我们等栏目。",
    "打印机故障",
    "主办：4件",
    "关闭不规范政务新媒体2个",
    "建议提案主办单位4件，承办单位2件。",
    "信息来源于各科室。",
    "字体",
    "分享经验",
    "时间：2023年1月1日至12月31日",
    "日期：2022年1月20日",
    "作者单位共计3家。",
    "关键词",
    "页",
)


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line: str) -> None:
    found = doc(f"报告\n  {line}\n正文")
    assert noise_lines(found) == {1}
    assert found.text == f"报告\n  {line}\n正文"


@pytest.mark.parametrize("line", [c for c in CONTENT if c not in ("字体", "关键词")])
def test_content_is_no_furniture(line: str) -> None:
    assert not is_noise(line)


def test_buttons_at_the_end_of_a_line_of_text() -> None:
    found = doc("没有其他需要报告的事项。【打印本页】【关闭窗口】")
    assert [m.text for m in found.marks] == ["【打印本页】", "【关闭窗口】"]
    assert noise_lines(found) == frozenset()


# --- files that are refused ---------------------------------------------------------------------------------


def test_empty(tmp_path: Path) -> None:
    assert refused(write(tmp_path, b"")).kind == "empty"


@pytest.mark.parametrize("data", [b" \r\n\t\n", "　　\n\u200b\ufeff".encode(), b"\xef\xbb\xbf", b"\f\n\f"])
def test_blank(tmp_path: Path, data: bytes) -> None:
    assert refused(write(tmp_path, data)).kind == "empty"


@pytest.mark.parametrize("data", [b"\x00" * 100, b"report\x00\x01\x02" * 40, TEXT.encode() + b"\x00" * 50])
def test_binary(tmp_path: Path, data: bytes) -> None:
    assert refused(write(tmp_path, data)).kind == "binary"


@pytest.mark.parametrize(
    ("data", "kind", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "corrupt", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "corrupt", "图片"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "corrupt", "图片"),
        (b"Rar!\x1a\x07\x00", "unsupported", "压缩包"),
        ('<?xml version="1.0"?><报告/>'.encode(), "unsupported", "XML"),
    ],
)
def test_refused_formats(tmp_path: Path, data: bytes, kind: str, word: str) -> None:
    found = refused(write(tmp_path, data))
    assert found.kind == kind
    assert word in found.reason


def test_a_zip_without_its_directory_may_have_been_a_word_file(tmp_path: Path) -> None:
    found = refused(write(tmp_path, b"PK\x03\x04\x14\x00\x06\x00"))
    assert (found.kind, "Word" in found.reason) == ("corrupt", True)


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, TEXT.encode(), "报告.docx"), LIMITS).lines == LINES
    assert (
        read_document(write(tmp_path, TEXT.encode(), "报告.md"), LIMITS).source.media_type == "text/markdown"
    )


def test_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    found = refused(path, dict(load_profile().limits))
    assert found.kind == "too_large"
    assert "300.0 MB" in found.reason


def test_just_as_large_as_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT.encode())
    size = path.stat().st_size
    assert read_document(path, {"max_bytes": size}).lines == LINES
    assert refused(path, {"max_bytes": size - 1}).kind == "too_large"


def test_folder_and_device(tmp_path: Path) -> None:
    assert refused(tmp_path).kind == "unsupported"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refused(tmp_path / "pipe").kind == "unsupported"


def test_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.txt").kind == "missing"
    assert refused(write(tmp_path, TEXT.encode()) / "下级.txt").kind == "missing"
    assert refused(tmp_path / ("长" * 300)).kind == "missing"
    assert refused(Path("a\x00b")).kind == "missing"


def test_links(tmp_path: Path) -> None:
    try:
        (tmp_path / "a").symlink_to(tmp_path / "b")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert refused(tmp_path / "a").kind == "missing"
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert refused(tmp_path / "a").kind == "link_loop"
    (tmp_path / "c").symlink_to(write(tmp_path, TEXT.encode()))
    assert read_document(tmp_path / "c", LIMITS).lines == LINES


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, TEXT.encode())
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    assert refused(path).kind == "permission"


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid() != 0, reason="only root can drop privileges")
def test_no_permission_without_privileges(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT.encode())
    path.chmod(0)
    os.seteuid(65534)
    try:
        found = refused(path)
    finally:
        os.seteuid(0)
    assert found.kind == "permission"


def test_seeds(shared: Path) -> None:
    for path in sorted(shared.glob("seeds/*.txt")):
        found = read_document(path, LIMITS)
        raw = path.read_text(encoding="utf-8")
        assert found.source.encoding == "utf-8"
        assert len(found.lines) == raw.count("\n") + 1
        assert noise_lines(found) == frozenset()
        assert [m.text for m in found.marks] == (["[bookmark: _GoBack]"] if "_GoBack" in raw else [])
