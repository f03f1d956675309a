"""What a process may take: a file that asks for more is refused, the PC stays usable."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gipr_nlp.profile import load_profile

pytest.importorskip("resource", reason="this system has no limit for a process on itself")

GREEDY = """
import sys
from gipr_nlp import memory
assert memory.bound(float(sys.argv[1]))
try:
    bytearray(int(sys.argv[2]))
except MemoryError:
    print("refused")
else:
    print("given")
"""


@pytest.mark.parametrize(("wanted", "answer"), [(50 * 2**20, "given"), (600 * 2**20, "refused")])
def test_more_than_the_bound_is_refused(wanted: int, answer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GREEDY, str(400 * 2**20), str(wanted)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == answer


def test_reading_a_report_takes_far_less_than_its_bound() -> None:
    assert load_profile().limits["max_memory_bytes"] >= 2**30
