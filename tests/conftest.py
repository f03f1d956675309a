"""What several tests need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the seeds and the specification, which is no part of the repository."""
    place = Path(os.environ.get("GIPR_SHARED") or Path(__file__).parents[2] / "shared")
    if not (place / "seeds").is_dir():
        pytest.skip(f"no seeds at {place}; set GIPR_SHARED to run this test")
    return place
