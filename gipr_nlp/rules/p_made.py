"""Family P, text that a program or a template wrote (P12, P17, rules.md 5.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.lexicon import one_of, words
from gipr_nlp.rules.narrative import Page, narrative, page
from gipr_nlp.rules.p_marks import is_blank
from gipr_nlp.rules.scope import require_report

NEAR = 24  # characters quoted


@cache
def _patterns(table: str, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in words("leftovers")[table][key])


@cache
def _nobody() -> re.Pattern[str]:
    listed = one_of(words("leftovers")["assistant"]["nobody"])
    return re.compile(rf"(?P<who>{listed})(?!的?(?:统一|要求|部署|安排|指导))")


_SUBJECT_PLACE = re.compile(r"(?:^|[\n,。;:但而如是])(?:目前|当前|其中|但|如|例如|仍有|还有)?$")
_TALK = (
    *(
        "AI",
        "人工智能",
        "模型",
        "以下是",
        "以下为",
        "希望",
        "您",
        "你",
        "我已",
        "我将",
        "请注意",
        "提示",
        "字数",
        "全文约",
        "本文约",
    ),
    *("好的", "没问题", "当然", "仅供参考", "虚构"),
)


@rule(
    "P12",
    "AI生成痕迹",
    "error",
    why="报告应当写本机关的实际工作。写作助手的对话用语留在文中，或通篇以“部分地区”“各级政府部门”为主语，说明文字是生成的而未经核实。",
    basis=PRACTICE,
    bad="以下是一份政府信息公开工作年度报告的示例，供您参考。",
    good="2023年，我局主动公开政府信息186条。",
    needs="D+labels",
)
def machine_traces(case: Case) -> Checks:
    require_report(case)
    whole, said = page(case), narrative(case)
    talk = any(word in whole.flat for word in _TALK)
    for pattern in _patterns("assistant", "phrases") if talk else ():
        for found in pattern.finditer(whole.flat):
            shown = whole.shown(*found.span(), width=NEAR)
            yield Hit(
                f"“{shown}”是写作助手的对话用语，不是报告内容。请删除，并逐项核实全文的事实和数据。",
                found=found[0],
                evidence=(shown,),
                confidence=0.97,
                **whole.place(*found.span()),
            )
            return
    if case.report.source.media_type.endswith("wordprocessingml.document"):
        yield from _markdown(whole)
    if case.report.agency.kind in ("government", "office"):
        return  # it speaks of the places and departments under it
    voices = []
    speakers = words("leftovers")["assistant"]["nobody"]
    for found in _nobody().finditer(said.flat) if any(who in said.flat for who in speakers) else ():
        if not _SUBJECT_PLACE.search(said.flat[max(0, found.start() - 5) : found.start()]):
            continue
        text = said.text(found.start())
        own = case.report.agency.name[-3:]
        if not re.search(r"\d|我[局委厅办镇乡街市县区]|本[局委厅办机单]", text) and (
            not own or own not in text
        ):
            voices.append(found.span("who"))
    if len({said.number(start) for start, _ in voices}) >= 2:
        shown_all = tuple(dict.fromkeys(said.shown(*place) for place in voices))[:3]
        yield Hit(
            f"文中有{len(voices)}处以泛指的单位为主语（{'、'.join(f'“{s}”' for s in shown_all)}），"
            "没有写明是本机关的什么情况，疑为生成或套用的文字。请改写为本机关的具体情况。",
            severity="warning",
            found="、".join(dict.fromkeys(said.flat[a:b] for a, b in voices)),
            evidence=shown_all,
            confidence=0.8,
            **said.place(*voices[0]),
        )


def _markdown(whole: Page) -> Iterator[Hit]:
    """Marks of Markdown in a Word file; in text files conversion may have made them."""
    found = re.search(r"(?m)\*\*[^*\n]{2,40}\*\*|^#{2,4} ", whole.flat)
    if found:
        shown = whole.shown(*found.span(), width=NEAR)
        yield Hit(
            f"文中留有“{shown}”一类的排版标记，多为从写作工具粘贴时带入。请删除，并核实文字是否为本机关的实际情况。",
            severity="warning",
            found=found[0][:20],
            evidence=(shown,),
            confidence=0.9,
            **whole.place(*found.span()),
        )


@rule(
    "P17",
    "模板提示语未删",
    "error",
    why="“请根据实际情况填写”“不少于200字”等是模板对起草人的提示，留在报告中说明没有校核。",
    basis=PRACTICE,
    bad="（一）主动公开情况。（此处请根据本单位实际填写，不少于200字）",
    good="（一）主动公开情况。全年主动公开政府信息186条。",
)
def template_instructions(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    if not any(word in said.flat for word in _INSTRUCTING):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _patterns("template", "strong"):
        for found in pattern.finditer(said.flat):
            start, end = found.span()
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            shown = said.shown(start, end, width=NEAR)
            yield Hit(
                f"“{shown}”是模板中的提示语，请删除，并补充该处应写的内容。",
                found=said.raw[start:end].strip(),
                evidence=(shown,),
                confidence=0.96,
                defect="blank:words" if is_blank(said.flat[max(0, start - 1) : end]) else None,
                **said.place(start, end),
            )


_INSTRUCTING = (
    *(
        "填写",
        "填报",
        "填入",
        "如无",
        "若无",
        "没有则",
        "删除",
        "删去",
        "删掉",
        "少于",
        "字数",
        "字以内",
        "字左右",
        "控制在",
        "超过",
    ),
    *(
        "示例",
        "样例",
        "范例",
        "举例",
        "参考",
        "编写提示",
        "写作提示",
        "此处",
        "本处",
        "填表",
        "说明:",
        "实际情况修改",
        "待填",
        "根据实际",
    ),
    *(
        "结合实际",
        "击此处",
        "模板",
        "范本",
        "样本",
        "选填",
        "必填",
        "可选",
        "可删",
        "按需",
        "(请",
        "[请",
        "【请",
    ),
)


RULES = (machine_traces, template_instructions)
