"""Clauses with their labels: in the terminal, and as a page with the clauses highlighted in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from gipr_nlp.language import Lang, both, harmless, pad, pick, wrap
from gipr_nlp.model import Clause, Report
from gipr_nlp.writers.terminal import Terminal

#: A pale and a strong shade by family of labels; the terminal takes the number of the colour.
_SHADES = {
    "preamble": ("#e8eaed", "37"),
    "lead_in": ("#e8eaed", "37"),
    "overview": ("#e3f2fd", "36"),
    "proactive": ("#d7f0dd", "32"),
    "on_request": ("#c8e6c9", "32"),
    "management": ("#dcedc8", "32"),
    "platform": ("#e6f5c9", "32"),
    "supervision": ("#f0f4c3", "32"),
    "interpretation": ("#e0f7fa", "36"),
    "other_work": ("#f1f8e9", "36"),
    "review_litigation": ("#ede7f6", "35"),
    "problem": ("#ffd6d1", "31"),
    "improvement": ("#ffe3b8", "33"),
    "rectification": ("#fff4c2", "33"),
    "fee_note": ("#e1d5f5", "35"),
    "nothing_to_report": ("#eceff1", "37"),
    "other_matter": ("#f3e5f5", "34"),
}
_UNSURE = both("拿不准", "unsure")
_TITLE = both("分句标注", "Labelled clauses")
_STYLE = """
body{font:16px/1.9 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
h1{font-size:1.3em}h2{font-size:1.05em;border-bottom:1px solid #ccc;margin-top:1.6em}h3{font-size:.95em;color:#555;margin:.9em 0 .2em}
mark{padding:.15em .3em;border-radius:.3em;box-decoration-break:clone;-webkit-box-decoration-break:clone;margin-right:.15em}
mark b{font-size:.7em;margin-left:.45em;color:#444;white-space:nowrap}mark.unsure{outline:1px dashed #999}
.legend mark{display:inline-block;line-height:1.5;margin:.15em}@media print{mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def show_tags(report: Report, names: Mapping[str, str], terminal: Terminal) -> Iterator[str]:
    """The clauses of a report, section by section: label, probability, text.

    Args:
        report: with labelled clauses.
        names: Chinese names of the labels.
        terminal: how to write.
    """
    yield terminal.paint(
        harmless(f"{report.source.path}  {report.agency.printed} {report.year or ''}".rstrip()), "bold"
    )
    wide = 16 if terminal.lang == "zh" else 20
    for section, heading, clauses in _blocks(report.clauses):
        yield ""
        yield terminal.paint(harmless(f"[{section}] {heading}".rstrip()), "bold")
        for clause in clauses:
            name = names.get(clause.label, clause.label) if terminal.lang == "zh" else clause.label
            head = pad(f"{name} {clause.probability:.2f}{'?' if clause.abstained else ''}", wide + 6)
            first, *rest = wrap(harmless(clause.text), max(20, terminal.columns - wide - 8)) or [""]
            yield f"{_paint(head, clause.label, terminal)}{first}"
            for line in rest:
                yield " " * (wide + 6) + line
    yield ""


def tags_page(reports: Sequence[Report], names: Mapping[str, str], lang: Lang = "zh") -> str:
    """A page that needs nothing else: every clause of the reports, highlighted, its label behind it."""
    title = pick(_TITLE, lang)
    parts = [
        f'<!doctype html><html lang="{"en" if lang == "en" else "zh-CN"}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>",
        f'<p class="legend">{"".join(_mark("", label, names, lang) for label in _SHADES)}</p>',
    ]
    for report in reports:
        parts.append(f"<section><h2>{escape(report.title or report.source.path)}</h2>")
        for section, heading, clauses in _blocks(report.clauses):
            parts.append(f"<h3>{section} · {escape(heading)}</h3><p>")
            parts += [_mark(c.text, c.label, names, lang, c.probability, c.abstained) for c in clauses]
            parts.append("</p>")
        parts.append("</section>")
    return "\n".join([*parts, "</body></html>", ""])


def _mark(
    text: str,
    label: str,
    names: Mapping[str, str],
    lang: Lang,
    probability: float | None = None,
    unsure: bool = False,
) -> str:
    name = names.get(label, label) if lang == "zh" else label
    shade = _SHADES.get(label, ("#eee", "37"))[0]
    hint = f"{label} · {names.get(label, '')}" + ("" if probability is None else f" · {probability:.2f}")
    hint += f" · {pick(_UNSURE, lang)}" if unsure else ""
    kind = ' class="unsure"' if unsure else ""
    return f'<mark{kind} style="background:{shade}" title="{escape(hint)}">{escape(text)}<b>{escape(name)}</b></mark>'


def _paint(text: str, label: str, terminal: Terminal) -> str:
    colour = _SHADES.get(label, ("", "37"))[1]
    return f"\x1b[{colour}m{text}\x1b[0m" if terminal.colours else text


def _blocks(clauses: Sequence[Clause]) -> Iterator[tuple[int, str, list[Clause]]]:
    """Clauses by section and heading, in order."""
    block: list[Clause] = []
    for clause in clauses:
        if block and (block[-1].section, block[-1].heading) != (clause.section, clause.heading):
            yield block[-1].section, block[-1].heading, block
            block = []
        block.append(clause)
    if block:
        yield block[-1].section, block[-1].heading, block
