"""A paragraph's content → the text that Word prints, with what is not text set aside.

Insertions count, deletions do not; of a field its result counts, of alternative content one alternative. Hidden text
is no text. Fields may go over several paragraphs (tables of contents do), so their state outlives a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.readers.docx.names import child, is_on, kind, value
from gipr_nlp.readers.docx.numbering import Numbering
from gipr_nlp.readers.docx.styles import Styles
from gipr_nlp.readers.docx.symbols import symbol
from gipr_nlp.readers.numerals import circled

#: Children that hold nothing of the text, or text that is not the report's.
_NOTHING = frozenset(
    (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "proofErr", "bookmarkEnd", "commentRangeEnd", "lastRenderedPageBreak"),
        *("softHyphen", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "pgNum"),
        *("delText", "delInstrText", "fldData", "permStart", "permEnd", "customXmlPr", "smartTagPr"),
    )
)  # fmt: skip
_GONE = ("del", "moveFrom")
_COME = ("ins", "moveTo")
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO_RESULT = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|XE|TC|TA|RD|ASK|SET)\b", re.I)
_CLOCK = re.compile(r"\s*(?:DATE|TIME)\b", re.I)
_ENCLOSED = re.compile(r"\s*EQ\b.*\\o\s*\\ac\s*\((?:[^,，()]*)[,，]\s*([^()]+)\)", re.I | re.S)
_RAISED = re.compile(r"\s*EQ\b.*\\s\s*\\up.*?\).*?[,，]\s*([^()]+)\)", re.I | re.S)
_PICTURES = ("pic:pic", "a:blip", "v:imagedata", "c:chart", "o:OLEObject", "?:relIds")
_NOTE = re.compile(r"\d{1,2}")
_BLANKS = re.compile(r"[\t\r\n ]+")


@dataclass
class Line:
    """One paragraph as read. ``marks``: kind, text, start and end within the paragraph's text; ``boxes``: text boxes
    anchored in it; ``art``: words written as pictures (WordArt); ``goes_on``: its end was deleted."""

    text: str = ""
    marks: list[tuple[str, str, int, int]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    goes_on: bool = False


@dataclass
class _Field:
    code: str = ""
    result: bool = False
    dropped: bool = False


class Runs:
    """Reads the paragraphs of one document, in their order.

    Args:
        root: root of the part, whose fields are matched beforehand.
        styles, numbering: of the document.
        comments: text of each comment by its id.
    """

    def __init__(self, root: Any, styles: Styles, numbering: Numbering, comments: Mapping[str, str]) -> None:
        self.hidden: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self.doubts: dict[str, str] = {}
        self._styles, self._numbering, self._comments = styles, numbering, comments
        self._fields: list[_Field] = []
        self._halves = unmatched_fields(root)
        self._begun: dict[str, int] = {}
        self._line = Line()
        self._pieces: list[str] = []
        self._length = 0

    def paragraph(self, element: Any) -> Line:
        """Read one ``w:p``; its automatic number stands before its text."""
        self._line, self._pieces, self._length = Line(), [], 0
        self._begun.clear()
        properties = child(element, "pPr")
        self._hides = self._styles.hides(self._styles.of(properties))
        for part in element:
            self._inline(part)
        line, text = self._line, "".join(self._pieces)
        line.goes_on = child(properties, "rPr", "del") is not None
        if not (line.goes_on and not text):
            printed = self._numbering.before(properties)
            if printed and text.strip():
                text = printed + text
                line.marks = [(k, t, a + len(printed), b + len(printed)) for k, t, a, b in line.marks]
        line.text = text
        return line

    # --- inside a paragraph ---------------------------------------------------------------------------------

    def _inline(self, element: Any) -> None:
        what = kind(element)
        if what in _NOTHING:
            return
        if what == "r":
            self._run(element)
        elif what in _GONE:
            self._gone(element)
        elif what in _COME:
            start, before = self._length, len(self._pieces)
            self._children(element)
            if self._length > start:
                self._mark("revision", "".join(self._pieces[before:]), start)
        elif what == "sdt":
            self._control(element)
        elif what == "fldSimple":
            self._simple_field(element)
        elif what == "bookmarkStart":
            self._mark("bookmark", value(element, "name") or "")
        elif what == "commentRangeStart":
            self._begun[value(element, "id") or ""] = self._length
        elif what == "mc:AlternateContent":
            for part in chosen(element):
                self._inline(part)
        elif what in ("m:oMath", "m:oMathPara"):
            self._emit(_formula(element))
        elif what == "subDoc":
            self.doubts["document.part"] = "文件引用了另一个文档的内容，没有读取"
        else:
            self._children(element)

    def _children(self, element: Any) -> None:
        for part in element:
            self._inline(part)

    def _run(self, run: Any) -> None:
        properties = child(run, "rPr")
        if any(is_on(child(properties, name)) for name in ("strike", "dstrike")):
            if any(kind(part) == "t" and (part.text or "").strip() for part in run):
                self.doubts["document.struck"] = "有划去（加删除线）的文字，没有读取"
            return
        hidden, before = self._is_hidden(properties), len(self._pieces)
        for part in run:
            self._in_run(part, hidden)
        if value(child(properties, "vertAlign")) == "superscript" and self._is_note(before):
            self._pieces[before:] = [f"[{''.join(self._pieces[before:])}]"]
            self._length += 2

    def _is_note(self, at: int) -> bool:
        """Whether the pieces from ``at`` are the number of a note behind a number, whose digits they are not."""
        ahead = "".join(self._pieces[max(0, at - 1) : at])[-1:]
        return ahead.isdecimal() and _NOTE.fullmatch("".join(self._pieces[at:])) is not None

    def _in_run(self, part: Any, hidden: bool) -> None:
        what = kind(part)
        if what == "t":
            self._emit(_words(part), hidden)
        elif what in _SIGNS:
            self._emit(_SIGNS[what], hidden)
        elif what == "fldChar":
            self._field(part)
        elif what == "instrText":
            if self._fields:
                self._fields[-1].code += part.text or ""
        elif what == "sym":
            self._symbol(part, hidden)
        elif what in ("drawing", "pict", "object"):
            self._drawing(part, what)
        elif what == "commentReference":
            self._comment(value(part, "id") or "")
        elif what in ("footnoteReference", "endnoteReference"):
            self.notes.append((what.removesuffix("Reference"), value(part, "id") or ""))
        elif what == "ruby":
            for base in part:
                if kind(base) == "rubyBase":
                    self._children(base)
        elif what == "mc:AlternateContent":
            for alternative in chosen(part):
                self._in_run(alternative, hidden)
        elif what not in _NOTHING:
            self._inline(part)

    def _is_hidden(self, properties: Any) -> bool:
        if properties is None:
            return self._hides
        own = child(properties, "vanish")
        if own is not None:
            return is_on(own)
        return self._styles.hides(value(child(properties, "rStyle"))) or self._hides

    def _emit(self, text: str, hidden: bool = False) -> None:
        if any(f.dropped or not f.result for f in self._fields):
            return
        if hidden:
            self.hidden.append(text)
            return
        self._pieces.append(text)
        self._length += len(text)

    def _mark(self, what: str, text: str, start: int | None = None) -> None:
        self._line.marks.append((what, text, self._length if start is None else start, self._length))

    def _gone(self, element: Any) -> None:
        """What was deleted or moved away is no text, but it is in the file for everyone to see."""
        text = "".join(e.text or "" for e in element.iter() if kind(e) in ("delText", "t"))
        if text.strip():
            self._mark("revision", text)

    def _comment(self, name: str) -> None:
        self._mark("comment", self._comments.get(name, ""), self._begun.get(name))

    def _control(self, element: Any) -> None:
        """A content control: its content is text; a prompt that nobody replaced is marked."""
        start, before = self._length, len(self._pieces)
        for part in element:
            if kind(part) == "sdtContent":
                self._children(part)
        if is_on(child(element, "sdtPr", "showingPlcHdr")) and self._length > start:
            self._mark("placeholder", "".join(self._pieces[before:]), start)

    def _symbol(self, element: Any, hidden: bool) -> None:
        text = symbol(value(element, "font") or "", value(element, "char") or "")
        if not text:
            self.doubts["document.symbol"] = "有符号字体的字符无法转换为文字，没有读取"
        self._emit(text, hidden)

    def _drawing(self, element: Any, what: str) -> None:
        """A text box is read after its paragraph; a picture, a chart or an embedded table is marked."""
        found = list(_boxes(element))
        self._line.boxes += found
        inside = {e for box in found for e in box.iter()}
        for part in element.iter():
            if kind(part) == "v:textpath" and (words := part.get("string", "").strip()):
                self._line.art.append(words)
        shown = [e for e in element.iter() if kind(e) in _PICTURES and e not in inside]
        if shown or (what == "object" and not found):
            program = next((e.get("ProgID") for e in element.iter() if e.get("ProgID")), None)
            named = next((e for e in element.iter() if kind(e) in ("wp:docPr", "v:shape")), None)
            text = "" if named is None else named.get("descr") or named.get("alt") or named.get("name") or ""
            self._mark("image", program or text or "图片")

    # --- fields ---------------------------------------------------------------------------------------------

    def _field(self, element: Any) -> None:
        what = value(element, "fldCharType")
        if element in self._halves:
            return
        if what == "begin":
            self._fields.append(_Field())
        elif what == "separate" and self._fields:
            top = self._fields[-1]
            top.result, top.dropped = True, _NO_RESULT.match(top.code) is not None
            self._note_field(top.code)
        elif what == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.result:
                self._note_field(ended.code)
                self._emit(_equation(ended.code))

    def _simple_field(self, element: Any) -> None:
        code = value(element, "instr") or ""
        self._note_field(code)
        self._fields.append(_Field(code, True, _NO_RESULT.match(code) is not None))
        self._children(element)
        self._fields.pop()

    def _note_field(self, code: str) -> None:
        code = " ".join(code.split())
        if code:
            self._mark("field", "{" + code + "}")
        if _CLOCK.match(code):
            self.doubts["document.date"] = "文中有自动更新的日期域，打开文件的日期不同，显示的日期就不同"


def unmatched_fields(root: Any) -> set[Any]:
    """Field characters without their counterpart: ignored, so that no text disappears into a field that never ends."""
    stack: list[list[Any]] = []
    every: set[Any] = set()
    whole: set[Any] = set()
    for element in root.iter():
        if kind(element) != "fldChar":
            continue
        every.add(element)
        what = value(element, "fldCharType")
        if what == "begin":
            stack.append([element])
        elif stack:
            stack[-1].append(element)
            if what == "end":
                whole.update(stack.pop())
    return every - whole


def chosen(element: Any) -> Iterator[Any]:
    """Children of the one alternative that counts: the first choice, or the fallback where it is empty."""
    for alternative in element:
        if len(alternative):
            yield from alternative
            return


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes of a drawing, outermost only, each once (a drawing states them again for old programs)."""
    for part in element:
        what = kind(part)
        if what == "txbxContent":
            yield part
        elif what == "mc:AlternateContent":
            for alternative in chosen(part):
                yield from (alternative,) if kind(alternative) == "txbxContent" else _boxes(alternative)
        else:
            yield from _boxes(part)


def _words(element: Any) -> str:
    """Text of a ``w:t``: blanks at its ends count only where it says so."""
    text = _BLANKS.sub(" ", element.text or "")
    kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return text if kept else text.strip(" ")


def _formula(element: Any) -> str:
    """Mathematics on one line: a fraction as a/b, anything else in its order."""
    if kind(element) == "m:t":
        return element.text or ""
    if kind(element) == "m:f":
        above, below = (
            "".join(_formula(e) for e in element if kind(e) == name) for name in ("m:num", "m:den")
        )
        return f"{above}/{below}"
    return "".join(_formula(part) for part in element)


def _equation(code: str) -> str:
    """What an EQ field prints that encloses a character (带圈字符) or sets one above another (拼音指南)."""
    found = _ENCLOSED.match(code) or _RAISED.match(code)
    if found is None:
        return ""
    text = found[1].strip()
    return circled(int(text)) if text.isdecimal() and 0 < int(text) <= 50 else text
