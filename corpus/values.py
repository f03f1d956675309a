"""Values for the three tables: all zero, a plain default, or random values that balance."""

from __future__ import annotations

from random import Random

from gipr_nlp import form as statutory

Key = tuple[str, str, str]
Cells = dict[Key, str]

RARE = ("refused_state_secret", "refused_security_stability", "declined_massive")
DEFAULTS = {
    "2021": {
        "disclosure": {
            "normative_documents": "1 0 4",
            "licensing": "126",
            "penalties": "8",
            "compulsion": "1",
            "fees": "3.52",
        },
        "applications": {
            "new_received": "4 2 0 0 0 0 6",
            "carried_in": "1 0 0 0 0 0 1",
            "granted": "2 1 0 0 0 0 3",
            "partly_granted": "1 0 0 0 0 0 1",
            "refused_third_party": "0 1 0 0 0 0 1",
            "unable_not_held": "1 0 0 0 0 0 1",
            "total_handled": "4 2 0 0 0 0 6",
            "carried_out": "1 0 0 0 0 0 1",
        },
        "review": {"reconsideration": "1 0 0 0 1"},
    },
    "2019": {
        "disclosure": {
            "normative_documents": "1 1 4",
            "licensing": "12 +1 86",
            "other_services": "3 0 41",
            "penalties": "28 -2 9",
            "compulsion": "2 0 0",
            "fees": "1 0",
            "procurement": "6 128.5万元",
        },
    },
}
DEFAULTS["2019"] |= {t: DEFAULTS["2021"][t] for t in ("applications", "review")}


def zeros(form: str) -> Cells:
    """Every cell that the form asks for, all printed as "0"."""
    return {key: "0" for table in statutory.TABLES for key in statutory.cell_keys(table, form)}


def plain(form: str) -> Cells:
    """The default values of :func:`corpus.compose.report`: small, balanced, not all zero."""
    cells = zeros(form)
    for table, rows in DEFAULTS[form].items():
        columns = {row.key: row.columns for row in statutory.rows(table, form)}
        for row, printed in rows.items():
            for column, value in zip(columns[row], printed.split(), strict=True):
                cells[table, row, column] = value
    return cells


def balanced(form: str, rng: Random, dense: bool = False) -> Cells:
    """Random values for the three tables; every equation of the form holds.

    Args:
        form: "2019" or "2021".
        rng: source of the random numbers; the same seed gives the same values.
        dense: fill nearly all cells, also those that are hardly ever used, to try out readers. The sizes are
            then not those of one county department and plausibility rules may fire.
    """
    cells = zeros(form)
    _disclosure(cells, form, rng, dense)
    handled = _applications(cells, form, rng, dense)
    _review(cells, form, rng, dense, handled)
    return cells


def _disclosure(cells: Cells, form: str, rng: Random, dense: bool) -> None:
    def put(row: str, **values: object) -> None:
        for column, value in values.items():
            cells["disclosure", row, column] = str(value)

    documents = ["regulations", "normative_documents"] if dense else ["normative_documents"]
    if form == "2021":
        for row in documents:
            issued, repealed = rng.randint(0, 4), rng.randint(0, 3)
            put(row, issued=issued, repealed=repealed, in_force=issued + rng.randint(0, 15))
        for row, most in (("licensing", 900), ("penalties", 120), ("compulsion", 12)):
            put(row, decisions=rng.randint(0, most))
        put("fees", amount=rng.choice(["0", f"{rng.uniform(0.2, 400):.{rng.randint(1, 4)}f}"]))
        return
    for row in documents:
        made = rng.randint(0, 4)
        published = made + rng.randint(0, 2)
        put(row, made=made, published=published, total=published + rng.randint(0, 15))
    for row in ("licensing", "other_services", "penalties", "compulsion"):
        before = rng.randint(0, 120)
        change = rng.randint(-min(before, 9), 9)
        after = before + change
        decisions = rng.choice([d for d in range(0, 400) if d not in (before, after)]) if after else 0
        put(row, last_year_items=before, change=f"{change:+d}" if change else "0", decisions=decisions)
    before, change = rng.randint(1, 9), rng.randint(-1, 2)
    put("fees", last_year_items=before, change=f"{change:+d}" if change else "0")
    items = rng.randint(0, 30)
    put("procurement", items=items, amount=f"{items * rng.uniform(0.5, 90):.2f}万元" if items else "0")


def _applications(cells: Cells, form: str, rng: Random, dense: bool) -> int:
    row = statutory.rows("applications", form)[0]
    leaves = statutory.leaves(form)
    usual = [leaf for leaf in leaves if dense or leaf not in RARE]
    total: dict[str, int] = {}
    for place, column in enumerate(row.columns[:-1]):
        most = 40 if dense else (24, 8, 0, 0, 2, 3)[place]
        counts = dict.fromkeys((r.key for r in statutory.rows("applications", form)), 0)
        if dense:
            for leaf in leaves:
                counts[leaf] = rng.choice([0, rng.randint(1, 9), rng.randint(1, 140), rng.randint(1, 1400)])
        else:
            for _ in range(rng.randint(0, most)):
                favourite = rng.choice(["granted", "granted", "granted", "partly_granted", "unable_not_held"])
                counts[rng.choice([favourite, favourite, rng.choice(usual)])] += 1
        handled = sum(counts[leaf] for leaf in leaves)
        out = rng.randint(0, most if dense else min(2, handled))
        came_in = rng.randint(0, min(handled + out, most if dense else 2))
        counts |= {
            "total_handled": handled,
            "carried_out": out,
            "carried_in": came_in,
            "new_received": handled + out - came_in,
        }
        for key, value in counts.items():
            cells["applications", key, column] = str(value)
            total[key] = total.get(key, 0) + value
    for key, value in total.items():
        cells["applications", key, "total"] = str(value)
    if not dense and _implausible(total, form):
        return _applications(cells, form, rng, dense)
    return total["total_handled"]


def _implausible(total: dict[str, int], form: str) -> bool:
    """Whether sizes would be noticed although they balance: nothing received, too much carried over."""
    handled = total["total_handled"]
    return (
        not total["new_received"]
        or total["carried_out"] > total["new_received"] / 2
        or total["unable_not_held"] > 0.6 * handled
        or total.get("other_else", 0) > 0.25 * handled
    )


def _review(cells: Cells, form: str, rng: Random, dense: bool, handled: int) -> None:
    columns = statutory.rows("review", form)[0].columns
    most = 30 if dense else 1 if handled > 2 else 0
    for row in ("reconsideration", "litigation_direct", "litigation_after_review"):
        if not dense and row == "litigation_after_review":
            continue
        values = [rng.randint(0, most) if dense or c in ("upheld", "pending") else 0 for c in columns[:-1]]
        for column, value in zip(columns, [*values, sum(values)], strict=True):
            cells["review", row, column] = str(value)
