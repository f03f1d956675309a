"""Family B, second part: what the running text says of years, documents, the issuing body and its address (5.2).

Years stand in :mod:`gipr_nlp.rules.b_years`, dated policies in :mod:`gipr_nlp.rules.b_dated`, names and pronouns in
:mod:`gipr_nlp.rules.b_self`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules import b_dated, b_self, b_years
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.labels import distance
from gipr_nlp.rules.narrative import Narrative, narrative
from gipr_nlp.rules.scope import require_report

LAW = "中华人民共和国政府信息公开条例"
FORM_TITLE = "中华人民共和国政府信息公开工作年度报告格式"
_BOOK = re.compile("《([^《》\n]{3,60})》")
_NATION = "中华人民共和国"
_DECREE = re.compile(r"(?:国务院|国)令\s*(?:\(|〔|\[)?第?\s*(?P<number>\d{3})\s*号")
_LETTER = re.compile(
    r"国办公开办[函发]?\s*[〔\[(【﹝]?\s*(?P<year>20\d\d)\s*[〕\])】﹞]?\s*(?:第)?(?P<number>\d{1,3})号"
)
_LETTERS = {("2019", "60"): 2019, ("2021", "30"): 2021}
_TITLE_OF_60 = re.compile("年度报告有关事项的?通知")
_NO_SUCH = re.compile(
    f"(?:{_NATION})?(?:政府信息公开法|政务公开条例|政务信息公开条例|政务公开法|信息公开法|政府信息公开(?:工作|管理)条例|政府公开信息条例)"
)


@rule(
    "B13",
    "文件名称错误",
    "warning",
    why="法规和格式文件的名称、文号写错，报告的依据就不成立；引用已失效的文号，多为沿用往年的文字。",
    basis=PRACTICE,
    bad="根据《中华人民共和国信息公开条例》要求……",
    good="根据《中华人民共和国政府信息公开条例》要求……",
)
def document_names(case: Case) -> Checks:
    require_report(case)
    said = narrative(case)
    yield from _titles(said)
    year = case.report.year
    if year is None or year < 2019:
        return
    for found in _DECREE.finditer(said.flat):
        hit = _decree(said, found)
        if hit is not None:
            yield hit
    letters = list(_LETTER.finditer(said.flat))
    right = [m for m in letters if _fits(m, year)]
    for found in letters:
        if not _fits(found, year) and not (right and (found["year"], found["number"]) in _LETTERS):
            yield _letter(said, found, year)
            break
    for found in right:
        before = said.flat[max(0, found.start() - 30) : found.start()]
        if year >= 2021 and _TITLE_OF_60.search(before):
            shown = said.shown(max(0, found.start() - 12), found.end())
            yield Hit(
                f"“{shown}”中的文件名称与文号不符：国办公开办函〔2021〕30号印发的是《{FORM_TITLE}》，"
                "“年度报告有关事项的通知”是国办公开办函〔2019〕60号。请核对更正。",
                found=found[0],
                expected=f"关于印发〈{FORM_TITLE}〉的通知",
                evidence=(shown,),
                quote=f"60号通知{found['number']}",
                **said.place(*found.span()),
            )
            break


def _titles(said: Narrative) -> Iterator[Hit]:
    """Titles in book marks that come near the two titles that every report cites."""
    seen = set()
    for found in _BOOK.finditer(said.flat):
        title = re.sub(r"\s", "", found[1])
        if title in seen or ("公开" not in title and "信息" not in title):
            continue
        seen.add(title)
        right = _meant(title)
        if right:
            shown = said.shown(*found.span())
            yield Hit(
                f"“{shown}”中的文件名称《{title}》有误，应为《{right}》。请更正。",
                found=f"《{title}》",
                expected=f"《{right}》",
                evidence=(shown,),
                quote=title,
                **said.place(*found.span()),
            )


def _meant(title: str) -> str | None:
    """The document that a mistyped title means; None where the title is right or another one's."""
    if _NO_SUCH.fullmatch(title):
        return LAW
    if not title.startswith((_NATION[:5], "中华人民", "中华人名")) or title in (LAW, FORM_TITLE):
        return None
    for right in (LAW, FORM_TITLE):
        if 0 < distance(title, right) <= 3 and title.endswith(("条例", "条列", "格式", "法")):
            return right
    return None


