"""From the lines of a table, whatever extractor ruined them, to tokens: labels, values, and blanks that are visible.

A blank is a token only where the layout shows it (bars, tabs, CSV, a cell line of its own); cells separated by spaces
cannot show one, and nothing is guessed.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gipr_nlp.text import HAN_NUMERAL, read_cell, squash

Kind = Literal["text", "value", "blank"]


@dataclass(slots=True)
class Token:
    """One piece of a table line.

    ``line``: 1-based line of the document; ``row``: number of the physical row (a line, or in one-cell-a-line layouts
    a block between empty lines); ``shown``: the layout marks its cells, so that a blank would be visible;
    ``tabbed`` and ``isolated`` tell a page number from a cell; ``column``: place in a line with visible cells, else -1.
    """

    kind: Kind
    raw: str
    norm: str
    line: int
    row: int
    shown: bool = False
    tabbed: bool = False
    isolated: bool = False
    column: int = -1


BARS = re.compile(r"[|｜│┃║┆┇┊┋╎╏]")
_BAR = r"|｜│┃║┆┇┊┋╎╏"
_RULE = re.compile(r"[\s|｜│┃║┆┇┊┋╎╏+＋=\-—―─━═┄┅┈┉╌╍_:┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╰╯▕▏]*")
_CSV_VALUE = re.compile(r',\s*(?:"[+\-增减]?\d[^"]*"|[+\-增减]?\d[\d.]*(?:万元|元)?)\s*(?=,|$)')
_PADS = re.compile(r"[|｜]{2,}\s*$")
_MARKUP = re.compile(r"\*\*(.*?)\*\*|<br\s*/?>")
_BAR_OR_JOINT = re.compile(r"[|｜│┃║┆┇┊┋╎╏┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋]|\+(?=[-=+]|$)|(?<=[-=])\+")
_JOINT = re.compile(r"[├┤┬┴┼╠╣╦╩╬┣┫┳┻╋┌┐└┘╔╗╚╝┏┓┗┛]|\+[-=]{2,}")
_STROKE = re.compile(r"[-=─━═┄┅┈┉╌╍—]{2,}")
_BOX = re.compile(r"[─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋]")
_PAGE = re.compile(r"[-—–―─~·•\s]+\d{1,4}[-—–―─~·•\s]+|第?\s*\d{1,4}\s*页(?:\s*[/,共]*\s*共?\s*\d{1,4}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|P(?:age)?\.?\s*\d{1,4}(?:\s*of\s*\d+)?", re.IGNORECASE)  # fmt: skip
_CJK = r"\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf"
_INNER = re.compile(rf"(?<=[{_CJK}、。,;:()“”\"《》])[ \t\u3000]+(?=[{_CJK}、。,;:()“”\"《》])")
_LIST_MARK = re.compile(rf"(?<![\d.])(\d{{1,2}})\s*([.、．,])\s*(?=[{_CJK}“\"])")
_DECIMALS = re.compile(r"(保留)\s*(\d)\s*(位)\s*(小数)")
_UNIT_GAP = re.compile(r"(\d)\s+((?:亿|万|千)?元|[件个项条](?![\u4e00-\u9fff]))(?=\s|$|[(（])")
_SIGN_GAP = re.compile(r"(?<!\S)([增减]) +(?=\d)")
_NOTE_GAP = re.compile(r"(?<=\d)\s+(?=[(（](?:其中|含|包括|不含|包含|较|同比|比上年)[^)）]*[)）])")
_SENTENCE = re.compile(r"[。；;！？]|[,，].{0,40}[,，]")
_KEY = r"(?:自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他结果|其他(?![处对])|总计|结果维持|结果纠正|尚未审结|本年制发件数|本年废止件数|现行有效件数|本年处理决定数量|处理决定数量|本年收费金额(?:\([^()]*\))?|本年新制作数量|本年新公开数量|对外公开总数量|上一年项目数量|本年增/减|采购项目数量|采购总金额)"  # fmt: skip
_KEY_LABEL = re.compile(
    r"(?:规章|(?:行政)?规范性文件|行政许可|其他对外管理服务事项|行政处罚|行政强制|行政事业性收费|政府集中采购)[—\-:]"
)
_VALUE = r"(?:[+\-增减]?\d[\d,.]*(?:万元|亿元|元|件|个|项|条)?|/|-+|—+|无(?![\u4e00-\u9fff]))"
KEY_VALUE = re.compile(rf"({_KEY})\s*(?:[:=]|为|是|共|计)?\s*({_VALUE})(?=$|[\s;,,、。)(）])")
_PLACEHOLDERS = frozenset(
    ["暂无", "空", "×", "√", "〇", "○", "没有", "未发生", "不涉及", "O", "o", "l", "I", "Z", "零", "/", "无"]
)
_HAN_COUNT = re.compile(rf"[{HAN_NUMERAL}]+(?:件|个|(?:万|亿)?元)")
_DIGIT_LETTERS = re.compile(r"[\dOoIlZ]{1,6}")


@lru_cache(maxsize=8192)
def value_like(norm: str) -> bool:
    """May this squashed text be what is printed in a value cell? Chinese numerals alone are not: 二, 十, 一 are mostly
    pieces of 第二十条 broken over lines."""
    if norm in _PLACEHOLDERS:
        return True
    if norm[:1] in HAN_NUMERAL and not _HAN_COUNT.fullmatch(norm):
        return False
    state = read_cell(norm)[0]
    return state not in ("text", "blank") or bool(_DIGIT_LETTERS.fullmatch(norm))


def lex(lines: Sequence[str], first: int, skip: Iterable[int] = ()) -> list[Token]:
    """Tokens of the lines of one table.

    Args:
        lines: the lines of the table's region as printed.
        first: 1-based line number of ``lines[0]``.
        skip: 1-based numbers of lines that are known to be noise.
    """
    skipped = set(skip)
    kept = [(first + i, line) for i, line in enumerate(lines) if first + i not in skipped]
    filled = [line for _, line in kept if line.strip()]
    if not filled:
        return []
    if sum(1 for line in filled if BARS.search(line)) * 3 >= len(filled):
        tokens = _bars(kept)
    elif _is_csv(filled):
        tokens = _csv(kept)
    else:
        tokens = _plain(kept)
    return _settle(tokens)


def _token(
    raw: str, line: int, row: int, shown: bool, tabbed: bool = False, isolated: bool = False, column: int = -1
) -> Token:
    norm = raw if raw.isdigit() and raw.isascii() else squash(raw)
    kind: Kind = "blank" if not norm else "value" if value_like(norm) else "text"
    return Token(kind, raw.strip(), norm, line, row, shown, tabbed, isolated, column)


# --- bars -----------------------------------------------------------------------------------------------------------


def _bars(kept: list[tuple[int, str]]) -> list[Token]:
    filled = [line for _, line in kept if line.strip() and not _is_rule(line)]
    told = [line for line in filled if BARS.sub("", line).strip()]
    single = sum(1 for line in told if sum(1 for part in BARS.split(line) if part.strip()) == 1)
    if single * 3 >= len(told) * 2 or (len(filled) - len(told)) * 4 >= len(filled):
        return _bar_stream(kept, told)
    if sum(1 for line in filled if _JOINT.search(line)) >= 3:
        return _bar_blocks(kept)
    tokens: list[Token] = []
    barred = [line.strip() for line in filled if BARS.search(line)]
    left = sum(1 for line in barred if not BARS.match(line[0])) * 20 <= len(barred)
    right = sum(1 for line in barred if not BARS.match(line[-1])) * 20 <= len(barred)
    padded = any(_PADS.search(line) for line in barred)
    for row, (number, line) in enumerate(kept):
        if line.strip() and not _is_rule(line) and not _PAGE.fullmatch(line.strip()):
            tokens.extend(_bar_row(number, line, row, left, right))
    return _anchored(tokens) if padded else tokens


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and bool(re.search(r"[-=—]{2}|:-|-:", line) or _BOX.search(line))


def _bar_row(number: int, line: str, row: int, left: bool, right: bool) -> list[Token]:
    """Cells of a line; ``left`` and ``right``: the table is drawn with outer bars on that side."""
    if not BARS.search(line):
        return [_token(part, number, row, shown=False) for part in _split_line(line)]
    parts = BARS.split(line)
    if left and not parts[0].strip():
        parts = parts[1:]
    if right and parts and not parts[-1].strip():
        parts = parts[:-1]
    return [
        _token(_MARKUP.sub(r"\1", part.strip()), number, row, True, column=i) for i, part in enumerate(parts)
    ]


def _bar_stream(kept: list[tuple[int, str]], told: list[str]) -> list[Token]:
    """One cell a line. Three manners: a bar alone on a line between two cells (blanks cannot be told); a bar behind
    each cell, so that a bar alone is a blank cell and bars in a row pad the end; the same with each row opened by a
    bar at the margin and cells indented."""
    tokens: list[Token] = []
    closed = sum(1 for line in told if BARS.match(line.strip()[-1])) * 5 >= len(told) * 3
    indented = sum(1 for line in told if line[0] in " \u3000\t") * 5 >= len(told) * 3
    row = 0
    for number, line in kept:
        body = line.strip()
        if not body or _is_rule(line) or _PAGE.fullmatch(body):
            continue
        text = BARS.sub(" ", body).strip()
        if not closed:
            tokens.extend(_token(part, number, 0, shown=False) for part in _split_line(text))
            continue
        if text:
            parts = [p.strip() for p in BARS.split(body) if p.strip()]
            if len(parts) == 1 and read_cell(parts[0])[0] == "text" and tokens and tokens[-1].kind != "text":
                row += 1
            tokens.extend(_token(part, number, row, shown=True) for part in parts)
        elif indented and not line[0].isspace():
            row += 1  # the bar that opens a row
        elif len(body) == 1 or indented:
            tokens.append(Token("blank", "", "", number, row, shown=True))
    return _anchored(tokens)


def _anchored(tokens: list[Token]) -> list[Token]:
    """Where rows are written cell by cell and padded at their end, the first cell behind a label is its first column."""
    at = 0
    for token in tokens:
        if token.kind == "text":
            at = 0
        else:
            token.column = at
            at += 1
    return tokens


def _bar_blocks(kept: list[tuple[int, str]]) -> list[Token]:
    """A ruled grid: what stands between two rules in the same columns is one cell.

    A rule may run under some columns only (``│（三）不├────┼────┤``); those cells end there, the others go on. Two
    values never melt into one: they stay two tokens.
    """
    tokens: list[Token] = []
    open_cells: dict[int, list[tuple[int, str]]] = {}
    row = 0

    def end(low: int, high: int) -> None:
        nonlocal row
        row += 1
        for start in sorted(s for s in open_cells if low <= s < high):
            pieces = open_cells.pop(start)
            told = [(n, p.strip()) for n, p in pieces if p.strip()]
            if sum(1 for _, p in told if value_like(squash(p))) > 1:
                tokens.extend(_token(p, n, row, shown=False) for n, p in told)
            else:
                at = told[0][0] if told else pieces[0][0]
                tokens.append(_token("".join(p for _, p in told), at, row, shown=True))

    for number, line in kept:
        if not _BAR_OR_JOINT.search(line):
            end(0, 1 << 30)
            if line.strip() and not _PAGE.fullmatch(line.strip()):
                tokens.extend(_token(part, number, row, shown=False) for part in _split_line(line))
            continue
        width = 0
        ruled: list[tuple[int, int]] = []
        parts = _BAR_OR_JOINT.split(line.rstrip())
        for i, part in enumerate(parts):
            size = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in part)
            edge = i in (0, len(parts) - 1)
            if _STROKE.fullmatch(part):
                ruled.append((width, width + size + 1))
            elif not (edge and not part.strip()):
                open_cells.setdefault(width, []).append((number, part))
            width += size + 1
        if ruled:
            end(ruled[0][0], ruled[-1][1])
    end(0, 1 << 30)
    return tokens


# --- CSV ------------------------------------------------------------------------------------------------------------


def _is_csv(filled: list[str]) -> bool:
    if any("\t" in line for line in filled):
        return False
    hits = sum(
        len(_CSV_VALUE.findall(line)) for line in filled if len(line.split()) < 4
    )  # 6,749 2,260 is no CSV
    sentences = sum(1 for line in filled if "。" in line)
    return hits >= 5 and hits * 4 >= len(filled) - sentences


def _csv(kept: list[tuple[int, str]]) -> list[Token]:
    tokens: list[Token] = []
    numbers = [number for number, _ in kept]
    reader = csv.reader((line + "\n" for _, line in kept), strict=False)
    row, before = 0, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return tokens
        except csv.Error:
            continue
        number = numbers[min(before, len(numbers) - 1)]
        last = numbers[min(max(reader.line_num - 1, 0), len(numbers) - 1)]
        before = reader.line_num
        row += 1
        if len(cells) == 1 and "。" in cells[0]:
            continue
        for i, cell in enumerate(cells):
            at = last if read_cell(cell)[0] != "text" else number
            tokens.append(_token(cell, at, row, shown=True, column=i))


# --- tabs, spaces, one cell a line ----------------------------------------------------------------------------------


def _plain(kept: list[tuple[int, str]]) -> list[Token]:
    tokens: list[Token] = []
    row = 0
    cells_a_line = _one_cell_a_line(kept)
    tab_cells = cells_a_line and any(line.startswith("\t") for _, line in kept)
    for at, (number, line) in enumerate(kept):
        if not line.strip():
            if "\t" in line and tab_cells and line.count("\t") == 1:
                tokens.append(Token("blank", "", "", number, row, shown=True, tabbed=True))
            else:
                row += 1
            continue
        if not cells_a_line:
            row += 1
        body = line.strip()
        if _PAGE.fullmatch(body) or (_RULE.fullmatch(line) and len(body) > 2 and "\t" not in body):
            continue
        tabbed = line.startswith("\t")
        alone = _blank_at(kept, at - 1) and _blank_at(kept, at + 1)
        if "\t" in line.strip(" ").lstrip("\t").rstrip() or (not cells_a_line and "\t" in line):
            cells = list(enumerate(line.strip("\n ").split("\t")))
            if not cells[0][1].strip():
                cells = cells[1:]
            tokens.extend(_token(cell, number, row, True, tabbed, column=i) for i, cell in cells)
        elif _narrative(body):
            pieces = _key_values(body)
            tokens.extend(_token(p, number, row, False) for p in pieces)
        else:
            parts = _split_line(line)
            tokens.extend(
                _token(part, number, row, shown=tab_cells and len(parts) == 1, tabbed=tabbed, isolated=alone)
                for part in parts
            )
    return tokens


def _one_cell_a_line(kept: list[tuple[int, str]]) -> bool:
    values = [line for _, line in kept if line[-1:].isdigit() or line.rstrip()[-1:].isdigit()]
    if not values:
        return True
    single = sum(1 for line in values if len(line.split()) == 1)
    return single * 2 > len(values)


def _blank_at(kept: list[tuple[int, str]], at: int) -> bool:
    return not 0 <= at < len(kept) or not kept[at][1].strip()


def _narrative(body: str) -> bool:
    """A sentence, not a row of cells (its numbers are no values)."""
    if len(body) < 12 or not _SENTENCE.search(body):
        return False
    if _key_values(body):
        return True  # its pieces are taken by _key_values
    numbers = sum(1 for part in body.split() if value_like(squash(part)))
    return numbers < 3 and not re.search(r"第二十条第|勾稽关系|逾期|区分处理|其他情形", squash(body))


def _key_values(body: str) -> list[str]:
    """Pieces of a key–value sentence: label, column, value, column, value …; nothing of any other sentence."""
    flat = squash(body)
    pieces: list[str] = []
    at = 0
    matches = list(KEY_VALUE.finditer(flat))
    if len(matches) < 2 and not (matches and _KEY_LABEL.match(flat)):
        return []
    for match in matches:
        before = flat[at : match.start()].strip(";,、。")
        if before:
            pieces.append(before)
        pieces.append(match[1] + ":")
        pieces.append(match[2])
        at = match.end()
    return pieces


def _split_line(line: str) -> list[str]:
    """Cells of a line without bars or tabs: split at white space, but not inside labels, units and notes."""
    if len(line) < 3 or (" " not in line.strip() and "\u3000" not in line):
        flat = line.strip()
        return _unglue(flat) if any(c.isdigit() for c in flat) else [flat] if flat else []
    flat = (
        line.replace("（", "(")
        .replace("）", ")")
        .replace("，", ",")
        .replace("：", ":")
        .replace("\u3000", " ")
    )
    flat = _DECIMALS.sub(r"\1\2\3\4", flat)
    flat = _LIST_MARK.sub(r"\1\2", flat)
    flat = _INNER.sub("", flat)
    flat = _UNIT_GAP.sub(r"\1\2", flat)
    flat = _SIGN_GAP.sub(r"\1", flat)
    flat = _NOTE_GAP.sub("", flat)
    if len(flat) > 60 and len(KEY_VALUE.findall(squash(flat))) >= 3:
        return _key_values(flat)
    parts: list[str] = []
    for part in flat.split():
        parts.extend(_unglue(part) if len(part) > 4 and any(c.isdigit() for c in part) else [part])
    return parts


_GLUED = re.compile(
    r"(规章|规范性文件|行政许可|其他对外管理服务事项|行政处罚|行政强制|行政事业性收费|政府集中采购)(\d[\d.,]*)"
    r"(?=$|第二十条|信息内容|行政|规章|其他)"
)


def _unglue(part: str) -> list[str]:
    """Split ``行政许可957第二十条第（六）项`` as some page texts run it together."""
    if not _GLUED.search(part):
        return [part]
    return [p for p in _GLUED.sub(r"\1 \2 ", part).split() if p]


# --- context --------------------------------------------------------------------------------------------------------


def _settle(tokens: list[Token]) -> list[Token]:
    """Numbers and 无 that are pieces of a label broken over lines are text, not values."""
    solid = [t for t in tokens if t.kind != "blank"]
    values = [t for t in solid if t.kind == "value"]
    if sum(t.isolated for t in values) * 10 > len(
        values
    ):  # the layout sets every cell apart: it tells nothing
        for token in values:
            token.isolated = False
    if sum(t.tabbed for t in values) * 10 < len(values) * 9:
        for token in values:
            token.tabbed = True
    crowded = Counter(t.line for t in solid)
    for here, after in itertools.pairwise(solid):
        if here.kind != "value" or (crowded[here.line] > 1 and after.line != here.line):
            continue
        if (here.norm == "无" and after.kind == "text" and after.norm[0] in "法正") or (
            here.norm.isdigit()
            and after.kind == "text"
            and (
                after.norm.startswith("位小数")
                or after.norm in ("位", ".", "、", "．")
                or (
                    after.norm.startswith("年") and len(here.norm) == 4 and here.norm.startswith(("19", "20"))
                )
            )
        ):
            here.kind = "text"
    for before, here in itertools.pairwise(solid):
        if (
            here.kind == "value"
            and here.norm.isdigit()
            and before.kind == "text"
            and before.norm.endswith(("保留", "留"))
        ):
            here.kind = "text"
    return tokens
