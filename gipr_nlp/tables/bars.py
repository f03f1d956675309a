"""Tables drawn with bars, ruled grids and CSV: layouts that show their cells, and so their blanks."""

from __future__ import annotations

import csv
import re
import unicodedata

from gipr_nlp.tables.spaced import split_line
from gipr_nlp.tables.tokens import PAGE, Token, token_of, value_like
from gipr_nlp.text import read_cell, squash

BARS = re.compile(r"[|｜│┃║┆┇┊┋╎╏]")
RULE = re.compile(r"[\s|｜│┃║┆┇┊┋╎╏+＋=\-—―─━═┄┅┈┉╌╍_:┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╰╯▕▏]*")
_CSV_VALUE = re.compile(r',\s*(?:"\s*[+\-增减]?\d[^"]*"|[+\-增减]?\d[\d.]*(?:万元|元)?)\s*(?=,|$)')
_SPACED_VALUES = re.compile(r"(?:^|\s)\d[\d,.]* +\d[\d,.]* +\d")  # 6,749 2,260 18 is no CSV
_PADS = re.compile(r"[|｜]{2,}\s*$")
_MARKUP = re.compile(r"\*\*(.*?)\*\*|<br\s*/?>")
_BAR_OR_JOINT = re.compile(r"[|｜│┃║┆┇┊┋╎╏┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋]|\+(?=[-=+]|$)|(?<=[-=])\+")
_JOINT = re.compile(r"[├┤┬┴┼╠╣╦╩╬┣┫┳┻╋┌┐└┘╔╗╚╝┏┓┗┛]|\+[-=]{2,}")
_STROKE = re.compile(r"[-=─━═┄┅┈┉╌╍—]{2,}")
_BOX = re.compile(r"[─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋]")


def bar_tokens(kept: list[tuple[int, str]]) -> list[Token]:
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
        if line.strip() and not _is_rule(line) and not PAGE.fullmatch(line.strip()):
            tokens.extend(_bar_row(number, line, row, left, right))
    return _anchored(tokens) if padded else tokens


def _is_rule(line: str) -> bool:
    return bool(RULE.fullmatch(line)) and bool(re.search(r"[-=—]{2}|:-|-:", line) or _BOX.search(line))


def _bar_row(number: int, line: str, row: int, left: bool, right: bool) -> list[Token]:
    """Cells of a line; ``left`` and ``right``: the table is drawn with outer bars on that side."""
    if not BARS.search(line):
        return [token_of(part, number, row, shown=False) for part in split_line(line)]
    parts = BARS.split(line)
    if left and not parts[0].strip():
        parts = parts[1:]
    if right and parts and not parts[-1].strip():
        parts = parts[:-1]
    return [
        token_of(_MARKUP.sub(r"\1", part.strip()), number, row, True, column=i)
        for i, part in enumerate(parts)
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
        if not body or _is_rule(line) or PAGE.fullmatch(body):
            continue
        text = BARS.sub(" ", body).strip()
        if not closed:
            tokens.extend(token_of(part, number, 0, shown=False) for part in split_line(text))
            continue
        if text:
            parts = [p.strip() for p in BARS.split(body) if p.strip()]
            if len(parts) == 1 and read_cell(parts[0])[0] == "text" and tokens and tokens[-1].kind != "text":
                row += 1
            tokens.extend(token_of(part, number, row, shown=True) for part in parts)
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
            token.since = at
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
                tokens.extend(token_of(p, n, row, shown=False) for n, p in told)
            else:
                at = told[0][0] if told else pieces[0][0]
                tokens.append(token_of("".join(p for _, p in told), at, row, shown=True))

    for number, line in kept:
        if not _BAR_OR_JOINT.search(line):
            end(0, 1 << 30)
            if line.strip() and not PAGE.fullmatch(line.strip()):
                tokens.extend(token_of(part, number, row, shown=False) for part in split_line(line))
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


def is_csv(filled: list[str]) -> bool:
    if any("\t" in line for line in filled):
        return False
    hits = sum(len(_CSV_VALUE.findall(line)) for line in filled if not _SPACED_VALUES.search(line))
    sentences = sum(1 for line in filled if "。" in line)
    return hits >= 5 and hits * 4 >= len(filled) - sentences


def csv_tokens(kept: list[tuple[int, str]]) -> list[Token]:
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
            tokens.append(token_of(cell, at, row, shown=True, column=i))
