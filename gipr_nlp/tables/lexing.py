"""From the lines of a table, whatever extractor ruined them, to tokens: labels, values, and blanks that are visible.

A blank is a token only where the layout shows it (bars, tabs, CSV, a cell line of its own); cells separated by spaces
cannot show one, and nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gipr_nlp.tables.bars import BARS, RULE, bar_tokens, csv_tokens, is_csv
from gipr_nlp.tables.labels import without_note
from gipr_nlp.tables.spaced import KEY_VALUE, key_values, narrative, split_line
from gipr_nlp.tables.tokens import PAGE, Token, token_of
from gipr_nlp.text import squash


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
        tokens = bar_tokens(kept)
    elif is_csv(filled):
        tokens = csv_tokens(kept)
    elif _is_told(filled):
        tokens = _sentences(kept)
    else:
        tokens = _plain(kept)
    return _settle(tokens)


def _is_told(filled: Sequence[str]) -> bool:
    """Is the table told in sentences: values behind the names of their columns and a colon or a verb?"""
    if any("\t" in line for line in filled) or sum("：" in line or ":" in line for line in filled) < 3:
        return False
    return sum(len(KEY_VALUE.findall(squash(line))) for line in filled) * 2 >= len(filled) + 5


def _sentences(kept: list[tuple[int, str]]) -> list[Token]:
    """A table told in sentences (自然人：1；商业企业：0；…), wrapped anywhere: read as one text."""
    flat = ""
    lines: list[int] = []
    for number, line in kept:
        if not PAGE.fullmatch(line.strip()):
            part = squash(line)
            flat += part
            lines.extend([number] * len(part))
    tokens: list[Token] = []
    at = 0
    for match in KEY_VALUE.finditer(flat):
        before = flat[at : match.start()].strip(";,、。")
        number = lines[match.start()]
        tokens.extend(token_of(piece, number, number, False) for piece in (before, match[1] + ":") if piece)
        tokens.append(token_of(match[2], lines[match.start(2)], number, False))
        at = match.end()
    return tokens


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
        if body.isdigit() and body.isascii() and "\t" not in line[1:]:  # most lines of most tables
            alone = _blank_at(kept, at - 1) and _blank_at(kept, at + 1)
            tabbed = line[0] == "\t"
            tokens.append(Token("value", body, body, number, row, tab_cells, tabbed, alone))
            continue
        if PAGE.fullmatch(body) or (RULE.fullmatch(line) and len(body) > 2 and "\t" not in body):
            continue
        tabbed = line.startswith("\t")
        alone = _blank_at(kept, at - 1) and _blank_at(kept, at + 1)
        if "\t" in line.strip(" ").lstrip("\t").rstrip() or (not cells_a_line and "\t" in line):
            cells = list(enumerate(line.strip("\n ").split("\t")))
            tokens.extend(token_of(cell, number, row, True, tabbed, column=i) for i, cell in cells)
        elif narrative(body):
            pieces = key_values(body)
            tokens.extend(token_of(p, number, row, False) for p in pieces)
        else:
            parts = split_line(line)
            tokens.extend(
                token_of(
                    part, number, row, shown=tab_cells and len(parts) == 1, tabbed=tabbed, isolated=alone
                )
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


def _settle(tokens: list[Token]) -> list[Token]:
    """Numbers and 无 that are pieces of a label broken over lines are text, not values."""
    solid = [t for t in tokens if t.kind != "blank"]
    for token in solid:
        if token.kind == "text" and token.norm[-1] == ")":
            token.norm = without_note(token.norm)
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
    for here, after in pairwise(solid):
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
    for before, here in pairwise(solid):
        serial = before.column == 0 and before.kind == "value" and before.norm.isdigit()
        if serial and here.kind == "text" and here.row == before.row:  # a column of serial numbers in front
            before.kind = "text"
        if (
            here.kind == "value"
            and here.norm.isdigit()
            and before.kind == "text"
            and before.norm.endswith(("保留", "留"))
        ):
            here.kind = "text"
    return tokens
