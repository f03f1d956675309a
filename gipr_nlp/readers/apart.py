"""Files that native code reads (PDF, pictures), read in a process of their own.

No exception reaches into such code: a file on which it hangs or crashes would take the whole program along. In a
run of ``score`` the workers are that process; ``read`` and ``check`` use this one, begun with the first such file.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from gipr_nlp import memory
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document
from gipr_nlp.readers import read_bytes
from gipr_nlp.readers.kinds import kind_of

KINDS = ("pdf", "image")
BLINK = 0.2  # seconds between two looks whether the time is up


class Apart:
    """Reads documents, those of dangerous kinds in another process; it is ended when its time is."""

    def __init__(self) -> None:
        self._child: BaseProcess | None = None
        self._line: Connection | None = None

    def read(self, data: bytes, name: str, limits: Mapping[str, float]) -> Document:
        """The document of some bytes.

        Raises:
            Unreadable: as :func:`gipr_nlp.readers.read_bytes`; kind ``died`` where the process came to an end.
        """
        if kind_of(data) not in KINDS:
            return read_bytes(data, name, limits)
        line = self._started()
        try:
            line.send((data, name, dict(limits)))
            while not line.poll(BLINK):  # short waits: what ends the time takes effect between them
                pass
            answer = line.recv()
        except (EOFError, OSError):
            self.close()
            raise Unreadable(name, "died", "处理该文件的进程意外终止（内存不足或程序崩溃），已跳过") from None
        except BaseException:
            self.close()
            raise
        if isinstance(answer, Unreadable):
            raise answer
        document: Document = answer
        return document

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._child is not None and self._line is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
            self._line.close()
        self._child = self._line = None

    def _started(self) -> Connection:
        if self._line is None:
            context = get_context("spawn")
            self._line, theirs = context.Pipe()
            self._child = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._child.start()
            theirs.close()
        return self._line


def _serve(line: Connection) -> None:
    """In the process: read what is asked for until the other end is gone."""
    from gipr_nlp.readers.pdf import ocr

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ocr.use_threads(min(4, os.cpu_count() or 1))
    while True:
        try:
            data, name, limits = line.recv()
        except EOFError:
            return
        if "max_memory_bytes" in limits:
            memory.bound(limits["max_memory_bytes"])
        try:
            line.send(read_bytes(data, name, limits))
        except Unreadable as error:
            line.send(error)
        except MemoryError:
            line.send(Unreadable(name, "too_large", "内存不足，未能处理"))
        except Exception as error:
            why = f"程序内部错误（{type(error).__name__}：{error}），请反馈"
            line.send(Unreadable(name, "internal", why))
