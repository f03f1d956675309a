"""The row labels of both forms as they are matched: cores, variants, keywords. Kept apart for proofreading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gipr_nlp import form
from gipr_nlp.text import squash

MARK = re.compile(
    r"^(?:\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、|\(?\d{1,2}[.、)．]|[①-⑳⑴-⒇])"
)

_KEYWORDS = {
    "new_received": ("新收政府信息公开申请", "本年新收", "新收"),
    "carried_in": ("上年结转", "上年度结转"),
    "granted": ("予以公开",),
    "partly_granted": ("部分公开", "区分处理的"),
    "refused_state_secret": ("国家秘密",),
    "refused_prohibited_by_law": ("法律行政法规禁止", "其他法律", "禁止公开"),
    "refused_security_stability": ("三安全一稳定", "三安全", "危及"),
    "refused_third_party": ("第三方合法权益", "第三方"),
    "refused_internal_affairs": ("三类内部事务", "内部事务"),
    "refused_process": ("四类过程性", "过程性信息"),
    "refused_enforcement_file": ("行政执法案卷", "执法案卷"),
    "refused_administrative_inquiry": ("行政查询事项", "行政查询"),
    "unable_not_held": ("不掌握",),
    "unable_must_be_made": ("没有现成", "另行制作"),
    "unable_unclear": ("补正后", "仍不明确"),
    "declined_petition": ("信访举报投诉", "信访举报"),
    "declined_repeated": ("重复申请",),
    "declined_publication": ("公开出版物",),
    "declined_massive": ("大量反复申请", "无正当理由大量"),
    "declined_confirmation": ("确认或重新出具", "重新出具"),
    "other_handling": ("其他处理",),
    "other_not_corrected": ("逾期不补正",),
    "other_fee_unpaid": ("未按收费通知", "缴纳费用"),
    "total_handled": ("总计",),
    "carried_out": ("结转下年", "结转下一年", "下年度继续办理"),
}
_ALSO = {
    "new_received": (
        "本年新收政府信息公开申请",
        "本年度新收政府信息公开申请数量",
        "新收政府信息公开申请数量",
    ),
    "carried_in": ("上年结转政府信息公开申请", "上年度结转政府信息公开申请数量"),
    "partly_granted": ("部分公开", "部分公开(区分处理的,只计这一情形,不计其他情形)"),
    "refused_prohibited_by_law": ("其他法律、行政法规禁止公开", "其他法律法规禁止公开"),
    "unable_must_be_made": ("没有现成信息需另行制作",),
    "total_handled": ("合计",),
    "carried_out": ("结转下年继续办理", "结转下一年度继续办理", "结转下年度办理"),
    "normative_documents": ("行政规范性文件", "规范性文件"),
    "procurement": ("政府集中采购",),
    "other_services": ("其他对外管理服务事项", "其他对外管理服务"),
    "fees": ("行政事业性收费",),
}
GROUPS = {"results": "本年度办理结果", "refused": "不予公开", "unable": "无法提供", "declined": "不予处理"}


@dataclass(frozen=True, slots=True)
class Label:
    """A row's label as matched: ``core`` without list mark and notes, ``alternatives`` that count as the same."""

    key: str
    core: str
    alternatives: tuple[str, ...]
    keywords: tuple[str, ...]
    width: int

    @property
    def names(self) -> tuple[str, ...]:
        """All that is printed for the same row."""
        return (self.core, *self.alternatives)


@cache
def core_of(label: str) -> str:
    """Squashed label without list mark."""
    return MARK.sub("", squash(label))


@cache
def labels(table: str) -> tuple[Label, ...]:
    """Rows of both forms (and the group titles of the applications table) in printed order."""
    if table == "disclosure":
        order = list(form.rows(table, "2019"))
        return tuple(
            Label(r.key, core_of(r.label), _ALSO.get(r.key, ()), (core_of(r.label),), len(r.columns))
            for r in order
        )
    if table == "review":
        return (
            Label("reconsideration", "行政复议", (), ("行政复议",), 5),
            Label("litigation_direct", "未经复议直接起诉", (), ("未经复议", "直接起诉"), 5),
            Label("litigation_after_review", "复议后起诉", ("经复议后起诉",), ("复议后起诉", "复议后"), 5),
        )
    found: dict[str, Label] = {}
    both = [*form.rows(table, "2019")]
    at = [r.key for r in both].index("other_handling") + 1
    both[at:at] = [r for r in form.rows(table, "2021") if r.key.startswith("other_")]
    for row in both:
        if row.key == "granted":
            found["group:results"] = Label("group:results", GROUPS["results"], (), (), 7)
        if row.group in GROUPS and f"group:{row.group}" not in found:
            found[f"group:{row.group}"] = Label(f"group:{row.group}", GROUPS[row.group], (), (), 7)
        keywords = _KEYWORDS.get(row.key, ())
        found[row.key] = Label(row.key, core_of(row.label), _ALSO.get(row.key, ()), keywords, 7)
    return tuple(found.values())


@cache
def _known() -> frozenset[str]:
    names = {alt for table in form.TABLES for lab in labels(table) for alt in (lab.core, *lab.alternatives)}
    names |= set(GROUPS.values()) | {"其他处理", "信息内容", "其他", "总计"}
    return frozenset(names)


@cache
def _long() -> tuple[str, ...]:
    return tuple(name for name in _known() if len(name) > 3)


@cache
def _noted() -> frozenset[str]:
    columns = {
        squash(label)
        for year in ("2019", "2021")
        for row in form.rows("disclosure", year)
        for label in form.column_labels("disclosure", year, row.key).values()
    }
    return (_known() | {c for c in columns if "(" not in c}) - {"部分公开"}


def without_note(norm: str) -> str:
    """A label without the explanation that a place has put behind it: 规章(设区的市填写)."""
    at = norm.find("(", 2)
    if at < 0 or len(norm) - at < 5 or norm[-1] != ")" or core_of(norm[:at]) not in _noted():
        return norm
    return norm[:at]


def is_label(norm: str) -> bool:
    core = MARK.sub("", norm)
    if core != norm and len(core) > 1:
        return True
    return core in _known() or core.startswith(_long()) or norm.startswith("第二十条")
