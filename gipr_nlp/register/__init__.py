"""The register (单位名录): which agencies there are, how they are called, what they belong to; and who is who in a corpus.

A register is a CSV file that an office keeps in Excel, UTF-8 or GBK. Columns, of which only ``name`` must be there:

    agency_id   stable number or name of the body; its name where the column is empty
    name        full name with the region (青岚县水务局)
    aliases     other names, separated by ； or 、 (青岚县水利局；水务局); also former names of the same body
    kind        government | office | department | town | subdistrict | other, or 人民政府 …; told by the name otherwise
    sector      health, education …; told by the name otherwise
    level       national | province | city | county | town; told by the name otherwise
    parent      agency_id or name of the body whose total its figures go into
    valid_from  first reporting year; empty: always
    valid_to    last reporting year; empty: still there
    successor   agency_id or name of the body (bodies, separated by ；) that took its place: renamed, merged, split up
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gipr_nlp.agency import split
from gipr_nlp.errors import BadRegister
from gipr_nlp.model import Entry
from gipr_nlp.register.names import clean

#: Columns and how else their headings may read.
COLUMNS = {
    "agency_id": ("编号", "单位编号", "代码", "单位代码", "id"),
    "name": ("单位名称", "名称", "单位", "机构名称", "机关名称", "全称"),
    "aliases": ("别名", "曾用名", "简称", "其他名称"),
    "kind": ("类型", "单位类型", "类别", "单位类别"),
    "sector": ("行业", "领域", "系统"),
    "level": ("层级", "级别"),
    "parent": ("上级", "上级单位", "主管单位", "所属政府", "汇总到"),
    "valid_from": ("起始年度", "起始年", "启用年度"),
    "valid_to": ("终止年度", "终止年", "停用年度"),
    "successor": ("承继单位", "并入", "更名为", "继任单位"),
}
KINDS = {
    "人民政府": "government",
    "政府": "government",
    "政府办公室": "office",
    "办公室": "office",
    "部门": "department",
    "乡镇": "town",
    "镇": "town",
    "乡": "town",
    "街道": "subdistrict",
    "街道办事处": "subdistrict",
    "其他": "other",
    "其他单位": "other",
}
LEVELS = {
    "国家": "national",
    "中央": "national",
    "省": "province",
    "省级": "province",
    "市": "city",
    "市级": "city",
} | {
    "县": "county",
    "县级": "county",
    "区": "county",
    "区县": "county",
    "乡镇": "town",
    "乡级": "town",
    "镇街": "town",
}
_KIND_NAMES = ("government", "office", "department", "town", "subdistrict", "other")
_LEVEL_NAMES = ("national", "province", "city", "county", "town")
_LIST = re.compile(r"[；;、|\n]+")
_YEAR = re.compile(r"(20\d\d)(?:\.0+)?年?(?:度)?")
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Register:
    """The agencies of a register by agency_id, in the order of the file."""

    entries: Mapping[str, Entry]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def valid(self, year: int) -> Iterator[Entry]:
        """The bodies that existed in a year."""
        return (e for e in self if (e.valid_from or 0) <= year <= (e.valid_to or 9999))

    def successors(self, entry: Entry) -> tuple[str, ...]:
        """The agency_ids of the bodies that took an agency's place."""
        return tuple(s for s in _LIST.split(entry.successor or "") if s)


def load_register(path: str | Path) -> Register:
    """Read a register.

    Raises:
        BadRegister: the file cannot be read, a column is missing or unknown, or a line is wrong; the line is named.
    """
    rows = _rows(path)
    try:
        headings = next(rows)
    except StopIteration:
        raise BadRegister(f"单位名录 {path} 是空的") from None
    columns = _columns(path, headings[1])
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        entry = _entry(
            path, line, {c: cells[i].strip() if i < len(cells) else "" for c, i in columns.items()}
        )
        if entry.agency_id in entries:
            raise BadRegister(
                f"单位名录 {path} 第{line}行：编号或名称“{entry.agency_id}”与第{lines[entry.agency_id]}行重复"
            )
        entries[entry.agency_id], lines[entry.agency_id] = entry, line
    if not entries:
        raise BadRegister(f"单位名录 {path} 只有表头，没有单位")
    return Register(_referring(path, entries, lines))


