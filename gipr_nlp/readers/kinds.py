"""What kind of file some bytes are, decided by content; a file name is no witness (Word saves anything as .txt)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

#: What a kind is called in messages.
NAMES = {
    "pdf": "PDF 文件",
    "docx": "Word 文档（.docx）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "pptx": "演示文稿（.pptx）",
    "odt": "OpenDocument 文本（.odt）",
    "ods": "OpenDocument 表格（.ods）",
    "ofd": "OFD 版式文档",
    "zip": "压缩包（.zip）",
    "broken": "损坏的压缩包，或损坏的新版 Word、Excel、WPS 文档",
    "ole": "旧版 Office 文档（.doc、.wps、.xls）",
    "rtf": "RTF 文档",
    "html": "网页（HTML）文件",
    "mhtml": "邮件或网页存档（MHTML）",
    "mixed": "夹有网页表格的文本",
    "json": "JSON 数据文件，但不是本程序 read 命令的输出",
    "xml": "XML 文件",
    "image": "图片",
    "archive": "压缩包（非 zip 格式）",
    "database": "数据库文件",
    "program": "程序文件",
}

#: What to do with a kind that is not read, where saving it as a document is not the answer.
ADVICE = {
    "archive": "请解压后再检查，或改用 .zip 格式压缩",
    "json": "请给出 gipr-nlp read 的输出（gipr-report/1），或报告文件本身",
    "database": "请给出报告文件",
    "program": "请给出报告文件",
}

#: How a file of another kind begins: offset, bytes, kind.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x89PNG\r\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF8", "image"),
    (0, b"BM", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (8, b"WEBP", "image"),
    (0, b"Rar!\x1a", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\x00", "archive"),
    (0, b"(\xb5/\xfd", "archive"),
    (257, b"ustar", "archive"),
    (0, b"SQLite format 3\x00", "database"),
    (0, b"MZ\x90\x00", "program"),
    (0, b"\x7fELF", "program"),
)
PDF_WITHIN = 1024  # a PDF may have other bytes before its header

#: A zip is one of these by a member that it must have.
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
#: A package whose main part has another name says in its list of contents what it is.
_CONTENTS = "[Content_Types].xml"
_CONTENT_TYPES = (
    (b"wordprocessingml.document.main", "docx"),
    (b"wordprocessingml.template.main", "docx"),
    (b"ms-word.document.macroEnabled.main", "docx"),
    (b"ms-word.template.macroEnabled", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main", "xlsx"),
)
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def kind_of(data: bytes) -> str | None:
    """The kind that bytes begin with (a key of :data:`NAMES`); None where they may be plain text."""
    for at, signature, kind in SIGNATURES:
        if data.startswith(signature, at) and (signature != b"BM" or b"\x00" in data[:64]):
            return kind_of_zip(data) if kind == "zip" else kind
    if b"%PDF-" in data[:PDF_WITHIN] and b"\x00" in data:
        return "pdf"
    if b"office:document" in data[:4096] and _FLAT_TEXT.search(data[:4096]):
        return "odt"  # all in one XML file (.fodt)
    return _kind_of_markup(data)


_FLAT_TEXT = re.compile(rb"office:mimetype=[\"']application/vnd\.oasis\.opendocument\.text[\"']")
_LOOKED_AT = 65_536
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title|frameset|div|style|p)\b",
    re.I | re.S,
)
_TAGS = re.compile(rb"</(?:p|div|span|li|font)\s*>", re.I)
_ANY_TAG = re.compile(rb"<[^<>]{0,400}>")
_TABLE_TAG = re.compile(rb"<(/?)table\b", re.I)
_BARE_TABLE = re.compile(rb"\s*<html>\s*(?:<body>\s*)?<table\b", re.I)  # as converters put it into Markdown
_MAIL = re.compile(
    rb"(?:MIME-Version|Content-Type|From|Subject|Date|Message-ID|X-[A-Za-z-]+):[^\n]*\n(?:[A-Za-z][\w-]*:|[ \t])",
    re.I,
)
_MAIL_BODY = re.compile(rb"^Content-Type:\s*(?:multipart/|text/html)", re.I | re.M)
_TEXT_BOMS = ((b"\xef\xbb\xbf", ""), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def _kind_of_markup(data: bytes) -> str | None:
    """html or mhtml by what the bytes say; whatever encoding the text between the tags has, the tags are ASCII."""
    head = data[:_LOOKED_AT]
    for mark, codec in _TEXT_BOMS:
        if head.startswith(mark):
            head = head[len(mark) :]
            if codec:
                head = head.decode(codec, "ignore").encode("ascii", "replace")
            break
    else:
        if head[:40].count(b"\x00") > 10:  # UTF-16 without a mark
            head = head.replace(b"\x00", b"")
    if _MAIL.match(head.lstrip()) and _MAIL_BODY.search(head):
        return "mhtml"
    if _PAGE.match(head) and not _BARE_TABLE.match(head):
        return "html"
    outside = _outside_tables(data)
    if len(_TAGS.findall(outside[:_LOOKED_AT])) >= 10:
        return "html"
    if _PAGE.match(head) and len(_ANY_TAG.sub(b"", outside).split()) < 3:
        return "html"  # a page that is laid out by one table
    return "mixed" if len(outside) < len(data) else None


def _outside_tables(data: bytes) -> bytes:
    """What stands outside the tables of a text; in time that grows with its length alone."""
    pieces, depth, last = [], 0, 0
    for found in _TABLE_TAG.finditer(data):
        if not found[1]:
            if not depth:
                pieces.append(data[last : found.start()])
            depth += 1
        elif depth:
            depth -= 1
            last = found.end() if not depth else last
    return b"".join(pieces) + (b"" if depth else data[last:]) if pieces and last else data


def kind_of_zip(file: bytes | str) -> str:
    """What a zip (its bytes or path) is by the names of its members; a damaged one by the bytes of its first member."""
    try:
        with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            for member, kind in _PARTS:
                if member in names:
                    return kind
            if "mimetype" in names:
                with archive.open("mimetype") as opened:
                    kind = _MIMETYPES.get(opened.read(100).strip(), "zip")
                return kind
            if _CONTENTS in names:
                with archive.open(_CONTENTS) as opened:
                    listed = opened.read(2**20)
                return next((kind for word, kind in _CONTENT_TYPES if word in listed), "zip")
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError, LookupError):
        head = file[:4096] if isinstance(file, bytes) else b""
        return next((kind for member, kind in _PARTS if member.encode() in head), "broken")
    return "zip"
