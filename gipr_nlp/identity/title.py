"""The title: found among the first lines, over several lines if need be, and taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from gipr_nlp import agency
from gipr_nlp.identity.dates import DATE, number
from gipr_nlp.identity.lines import Line

_YEAR = re.compile(
    r"(?<!\d)(20\d{2}|二[〇○零OoＯ0][〇○零OoＯ0一二三四五六七八九]{2})(年度|年(?=年度)|年|(?=[\u4e00-\u9fff(]|[-—至]20\d\d))"
)
_SUBJECT = (
    "政府信息与政务公开|政府信息和政务公开|政府信息公开[和与暨及]政务公开|政务公开[和与暨及]政府信息公开|政府信息公开|政务信息公开"
    "|政务公开|信息公开|政府信息"
)
_TAIL = re.compile(
    rf"(?P<subject>{_SUBJECT})(?P<middle>(?:工作|情况|执行|实施|开展|落实|条例|的|年度|年终|全年|自查|年(?=报告))*)"
    r"(?P<noun>报告书?|年报|总结|汇报|小结)$"
)
_NOUN_END = re.compile(
    r"(?:报告书?|年报|总结|汇报|小结)[》>)\]】*_#\"]*(?:\([^()]{1,40}\)|\[[^\[\]]{1,40}\]|【[^【】]{1,40}】)*$"
)
_NOTE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,40}\]|【[^【】]{1,40}】")
_NOTES = re.compile(rf"(?:{_NOTE.pattern})+$")
_BEHIND = re.compile(
    r"(?<=告|报|结)(?:[-_|—–]{1,2}[^-_|—–()]{2,30}|(?:发布|公开|发文)?(?:时间|日期|机构|单位)[:：].*|(?:信息)?来源[:：].*|作者[:：].*|字[体号].*)$"
)
_BEFORE = re.compile(r"^(?:[\u4e00-\u9fff]{2,6}[:：]|附件?\d{0,2}[:：]|[《\"【\[(]+|\d{1,2}[.、])+")
_NOT_AGENCY = re.compile(
    r"[。;,:!?《》|>]|根据|按照|现将|公布|如下|通知|办法|条例|制度|年度报告|专栏|网站|首页|^第|^[一二三四五六七八九]、"
)
_YEAR_LINE = re.compile(r"\(?(?:20\d{2}|二[〇○零OoＯ0][〇○零OoＯ0一二三四五六七八九]{2})年?度?\)?")
_FRAGMENT = frozenset(
    {"办公室", "办公厅", "办事处", "人民政府", "人民政府办公室", "政府", "管委会", "管理委员会", "委员会"}
)
_SITE = re.compile("网$|门户|平台|政务公开|信息公开|年报|报告|专栏|中国")
_ABOUT = re.compile("^关于|(?:关于)?的?$|的?(?:年度|全年)$")
_MOST_LINES, _LONGEST = 5, 90


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart.

    ``agency`` as printed, ``years`` in their order, ``note_years`` those in brackets at the end, ``subject``
    (政府信息公开 …), ``tail`` from the subject to the end without years, ``word`` what stood behind the first
    year (年, 年度 or nothing), ``order``: agency | year, whichever comes first, ``notes`` in brackets.
    """

    printed: str
    agency: str
    years: tuple[int, ...]
    subject: str
    tail: str
    word: str = ""
    order: str = "agency"
    notes: tuple[str, ...] = ()
    note_years: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
    lines: tuple[int, ...] = ()


def parse_title(raw: str, flat: str | None = None) -> Title | None:
    """Take apart a text without white space that may be a title; None where it is none.

    Args:
        raw: as printed.
        flat: levelled, of the same length.
    """
    raw, flat = _bare(raw, raw if flat is None else flat)
    if not 6 <= len(flat) <= _LONGEST:
        return None
    noted = _NOTES.search(flat)
    body = (flat[: noted.start()] if noted else flat).rstrip('》"')
    dated = _without_years(body)
    tail = _TAIL.search(dated.text)
    while tail and dated.at[tail.end("subject") - 1] - dated.at[tail.start()] >= len(tail["subject"]):
        tail = _TAIL.search(
            dated.text, tail.start() + 1
        )  # 人民政府2021年度信息公开: a year stands in the middle
    if tail is None:
        return None
    name = _ABOUT.sub("", "".join(raw[i] for i in dated.at[: tail.start()])).strip("-—_·《 ")
    if len(name) > 45 or _NOT_AGENCY.search(name):
        return None
    notes = tuple(note.strip("()[]【】") for note in _NOTE.findall(noted[0])) if noted else ()
    found = (_YEAR.search(note + "年") for note in notes if "月" not in note and not DATE.search(note))
    return Title(
        printed=raw,
        agency=name,
        years=dated.years,
        subject=tail["subject"],
        tail=tail[0],
        word=dated.word,
        order="year" if dated.first == 0 else "agency",
        notes=notes,
        note_years=tuple(number(match[1]) for match in found if match),
    )


