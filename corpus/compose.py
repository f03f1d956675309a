"""Write the text of a report: :func:`report` for programs, :func:`from_case` for the YAML cases of tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus import prose
from corpus.layouts import render
from corpus.modifiers import RUNNING_HEAD
from corpus.values import Cells, Key, balanced, plain, zeros
from gipr_nlp import form as statutory

__all__ = ["balanced", "from_case", "plain", "report", "zeros"]

DEFAULT_YEAR = {"2021": 2023, "2019": 2020}
NUMERALS = "〇一二三四五六七八九"
DEFAULT_AGENCY = "青岚县水务局"
NO_FEES = ("我乡", "我镇", "我街道")  # who collects no fees of the kind that the table asks for


def as_key(key: str | Key) -> Key:
    """A cell key from "table.row.column"; KeyError-like complaint where it has not three parts."""
    if isinstance(key, tuple):
        return key
    table, row, column = key.split(".")
    return table, row, column


def filled(form: str, cells: Mapping[Any, object] | None, base: Cells | None = None) -> Cells:
    """The base values of a form with some cells printed otherwise.

    Args:
        form: "2019" or "2021".
        cells: printed values by (table, row, column) or "table.row.column"; None prints a blank.
        base: all values of the form; :func:`corpus.values.plain` where not given.

    Raises:
        KeyError: the form has no such cell.
    """
    values = dict(plain(form) if base is None else base)
    for key, printed in (cells or {}).items():
        known = as_key(key)
        if known not in values:
            raise KeyError(f"no cell {key} in form {form}")
        values[known] = "" if printed is None else str(printed)
    return values


def report(
    form: str = "2021",
    year: int | None = None,
    cells: Mapping[Any, object] | None = None,
    layout: str | Mapping[str, str] = "lines",
    agency: str = DEFAULT_AGENCY,
    *,
    forms: Mapping[str, str] | None = None,
    title: str | None = None,
    preamble: str | None = None,
    overview: str | None = None,
    after: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
    tables: Mapping[str, str] | None = None,
    problems: str | None = None,
    other: str | None = None,
    signature: str | None = None,
    headings: Mapping[int, str] | None = None,
    drop: Iterable[str] = (),
    omit: Iterable[int | str] = (),
    extra: str = "",
) -> str:
    """The text of a complete, clean report; every part can be replaced to make it unclean.

    The narrative is written from the cells, so that text and tables agree also where ``cells`` changes some.

    Args:
        form: statutory form of the tables, "2021" or "2019".
        year: reporting year; 2023 (form 2021) or 2020 (form 2019) where not given. It decides on the legal
            basis cited and on the fee statement, whatever the form of the tables.
        cells: printed values that differ from the plain ones, by "table.row.column"; see :func:`filled`.
            A complete dictionary from :func:`zeros` or :func:`balanced` replaces them all.
        layout: a layout of :mod:`corpus.layouts`, or one for each table by name.
        agency: full name; the self-name (我局, 我镇 …) follows from it.
        forms: another form for single tables, e.g. ``{"applications": "2019"}``.
        title, preamble, overview, problems, other, signature: the text to print instead of the plain one.
        after, before: text below or above a table, by table.
        tables: text to print instead of a table.
        headings: heading lines by section number, complete with numeral.
        drop: rows and columns to leave out: "applications.declined_massive", "applications.research".
        omit: section numbers, table names, "title", "preamble" or "signature" to leave out.
        extra: text appended after the signature.
    """
    year = year or DEFAULT_YEAR[form]
    title = f"{agency}{year}年政府信息公开工作年度报告" if title is None else title
    if prose.self_name(agency) in NO_FEES:
        cells = {"disclosure.fees.amount": "0", **(cells or {})} if form == "2021" else cells
    form_of = {t: (forms or {}).get(t, form) for t in statutory.TABLES}
    values = {t: _of_table(t, form_of[t], cells, same=form_of[t] == form) for t in statutory.TABLES}
    count = prose.counter({k: v for per_table in values.values() for k, v in per_table.items()})
    left_out = set(omit)
    dropped = [name.split(".") for name in drop]
    written = {
        1: prose.overview(agency, year, count) if overview is None else overview,
        5: prose.problems(agency, year) if problems is None else problems,
        6: prose.other(year) if other is None else other,
    }
    for table in statutory.TABLES:
        how = layout if isinstance(layout, str) else layout.get(table, "lines")
        drawn = render(table, form_of[table], values[table], how, [part for t, part in dropped if t == table])
        drawn = drawn.replace(RUNNING_HEAD, title)
        shown = "" if table in left_out else (tables or {}).get(table, drawn)
        around = ((before or {}).get(table, ""), shown, (after or {}).get(table, ""))
        written[statutory.SECTION_OF[table]] = "\n\n".join(part for part in around if part)
    parts = {
        "title": title,
        "preamble": prose.preamble(agency, year) if preamble is None else preamble,
    }
    pieces = [text for name, text in parts.items() if name not in left_out]
    for number, (_, heading) in statutory.section_headings().items():
        if number not in left_out:
            pieces.append((headings or {}).get(number, f"{NUMERALS[number]}、{heading}"))
            pieces.append(written[number])
    if "signature" not in left_out:
        pieces.append(f"{agency}\n{year + 1}年1月18日" if signature is None else signature)
    pieces.append(extra)
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _of_table(table: str, form: str, cells: Mapping[Any, object] | None, same: bool) -> Cells:
    """Values of one table; one in another form than the report's takes only the cells of that form."""
    known = set(statutory.cell_keys(table, form))
    asked = {
        key: value for key, value in ((as_key(k), v) for k, v in (cells or {}).items()) if key[0] == table
    }
    strange = sorted(".".join(key) for key in asked if key not in known)
    if strange and same:
        raise KeyError(f"form {form} has no cell {', '.join(strange)}")
    if wrong := [k for k in (cells or {}) if as_key(k)[0] not in statutory.TABLES]:
        raise KeyError(f"no such table: {wrong}")
    return {
        k: v for k, v in filled(form, {k: v for k, v in asked.items() if k in known}).items() if k[0] == table
    }


