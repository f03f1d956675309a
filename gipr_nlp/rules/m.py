"""Family M: required content (rules.md 5.12). Parts: section 1, section 5, duties of some; the rest stands here.

What rests on labels or lexicons is at most a warning below confidence 0.95; absence needs two witnesses (5.0a).
"""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Section
from gipr_nlp.rules import duties, section_five, section_one
from gipr_nlp.rules.base import ARTICLE_50, FEE_MEASURES, FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.n import perhaps_said
from gipr_nlp.rules.scope import require_six_parts
from gipr_nlp.rules.vocabulary import others
from gipr_nlp.rules.witness import is_preface, labelled, quote, share
from gipr_nlp.text import level, squash

_PERIOD = re.compile(
    "统计(?:期|时限|周期|口径|区间|时段|时间|截止|截至|起于|起止|年度)|数据(?:统计|截止|截至|核定|采集截|区间)|报告(?:区间|时段|期间|时间)|时间跨度"
    "|起讫|起止|截面|所列数据|所用数字|自然年|公历年|期间为|时间为|1[-—至到]12月|1月1日[^。]{0,16}12月31日|一月一日[^。]{0,20}十二月三十一日"
    "|截[止至][^。,]{0,8}(?:12月31日|年底|年末|最后一日|十二月三十一日)|元旦|岁末|岁尾"
)
_CONTACT = re.compile(
    r"联系电话|电话[:为]|联系地址|地址[:为]|邮编|邮政编码|电子邮箱|电子邮件|邮箱[:为]|传真|致电|联系方式|联系人|请(?:与|向|联系)[^。]{0,30}(?:联系|反映)|(?<!\d)0\d{2,3}[-—]\d{7,8}|@"
)
_NOTHING = re.compile(
    r"^[\s(（一二三四五六0-9.、)）]*(?:20\d\d年度?|本年度?|我\S{1,3}|本\S{1,3}|目前|,)*(?:无|没有|暂无|不存在|未有|未发生)(?:其他|其它|别的|相关|任何|特别)*(?:的)?(?:需要|应当|应|须|要)*(?:另行)?(?:报告|说明|上报|补充)?(?:的)?(?:事项|情况|内容|问题)?[。.;]?$"
)
_DATE = re.compile(r"(?:\d{4}|[二〇○零一]{4})年\S{1,3}月\S{1,3}日?")
LEAST_CLAUSES = 6


@rule(
    "M17",
    "缺统计期限",
    "hint",
    why="写明统计期限（当年1月1日至12月31日），读者才知道数据的起止时间。",
    basis=PRACTICE,
    bad="全文没有说明数据的统计期限。",
    good="本报告所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
    needs="D+labels",
)
def no_period(case: Case) -> Checks:
    require_six_parts(case)
    if case.report.dates.period is not None or _PERIOD.search(_text(case)):
        return
    yield Hit(
        "全文没有写明数据的统计期限。建议在报告开头写明“本报告所列数据的统计期限自〔统计年度〕1月1日起，至12月31日止”。",
        line=1,
        quote="缺统计期限",
    )


@rule(
    "M18",
    "缺联系方式",
    "hint",
    why="写明联系方式，公众对报告有疑问时才知道向谁询问。统一格式没有作硬性规定，属于通行做法。",
    basis=PRACTICE,
    bad="全文没有联系电话、地址或者邮箱。",
    good="如对本报告有疑问，请与某局办公室联系（电话：0880-3320016）。",
    needs="D+labels",
)
def no_contact(case: Case) -> Checks:
    require_six_parts(case)
    if _CONTACT.search(_text(case)):
        return
    yield Hit(
        "全文没有联系方式。建议在报告开头写明联系部门和电话，便于公众咨询。",
        line=1,
        quote="缺联系方式",
    )


def _text(case: Case) -> str:
    if "text" not in case.memo:
        case.memo["text"] = re.sub(r"\s+", "", level(case.report.text))
    return str(case.memo["text"])


