"""LibreOffice without a window, as a converter: found, started with bounds, ended with its children, tidied up.

Each call has a temporary folder of its own with a user profile in it (so that an open LibreOffice does not matter)
in which macros and links are turned off; the folder goes when the call ends, however it ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

#: Where installers put the program when they do not put it on the PATH.
PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
)


#: On Windows, no console opens; elsewhere the flag does not exist.
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class TimedOut(Exception):
    """The conversion took longer than it may."""


def program() -> str | None:
    """Path of LibreOffice, or None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    versions = sorted(str(p) for p in Path("/opt").glob("libreoffice*/program/soffice"))
    return next((place for place in (*PLACES, *versions[::-1]) if os.path.isfile(place)), None)


def convert(
    files: Mapping[str, bytes], target: str, filters: tuple[str, str], seconds: float
) -> dict[str, bytes]:
    """Convert files of one kind together; one start of the program costs more than ten documents.

    Args:
        files: bytes by a plain name with the right ending (``0.doc``), not a path.
        target: ending of the result (``docx``, ``xlsx``).
        filters: LibreOffice's names for the format read and the format written. The first keeps it from showing a
            damaged file as text.
        seconds: for all files together.

    Returns:
        What was converted, by the name given; files it could not read are missing.

    Raises:
        TimedOut: nothing more came within the time; ``args[0]`` holds what had been converted by then.
        OSError: the program cannot be started.
    """
    soffice = program()
    if soffice is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory(prefix="gipr-office-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "in").mkdir()
        (folder / "out").mkdir()
        _profile(folder / "profile")
        for name, data in files.items():
            (folder / "in" / name).write_bytes(data)
        command = [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--nologo", f"--infilter={filters[0]}",
            "--convert-to", f"{target}:{filters[1]}", "--outdir", str(folder / "out"),
            *(str(folder / "in" / name) for name in files),
        ]  # fmt: skip
        in_time = _run(command, folder, seconds)
        done = {name: folder / "out" / f"{Path(name).stem}.{target}" for name in files}
        found = {name: path.read_bytes() for name, path in done.items() if path.is_file()}
        if not in_time:
            raise TimedOut(found)
        return found


def _run(command: list[str], folder: Path, seconds: float) -> bool:
    """Run a command to its end or to the end of its time; nothing that it started outlives it."""
    # Whatever a document wants from the network goes to a port where nobody listens.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = {**os.environ, **nowhere, "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True, creationflags=_NO_WINDOW,
    )  # fmt: skip
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:  # also when the deadline of the file, or Ctrl-C, comes first
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started (the group is its own; on Windows, its tree)."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
    process.wait(10)


def _profile(folder: Path) -> None:
    """A user profile in which documents run no macros and follow no links."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
