"""The words that tell what a number, a "none" or an "all" speaks of. Kept apart so that they can be proofread.

Texts are levelled (half-width, simplified) and free of white space.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

# --- what is spoken of ----------------------------------------------------------------------------------------------

#: Behind 申请 or 依申请公开 these make another noun of it: a channel, a form, a course, a file.
_NO_COUNT = (
    r"(?:人(?!次)|者|渠道|流程|指南|指引|程序|工作|制度|机制|系统|平台|栏目|专栏|窗口|业务|培训|范本|模板|文书|案例|案卷|档案"
    r"|属性|目录|事由|内容|方式|办法|规范|规程|条件|资格|时限|台账|时间|接收|登记|审核|政务服务|类?事项清单|材料|信息公开申请渠道|的?(?:渠道|流程|方式|程序))"
)
_COUNTED = r"(?:(?:政府|政务)?信息)?(?:的?(?:申请|事项|诉求|办件|函件|邮件|件(?!数)))?"
_OF_DISCLOSURE = (
    rf"(?:政府|政务)?信息(?:依申请)?公开(?:类)?(?:的)?(?:依)?(?:书面|网上|网络|在线|线上|有效)?申请(?!{_NO_COUNT})"
    rf"|(?:政府|政务)信息依申请公开(?!{_NO_COUNT}){_COUNTED}|依申请(?:政府|政务)?(?:信息)?公开(?!{_NO_COUNT}){_COUNTED}"
    rf"|依申请(?:政府|政务)?信息(?!{_NO_COUNT})|依申请(?=共?计?[\d一二三四五六七八九十两]+件)"
    rf"|公开(?:政府信息|信息)?(?:的)?申请(?!{_NO_COUNT})|(?:政府|政务)信息(?:的)?申请(?!{_NO_COUNT})"
    r"|申请(?:获取|公开|提供|查询)(?:[\u4e00-\u9fff]{0,10}?)?(?:政府|政务)?信息|申请(?:政府|政务)?信息公开|(?<!依)申请公开(?!的|内容|方式|属性)|要求(?:公开|提供|获取)(?:[\u4e00-\u9fff]{0,6})?(?:政府|政务)?信息(?:的申请)?"
)
#: Words that may stand right before a bare 申请 which is an application for disclosure; any other word makes it an
#: application for something else (低保申请, 不动产登记申请, 公积金提取申请).
_MAY_PRECEDE = re.compile(
    r"(?:^|[,;。:()、\d\"”]|公开|信息|[\d一二两三四五六七八九十百千余多几各][份件宗起条个封例桩笔]|公开件|该|此|上述|以上|所有|全部|各类|各种|类|新收|新增|收到|收|接|收受|接入|受理|接收|接到|收悉|办理|处理|答复|回复|办结|转结|结转|提交|提出|递交|寄来|发来|送来|填写|填报"
    r"|书面|网络|网上|线上|线下|在线|信函|邮寄|邮政|邮件|来信|当面|现场|窗口|传真|电子|有效|正式|个人|企业|法人|组织|机构|律所|事务所|媒体|重复|无|有|共|多|新|总|零|年|度|在办|及|和|或|与|对|将|向|次|单位|公司|本|内|到|悉|全年|(?:^|[,;。共年内计已局委办室科心所])登记"
    r"|[人民者户师生属员团校的是了在把被就要可能不来去给做经其每后前时请再还都也又于为以之月季])$"
)


class Noun(NamedTuple):
    """A noun of the text and the topic that it opens."""

    topic: str
    start: int
    end: int


#: Other matters that are counted in a report; what follows goes on about them.
_OTHER = (
    r"12345|123\d\d|热线|信访(?!举报投诉|、?举报)|来信(?!\d+件、|(?:申请|提交))|来访|来电|留言|建议(?!书)|提案|议案|咨询|(?<!公开)信件|信箱|(?<![在未])办件|工单|投诉(?!类)|举报(?!投诉类|、?投诉)"
    r"|诉求|低保|救助|(?:行政)?许可申请|补贴|补助|证照|网民|网友|政务服务|不动产|公积金|仲裁|纠纷|保障房|公租房|专利|商标|职称|户口|退税|执行申请|入党|营业执照"
    r"|审批(?:事项|件|服务)|权力事项|法律援助|公证|备案|工伤|注册|认证|资助|贷款|征兵|入学|转学|建房|用地申请|社保|医保|依申请类|依申请六类|依申请(?:政务|办理)"
    r"|公文(?!公开)|文件(?!公开|、)|发布会|访谈|舆情|满意度|问卷"
)
#: Things that stand beside applications and are counted themselves; right before or behind a number they own it.
_THING = (
    r"(?:案卷|档案|范本|模板|文书格式|案例|典型|培训|工作人员|联络员|信息员|监督员|窗口|栏目|专栏|专区|链接|会商会?|座谈会?|手册|问题|宣传|会议|检查|考核|错别字|漏洞|督查|通报|台账|制度|目录|流程图?|指南|渠道|途径|答复(?:范本|模板)"
    r"|部门|科室|环节|节点|步骤|电脑|电话|系统|平台|时限|天|口子|意见)"
)
THING_BEFORE = re.compile(rf"{_THING}(?:共|计|有|达|为|各|约|近|了)*$")
THING_BEHIND = re.compile(rf"[^,;。的]{{0,4}}{_THING}")
_TOPICS: tuple[tuple[str, str], ...] = (
    ("application", _OF_DISCLOSURE),
    ("about", r"依申请(?:政府|政务)?(?:信息)?公开(?!属性|档案)|(?:政府|政务)?信息公开申请(?!人)"),
    ("review", r"复议|未经复议直接起诉|复议后起诉|行政诉讼|诉讼|涉诉|被诉|被起诉|起诉|应诉|诉状"),
    ("normative", r"规范性文件"),
    ("regulations", r"规章(?!制度|条例)"),
    ("licensing", r"行政许可(?!申请|证)|许可决定"),
    ("penalties", r"行政处罚|处罚决定"),
    ("compulsion", r"行政强制"),
    ("charges", r"行政事业性(?:收费|费用)"),
    ("procurement", r"政府集中采购"),
    ("other", _OTHER),
)
_NOUNS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOPICS))
_MANNER = re.compile(r"(?:通过|以|经)[^,;。]{1,40}?(?:方式|渠道|途径|形式)")
_BARE = re.compile(rf"申请(?:书|表|件)?(?!{_NO_COUNT}|行政|复议|公开|获取|法律|查询|提供)")


@lru_cache(maxsize=4096)
def nouns(text: str) -> tuple[Noun, ...]:
    """The nouns of a piece of text that open a topic, in order. A bare 申请 is "application?": it counts where the
    heading or the sentence speaks of disclosure."""
    found = [Noun(m.lastgroup or "", m.start(), m.end()) for m in _NOUNS.finditer(text)]
    if "申请" not in text:
        return tuple(found)
    manner = _MANNER.search(text)
    if manner:
        found = [n for n in found if n.topic != "other" or not manner.start() <= n.start < manner.end()]
    for m in _BARE.finditer(text):
        if any(n.start < m.end() and m.start() < n.end for n in found):
            continue
        before = text[max(0, m.start() - 8) : m.start()]
        if re.match(r"的(?![有共是为数件总达中里,])[^,]", text[m.end() :]):  # 群众申请的各类证明
            continue
        if _MAY_PRECEDE.search(before):
            found.append(Noun("application?", m.start(), m.end()))
        elif text[m.end() : m.end() + 1] != "的" and not re.search(r"复议$|向[^,]{2,12}$", text[: m.start()]):
            found.append(Noun("other", m.start(), m.end()))
    return tuple(sorted(found, key=lambda n: n.start))


def head(behind: str) -> tuple[Noun, ...]:
    """The noun that a number before it counts: 2条公众在网站提交的公开申请, 3件来信."""
    found = [n for n in nouns(behind) if n.topic != "about"]
    mine = [n for n in found if n.topic.startswith("application")]
    return tuple(mine[:1] if mine and found[0].start > 2 else found[:1])


# --- applications ---------------------------------------------------------------------------------------------------

#: Result rows and applicants, as named in the tables and in common speech; the first that matches a stretch holds it.
OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("disclosed", r"(?:予以|同意)?公开(?:及|和|或|、|与|以及|或者)(?:予以|同意)?部分(?:同意)?公开"),
        ("partly_granted", r"部分(?:同意)?公开|区分处理"),
        ("refused_state_secret", r"国家秘密"),
        ("refused_prohibited_by_law", r"法律、?(?:及|和)?行政法规(?:的?规定)?禁止"),
        ("refused_security_stability", r"三安全"),
        ("refused_third_party", r"第三方(?!意见|评估|机构|测评)|商业秘密|个人隐私"),
        ("refused_internal_affairs", r"内部事务"),
        ("refused_process", r"过程性(?!材料)"),
        ("refused_enforcement_file", r"执法案卷"),
        ("refused_administrative_inquiry", r"行政查询"),
        ("unable_not_held", r"不掌握|未掌握"),
        ("unable_must_be_made", r"没有现成|无现成|另行制作"),
        ("unable_unclear", r"(?:补正后)[^,;。]{0,8}不明确"),
        ("declined_petition", r"信访、?举报、?投诉类?|信访类申请"),
        ("declined_repeated", r"重复(?:提出)?申请"),
        ("declined_publication", r"公开出版物"),
        ("declined_massive", r"大量、?反复"),
        ("declined_confirmation", r"重新出具"),
        ("other_not_corrected", r"逾期(?:未|不)(?:予)?补正"),
        ("other_fee_unpaid", r"未按收费通知|逾期未缴"),
        ("refused", r"(?:不予|未予|不|不同意|拒绝|决定不予)(?<!而不予)公开(?!为)"),
        ("unable", r"无法提供|不能提供"),
        ("declined", r"不予处理"),
        ("other", r"其[他它]处理"),
        (
            "granted",
            r"予以公开|(?<!不)(?<!部分)同意公开|全部公开|依法公开|给予公开|准予公开|(?<!不)同意提供|(?:^|其中|[,:、])(?:已)?公开(?:的|答复)?$",
        ),
    )
)
APPLICANTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("organisations", r"法人(?:和|或者?|及|以及|、|与)?其[他它]组织|法人(?!代表)"),
        ("natural_person", r"自然人|公民(?:个人)?|个人(?!隐私|信息)"),
        ("research", r"科研机构"),
        ("public_welfare", r"(?:社会)?公益组织"),
        ("legal_service", r"法律服务机构|律师事务所|律所"),
        ("commercial", r"商业企业|企业(?!投资)|公司"),
    )
)
HANDLED = re.compile(
    r"办结|办完|答结|答复(?!主体|率|期限|时限|前|中|格式|范本|质量|不当)|办毕|回复(?!率)|办理完毕|办理完成|处理完毕|完成办理|完成答复|已处理|已办(?!理|结|毕|完)|已完成|结案|办理结果总计"
)
RECEIVED = re.compile(
    r"收到|受理(?!渠道|窗口|点|机构|率)|接收|新收|接到|接获|收悉|收受|新接|接件|接入|接(?=申请|件|表)|收件(?!口)|收取|共收(?!到)|提交|提出|递交|登记|来件|来了|进件|收(?=申请|书面)|(?:收|接)$|新增(?!.*公开)"
)
AMBIGUOUS = re.compile(r"办理|(?<!不再)(?<!不予)(?<!其他)处理|处置")
NEWLY = re.compile(r"新收|新增|新接|本年新")
CHANNEL = re.compile(
    r"(?:网上|网络|互联网|在线|线上|信函|邮寄|邮政|邮件|来信|来函|当面|现场|传真|平台|窗口|书面|线下|纸质|口头|邮箱|信件|网站|其[他它](?:方式|形式|渠道|途径))"
    r"(?:提交|递交|申请|提出|收到|受理|渠道|途径|方式|形式|寄送|填写|填报|接收|来|的|公开|件|政府|信息|依)*$"
)
#: A part of the year only.
SPAN_OF_MONTHS = re.compile(r"\d{1,2}月?(?:至|到|-)(?!12月)\d{1,2}月|季度|[上下]半年")
PART_OF_YEAR = re.compile(
    r"(?<!\d)\d{1,2}月(?!\d{1,2}日)|季度|[上下]半年|各(?=收到|受理)"
    r"|(?<![至止到])(?<!\d年)(?:[年岁][底末]|年终|年尾)(?:前|时|才|新|又|刚|临时)?(?=(?:收到|新?收|接到|接收|受理|提出|提交)的)"
)
GIVEN_ELSEWHERE = re.compile(r"主动公开(?:途径|渠道)?|获取(?:方式|途径|渠道)|信息不存在|不属于")
FURTHER_STEPS = re.compile(
    r"漏答|再次提出|格式不一|不规范|不完整|延期|延长|补正(?!后)|会商|征求|撤回|(?<!结)转办|合并|拟|某申请人|一名申请人|同一申请人|该申请人|答复主体|告知获取"
)


@cache
def carried_in(year: int | None) -> re.Pattern[str]:
    """上年结转 and its variants, also with the year named."""
    last = rf"|{year - 1}年度?" if year else ""
    return re.compile(
        rf"(?:上一?年度?|去年|往年|前一?年度?|上年末|上期|年初{last})[^,;。\d]{{0,8}}?(?:结转|转结|遗留|延续|转入|转来|未办结|未答复|移交|在办|跨年)"
        rf"|结转[自于]?(?:上一?年|去年){'|结转自?' + str(year - 1) + '年' if year else ''}"
    )


@cache
def carried_out(year: int | None) -> re.Pattern[str]:
    """结转下年度 and its variants, what is still being handled at the end of the year."""
    coming = rf"|{year + 1}年度?" if year else ""
    return re.compile(
        rf"(?:结转|转结|转入|转至|转到|转|顺延|延续|延至|移至|留待|留到|跨)[^,;。\d]{{0,4}}?(?:下一?年度?|下一个年度|次年|明年|翌年|年度?办理{coming})"
        rf"|尚未办结|正在办理|仍在办理|审查之中|(?:仍|尚)在[^,;。]{{0,10}}(?:期限?|时限)内|未办件|未办结|办理中|尚在办理|在办|待办|未到(?:答复|办理)?期|未届|待答复|未办理完毕|跨年"
        rf"{coming.replace('年度?', '年度?(?:初|元月)?(?:[0-9]+月(?:份)?)?[^,;。0-9]{0,6}?(?:办理|答复|办结)')}"
    )


#: A number said to contain what was carried over (含上年结转2件), and one that follows upon it (加上结转的2件，共…).
WITH_CARRIED_IN = re.compile(
    r"(?:含|包括|包含|其中|\((?:连同|加上?))[^,;。:]{0,6}?(?:(?:上一?年度?|去年|往年|前一?年度?|20\d\d年度?)[^,;。\d]{0,8}?(?:结转|转结|遗留|转入)|结转)"
)
PLUS_CARRIED_IN = re.compile(
    r"(?:加上|连同|加|连)[^,;。:]{0,6}?(?:(?:上一?年度?|去年|往年|前一?年度?|20\d\d年度?)[^,;。\d]{0,8}?(?:结转|转结|遗留|转入)|结转)"
)
ALL_TOGETHER = re.compile(r"合计|总共|一共|共计|总计")

_NEGATION = r"(?:未(?:曾|有|再|能)?(?!经|审|按|办|及|到|来|成|答|公|纠|列|出现超|超|逾|补|届|掌)|没有?(?!现成)|无(?!法|正当|需|论|条件|误|关|偿|疑|缝|障|锡|为)|从未|尚未|暂无|暂未|并无|不存在|均无|\"?零\"?(?=申请|收件|受理|发生|复议|诉讼|\"))"
NEGATION = re.compile(_NEGATION)
#: The ways in which an application may come; one alone is a part (未收到当面申请).
WAYS = re.compile(r"网上|网络|在线|线上|信函|邮寄|当面|现场|传真|窗口|书面|线下|口头")
REFUSED = re.compile(r"不予|未予|不公开|未公开|拒绝|不同意|属于|保护|禁止|危及|涉密")
MORE = re.compile(r"(?:其[他它](?!组织)|别的|再|继续|另行)")
NONE_RECEIVED = re.compile(
    rf"{_NEGATION}[^,;。]{{0,40}}?(?:申请(?!人|渠道|流程)|依申请公开|申请公开|收件)|(?:无人|没有人|没人|无公民|无群众|没有群众)[^,;。]{{0,14}}申请"
)
NOTHING_CAME = re.compile(
    r"(?:未|没有|没|从未|尚未|未曾)(?:曾|有)?(?:收到|接到|受理|收)(?:过)?(?:任何|此类|相关)?(?:件|情况|事项)?$"
)
ZERO_APPLICATIONS = re.compile(r"零\"?(?:申请|收件|受理|收到)(?!人)")
LATE = re.compile(
    r"逾期|超期|超时|积压|未答复|投诉|不满|纠正|纠错|败诉|撤销|变更|违法|差错|遗漏|延期|追究|问责|追责|泄密|舆情|不及时|不规范|不当|质疑|争议|受阻|收费|费用|困难|障碍|应公开"
)
_QUANTIFIER = r"(?:全部|全数|(?:均|都|皆)(?!以|通过|采[取用]|用)|悉数|一律|件件|逐件|逐一|所有[^,;。]{0,8}?|百分之百|100%)"
_DONE = r"(?:办结|答复(?!书|率|文|格式|范本|质量|口径)|办理完毕|回复|办毕|处理完毕|完成答复|办理完成|完成办理|书面答复)"
ALL = re.compile(rf"{_QUANTIFIER}(?:(?!经|审|书|不|未|率|延期|均以|[,;。:]).){{0,22}}?{_DONE}")
PART_OF_THEM = re.compile(r"除|其余|余下|剩余|其他的|已办结的|到期的|应答复|大部分|基本")
HOPED = re.compile(
    r"力争|确保|要求(?:各|做到|对|必须|每)|都要求|应当|必须|拟|计划|争取|力求|目标|下一步|今后|保证|将(?:于|在|全部|按)|承诺|努力|不断提高|进一步|有待|需要?|应(?!公开|有|急|办(?:理|结)?(?:申请)?\d|答复(?:申请)?\d)|达不到|未能|没能|不能|并非|尚未"
)
RATE = re.compile(r"(?:办结|答复|回复|办理)率")
TIMELY = re.compile(
    r"(?:按时|按期|及时|限时|时限内|期限内|工作日内|日内|如期|准时)[^,;。\d]{0,6}?(?:答复|办结|回复|办理)?率"
)

# --- comparisons, years, scope --------------------------------------------------------------------------------------

BASE = re.compile(
    r"同比|环比|[较比](?:上一?年|去年|20\d\d年|往年|前一年)|与(?:上一?年|去年|前一年)(?:度|同期)?相比"
)
TREND = re.compile(
    r"(?<!新)(?P<way>增长|上升|增加|增多|多出|多|提高|攀升|增幅|下降|减少|降低|回落|少|降幅|净增|增)(?:了|约|为|达|到)?$"
)
FEWER = frozenset(("下降", "减少", "降低", "回落", "少", "降幅"))
LAST_YEAR = re.compile(
    r"(?:上一?年(?:度|同期)?|去年(?:同期)?|前一年)(?!度?结转|度?转结|[^,;。]{0,4}(?:结转|遗留|转结|在办|未办结|未答复))"
)
YEAR = re.compile(r"(20\d\d)年")
SINCE = re.compile(
    r"(?:自|从)?20\d\d年(?:[^,;。]{0,16})?(?:以来|起|施行以来)|历年|建站以来|开通以来|(?:施行|实施)以来|有史以来|(?:自|从)[^,;。]{2,14}以来|20\d\d年(?:至|到|-|—|~)20\d\d年|近[三五两2345]年"
)
THIS_YEAR_SINCE = re.compile(r"今年以来|年初以来|本年度?以来")
AREA = re.compile(
    r"全(?:市|县|区|镇|乡|州|省|旗|盟|街道|系统|域|局系统)(?!政务公开|政府信息公开工作|工作|中心|会议|经济|大局|统一|面|率)|各(?:镇|乡|街道|部门|单位|县|区|市|科所|局|级(?:人民)?(?:政府|部门|行政机关|机关|单位))|辖区(?!内?群众)|所属单位|局属|委属|系统内|县直|市直|区直|下属|[县市区]级各?部门"
)
OUR_AREA = re.compile(r"(?:我|本)(?:市|县|区|州|省|旗|盟|镇|乡)")
OWN = re.compile(
    r"本机关|我(?:局|委|办|镇|乡|厅|院|所|处|队|中心|街道|县|市|区|站|司|馆|部|行|关)|本(?:局|委|办|镇|乡|厅|院|所|处|队|单位|级|街道|中心)|我单位|(?:局|委|厅|院)机关|办公室|政府办"
)
OWN_OFFICE = re.compile(r"本级|本机关|办公[室厅]|政府办|[县市区]府办|我办|本办")

# --- review and litigation ------------------------------------------------------------------------------------------

REVIEW = re.compile(r"(?<!未经)复议(?!后)")
LITIGATION = re.compile(r"诉讼|涉诉|起诉|应诉|一审|二审|被诉|法院|诉状")
DIRECT = re.compile(r"未经复议|直接起诉")
AFTER_REVIEW = re.compile(r"(?:经)?复议后")
OTHER_REVIEWS = re.compile(
    r"作为(?:行政)?复议机关|(?:受理|审理|审结|立案|办理|收到|新收)[^,;。被]{0,12}?(?:行政)?复议"
)
ABOUT_US = re.compile(r"被|公开|作为被申请人|不服|引发|引起|申请人|答复")
REVIEW_OUTCOMES = (
    ("upheld", re.compile(r"维持|胜诉")),
    ("corrected", re.compile(r"纠正|纠错|撤销|变更|确认违法|责令|败诉")),
    ("pending", re.compile(r"(?:尚)?未审结|审理中|正在审理|待审结|未办结|尚未结|在审|未结")),
    ("other", re.compile(r"其[他它]结果|终止|撤回|撤诉|调解|和解")),
)

# --- other tables, publication --------------------------------------------------------------------------------------

DOCUMENT_CUES = (
    ("repealed", re.compile(r"废止|失效|宣布无效")),
    (
        "in_force",
        re.compile(
            r"现行有效|继续有效|目前有效|有效的?(?:行政)?(?:规范性文件|规章)|保留|现有效|年末有效|共存|现存|有效(?:文件)?(?:共|计)*$"
        ),
    ),
    ("total", re.compile(r"对外公开[^,;。\d]{0,8}总数|公开[^,;。\d]{0,8}总数")),
    ("issued", re.compile(r"制定|制发|出台|印发|新增|新制作?|新发|新制定|发文|发布并实施")),
    ("published", re.compile(r"公开|公布|发布")),
)
NOT_THE_STOCK = re.compile(r"审查|审核|备案|评估|解读|修[订改]|征求|排版|政策措施|起草|拟|次年|明年")
SORTED_OUT = re.compile(r"清理")
#: What makes a count one of publications or items, not of decisions.
NOT_DECISIONS = re.compile(
    r"信息|公示|公开|清单|目录|受理|申请|罚款|罚没|案例|上网|发布|公布|证书|事项库|承接|取消|下放|数据|标准|归集|推送"
)
PUBLISHED_VERB = re.compile(
    r"主动公开|(?<!不予)(?<![不未])(?<!部分)(?<!予以)(?<!同意)(?<!申请)公开(?!栏|专栏|平台|指南|目录|网)|发布(?!会)|公布|推送|推出|上传|更新|刊发|编发|公示(?!栏)|刊登|登载|发送|推文|发文|发稿"
)
#: What may stand between the verb and the number where all items are meant, not those of one subject.
ANY_ITEMS = re.compile(
    r"了|的|各类|各项|各种|政府|政务|主动公开|公开|发布|有关|相关|法定|所有|图文|原创|共|累计|总|本级|部门|年度|新闻|类|到|合计|约|等|数量|数|量|非涉密"
    r"|\d+年度?|全年|本年度?|信息|消息|推文|文章|短视频|视频|作品|内容|资讯|动态(?!信息|类)|总计|计|为|达到?|近|超过|已|约|号|账号|官方|平台|端|栏目|渠道|方式|上|中|内|、|和|及|网|共享|方面|各|,|是|:|有"
)
SOME_AND_OTHERS = re.compile(
    r"等(?:各类|方面|相关|有关|政府|政务|重点|民生|领域)*信息(?:共|累计|共计|合计|总计|约)*$"
)
CHANNELS = (
    ("wechat", re.compile(r"微信|公众号|订阅号|双微|两微")),
    ("weibo", re.compile(r"微博|双微|两微")),
    ("website", re.compile(r"网站|门户|官网|信息公开(?:专栏|平台|网|栏目)|公开平台|政府网|网页")),
    (
        "other",
        re.compile(
            r"抖音|头条|视频号|快手|APP|客户端|政府公报|公报(?=刊|登|公开|发布)|公告栏|公示栏|公开栏|宣传栏|电子屏|显示屏|报纸|电视|广播|媒体|其[他它](?:渠道|方式|平台|载体)"
        ),
    ),
)
REPOSTED = re.compile(r"撤下|下架|删除|移除|修改|更正|整改|转载|阅读|浏览|点击|访问|粉丝|关注|点赞|播放")

NEW_START = re.compile(r"(?:20\d\d年|全年|本年|年内|今年)?[^,;。]{0,12}(?:收到|受理|接收|新收|申请)")
OTHER_APPLICATION = re.compile(r"许可|低保|登记|救助|补贴|政务服务")

# --- headings -------------------------------------------------------------------------------------------------------

EMPTY = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]+[)、.]?)?(?:(?:本年度?|20\d\d年度?|全年|年度内|本机关|本单位|我(?:局|委|单位|镇|乡|办|街道|县|区|市)),?){0,3}(?:均|暂|一直)?"
    r"(?:无|没有?|未发生|未出现|不涉及|(?:均|皆|都)?为?(?:零|0)件?|暂无|未有|没有发生|无此(?:类|项)(?:情况|内容|情形)?|未发生此类(?:情况|案件)?|无相关情况)(?:此类|此项|相关|上述|该类)?(?:情况|情形|案件|事项|内容|问题)?(?:发生|出现|产生)?[。.;,]?"
)
