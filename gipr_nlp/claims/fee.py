"""The statement on the information processing fee: which clauses make it, its level, its three figures.

Source: 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）, in force for reports from 2021 on; levels F0a–F3 as
in rules.md section 3. A zero that is said in words only (未收取) is F1; beside a figure it is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gipr_nlp.claims.fee_figures import Figures, figures_of, plain
from gipr_nlp.model import Clause, Fee
from gipr_nlp.text import level

FIRST_YEAR = 2021
SURE = 0.5

_WASTE = "".join(
    f"(?<!{word})"
    for word in ("垃圾", "污水", "废物", "废弃物", "危废", "医废", "固废", "餐厨", "渣土", "粪便", "后事")
)
_PROCESSING = re.compile(rf"信息(?:公开)?(?:信息)?的?处理的?费|公开的?处理费|{_WASTE}处理费")
_NOTICE = re.compile(
    "(?:收费|缴费|缴款|收缴|付费|征收|收取|缴纳|计费)(?:信息处理费)?(?:的)?(?:通知|告知)(?:书|单|函)?|(?:通知|开单)缴费"
)
_POSTAGE = "检索|查找|复制|复印|邮寄|邮递|打印|寄送|快递|查询"
_WRONG_KIND = re.compile(
    rf"行政事业性收?费|(?:{_POSTAGE})(?:、|和|及|与|或|等|费|成本|工本|[^,。;件]{{0,2}}费)"
    "|工本费?|资料费|成本费|邮费|邮资"
)
_FREE = "免费(?!下载|领取|发放|开放|赠)"
_FEE_WORD = re.compile(
    f"收费|收取|费用|计费|缴费|收缴|征收|计收|{_FREE}|免收|免予?缴|处理费|收钱|交钱|付费|花钱|分文|分钱|工本|邮资"
    f"|(?:{_POSTAGE})[^,。;]{{0,3}}费|成本"
)
_CONTEXT = re.compile(
    "信息公开|依申请|政府信息|申请人|公开申请|申请公开|提供信息|公开信息|查阅|检索|复制|邮寄|复印"
)
_OTHER_APPLICATION = re.compile(
    "(?:许可|登记|补贴|补助|救助|低保|工伤|仲裁|贷款|专利|商标|开户|用电|用水|用气|报装)[^,。;]{0,4}申请"
    "|申请(?:人)?(?:办理|补贴|贷款)"
)
_BUSINESS = re.compile(
    "非税|目录清单|收费清单|收费标准(?!收)|收费目录|收费项目|学费|停车|供水|水费|电费|供暖|供热|污水|垃圾|物业|医疗|诊疗|医保"
    "|保费|社保|门票|票价|乱收费|违规收费|涉企|营业执照|检验|检测|培训费|养老|托育|诉讼费|公证|路费|通行费|罚款|税费|减税"
    "|免费(?:下载|领取|发放|开放|赠)|企业|商户|客户|游客|患者|学生|资源费|补偿费|配套费|登记费|许可"
)
_PUBLISHED = re.compile(
    "(?:(?<!申请)(?<!信息)公开|公示|公布|发布|更新|晒)[^,。;]{0,12}(?:收费|费用)"
    "|(?:收费|费用)[^,。;]{0,14}(?:公开|公示|公布|上网|上墙)"
)
_NOT_YET = "(?:暂未|尚未|还未|暂时未|目前未|仍未|还没有?|尚没有)"
_NOT_BEGUN = re.compile(
    rf"{_NOT_YET}\s*(?:正式|全面)?(?:开始|开展|启动|实行|实施|执行|推行|开征|开通)(?!过)"
    r"|(?:未|没有)\s*(?:正式|全面)?(?:开始|启动|开征|推行|开展(?=[^,。;]{0,14}工作))"
    rf"|(?:{_NOT_YET}|暂不|尚不)\s*(?:对[^,。;]{{0,12}}|向[^,。;]{{0,12}})?(?:收取|征收|计收|收费)"
    rf"|(?:收费|收取|收缴|处理费)[^,。;]{{0,8}}{_NOT_YET}[^,。;]{{0,4}}(?:开始|开展|启动|实施|实行|执行|推行)"
)
_CHARGING = "收取|产生|发生|收费|征收|征缴|收缴|计收|计费|费用|处理费|缴费|缴纳|涉及|通知|收过|收钱|花钱|分钱|收(?=[任分,。;]|$)"
_NONE = re.compile(
    "(?:未|没有?|无|不存在|不涉及|不曾|从未|未曾|并无|暂无|免|不|毋须|无须|无需)(?!经|满|及时|按|断|仅|得)"
    f"(?:曾|有|对|向|就|因)?[^,。;]{{0,22}}?(?:{_CHARGING})"
    "|(?:费用?|收费|收取|收缴)[^,。;]{0,10}"
    "(?:未发生|没有发生|未产生|未涉及|为零|:无|无$|情况(?:为|:)?无|皆无|均无)"
    "|(?:处理费|收取)[^,。;]{0,4}[,:]?[^,。;]{0,4}(?:零[。;]|无[。;]|未有|没有[。;,]|空白|为空)"
    f"|零收费|{_FREE}|分文(?:未|不)|一分(?:未|没|不)|(?:由|归)[^,。;]{{0,10}}(?:承担|垫付|负担|列支|开支)"
)
_EMPTY = re.compile(
    r"^[\s(（一二三四五六0-9.、)）]*(?:本年度?|20\d\d年度?|全年|本机关|我[局委办镇乡厅])?[,:]?\s*(?:均|暂)?"
    "(?:无|没有|未发生|未产生|不涉及|暂无|零|未收取?|没有?收)(?:过|此类|相关|该项)?(?:情况|情形|收费|费用|事项|内容)?[。;,]?$"
)
_FEE_HEADING = re.compile("处理费|收费(?!目录|标准|项目|清单)|收费及?减免|支出与收费|收支情况")
_UNPAID = re.compile(
    "(?:未|没有?)(?:在规定期限内|按时|按期|按照?)*收费通知|逾期[^,。;]{0,10}(?:未|不|没)[^,。;]{0,6}缴|未按期缴费|未缴费?[^,。;]{0,8}视为"
    "|未(?:按时|按期|按要求)?缴纳?费?[^,。;]{0,6}不再处理"
)
_PLAN = re.compile("下一步|明年|今后|拟|计划|将(?:进一步|严格|依法|按照|会|对)|待[^,。;]{0,12}后|力争")
_PAID = re.compile("(?:缴清|付清|收讫|入库|上缴|到账)[^,。;]{0,8}[。;]?$")
_LAST_YEAR = re.compile("上年度?|上一年度?|去年|往年|历年")
_SELF = re.compile(
    r"20\d\d年度?|本年度?|今年|全年|年度?内|报告(?:期|年度)内?|截至[^,。;]*|目前|该项|相关|任何|情况|其他|其它|各类|事项"
    "|我[局委办镇乡厅院所处队中心街道县市区单位支队]+|本[局委办镇乡厅院所处队机关单位县市街道]+|以上|上述|所有|均|都|办理|中"
    "|收费|收取|费用|缴费|免费|免收|征收|产生|发生|涉及|存在|未|没有|无|不|的|了|过"
)
_FIGURES_ONLY = re.compile(r"[\d\s|、,.元件万]+")


@dataclass(frozen=True, slots=True)
class _Statement:
    """Clauses that stand together and what they say; ``named``: they name the fee or its notices."""

    clauses: tuple[Clause, ...]
    figures: Figures
    grade: str
    named: bool


def is_fee_clause(clause: Clause) -> bool:
    """Does a clause say whether applicants were charged for disclosure? By words; the tagger is another witness."""
    return _is_fee(clause.text, clause.heading, clause.section)


@lru_cache(maxsize=1024)  # claims, fee statement and rules ask of the same clauses
def _is_fee(text: str, heading: str, section: int) -> bool:
    flat = level(text)
    if _named(flat):
        return not _UNPAID.search(flat) or figures_of(flat).explicit > 0
    if _under_fee_heading(heading):
        told = figures_of(f"{heading}:{flat}").explicit > 0
        return told or bool(_EMPTY.match(flat) or _FEE_WORD.search(flat))
    if _bare_figures(flat):
        return True
    if not _FEE_WORD.search(flat) or _UNPAID.search(flat):
        return False
    applied = "申请" in flat and section in (1, 3) and not _OTHER_APPLICATION.search(flat)
    context = applied or bool(_CONTEXT.search(flat)) or "依申请" in level(heading)
    none = bool(_NONE.search(flat))
    if _BUSINESS.search(flat) and not (none and _CONTEXT.search(flat)):
        return False
    if _PUBLISHED.search(flat) and not (none and "申请" in flat):
        return False
    told = none or _charged(flat)
    return told and (
        context or (section == 6 and (bool(_WRONG_KIND.search(flat)) or _speaks_of_nothing_else(flat)))
    )


def fee_of(clauses: Sequence[Clause], year: int | None) -> Fee | None:
    """The fee statement of a report, wherever it stands; None only for reports up to 2020 that make none."""
    statements = [s for s in (_read(group, year) for group in _groups(clauses)) if s.grade]
    if not statements:
        return Fee("F0b") if year is None or year >= FIRST_YEAR else None
    best = max(
        statements,
        key=lambda s: (
            s.named,
            s.figures.stated,
            s.clauses[0].section == 6,
            s.grade != "F0c",
            -s.clauses[0].order,
        ),
    )
    first, last, figures = best.clauses[0], best.clauses[-1], best.figures
    text = "".join(c.text for c in best.clauses)
    return Fee(
        best.grade,
        figures.notices,
        figures.total,
        figures.collected,
        text,
        first.section,
        first.start,
        last.end,
    )


# --- which clauses ------------------------------------------------------------------------------------------


def _named(flat: str) -> bool:
    return bool(_PROCESSING.search(flat) or _NOTICE.search(flat))


def _under_fee_heading(heading: str) -> bool:
    return bool(_FEE_HEADING.search(level(heading)))


def _bare_figures(flat: str) -> bool:
    """通知0份、应收0元、实收0元 without the word fee."""
    return "通知" in flat and figures_of(flat).stated >= 2


def _charged(flat: str) -> bool:
    return bool(re.search("收取|收费|征收|收缴|费用?", flat)) and figures_of(flat).explicit > 0


def _speaks_of_nothing_else(flat: str) -> bool:
    """A short sentence on fees, the agency and the year, so that no other charge can be meant."""
    return len(re.sub(r"[^\u4e00-\u9fff]", "", _SELF.sub("", plain(flat)))) <= 4


def _groups(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Clauses on fees that stand together, with those that go on with figures (总金额0元；实际收取0元)."""
    group: list[Clause] = []
    for clause in clauses:
        near = bool(group) and clause.section == group[-1].section and clause.order - group[-1].order <= 2
        speaks = (is_fee_clause(clause) or _labelled(clause, near)) and not _only_plan(clause)
        if speaks or (near and _goes_on(clause, clause.order - group[-1].order)):
            if group and not near:
                yield group
                group = []
            group.append(clause)
    if group:
        yield group


