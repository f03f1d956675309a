"""``make bench``: how long one report takes and where, how many a second, and how much memory.

Times depend on the machine and on what else it does; the ratio to a plain pass over the same text in the same
run does not, and CPU seconds do little. Reports are those of the sample corpus, for the folder copied under other
names; ``--scale`` takes generated corpora (:mod:`corpus.generate`, in a checkout) and prints the table of docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from gipr_nlp.language import pad
from gipr_nlp.pipeline import audit, understand
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_document

#: What the reference pass looks for: any expression without surprises.
PLAIN = re.compile(r"\d+|[一二三四五六七八九十]+、")
STAGES = ("reading", "parsing", "rules")
PLACES = "东西南北上下长宁清和永兴安平新泰昌隆"


def sample() -> list[Path]:
    """The reports of the sample corpus, in a checkout or as installed."""
    for folder in (Path("corpus/sample"), Path(str(files("gipr_nlp").joinpath("_corpus")))):
        if found := sorted(folder.glob("*.txt")):
            return found
    raise SystemExit("no sample corpus found; run from the folder of the project")


def per_report(paths: Sequence[Path], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds a report, by stage and of the reference pass, each report at its best."""
    profile = load_profile()
    times: dict[str, list[float]] = {stage: [] for stage in (*STAGES, "total", "reference", "characters")}
    for path in paths:
        rows = []
        for _ in range(rounds):
            clock = [time.process_time()]
            document = read_document(path, profile.limits)
            clock.append(time.process_time())
            report = understand(document)
            clock.append(time.process_time())
            audit(report, profile)
            clock.append(time.process_time())
            PLAIN.findall(unicodedata.normalize("NFKC", document.text))
            clock.append(time.process_time())
            rows.append([1000 * (b - a) for a, b in pairwise(clock)])
        best = [min(column) for column in zip(*rows, strict=True)]
        for name, value in zip((*STAGES, "reference"), best, strict=True):
            times[name].append(value)
        times["total"].append(sum(best[:3]))
        times["characters"].append(len(document.text))
    return {name: statistics.median(values) for name, values in times.items()}