def _rows(path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Lines of the file with their numbers; a comma, a tab or a semicolon between cells."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadRegister(f"无法读取单位名录 {path}：{error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise BadRegister(f"单位名录 {path} 超过 {MAX_BYTES // 1024 // 1024} MB，不予读取")
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise BadRegister(f"单位名录 {path} 是 Excel 工作簿，请在 Excel 中另存为 CSV 文件")
    text = _decoded(path, data)
    first = text.split("\n", 1)[0]
    between = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadRegister(f"单位名录 {path} 第{reader.line_num}行不是完整的 CSV：{error}") from error


def _decoded(path: str | Path, data: bytes) -> str:
    codings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadRegister(f"单位名录 {path} 不是 UTF-8 或 GBK 编码的文本")


def _columns(path: str | Path, headings: list[str]) -> dict[str, int]:
    """Which column is where."""
    known = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        word = re.sub(r"\s|（.*?）|\(.*?\)", "", heading).lower()
        name = known.get(word)
        if name is None and word:
            raise BadRegister(
                f"单位名录 {path} 第1行：不认识的列“{heading.strip()}”；可用的列有：{'、'.join(COLUMNS)}"
            )
        if name in found:
            raise BadRegister(f"单位名录 {path} 第1行：列“{heading.strip()}”重复")
        if name is not None:
            found[name] = at
    if "name" not in found:
        raise BadRegister(f"单位名录 {path} 第1行没有 name（单位名称）列")
    return found


def _entry(path: str | Path, line: int, cells: Mapping[str, str]) -> Entry:
    name = "".join(cells["name"].split())
    if not name:
        raise BadRegister(f"单位名录 {path} 第{line}行没有单位名称")
    told = split(clean(name))
    first, last = (_year(path, line, cells.get(c, "")) for c in ("valid_from", "valid_to"))
    if first is not None and last is not None and first > last:
        raise BadRegister(f"单位名录 {path} 第{line}行：起始年度{first}晚于终止年度{last}")
    return Entry(
        agency_id=cells.get("agency_id") or name,
        name=name,
        aliases=tuple("".join(a.split()) for a in _LIST.split(cells.get("aliases", "")) if a.strip()),
        kind=_one_of(path, line, "kind", cells.get("kind", ""), _KIND_NAMES, KINDS) or told.kind,
        sector=cells.get("sector") or told.sector,
        level=_one_of(path, line, "level", cells.get("level", ""), _LEVEL_NAMES, LEVELS) or told.level,
        parent=cells.get("parent") or None,
        valid_from=first,
        valid_to=last,
        successor=cells.get("successor") or None,
    )


def _one_of(
    path: str | Path, line: int, column: str, value: str, known: tuple[str, ...], words: Mapping[str, str]
) -> str | None:
    value = value.strip()
    if not value or value in known:
        return value or None
    if value in words:
        return words[value]
    raise BadRegister(
        f"单位名录 {path} 第{line}行：{column} 填了“{value}”，应为 {'、'.join(known)} 之一或留空"
    )


def _year(path: str | Path, line: int, value: str) -> int | None:
    if not value:
        return None
    found = _YEAR.fullmatch(value)
    if found is None:
        raise BadRegister(f"单位名录 {path} 第{line}行：年度“{value}”应为 2019 这样的四位数字或留空")
    return int(found[1])


def _referring(path: str | Path, entries: Mapping[str, Entry], lines: Mapping[str, int]) -> dict[str, Entry]:
    """Parents and successors as agency_ids, whether the file gives ids or names."""
    names = Counter(entry.name for entry in entries.values())
    by_name = {entry.name: key for key, entry in entries.items() if names[entry.name] == 1}

    def one(word: str, key: str, what: str) -> str:
        word = word.strip()
        found = word if word in entries else by_name.get("".join(word.split()))
        if found is None:
            raise BadRegister(f"单位名录 {path} 第{lines[key]}行：{what}“{word}”不在名录中，或有同名单位")
        if found == key:
            raise BadRegister(f"单位名录 {path} 第{lines[key]}行：{what}是单位自己")
        return found

    made: dict[str, Entry] = {}
    for key, entry in entries.items():
        heirs = [one(word, key, "承继单位") for word in _LIST.split(entry.successor or "") if word.strip()]
        parent = one(entry.parent, key, "上级单位") if entry.parent else None
        made[key] = replace(entry, parent=parent, successor="；".join(heirs) or None)
    _no_circles(path, made, lines)
    return made


def _no_circles(path: str | Path, entries: Mapping[str, Entry], lines: Mapping[str, int]) -> None:
    for key, entry in entries.items():
        seen, at = {key}, entry.parent
        while at is not None:
            if at in seen:
                raise BadRegister(f"单位名录 {path} 第{lines[key]}行：上级单位循环（{entries[at].name}）")
            seen.add(at)
            at = entries[at].parent


__all__ = ["COLUMNS", "Register", "load_register"]
