"""What a run leaves for the next one: nothing is done twice, nothing stale is used, and whatever happens, the bytes
are those of an undisturbed run."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from corpus.compose import report as written
from gipr_nlp import corpus
from gipr_nlp.cli import run as cli
from gipr_nlp.corpus import first, shelf
from gipr_nlp.corpus.state import State, locked
from gipr_nlp.corpus.worker import Task
from gipr_nlp.errors import Unwritable
from gipr_nlp.model import Document, Doubt, Grid, Mark, Place, Source
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_document
from gipr_nlp.store import Part, read_rows
from tests.test_corpus import POSIX, command, fill, outputs


def never(*_: object, **__: object) -> None:
    raise AssertionError("this was done already")


def years(folder: Path, carried_out: int = 2, carried_in: int = 1) -> Path:
    """Two years of one agency."""
    folder.mkdir(parents=True, exist_ok=True)
    for year, row, count in ((2022, "carried_out", carried_out), (2023, "carried_in", carried_in)):
        cells = {f"applications.{row}.{column}": str(count) for column in ("natural_person", "total")}
        text = written(agency="青岚县水务局", year=year, cells=cells)
        (folder / f"{year}.txt").write_text(text, encoding="utf-8")
    return folder


def findings(out: Path, code: str) -> list[dict[str, object]]:
    """Findings of a rule about totals."""
    rows = read_rows(out / "data" / "findings.parquet")
    return [row for row in rows if (row["code"], row["column"]) == (code, "total")]


# --- the corpus step


def test_a_report_is_compared_with_that_of_the_year_before(tmp_path: Path) -> None:
    run = corpus.score([years(tmp_path / "in")], tmp_path / "out")
    (finding,) = findings(run.out, "J01")
    assert (finding["year"], finding["found"], finding["expected"]) == (2023, "1", "2")
    states = {
        o["report_id"]: o["state"]
        for o in read_rows(run.out / "data" / "outcomes.parquet")
        if o["code"] == "J01"
    }
    assert sorted(states.values()) == ["failed", "not_applicable"]
    (later,) = [r for r in read_rows(run.out / "data" / "reports.parquet") if r["year"] == 2023]
    assert any(d["code"] == "J01" for d in later["deductions"])  # the score knows of it
    assert later["failed"] == sum(o["state"] == "failed" for o in read_rows(run.out / "data" / "outcomes.parquet")
                                  if o["report_id"] == later["report_id"])  # fmt: skip


def test_a_corrected_report_of_last_year_changes_this_year_s_findings(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert len(findings(corpus.score([years(tmp_path / "in")], out).out, "J01")) == 1
    assert findings(corpus.score([years(tmp_path / "in", carried_out=1)], out).out, "J01") == []


def test_personal_data_stands_nowhere_in_the_results(tmp_path: Path) -> None:
    """Neither in findings nor in the quoted narrative; the places in the text hold."""
    number = "11010519491231002X"
    years(tmp_path / "in")
    for path in (tmp_path / "in").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "改进" in text
        head, _, tail = text.rpartition("五、")
        line, _, rest = tail.partition("\n")
        path.write_text(
            f"{head}五、{line}\n对申请人（身份证号{number}）的答复不够及时。\n{rest}", encoding="utf-8"
        )
    out = corpus.score([tmp_path / "in"], tmp_path / "out").out
    assert len([f for f in read_rows(out / "data" / "findings.parquet") if f["code"] == "T01"]) == 2
    for table in (out / "data").glob("*.parquet"):
        assert number not in repr(list(read_rows(table))), table.name
    for name in ("findings.csv", "index.html"):
        assert number not in (out / name).read_text(encoding="utf-8-sig")
    quoted = [c for c in read_rows(out / "data" / "clauses.parquet") if "身份证" in c["text"]]
    assert quoted
    assert all(len(c["text"]) == c["end"] - c["start"] for c in quoted)


# --- nothing is done twice


def test_a_second_run_over_the_same_files_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "in", 5)
    corpus.score([tmp_path / "in"], tmp_path / "out")
    before = outputs(tmp_path / "out")
    for kind, name in ((Task, "run"), (corpus, "make"), (corpus, "corpus_step")):
        monkeypatch.setattr(kind, name, never)
    run = corpus.score([tmp_path / "in"], tmp_path / "out")
    assert (run.reports, run.reused["files"], run.reused["results"]) == (5, 5, 1)
    assert outputs(tmp_path / "out") == before
    assert run.roots["error"] == sum(r["errors"] for r in read_rows(run.out / "data" / "reports.parquet"))


def test_a_result_that_was_changed_or_removed_is_written_again(tmp_path: Path) -> None:
    fill(tmp_path / "in", 2)
    out = corpus.score([tmp_path / "in"], tmp_path / "out").out
    before = outputs(out)
    (out / "ledger.xlsx").unlink()
    (out / "index.html").write_text("spoilt", encoding="utf-8")
    corpus.score([tmp_path / "in"], out)
    assert outputs(out) == before


def test_other_rules_audit_again_but_read_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "in", 4)
    corpus.score([tmp_path / "in"], tmp_path / "out", stage="published")
    monkeypatch.setattr(shelf, "as_json", never)  # called for what is not on the shelf
    run = corpus.score([tmp_path / "in"], tmp_path / "out", stage="draft")
    assert (run.reports, run.reused["documents"], run.reused["files"]) == (4, 4, 0)


def test_only_a_new_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "in", 4)
    corpus.score([tmp_path / "in"], tmp_path / "out")
    fill(tmp_path / "in", 1, start=4)
    read: list[str] = []
    kept = shelf.as_json

    def noted(document: Document) -> bytes:
        read.append(Path(document.source.path).name)
        return kept(document)

    monkeypatch.setattr(shelf, "as_json", noted)  # called for what was not on the shelf
    run = corpus.score([tmp_path / "in"], tmp_path / "out")
    assert (run.reports, run.reused["documents"] + run.reused["files"]) == (5, 4)
    assert read == ["0004.txt"]
    corpus.score([tmp_path / "in"], tmp_path / "all at once")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "all at once")


def test_fresh_takes_nothing_from_earlier_runs(tmp_path: Path) -> None:
    fill(tmp_path / "in", 3)
    corpus.score([tmp_path / "in"], tmp_path / "out")
    run = corpus.score([tmp_path / "in"], tmp_path / "out", options=corpus.Options(fresh=True))
    assert (run.reused["files"], run.reused["documents"], "results" in run.reused) == (0, 0, False)


def test_what_is_kept_of_files_that_are_gone_goes_too(tmp_path: Path) -> None:
    fill(tmp_path / "in", 3)
    out = corpus.score([tmp_path / "in"], tmp_path / "out", stage="draft").out
    (tmp_path / "in" / "0001.txt").unlink()
    corpus.score([tmp_path / "in"], out)
    kept = [path.read_bytes() for path in (out / ".state").rglob("*") if path.is_file()]
    assert not any(b"0001.txt" in content for content in kept)
    assert len(list((out / ".state" / "audits").iterdir())) == 1  # those of the draft stage went, too


def test_damaged_state_is_made_again(tmp_path: Path) -> None:
    fill(tmp_path / "in", 3)
    out = corpus.score([tmp_path / "in"], tmp_path / "out").out
    before = outputs(out)
    for name in ("part.json", "batch.json", "done.json"):
        for path in (out / ".state").rglob(name):
            path.write_text("{", encoding="utf-8")
    for path in (out / ".state" / "documents").rglob("*.parquet"):
        path.write_bytes(b"PAR1 no more")
    assert corpus.score([tmp_path / "in"], out).reports == 3
    assert outputs(out) == before


def test_a_document_comes_back_from_the_shelf_as_it_was(tmp_path: Path) -> None:
    document = Document(
        Source("a\udcff.txt", "0" * 64, "text/plain", "utf-8"),
        "正文\n第二行\ud800",
        (Mark("field", "PAGE", 1, 1),),
        (
            Grid(
                0,
                2,
                (("a", "b"), ("c",)),
                ((0, 1), (0,)),
                (1, 2),
                (((1, 1), (2, 1)), ((1, 1),)),
                ((1.0, 0.5), (1.0,)),
            ),
        ),
        (Doubt("text", "line 1", "看不清"),),
        (Place(0, 2, 1, (0.0, 1.5, 2.0, 3.0), 0.9), Place(2, 3)),
        {"title": "标题"},
    )
    assert (
        shelf.document_from(json.loads(shelf.as_json(document).decode("utf-8", "surrogatepass"))) == document
    )
    path = fill(tmp_path, 1) / "0000.txt"
    read = read_document(path, load_profile().limits)
    assert shelf.document_from(json.loads(shelf.as_json(read))) == read


# --- which files


def test_since_leaves_older_files_out_and_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path / "in", 3)
    (tmp_path / "in" / "note.css").touch()
    os.utime(tmp_path / "in" / "0001.txt", (0, 0))
    arguments = ["score", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--since", "2020-01-01"]
    assert cli(arguments, "zh") == 0
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["counts"]["reports"] == 2
    assert record["left_out"] == {"2020-01-01以前修改": 1, "不是报告的文件类型": 1}
    assert "2020-01-01以前修改：1" in capsys.readouterr().out


# --- two at once


def test_two_runs_never_write_to_one_folder(tmp_path: Path) -> None:
    fill(tmp_path / "in", 1)
    with locked(tmp_path / "out" / ".state"), pytest.raises(Unwritable, match=f"进程 {os.getpid()}"):
        corpus.score([tmp_path / "in"], tmp_path / "out")
    assert corpus.score([tmp_path / "in"], tmp_path / "out").reports == 1


def test_the_lock_of_a_process_that_is_gone_holds_nobody_up(tmp_path: Path) -> None:
    fill(tmp_path / "in", 1)
    (tmp_path / "out" / ".state").mkdir(parents=True)
    (tmp_path / "out" / ".state" / "lock").write_text("4194304", encoding="ascii")
    assert corpus.score([tmp_path / "in"], tmp_path / "out").reports == 1


# --- faults


def test_a_full_disk_is_said_and_what_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path / "in", 6)
    monkeypatch.setattr(first, "CHUNK", 1)  # a part a file
    close, closed = Part.close, [0]

    def full(part: Part) -> None:
        closed[0] += 1
        if closed[0] == 4:
            raise OSError(errno.ENOSPC, "No space left on device", str(part.folder))
        close(part)

    arguments = ["score", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    with monkeypatch.context() as patched:
        patched.setattr(Part, "close", full)
        assert cli(arguments, "zh") == 2
    assert "磁盘空间不足" in capsys.readouterr().err
    assert not (tmp_path / "out" / "index.html").exists()
    assert cli(arguments, "zh") == 0
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (record["reused"]["files"], record["counts"]["reports"]) == (3, 6)


def test_relations_that_find_no_room_say_so(tmp_path: Path) -> None:
    fill(tmp_path / "in", 1)
    with pytest.raises(Unwritable, match="--memory"):
        corpus.score([tmp_path / "in"], tmp_path / "out", options=corpus.Options(memory="1KB"))


KILLER = """
import importlib.abc, importlib.util, os, signal, sys
MODULE, NAME, COUNT = os.environ["KILL"].split(":")

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            owner, _, attribute = NAME.rpartition(".")
            owner = getattr(module, owner) if owner else module
            whole, left = getattr(owner, attribute), [int(COUNT)]
            def wrapped(*given, **more):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return whole(*given, **more)
            setattr(owner, attribute, wrapped)
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""
STAGES = {
    "map": "gipr_nlp.corpus.worker:rows:7",
    "end of a part": "gipr_nlp.corpus.worker:write_json:0",
    "relations": "gipr_nlp.corpus.engine:Local.make:3",
    "second": "gipr_nlp.corpus.second:Batch._judged:5",
    "matches": "gipr_nlp.corpus.step:_write_matches:0",
    "join": "gipr_nlp.corpus.join:_merged:1",
    "ledger": "gipr_nlp.writers.ledger:_row:2",
    "putting in place": "gipr_nlp.corpus.results:move:4",
    "record": "gipr_nlp.corpus.record:note_whole:0",
}


