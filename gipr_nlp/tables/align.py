"""Which run of values belongs to which row: label first, order second.

A table is read as text, run of values, text, run of values … Each run takes the row whose label the text before it
ends with (the label may be wrapped and end after the values). Rows keep the order of the form. Where a label is
damaged beyond recognition, order alone may place the run, and then its cells carry a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gipr_nlp import form
from gipr_nlp.tables.labels import GROUPS, MARK, Label, is_label, labels
from gipr_nlp.tables.tokens import Token
from gipr_nlp.text import squash


@dataclass(slots=True)
class Run:
    """Values between two pieces of text. ``before``/``after``: that text, squashed; ``row``/``score``: the row taken
    and how well its label was read (1 exact … 0 by order only); ``broken``: digits on the next line may belong to it."""

    before: str
    tokens: list[Token] = field(default_factory=list)
    after: str = ""
    row: str | None = None
    score: float = 0.0
    pairs: list[tuple[str, Token]] = field(default_factory=list)
    broken: bool = False

    @property
    def solid(self) -> list[Token]:
        return [t for t in self.tokens if t.kind != "blank"]


_NEXT_MARK = re.compile(r"\d[.、．)]|\([一二三四五六七]|[二三四]、")
_OPEN_MARK = re.compile(r"(?:\d[.、．)]|\([一二三四五六七]\)|[一二三四]、|[①-⑳])$")
_MARK_END = re.compile(r"(?:\(?\d{1,2}\)?[.、．]?|[.、．]|\(?[一二三四五六七]?\))$")
_TAIL = re.compile(r"[:,、\-—.;=|]+$|[(\[【](?![一二三四五六七八九十]{1,2}$)[^()]{0,6}$")

_COLUMN = re.compile(
    "("
    + "|".join(
        sorted(
            {
                re.escape(squash(label))
                for table, year, row in (
                    ("applications", "2021", ""),
                    ("disclosure", "2021", "regulations"),
                    ("disclosure", "2021", "licensing"),
                    ("disclosure", "2021", "fees"),
                    ("disclosure", "2019", "regulations"),
                    ("disclosure", "2019", "licensing"),
                    ("disclosure", "2019", "fees"),
                    ("disclosure", "2019", "procurement"),
                )
                for label in form.column_labels(table, year, row).values()
            }
            | {"本年收费金额"},
            key=len,
            reverse=True,
        )
    )
    + r"):?$"
)


def bare(text: str) -> str:
    """A text without the marks, dashes and the beginning of a remark that it ends with."""
    return _TAIL.sub("", text)


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """Cut tokens into runs. Blanks beside values belong to the run; a short text between values of one physical row is
    a text cell; blanks alone are a run only where a row shows at least two of them behind a label."""
    runs: list[Run] = []
    text: list[str] = []
    current: list[Token] = []
    labelled_row = -1

    def close() -> None:
        nonlocal current, text
        solid = any(t.kind == "value" for t in current)
        if solid or (len(current) >= 2 and all(t.shown for t in current) and current[0].row == labelled_row):
            if runs:
                runs[-1].after = "".join(text)
            runs.append(Run("".join(text), current))
            text = []
        current = []

    for index, token in enumerate(tokens):
        if token.kind == "text" and _text_cell(tokens, index, current):
            current.append(token)
        elif token.kind == "text":
            if current:
                close()
            text.append(token.norm)
            labelled_row = token.row
        else:
            if current and token.row != current[-1].row and not any(t.kind == "value" for t in current):
                current = []  # blanks that ended the row before: the values stand on the next line
            current.append(token)
    if current:
        close()
    if runs:
        runs[-1].after = "".join(text)
    return runs


def paired(runs: list[Run]) -> list[Run]:
    """Put the values of a key–value sentence (自然人：1；商业企业：0；…) together as one run of named values."""
    named = [r for r in runs if len(r.solid) == 1 and _COLUMN.search(r.before)]
    if len(named) < 5 or (len(named) * 2 < len(runs) and not any(r.before.endswith(":") for r in named)):
        return runs
    out: list[Run] = []
    for run in runs:
        column = _COLUMN.search(run.before)
        if column is None or len(run.solid) != 1:
            out.append(run)
            continue
        label = run.before[: column.start()]
        if out and out[-1].pairs and (not label or label == out[-1].before):
            out[-1].tokens.extend(run.tokens)
            out[-1].pairs.append((column[1], run.solid[0]))
            out[-1].after = run.after
        else:
            out.append(Run(label, list(run.tokens), run.after, pairs=[(column[1], run.solid[0])]))
    return out


def _text_cell(tokens: Sequence[Token], index: int, current: list[Token]) -> bool:
    """A text that stands where a value should: in a row with visible cells, values before it and more behind."""
    token = tokens[index]
    if not token.shown or not current or current[-1].row != token.row or is_label(token.norm):
        return False
    same_line = current[-1].line == token.line
    before = any(t.kind == "value" and t.row == token.row for t in current)
    if not before or len(token.norm) > (12 if same_line else 3):
        return False
    behind = [t for t in tokens[index + 1 : index + 8] if t.row == token.row]
    return bool(behind) and all(t.kind != "text" for t in behind[:2])


def _score(label: Label, run: Run) -> float:
    """How well the text before a run (and the rest of a wrapped label behind it) names a row: 0 … 1."""
    text = run.before
    if not text:
        return 0.0
    names = (label.core, *label.alternatives)
    bare = _TAIL.sub("", text)
    for name in names:
        if bare.endswith(name) or text.endswith(name):
            return 1.0
    if label.key.startswith("group:"):
        return 0.0
    best = 0.0
    for name in names:  # wrapped: the label's head before the values, its rest behind them
        most = name.rfind(bare[-1:], 0, -1) + 1  # no longer head ends as the text does
        for cut in range(most, 0, -1):
            if bare.endswith(name[:cut]):
                rest = name[cut:]
                if run.after.startswith(rest) and len(name) >= 4:
                    return 0.99
                if cut >= 4 and rest[:2] and rest[:2] in run.after[: len(rest) + 12]:
                    best = max(best, 0.9)
                elif cut >= max(4, len(name) * 0.5):
                    best = max(best, 0.75)
                break
    if best < 0.9:  # wrapped together with its group: 不予|公开3.危及“三安全一稳定”
        for name in names:
            at = run.after.find(name, 0, len(name) + 14)
            marked = at == 0 and _OPEN_MARK.search(text) is not None
            if len(name) >= 2 and (
                marked or (len(name) >= 4 and at > 0 and _ends_group(bare, run.after[:at]))
            ):
                best = max(best, 0.9)
    for keyword in label.keywords:
        at = text.rfind(keyword)
        if at >= 0:
            tail = _beyond(label.core, keyword, text[at + len(keyword) :])
            if len(tail) <= 8 and not _NEXT_MARK.search(
                tail
            ):  # pieces of a vertical group title may stand between
                best = max(best, 0.85 - len(tail) * 0.01)
            break
    if best < 0.7 and len(label.core) >= 4:
        from rapidfuzz import fuzz

        tail_text = bare[-(len(label.core) + 4) :]
        if len(tail_text) * 2 >= len(label.core):
            ratio = max(fuzz.ratio(name, MARK.sub("", tail_text)) for name in names) / 100
            partial = (
                fuzz.partial_ratio(label.core, tail_text) / 100
                if len(tail_text) >= len(label.core) - 1
                else 0.0
            )
            ratio = max(ratio, partial - 0.02)
            if ratio >= 0.72:
                best = max(best, min(0.85, ratio))
    return best


def _ends_group(before: str, head: str) -> bool:
    """Do the end of one text and the head of the next make up a group title (（三）不予 | 公开)?"""
    head = _MARK_END.sub("", head)
    if not head:
        return before.endswith((*GROUPS.values(), "其他处理", "(", ".")) or bool(
            re.search(r"\([一二三四五六七]?$|\d$", before)
        )
    return any(
        name.endswith(head) and before.endswith(name[: len(name) - len(head)] or "\0")
        for name in (*GROUPS.values(), "其他处理")
    )


def _beyond(core: str, keyword: str, tail: str) -> str:
    """What stands behind a keyword that does not belong to the label itself."""
    rest = core[core.find(keyword) + len(keyword) :] if keyword in core else ""
    common = 0
    while common < min(len(rest), len(tail)) and rest[common] == tail[common]:
        common += 1
    return tail[common:]


def _needs(label: Label, run: Run) -> bool:
    """A short label needs its surroundings: 其他 alone is a column, 不予公开 is part of a longer row."""
    if label.key == "other_else":
        return run.before.endswith(("3.其他", "3、其他", "(3)其他")) or run.before in ("其他", "其他:") or (
            run.before.endswith("其他") and not run.before.endswith("法律服务机构其他")
        )  # fmt: skip
    return True


def _scores(wanted: tuple[Label, ...], run: Run) -> list[float]:
    """Scores of a run for all rows; where one label is read to the letter, the others do not count."""
    bare = _TAIL.sub("", run.before)
    exact = [
        bool(run.before) and bare.endswith((lab.core, *lab.alternatives)) and _needs(lab, run)
        for lab in wanted
    ]
    if any(exact):
        return [1.0 if hit else 0.0 for hit in exact]
    return [_score(lab, run) if _needs(lab, run) else 0.0 for lab in wanted]


def without_strays(runs: list[Run]) -> list[Run]:
    """In a table of wide rows a single number is no row: it is a list mark or a page number, hence text."""
    out: list[Run] = []
    carried, above = "", -1
    for run in runs:
        if len(run.solid) == 1 and not run.pairs and len(run.tokens) <= 2:
            if out and _follows(out[-1], run):
                out[-1].broken = True
            above = -1 if run.solid[0].shown or run.after.startswith((".", "、")) else run.solid[0].line
            carried += run.before + run.solid[0].norm
            continue
        run.broken = (
            bool(run.solid) and above == run.solid[0].line - 1
        )  # the head of a number on the line above
        run.before = carried + run.before
        carried, above = "", -1
        if out:
            out[-1].after = run.before
        out.append(run)
    if out and carried:
        out[-1].after = carried + runs[-1].after
    return out


def _follows(row: Run, run: Run) -> bool:
    """Do the few digits of a run stand on the line below a full row, behind a piece of label: the ends of numbers that
    were broken? A list mark (5 | .) is none."""
    if len(row.solid) < 7 or run.after.startswith((".", "、")):
        return False
    last, first = row.solid[-1], run.solid[0]
    return (
        not first.shown
        and first.line == last.line + 1
        and len({t.line for t in row.solid}) == 1
        and not run.before.endswith("第")
    )


def align(table: str, runs: list[Run]) -> None:
    """Give each run its row (``run.row``, ``run.score``), keeping the order of the form."""
    wanted = labels(table)
    if not _fast(wanted, runs):
        _best(wanted, runs)
    for before, run in pairwise(runs):
        if run.row is None and before.row is not None and 0 < len(run.solid) < 7 and _follows(before, run):
            before.broken = True


def _best(wanted: tuple[Label, ...], runs: list[Run]) -> None:
    """The order-keeping assignment with the highest sum of scores."""
    n, m = len(runs), len(wanted)
    scores = [_scores(wanted, run) for run in runs]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            s = scores[i][j]
            take = s + best[i + 1][j + 1] if s >= 0.6 else -1.0
            best[i][j] = max(take, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < n and j < m:
        s = scores[i][j]
        if s >= 0.6 and abs(best[i][j] - (s + best[i + 1][j + 1])) < 1e-9:
            runs[i].row, runs[i].score = wanted[j].key, s
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    _ungroup(runs)
    _by_order(wanted, runs)
    _unpinned(wanted, runs)


def _ungroup(runs: list[Run]) -> None:
    """Values behind a group title belong to the group's first row where its label follows them and has none itself."""
    placed = {r.row for r in runs}
    for group, first in (("results", "granted"), ("refused", "refused_state_secret"), ("unable", "unable_not_held"), ("declined", "declined_petition")):  # fmt: skip
        core = next(lab.core for lab in labels("applications") if lab.key == first)
        for run in runs:
            if run.row == f"group:{group}" and first not in placed and core in run.after[: len(core) + 8]:
                run.row, run.score = first, 0.9


