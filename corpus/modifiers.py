"""What happens to tables on the way: changes to cells of a grid, to rows as text, or to the whole text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.bases import is_values
from gipr_nlp.writers.printed import Line, Slot

GridChange = Callable[[str, list[Line]], list[Line]]
RowsChange = Callable[[str, list[str], int], list[str]]
TextChange = Callable[[str], str]

TRADITIONAL = str.maketrans(
    "项规范废现数处罚强业费单万请会益组织门总计结转区这况开属国们护权内务过执档案询无监现为举报诉复机关认获",
    "項規範廢現數處罰強業費單萬請會益組織門總計結轉區這況開屬國們護權內務過執檔案詢無監現為舉報訴復機關認獲",
)
RADICALS = str.maketrans(
    "一二十人工行长文方无用生示立自见言金门非面食高大小子心手支日月水火力口",
    "⼀⼆⼗⼈⼯⾏⻓⽂⽅⽆⽤⽣⽰⽴⾃⻅⾔⾦⻔⾮⾯⻝⾼⼤⼩⼦⼼⼿⽀⽇⽉⽔⽕⼒⼝",
)
PINYIN = {
    "政": "zhèng",
    "规": "guī",
    "收": "shōu",
    "转": "zhuǎn",
    "予": "yǔ",
    "密": "mì",
    "档": "dàng",
    "案": "àn",
}
TYPOS = {
    "行政许可": "行政许司",
    "行政处罚": "行攻处罚",
    "本年废止件数": "本年废上件数",
    "处理决定数量": "处理决定数最",
    "科研机构": "科研机够",
    "社会公益组织": "社会公益组只",
    "上年结转政府信息公开申请数量": "上年转结政府信息公开申请数量",
    "属于国家秘密": "属于国家机密",
    "属于四类过程性信息": "属于四类过程信息",
    "本机关不掌握相关政府信息": "本机关不掌握相关政府信急",
    "信访举报投诉类申请": "信访举报投诉申请",
    "结转下年度继续办理": "结转下年继续办理",
    "结果维持": "结果维特",
}
FULLWIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")
CIRCLED = "①②③④⑤⑥⑦⑧"
RUNNING_HEAD = "青岚县水务局2023年政府信息公开工作年度报告"


def _labels(change: TextChange) -> GridChange:
    """Apply a change to all labels of a grid and leave the values alone."""

    def changed(table: str, lines: list[Line]) -> list[Line]:
        return [[s if s.key is not None else replace(s, text=change(s.text)) for s in line] for line in lines]

    return changed


def _values(change: TextChange) -> GridChange:
    def changed(table: str, lines: list[Line]) -> list[Line]:
        return [[s if s.key is None else replace(s, text=change(s.text)) for s in line] for line in lines]

    return changed


def _typos(label: str) -> str:
    for right, wrong in TYPOS.items():
        label = label.replace(right, wrong)
    return label


def _narrow(columns: int) -> GridChange:
    """Break the labels in narrow cells over lines: group titles beside rows, and the heads of columns."""

    def broken(label: str) -> str:
        return "\n".join(label[i : i + columns] for i in range(0, len(label), columns))

    def changed(table: str, lines: list[Line]) -> list[Line]:
        return [
            [
                replace(slot, text=broken(slot.text))
                if slot.key is None
                and slot.width == 1
                and len(slot.text) < 12
                and (slot.height > 1 or not is_values(line))
                else slot
                for slot in line
            ]
            for line in lines
        ]

    return changed


def _halves(label: str) -> str:
    """Break a label in the middle, as a column of a table that is a little too narrow does."""
    half = (len(label) + 1) // 2
    return f"{label[:half]}\n{label[half:]}" if 4 < len(label) < 20 else label


def _pinyin(label: str) -> str:
    found = next((c for c in label if c in PINYIN), None)
    return label.replace(found, f"{found}({PINYIN[found]})", 1) if found else label


def _thousands(printed: str) -> str:
    whole, dot, rest = printed.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isascii() and whole.isdigit() else printed


def _punctuation(label: str) -> str:
    """Half-width brackets and other marks behind the numbers."""
    label = label.replace("（", "(").replace("）", ")").replace("“", '"').replace("”", '"')
    return re.sub(r"^(\d)\.", r"\1、", label)


def _circled(label: str) -> str:
    return re.sub(r"^(\d)\.", lambda found: CIRCLED[int(found[1]) - 1], label)


def _bare(label: str) -> str:
    return re.sub(r"^(?:[一二三四]、|（[一二三四五六七]）|\d\.)", "", label)


def _fill_down(table: str, lines: list[Line]) -> list[Line]:
    """Print a merged cell in each of the rows that it spans."""
    above: dict[int, Slot] = {}
    filled = []
    for line in lines:
        column, new = 0, []
        for slot in line:
            if slot.covered and column in above:
                slot = replace(slot, text=above[column].text)
            above[column] = slot
            column += slot.width
            new.append(slot)
        filled.append(new)
    return filled


def _no_headers(table: str, lines: list[Line]) -> list[Line]:
    """Only the rows with values (of table 2 also the group titles)."""
    return [line for line in lines if is_values(line) or (table == "disclosure" and len(line) == 1)]


def _no_group_titles(table: str, lines: list[Line]) -> list[Line]:
    return [line for line in lines if table != "disclosure" or len(line) > 1]


def _empty_headers(table: str, lines: list[Line]) -> list[Line]:
    """Rows of empty cells above the numbers of table 4, where header cells were merged in many ways."""
    if table != "review" or len(lines) < 4:
        return lines
    empty = [Slot("", covered=True) for _ in range(15)]
    return [*lines[:2], empty, empty, lines[2], empty, *lines[3:]]


def _trailing(table: str, lines: list[Line]) -> list[Line]:
    """An empty cell too many at the end of rows."""
    return [[*line, Slot("")] if is_values(line) and n % 4 == 1 else line for n, line in enumerate(lines)]


def _between(lines: Callable[[int], str], every: int = 6) -> RowsChange:
    """Put page furniture between rows, after each ``every`` rows."""

    def changed(table: str, rows: list[str], head: int) -> list[str]:
        return [
            f"{row}\n{lines(n // every)}" if n % every == every - 1 else row for n, row in enumerate(rows)
        ]

    return changed


def _repeated_header(table: str, rows: list[str], head: int) -> list[str]:
    """A page break with the header rows printed again on the new page."""
    if table != "applications":
        return rows
    half = len(rows) // 2
    return [*rows[:half], "\n- 5 -\n", *rows[:head], *rows[half:]]


def _broken_row(table: str, rows: list[str], head: int) -> list[str]:
    """A page break inside a row that is written on several lines."""
    return [_cut(row, n) if n % 7 == 5 and row.count("\n") > 3 else row for n, row in enumerate(rows)]


def _cut(row: str, number: int) -> str:
    lines = row.split("\n")
    half = len(lines) // 2
    return "\n".join([*lines[:half], "", f"第{number}页", "", *lines[half:]])


GRID_CHANGES: dict[str, GridChange] = {
    "characters": _narrow(1),
    "pairs": _narrow(2),
    "halves": _labels(_halves),
    "spaced_labels": _labels(" ".join),
    "zero_width": _labels("\u200b".join),
    "soft_breaks": _labels(lambda label: label[:2] + "\u3000" + label[2:] if len(label) > 3 else label),
    "traditional": _labels(lambda label: label.translate(TRADITIONAL)),
    "radicals": _labels(lambda label: label.translate(RADICALS)),
    "pinyin": _labels(_pinyin),
    "typos": _labels(_typos),
    "punctuation": _labels(_punctuation),
    "circled": _labels(_circled),
    "bare_labels": _labels(_bare),
    "fullwidth": _values(lambda printed: printed.translate(FULLWIDTH)),
    "thousands": _values(_thousands),
    "split_numbers": _values(
        lambda printed: f"{printed[:3]}\n{printed[3:]}" if len(printed) > 3 else printed
    ),
    "padded": _values(lambda printed: f" {printed}\u3000" if printed else printed),
    "fill_down": _fill_down,
    "no_headers": _no_headers,
    "no_group_titles": _no_group_titles,
    "empty_headers": _empty_headers,
    "trailing": _trailing,
}
ROWS_CHANGES: dict[str, RowsChange] = {
    "page_digits": _between(lambda n: str(n + 3)),
    "page_dashes": _between(lambda n: f"- {n + 3} -"),
    "page_named": _between(lambda n: f"第{n + 3}页"),
    "page_of": _between(lambda n: f"第 {n + 3} 页 共 9 页"),
    "form_feed": _between(lambda n: f"{n + 3}\n\f"),
    "running_heads": _between(lambda n: f"\n{RUNNING_HEAD}\n"),
    "blank_rows": _between(lambda n: "\n", every=2),
    "repeated_header": _repeated_header,
    "broken_row": _broken_row,
}
TEXT_CHANGES: dict[str, TextChange] = {
    "indented": lambda text: "\n".join(f"    {line}" if line.strip() else line for line in text.split("\n")),
    "trailing_spaces": lambda text: "\n".join(f"{line}  " for line in text.split("\n")),
    "extra_breaks": lambda text: text.replace("\n", "\n\n"),
}
