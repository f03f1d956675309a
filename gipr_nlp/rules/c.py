"""Family C: is it the form of the year, and is it whole? Labels, rows, columns, places of the three tables.

A label, a row or a note may also be lost when a file is converted: what conversion can cause is at most a hint that
says so. A table that is missing altogether is the business of family A.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Table
from gipr_nlp.rules.base import FORMAT, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.labels import Altered, altered, altered_in, plain
from gipr_nlp.rules.printed import VERIFY, counted, form_of, row_name, some, tables, title
from gipr_nlp.text import squash

#: What the statistical table of the years before 2019 asks for (政府信息公开情况统计表).
OLD_ITEMS = (
    "主动公开政府信息数",
    "主动公开规范性文件数",
    "制发规范性文件总数",
    "通过不同渠道和方式公开政府信息的情况",
    "政府公报公开政府信息数",
    "政府网站公开政府信息数",
    "回应公众关注热点或重大舆情数",
    "通过不同渠道和方式回应解读的情况",
    "参加或举办新闻发布会总次数",
    "政府网站在线访谈次数",
    "政策解读稿件发布数",
    "当面申请数",
    "传真申请数",
    "网络申请数",
    "信函申请数",
    "申请办结数",
    "按时办结数",
    "延期办结数",
    "申请答复数",
    "属于已主动公开范围数",
    "同意公开答复数",
    "同意部分公开答复数",
    "不同意公开答复数",
    "不属于本行政机关公开数",
    "申请信息不存在数",
    "告知作出更改补充数",
    "告知通过其他途径办理数",
    "维持具体行政行为数",
    "被依法纠错数",
    "依申请公开信息收取的费用",
    "政府信息公开工作专门机构数",
    "设置政府信息公开查阅点数",
    "从事政府信息公开工作人员数",
    "政府信息公开专项经费",
)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结")
FOREIGN = {
    "other_services": "其他对外管理服务事项",
    "procurement": "政府集中采购",
    "other_not_corrected": "（六）其他处理—1.申请人无正当理由逾期不补正",
    "other_fee_unpaid": "（六）其他处理—2.申请人逾期未按收费通知要求缴纳费用",
    "other_else": "（六）其他处理—3.其他",
}
HARD = frozenset({"title", "period", "cutoff", "signature"})


@rule(
    "C01",
    "使用旧格式",
    "error",
    why="2021年度起的年度报告应当使用国办公开办函〔2021〕30号印发的格式；旧格式缺少“现行有效件数”“本年收费金额”和“其他处理”的三个分项，数据无法汇总。",
    basis=f"{FORMAT}（国办公开办函〔2021〕30号）",
    bad="2022年度报告的表格仍有“本年新公开数量”“政府集中采购”。",
    good="2022年度报告使用“本年制发件数”“现行有效件数”的表格。",
)
def old_form(case: Case) -> Checks:
    yield from _wrong_year(
        case,
        "2019",
        2021,
        None,
        "仍使用2019年版（试行）格式的表格。请改用国办公开办函〔2021〕30号印发的格式重新填报",
    )


@rule(
    "C02",
    "提前/误用新格式",
    "warning",
    why="2019、2020年度的报告适用国办公开办函〔2019〕60号的格式，使用后来的格式就缺少“上一年项目数量”等数据。",
    basis="国办公开办函〔2019〕60号",
    bad="2020年度报告的表格使用“本年制发件数”“本年废止件数”。",
    good="2020年度报告的表格使用“本年新制作数量”“上一年项目数量”。",
)
def new_form_too_early(case: Case) -> Checks:
    yield from _wrong_year(
        case, "2021", 2019, 2020, "使用了2021年版格式的表格，该年度适用国办公开办函〔2019〕60号的格式"
    )


@rule(
    "C03",
    "新旧格式混用",
    "error",
    why="两个年度版本的行和列不能拼在一张报告里，否则既缺项又多项，无法汇总，也无法核对勾稽关系。",
    basis=FORMAT,
    bad="第二部分表格使用2021年版，第三部分“（六）其他处理”却只有一行。",
    good="三张表格使用同一版本。",
)
def mixed_forms(case: Case) -> Checks:
    found = tables(case)
    foreign = [
        (t, n.removeprefix("foreign_row:")) for t in found for n in t.notes if n.startswith("foreign_row:")
    ]
    mixed = [t for t in found if "mixed" in t.notes]
    forms = {t.table: t.form for t in found if t.table != "review" and t.form}
    reasons = []
    if len(set(forms.values())) > 1:
        reasons += [f"{title(name)}为{form}年版格式" for name, form in forms.items()]
    reasons += [f"{title(t.table)}的表头兼有2019年版和2021年版的栏目" for t in mixed]
    for table, row in foreign:
        other = "2019" if table.form == "2021" else "2021"
        reasons.append(f"{title(table.table)}中有{other}年版格式的“{FOREIGN.get(row, row)}”一行")
    if not reasons:
        return
    first = mixed[0] if mixed else foreign[0][0] if foreign else found[0]
    yield Hit(
        f"报告的表格混用了新旧两种格式：{'；'.join(dict.fromkeys(reasons))}。请按本年度适用的格式统一填报。",
        section=first.section,
        table=first.table,
        line=first.line,
        found="混用2019年版和2021年版格式",
        expected="三张表格使用同一版本的格式",
    )


@rule(
    "C04",
    "表头文字被改",
    "warning",
    why="表格的栏目名称是法定口径，改动名称会改变填报范围；把“万元”改成“元”，金额会差一万倍。",
    basis=FORMAT,
    bad="2021年版表格的“行政规范性文件”写成“规范性文件”；“单位：万元”写成“单位：元”。",
    good="照格式原文书写；表头注明“单位：万元，保留4位小数”也可以。",
)
def altered_labels(case: Case) -> Checks:
    for table in tables(case):
        form = form_of(case, table.table)
        if table.table == "disclosure":
            yield from _block_headers(case, table, form)
        elif table.table == "applications":
            columns = [v for v in statutory.column_labels("applications", form).values() if len(v) > 2]
            header = _header(table)
            if all(plain(word) in plain(header) for word in ("申请人情况", "法人或其他组织")):
                changed = altered_in(columns, header)[0]
                if "总计" not in header and "合计" in header and "extra_column" not in table.notes:
                    changed.append(Altered("总计", "合计", False))
                yield from (_renamed(case, table, "栏目", a) for a in changed)
        elif all(word in _header(table) for word in ("行政复议", "行政诉讼", "总计")):
            wanted = ["未经复议直接起诉", "复议后起诉", *OUTCOMES]
            yield from (_renamed(case, table, "栏目", a) for a in altered_in(wanted, _header(table))[0])
        rows = {r.key: r.label for r in statutory.rows(table.table, form)} if table.table != "review" else {}
        for row, label in rows.items():
            printed = table.labels.get(row)
            change = altered(label, printed) if printed else None
            if change:
                yield _renamed(case, table, "行", change, row)
            elif any(c.doubt == "row known by order only" for c in case.cells(table.table, row)):
                yield Unsure(
                    f"{title(table.table)}{row_name(table.table, form, row)}行的名称没有读清，不能与格式核对"
                )


@rule(
    "C05",
    "行/列缺失",
    "error",
    why="格式规定的每一行、每一列都要保留，没有发生的填0；删去行列，汇总时无法区分没有发生和没有统计。",
    basis=FORMAT,
    bad="第二部分表格没有“行政强制”一行。",
    good="保留“行政强制”一行，没有发生的填0。",
)
def missing_lines(case: Case) -> Checks:
    for table in tables(case):
        form = form_of(case, table.table)
        if table.table == "review":
            yield from _missing_groups(case, table)
            continue
        cells = [c for c in case.report.cells if c.table == table.table]
        rows = statutory.rows(table.table, form)
        absent = [r for r in rows if all(c.doubt == "missing" for c in cells if c.row == r.key)]
        sure = [r for r in rows if all(c.doubt is None for c in cells if c.row == r.key)]
        yield from _missing_rows(case, table, form, absent, len(sure), len(rows))
        yield from _missing_columns(case, table, form)


@rule(
    "C06",
    "行/列增加",
    "warning",
    why="格式没有的行列不能自行增加，其中的数字不会进入汇总，还可能与规定的行列重复计算。",
    basis=FORMAT,
    bad="第三部分表格在“法人或其他组织”之后自行增加“小计”一列。",
    good="只保留格式规定的7列。",
)
def added_lines(case: Case) -> Checks:
    for table in tables(case):
        if table.table == "review":
            continue
        form = form_of(case, table.table)
        if "extra_column" in table.notes:
            found = re.search(r"(?:法人|组织|企业)?(?:小计|合计)", _header(table))
            yield Hit(
                f"{title(table.table)}中，自行增加了“{found[0] if found else '小计'}”列。请删除该列，只保留格式规定的列。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                column="extra",
                line=table.line,
                found=found[0] if found else "小计",
                expected="格式规定的7列",
            )
        for label, numbers in _extra_rows(table, form):
            yield Hit(
                f"{title(table.table)}中，有格式没有的一行“{label}”（{'、'.join(numbers)}）。"
                "请删除该行；其中的数字如属规定事项，请填入相应的行。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                row=label,
                line=_line_of(case, table, label),
                found=label,
                expected="只填格式规定的行",
            )


@rule(
    "C07",
    "勾稽说明缺失",
    "hint",
    why="表格左上角应当印有“本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和”，填报人据此核对。",
    basis=FORMAT,
    bad="第三部分表格左上角空白。",
    good="第三部分表格左上角印有勾稽关系说明。",
)
def cross_foot_note(case: Case) -> Checks:
    table = case.table("applications")
    if "cross_foot_note" in table.notes:
        return
    if "申请人情况" not in _header(table) and "法人或其他组织" not in _header(table):
        yield Unsure("转换后的文本没有表头，不能判断原表有无勾稽关系说明")
        return
    yield Hit(
        f"{title('applications')}左上角没有读到勾稽关系说明“{statutory.cross_foot_note()}”。"
        "也可能是文件转换时丢失；如原表没有，请补上。",
        section=3,
        table="applications",
        line=table.line,
        expected=statutory.cross_foot_note(),
        free=True,
    )


@rule(
    "C08",
    "表序错误/表放错章节",
    "warning",
    why="三张表格分别属于第二、三、四部分，放错章节，读者和汇总程序都会取错数据。",
    basis=FORMAT,
    bad="“收到和处理政府信息公开申请情况”表放在第二部分。",
    good="“收到和处理政府信息公开申请情况”表放在第三部分。",
)
def misplaced_tables(case: Case) -> Checks:
    names = {number: heading for number, (_, heading) in statutory.section_headings().items()}
    placed = [t for t in tables(case) if case.report.section(statutory.SECTION_OF[t.table]) is not None]
    if not placed:
        raise NotApplicable("没有找到第二、三、四部分的标题")
    strayed = [t for t in placed if t.section != statutory.SECTION_OF[t.table]]
    for table in strayed:  # two tables that changed places are one defect
        own = statutory.SECTION_OF[table.table]
        where = f"“{names[table.section]}”部分" if table.section in names else "六个部分之外"
        yield Hit(
            f"{title(table.table)}放在了{where}，应当放在“{names[own]}”部分。请调整表格的位置。",
            section=table.section,
            table=table.table,
            line=table.line,
            found=where,
            expected=f"“{names[own]}”部分",
            defect="tables out of place",
            leads=table is strayed[0],
        )


@rule(
    "C09",
    "非规定表格",
    "error",
    why="2019年度起取消了原来的政府信息公开情况统计表，改用格式规定的三张表格；用原统计表代替，法定的数据就没有公开。",
    basis=FORMAT,
    bad="2021年度报告附“政府信息公开情况统计表”，填报“当面申请数”“网络申请数”等指标。",
    good="2021年度报告只使用格式规定的三张表格。",
)
def statistical_table(case: Case) -> Checks:
    if case.year < 2019:
        raise NotApplicable("2018年度及以前没有统一格式，可以使用统计表")
    flat = squash(case.report.text)
    items = [item for item in OLD_ITEMS if item in flat]
    named = "信息公开情况统计表" in flat or "统计指标" in flat
    if len(items) < (3 if named else 5):
        return
    whole = all(case.report.table[t].kind in ("grid", "lines") for t in statutory.TABLES)
    text = "除规定的三张表格外，还附有" if whole else "没有使用规定的表格，而是使用了"
    advice = "请删去，避免口径不一" if whole else "请改用格式规定的三张表格重新填报"
    yield Hit(
        f"报告{text}2018年及以前的政府信息公开情况统计表（{some([f'“{i}”' for i in items], 3, '项指标')}）。{advice}。",
        line=_first_line(case, items[0]),
        found="政府信息公开情况统计表",
        expected="格式规定的三张表格",
        severity="hint" if whole else None,
    )


# --- the year ---------------------------------------------------------------------------------------------


def _wrong_year(case: Case, form: str, first: int, last: int | None, text: str) -> Checks:
    """A form that is not the one of the reporting year, if the year is beyond doubt."""
    if case.report.form not in ("2019", "2021"):
        raise NotApplicable("没有可以辨认格式的表格，或者新旧格式混用")
    year = case.year
    if year < first or (last is not None and year > last):
        raise NotApplicable(f"{year}年度的报告不适用本项")
    if case.report.form != form:
        return
    votes: Mapping[int, tuple[str, ...]] = case.report.witnesses.get("year_votes", {})
    own = len(HARD.intersection(votes.get(year, ())))
    others = [y for y in votes if not (y >= first and (last is None or y <= last)) and y >= 2019]
    if votes and (not own and set(votes.get(year, ())) == {"file"}):
        yield Unsure("统计年度只见于文件名，不能断定适用哪一版格式")
        return
    if any(len(HARD.intersection(votes[y])) >= max(own, 1) for y in others):
        yield Unsure(
            f"报告各处的年度不一致（{'、'.join(str(y) for y in sorted(votes))}），不能断定适用哪一版格式"
        )
        return
    table = next(t for t in tables(case) if t.table != "review" and t.form == form)
    yield Hit(
        f"{year}年度的报告{text}。",
        section=table.section,
        table=table.table,
        line=table.line,
        found=f"{form}年版格式",
        expected=f"{'2021' if form == '2019' else '2019'}年版格式",
    )


# --- labels -----------------------------------------------------------------------------------------------


def _header(table: Table) -> str:
    """The header texts of a table without white space."""
    return squash("".join(piece for row in table.headers for piece in row))


def _block_headers(case: Case, table: Table, form: str) -> Iterator[Hit]:
    """Columns of the blocks of the disclosure table, and the unit of money; one wording is one finding."""
    said = set()
    for row in statutory.rows("disclosure", form):
        header = table.labels.get(f"column:{row.key}")
        if header is None:
            continue
        labels = [v.split("（")[0] for v in statutory.column_labels("disclosure", form, row.key).values()]
        for change in altered_in(labels, header)[0]:
            if change not in said:
                yield _renamed(case, table, "栏目", change, row.key)
            said.add(change)
        if row.key == "fees" and form == "2021" and plain("本年收费金额") in plain(header):
            yield from _money_unit(case, table, header)


def _money_unit(case: Case, table: Table, header: str) -> Iterator[Hit]:
    if "万元" in header:
        return
    wrong = re.search(r"(?:千|百)?[亿]?元", header)
    printed = header[header.find("本年收费金额") :]
    text = f"单位写作“{wrong[0]}”，规定为“万元”" if wrong else "没有注明单位，规定为“单位：万元”"
    yield Hit(
        f"{title('disclosure')}中，“本年收费金额”的{text}。请改正表头，并按万元填报金额。",
        section=2,
        table="disclosure",
        row="fees",
        column="amount",
        line=_line_of(case, table, "本年收费金额"),
        found=printed[:30],
        expected="本年收费金额（单位：万元）",
        severity="error" if wrong else None,
    )


def _renamed(case: Case, table: Table, what: str, change: Altered, row: str | None = None) -> Hit:
    doubt = "（可能是文字识别造成的形近字，请对照原件）" if change.alike else ""
    label = change.label.replace("“", "‘").replace("”", "’").split("（区分")[0]
    return Hit(
        f"{title(table.table)}中，{what}名称“{label}”写成了“{change.printed}”{doubt}，与规定格式不一致。请按格式原文改正。",
        section=statutory.SECTION_OF[table.table],
        table=table.table,
        row=row,
        column=None if what == "行" else label,
        line=_line_of(case, table, change.printed),
        found=change.printed,
        expected=label,
        severity="hint" if change.alike else None,
        free=change.alike,
    )


# --- rows and columns -------------------------------------------------------------------------------------


def _missing_rows(
    case: Case, table: Table, form: str, absent: list[statutory.Row], sure: int, rows: int
) -> Checks:
    if not absent:
        return
    names = [row_name(table.table, form, r.key) for r in absent]
    flat = squash(case.report.text[table.start or 0 : table.end])
    unread = bool(_extra_rows(table, form)) or sure + len(absent) < rows
    last = [r.key for r in statutory.rows(table.table, form)][-len(absent) :]
    torn = len(absent) > 2 and last == [r.key for r in absent]
    if sure * 2 < rows or torn or unread or any(_stands_in(r, flat) for r in absent):
        why = "报告可能在此中断" if torn else "表格没有完全读清"
        yield Unsure(f"{title(table.table)}没有读到{some(names)}行，但{why}，不能断定缺行")
        return
    for row, name in (
        zip(absent, names, strict=True) if len(absent) <= 3 else ((absent[0], some(names, 6, "行")),)
    ):
        yield Hit(
            f"{title(table.table)}中，缺少{name}行。请按格式补齐，没有发生的填写0。",
            section=statutory.SECTION_OF[table.table],
            table=table.table,
            row=row.key,
            line=table.line,
            found="无此行",
            expected=row.label,
        )


def _stands_in(row: statutory.Row, flat: str) -> bool:
    """Whether the label of a row is printed somewhere in the table."""
    name = plain(row.label.split("（区分")[0])
    if row.key == "other_else":
        return re.search(r"3[.、)]?其他", flat) is not None
    return name[:14] in _without_marks(flat)


def _without_marks(flat: str) -> str:
    return re.sub(r"[^\w\u4e00-\u9fff]", "", flat)


def _missing_columns(case: Case, table: Table, form: str) -> Iterator[Hit]:
    """Columns that neither the header nor any row has; in the disclosure table block by block."""
    blocks: dict[str, list[statutory.Row]] = {}
    for row in statutory.rows(table.table, form):
        blocks.setdefault(row.group if table.table == "disclosure" else "", []).append(row)
    for rows in blocks.values():
        have = {(c.row, c.column) for c in case.cells(table.table)}
        present = [r for r in rows if any((r.key, c) in have for c in r.columns)]
        labels = statutory.column_labels(table.table, form, rows[0].key)
        for column in rows[0].columns if present else ():
            if any((r.key, column) in have for r in present):
                continue
            yield Hit(
                f"{title(table.table)}中，缺少“{labels[column]}”列。请按格式补齐，没有发生的填写0。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                row=rows[0].key if table.table == "disclosure" else None,
                column=column,
                line=table.line,
                found="无此列",
                expected=labels[column],
            )


def _missing_groups(case: Case, table: Table) -> Iterator[Hit]:
    """Groups of the review table that neither the header nor the number of values has."""
    numbers = next((n for c in case.cells("review") if (n := counted(c))), None)
    if numbers is None or numbers[0] not in (5, 10):
        return
    header = _header(table)
    words = {
        "reconsideration": "行政复议",
        "litigation_direct": "直接起诉",
        "litigation_after_review": "复议后起诉",
    }
    absent = [row for row, word in words.items() if word not in header]
    if len(absent) == (15 - numbers[0]) // 5:
        names = some([row_name("review", "2021", row) for row in absent])
        yield Hit(
            f"{title('review')}中，缺少{names}部分。请按格式补齐，没有发生的填写0。{VERIFY}",
            section=4,
            table="review",
            row=absent[0],
            line=table.line,
            found="无此部分",
            expected="行政复议、未经复议直接起诉、复议后起诉各5格",
        )


def _extra_rows(table: Table, form: str) -> list[tuple[str, tuple[str, ...]]]:
    """Rows with a label and numbers between the rows of the form: (label, numbers)."""
    least = 5 if table.table == "applications" else 1
    known = _known_words(table.table)
    found = []
    for note in table.notes:
        label = note.removeprefix("extra_row:")
        raws = next((e[1:] for e in table.extra if e[0] == label), ())
        numbers = tuple(raw.strip() for raw in raws if raw.strip() not in ("", "/"))
        own = label
        for word in known:
            own = own.replace(word, "")
        own = re.sub(r"第二十条第?\(?[一二三四五六七八九十]+\)?项|信息内容|[^\w\u4e00-\u9fff]|\d", "", own)
        if label == note or len(numbers) < least or len(re.findall(r"[\u4e00-\u9fff]", own)) < 2:
            continue
        if re.search(r"第\d*页|页码|年度报告|信息公开工作", label) or any(
            plain(label).endswith(w) for w in known
        ):
            continue
        found.append((re.sub(r"^.*?第二十条第?\(?[一二三四五六七八九十]+\)?项", "", label) or label, numbers))
    return found


def _known_words(table: str) -> list[str]:
    """Labels of both forms, longest first: what is left of a text without them is not the form's."""
    words = {
        squash(v)
        for f in ("2019", "2021")
        for r in statutory.rows(table, f)
        for v in statutory.column_labels(table, f, r.key).values()
    }
    words |= {plain(r.label) for f in ("2019", "2021") for r in statutory.rows(table, f)}
    words |= {plain(v) for v in statutory.group_labels().values()} | {
        "本年收费金额",
        "申请人情况",
        "法人或其他组织",
    }
    return sorted(words, key=len, reverse=True)


def _line_of(case: Case, table: Table, label: str) -> int | None:
    """The line of a table on which a label (or its end) is printed; the table's own where it is broken."""
    lines = case.report.document.lines
    first = case.report.document.line_at(table.start) if table.start is not None else 1
    last = case.report.document.line_at(table.end) if table.end is not None else len(lines)
    wanted = squash(label)[-8:]
    return next((n for n in range(first, last + 1) if wanted in squash(lines[n - 1])), table.line)


def _first_line(case: Case, words: str) -> int | None:
    lines = case.report.document.lines
    return next((n for n, line in enumerate(lines, 1) if words in squash(line)), None)


RULES = (
    old_form,
    new_form_too_early,
    mixed_forms,
    altered_labels,
    missing_lines,
    added_lines,
    cross_foot_note,
    misplaced_tables,
    statistical_table,
)