def _unpinned(wanted: tuple[Label, ...], runs: list[Run]) -> None:
    """Runs whose labels were not read to the letter are certain only if order leaves them no other row.

    Between two certain rows there must be as many rows of the form as there are runs; else all of them are doubtful.
    """
    keys = [lab.key for lab in wanted]
    placed = {r.row for r in runs}
    single = "other_handling" in placed and not placed & {"other_not_corrected", "other_fee_unpaid"}
    skip = {"other_not_corrected", "other_fee_unpaid", "other_else"} if single else {"other_handling"}
    low, block = -1, []
    for run in [*runs, None]:
        if run is not None and (run.row is None or run.score < 0.95):
            if len(run.solid) >= wanted[-1].width or run.row is not None:
                block.append(run)
            continue
        high = len(keys) if run is None else keys.index(str(run.row))
        free = [
            k for k in keys[low + 1 : high] if not k.startswith("group:") and (k not in skip or k in placed)
        ]
        if any(r.row for r in block) and len(free) != len(block):
            for doubtful in block:
                doubtful.score = min(doubtful.score, 0.5)
        elif any(r.row not in (None, key) for r, key in zip(block, free, strict=False)):
            for shifted, key in zip(
                block, free, strict=True
            ):  # a label was taken from the row above: order decides
                shifted.row, shifted.score = key, shifted.score if shifted.row == key else 0.0
        low, block = high, []