def make_folder(folder: Path, paths: Sequence[Path], count: int) -> None:
    """Fill a folder with copies of the sample, each of another county."""
    limits = load_profile().limits
    texts = [read_document(path, limits).text for path in paths]
    for number in range(count):
        below = folder / f"{number // 500:03d}"
        below.mkdir(parents=True, exist_ok=True)
        first, second = PLACES[number // len(texts) % 18], PLACES[number // len(texts) // 18 % 18]
        text = texts[number % len(texts)].replace("青岚", first + second)
        (below / f"{number:06d}.txt").write_text(text, encoding="utf-8")


def run_folder(folder: Path, out: Path, jobs: int) -> tuple[float, float, float, dict[str, float]]:
    """Score a folder as a user would: seconds, peak MB of the first process, of all, and seconds a stage."""
    command = [sys.executable, "-m", "gipr_nlp", "score", str(folder), "--out", str(out), "--jobs", str(jobs)]
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peaks = [0.0, 0.0]
    watch = threading.Thread(target=_watch, args=(child.pid, peaks), daemon=True)
    watch.start()
    if child.wait() not in (0, 1):
        raise SystemExit(f"score ended with status {child.returncode}")
    seconds = time.perf_counter() - start
    watch.join(1)
    stages = json.loads((out / "run.json").read_text(encoding="utf-8"))["seconds"]
    return seconds, peaks[0], peaks[1], stages


def _watch(pid: int, peaks: list[float]) -> None:
    import psutil  # type: ignore[import-untyped]

    try:
        process = psutil.Process(pid)
        while process.is_running():
            own = process.memory_info().rss / 2**20
            below = 0.0
            for child in process.children(recursive=True):
                try:
                    below += child.memory_info().rss / 2**20
                except psutil.Error:
                    continue
            peaks[0], peaks[1] = max(peaks[0], own), max(peaks[1], own + below)
            time.sleep(0.05)
    except psutil.Error:
        return


def help_seconds(times: int = 7) -> float:
    """Median wall time of ``gipr-nlp --help``."""
    return statistics.median(_timed(_help) for _ in range(times))


def _help() -> None:
    subprocess.run([sys.executable, "-m", "gipr_nlp", "--help"], stdout=subprocess.DEVNULL, check=True)


def _timed(action: Callable[[], None]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def lines(count: int, jobs: int, rounds: int) -> Iterator[tuple[str, str]]:
    """The table, as (what, figure)."""
    paths = sample()
    one = per_report(paths, rounds)
    yield "reports, characters (median)", f"{len(paths)}, {one['characters']:.0f}"
    for stage in (*STAGES, "total"):
        yield f"{stage}, ms a report (median)", f"{one[stage]:.2f}"
    yield "NFKC and a plain expression, ms", f"{one['reference']:.3f}"
    yield "ratio of total to that", f"{one['total'] / one['reference']:.0f}"
    yield "total, ms for 10,000 characters", f"{one['total'] / one['characters'] * 10_000:.1f}"
    yield "gipr-nlp --help, s (median of 7)", f"{help_seconds():.3f}"
    with tempfile.TemporaryDirectory(prefix="gipr-bench-") as name:
        for size in (count // 4, count):
            folder, out = Path(name) / f"in{size}", Path(name) / f"out{size}"
            make_folder(folder, paths, size)
            seconds, own, every, stages = run_folder(folder, out, jobs)
            yield f"{size} files, {jobs} jobs: reports a second", f"{size / seconds:.0f}"
            yield f"{size} files: seconds in all", f"{seconds:.1f}"
            yield f"{size} files: peak MB, first process / all", f"{own:.0f} / {every:.0f}"
            shares = "  ".join(f"{k} {v:.1f}" for k, v in stages.items())
            yield f"{size} files: seconds a stage (all jobs)", shares


def scale(sizes: Sequence[int], jobs: int, options: Sequence[str]) -> Iterator[str]:
    """Rows of a Markdown table: what one report costs in corpora of several sizes, and a second run over the same."""
    yield "| reports | CPU ms a report | first step | second step | relations | results | wall s | second run, wall s (map) | peak MB, this process / worker | OUT, MB | state, MB |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="gipr-scale-") as name:
            folder, out = Path(name) / "corpus", Path(name) / "out"
            subprocess.run(
                [sys.executable, "-m", "corpus.generate", str(folder), "--reports", str(size)],
                stdout=subprocess.DEVNULL,
                check=True,
            )
            first = _scored(folder / "reports", out, jobs, options)
            yield _scale_row(size, first, _scored(folder / "reports", out, jobs, options)[1], out)


def _scored(folder: Path, out: Path, jobs: int, options: Sequence[str]) -> tuple[float, dict[str, Any]]:
    """CPU seconds of a run with all its processes, and its record."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "gipr_nlp", "score", str(folder), "--out", str(out), "--jobs", str(jobs)]
    status = subprocess.run([*command, *options], stdout=subprocess.DEVNULL).returncode
    if status not in (0, 1):
        raise SystemExit(f"score ended with status {status}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    record: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return spent, record


def _scale_row(size: int, first: tuple[float, dict[str, Any]], again: dict[str, Any], out: Path) -> str:
    spent, record = first
    cpu, wall, peak = record["cpu_seconds"], record["seconds"], record["peak_mb"]
    relations = sum(
        s for stage, s in cpu.items() if stage.startswith(("relation", "base", "templates", "matches"))
    )
    shares = (spent, cpu["chunks"], cpu["batches"], relations, cpu["results"])
    repeat = again["seconds"]
    most = max(mb for stage, mb in peak.items() if stage != "worker")
    cells = [
        f"{size:,}",
        *(f"{1000 * seconds / size:.1f}" for seconds in shares),
        f"{wall['total']:.0f}",
        f"{repeat['total']:.2f} ({repeat['map']:.2f})",
        f"{most:.0f} / {peak['worker']:.0f}",
        *(f"{_megabytes(out, inside):.0f}" for inside in (False, True)),
    ]
    return f"| {' | '.join(cells)} |"


def _megabytes(out: Path, state: bool) -> float:
    """What lies in OUT beside the state, or in it."""
    found = (path for path in out.rglob("*") if path.is_file() and (".state" in path.parts) == state)
    return sum(path.stat().st_size for path in found) / 2**20


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Speed and memory of gipr-nlp.")
    parser.add_argument("--files", type=int, default=2000, help="files of the folder (default 2000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds for each report (default 5)")
    parser.add_argument(
        "--scale", type=int, nargs="+", metavar="N", help="table of generated corpora of N reports"
    )
    parser.add_argument(
        "--score",
        nargs="+",
        default=[],
        metavar="OPTION",
        help="for --scale: more options of score, each without its dashes, e.g. memory=2GB",
    )
    options = parser.parse_args()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    if options.scale:
        for row in scale(options.scale, options.jobs, [f"--{option}" for option in options.score]):
            print(row, flush=True)
        return
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs{load}")
    for what, figure in lines(options.files, options.jobs, options.rounds):
        print(f"{pad(what, 46)}{figure}", flush=True)


if __name__ == "__main__":
    main()