@pytest.mark.slow
@POSIX
def test_killed_in_any_stage_and_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "in", 12)
    years(tmp_path / "in" / "years")
    assert command("score", "in", "--out", "whole", folder=tmp_path).wait() == 0
    wanted = outputs(tmp_path / "whole")
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    for stage, where in STAGES.items():
        paths = {"PYTHONPATH": os.pathsep.join((str(site), str(Path.cwd()))), "KILL": where}
        out = tmp_path / stage
        assert command("score", "in", "--out", stage, folder=tmp_path, environment=paths).wait() == -9, stage
        assert not (out / "run.json").exists(), stage
        assert command("score", "in", "--out", stage, folder=tmp_path).wait() == 0, stage
        assert outputs(out) == wanted, stage
        left = {path.name for path in (out / ".state").iterdir()}
        assert left == {"audits", "documents", "second", "done.json", "lock"}, stage


DEADLY = """
import importlib.abc, importlib.util, os, sys

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name not in ("gipr_nlp.corpus.second", "gipr_nlp.corpus.engine"):
            return None
        spec = importlib.util.spec_from_file_location(name, os.path.join(path[0], name.rpartition(".")[2] + ".py"))
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            if name.endswith("engine"):
                module.FEW = 1
                return
            run = module.run
            def deadly(case, step, known):
                if "水务" in case.report.agency.name:
                    os._exit(9)
                return run(case, step, known)
            module.run = deadly
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""


@pytest.mark.slow
def test_a_report_that_ends_a_worker_in_the_second_step_costs_only_its_comparisons(tmp_path: Path) -> None:
    fill(tmp_path / "in", 6)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    paths = {"PYTHONPATH": os.pathsep.join((str(tmp_path / "site"), str(Path.cwd())))}
    child = command("score", tmp_path / "in", "--out", tmp_path / "out", "--jobs", 2, environment=paths)
    assert child.wait() == 0
    crashed = {
        row["report_id"]
        for row in read_rows(tmp_path / "out" / "data" / "outcomes.parquet")
        if row["state"] == "crashed"
    }
    assert len(crashed) == 1
    assert len(list(read_rows(tmp_path / "out" / "data" / "reports.parquet"))) == 6


@pytest.mark.slow
@POSIX
def test_clock_place_language_and_hash_seed_leave_no_trace(tmp_path: Path) -> None:
    fill(tmp_path / "in", 6)
    years(tmp_path / "in" / "years")
    worlds = (
        {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1", "LANG": "zh_CN.GB18030"},
        {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    )
    for number, world in enumerate(worlds):
        out = f"out{number}"
        assert (
            command(
                "score", "in", "--out", out, "--jobs", number + 1, folder=tmp_path, environment=world
            ).wait()
            == 0
        )
    assert outputs(tmp_path / "out0") == outputs(tmp_path / "out1")


def test_the_state_depends_on_program_profile_stage_and_model(tmp_path: Path) -> None:
    profile = load_profile()
    keys = [
        State(tmp_path, profile, stage, model).key for stage in ("draft", "published") for model in ("a", "b")
    ]
    assert len(set(keys)) == 4
    assert State(tmp_path, profile, "draft", "a").key == keys[0]
    assert (
        State(tmp_path, profile, "draft", "a").documents
        == State(tmp_path, profile, "published", "b").documents
    )
