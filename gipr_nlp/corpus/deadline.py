"""A limit on the time that one file may take, on every system.

Where the system has alarms, an alarm interrupts even a regular expression that has run away. Elsewhere
(Windows, other threads) a second thread raises the same exception, which takes effect between two steps of
Python. What no exception reaches is ended together with its worker process (``hard``); the parent notices.
"""

from __future__ import annotations

import ctypes
import faulthandler
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

#: How much longer than the limit a worker may go on before its process is ended.
GRACE = 5.0


class OutOfTime(BaseException):
    """The time is up. No ``Exception``, so that nothing on the way takes it for a fault of its own."""


@contextmanager
def deadline(seconds: float, hard: IO[str] | None = None) -> Iterator[None]:
    """Raise OutOfTime in the body when the time is up.

    Args:
        seconds: the limit; 0 is none.
        hard: in a worker, the open file that takes a last word when the process has to be ended.
    """
    if seconds <= 0:
        yield
        return
    if hard is not None:
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=hard)
    try:
        with _alarm(seconds) if _has_alarm() else _watch(seconds):
            yield
    finally:
        if hard is not None:
            faulthandler.cancel_dump_traceback_later()


def _has_alarm() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _watch(seconds: float) -> Iterator[None]:
    thread, lock, over = threading.get_ident(), threading.Lock(), [False]

    def ring() -> None:
        with lock:
            if not over[0]:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(OutOfTime)
                )

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over[0] = True
