"""An audit in the terminal, the way a good linter shows it: place, code, message, and the spot itself.

Every function returns text; nothing is printed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from gipr_nlp import form as statutory
from gipr_nlp.errors import Unreadable
from gipr_nlp.language import Lang, both, clip, harmless, pad, pick, width, wrap
from gipr_nlp.model import Audit, Cell, Finding, Report
from gipr_nlp.profile import Profile
from gipr_nlp.wire import finding_to_wire
from gipr_nlp.writers import FORM_NAMES, SEVERITY_NAMES, number, reason, spot, subject, wanted

_COLOURS = {"error": "31;1", "warning": "33", "hint": "36", "faint": "2", "bold": "1", "good": "32"}
_SEVERITY = {name: both(SEVERITY_NAMES[name], name) for name in SEVERITY_NAMES}
_SUGGESTION, _BASIS = both("建议", "should be"), both("依据", "basis")
_BLANK, _MISSING = both("（空）", "(blank)"), both("（无）", "(none)")


class Terminal:
    """How to write: language, colours, width in columns."""

    def __init__(self, lang: Lang = "zh", colours: bool = False, columns: int = 100) -> None:
        self.lang, self.colours, self.columns = lang, colours, max(40, min(columns, 120))

    def say(self, text: str) -> str:
        """A text of :func:`~gipr_nlp.language.both` in the language of this terminal."""
        return pick(text, self.lang)

    def paint(self, text: str, colour: str) -> str:
        """A text in a colour, where there are colours."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.colours and text else text

    def block(self, text: str, indent: str) -> Iterator[str]:
        """A paragraph, wrapped and indented."""
        for line in wrap(harmless(text), self.columns - width(indent)):
            yield indent + line


class Outcome(Protocol):
    """What is told of a run over a corpus (:class:`gipr_nlp.corpus.Run`)."""

    out: Path
    reports: int
    roots: dict[str, int]
    unread: list[Unreadable]

    @property
    def left_out(self) -> Mapping[str, int]: ...


def show(audit: Audit, profile: Profile, terminal: Terminal) -> str:
    """All findings of a report, each root with what follows from it, then the summary."""
    shown = without_personal_data(audit)
    lines: list[str] = []
    follows: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        if finding.root is not None:
            follows.setdefault(finding.root, []).append(finding)
    for finding in sorted(audit.roots, key=lambda f: (f.line or 0, f.code)):
        lines += _finding(shown, finding, follows.get(finding.fingerprint, []), terminal)
        lines.append("")
    return "\n".join([*lines, *_summary(audit, profile, terminal)]) + "\n"


def without_personal_data(audit: Audit) -> Report:
    """The report to quote from: what family T found in its text is hidden, one character for one, so that places stay
    (rules.md 5.0a, privacy of our own output)."""
    report = audit.report
    text = report.text
    for finding in audit.findings:
        if finding.code[0] == "T" and finding.start is not None and finding.end is not None:
            said = text[finding.start : finding.end]
            text = text[: finding.start] + said[:1] + re.sub(r"\S", "*", said[1:]) + text[finding.end :]
    return report if text is report.text else replace(report, document=replace(report.document, text=text))


def _finding(report: Report, finding: Finding, follows: list[Finding], t: Terminal) -> Iterator[str]:
    where = f"{report.source.path}:{finding.line}" if finding.line else report.source.path
    severity = t.paint(t.say(_SEVERITY[finding.severity]), finding.severity)
    yield f"{t.paint(harmless(where), 'bold')}: {severity} {t.paint(finding.code, 'bold')} {finding.name}"
    yield from t.block(finding.message, "    ")
    for line in excerpt(report, finding, t):
        yield f"    {line}"
    entry = finding_to_wire(finding)
    if right := wanted(entry, report.form):
        yield from t.block(f"{t.say(_SUGGESTION)}：{right}", "    ")
    if finding.basis:
        for line in t.block(f"{t.say(_BASIS)}：{finding.basis}", "    "):
            yield t.paint(line, "faint")
    for follow in follows:
        first, *rest = wrap(harmless(f"{follow.code} {follow.message}"), t.columns - 8)
        yield f"      └ {first}"
        yield from (f"        {line}" for line in rest)


def excerpt(report: Report, finding: Finding, t: Terminal) -> list[str]:
    """The spot in the report: a table row with the wrong cell marked, or the passage underlined."""
    if finding.table and finding.row:
        row = [c for c in report.cells if (c.table, c.row) == (finding.table, finding.row)]
        if row and any(c.doubt != "missing" for c in row):
            return _table_row(row, finding, report, t)
    if finding.start is not None and finding.end is not None and finding.end > finding.start:
        return _passage(report, finding.start, finding.end, t)
    if finding.line and 0 < finding.line <= len(report.document.lines):
        said = harmless(report.document.lines[finding.line - 1].strip())
        return [_gutter(finding.line, clip(said, t.columns - 14), t)] if said else []
    return []


