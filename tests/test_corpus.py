"""Many files: each read once, bad ones named, work done kept, and the same bytes however it came about."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from corpus.compose import report as written
from gipr_nlp import corpus
from gipr_nlp.corpus import first
from gipr_nlp.corpus.deadline import OutOfTime, deadline
from gipr_nlp.corpus.inputs import find_inputs
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import Task, finished
from gipr_nlp.store import read_rows
from gipr_nlp.wire import dumps, report_to_wire

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
OUTPUTS = (
    "index.html",
    "ledger.xlsx",
    "findings.csv",
    "data/findings.csv",
    *(f"data/{t}.parquet" for t in corpus.TABLES),
)


def fill(folder: Path, count: int, start: int = 0) -> Path:
    """A folder of reports of as many agencies, every fifth with a wrong total."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        agency = (
            f"青岚县{'水教民司财人住交农商文卫'[number % 12]}务{'甲乙丙丁戊己庚辛壬癸'[number // 12 % 10]}局"
        )
        cells = {"applications.granted.total": "9"} if number % 5 == 0 else {}
        text = written(agency=agency, cells=cells, layout=("tabs", "lines", "pipes")[number % 3])
        (folder / f"{number:04d}.txt").write_text(text, encoding="utf-8")
    return folder


def enlarge(path: Path) -> None:
    """Make a file so large that it is read in a worker process, however few files there are."""
    with path.open("ab") as file:
        file.write(b"\n" * first.LARGE)


def outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in OUTPUTS}


