"""The words that tell what a number, a "none" or an "all" speaks of. Kept apart so that they can be proofread."""

from __future__ import annotations

import re

APPLICATION = re.compile(
    r"(?:政府|政务)?信息(?:依申请)?公开(?:的)?(?:书面|网上|网络|在线|有效)?申请(?!人|表|渠道|流程|指南|办理流程|工作|制度)|依申请(?:信息)?公开|依申请(?=\d|[一二三四五六七八九十两]|件)"
    r"|申请公开|公开申请(?!人|表|渠道|流程)|申请(?:获取|公开)?(?:政府|政务)信息|政府信息申请|公开类申请|信息公开依申请|申请[^,;。]{0,8}政府信息公开"
)
WEAK_APPLICATION = re.compile(r"申请(?!人|表|书|渠道|流程|材料|复议|行政复议)")
OTHER_OBJECT = re.compile(
    r"12345|热线|信访|来信|来访|来电|留言|建议|提案|议案|咨询|信件|信箱|办件|工单|投诉(?!类申请)|举报(?!投诉类申请)|诉求|低保|救助|行政许可|许可申请"
    r"|补贴|补助|证照|网民|网友|政务服务|不动产|公积金|困难|仲裁|纠纷|保障房|公租房|专利|商标|职称|户口|退税|执行申请|鉴定|认定申请|入党|休学|营业执照|审批事项|审批件|许可事项"
)
REVIEW = re.compile(r"复议")
LITIGATION = re.compile(r"诉讼|起诉|应诉|一审|二审|法院")
DISCLOSURE = re.compile(r"公开|申请|答复")
NORMATIVE = re.compile(r"规范性文件")
DECISIONS = (
    ("licensing", re.compile(r"行政许可(?:决定|事项|信息)?|许可决定")),
    ("penalties", re.compile(r"行政处罚(?:决定|案件|信息)?|处罚决定")),
    ("compulsion", re.compile(r"行政强制(?:决定|措施|执行)?")),
)
CHARGES = re.compile(r"行政事业性收费")
PUBLISHED_VERB = re.compile(r"主动公开|公开|发布|公布|推送|推出|上传|更新|刊发|发稿|编发|转载|公示|刊登|发文")
PUBLISHED_NOUN = re.compile(r"信息|文章|稿件|动态|推文|消息|内容|资讯|图文|文件|公告|微博|视频")
CHANNELS = (
    ("wechat", re.compile(r"微信|公众号|订阅号")),
    ("weibo", re.compile(r"微博")),
    ("website", re.compile(r"网站|门户|官网|信息公开(?:专栏|平台|网)|公开平台|政府网|网页")),
    ("other", re.compile(r"抖音|头条|视频号|快手|APP|客户端|公报|公告栏|公示栏|报纸|电视|广播|媒体|新媒体")),
)

#: Cue → quantity for a number about applications, strongest first.
APPLICATION_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("applications.carried_in.total", re.compile(r"(?:上一?年度?|去年|往年|前一?年度?|上年末|上期)[^,;。\d]{0,8}(?:结转|转结|遗留|延续|转入|转来|未办结|移交)|结转上一?年")),
    ("applications.carried_out.total", re.compile(r"(?:结转|转结|转入|转至|顺延|延续|延至|跨年)[^,;。\d]{0,4}(?:下一?年|次年|明年|下年度|20\d\d年|办理)?|尚未办结|正在办理|仍在办理|未办结|办理中|尚在办理|在办|待办|未到期|未办理完毕")),
    ("applications.disclosed.total", re.compile(r"(?:公开|予以公开)(?:及|和|或|、|与)部分公开")),
    ("applications.partly_granted.total", re.compile(r"部分公开")),
    ("applications.refused_state_secret.total", re.compile(r"国家秘密")),
    ("applications.refused_prohibited_by_law.total", re.compile(r"法律、?行政法规禁止")),
    ("applications.refused_security_stability.total", re.compile(r"三安全")),
    ("applications.refused_third_party.total", re.compile(r"第三方|商业秘密|个人隐私")),
    ("applications.refused_internal_affairs.total", re.compile(r"内部事务")),
    ("applications.refused_process.total", re.compile(r"过程性")),
    ("applications.refused_enforcement_file.total", re.compile(r"执法案卷")),
    ("applications.refused_administrative_inquiry.total", re.compile(r"行政查询")),
    ("applications.refused.total", re.compile(r"不予公开|不公开(?!为)|不同意公开|拒绝公开")),
    ("applications.unable_not_held.total", re.compile(r"不掌握|未掌握|不属于本(?:机关|局|单位)[^,;。]{0,4}公开")),
    ("applications.unable_must_be_made.total", re.compile(r"没有现成|另行制作|加工")),
    ("applications.unable_unclear.total", re.compile(r"仍不明确|内容不明确")),
    ("applications.unable.total", re.compile(r"无法提供|信息不存在|不能提供")),
    ("applications.declined_petition.total", re.compile(r"信访举报投诉|信访、?举报、?投诉")),
    ("applications.declined_repeated.total", re.compile(r"重复申请")),
    ("applications.declined_publication.total", re.compile(r"公开出版物")),
    ("applications.declined_massive.total", re.compile(r"大量反复")),
    ("applications.declined_confirmation.total", re.compile(r"重新出具")),
    ("applications.declined.total", re.compile(r"不予处理|不再处理")),
    ("applications.other.total", re.compile(r"其[他它]处理")),
    ("applications.granted.total", re.compile(r"予以公开|同意公开|公开答复|全部公开|依法公开|给予公开|主动公开|准予公开|属于?公开|^(?:其中)?[,:]?\s*(?:已)?公开$")),
    ("applications.new_received.natural_person", re.compile(r"自然人|公民|个人")),
    ("applications.new_received.organisations", re.compile(r"法人(?:和|或|及|、)?(?:其他)?组织|法人")),
    ("applications.new_received.commercial", re.compile(r"商业企业|企业")),
    ("applications.new_received.research", re.compile(r"科研机构")),
    ("applications.new_received.public_welfare", re.compile(r"社会公益组织|公益组织")),
    ("applications.new_received.legal_service", re.compile(r"法律服务机构|律师事务所|律所")),
)  # fmt: skip
HANDLED = re.compile(r"办结|答复|办毕|回复|办理完毕|完成办理|已办|结案")
RECEIVED = re.compile(r"收到|受理|接收|新收|接到|收悉|新增|接件|收件|收取(?!费)|收[^费集录看]|提交|提出|登记|来件")
AMBIGUOUS = re.compile(r"办理|处理|处置")
WITH_CARRIED_IN = re.compile(r"(?:含|包括|加上|加|连同|包含|其中)[^,;。]{0,6}(?:上一?年度?|去年|往年|前一?年度?)[^,;。\d]{0,8}(?:结转|转结|遗留|转入)")
CHANNEL_OF_APPLICATION = re.compile(r"网上|网络|在线|线上|信函|邮寄|邮政|当面|现场|传真|电子邮件|邮箱|平台|窗口|书面|来函|线下|其[他它](?:方式|形式|渠道|途径)?$")