def _table_row(row: list[Cell], finding: Finding, report: Report, t: Terminal) -> list[str]:
    titles: Mapping[str, str] = {}
    for form in (report.table[row[0].table].form, "2021", "2019"):
        titles = statutory.column_labels(row[0].table, form, row[0].row) if form in ("2019", "2021") else {}
        if titles:
            break
    heads = [titles.get(c.column, c.column) for c in row]
    values = [c.raw.strip() or t.say(_MISSING if c.doubt == "missing" else _BLANK) for c in row]
    values = [clip(harmless(" ".join(v.split())), 16) for v in values]
    sizes = [max(width(h), width(v)) for h, v in zip(heads, values, strict=True)]
    marks = ["^" * width(v) if c.column == finding.column else "" for c, v in zip(row, values, strict=True)]
    lines = [
        _gutter(None, "  ".join(pad(h, n, right=True) for h, n in zip(heads, sizes, strict=True)), t),
        _gutter(
            finding.line, "  ".join(pad(v, n, right=True) for v, n in zip(values, sizes, strict=True)), t
        ),
    ]
    if any(marks):
        right = _right_value(finding)
        under = "  ".join(pad(m, n, right=True) for m, n in zip(marks, sizes, strict=True)).rstrip()
        said = f"{under} {pick(both('应为', 'should be'), t.lang)} {right}" if right else under
        lines.append(_gutter(None, t.paint(said, finding.severity), t))
    return lines


def _right_value(finding: Finding) -> str:
    key = f"{finding.table}.{finding.row}.{finding.column}"
    if finding.suggestion_cell == key and finding.suggestion_value is not None:
        return number(finding.suggestion_value)
    expected = finding.expected or ""
    return expected if expected.isascii() else ""


def _passage(report: Report, start: int, end: int, t: Terminal) -> list[str]:
    document = report.document
    line = document.line_at(start)
    begin = document.line_starts[line - 1]
    text = harmless(document.lines[line - 1].replace("\t", " "))
    first, last = start - begin, min(end - begin, len(text))
    left = max(0, first - 16)
    room = t.columns - 14
    before = ("…" if left else "") + text[left:first]
    found = clip(text[first:last], room - width(before))
    after = clip(text[last:], max(0, room - width(before + found)))
    shown = (before + found + (after if width(after) > 1 else "")).rstrip()
    under = " " * width(before) + "^" * max(1, width(found))
    return [_gutter(line, shown, t), _gutter(None, t.paint(under, "bold"), t)]


def _gutter(line: int | None, text: str, t: Terminal) -> str:
    number_of_line = "" if line is None else str(line)
    return f"{t.paint(f'{number_of_line:>5} |', 'faint')} {text}".rstrip()


def _summary(audit: Audit, profile: Profile, t: Terminal) -> Iterator[str]:
    report, score = audit.report, audit.score
    counts = {s: sum(f.severity == s for f in audit.roots) for s in SEVERITY_NAMES}
    who = report.agency.name or report.agency.printed or t.say(both("未能识别单位", "agency unknown"))
    year = report.year or t.say(both("年度不明", "year unknown"))
    form = FORM_NAMES.get(report.form or "", "") if t.lang == "zh" else report.form or ""
    yield t.paint(harmless(f"{who} {year}  {form}").rstrip(), "bold")
    grade = score.grade or t.say(both("覆盖率不足，不评等次", "coverage too low for a grade"))
    found = "  ".join(t.paint(f"{t.say(_SEVERITY[s])} {n}", s if n else "faint") for s, n in counts.items())
    mark, coverage = t.say(both("得分", "mark")), t.say(both("覆盖率", "coverage"))
    yield f"{mark} {number(score.mark)}（{grade}）  {coverage} {score.coverage * 100:.0f}%  {found}"
    if score.deductions:
        titles = {d.key: d.title for d in profile.dimensions}
        lost = "，".join(f"{d.code} −{number(d.points)}（{titles[d.dimension]}）" for d in score.deductions)
        yield from t.block(f"{t.say(both('扣分', 'points lost'))}：{lost}", "")
    if score.capped_by:
        why = both("使等次定为不合格", "cap the grade at 不合格")
        yield f"{'、'.join(score.capped_by)} {t.say(why)}"
    if score.must_withdraw:
        yield t.paint(t.say(both("应当撤回更正", "to be withdrawn and corrected")), "error")
    yield from _undecided(audit, t)