def command(
    *arguments: object, environment: dict[str, str] | None = None, folder: Path | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gipr_nlp", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **(environment or {})},
        start_new_session=True,
        cwd=folder,
    )


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody may read and write, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def without_rights() -> Iterator[None]:
    """As an ordinary user, also where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


# --- which files


def test_folders_are_searched_sorted_and_only_for_reports(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.md",
        "a.htm",
        "a.docx",
        "c.pdf",
        "README.md",
        "manifest.csv",
        "truth.jsonl",
        "x.css",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for name in (".hidden.txt", "~$a.docx", ".git/a.txt", "b/Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [Path(f.path).relative_to(tmp_path).as_posix() for f in find_inputs([tmp_path]).files]
    assert found == ["a.docx", "a.htm", "b/1.md", "b/2.txt", "c.pdf"]


def test_a_named_file_is_taken_whatever_its_name_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "README").touch()
    (tmp_path / "a.txt").touch()
    paths = [tmp_path / "a.txt", tmp_path / "README", tmp_path, str(tmp_path / "." / "a.txt")]
    assert [Path(f.path).name for f in find_inputs(paths).files] == ["README", "a.txt"]
    assert [Path(f.path).name for f in find_inputs(paths, in_order=True).files] == ["a.txt", "README"]


@POSIX
def test_links_are_followed_once_and_loops_are_told(tmp_path: Path) -> None:
    fill(tmp_path / "in", 1)
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "same.txt").symlink_to(tmp_path / "in" / "0000.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in" / "loop")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    inputs = find_inputs([tmp_path / "in"])
    assert [Path(f.path).name for f in inputs.files] == ["0000.txt"]
    assert [(Path(e.path).name, e.kind) for e in inputs.unread] == [
        ("gone.txt", "missing"),
        ("loop", "link_loop"),
    ]
    assert [Path(path).name for path, _ in inputs.skipped] == ["again"]


def test_results_are_not_read_as_reports(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    corpus.score([tmp_path], tmp_path / "out")
    corpus.score([tmp_path], tmp_path / "other")
    run = corpus.score([tmp_path], tmp_path / "out")
    assert (run.reports, run.unread) == (2, [])
    assert [Path(path).name for path, _ in run.skipped] == ["other"]


@POSIX
def test_what_may_not_be_read_is_named_and_the_rest_is_done() -> None:
    with open_folder() as folder:
        fill(folder / "in", 2)
        fill(folder / "in" / "closed", 1)
        (folder / "in" / "closed").chmod(0o000)
        (folder / "in" / "0000.txt").chmod(0o000)
        corpus.score([folder / "in"], folder / "before")  # loads what an ordinary user may not be able to
        with without_rights():
            run = corpus.score([folder / "in"], folder / "out")
        (folder / "in" / "closed").chmod(0o755)
        assert run.reports == 1
        assert [(Path(e.path).name, e.kind) for e in run.unread] == [
            ("0000.txt", "permission"),
            ("closed", "permission"),
        ]
        assert "0000.txt" in (folder / "out" / "index.html").read_text(encoding="utf-8")


# --- results


def test_a_run_writes_everything_and_says_what_it_did(tmp_path: Path) -> None:
    fill(tmp_path / "in", 10)
    (tmp_path / "in" / "empty.txt").touch()
    run = corpus.score([tmp_path / "in"], tmp_path / "out")
    assert run.reports == 10
    assert sorted(
        p.relative_to(tmp_path / "out").as_posix()
        for p in (tmp_path / "out").rglob("*.*")
        if ".state" not in p.parts
    ) == sorted([*OUTPUTS, "run.json"])
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["schema"] == "gipr-run/1"
    assert record["counts"]["files"] == 11
    assert record["counts"]["reports"] == 10
    assert [(Path(e["path"]).name, e["kind"]) for e in record["unread"]] == [("empty.txt", "empty")]
    assert {"reading", "parsing", "rules", "writing", "results", "total"} <= set(record["seconds"])
    rows = list(read_rows(tmp_path / "out" / "data" / "reports.parquet"))
    assert [Path(r["source"]).name for r in rows] == [f"{n:04d}.txt" for n in range(10)]
    wrong = [r["agency"] for r in rows if r["errors"]]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert len(wrong) == 2
    assert all(agency in page for agency in wrong)
    assert "http" not in page.replace("http-equiv", "")


def test_folders_may_have_any_name(tmp_path: Path) -> None:
    fill(tmp_path / "报告 [1] 'a'", 1)
    run = corpus.score([tmp_path / "报告 [1] 'a'"], tmp_path / "结果 [1]*? 'b'")
    assert run.reports == 1
    assert [r["agency"] for r in corpus.worst(run.out, 5)] == ["青岚县水务甲局"]


def test_text_of_a_report_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    text = written(title="<script>alert(1)</script>青岚县水务局2022年政府信息公开工作年度报告")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    corpus.score([tmp_path / "a.txt"], tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page


def test_the_same_report_twice_gets_two_names(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    shutil.copy(tmp_path / "0000.txt", tmp_path / "copy.txt")
    corpus.score([tmp_path], tmp_path / "out")
    ids = [r["report_id"] for r in read_rows(tmp_path / "out" / "data" / "reports.parquet")]
    assert ids[1] == f"{ids[0]}-v2"


def test_what_read_wrote_can_be_scored_again(tmp_path: Path) -> None:
    fill(tmp_path / "in", 6)
    lines = [
        dumps(report_to_wire(r)) for r in corpus.reports([tmp_path / "in"]) if not isinstance(r, Exception)
    ]
    (tmp_path / "read.jsonl").write_text("\n".join([*lines, "{broken", ""]), encoding="utf-8")
    corpus.score([tmp_path / "in"], tmp_path / "first")
    run = corpus.score([tmp_path / "read.jsonl"], tmp_path / "second")
    assert run.reports == 6
    assert [(e.kind, "第 7 行" in e.reason) for e in run.unread] == [("corrupt", True)]
    for name in ("findings", "outcomes", "cells", "claims"):
        first, second = (tmp_path / n / "data" / f"{name}.parquet" for n in ("first", "second"))
        assert first.read_bytes() == second.read_bytes(), name


@POSIX
def test_a_path_that_is_no_text_is_read_like_any_other(tmp_path: Path) -> None:
    strange = os.path.join(os.fsencode(tmp_path), b"\xff.txt")
    with open(strange, "wb") as file:
        file.write(written().encode())
    run = corpus.score([tmp_path], tmp_path / "out")
    assert (run.reports, run.unread) == (1, [])


def test_a_file_open_in_excel_leaves_the_rest_written_and_the_work_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "in", 3)
    out = tmp_path / "out"
    replace = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target).name == "ledger.xlsx":
            raise PermissionError(13, "held")
        replace(source, target)

    corpus.score([tmp_path / "in"], out)
    fill(tmp_path / "in", 1, start=3)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", held)
        run = corpus.score([tmp_path / "in"], out)
    assert [Path(e.path).name for e in run.unwritten] == ["ledger.xlsx"]
    assert corpus.score([tmp_path / "in"], out).unwritten == []


# --- the same bytes


def test_processes_order_and_time_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "in", 40)
    corpus.score([tmp_path / "in"], tmp_path / "alone")
    monkeypatch.setattr(first, "POOL_FROM", 1)
    corpus.score(
        [tmp_path / "in" / f"{n:04d}.txt" for n in reversed(range(40))],
        tmp_path / "pool",
        options=corpus.Options(2),
    )
    assert outputs(tmp_path / "alone") == outputs(tmp_path / "pool")


def test_a_new_file_or_a_changed_one_spoils_only_its_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Borders of chunks follow from the paths near them."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for number in range(200):
        (Path("in") / f"{number:04d}.txt").touch()

    def parts() -> set[str]:
        return {task.name for task in todo(Path("in"), tmp_path)}

    before = parts()
    (Path("in") / "0007a.txt").touch()
    assert len(before) >= 4
    assert len(before - parts()) <= 2


def todo(folder: Path, out: Path, stage: str = "draft") -> list[Task]:
    profile = corpus.load_profile()
    return first.tasks(find_inputs([folder]).files, State(out, profile, stage, ""))


def test_parts_are_used_again_only_for_the_same_bytes_profile_and_stage(tmp_path: Path) -> None:
    fill(tmp_path / "in", 3)

    def task(stage: str = "draft") -> Task:
        return todo(tmp_path / "in", tmp_path / "out", stage)[0]

    task().run()
    assert finished(task()) is not None
    assert finished(task("published")) is None
    path = tmp_path / "in" / "0001.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace("水".encode(), "火".encode(), 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # same size, same time, other bytes
    changed = path.read_bytes().count("火".encode()) == 1
    assert (finished(task()) is None) == changed


@pytest.mark.slow
@POSIX
def test_killed_in_the_middle_and_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "in", 100)
    enlarge(tmp_path / "in" / "0000.txt")
    arguments = ("score", "in", "--jobs", 2, "--out")
    assert command(*arguments, "whole", folder=tmp_path).wait() == 0
    out = tmp_path / "out"
    assert command("score", "in/0001.txt", "--out", "out", folder=tmp_path).wait() == 0
    before = outputs(out)
    child = command(*arguments, "out", folder=tmp_path)
    while child.poll() is None and not list(out.glob(".state/audits/*/*/part.json")):
        time.sleep(0.005)
    below = psutil.Process(child.pid).children(recursive=True)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert list(out.glob(".state/audits/*/*/part.json"))  # something is done
    assert outputs(out) == before  # and what stands there is whole
    _, alive = psutil.wait_procs(below, timeout=20)
    assert not alive  # workers follow their parent
    done = {p: p.stat().st_mtime_ns for p in out.glob(".state/audits/*/*/part.json")}
    child = command(*arguments, "out", folder=tmp_path)
    used = set[Path]()
    while child.poll() is None:
        used |= {p for p in done if p.exists() and p.stat().st_mtime_ns == done[p]}
        time.sleep(0.005)
    assert child.returncode == 0
    assert used == set(done)  # it went on with them
    assert outputs(out) == outputs(tmp_path / "whole")


# --- what goes wrong in a worker


SITE = """
import importlib.abc, importlib.util, os, sys, time

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "gipr_nlp.readers":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            read = module.read_bytes
            def read_bytes(data, path, limits):
                if "killer" in str(path):
                    os._exit(9)
                if "stuck" in str(path):
                    sum(range(10**13))
                if "slow" in str(path):
                    while True:
                        pass
                if "broken" in str(path):
                    raise RuntimeError("a fault of ours")
                return read(data, path, limits)
            module.read_bytes = read_bytes
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""


