"""Where a table stands, which runs of values it holds, and which form it follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.model import Document, FormId, Section
from gipr_nlp.tables.align import Run, align, bare, paired, runs_of, without_strays
from gipr_nlp.tables.labels import labels
from gipr_nlp.tables.lexing import lex
from gipr_nlp.tables.review import review_runs
from gipr_nlp.tables.tokens import Token
from gipr_nlp.text import squash

_START = {
    "disclosure": re.compile(r"第二十条|信息内容|本年制发件数|本年新制作|规章"),
    "applications": re.compile(r"勾稽关系|申请人情况|本年新收政府信息|新收政府信息公开申请"),
    "review": re.compile(r"结果维持"),
}
# What stands before those words in a line that holds the whole report.
_AHEAD = {
    "applications": re.compile(r"[（(]?\s*本\s*列\s*数\s*据\s*的?\s*$"),
    "review": re.compile(r"行\s*政\s*复\s*议\s*(?:行\s*政\s*诉\s*讼\s*)?$"),
}
_STOP = {
    "disclosure": re.compile(r"申请人情况|勾稽关系|本年新收政府信息公开申请|结果维持"),
    "applications": re.compile(r"结果维持"),
    "review": re.compile(r"申请人情况|第二十条第"),
}
#: The first row of a table, and the rows that it ends with.
_ENDS = {
    "disclosure": ("regulations", ("fees", "procurement")),
    "applications": ("new_received", ("carried_out",)),
}
_LAST_YEAR = re.compile(
    r"(?:上年|上一年|上年度|上一年度|去年)(?:度|的|同期)*(?:数据|情况|报表|统计|对照|对比|表)"
)
_TOKENS_2019 = ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增/减", "政府集中采购", "采购总金额", "其他对外管理服务事项")  # fmt: skip
_TOKENS_2021 = ("本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额", "逾期不补正", "未按收费通知")  # fmt: skip
_IMAGE = re.compile(r"!\[[^\]]*\]|\[图片\]|<img|【图片】|\(图片\)|（图片）|图\s*片\s*$|\.(?:png|jpe?g|gif|bmp)\b", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_ATTACHMENT = re.compile(r"(?:详见|见|参见|具体见)(?:文末|文后|以下)?附[件表]|附[件表]\s*[0-9０-９一二三:：]|\.(?:xlsx?|docx?|pdf)\b", re.IGNORECASE)  # fmt: skip


@dataclass(slots=True)
class Region:
    line: int
    start: int
    end: int
    section: int | None
    tokens: list[Token]
    runs: list[Run]
    text: str
    others: bool = False  # whether the chapter holds another whole table of the kind


def find_region(
    name: str, document: Document, sections: Sequence[Section], noise: Collection[int]
) -> Region | None:
    """The table in its own section, else wherever else it stands."""
    number = forms.SECTION_OF[name]
    own = [s for s in sections if s.number == number]
    others = [s for s in sections if s.number != number]
    best: Region | None = None
    for section in own:
        got = _read_region(name, document, section.body, section.end, section.number, noise)
        if got and (best is None or _weight(got) > _weight(best)):
            best = got
    if best is not None and _weight(best) >= (1 if name != "applications" else 3):
        return best
    for section in others:
        got = _read_region(name, document, section.body, section.end, section.number, noise)
        enough = 2 if name == "disclosure" else 3 if name == "applications" else 1
        if got and _weight(got) >= max(enough, _weight(best) + 1 if best else 0):
            best = got
    return best


def _weight(region: Region) -> int:
    return sum(1 for r in region.runs if r.row)


def _read_region(
    name: str, document: Document, start: int, end: int, section: int | None, noise: Collection[int]
) -> Region | None:
    if end - start < 8:
        return None
    text = document.text[start:end]
    flat = squash(text)
    flat = re.sub(r"[|│┃║\"]", "", flat)
    if not _START[name].search(flat) and not (name == "review" and section == 4):
        return None
    first = document.line_at(start)
    raw = text.split("\n")
    if (
        len(raw) <= 3 and len(text) > 400
    ):  # a table, or the whole report, on one line: begin at its first label
        anchor = re.search(loose(_START[name].pattern), text)
        if anchor and anchor.start() > 0:
            raw = [
                ("\n" * 0) + text[anchor.start() :].split("\n")[0],
                *text[anchor.start() :].split("\n")[1:],
            ]
            first = document.line_at(start + anchor.start())
    skip = {i + 1 for i in noise}
    if first - 1 < len(document.lines) and start > document.line_starts[first - 1]:
        skip.discard(first)
    tokens = _cut(name, lex(raw, first, skip))
    runs, others = _one_table(name, runs_of(tokens))
    if name == "review":
        runs = review_runs(runs)
    else:
        runs = paired(runs)
        if name == "applications":
            runs = without_strays(runs)
        align(name, runs)
    if not any(r.row for r in runs):
        return None
    return Region(*_span(name, document, tokens, runs, start, end), section, tokens, runs, flat, others)


def _one_table(name: str, runs: list[Run]) -> tuple[list[Run], bool]:
    """The runs of one table where a chapter holds several whole ones (last year's for comparison, the towns' beside the
    county's): the first that is not said to be last year's; and whether there are others."""
    if name not in _ENDS:
        return runs, False
    first, last = _ENDS[name]
    ends = {label.key: (label.core, *label.alternatives) for label in labels(name)}
    at, begun, done = [0], False, False
    for i, run in enumerate(runs):
        text = bare(run.before)
        if text.endswith(ends[first]):
            if begun and done:
                at.append(i)
                done = False
            begun = True
        done = done or (begun and any(text.endswith(ends[key]) for key in last if key in ends))
    if len(at) == 1:
        return runs, False
    parts = [runs[low:high] for low, high in pairwise((*at, len(runs)))]
    now = [part for part in parts if not _LAST_YEAR.search(part[0].before)]
    return (now or parts)[0], True


def _span(
    name: str, document: Document, tokens: list[Token], runs: list[Run], start: int, end: int
) -> tuple[int, int, int]:
    """(line of the first value, start, end) of a table: from its first header to the rest of its last label."""
    placed = [t for r in runs if r.row for t in r.tokens if t.kind != "blank"] or [
        t for r in runs for t in r.tokens
    ]
    first = min(t.line for t in placed)
    last = max(t.line for t in placed)
    texts = [t for t in tokens if t.kind == "text" and t.line <= first]
    joined = "".join(t.norm for t in texts)
    found = re.search("行政复议|结果维持", joined) if name == "review" else _START[name].search(joined)
    if found:
        at = 0
        for token in texts:
            at += len(token.norm)
            if at > found.start():
                first = token.line
                break
    tail = [t for t in tokens if t.line > last][:3]
    for token in tail:
        if token.kind != "text" or len(token.norm) > 14 or not any(
            lab.core.endswith(token.norm) for lab in labels(name)
        ):  # fmt: skip
            break
        last = token.line
    low, high = (
        document.line_starts[first - 1],
        document.line_starts[last - 1] + len(document.lines[last - 1]),
    )
    if first == last and len(document.lines[first - 1]) > 600:  # the whole report on one line
        low, high = max(low, start), min(high, end)
        here = document.text[low:high]
        anchor = re.search(loose(_START[name].pattern), here)
        tail_at = max((here.rfind(t.raw) + len(t.raw) for t in placed[-1:]), default=len(here))
        at = anchor.start() if anchor else 0
        ahead = _AHEAD[name].search(here, 0, at) if name in _AHEAD else None
        return first, low + (ahead.start() if ahead else at), low + tail_at
    return first, max(low, start), min(high, end)


def loose(pattern: str) -> str:
    """The same pattern with white space allowed between its characters."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in pattern.split("|"))


def _cut(name: str, tokens: list[Token]) -> list[Token]:
    """End a table where the next one begins, should both stand in one chapter."""
    joined = ""
    begun = False
    for i, token in enumerate(tokens):
        if token.kind != "text":
            begun = begun or token.kind == "value"
            joined = ""
            continue
        joined += token.norm
        if begun and _STOP[name].search(joined):
            return tokens[:i]
    return tokens


def why_absent(name: str, document: Document, sections: Sequence[Section]) -> tuple[str, int | None]:
    """Why no cells were found: image, attachment, or plainly missing; and the section where that was seen."""
    for section in sections:
        if section.number == forms.SECTION_OF[name]:
            text = document.text[section.body : section.end]
            if any(
                m.kind == "image" and section.start <= m.start < section.end for m in document.marks
            ) or _IMAGE.search(text):
                return "image", section.number
            if _ATTACHMENT.search(text):
                return "attachment", section.number
            return "missing", section.number
    return "missing", None


def _counts(text: str) -> tuple[int, int]:
    return sum(1 for t in _TOKENS_2019 if t in text), sum(1 for t in _TOKENS_2021 if t in text)


def form_of_blank(name: str, document: Document, sections: Sequence[Section]) -> FormId | None:
    """The form of a table whose labels are printed without a single value."""
    for section in sections:
        if section.number == forms.SECTION_OF[name]:
            old, new = _counts(squash(document.text[section.body : section.end]))
            if max(old, new) >= 2 and not min(old, new):
                return "2019" if old else "2021"
    return None


def form_of(name: str, region: Region) -> FormId | None:
    """The form that a table follows, decided by the table itself."""
    if name == "review":
        return None
    rows = Counter(r.row for r in region.runs if r.row)
    if name == "applications":
        named = rows["other_not_corrected"] or rows["other_fee_unpaid"]  # 其他处理 beside them is their title
        if named or (rows["other_else"] and not rows["other_handling"]):
            return "2021"
        if rows["other_handling"]:
            return "2019"
        old, fresh = _counts(region.text)
        return "2021" if fresh else None
    old, fresh = _counts(region.text)
    if rows["procurement"] or rows["other_services"]:
        old += 1
    if old == fresh:
        licence = next((len(r.solid) for r in region.runs if r.row in ("licensing", "penalties")), 0)
        return None if licence == 0 else "2019" if licence == 3 else "2021"
    return "2019" if old > fresh else "2021"


def is_mixed(region: Region) -> bool:
    """Does one table carry headers of both forms?"""
    return all(count >= 2 for count in _counts(region.text))


def common_form(own: dict[str, FormId | None]) -> FormId | None:
    stated = [f for f in own.values() if f]
    return stated[0] if stated else None


def report_form(own: dict[str, FormId | None], found: dict[str, Region]) -> FormId | None:
    stated = {f for f in own.values() if f}
    if len(stated) > 1 or any(is_mixed(r) for n, r in found.items() if n == "disclosure"):
        return "mixed"
    return next(iter(stated), None)
