"""The sums of the applications table, examined once for all rules: what is broken, what is to blame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gipr_nlp import form as statutory
from gipr_nlp.form import Equation
from gipr_nlp.model import Number
from gipr_nlp.rules.base import Case
from gipr_nlp.rules.defects import Defect, localise
from gipr_nlp.rules.repair import Checked, Key, check

TABLE = "applications"
HEADS = ("new_received", "carried_in", "carried_out")


@dataclass(frozen=True)
class Balance:
    """The applications table: its form, its certain values, its equations and their defects."""

    form: str
    values: Mapping[Key, Number | None]
    checked: tuple[Checked, ...]
    defects: tuple[Defect, ...]
    by_last_year: tuple[Defect, ...] = ()

    def number(self, row: str, column: str) -> Number | None:
        return self.values.get((TABLE, row, column))

    def name(self, defect: Defect) -> str:
        """What ties the hits of one defect together."""
        return f"{TABLE}:{self.defects.index(defect)}"

    def defect_of(self, code: str, column: str | None = None) -> str | None:
        """Name of the first defect that explains a broken equation of this code (in this column)."""
        for n, c in enumerate(self.checked):
            if c.broken and c.equation.code == code and column in (None, column_of(c)):
                return next((self.name(d) for d in self.defects if n in d.equations), None)
        return None

    def echo(self, holds: Callable[[Mapping[Key, Number | None]], bool]) -> str | None:
        """The defect of which a remark is only an echo: with that one repaired the remark would be void."""
        for defect in self.defects:
            if any(not holds({**self.values, **dict(repair)}) for repair in defect.repairs):
                return self.name(defect)
        return None


def balance(case: Case) -> Balance:
    """The applications table of a case, examined once for all rules."""
    if "balance" not in case.memo:
        case.memo["balance"] = _examine(case)
    found = case.memo["balance"]
    assert isinstance(found, Balance)
    return found


def known(case: Case, table: str) -> dict[Key, Number | None]:
    """Value of every cell of a table; None where it is blank, doubtful or no number."""
    return {
        (c.table, c.row, c.column): None if c.doubt else c.value
        for c in case.report.cells
        if c.table == table
    }


def _examine(case: Case) -> Balance:
    form = case.form(TABLE)
    values = known(case, TABLE)
    foreign = _foreign_columns(case)
    equations = statutory.equations(TABLE, form)
    if foreign:
        equations = tuple(_with_foreign_row(e) if e.right[0][2] in foreign else e for e in equations)
    checked = check(values, equations)
    if not any(c.broken for c in checked):
        return Balance(form, values, checked, ())
    defects = _empty_totals(values, checked) or localise(values, checked)
    narrowed = tuple(_with_last_year(case, values, d) for d in defects)
    return Balance(
        form,
        values,
        checked,
        narrowed,
        tuple(n for n, d in zip(narrowed, defects, strict=True) if n is not d),
    )


def _foreign_columns(case: Case) -> set[str]:
    """Columns in which a row that the form does not know carries a number: whether 总计 counts it is open."""
    columns = statutory.rows(TABLE, "2021")[0].columns
    found = set()
    for label, *raws in case.table(TABLE).extra:
        if label and not label.startswith("group:") and len(raws) == len(columns):
            found |= {c for c, raw in zip(columns, raws, strict=True) if raw.strip(" 0０")}
    return found


def _with_foreign_row(equation: Equation) -> Equation:
    if equation.code != "F02":
        return equation
    return Equation("F02", (*equation.left, (TABLE, "foreign", equation.right[0][2])), equation.right)


def _empty_totals(values: Mapping[Key, Number | None], checked: tuple[Checked, ...]) -> tuple[Defect, ...]:
    """The total column stands at zero throughout: one defect, if filling it repairs everything."""
    rows = [n for n, c in enumerate(checked) if c.equation.code == "F01" and c.broken]
    totals = [v for (_, _, column), v in values.items() if column == "total"]
    if not rows or any(v != 0 for v in totals):
        return ()
    repair = tuple((checked[n].equation.right[0], checked[n].left) for n in rows)
    if any(c.broken for c in check({**values, **dict(repair)}, [c.equation for c in checked])):
        return ()
    certain = all(checked[n].kind == 0 for n in rows)
    return (Defect(rows[0], tuple(n for n, c in enumerate(checked) if c.broken), (repair,), certain),)


def _with_last_year(case: Case, values: Mapping[Key, Number | None], defect: Defect) -> Defect:
    """Of several equally small repairs keep those whose 上年结转 is what last year's report carried over."""
    columns = {key[2] for repair in defect.repairs for key, _ in repair if key[1] in HEADS}
    touched = any(key[1] == "carried_in" for repair in defect.repairs for key, _ in repair)
    if case.last_year is None or len(defect.repairs) < 2 or not touched:
        return defect
    cells = [case.last_year.by_key.get((TABLE, "carried_out", c)) for c in columns]
    carried = {(TABLE, "carried_in", c.column): c.value for c in cells if c is not None and not c.doubt}
    if len(carried) < len(columns) or None in carried.values():
        return defect
    fitting = tuple(r for r in defect.repairs if carried.items() <= {**values, **dict(r)}.items())
    if not fitting or len(fitting) == len(defect.repairs):
        return defect
    return Defect(defect.lead, defect.equations, fitting, defect.certain)


def column_of(checked: Checked) -> str:
    """The column of an equation; that of a row sum is the total column."""
    return checked.equation.right[0][2]