@pytest.fixture
def poisoned(tmp_path: Path) -> dict[str, str]:
    """An environment in which files of certain names break the reader, also in worker processes."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(site), str(Path.cwd())))}


@pytest.mark.slow
def test_a_worker_that_dies_takes_only_its_file_with_it(tmp_path: Path, poisoned: dict[str, str]) -> None:
    fill(tmp_path / "in", 60)
    enlarge(tmp_path / "in" / "0000.txt")
    for name in ("0003_killer", "0050_killer"):
        shutil.copy(tmp_path / "in" / "0000.txt", tmp_path / "in" / f"{name}.txt")
    child = command("score", tmp_path / "in", "--jobs", 2, "--out", tmp_path / "out", environment=poisoned)
    assert child.wait() == 2
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [(Path(e["path"]).stem, e["kind"]) for e in record["unread"]] == [
        ("0003_killer", "died"),
        ("0050_killer", "died"),
    ]
    assert record["counts"]["reports"] == 60


@pytest.mark.slow
@POSIX
def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    fill(tmp_path / "in", 90)
    enlarge(tmp_path / "in" / "0000.txt")
    child = command("score", tmp_path / "in", "--jobs", 2, "--out", tmp_path / "out")
    parent = psutil.Process(child.pid)
    while child.poll() is None:
        workers = [p for p in parent.children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]
        if len(workers) == 2 and list((tmp_path / "out").glob(".state/audits/*/*/at")):
            workers[0].kill()
            break
        time.sleep(0.02)
    assert child.wait() == 0
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (record["counts"]["reports"], record["unread"]) == (90, [])


def test_a_file_over_its_time_is_given_up(tmp_path: Path, poisoned: dict[str, str]) -> None:
    fill(tmp_path / "in", 4)
    for name in ("0001_slow", "0002_broken"):
        shutil.copy(tmp_path / "in" / "0000.txt", tmp_path / "in" / f"{name}.txt")
    (tmp_path / "local.toml").write_text("[limits]\nmax_seconds = 4", encoding="utf-8")
    options = ("--profile", tmp_path / "local.toml", "--out", tmp_path / "out")
    assert command("score", tmp_path / "in", *options, environment=poisoned).wait() == 2
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    kinds = {Path(e["path"]).stem: e["kind"] for e in record["unread"]}
    assert kinds == {"0001_slow": "timeout", "0002_broken": "internal"}
    assert record["counts"]["reports"] == 4


@pytest.mark.slow
def test_a_file_that_nothing_interrupts_is_ended_with_its_worker(
    tmp_path: Path, poisoned: dict[str, str]
) -> None:
    fill(tmp_path / "in", 3)
    shutil.copy(tmp_path / "in" / "0000.txt", tmp_path / "in" / "0001_stuck.txt")
    enlarge(tmp_path / "in" / "0001_stuck.txt")
    (tmp_path / "local.toml").write_text("[limits]\nmax_seconds = 4", encoding="utf-8")
    options = ("--profile", tmp_path / "local.toml", "--out", tmp_path / "out", "--jobs", 1)
    assert command("score", tmp_path / "in", *options, environment=poisoned).wait() == 2
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [(Path(e["path"]).stem, e["kind"]) for e in record["unread"]] == [("0001_stuck", "timeout")]
    assert record["counts"]["reports"] == 3


@pytest.mark.parametrize("main", [True, False], ids=["main thread", "other thread"])
def test_the_deadline_works_in_every_thread(main: bool) -> None:
    said: list[str] = []

    def spin() -> None:
        try:
            with deadline(0.2):
                while True:
                    pass
        except OutOfTime:
            said.append("out of time")

    if main:
        spin()
    else:
        thread = threading.Thread(target=spin)
        thread.start()
        thread.join(20)
    assert said == ["out of time"]


def test_a_deadline_that_is_met_leaves_nothing_behind() -> None:
    with deadline(0.05):
        pass
    time.sleep(0.1)
