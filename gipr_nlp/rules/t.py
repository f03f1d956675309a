"""Family T: personal data and secrecy (T01-T06, rules.md 5.16). When a report was published (T07-T14) needs a register.

Whatever these rules find is masked in every word they say. Addresses and telephones of the office, in lines that tell
whom to ask, are what a report must give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.model import Severity
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Page, page
from gipr_nlp.rules.private import (
    CARD,
    IDENTITY,
    MOBILE,
    PLATE,
    concealed,
    has_long_number,
    has_mobile,
    hidden,
    is_card,
    is_identity,
    persons,
)
from gipr_nlp.rules.scope import require_report

_CONTACT = re.compile(
    "联系|电话|手机|咨询|致电|传真|邮编|热线|拨打|垂询|疑问|监督|投诉|举报|办公地址|通讯地址|通信地址|受理地址|地址|值班|负责人|经办人|联系人|公开机构|工作机构"
)
WITHDRAW = "公布个人信息可能侵害他人隐私，请立即撤下并作去标识处理后重新公布。"


def _hit(
    said: Page, start: int, end: int, masked: str, message: str, severity: Severity | None = None
) -> Hit:
    """A hit at a place whose own words are shown masked."""
    return Hit(
        message, found=masked, evidence=(masked,), quote=masked, severity=severity, **said.place(start, end)
    )


@rule(
    "T01",
    "身份证号",
    "error",
    why="报告中出现完整的公民身份号码，泄露个人隐私。",
    basis=PRACTICE,
    bad="申请人身份证号110***********12（原文未作隐去）。",
    good="报告中不出现申请人的身份信息。",
)
def identity_numbers(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    for found in IDENTITY.finditer(said.flat) if has_long_number(said.flat) else ():
        if is_identity(found[0]):
            masked = hidden(found[0])
            yield _hit(said, *found.span(), masked, f"文中出现完整的公民身份号码{masked}。{WITHDRAW}")


@rule(
    "T02",
    "手机号",
    "error",
    why="在联系方式以外出现个人手机号码，泄露个人隐私；联系方式也宜使用办公电话。",
    basis=PRACTICE,
    bad="申请人电话138****1234（原文未作隐去）。",
    good="联系电话使用办公电话，如0880-3320016。",
)
def mobile_numbers(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    for found in MOBILE.finditer(said.flat) if has_mobile(said.flat) else ():
        masked = hidden(re.sub(r"\D", "", found[0])[-11:])
        sentence = said.sentence(*found.span())
        if _CONTACT.search(sentence) and not _PARTY.search(sentence):
            yield _hit(
                said,
                *found.span(),
                masked,
                f"联系方式中使用了手机号码{masked}，建议改为办公电话。",
                severity="hint",
            )
        else:
            yield _hit(said, *found.span(), masked, f"文中出现完整的手机号码{masked}。{WITHDRAW}")


_PARTY = re.compile("申请人|原告|信访人|当事人|上诉人|村民|居民|户主|患者|学生|家长")


@rule(
    "T03",
    "申请人姓名",
    "error",
    why="公开申请人、原告、信访人的姓名，泄露个人隐私，也可能使申请人受到影响。",
    basis=PRACTICE,
    bad="申请人王某某（原文为全名）向我局申请公开征地材料。",
    good="一名申请人向我局申请公开征地材料。",
)
def applicants_names(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    for person in persons(said.flat):
        masked = f"{person.name[0]}某"
        shown = concealed(said.sentence(person.start, person.end).strip())[:30]
        yield _hit(
            said,
            person.start,
            person.end,
            masked,
            f"文中写有申请人或当事人的姓名{masked}（“{shown}”）。{WITHDRAW}",
        )


_DWELLING = re.compile(
    r"(?P<cue>(?:家庭|现|实际居)?住址(?:为|是|:)?|户籍(?:地|所在地|地址)?(?:为|是|在|:)?|家住|现住(?![房户])|现居住?(?:于|在)|居住(?:于|在)|住所地?(?:为|是|:)|(?<=[,(、])(?:现)?住(?!建|房|院|宅|户|宿|所|址))"
    r"(?P<where>[^,。;:()\n]{2,30}?\d{1,4}(?:号|室|单元|栋|幢|组|户)(?:[^,。;()\n]{0,12}?\d{1,4}(?:号|室|单元|栋))?)"
)
_OFFICE = re.compile(
    "办公|本机关|本单位|我局|我委|我镇|我乡|办事处|政务(?:服务)?(?:大厅|中心)|政府(?:院|大楼|门户)|查阅点|受理点|联系"
)


@rule(
    "T04",
    "住址/户籍/银行卡/车牌",
    "error",
    why="公开个人的住址、银行卡号或车牌号，泄露个人隐私。",
    basis=PRACTICE,
    bad="申请人住某镇某村**号（原文未作隐去）。",
    good="报告中不出现申请人的住址。",
)
def dwellings_and_accounts(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    for found in _DWELLING.finditer(flat) if "住" in flat or "户籍" in flat else ():
        if not _OFFICE.search(said.sentence(*found.span())):
            masked = f"{re.sub(r'[:为是]$', '', found['cue'])}{found['where'][:3]}***"
            yield _hit(said, *found.span("where"), masked, f"文中写有个人住址（{masked}）。{WITHDRAW}")
    for found in CARD.finditer(flat) if has_long_number(flat) else ():
        if is_card(found[0], flat[max(0, found.start() - 20) : found.start()]):
            masked = hidden(found[0])
            yield _hit(said, *found.span(), masked, f"文中出现银行卡号{masked}。{WITHDRAW}")
    for found in PLATE.finditer(flat):
        masked = f"{found[0][:2]}***{found[0][-1]}"
        yield _hit(said, *found.span(), masked, f"文中出现机动车号牌{masked}。{WITHDRAW}")


_CASE_NUMBER = re.compile(
    r"[(〔\[](?:20|19)\d\d[)〕\]][^,。;:()\n\s]{1,10}?(?:行|民|刑|执|赔|复)[初终申再他受审保]{1,2}字?(?:第)?\d+号"
)
_NAMED_REQUEST = re.compile(
    r"申请(?:公开|获取|查询)(?:内容为|的是)?[:]?\s*[\"《]?(?:关于|有关)?(?P<name>[王李张刘陈杨黄赵吴周徐孙马朱胡郭林何罗郑梁谢宋唐邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶魏吕丁姚卢姜崔钟谭陆汪范石廖贾夏韦傅邹熊孟秦邱侯江尹薛闫段雷龙郝孔邵史毛顾赖武贺严钱]"
    r"[\u4e00-\u9fff]{1,2}?)(?P<what>(?:家|户|个人|本人|夫妇|夫妻|等人)?(?:的|名下)?(?:宅基地|房屋|承包地|低保|户口|拆迁补偿|征地补偿|不动产|婚姻登记|病历|学籍|档案))"
)
_NO_NAME = re.compile(
    "某|\\*|文件|石料|江河|田地|林地|林权|武装|安置|陈旧|张贴|马路|龙头|何时|何种|夏季|黄河|江边|余下|石山|毛地|史志|周边|严重"
)


@rule(
    "T05",
    "具体申请内容可识别",
    "warning",
    why="写明案号，或连同姓名引用申请内容，可据此识别申请人。",
    basis=PRACTICE,
    bad="写明法院案号“（2023）×××行初××号”。",
    good="全年因政府信息公开被提起行政诉讼1件，法院判决驳回原告的诉讼请求。",
)
def identifiable_requests(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    for found in _CASE_NUMBER.finditer(flat):
        masked = re.sub(r"\d+号$", "××号", found[0])
        yield _hit(
            said, *found.span(), masked, f"文中写有具体案号“{masked}”，可据此识别当事人，建议只写件数和结果。"
        )
    for found in _NAMED_REQUEST.finditer(flat):
        if not _NO_NAME.match(found["name"]):
            masked = f"{found['name'][0]}某{found['what']}"
            yield _hit(
                said,
                *found.span("name"),
                masked,
                f"引用的申请内容（“{masked}”）写有姓名，可据此识别申请人或他人，建议概括叙述。",
            )


_TRACE = re.compile("绝密|机密|秘密|密级|内部[资文材]")
_CLASSIFIED = re.compile(
    r"(?:绝密|机密|秘密)[ \t]*[★☆]|密级[ \t]*[:][ \t]*(?:绝密|机密|秘密)|(?<=号\()(?:绝密|机密|秘密)(?=\))"
    r"|内部(?:资料|文件|材料)[,!]?[ \t]*(?:注意保存|严禁外传|请勿外传|不得外传|注意保密)"
)
_ALONE = re.compile(r"(?:(?:绝密|机密|秘密)(?:[·.]?(?:\d+年|长期))?|内部(?:资料|文件|材料))[ \t]*(?:\n|$)")


@rule(
    "T06",
    "涉密/内部字样",
    "error",
    why="公开的报告中出现密级标志或“内部资料”字样，说明可能误用了不应公开的文件。",
    basis=PRACTICE,
    bad="页眉有“秘密★1年”。",
    good="报告中没有密级标志；叙述保密审查工作不在此列。",
)
def classified_marks(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    for found in _classified(said.flat):
        shown = said.shown(*found.span(), width=24)
        yield Hit(
            f"文中出现密级或内部文件的标志“{shown}”。请立即核查该文件能否公开，必要时先行撤下。",
            found=found[0].strip(),
            evidence=(shown,),
            **said.place(*found.span()),
        )


def _classified(flat: str) -> Iterator[re.Match[str]]:
    """Marks of secrecy: with their star or remark, in brackets behind a document's number, or on a line of their own."""
    for trace in _TRACE.finditer(flat):
        at = trace.start()
        found = _CLASSIFIED.match(flat, at)
        if found is None and not flat[flat.rfind("\n", 0, at) + 1 : at].strip():
            found = _ALONE.match(flat, at)
        if found is not None:
            yield found


RULES = (
    identity_numbers,
    mobile_numbers,
    applicants_names,
    dwellings_and_accounts,
    identifiable_requests,
    classified_marks,
)
