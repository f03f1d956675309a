"""The notebooks run from top to bottom, and what they print names no machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="the extra [notebooks] is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra [notebooks] is not installed")

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    printed = nbformat.writes(notebook)
    assert str(Path.home()) + "/" not in printed
    assert str(path.parents[1]) not in printed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stored_outputs_name_no_machine(path: Path) -> None:
    assert not re.search(r"/(?:home|root|Users|work|tmp)/|C:\\\\", path.read_text(encoding="utf-8"))
