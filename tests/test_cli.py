"""The command line: exit statuses, what it prints and where, help in two languages, bad input of every kind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.compose import report as written
from gipr_nlp import cli
from gipr_nlp.language import Lang, choose, clip, pad, width, wrap
from gipr_nlp.rules import catalogue
from gipr_nlp.store import read_rows

Run = Callable[..., tuple[int, str, str]]
NEWS = (
    "青岚县召开政务公开工作会议\n\n2024年3月5日，青岚县召开政务公开工作会议，部署全年工作。会议要求各单位高度重视。\n"
    * 5
)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Carry out a command line in this process: status, standard output, standard error."""

    def call(*arguments: object, lang: Lang = "zh") -> tuple[int, str, str]:
        status = cli.run([str(a) for a in arguments], lang)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8")

    return call


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.txt"
    path.write_text(written(), encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A report in which one total is wrong."""
    path = tmp_path / "wrong.txt"
    text = written(cells={"applications.granted.total": "9"}, layout="tabs", agency="青岚县教育局")
    path.write_text(text, encoding="utf-8")
    return path


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "gipr_nlp", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


# --- exit statuses


def test_status_says_whether_something_was_found_from_a_severity_on(
    run: Run, clean: Path, wrong: Path
) -> None:
    assert run("check", wrong)[0] == 0
    assert run("check", wrong, "--fail-on", "never")[0] == 0
    assert run("check", wrong, "--fail-on", "error")[0] == 1
    assert run("check", wrong, "--fail-on", "hint")[0] == 1
    assert run("check", clean, "--fail-on", "error")[0] == 0
    assert run("check", clean, wrong, "--fail-on", "error")[0] == 1


def test_what_could_not_be_audited_weighs_more_than_what_was_found(
    run: Run, wrong: Path, tmp_path: Path
) -> None:
    assert run("check", wrong, tmp_path / "none.txt", "--fail-on", "error")[0] == 2
    assert run("score", wrong, tmp_path / "none.txt", "--fail-on", "error", "--out", tmp_path / "o")[0] == 2
    assert run("score", wrong, "--fail-on", "error", "--out", tmp_path / "o")[0] == 1
    assert run("score", wrong, "--out", tmp_path / "o")[0] == 0
    assert run("read", wrong, tmp_path / "none.txt")[0] == 2
    assert run("read", wrong)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        ((), "", ""),
        (("chekc",), "没有命令", "No such command"),
        (("check",), "缺少参数 PATH", "Missing argument"),
        (("score", "x"), "缺少选项 --out", "Missing option"),
        (("check", "x", "--fail-on", "fatal"), "fatal", "fatal"),
        (("check", "x", "--fail-on"), "后面缺少值", "requires an argument"),
        (("check", "x", "--colour"), "没有选项 --colour", "No such option"),
        (("check", "x", "--today", "soon"), "不是 2025-01-31 这样的日期", "no date like"),
        (("check", "x", "--stage", "final"), "final", "final"),
        (("check", "x", "--profile", "nowhere.toml"), "地方规则", "nowhere.toml"),
        (("score", "x", "--out", "o", "--jobs", "0"), "--jobs", "--jobs"),
        (("rules", "F99"), "没有检查项 F99", "no rule F99"),
    ],
)
def test_wrong_usage_is_64_with_a_sentence(run: Run, arguments: tuple[str, ...], zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        status, out, err = run(*arguments, lang=lang)
        assert status == 64
        assert said in err
        assert "Traceback" not in err
        assert "\x1f" not in out + err


def test_out_may_not_be_a_file(run: Run, clean: Path) -> None:
    status, _, err = run("score", clean, "--out", clean)
    assert status == 64
    assert "是文件" in err


def test_a_wrong_profile_is_wrong_usage(run: Run, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "local.toml").write_text("colour = 1")
    status, _, err = run("check", clean, "--profile", tmp_path / "local.toml")
    assert (status, "colour" in err) == (64, True)


# --- bad input


def bad_inputs(folder: Path) -> dict[str, Path]:
    """One file of each kind that cannot be read, by the kind that is told."""
    content: dict[str, tuple[str, bytes]] = {
        "empty": ("empty.txt", b""),
        "corrupt": ("word.txt", b"PK\x03\x04" + bytes(200)),
        "unsupported": ("packed.txt", b"Rar!\x1a\x07\x00" + bytes(200)),
        "binary": ("binary.txt", bytes(range(256)) * 8),
    }
    paths = {}
    for kind, (name, data) in content.items():
        paths[kind] = folder / name
        paths[kind].write_bytes(data)
    paths["missing"] = folder / "none.txt"
    paths["too_large"] = folder / "large.txt"
    with paths["too_large"].open("wb") as file:
        file.truncate(300 * 2**20)
    return paths


def test_each_bad_file_is_named_with_its_reason_and_the_rest_is_read(
    run: Run, tmp_path: Path, clean: Path
) -> None:
    paths = bad_inputs(tmp_path)
    status, out, err = run("read", *paths.values(), clean)
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [line.get("error", {}).get("kind") for line in lines] == [*paths, None]
    assert [line["source"]["path"] for line in lines] == [str(p) for p in (*paths.values(), clean)]
    for kind, path in paths.items():
        assert re.search(rf"{re.escape(path.name)}: .+\[{kind}\]", err), err
    assert run("check", *paths.values(), clean)[0] == 2
    status, out, err = run("score", tmp_path, "--out", tmp_path / "out")
    assert status == 2
    assert len(list(read_rows(tmp_path / "out" / "data" / "reports.parquet"))) == 1


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html", ".csv", ""])
def test_content_decides_and_not_the_name(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_text(written(), encoding="utf-8")
    status, out, _ = run("read", path)
    assert status == 0
    assert json.loads(out)["year"] == 2023


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (NEWS, {"A15"}),
        (written(agency="青岚县水务局") + "\n\n" + written(agency="青岚县教育局"), {"A16"}),
        (written()[: int(len(written()) * 0.55)], {"A01", "A17"}),
    ],
    ids=["a news page", "two reports in one file", "half a report"],
)
def test_what_is_no_single_whole_report_is_a_finding(
    run: Run, tmp_path: Path, text: str, codes: set[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    status, out, _ = run("check", path, "--format", "json")
    assert status == 0
    assert codes & {json.loads(line)["code"] for line in out.splitlines()}


# --- what is printed


def test_check_marks_the_wrong_cell_and_hangs_what_follows_under_it(run: Run, wrong: Path) -> None:
    _, out, _ = run("check", wrong)
    lines = out.splitlines()
    assert re.match(rf"{re.escape(str(wrong))}:\d+: 错误 F01 ", lines[0])
    values = next(n for n, line in enumerate(lines) if re.fullmatch(r"\s+\d+ \|(\s+\d+){7}", line))
    row, marks = lines[values], lines[values + 1]
    head, tail = marks.split("^")
    assert width(row[: row.rindex("9")]) == width(head)
    assert tail.strip() == "应为 3"
    assert any(line.startswith("      └ F02") for line in lines)
    assert any(line.startswith("得分 94") for line in lines)
    assert any("扣分：F01 −6（勾稽关系）" in line for line in lines)
    assert "\x1b" not in out


def test_check_underlines_the_passage(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(written(title="青岚县水务局2022年政府信息公开工作年度报告"), encoding="utf-8")
    _, out, _ = run("check", path)
    quoted = next(
        n
        for n, line in enumerate(out.splitlines())
        if line.endswith("| 青岚县水务局2022年政府信息公开工作年度报告")
    )
    assert "^^^^" in out.splitlines()[quoted + 1]


def test_text_of_a_report_does_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(written(title="青岚县\x1b[31m水务局2022年政府信息公开工作年度报告"), encoding="utf-8")
    assert "\x1b" not in run("check", path)[1]


def test_check_in_english_keeps_the_findings_chinese(run: Run, wrong: Path) -> None:
    _, out, _ = run("check", wrong, lang="en")
    assert ": error F01 行合计错误" in out
    assert "mark 94" in out
    assert "points lost" in out
    assert "得分" not in out


def test_check_for_programs_gives_a_finding_a_line(run: Run, wrong: Path) -> None:
    _, out, _ = run("check", wrong, "--format", "json")
    found = [json.loads(line) for line in out.splitlines()]
    assert {f["schema"] for f in found} == {"gipr-finding/1"}
    root = next(f for f in found if f["code"] == "F01")
    assert (root["table"], root["row"], root["column"]) == ("applications", "granted", "total")
    assert (root["suggestion_cell"], root["suggestion_value"]) == ("applications.granted.total", 3)
    assert {f["root"] for f in found if f["code"] == "F02"} == {root["fingerprint"]}


def test_read_gives_the_same_line_each_time_and_takes_it_back(run: Run, wrong: Path, tmp_path: Path) -> None:
    _, first, _ = run("read", wrong)
    assert run("read", wrong)[1] == first
    (tmp_path / "read.jsonl").write_text(first, encoding="utf-8")
    assert run("read", tmp_path / "read.jsonl")[1] == first
    assert run("check", tmp_path / "read.jsonl")[1] == run("check", wrong)[1]


def test_score_prints_a_table_and_where_to_look(run: Run, clean: Path, wrong: Path, tmp_path: Path) -> None:
    _, out, _ = run("score", clean, wrong, "--out", tmp_path / "out")
    assert [line.split()[0] for line in out.splitlines()[:3]] == ["单位", "青岚县教育局", "青岚县水务局"]
    assert "2 份报告：错误 1，警告 2" in out  # a wrong sum; two equal texts, nothing tells whose is the copy
    assert str(tmp_path / "out" / "index.html") in out


def test_today_is_printed_only_where_it_was_given(run: Run, clean: Path, tmp_path: Path) -> None:
    run("score", clean, "--out", tmp_path / "a", "--today", "2026-01-31")
    run("score", clean, "--out", tmp_path / "b")
    pages = [(tmp_path / name / "index.html").read_text(encoding="utf-8") for name in "ab"]
    assert ["2026-01-31" in page for page in pages] == [True, False]


def test_the_ledger_has_its_columns_and_only_texts(run: Run, wrong: Path, tmp_path: Path) -> None:
    import zipfile

    run("score", wrong, "--out", tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "ledger.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    titles = "序号 单位 类型 年度 问题类别 检查项编号 问题描述 原文/单元格 应为/建议 依据 严重程度 整改期限 整改情况 复核结果"
    assert re.findall(r"<t[^>]*>([^<]*)</t>", sheet)[:14] == titles.split()
    assert "<f>" not in sheet
    assert "青岚县教育局" in sheet
    assert "应为 3" in sheet


# --- the catalogue


def test_rules_lists_and_explains_from_the_rule_itself(run: Run) -> None:
    _, out, _ = run("rules")
    assert [line.split()[0] for line in out.splitlines()] == list(catalogue())
    rule = catalogue()["F03"]
    status, out, _ = run("rules", "f03")
    joined = "".join(out.split())
    assert status == 0
    for text in (rule.name, rule.why, rule.basis, rule.bad, rule.good):
        assert "".join(text.split()) in joined
    assert all(line.startswith("F") for line in run("rules", "F")[1].splitlines())
    (entry,) = [json.loads(line) for line in run("rules", "F03", "--format", "json")[1].splitlines()]
    assert (entry["code"], entry["severity"]) == ("F03", "error")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_can_be_explained(run: Run, lang: Lang) -> None:
    status, out, _ = run("rules", *catalogue(), lang=lang)
    assert status == 0
    assert "\x1f" not in out


def test_an_unknown_code_is_answered_with_near_ones(run: Run) -> None:
    assert "F0" in run("rules", "F0A")[2]
    assert "B0" in run("rules", "落款")[2]


# --- languages and consoles


@pytest.mark.parametrize("command", ["", "read", "check", "score", "rules"])
def test_help_is_complete_in_both_languages(run: Run, command: str) -> None:
    arguments = [command, "--help"] if command else ["--help"]
    zh, en = run(*arguments, lang="zh")[1], run(*arguments, lang="en")[1]
    assert not re.search(r"[\u4e00-\u9fff]", en)
    for page in (zh, en):
        assert "\x1f" not in page
        assert max(width(line) for line in page.splitlines()) <= 90
        for line in page.splitlines():
            assert not re.fullmatch(r"\s+(-\w, )?--[a-z-]+( [A-Z|a-z]+)?", line), f"no help: {line}"
    options = re.findall(r"--[a-z-]+", en.split("Options:")[1])
    assert re.findall(r"--[a-z-]+", zh.split("选项:")[1]) == options
    prose = [line for line in zh.splitlines() if re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", line)]
    assert prose == []


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE"}, "en"),
        (["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["check", "x", "--lang=zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["check", "--", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale(
    arguments: list[str], environment: dict[str, str], lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert choose(arguments, environment) == lang


def test_no_console_stops_it(wrong: Path) -> None:
    for encoding in ("cp936", "ascii"):
        done = process("check", wrong, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        assert done.returncode == 0
        assert b"F01" in done.stdout
        assert done.stderr == b""
    assert "错误".encode("cp936") in process("check", wrong, PYTHONIOENCODING="cp936").stdout


def test_lines_for_programs_are_utf8_on_every_console(wrong: Path) -> None:
    done = process("read", wrong, PYTHONIOENCODING="cp936")
    assert json.loads(done.stdout.decode("utf-8"))["agency"]["name"] == "青岚县教育局"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes")
def test_a_reader_that_goes_away_is_no_error(wrong: Path) -> None:
    command = f'"{sys.executable}" -m gipr_nlp read {"".join(f"{wrong} " for _ in range(1))} | head -c 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""


def test_texts_are_measured_and_cut_in_columns() -> None:
    assert width("中a文") == 5
    assert pad("中", 4) == "中  "
    assert pad("中", 4, right=True) == "  中"
    assert clip("中文字符", 5) == "中文…"
    assert clip("中文", 4) == "中文"
    assert wrap("甲乙丙，丁", 6) == ["甲乙丙，", "丁"]
    assert wrap("word another", 7) == ["word", "another"]
    assert wrap("甲乙（丙丁）", 6) == ["甲乙", "（丙丁）"]


# --- start and installation

HEAVY = (
    "sklearn|spacy|pandas|jieba|duckdb|pyarrow|numpy|rich|jinja2|xlsxwriter|lxml|pypdfium2|cv2|onnxruntime"
)


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["rules", "F03"]], ids=" ".join)
def test_nothing_heavy_is_loaded_for_help(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "gipr_nlp", *arguments]
    done = subprocess.run(command, capture_output=True, check=True)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode("utf-8").splitlines()}
    assert {name for name in loaded if re.match(rf"({HEAVY})(\.|$)", name)} == set()


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, gipr_nlp; print([m for m in sys.modules if m.startswith('gipr_nlp.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_public_surface_is_there() -> None:
    import gipr_nlp

    for name in gipr_nlp.__all__:
        assert getattr(gipr_nlp, name) is not None
    with pytest.raises(AttributeError):
        _ = gipr_nlp.nothing  # type: ignore[attr-defined]


def test_an_installed_wheel_scores_a_file(tmp_path: Path, clean: Path) -> None:
    """The wheel alone, unpacked into an empty folder, away from the checkout: profile, forms and pages travel."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site, away = tmp_path / "site", tmp_path / "away"
    away.mkdir()
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def python(*arguments: str) -> Any:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=away,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )

    home = python("-c", "import gipr_nlp; print(gipr_nlp.__file__)").stdout
    assert home.startswith(str(site))
    python("-m", "gipr_nlp", "score", str(clean), "--out", "out")
    assert (away / "out" / "index.html").stat().st_size > 5000
    assert json.loads((away / "out" / "run.json").read_text(encoding="utf-8"))["counts"]["reports"] == 1