@rule(
    "M19",
    "第六部分空或仅“无” (Y≥2021)",
    "error",
    why="自2021年度报告起，第六部分应当写明信息处理费的收取情况，没有收取的也要写明，不能只写“无”。",
    basis=f"{FEE_MEASURES}；{ARTICLE_50}",
    bad="六、其他需要报告的事项　无。",
    good="六、其他需要报告的事项　2023年发出收费通知0件，收费通知总金额0元，实际收取总金额0元。",
    needs="D+labels",
    follows_from=("N01",),
)
def nothing_in_section_six(case: Case) -> Checks:
    if case.year < 2021:
        raise NotApplicable("2020年度及以前的报告没有信息处理费，第六部分可以写“无”")
    chapters = [s for s in require_six_parts(case) if s.number == 6]
    if not chapters:
        raise NotApplicable("没有找到第六部分")
    fee = case.report.fee
    if fee is None or fee.level != "F0b":
        return
    if reason := perhaps_said(case):
        yield Unsure(reason)
        return
    section = chapters[0]
    found = [c for c in case.report.clauses if section.start <= c.start < section.end]
    if found and not all(_NOTHING.match(squash(c.text)) for c in found):
        return
    if not found and _text_below(case, section):
        yield Unsure("第六部分没有读出正文，可能是表格、附件或者落款")
        return
    shown = f"只写了“{quote(found[0].text)}”" if found else "没有内容"
    yield Hit(
        f"第六部分“其他需要报告的事项”{shown}。请写明本年度信息处理费收取情况：发出收费通知件数、收费通知总金额、实际收取总金额；"
        "没有收取的，三项均写0。",
        section=6,
        line=section.line,
        start=found[0].start if found else section.start,
        end=found[-1].end if found else section.body,
        found=quote(found[0].text) if found else "（空）",
        evidence=(found[0].text,) if found else (),
    )


def _text_below(case: Case, section: Section) -> bool:
    """Whether lines stand in a section that are neither its heading nor the signature."""
    agency = case.report.agency
    names = {squash(n) for n in (agency.printed, agency.name, agency.signed or "")} | {""}
    lines = case.report.text[section.body : section.end].split("\n")
    return any(squash(line) not in names and not _DATE.fullmatch(squash(line)) for line in lines)


@rule(
    "M21",
    "大段业务工作",
    "warning",
    why="年度报告报告的是政府信息公开工作；大段罗列业务工作，会淹没应当报告的内容。",
    basis=FORMAT,
    bad="第一部分大半篇幅写防汛抗旱、项目建设和产业发展，与信息公开无关。",
    good="第一部分围绕信息公开五个方面展开，业务工作只作为公开内容提及。",
    needs="D+labels",
)
def business_report(case: Case) -> Checks:
    found = [c for c in section_one.substance(case) if not is_preface(c)]
    if len(found) < LEAST_CLAUSES:
        raise NotApplicable("第一部分句子太少，不宜按比例判断")
    limit = float(case.profile.thresholds.get("M21_share", 0.6))
    off = [c for c in found if not others("disclosure").search(level(c.text))]
    if len(off) <= limit * len(found):
        return
    if labelled(found):
        by_label = [c for c in found if share(c, "other_work") + share(c, "overview") >= 0.5]
        if len(by_label) * 2 < len(found):
            yield Unsure("多数句子没有信息公开的字样，但标注不认为是业务工作，请人工判断")
            return
    yield Hit(
        f"第一部分共{len(found)}句，其中{len(off)}句没有涉及信息公开（如“{quote(off[0].text)}”），业务工作篇幅过大。"
        "请压缩业务内容，围绕政府信息公开工作撰写。",
        section=1,
        start=off[0].start,
        end=off[0].end,
        found=f"{len(off)}/{len(found)}",
        expected=f"不超过{limit:.0%}",
        evidence=tuple(c.text for c in off[:3]),
        confidence=0.85,
        quote="大段业务工作",
    )


RULES = tuple(
    sorted(
        (
            *section_one.RULES,
            *section_five.RULES,
            *duties.RULES,
            no_period,
            no_contact,
            nothing_in_section_six,
            business_report,
        ),
        key=lambda r: r.code,
    )
)
