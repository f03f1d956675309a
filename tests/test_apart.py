"""A PDF on which native code hangs or crashes takes only itself along, in ``read``, ``check`` and ``score``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from made_pdf import pdf, text

from gipr_nlp.corpus import Options, audits, reports, score
from gipr_nlp.corpus.deadline import OutOfTime, deadline
from gipr_nlp.errors import Unreadable
from gipr_nlp.profile import Profile, load_profile
from gipr_nlp.readers.apart import Apart

LIMITS = load_profile().limits
GOOD = pdf([text(72, 760, "青岚县水务局2023年政府信息公开工作年度报告", 16)])


def endless() -> bytes:
    """A page that draws a form that draws a form ten times …, a million million lines in the end."""
    forms = []
    for i in range(13):
        drawn = f"/X{i + 1} Do " * 10 if i < 12 else "0 0 m 9 9 l S"
        inner = f"/Resources<</XObject<</X{i + 1} {5 + i} 0 R>>>>" if i < 12 else ""
        forms.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{inner}/Length {len(drawn)}>>stream\n{drawn}\nendstream"
        )
    return pdf(["/X0 Do "], more=forms, resources="/XObject<</X0 4 0 R>>")


def hurried(seconds: float) -> Profile:
    profile = load_profile()
    return replace(profile, limits={**profile.limits, "max_seconds": seconds})


@pytest.fixture
def apart() -> Iterator[Apart]:
    one = Apart()
    yield one
    one.close()


def test_other_kinds_are_read_at_once(apart: Apart):
    assert apart.read("青岚县水务局".encode(), "a.txt", LIMITS).text == "青岚县水务局"
    assert apart._child is None


@pytest.mark.slow
def test_when_the_time_is_up_the_process_ends_and_the_next_file_is_read(apart: Apart):
    with pytest.raises(OutOfTime), deadline(3):
        apart.read(endless(), "endless.pdf", LIMITS)
    assert apart._child is None
    assert "青岚县水务局" in apart.read(GOOD, "good.pdf", LIMITS).text


@pytest.mark.slow
def test_a_process_that_dies_is_named_and_the_next_file_is_read(apart: Apart):
    apart.read(GOOD, "good.pdf", LIMITS)
    apart._child.kill()
    apart._child.join()
    with pytest.raises(Unreadable) as caught:
        apart.read(GOOD, "good.pdf", LIMITS)
    assert caught.value.kind == "died"
    assert "青岚县水务局" in apart.read(GOOD, "good.pdf", LIMITS).text


@pytest.mark.slow
def test_what_is_refused_in_the_process_is_refused_outside(apart: Apart):
    with pytest.raises(Unreadable) as caught:
        apart.read(GOOD, "good.pdf", {**LIMITS, "max_pages": 0})
    assert caught.value.kind == "too_large"


@pytest.mark.slow
@pytest.mark.parametrize("command", [reports, audits])
def test_read_and_check_give_up_a_file_on_which_they_hang(command, tmp_path: Path):
    path = tmp_path / "endless.pdf"
    path.write_bytes(endless())
    (result,) = command([path], hurried(3))
    assert (result.kind, result.path) == ("timeout", str(path))


@pytest.mark.slow
def test_score_gives_up_a_file_on_which_a_worker_hangs(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "endless.pdf").write_bytes(endless())
    (folder / "good.txt").write_text(
        "青岚县水务局2023年政府信息公开工作年度报告\n一、总体情况\n好。", encoding="utf-8"
    )
    run = score([folder], tmp_path / "out", profile=hurried(3), options=Options(jobs=1))
    assert [(Path(e.path).name, e.kind) for e in run.unread] == [("endless.pdf", "timeout")]
    assert run.reports == 1