def _labelled(clause: Clause, near: bool) -> bool:
    """The tagger alone brings a clause in where the place or the words speak of applications, and no other charge."""
    if clause.label != "fee_note" or clause.probability < SURE:
        return False
    flat = level(clause.text)
    if _BUSINESS.search(flat) or _PUBLISHED.search(flat) or _UNPAID.search(flat):
        return False
    return near or "申请" in level(clause.heading) or bool(_CONTEXT.search(flat))


def _goes_on(clause: Clause, distance: int) -> bool:
    """Figures of a statement begun before: the next clause, or the one after with a cue of its own (实收0元)."""
    flat = level(clause.text)
    if _FIGURES_ONLY.fullmatch(flat):
        return distance == 1
    if _BUSINESS.search(flat) or re.search("建议|提案|解读|培训|发布", flat):
        return False
    if distance > 1 and not re.search("实收|实际收|应收|收费通知|缴费通知", flat):
        return False
    return figures_of(flat).explicit > 0 or bool(_PAID.search(flat))


def _only_plan(clause: Clause) -> bool:
    flat = level(clause.text)
    if clause.label == "improvement":
        return True
    told = _NONE.search(flat) or _NOT_BEGUN.search(flat) or figures_of(flat).explicit
    return bool(_PLAN.search(flat)) and not told


