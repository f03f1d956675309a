"""Plain text and Markdown: bytes → text in one coordinate system; what is not the report's text is set aside.

Lines of the text are lines of the file: CRLF, CR and U+2028 become one line end; form feeds, which editors do
not count as line ends, never become one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from gipr_nlp.model import Document, Doubt, Mark, Source
from gipr_nlp.readers.noise import noise_marks
from gipr_nlp.text import ZERO_WIDTH, level

#: Share of common characters among the Chinese ones: above 0.95 in any report, below 0.5 in a wrong decoding.
COMMON_ENOUGH = 0.7
MOST_BAD = 0.02  # more unreadable characters than this, and the file is not a text any more
SAMPLE = 2000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_NAMES = {"big5hkscs": "big5"}
_HAN = re.compile("[\u3400-\u9fff]")
_ODD = re.compile(r"[^\x00-\x7f]")
_LATIN = re.compile("[\x80-\u02ff]")
_BLANKS = re.compile(rf"[\s{ZERO_WIDTH}\x00-\x1f]*")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r+\n|\r|\u2028|\u2029|\x85")
_PAGE_END = re.compile("(?<![^\n])\f+|\f+(?![^\n])")
_MARKUP = re.compile(
    r"\s*(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
_MAIL = re.compile(r"(?:MIME-Version|Content-Type|From):[^\n]*\n(?:[A-Z][\w-]*:|[ \t])", re.I)


class Undecodable(Exception):
    """Bytes that are no readable Chinese text; becomes Unreadable where the path is known."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def is_blank(text: str) -> bool:
    """Whether a text shows nothing."""
    return _BLANKS.fullmatch(text) is not None


def foreign_text(text: str) -> str | None:
    """The kind of a text that is more than running text (html, xml, mhtml), or None."""
    if _MARKUP.match(text):
        return "html"
    if text.lstrip().startswith("<?xml"):
        return "html" if re.search(r"<html\b", text[:2000], re.I) else "xml"
    return "mhtml" if _MAIL.match(text) else None


# --- encodings -------------------------------------------------------------------------------------------


def decode(data: bytes) -> tuple[str, str, tuple[Doubt, ...]]:
    """Text of some bytes, the name of their encoding, and doubts.

    Raises:
        Undecodable: binary data, or text that was spoilt by a wrong decoding before it was saved.
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            text, bad, cut = _attempt(data[len(mark) :], codec)
            return text, name, _judge(text, bad, cut)
    text, name, bad, cut = _without_mark(data)
    return text, name, _judge(text, bad, cut)


def _without_mark(data: bytes) -> tuple[str, str, int, bool]:
    if b"\x00" in data:
        found = _best(data, ("utf-16-le", "utf-16-be"))
        if found is None or _CONTROLS.search(found[0]):
            raise Undecodable("binary", "这是二进制文件，不是文本")
        return found
    try:
        text = data.decode("utf-8")
        # A few characters of GBK may happen to be valid UTF-8 (联通 is); a whole text never is.
        if text.isascii() or len(_ODD.findall(text[:SAMPLE])) > 8 or _HAN.search(text):
            return text, "utf-8", 0, False
    except UnicodeDecodeError:
        pass
    found = _best(data, ("utf-8", "gb18030", "big5hkscs")) or _guess(data)
    if found is not None:
        return found
    if len(_CONTROLS.findall(data[:SAMPLE].decode("latin-1"))) > SAMPLE * MOST_BAD:
        raise Undecodable("binary", "这是二进制文件，不是文本")
    raise Undecodable(
        "mojibake", "无法识别文字编码，读出的是乱码；请用记事本等打开原文件，另存为 UTF-8 编码后再试"
    )


def _best(data: bytes, codecs: Sequence[str]) -> tuple[str, str, int, bool] | None:
    """The decoding with the most common characters, if it is good enough to be one."""
    best: tuple[float, tuple[str, str, int, bool]] | None = None
    for codec in codecs:
        text, bad, cut = _attempt(data, codec)
        worth = common_share(text) - 5 * bad / max(1, len(text))
        if worth >= COMMON_ENOUGH and (best is None or worth > best[0]):
            best = worth, (text, _NAMES.get(codec, codec), bad, cut)
    return best[1] if best else None


def _guess(data: bytes) -> tuple[str, str, int, bool] | None:
    """The last resort, where the usual encodings of Chinese text have failed."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[: 2**20]).best()
    return None if found is None else _best(data, (found.encoding,))


def _attempt(data: bytes, codec: str) -> tuple[str, int, bool]:
    """Decode what can be decoded: text, number of unreadable places, whether the last character is cut."""
    try:
        return data.decode(codec), 0, False
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 and error.end == len(data):
            return data[: error.start].decode(codec), 0, True
    text = data.decode(codec, errors="replace")
    return text, text.count("\ufffd"), False


def _judge(text: str, bad: int, cut: bool) -> tuple[Doubt, ...]:
    """Doubts about a decoded text; Undecodable where it is spoilt."""
    doubts = []
    if cut:
        doubts.append(Doubt("file.end", "文件末尾", "最后一个字符不完整，文件可能在传输中被截断"))
    bad = max(bad, text.count("\ufffd")) + text.count("锟斤拷") + text.count("烫烫烫")
    if bad > max(5, len(text) * MOST_BAD):
        raise Undecodable("mojibake", f"文字中有{bad}处乱码，可能曾以错误的编码保存；请从原始文件重新导出")
    if bad:
        doubts.append(Doubt("file.characters", "全文", f"有{bad}处无法识别的字符"))
    han = len(_HAN.findall(text[:SAMPLE]))
    latin = len(_LATIN.findall(text[:SAMPLE]))
    if (han >= 20 and common_share(text) < COMMON_ENOUGH) or (
        latin > 30 and latin > len(text[:SAMPLE]) / 5 and latin > han
    ):
        raise Undecodable("mojibake", "文字是乱码，可能曾以错误的编码保存；请从原始文件重新导出")
    return tuple(doubts)