def _decree(said: Narrative, found: re.Match[str]) -> Hit | None:
    """The number of the decree by which the law was issued, or its edition of 2019."""
    (text, at), number = said.around(found.start()), found["number"]
    if number == "711" or "711" in text or not re.search(r"(?:公开条例|《条例)》?\s*\(?\s*$", text[:at]):
        return None
    shown = said.shown(*found.span())
    old = number == "492"
    return Hit(
        f"“{shown}”引用的{'是2007年公布、2019年修订前的令号' if old else '令号有误'}，"
        f"现行《{LAW}》由国务院令第711号公布。请更正。",
        found=found[0],
        expected="国务院令第711号",
        evidence=(shown,),
        quote=f"令{number}",
        **said.place(*found.span()),
    )


def _fits(found: re.Match[str], year: int) -> bool:
    """Whether the cited notice is the one in force for the reporting year."""
    return _LETTERS.get((found["year"], found["number"])) == (2021 if year >= 2021 else 2019)


def _letter(said: Narrative, found: re.Match[str], year: int) -> Hit:
    known = (found["year"], found["number"]) in _LETTERS
    wanted = "国办公开办函〔2021〕30号" if year >= 2021 else "国办公开办函〔2019〕60号"
    shown = said.shown(*found.span())
    why = f"不是{year}年度报告适用的格式文件" if known else "文号有误"
    return Hit(
        f"“{shown}”{why}，{year}年度报告的格式文件是{wanted}。请核对更正。",
        found=found[0],
        expected=wanted,
        evidence=(shown,),
        quote=f"{found['year']}-{found['number']}",
        **said.place(*found.span()),
    )


_ADDRESS = re.compile(
    r"(?<![@\w.])(?:https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,8})(?![a-z0-9@-])",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile("网站|网址|电子版|查阅|下载|门户|登[录陆]|浏览|查询")
_ACCOUNTS = re.compile(
    r"(?:weibo|weixin|qq|douyin|toutiao|kuaishou|bilibili|baidu|163|126|sina|sohu|xuexi)\.", re.IGNORECASE
)
_PUBLIC = (".gov.cn", ".edu.cn", ".mil.cn", ".ac.cn", ".gov")


@rule(
    "B16",
    "电子版网址",
    "warning",
    why="报告应当在政府网站上公布；网址不在政府域名下，公众可能打不开，或被引到其他网站。",
    basis=PRACTICE,
    bad="本报告电子版可在http://www.qinglan-info.com下载。",
    good="本报告电子版可在青岚县人民政府门户网站（http://www.qinglan.gov.cn）下载。",
    needs="D/M",
)
def web_address(case: Case) -> Checks:
    require_report(case)
    if case.stage == "draft":
        raise NotApplicable("送审稿尚未发布")
    if case.report.agency.kind == "other":
        raise NotApplicable("发布单位不是政府部门，网址不一定在政府域名下")
    said = narrative(case)
    for found in _ADDRESS.finditer(said.flat) if "." in said.flat else ():
        host = found["host"].lower()
        if (
            host.endswith(_PUBLIC)
            or _ACCOUNTS.search(host)
            or not re.search(r"\.(?:cn|com|net|org|top|cc|info|vip)$", host)
        ):
            continue
        if not _ANNOUNCES.search(said.text(found.start())):
            continue
        shown = said.shown(*found.span(), width=60)
        yield Hit(
            f"公布的网址“{found[0]}”不在政府网站域名（.gov.cn）之下（“{shown}”）。请核实网址是否正确，并改用政府网站的网址。",
            found=found[0],
            expected="政府网站网址（.gov.cn）",
            evidence=(shown,),
            quote=host,
            confidence=0.9,
            **said.place(*found.span()),
        )


RULES = (*b_years.RULES, *b_dated.RULES, document_names, *b_self.RULES, web_address)
