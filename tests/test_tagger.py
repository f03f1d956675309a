"""The tagger: figures of the card, certain rules, refusal of damaged folders, rows in and out, spaCy, annotation."""

from __future__ import annotations

import json
import shutil
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import gipr_nlp
from corpus import build_labels
from gipr_nlp import labelling
from gipr_nlp.cli import app
from gipr_nlp.errors import BadModel, Unreadable
from gipr_nlp.labelling.sheets import read_xlsx
from gipr_nlp.model import Clause
from gipr_nlp.tagger import LABELS, Tagger, load_tagger
from gipr_nlp.tagger.features import Context, item_mark, relation
from gipr_nlp.tagger.folder import ARRAYS, META, WORDS, default_folder
from gipr_nlp.train import about, evaluate, fit
from gipr_nlp.train.scores import f_scores, in_reports, summary, truth

DATA = Path(__file__).parents[1] / "corpus" / "labels"


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return load_tagger()


@pytest.fixture(scope="session")
def examples() -> list[fit.Example]:
    return fit.read_examples(DATA / "clauses.jsonl")


def label_of(
    tagger: Tagger, text: str, section: int = 1, heading: str = "", prev: str = "", year: int = 2022
) -> str:
    return tagger.tag_alone([Context(text, section, heading, prev, year)])[0].label


# --- figures --------------------------------------------------------------------------------------------------------


def test_model_reproduces_the_figures_of_its_card(tagger: Tagger) -> None:
    found = evaluate(tagger, DATA / "clauses.jsonl", "test")
    stated = tagger.meta["scores"]["test"]
    assert found["clauses"] == stated["clauses"]
    for mode in ("alone", "in_sections"):
        assert found[mode] == pytest.approx(stated[mode], abs=2e-3), mode
    card = (default_folder() / "README.md").read_text(encoding="utf-8")
    for value in stated["alone"].values():
        assert f"{value:.3f}" in card


def test_model_is_good_enough_on_unseen_agencies(tagger: Tagger) -> None:
    unseen = tagger.meta["scores"]
    for mode in (unseen["alone"], unseen["in_sections"], unseen["test"]["alone"]):
        assert mode["macro_f1"] >= 0.90
        assert min(mode["f1_problem"], mode["f1_improvement"], mode["f1_fee_note"]) >= 0.88
    assert unseen["reliability"]["expected_calibration_error"] <= 0.05


def test_model_was_made_of_the_data_in_the_repository(tagger: Tagger, examples: list[fit.Example]) -> None:
    seen = [e for e in examples if e.split != "test"]
    kept = [e for e in examples if e.split == "test"]
    assert about(DATA / "clauses.jsonl", seen, kept)["data"] == tagger.meta["data"]


@pytest.mark.parametrize("alone", [True, False])
def test_clauses_of_the_seeds(shared: Path, tagger: Tagger, alone: bool) -> None:
    lines = (shared / "dev" / "seed_clauses.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    seeds = []
    for _, group in groupby(rows, key=lambda row: (row["file"], row["section"])):
        prev = ""
        for row in group:
            year = 2021 if row["file"][:3] in ("002", "003") else 2020
            context = Context(row["text"], row["section"], row["heading"], prev, year)
            seeds.append(fit.Example("", row["file"], row["file"], context, row["label"], "", ""))
            prev = row["text"]
    if alone:
        said = [v.label for v in tagger.tag_alone([e.context for e in seeds])]
    else:
        said = [c.label for c in in_reports(tagger, seeds)]
    right = sum(label == e.label for label, e in zip(said, seeds, strict=True))
    assert right / len(seeds) >= 0.90, f"{right} of {len(seeds)}"


def test_f_scores_by_hand() -> None:
    import numpy as np

    true, said = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    rows = f_scores(true, said)
    assert rows[0].tolist() == [1.0, 0.5, pytest.approx(2 / 3), 2]
    assert rows[1].tolist() == [0.5, 1.0, pytest.approx(2 / 3), 1]
    assert summary(true, said)["accuracy"] == 0.75
    assert truth([]).tolist() == []


# --- rules that are certain -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "heading", "label"),
    [
        (1, "（二）依申请公开情况", "on_request"),
        (0, "五、收费及减免情况", "fee_note"),
        (4, "四、政府信息公开行政复议、行政诉讼情况", "review_litigation"),
        (1, "（六）责任追究情况", "supervision"),
        (5, "五、存在的主要问题及改进情况", "nothing_to_report"),
        (6, "六、其他需要报告的事项", "nothing_to_report"),
    ],
)
@pytest.mark.parametrize("text", ["无", "无。", "本年度没有。", "未发生此类情况。", "無。"])
def test_empty_negative_takes_the_label_of_its_heading(
    tagger: Tagger, text: str, section: int, heading: str, label: str
) -> None:
    assert label_of(tagger, text, section, heading, prev="前面的一句话。") == label