@cache
def _common() -> frozenset[str]:
    """The 3,755 characters of the first level of GB 2312, which lists them by frequency of use."""
    return frozenset(
        bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)
    )


def common_share(text: str) -> float:
    """Share of common characters among the Chinese characters of a text (1.0 where there are none)."""
    han = _HAN.findall(level(text[:SAMPLE]))
    if not han:
        odd = sum(1 for c in text[:SAMPLE] if c > "\x7f" and unicodedata.category(c)[0] not in "PSZ")
        return 0.0 if odd > 3 else 1.0
    common = _common()
    return sum(map(common.__contains__, han)) / len(han)


# --- the text --------------------------------------------------------------------------------------------

_FIELD_NAMES = (
    "HYPERLINK|PAGEREF|NUMPAGES|SECTIONPAGES|PAGE|TOC|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|STYLEREF|NOTEREF|REF|SEQ"
    "|INCLUDEPICTURE|INCLUDETEXT|SHAPE|FILENAME|AUTHOR|TITLE|DOCPROPERTY|FORMTEXT|FORMCHECKBOX|LINK|EMBED|EQ|ADDIN|QUOTE"
)
_ARGUMENT = r'(?:"[^"\n]{0,2000}"|“[^”\n]{0,2000}”)'
_SWITCH = rf"\\(?:\*[ \t]*[A-Za-z]+|[@#][ \t]*(?:{_ARGUMENT}|[^\s\\]+)|[A-Za-z](?![A-Za-z]))"
_LEFTOVER = re.compile(
    r"(?P<bookmark>\[bookmark:[^\]\n]{0,200}\])"
    r"|(?P<field>(?:\{[ \t]*|[\x13])?[ \t]?(?<![A-Za-z])"
    rf"(?:(?:{_FIELD_NAMES})(?:[ \t]+_?[A-Za-z]+\d+)?(?:[ \t]*(?:{_ARGUMENT}|{_SWITCH}))+"
    r"|EMBED[ \t]+[A-Za-z]+\.[A-Za-z0-9.]+(?:[ \t]*\\[a-z])*)"
    r"(?:[ \t]*[}\x14])?)"
)
_PAGE_RESULT = re.compile(r"[ \t]*[-—－]?[ \t]*\d{1,4}[ \t]*[-—－]?[ \t]*(?=\n|$)")
_BROKEN_REFERENCE = re.compile(
    r"错误\s*[!！]\s*(?:未找到引用源|未定义书签|未找到目录项|超链接引用无效|文档中没有指定样式的文字)[。.]?"
    r"|Error!\s*(?:Reference source not found|Bookmark not defined|Hyperlink reference not valid)\.?"
)


def document_from_text(text: str, source: Source, doubts: Sequence[Doubt] = ()) -> Document:
    """A document from decoded text: line ends made one, Word's leftovers cut out, site furniture marked."""
    text = straighten(text)
    text, cut = without_leftovers(text)
    marks = sorted((*cut, *broken_references(text), *noise_marks(text)), key=lambda m: (m.start, m.end))
    return Document(source, text, tuple(marks), (), tuple(doubts))


def broken_references(text: str) -> list[Mark]:
    """What Word prints where a field has lost its target; it stays in the text, and is marked."""
    if "rror!" not in text and "错误" not in text:
        return []
    return [Mark("field", m[0], m.start(), m.end()) for m in _BROKEN_REFERENCE.finditer(text)]


def straighten(text: str) -> str:
    """One kind of line end, no control characters; as many lines as the file has."""
    text = text.removeprefix("\ufeff")
    if "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text:
        text = _LINE_END.sub("\n", text)
    if "\f" in text:
        text = _PAGE_END.sub("", text).replace("\f", " ")
    return _CONTROLS.sub(_control, text)


def _control(found: re.Match[str]) -> str:
    # Field characters of Word (0x13 begin, 0x14 separator) help to find field codes; they go with them.
    return found[0] if found[0] in "\x13\x14" else " "


def without_leftovers(text: str) -> tuple[str, list[Mark]]:
    """Cut bookmarks and field codes out and remember where they stood."""
    pieces: list[str] = []
    marks: list[Mark] = []
    last = length = 0
    hinted = "\\" in text or "HYPERLINK" in text or "bookmark" in text or "EMBED" in text
    for found in _LEFTOVER.finditer(text) if hinted else ():
        start, end = found.span()
        kind = "bookmark" if found["bookmark"] else "field"
        if kind == "field" and "PAGE" in found[0] and "PAGEREF" not in found[0]:
            result = _PAGE_RESULT.match(text, end)
            end = result.end() if result else end
        pieces.append(text[last:start])
        length += start - last
        marks.append(Mark(kind, text[start:end].strip(" \t\x13\x14"), length, length))
        last = end
    pieces.append(text[last:])
    joined = "".join(pieces)
    return joined.replace("\x13", " ").replace("\x14", " "), marks