# --- what they say ------------------------------------------------------------------------------------------


def _read(group: Sequence[Clause], year: int | None) -> _Statement:
    parts: list[str] = []
    heading = ""
    for clause in group:
        if clause.heading != heading and (
            _under_fee_heading(clause.heading) or _NOTICE.search(level(clause.heading))
        ):
            parts.append(f"{clause.heading}:")
        heading = clause.heading
        parts.append(clause.text)
    flat = level("".join(p if p[-1:] in "。;；:：,，" else f"{p}\n" for p in parts))
    figures = figures_of(_of_this_year(flat, year))
    named = _named(flat) or _bare_figures(flat)
    return _Statement(tuple(group), figures, _grade(plain(flat), figures, named, group), named)


def _of_this_year(flat: str, year: int | None) -> str:
    """The statement without parts on other years, where it names the reporting year as well."""
    parts = re.split(r"(?<=[。;])", flat)
    if year is None or not any(f"{year}年" in part for part in parts):
        return flat
    return "".join(
        p
        for p in parts
        if f"{year}年" in p or not (re.match(r"\s*(?:其中)?,?20\d\d年", p) or _LAST_YEAR.match(p))
    )


def _grade(bare: str, figures: Figures, named: bool, group: Sequence[Clause]) -> str:
    """Level of a statement, "" where it says nothing on charging."""
    if _NOT_BEGUN.search(bare) and figures.explicit < 2:
        return "F0a"
    if not named and _WRONG_KIND.search(bare):
        return "F0c"
    if figures.explicit:
        return {3: "F3", 2: "F2"}.get(figures.stated, "F2b")
    if _NONE.search(bare) or any(_EMPTY.match(level(c.text)) for c in group):
        return "F1"
    if named:
        return "F1" if re.search(r"(?:为|记|填|是)\s*[0零]|零|未|没有", bare) else ""
    return "F1" if any(c.label == "fee_note" for c in group) else ""
