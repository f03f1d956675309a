"""P09-P11 on what a word file records of itself: hidden marks are no fault, revisions and comments are."""

from __future__ import annotations

from pathlib import Path

import pytest

from gipr_nlp.model import Outcome
from gipr_nlp.pipeline import understand
from gipr_nlp.rules import run
from tests.helpers import case_of
from tests.word import docx, p, r, read

LINES = [
    line
    for line in (Path(__file__).parents[1] / "corpus/sample/shuiwuju_2022.txt").read_text("utf-8").split("\n")
    if line
]


def outcomes(first: str, **parts: str) -> dict[str, Outcome]:
    """The report of the sample with a paragraph of ours in its first chapter."""
    at = LINES.index("一、总体情况") + 1
    lines = [p(line.replace("&", "&amp;")) for line in LINES]
    body = "".join([*lines[:at], first, *lines[at:]])
    case = case_of(understand(read(docx(body, **parts))), "P")
    return {outcome.code: outcome for outcome in run(case)}


def field(code: str, result: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end")
    )
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{r(result)}{end}"


def test_a_field_that_works_is_no_fault() -> None:
    link = field(' HYPERLINK "http://www.qinglan.gov.cn" ', "县政府网站")
    assert outcomes(f"<w:p>{r('见')}{link}{r('。')}</w:p>")["P10"].state == "passed"


def test_a_reference_that_lost_its_target_is_one() -> None:
    (finding,) = outcomes(f"<w:p>{r('详见')}{field(' REF _Ref1 ', '错误!未找到引用源。')}</w:p>")[
        "P10"
    ].findings
    assert (finding.severity, finding.free) == ("warning", False)
    assert "错误!未找到引用源" in finding.message


def test_the_mark_of_the_last_edit_costs_nothing() -> None:
    body = '<w:p><w:bookmarkStart w:id="0" w:name="_GoBack"/>' + r("一年来成效明显。") + "</w:p>"
    (finding,) = outcomes(body)["P10"].findings
    assert (finding.severity, finding.free) == ("hint", True)


@pytest.mark.parametrize("name", ["_Toc123", "OLE_LINK1", "附件"])
def test_other_bookmarks_are_nobodys_business(name: str) -> None:
    body = f'<w:p><w:bookmarkStart w:id="0" w:name="{name}"/>{r("一年来成效明显。")}</w:p>'
    assert outcomes(body)["P10"].state == "passed"


def test_revisions_and_comments_are_two_findings() -> None:
    body = (
        f'<w:p>{r("公开信息")}<w:del w:id="1"><w:r><w:delText>186</w:delText></w:r></w:del><w:ins w:id="2">{r("188")}</w:ins>'
        f'{r("条。")}<w:r><w:commentReference w:id="5"/></w:r></w:p>'
    )
    found = outcomes(body, comments=f'<w:comment w:id="5">{p("请办公室核实")}</w:comment>')["P11"].findings
    assert [f.severity for f in found] == ["warning", "warning"]
    assert "未接受的修订2处（删除“186”、插入“188”）" in found[0].message
    assert "批注1处（批注“请办公室核实”）" in found[1].message
    assert all(f.section == 1 for f in found)


def test_telephone_numbers_in_comments_are_hidden() -> None:
    comment = f'<w:comment w:id="5">{p("身份证号110101199003071234，请删除")}</w:comment>'
    (finding,) = outcomes('<w:p><w:r><w:commentReference w:id="5"/></w:r></w:p>', comments=comment)[
        "P11"
    ].findings
    assert "110101199003071234" not in finding.message + "".join(finding.evidence)


def test_a_plain_document_has_neither() -> None:
    found = outcomes(p("一年来成效明显。"))
    assert (found["P10"].state, found["P11"].state) == ("passed", "passed")


def test_a_prompt_that_nobody_replaced() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    (finding,) = outcomes(f"<w:p>{r('联系人：')}{prompt}</w:p>")["P09"].findings
    assert "单击此处输入文字" in finding.message
