"""Chunks over processes. A worker that dies takes only its file with it."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context, parent_process
from typing import Any

from gipr_nlp.corpus.worker import Task, work
from gipr_nlp.pipeline import prepare

Done = tuple[Task, dict[str, Any]]

#: How often a worker may die without a file that it could have died of.
PATIENCE = 3


def run(tasks: Sequence[Task], jobs: int) -> Iterator[Done]:
    """Do all tasks, in any order; a few wait at a time, so that memory stays flat.

    When a worker dies, its pool is gone. The chunks that were under way are then done one by one, each in a
    process of its own, until it is clear which file it was; the rest goes on together.
    """
    waiting = deque(tasks)
    while waiting:
        suspects = yield from _together(waiting, jobs)
        for task in suspects:
            yield _alone(task)


def _together(waiting: deque[Task], jobs: int) -> Generator[Done, None, list[Task]]:
    """Work through the queue; returns the tasks that were under way when a worker died."""
    pool = _pool(jobs)
    under_way: dict[Future[dict[str, Any]], Task] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < 2 * jobs:
                under_way[pool.submit(work, waiting[0], True)] = waiting[0]
                waiting.popleft()
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
    waiting.extendleft(task for task in under_way.values() if task not in suspects)
    return suspects


def _alone(task: Task) -> Done:
    """One chunk in a process of its own, again and again without the files that it dies of."""
    for _ in range(len(task.files) + PATIENCE):
        with _pool(1) as pool:
            try:
                return task, pool.submit(work, task, True).result()
            except BrokenProcessPool:
                task = replace(task, given_up={**task.given_up, **_culprit(task)})
    raise BrokenProcessPool("a worker dies before it begins")


def _culprit(task: Task) -> dict[str, tuple[str, str]]:
    """The file that a dead worker was busy with, and what ended it."""
    try:
        file = task.files[int((task.unfinished / "at").read_text(encoding="ascii"))]
        said = (task.unfinished / "last_words").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return {}
    if "Timeout" in said:
        return {file.path: ("timeout", "处理超过时限且无法中断，已放弃")}
    return {file.path: ("died", "处理该文件的进程意外终止（内存不足或程序崩溃），已跳过")}


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """In a worker: leave Ctrl-C to the parent, end when the parent has died, load the model."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    prepare()


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
