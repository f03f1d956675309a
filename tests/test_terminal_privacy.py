"""What the terminal quotes of a report hides the personal data that the audit found there."""

from __future__ import annotations

from corpus.compose import report
from gipr_nlp.pipeline import audit, read_text
from gipr_nlp.profile import load_profile
from gipr_nlp.writers.terminal import Terminal, show

SECRETS = ("11010519491231002X", "13812345678", "张建国")


def test_quoted_lines_hide_numbers_and_names() -> None:
    clean = report("2021", 2023)
    at = clean.index("（二）")
    told = f"申请人{SECRETS[2]}（身份证号{SECRETS[0]}，手机{SECRETS[1]}）收到答复，我镇予以办结。\n"
    made = audit(read_text(clean[:at] + told + clean[at:]))
    page = show(made, load_profile(), Terminal())
    assert {"T01", "T02", "T03", "B15"} <= {f.code for f in made.findings}
    assert "我镇予以办结" in page
    assert not any(secret in page for secret in SECRETS)
    said = "".join(f.message + "".join(f.evidence) + (f.found or "") for f in made.findings)
    assert not any(secret in said for secret in SECRETS)


def test_a_report_without_personal_data_is_quoted_as_it_is() -> None:
    made = audit(read_text(report("2021", 2023).replace("我局", "我镇", 1)))
    assert "我镇" in show(made, load_profile(), Terminal())
