"""A report against last year's, without a corpus: what an office does before it publishes (``check --previous``)."""

from __future__ import annotations

from collections.abc import Sequence

from gipr_nlp.agency import relation
from gipr_nlp.model import Facts, Report
from gipr_nlp.similarity import side_of, trace


def match(report: Report, candidates: Sequence[Report]) -> tuple[Report | None, str]:
    """Last year's report of the same agency among some reports.

    Returns:
        The report and "", or None and the reason in Chinese. A single report of last year is taken even where the names
        leave it open whether they mean one body; never where they name another one.
    """
    year = report.year
    if year is None:
        return None, "报告没有写明统计年度，不能与上年度报告比对"
    of_year = [c for c in candidates if c.year == year - 1]
    if not of_year:
        years = "、".join(sorted({f"{c.year}年度" if c.year else "年度不明" for c in candidates}))
        return None, f"所给的上年度报告为{years}，不是{year - 1}年度，没有作年度比对"
    named = {id(c): relation(report.agency.name, c.agency.name, year) for c in of_year}
    same = [c for c in of_year if named[id(c)] == "same"]
    if len(same) == 1:
        return same[0], ""
    if not same and len(of_year) == 1 and named[id(of_year[0])] in ("variant", "unclear"):
        return of_year[0], ""
    whose = "、".join(dict.fromkeys(c.agency.name or "单位不明" for c in of_year[:4]))
    if same:
        return None, f"所给的{year - 1}年度报告中有{len(same)}份是该单位的，不能确定与哪一份比对"
    return (
        None,
        f"所给的{year - 1}年度报告是{whose}的，不是{report.agency.name or '该单位'}的，没有作年度比对",
    )


def facts_of(report: Report, candidates: Sequence[Report]) -> Facts:
    """What is known of a report that is checked together with last year's: its text traced to that, too."""
    found, _ = match(report, candidates)
    if found is None:
        return Facts()
    copies = trace(side_of(report), side_of(found), [], set())
    return Facts(link="inferred", previous=found, copies=copies)