def _bare(raw: str, flat: str) -> tuple[str, str]:
    """A candidate without labels before it, the site's name behind it and quotation marks around it."""
    cut = _BEFORE.match(flat)
    first = cut.end() if cut else 0
    behind = _BEHIND.search(flat, first)
    last = behind.start() if behind else len(flat)
    while last > first and flat[last - 1] in '》"*_#】」':
        last -= 1
    return raw[first:last], flat[first:last]


class _Dated(NamedTuple):
    """A title's ``text`` without years, the place ``at`` which each character stood, the ``years``, the
    ``word`` behind the first one and where the ``first`` begins."""

    text: str
    at: list[int]
    years: tuple[int, ...]
    word: str
    first: int | None


def _without_years(body: str) -> _Dated:
    at: list[int] = []
    found, end = list(_YEAR.finditer(body)), 0
    for match in found:
        at += range(end, match.start())
        before, behind = body[: match.start()], body[match.end() :]
        if match[2] == "年度" and _has_subject(before) and behind.startswith(("报告", "工作报告")):
            at += range(match.start(2), match.end())  # 政府信息公开工作2021年度报告: 年度报告 stays
        end = match.end()
    at += range(end, len(body))
    years = tuple(number(match[1]) for match in found)
    word = next((match[2] for match in found if match[2]), "")
    return _Dated("".join(body[i] for i in at), at, years, word, found[0].start() if found else None)


def _has_subject(text: str) -> bool:
    return "公开" in text or "政府信息" in text


def find_title(lines: tuple[Line, ...]) -> Title | None:
    """The best title among the first lines: with agency and year if there is such, else the first."""
    best: tuple[int, Title] | None = None
    for j, line in enumerate(lines):
        flat = _BEHIND.sub("", line.flat)
        if line.noise or len(flat) > 90 or not _NOUN_END.search(flat):
            continue
        found = _grow(lines, j)
        if found is None:
            continue
        worth = 2 * bool(found.agency) + bool(found.years or found.note_years) + ("年度报告" in found.tail)
        if best is None or worth > best[0]:
            best = (worth, found)
    return best[1] if best else None


def _grow(lines: tuple[Line, ...], j: int) -> Title | None:
    """The shortest run of lines up to line j that is a title, extended upwards while something is missing."""
    i, title = j, _join(lines, j, j)
    while (
        title is None
        and i > 0
        and j - i + 1 < _MOST_LINES
        and not lines[i - 1].noise
        and len(lines[i - 1].flat) < 45
    ):
        i -= 1
        title = _join(lines, i, j)
    while title is not None and i > 0 and j - i + 1 < _MOST_LINES and _belongs(lines[i - 1], title):
        longer = _join(lines, i - 1, j)
        if longer is None:
            break
        i, title = i - 1, longer
    return title


def _join(lines: tuple[Line, ...], i: int, j: int) -> Title | None:
    run = lines[i : j + 1]
    title = parse_title("".join(x.raw for x in run), "".join(x.flat for x in run))
    if title is None:
        return None
    return replace(title, start=run[0].start, end=run[-1].end, lines=tuple(x.number for x in run))


def _belongs(line: Line, title: Title) -> bool:
    """Whether the line above is a part of the title."""
    flat = line.flat
    if line.noise or len(flat) > 40 or _SITE.search(flat):
        return False
    if _YEAR_LINE.fullmatch(flat):
        return not (title.years or title.note_years)
    name = _YEAR.sub("", flat).removesuffix("关于").strip("()")
    if title.years and name != flat.removesuffix("关于"):
        return False
    if not title.agency:
        return agency.is_unit(name)
    if agency.split(title.agency).chain:
        return False
    if title.agency in _FRAGMENT or agency.is_place(name):
        return agency.is_unit(name) or agency.is_place(name)
    whole = name + title.agency
    return not agency.is_unit(name) and bool(agency.split(name).chain) and agency.is_unit(whole)


def year_below(lines: tuple[Line, ...], title: Title) -> int | None:
    """A year that stands alone under the title: （2023年度）."""
    after = [x.flat for x in lines if title.lines and x.number > title.lines[-1] and not x.noise]
    found = _YEAR_LINE.fullmatch(after[0]) if after else None
    year = _YEAR.search(after[0].strip("()") + "年") if found else None
    return number(year[1]) if year else None
