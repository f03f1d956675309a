"""Spark and the engine of one machine give the same bytes; without Spark the program says what is missing."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.make_sample import SAMPLE
from gipr_nlp import corpus
from gipr_nlp.cli import run as cli
from gipr_nlp.corpus.relations import FACTS_ORDER, RELATIONS, sql
from gipr_nlp.store import read_rows
from tests.test_corpus import command, fill, outputs
from tests.test_state import years

SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or not (os.environ.get("JAVA_HOME") or shutil.which("java")),
    reason="needs pyspark and Java",
)


@pytest.mark.parametrize("name", RELATIONS)
def test_relations_keep_to_what_both_engines_know(name: str) -> None:
    text = "\n".join(line.partition("--")[0] for line in sql(name).lower().splitlines())
    for foreign in ("::", "unnest(", "hash(", "md5(", "struct_pack", "list_", "[", "{", " qualify "):
        assert foreign not in text, foreign
    assert text.count("select") >= 1
    assert ";" not in text


def test_facts_come_in_an_order_that_leaves_nothing_open(tmp_path: Path) -> None:
    """Reports stand together, whatever the engine's own order is."""
    assert FACTS_ORDER[0] == "place"
    years(tmp_path / "in")
    first = corpus.score([tmp_path / "in"], tmp_path / "one", options=corpus.Options(jobs=1)).out
    second = corpus.score([tmp_path / "in"], tmp_path / "four", options=corpus.Options(jobs=4)).out
    assert outputs(first) == outputs(second)


def test_without_spark_the_program_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path / "in", 1)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    arguments = ["score", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--engine", "spark"]
    assert cli(arguments, "zh") == 64
    assert "gipr-nlp[spark]" in capsys.readouterr().err
    assert cli(arguments[:-2], "zh") == 0


@pytest.mark.slow
@SPARK
@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1500]"])
def test_spark_gives_the_same_bytes(tmp_path: Path, master: str) -> None:
    """Every table, the ledger and the page, over the sample and several years of one agency."""
    shutil.copytree(SAMPLE, tmp_path / "in")
    years(tmp_path / "in" / "years")
    (tmp_path / "in" / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)
    assert command("score", "in", "--out", "local", folder=tmp_path).wait() == 2
    more = {}
    if master.startswith("local-cluster"):
        import pyspark

        more = {"SPARK_HOME": str(Path(pyspark.__file__).parent)}
    options = ("--engine", "spark", "--master", master, "--memory", "1GB")
    assert command("score", "in", "--out", "spark", *options, folder=tmp_path, environment=more).wait() == 2
    assert outputs(tmp_path / "spark") == outputs(tmp_path / "local")
    assert any(row["code"] == "J01" for row in read_rows(tmp_path / "spark" / "data" / "findings.parquet"))