@pytest.mark.parametrize(
    ("text", "section", "label"),
    [
        ("本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。", 0, "preamble"),
        ("现将有关情况报告如下：", 0, "lead_in"),
        ("全年未收取信息处理费。", 6, "fee_note"),
        ("全年未收取信息处理费。", 1, "fee_note"),
        ("未发生因政府信息公开引起的行政复议和行政诉讼。", 1, "review_litigation"),
        ("下一步，我局将加强业务培训，提高工作人员能力。", 5, "improvement"),
        ("下一步，我局将加强业务培训，提高工作人员能力。", 1, "improvement"),
        ("二是政策解读形式单一，群众看不懂。", 5, "problem"),
        ("没有其他需要报告的事项。", 6, "nothing_to_report"),
    ],
)
def test_clear_cases(tagger: Tagger, text: str, section: int, label: str) -> None:
    assert label_of(tagger, text, section) == label


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("二是人手少。", ("是", 2)),
        ("三要抓落实", ("是", 3)),
        ("（3）更新慢", ("0)", 3)),
        ("１２、做好公开", ("0、", 12)),
        ("③补齐目录", ("①", 3)),
        ("2023.1.1起", None),
        ("全年", None),
    ],
)
def test_item_marks(text: str, mark: tuple[str, int] | None) -> None:
    assert item_mark(text) == mark


def test_relations_of_neighbours() -> None:
    assert relation("一是人手少；", "二是更新慢；") == 1
    assert relation("二是人手少；", "一是充实人员；") == 2
    assert relation("主要有：", "更新慢；") == 3
    assert relation("更新慢，", "今后每周更新；") == 4
    assert relation("更新慢；", "解读少；") == 5
    assert relation("", "更新慢。") == 0


def test_items_under_one_lead_in_agree(tagger: Tagger) -> None:
    texts = ["存在的问题主要有：", "一是人员少；", "二是培训；", "三是渠道窄。"]
    clauses = [Clause(i, 5, "五、存在的主要问题及改进情况", text, 0, 0) for i, text in enumerate(texts, 1)]
    assert [c.label for c in tagger.tag(clauses, 2022)] == ["lead_in", "problem", "problem", "problem"]


# --- tagging --------------------------------------------------------------------------------------------------------


def test_tagging_keeps_the_clauses_and_gives_probabilities(shared: Path, tagger: Tagger) -> None:
    report = gipr_nlp.read(shared / "seeds" / "004_437bbae1d74230cf.txt")
    tagged = tagger.tag(report.clauses, report.year)
    for before, after in zip(report.clauses, tagged, strict=True):
        assert (before.order, before.text, before.start, before.end) == (
            after.order,
            after.text,
            after.start,
            after.end,
        )
        assert "".join(report.text[after.start : after.end].split()) == "".join(after.text.split())
        assert after.label == max(after.probabilities, key=lambda name: after.probabilities[name])
        assert set(after.probabilities) == set(LABELS)
        assert sum(after.probabilities.values()) == pytest.approx(1, abs=2e-3)
        assert after.abstained == (after.probability < tagger.threshold)
    assert tagger.tag(report.clauses, report.year) == tagged
    assert tagger.tag((), None) == ()


def test_writing_does_not_change_the_label(tagger: Tagger, examples: list[fit.Example]) -> None:
    """Full width, traditional characters and other digits are folded away."""
    some = [e.context for e in examples if e.split == "test"][:120]
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    other = [Context(c.text.translate(wide), c.section, c.heading, c.prev, c.year) for c in some]
    assert [v.label for v in tagger.tag_alone(some)] == [v.label for v in tagger.tag_alone(other)]


def test_a_batch_gives_what_single_calls_give(tagger: Tagger, examples: list[fit.Example]) -> None:
    some = [e.context for e in examples[:60]]
    assert [v.label for v in tagger.tag_alone(some)] == [tagger.tag_alone([c])[0].label for c in some]