CASE_KEYS = (
    "year",
    "layout",
    "agency",
    "forms",
    "title",
    "preamble",
    "overview",
    "after",
    "before",
    "tables",
    "problems",
    "other",
    "signature",
    "headings",
    "drop",
    "omit",
    "extra",
)


def from_case(spec: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Build the report of a YAML case.

    Keys of the case:
        base: "2021" (default) or "2019", the form of the tables.
        text: the whole text, given as it is; then only replace, prepend and append count.
        values: "plain" (default) or "zeros", what the tables hold before ``cells``.
        cells: printed values by "table.row.column" (null prints a blank).
        replace: list of [old, new] or [old, new, how many]; every old must occur, all occurrences are
            replaced unless a number is given.
        prepend, append: text before and after everything.
        and the arguments of :func:`report`: year, layout, agency, forms, title, preamble, overview, after,
        before, tables, problems, other, signature, headings, drop, omit, extra.

    Returns:
        The text, and the keys of the case that are none of these (code, expect, note …), for the test.

    Raises:
        ValueError: a text to replace does not occur.
    """
    rest = dict(spec)
    form = str(rest.pop("base", "2021"))
    given, start = rest.pop("text", None), rest.pop("values", "plain")
    cells = {as_key(key): value for key, value in (rest.pop("cells", None) or {}).items()}
    options = {key: rest.pop(key) for key in CASE_KEYS if rest.get(key) is not None}
    if start == "zeros":
        cells = zeros(form) | cells
    text = str(given) if given is not None else report(form, cells=cells, **options)
    for old, new, *times in rest.pop("replace", None) or ():
        if old not in text:
            raise ValueError(f"nothing to replace: {old!r} does not occur in the report")
        text = text.replace(old, new, *times)
    return f"{rest.pop('prepend', None) or ''}{text}{rest.pop('append', None) or ''}", rest
