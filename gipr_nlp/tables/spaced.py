"""Lines without visible cells: cells split at white space, key–value sentences, narrative that is no row."""

from __future__ import annotations

import re

from gipr_nlp.tables.tokens import value_like
from gipr_nlp.text import squash

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


def narrative(body: str) -> bool:
    """A sentence, not a row of cells (its numbers are no values)."""
    if len(body) < 12 or not _SENTENCE.search(body):
        return False
    if key_values(body):
        return True  # its pieces are taken by _key_values
    numbers = sum(1 for part in body.split() if value_like(squash(part)))
    return numbers < 3 and not re.search(r"第二十条第|勾稽关系|逾期|区分处理|其他情形", squash(body))


def key_values(body: str) -> list[str]:
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


def split_line(line: str) -> list[str]:
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
        return key_values(flat)
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