# --- the folder -----------------------------------------------------------------------------------------------------


def test_no_pickle_and_not_large() -> None:
    folder = default_folder()
    with zipfile.ZipFile(folder / ARRAYS) as archive:
        for name in archive.namelist():
            head = archive.read(name)[:128]
            assert head.startswith(b"\x93NUMPY")
            assert b"'|O'" not in head
    assert {p.suffix for p in folder.iterdir()} == {".npz", ".txt", ".json", ".md"}
    assert sum(p.stat().st_size for p in folder.iterdir()) < 5_000_000


def damaged(tmp_path: Path, name: str, change: Any) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder)
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    return folder


@pytest.mark.parametrize("name", [ARRAYS, WORDS])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadModel, match="校验值不符"):
        load_tagger(damaged(tmp_path, name, lambda content: content[:-1] + bytes([content[-1] ^ 1])))


def test_a_missing_folder_or_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="没有找到模型目录"):
        load_tagger(tmp_path / "none")
    folder = damaged(tmp_path, META, lambda content: content)
    (folder / WORDS).unlink()
    with pytest.raises(BadModel, match="模型文件缺失"):
        load_tagger(folder)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda meta: "{", "已损坏"),
        (lambda meta: "[]", "内容不对"),
        (lambda meta: json.dumps({**meta, "features": 0}), "版本不符"),
        (lambda meta: json.dumps({**meta, "labels": ["a"]}), "版本不符"),
        (lambda meta: json.dumps({**meta, "cues": "0"}), "词表"),
    ],
)
def test_a_foreign_meta_is_refused(tmp_path: Path, change: Any, reason: str) -> None:
    folder = damaged(tmp_path, META, lambda content: change(json.loads(content)).encode())
    with pytest.raises(BadModel, match=reason):
        load_tagger(folder)


# --- rows -----------------------------------------------------------------------------------------------------------


def test_rows_of_a_file_are_labelled(tmp_path: Path) -> None:
    rows = [
        {
            "id": 7,
            "section": 6,
            "heading": "六、其他需要报告的事项",
            "prev": "",
            "text": "无。",
            "year": None,
        },
        {
            "id": "b",
            "section": 5,
            "heading": "",
            "prev": "一是人少；",
            "text": "二是更新不及时。",
            "year": 2021,
        },
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    result = CliRunner().invoke(app, ["tag", "--clauses", str(path)])
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in said] == [["id", "label", "probability", "abstained"]] * 2
    assert [(row["id"], row["label"]) for row in said] == [(7, "nothing_to_report"), ("b", "problem")]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": 1, "text": 5}', '{"id": 1, "text": "a", "section": "x"}']
)
def test_a_line_that_is_no_row_is_named(tagger: Tagger, line: str) -> None:
    good = '{"id": 1, "section": 1, "heading": "", "prev": "", "text": "全年公开。", "year": 2020}'
    with pytest.raises(Unreadable, match="第 2 行"):
        list(labelling.tag_rows(tagger, [good, line], "x.jsonl"))


def test_rows_with_report_and_order_are_decoded_together(tagger: Tagger, examples: list[fit.Example]) -> None:
    some = [e for e in examples if e.split == "test"][:200]
    lines = []
    for e in some:
        c = e.context
        row = {
            "id": e.id,
            "section": c.section,
            "heading": c.heading,
            "prev": c.prev,
            "text": c.text,
            "year": c.year,
        }
        lines.append(json.dumps({**row, "report": e.report, "order": int(e.id[-3:])}, ensure_ascii=False))
    said = [row["label"] for row in labelling.tag_rows(tagger, lines, "")]
    whole = [c.label for c in in_reports(tagger, some)]
    assert (
        sum(a == b for a, b in zip(said, whole, strict=True)) >= len(some) - 3
    )  # a section of one clause is alone


