"""Chunks over processes. A worker that dies takes only its file with it."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from gipr_nlp.corpus.worker import Job, Summary
from gipr_nlp.pipeline import prepare

J = TypeVar("J", bound=Job)

#: How often a worker may die without a file that it could have died of.
PATIENCE = 3


def run(tasks: Iterable[J], jobs: int) -> Iterator[tuple[J, Summary]]:
    """Do all tasks, in any order; a few wait at a time, so that memory stays flat.

    When a worker dies, its pool is gone. The chunks that were under way are then done one by one, each in a
    process of its own, until it is clear which file it was; the rest goes on together.
    """
    coming, again = iter(tasks), deque[J]()
    while again or (again := deque(islice(coming, 1))):
        suspects = yield from _together(again, coming, jobs)
        for task in suspects:
            yield _alone(task)


def _together(again: deque[J], coming: Iterator[J], jobs: int) -> Generator[tuple[J, Summary], None, list[J]]:
    """Work through the queue; returns the tasks that were under way when a worker died."""
    pool = _pool(jobs)
    under_way: dict[Future[Summary], J] = {}
    task: J | None
    try:
        while True:
            while (
                len(under_way) < 2 * jobs and (task := again[0] if again else next(coming, None)) is not None
            ):
                if not again:
                    again.append(task)  # so that it is not lost if the pool refuses it
                under_way[pool.submit(task.run, True)] = again.popleft()
            if not under_way:
                return []
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                summary = future.result()
                yield under_way.pop(future), summary
    except BrokenProcessPool:
        for future in [f for f in under_way if f.done() and not f.exception()]:
            yield under_way.pop(future), future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    begun = [task for task in under_way.values() if (task.unfinished / "at").exists()]
    suspects = begun or list(under_way.values())
    again.extendleft(task for task in under_way.values() if task not in suspects)
    return suspects


def _alone(task: J) -> tuple[J, Summary]:
    """One chunk in a process of its own, again and again without the entries that it dies of."""
    patience = PATIENCE
    while patience:
        with _pool(1) as pool:
            try:
                return task, pool.submit(task.run, True).result()
            except BrokenProcessPool:
                culprit = _culprit(task)
        if culprit is None:
            patience -= 1
        else:
            task = task.without(*culprit)
    raise BrokenProcessPool("a worker dies before it begins")


def _culprit(task: J) -> tuple[int, str, str] | None:
    """The entry that a dead worker was busy with, and what ended it."""
    try:
        number = int((task.unfinished / "at").read_text(encoding="ascii"))
        said = (task.unfinished / "last_words").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    if "Timeout" in said:
        return number, "timeout", "处理超过时限且无法中断，已放弃"
    return number, "died", "处理该文件的进程意外终止（内存不足或程序崩溃），已跳过"


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """In a worker: leave Ctrl-C to the parent, end when the parent has died, load the model."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    prepare()
    gc.freeze()  # the model and the catalogue are there to stay: no use in looking through them again and again


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
