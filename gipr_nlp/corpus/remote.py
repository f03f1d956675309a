"""What Spark carries to its executors by value: finds the program that came along, then hands over to it.

Only the standard library may be needed to load this module there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: The folder, among the files of a Spark application, into which the program is unpacked.
CODE = "gipr_code"


def carried(task: str, settings: bytes, home: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """A function for ``mapInArrow``.

    Args:
        task: name of a function of :mod:`gipr_nlp.corpus.spark`.
        settings: its first argument, serialised.
        home: the folder that relative paths start from; executors begin elsewhere.
    """
    code = CODE

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import importlib
        import os
        import sys

        from pyspark import SparkFiles

        folder = os.path.join(SparkFiles.getRootDirectory(), code)
        if os.path.isdir(folder) and folder not in sys.path:
            sys.path.insert(0, folder)
        os.chdir(home)
        module = importlib.import_module("gipr_nlp.corpus.spark")
        yield from getattr(module, task)(settings, batches)

    return run
