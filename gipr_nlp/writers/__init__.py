"""Writers: one file an output. They take plain values and know neither readers nor rules.

A finding comes to them as the mapping of the contract (:func:`gipr_nlp.wire.finding_to_wire`), so that one
that was just made and one that was stored look the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gipr_nlp import form as statutory

SEVERITY_NAMES = {"error": "错误", "warning": "警告", "hint": "提示"}
KIND_NAMES = {
    "government": "政府",
    "office": "办公厅（室）",
    "department": "部门",
    "town": "乡镇",
    "subdistrict": "街道",
    "other": "其他",
}
FORM_NAMES = {"2019": "2019年版", "2021": "2021年版", "mixed": "新旧混用", "pre2019": "2018年及以前"}
_NUMERALS = "〇一二三四五六"


def place(finding: Mapping[str, Any], form: str | None = None) -> str:
    """Where a finding stands: section, table row and column, line. Empty for the report as a whole."""
    parts = []
    table = finding["table"]
    section = finding["section"] or statutory.SECTION_OF.get(table or "")
    if section:
        parts.append(f"第{_NUMERALS[section]}部分")
    if table:
        parts.append(cell_name(table, finding["row"], finding["column"], form))
    if finding["line"]:
        parts.append(f"第{finding['line']}行")
    return " ".join(parts)


def cell_name(table: str, row: str | None, column: str | None = None, form: str | None = None) -> str:
    """Printed name of a table, or of a row or cell of it; forms may call it differently."""
    if not row:
        return statutory.TABLE_NAMES.get(table, table)
    for known in (form, "2021", "2019"):
        if known in ("2019", "2021") and any(r.key == row for r in statutory.rows(table, known)):
            return statutory.label_of(table, known, row, column or "")
    return f"“{row}”"


_SUBJECTS = {
    "title": "标题",
    "year": "统计年度",
    "agency": "发布单位",
    "file.end": "文件末尾",
    "file.characters": "文字",
}


def subject(what: str, form: str | None = None) -> str:
    """What a doubt is about, in words: a table row by its printed name."""
    table, _, rest = what.partition(".")
    row, _, column = rest.partition(".")
    if table in statutory.TABLE_NAMES and row:
        return cell_name(table, row, column, form)
    return _SUBJECTS.get(what, what)


def spot(where: str) -> str:
    """The place of a doubt, in words."""
    return re.sub(r"^line (\d+)$", r"第\1行", where)


_REASONS = {
    "missing": "没有找到",
    "printed without values": "表中有此行，但没有数字",
    "row known by order only": "行名无法辨认，只能按次序推断",
    "group known by order only": "组名无法辨认，只能按次序推断",
    "digits on the next line may belong to this row": "下一行的数字可能属于本行",
    "a value stands on a line of its own": "有一个数字单独成行",
    "a number stands on a line of its own below": "其下有一个数字单独成行",
    "blank cells between the values": "数字之间夹有空格，列的对应不能确定",
    "the last value may be a page number": "最后一个数字可能是页码",
    "the header has its columns in another order": "表头各列的次序与统一格式不同",
    "the label stands in another row than the values": "行名与数字不在同一行",
    "characters not read for certain": "文字识别的把握不足",
}
_WORDED = (
    (re.compile(r"(\d+) values for (\d+) columns"), r"读到\1个数字，应为\2个"),
    (re.compile(r"(\d+) cells for (\d+) columns"), r"有\1个数据格，应为\2个"),
    (re.compile(r"the lines read (.*), the grid (.*)", re.DOTALL), r"按行读为“\1”，按表格读为“\2”"),
)


def reason(why: str) -> str:
    """Why a cell is doubtful, in Chinese; what is Chinese already stays."""
    for pattern, words in _WORDED:
        if found := pattern.fullmatch(why):
            return found.expand(words).replace("a blank", "空")
    return _REASONS.get(why, why)


def number(value: float | None) -> str:
    """A number as a person writes it: no .0, no thousands separator."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def original(finding: Mapping[str, Any]) -> str:
    """What stands in the report: quoted text, else the cell's content."""
    return "；".join(finding["evidence"] or ()) or finding["found"] or ""


def wanted(finding: Mapping[str, Any], form: str | None = None) -> str:
    """What should stand there, or the correction that repairs it."""
    if finding["suggestion_cell"] and finding["suggestion_value"] is not None:
        table, row, column = (*finding["suggestion_cell"].split("."), "", "")[:3]
        return f"{cell_name(table, row, column, form)}应为 {number(finding['suggestion_value'])}"
    return finding["expected"] or ""