def _fast(wanted: tuple[Label, ...], runs: list[Run]) -> bool:
    """The common case: every run's label is read to the letter, in order."""
    at = 0
    taken: list[tuple[Run, str]] = []
    for run in runs:
        bare = _TAIL.sub("", run.before)
        for j in range(at, len(wanted)):
            label = wanted[j]
            if bare.endswith((label.core, *label.alternatives)) and _needs(label, run) and not (
                label.key == "total_handled" and bare.endswith("合计")
            ):  # fmt: skip
                taken.append((run, label.key))
                at = j + 1
                break
        else:
            return False
    for run, key in taken:
        run.row, run.score = key, 1.0
    return True


def _by_order(wanted: tuple[Label, ...], runs: list[Run]) -> None:
    """A run between two placed neighbours with exactly one free row between them takes it, with score 0 (a doubt)."""
    keys = [lab.key for lab in wanted]
    for i, run in enumerate(runs):
        if run.row is not None or len(run.solid) != 7 or not 0 < i < len(runs) - 1:
            continue
        before, after = runs[i - 1].row, runs[i + 1].row
        if before is None or after is None:
            continue
        free = [k for k in keys[keys.index(before) + 1 : keys.index(after)] if not k.startswith("group:")]
        if free and free[0] == "other_handling" and len(free) > 1:
            free = free[1:]
        if len(free) == 1:
            run.row, run.score = free[0], 0.0