NONE = r"(?:未(?:曾|有|再)?(?!经|审|按|办|及|到|来|成|答|公|纠|能|列|出现超|超|逾|补)|没有?(?!现成)|无(?!法|正当|需|论|条件|误|关|偿|疑|缝|障)|从未|尚未|暂无|暂未|不存在|均无|零)"
NONE_RECEIVED = re.compile(
    rf"{NONE}[^,;。]{{0,24}}?(?:收到|接到|受理|接收|产生|发生|有|人|办理|提出|提交)?[^,;。]{{0,16}}?(?:信息公开(?:的)?申请|依申请公开|公开申请|申请公开|申请)"
)
ZERO_OF = re.compile(r"(?:数量?|量|件数|总数)?(?:为|是|均为|共|计)?\s*(?:0|零)\s*(?:件|宗|份|条|起|例)?")
LATE = re.compile(r"逾期|超期|超时|积压|未答复|投诉|不满|纠正|败诉|撤销|变更|违法|差错|遗漏|延期")
ALL = re.compile(
    r"(?:全部|均|都|悉数|一律|件件)(?:已|予以|得到|能|做到)*(?:按时|按期|依法|及时|如期|在(?:法定)?(?:规定)?(?:时限|期限)内|依规|规范|妥善|依法依规|按规定|按要求|、|并)*(?:予以|进行|作出|完成|给予)*(?:了)?(?:办结|答复|办理完毕|回复|办毕|办理答复|办理|书面答复)"
    r"|(?:办结|答复|回复)(?:率)?(?:均)?(?:为|达到?|实现|保持)?\s*100%|已全部(?:办结|答复)|100%(?:办结|答复)"
)
TIMELY = re.compile(r"(?:按时|按期|及时|限时|时限内)(?:答复|办结|回复)?率")
RATE = re.compile(r"(?:办结|答复|回复)率")
TREND = re.compile(r"(?P<base>同比|环比|较上年|比上年|较去年|比去年|较20\d\d年|比20\d\d年|与上年(?:同期)?相比|与去年相比|较上一年)?[^,;。\d]{0,6}?(?P<way>增长|上升|增加|增多|多|提高|下降|减少|降低|回落|少)(?:了)?")
LAST_YEAR = re.compile(r"(?:上一?年度?|去年|上年同期|前一年)(?!度?结转|度?转结|[^,;。]{0,4}(?:结转|遗留|转结))")
YEAR = re.compile(r"(20\d\d)年")
AREA = re.compile(r"全(?:市|县|区|镇|乡|州|省|旗|盟|系统|域|国)|各(?:镇|乡|街道|部门|单位|县|区|市|科所|局)|辖区|所属单位|系统内|县直|市直|区直|下属")
OWN = re.compile(r"本机关|我[局委办镇乡厅院所处队中心街道县市区]|本[局委办镇乡厅院所处队]|本单位|我单位|机关本级|本级|局机关|委机关")
REVIEW_OUTCOMES = (
    ("upheld", re.compile(r"维持|驳回")),
    ("corrected", re.compile(r"纠正|撤销|变更|确认违法|责令|败诉")),
    ("pending", re.compile(r"尚未审结|未审结|审理中|正在审理|未办结|尚未结")),
    ("other", re.compile(r"其[他它]结果|终止|撤回|调解|和解")),
)
NORMATIVE_CUES = (
    ("repealed", re.compile(r"废止|失效|宣布无效")),
    ("in_force", re.compile(r"现行有效|继续有效|有效(?:的)?(?:行政)?规范性文件|保留|现有")),
    ("issued", re.compile(r"制定|制发|出台|印发|新制|新发|起草并印发|发文")),
    ("published", re.compile(r"公开|公布|发布")),
)
EMPTY = re.compile(r"^(?:[\(（]?[一二三四五六七八九十\d]+[\)）、.]?)?\s*(?:本年度?|20\d\d年度?|全年|本机关|我局|我委|我单位|我镇)?[,:]?(?:均|暂|一直)?(?:无|没有|未发生|未出现|不涉及|零|暂无|未有|没有发生|无此(?:类|项)(?:情况|内容|情形)?|未发生此类(?:情况|案件)?|无相关情况)(?:此类|此项|相关|上述)?(?:情况|情形|案件|事项|内容|问题)?[。.;,]?$")
