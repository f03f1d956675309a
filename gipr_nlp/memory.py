"""Memory of this process: how much it took at most, and how much it may take. Without further libraries."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path


def bound(bytes_: float) -> bool:
    """Let this process, and those that it starts, hold at most so many bytes; what asks for more gets MemoryError.

    Returns:
        Whether the system can do that (Linux and macOS can; Windows has no such limit for a process on itself).
    """
    try:
        import resource
    except ImportError:
        return False
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = int(bytes_) if hard == resource.RLIM_INFINITY else min(int(bytes_), hard)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    except (OSError, ValueError):
        return False
    return True


def reset() -> None:
    """Begin to measure anew. Only Linux can; elsewhere the peak stays that of the process so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that was resident at once, in MB."""
    with suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text()
        return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)
    if sys.platform == "win32":
        return _windows()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 1024), 1)


def _windows() -> float:  # pragma: no cover
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", ctypes.c_ulong), ("faults", ctypes.c_ulong)] + [
            (f"size{n}", ctypes.c_size_t) for n in range(8)
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return round(float(counters.size0) / 2**20, 1)