# --- annotation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["jsonl", "xlsx"])
def test_clauses_go_out_and_come_back(shared: Path, tmp_path: Path, kind: str) -> None:
    report = gipr_nlp.read(shared / "seeds" / "000_8489967cbdc1945e.txt")
    rows = labelling.for_annotation([report], 10)
    assert [row["probability"] for row in rows] == sorted(row["probability"] for row in rows)
    for row in rows[:4]:
        row["label"] = row["suggestion"]
    rows[4]["label"] = "存在问题"  # the Chinese name will do
    path, into = tmp_path / f"out.{kind}", tmp_path / "labels.jsonl"
    labelling.write_rows(rows, path)
    taken = labelling.take_back(path)
    assert [row["label"] for row in taken] == [*(row["suggestion"] for row in rows[:4]), "problem"]
    assert [row["text"] for row in taken] == [row["text"] for row in rows[:5]]
    assert labelling.merge(taken, into) == (5, 0)
    assert labelling.merge(taken, into) == (0, 5)
    assert [e.context.text for e in fit.read_examples(into)] == [row["text"] for row in taken]
    blind = labelling.for_annotation([report], 10, blind=True)
    assert {row["suggestion"] for row in blind} == {""}


def test_a_wrong_label_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": 1, "label": "unknown"}\n', encoding="utf-8")
    with pytest.raises(Unreadable, match="unknown"):
        labelling.take_back(path)
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK no workbook")
    with pytest.raises(Unreadable, match="XLSX"):
        read_xlsx(path)


# --- data -----------------------------------------------------------------------------------------------------------


def test_labelled_data_and_sheets_are_one(tmp_path: Path) -> None:
    clauses = build_labels.read_clauses()
    for pen, group in groupby(clauses, key=lambda c: c.pen):
        (tmp_path / f"{pen}.txt").write_text(
            "\n".join(build_labels.write_sheet(group)) + "\n", encoding="utf-8"
        )
    assert build_labels.read_folder(tmp_path) == clauses
    build_labels.write_clauses(clauses, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (DATA / "clauses.jsonl").read_bytes()


def test_labelled_data_is_sound() -> None:
    clauses = build_labels.read_clauses()
    counts = {label: sum(c.label == label for c in clauses) for label in LABELS}
    assert min(counts.values()) >= 150, counts
    sides: dict[str, set[str]] = {}
    for c in clauses:
        sides.setdefault(c.agency, set()).add(c.split)
    assert all(len(found) == 1 for found in sides.values())
    assert len({c.id for c in clauses}) == len(clauses)


def test_no_clause_of_the_seeds_is_in_the_data(shared: Path) -> None:
    lines = (shared / "dev" / "seed_clauses.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = {text for line in lines if len(text := json.loads(line)["text"]) > 12}
    assert not seeds & {c.text for c in build_labels.read_clauses()}


# --- spaCy and commands ---------------------------------------------------------------------------------------------


def test_spacy_component(shared: Path) -> None:
    from gipr_nlp.tagger.component import clause_doc, pipeline, report_doc

    nlp = pipeline()
    assert nlp.config["nlp"]["tokenizer"]["segmenter"] == "char"
    contexts = [Context("无。", 6, "六、其他需要报告的事项"), Context("全年未收取信息处理费。", 6)]
    docs = list(nlp.pipe(clause_doc(nlp, context) for context in contexts))
    assert [max(d.cats, key=d.cats.__getitem__) for d in docs] == ["nothing_to_report", "fee_note"]
    report = gipr_nlp.read(shared / "seeds" / "000_8489967cbdc1945e.txt")
    doc = report_doc(nlp, report)
    assert [span.label_ for span in doc.spans["clauses"]] == [clause.label for clause in report.clauses]


def test_commands_of_the_tagger(shared: Path, tmp_path: Path) -> None:
    seed, run = str(shared / "seeds" / "000_8489967cbdc1945e.txt"), CliRunner()
    lines = run.invoke(app, ["tag", seed]).stdout.splitlines()
    assert {
        "order",
        "section",
        "heading",
        "text",
        "start",
        "end",
        "label",
        "probability",
        "abstained",
    } <= set(json.loads(lines[0]))
    page = tmp_path / "tags.html"
    run.invoke(app, ["tag", seed, "--html", str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.count("<mark") == len(LABELS) + len(lines)
    assert "src=" not in text
    assert "<link" not in text
    assert "url(" not in text
    sheet = tmp_path / "sheet.xlsx"
    run.invoke(app, ["label", seed, "--out", str(sheet), "--limit", "5"])
    assert len(read_xlsx(sheet)) == 5
    assert "macro_f1" in run.invoke(app, ["evaluate", "--labels", str(DATA / "clauses.jsonl")]).stdout