def _undecided(audit: Audit, t: Terminal) -> Iterator[str]:
    """What was not decided and why; none of it costs points."""
    why = both("未能确定读取，不计扣分", "not read for certain; costs no points")
    if audit.report.doubts:
        yield t.paint(f"{t.say(why)}：", "faint")
        for doubt in audit.report.doubts[:12]:
            where = f"（{spot(doubt.where)}）" if doubt.where else ""
            yield from t.block(
                f"· {subject(doubt.what, audit.report.form)}{where}：{reason(doubt.why)}", "  "
            )
        if (rest := len(audit.report.doubts) - 12) > 0:
            yield f"  · … {rest}"
    open_ = [o for o in audit.outcomes if o.state in ("undecided", "crashed")]
    reasons: dict[str, list[str]] = {}
    for outcome in open_:
        last = outcome.reason.strip().rsplit("\n", 1)[-1]
        said = (
            last if outcome.state == "undecided" else f"{t.say(both('检查项出错', 'rule crashed'))}：{last}"
        )
        reasons.setdefault(said, []).append(outcome.code)
    if reasons:
        title = both("未判定的检查项", "rules not decided")
        yield t.paint(f"{t.say(title)}（{len(open_)}）：", "faint")
        for said, codes in reasons.items():
            yield from t.block(f"· {'、'.join(codes)}：{said}", "  ")


def table(rows: Sequence[Mapping[str, Any]], t: Terminal) -> Iterator[str]:
    """Reports in a table, one a line."""
    titles = (
        *(both("单位", "agency"), both("年度", "year"), both("格式", "form"), both("得分", "mark")),
        *(both("等次", "grade"), both("覆盖率", "coverage"), *_SEVERITY.values()),
    )
    lines = [[t.say(title) for title in titles]]
    for r in rows:
        name = clip(harmless(r["agency"] or r["source"]), 36)
        facts = [name, str(r["year"] or "—"), r["form"] or "—", number(r["score"]), r["grade"] or "—"]
        lines.append(
            [*facts, f"{r['coverage'] * 100:.0f}%", *(str(r[n]) for n in ("errors", "warnings", "hints"))]
        )
    sizes = [max(width(line[i]) for line in lines) for i in range(len(titles))]
    for at, line in enumerate(lines):
        cells = [pad(cell, sizes[i], right=i >= 5 or i == 3) for i, cell in enumerate(line)]
        yield t.paint("  ".join(cells).rstrip(), "bold") if at == 0 else "  ".join(cells).rstrip()


def _between(between: Mapping[str, int], t: Terminal) -> Iterator[str]:
    """Who was found, who is missing, and who shares text with whom (:func:`gipr_nlp.corpus.between`)."""
    b = between
    zh, en = f"单位：认定 {b['agencies']} 家", f"agencies: {b['agencies']}"
    if b["unclear"]:
        zh += f"，{b['unclear']} 份报告的单位未能确定"
        en += f"; reports whose agency is not certain: {b['unclear']}"
    if b["absent"]:
        zh += f"，名录中 {b['absent']} 家次没有报告（见总览“全批问题”）"
        en += f"; missing reports of agencies in the register: {b['absent']} (overview, 全批问题)"
    yield t.say(both(zh, en))
    if not (b["last_year"] or b["pairs"] or b["templates"]):
        return
    zh = f"雷同：与本单位上年 {b['last_year']} 份，单位之间 {b['pairs']} 对，集体模板 {b['templates']} 个"
    en = f"copies: of last year's report {b['last_year']}, between agencies {b['pairs']}, templates {b['templates']}"
    where = both(
        "；文字对照见总览和 data/matches.parquet",
        "; side by side in the overview and in data/matches.parquet",
    )
    yield f"{t.say(both(zh, en))}{t.say(where)}"


def summary(
    run: Outcome, worst: Sequence[Mapping[str, Any]], between: Mapping[str, int], t: Terminal
) -> Iterator[str]:
    """The end of a run: the reports with most problems, the counts, what the corpus told, and where to look."""
    yield from table(worst, t)
    shown, n = len(worst), len(run.unread)
    if shown < run.reports:
        yield t.say(both(f"…… 以上为问题最多的 {shown} 份", f"… the {shown} with most findings"))
    errors, warnings, hints = (run.roots[s] for s in SEVERITY_NAMES)
    yield ""
    zh = f"{run.reports} 份报告：错误 {errors}，警告 {warnings}，提示 {hints}"
    yield t.say(both(zh, f"{run.reports} reports: {errors} errors, {warnings} warnings, {hints} hints"))
    yield from _between(between, t)
    if n:
        yield t.say(
            both(f"{n} 个文件未能审核，名单见 run.json", f"{n} files could not be audited; see run.json")
        )
    for why, count in sorted(run.left_out.items()):
        yield t.say(both(f"未审核：{why}：{count}", f"left out: {why}: {count}"))
    page, ledger = run.out / "index.html", run.out / "ledger.xlsx"
    yield t.say(both(f"总览：{page}  问题台账：{ledger}", f"overview: {page}  ledger: {ledger}"))
