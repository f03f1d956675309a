"""The narrative of the plain clean report: says what the tables say, in words that fit every agency."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gipr_nlp import form as statutory

SELF_NAMES = (
    ("街道办事处", "我街道"),
    ("乡人民政府", "我乡"),
    ("镇人民政府", "我镇"),
    ("县人民政府", "我县"),
    ("区人民政府", "我区"),
    ("市人民政府", "我市"),
    ("委员会", "我委"),
    ("办公室", "我办"),
    ("中心", "我中心"),
    ("局", "我局"),
    ("委", "我委"),
    ("办", "我办"),
)
INSTRUMENTS = {
    "2019": "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
    "（国办公开办函〔2019〕60号）",
    "2021": "《国务院办公厅政府信息与政务公开办公室关于印发"
    "〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）",
}

Count = Callable[[str], int]


def self_name(agency: str) -> str:
    """How an agency speaks of itself: 我局 for a 局, 我镇 for a 镇人民政府, otherwise 本机关."""
    return next((ours for ending, ours in SELF_NAMES if agency.endswith(ending)), "本机关")


def counter(cells: Mapping[tuple[str, str, str], str]) -> Count:
    """A function that gives the value of a cell key or of a family of rows ("refused"), else 0."""

    def number(printed: str) -> int:
        return int(printed) if printed.isascii() and printed.isdigit() else 0

    def count(what: str) -> int:
        if "." in what:
            table, row, column = what.split(".")
            return number(cells.get((table, row, column), ""))
        return sum(number(v) for (t, r, c), v in cells.items() if c == "total" and r.startswith(f"{what}_"))

    return count


def preamble(agency: str, year: int) -> str:
    """Legal basis, the six parts, the statistics period, access and contact."""
    instrument = INSTRUMENTS["2021" if year >= 2021 else "2019"]
    parts = "、".join(heading for _, heading in statutory.section_headings().values())
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》（以下简称《条例》）和{instrument}的要求编制，"
        f"由{parts}等六部分组成。本报告所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。"
        "本报告电子版可在青岚县人民政府门户网站“政府信息公开年报”栏目查阅和下载。"
        f"如对本报告有疑问，请与{agency}政务公开工作人员联系（地址：青岚县清河大道18号；联系电话：0880-3320016）。"
    )


def applications(count: Count) -> str:
    """What the narrative says about the applications; the numbers are those of the table."""
    new = count("applications.new_received.total")
    carried_in, carried_out = count("applications.carried_in.total"), count("applications.carried_out.total")
    handled = count("applications.total_handled.total")
    if not new and not carried_in:
        return "全年未收到政府信息公开申请，无上年结转申请，也无结转下年度继续办理的申请。"
    person = count("applications.new_received.natural_person")
    text = f"全年新收政府信息公开申请{new}件"
    if new:
        text += f"，其中自然人申请{person}件、法人或其他组织申请{new - person}件"
    text += f"；上年结转{carried_in}件。本年度共办理答复{handled}件"
    kinds = {
        "予以公开": count("applications.granted.total"),
        "部分公开": count("applications.partly_granted.total"),
        "不予公开": count("refused"),
        "无法提供": count("unable"),
        "不予处理": count("declined"),
        "其他处理": count("other"),
    }
    said = [f"{name}{value}件" for name, value in kinds.items() if value]
    if said:
        text += f"，其中{'、'.join(said)}"
    return f"{text}；结转下年度继续办理{carried_out}件。"


def reviews(count: Count) -> str:
    """What the narrative says about review and litigation."""
    outcomes = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}

    def said(rows: tuple[str, ...]) -> str:
        total = sum(count(f"review.{row}.total") for row in rows)
        parts = {label: sum(count(f"review.{row}.{key}") for row in rows) for key, label in outcomes.items()}
        inner = "、".join(f"{label}{value}件" for label, value in parts.items() if value)
        return f"{total}件（{inner}）" if inner else f"{total}件"

    reconsideration = said(("reconsideration",))
    litigation = said(("litigation_direct", "litigation_after_review"))
    if (reconsideration, litigation) == ("0件", "0件"):
        return "全年未发生因政府信息公开工作引起的行政复议和行政诉讼。"
    return f"全年因政府信息公开工作被申请行政复议{reconsideration}，被提起行政诉讼{litigation}。"


def overview(agency: str, year: int, count: Count) -> str:
    """Section 1 with the five topics (一) to (五)."""
    us = self_name(agency)
    return "\n".join(
        (
            f"{year}年，{us}认真执行《条例》，把办事依据、办理进度和办理结果作为公开重点，各项工作任务按期完成。",
            "（一）主动公开情况。全年通过县政府门户网站和微信公众号主动公开政府信息186条，其中门户网站142条、微信公众号44条；"
            "发布文字解读8篇、图片解读4篇，内容涉及年度预算决算、民生实事项目和办事指南。",
            f"（二）依申请公开情况。{applications(count)}{reviews(count)}"
            f"{us}对每件申请逐一登记编号，由经办科室起草答复、法制人员核对后送达申请人。",
            "（三）政府信息管理情况。修订信息发布审核表，拟公开的信息须经科室自查、保密审查和分管领导签发三道程序；"
            "12月对历年制发的文件逐件核对公开属性，将3份失效文件移出现行文件栏目并加注说明。",
            "（四）政府信息公开平台建设情况。在县政府门户网站部门专页增设“办事结果”子栏目，每周检查链接一次，全年修复失效链接7处；"
            "在办事大厅设政府信息查阅点，配备查询电脑1台。",
            "（五）监督保障情况。明确分管领导1名、专职人员1名负责日常工作，5月和10月各举办业务培训1场，参训人员63人次。"
            "将信息公开列入各科室年度工作考核，考核结果均为合格以上；通过问卷开展社会评议，回收问卷118份，满意率96.6%；"
            "全年没有发生需要责任追究的情形。",
        )
    )


def problems(agency: str, year: int) -> str:
    """Section 5: two problems, what was done this year, two measures."""
    us = self_name(agency)
    return "\n".join(
        (
            "（一）存在的主要问题。一是解读形式偏少，全年12篇解读材料中有8篇仍是文字说明，图片解读只有4篇；"
            "二是个别科室报送公开材料不及时，有5份办事结果在形成后第25个工作日才上网。",
            f"（二）本年度改进情况。对上年度报告指出的栏目内容更新慢问题，{us}已于4月把更新责任落实到岗位，"
            "部门专页平均更新间隔由16天缩短为7天。",
            "（三）下一步改进措施。一是解读形式方面，对涉及群众办事的文件一律配发图片或视频解读，与文件同步起草、同步发布；"
            "二是材料报送方面，建立公开材料移交台账，由综合科每周核对一次，逾期5个工作日未报送的书面督办。",
        )
    )


def other(year: int) -> str:
    """Section 6: the fee statement with its three figures (from the report for 2021 on)."""
    if year < 2021:
        return "无其他需要报告的事项。"
    return (
        f"按照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）规定，{year}年共发出收费通知0件，"
        "收费通知总金额0元，实际收取总金额0元。除此之外，没有其他需要报告的事项。"
    )
