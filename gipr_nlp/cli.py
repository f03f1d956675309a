"""The command line: it parses, calls, prints and exits. A command is the thin twin of a library function."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from gipr_nlp import commands, commands_corpus, helptext, memory
from gipr_nlp.errors import BadProfile, BadRegister, Unavailable, Unreadable, Unwritable
from gipr_nlp.language import Lang, both, choose, harmless, pick
from gipr_nlp.options import (
    CodesArgument,
    EarlierOption,
    EngineName,
    EngineOption,
    ExplainOption,
    FailOn,
    FailOnOption,
    Format,
    FormatOption,
    FreshOption,
    JobsOption,
    LangOption,
    MasterOption,
    MemoryOption,
    OutOption,
    OutPageOption,
    PathsArgument,
    PreviousOption,
    ProfileArgument,
    ProfileOption,
    RegisterOption,
    SinceOption,
    Stage,
    StageOption,
    TodayOption,
    VersionOption,
)

if TYPE_CHECKING:
    from gipr_nlp.corpus import Progress
    from gipr_nlp.model import Report
    from gipr_nlp.profile import Profile
    from gipr_nlp.register import Register
    from gipr_nlp.rules.base import Rule
    from gipr_nlp.writers.terminal import Terminal

OK, FOUND, UNREAD, USAGE, INTERRUPTED = 0, 1, 2, 64, 130


_STATUS_ZH = "退出码：0 没有达到 --fail-on 的问题；1 有；2 有文件未能审核；64 用法不对。"
_STATUS_EN = (
    "Exit status: 0 nothing at or above --fail-on; 1 something is; 2 a file was not audited; 64 wrong usage."
)

app = typer.Typer(
    name="gipr-nlp",
    cls=helptext.Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=both(
        "审核政府信息公开工作年度报告：读取、查错、评分，全程离线。",
        "Checks and scores annual reports on open government information, offline.",
    ),
)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    version: VersionOption = False,
    lang: LangOption = None,
) -> int:
    """What holds for all commands."""
    if ctx.invoked_subcommand is not None:
        return OK
    if version:
        from gipr_nlp import __version__

        typer.echo(f"gipr-nlp {__version__}")
        raise typer.Exit(OK)
    typer.echo(ctx.get_help())
    raise typer.Exit(USAGE)


@app.command(
    cls=helptext.Command,
    help=both(
        "读取报告，每份输出一行 JSON（gipr-report/1）；加 --explain 则写一个网页，供对照原件核对。",
        "Read reports; prints one line of JSON for each (gipr-report/1). With --explain, a page to check "
        "against the original.",
    ),
)
def read(
    ctx: typer.Context,
    paths: PathsArgument,
    explain: ExplainOption = False,
    out: OutPageOption = None,
    profile: ProfileOption = None,
    lang: LangOption = None,
) -> int:
    """One line for each report, in the order of the paths; an unreadable path gives an error line."""
    from gipr_nlp.corpus import reports
    from gipr_nlp.wire import dumps, error_to_wire, report_to_wire

    if out is not None and not explain:
        _refuse(ctx, both("--out 只与 --explain 合用", "--out goes with --explain only"))
    results = reports(paths, _profile(profile, ctx))
    if explain:
        return _explain(ctx, paths, results, out)
    status = OK
    for result in results:
        if isinstance(result, Unreadable):
            status = UNREAD
            _complain(result)
            _write_line(dumps(error_to_wire(result)))
        else:
            _write_line(dumps(report_to_wire(result)))
    return status


def _explain(
    ctx: typer.Context, paths: Sequence[Path], results: Iterable[Report | Unreadable], out: Path | None
) -> int:
    """Write the page of ``read --explain``; what could not be read is named, the rest is shown."""
    from gipr_nlp import __version__
    from gipr_nlp.writers import explain

    name = out or Path(f"{paths[0].name}.explain.html" if len(paths) == 1 else "explain.html")
    if any(path.exists() and name.exists() and path.samefile(name) for path in paths):
        _refuse(ctx, both(f"--out {name} 是要读取的文件", f"--out {name} is a file to be read"))
    found, unread = [], False
    for result in results:
        if isinstance(result, Unreadable):
            unread = True
            _complain(result)
        else:
            found.append(result)
    if found:
        try:
            explain.write(name, found, __version__)
        except OSError as error:
            why = error.strerror or str(error)
            _refuse(ctx, both(f"无法写入 {name}：{why}", f"cannot write {name}: {why}"))
        typer.echo(harmless(str(name)))
    return UNREAD if unread else OK


@app.command(
    cls=helptext.Command,
    help=both(
        f"检查报告，在终端列出问题；公布前自查用。\n\n{_STATUS_ZH}",
        "Check reports and list what is wrong, in the terminal; for the office that is about to publish.\n\n"
        f"{_STATUS_EN}",
    ),
)
def check(
    ctx: typer.Context,
    paths: PathsArgument,
    profile: ProfileOption = None,
    fail_on: FailOnOption = FailOn.never,
    stage: StageOption = Stage.draft,
    previous: PreviousOption = None,
    format: FormatOption = Format.text,
    today: TodayOption = None,
    lang: LangOption = None,
) -> int:
    """The audit of single files in the terminal."""
    from gipr_nlp.corpus import audits
    from gipr_nlp.corpus.previous import match
    from gipr_nlp.wire import dumps, finding_to_wire
    from gipr_nlp.writers.terminal import show

    rules, terminal = _profile(profile, ctx), _terminal(ctx)
    last, unread = _previous(previous, rules)
    severities = set[str]()
    for result in audits(paths, rules, stage=stage.value, previous=last):
        if isinstance(result, Unreadable):
            unread = True
            _complain(result)
            continue
        if last and (why := match(result.report, last)[1]):
            typer.echo(harmless(f"{result.report.source.path}: {why}"), err=True)
        if format is Format.json:
            for finding in result.findings:
                _write_line(dumps(finding_to_wire(finding)))
        else:
            typer.echo(show(result, rules, terminal))
        severities |= {f.severity for f in result.roots}
    return _status(unread, severities, fail_on)


def _previous(path: Path | None, profile: Profile) -> tuple[list[Report], bool]:
    """Last year's reports, and whether one of them could not be read."""
    from gipr_nlp.corpus import reports

    found: list[Report] = []
    unread = False
    for result in reports([path], profile) if path is not None else ():
        if isinstance(result, Unreadable):
            unread = True
            _complain(result)
        else:
            found.append(result)
    return found, unread


@app.command(
    cls=helptext.Command,
    help=both(
        "审核文件夹中的全部报告并评分，结果（总览、问题台账、数据）写入 --out；中断后再次运行会接着做。\n\n"
        f"{_STATUS_ZH}",
        "Audit and score all reports of a folder; overview, ledger and data go to --out. "
        f"Run again to go on after an interruption.\n\n{_STATUS_EN}",
    ),
)
def score(
    ctx: typer.Context,
    paths: PathsArgument,
    out: OutOption,
    profile: ProfileOption = None,
    register: RegisterOption = None,
    earlier: EarlierOption = None,
    jobs: JobsOption = None,
    memory: MemoryOption = "1GB",
    fresh: FreshOption = False,
    since: SinceOption = None,
    engine: EngineOption = EngineName.local,
    master: MasterOption = "local[*]",
    fail_on: FailOnOption = FailOn.never,
    stage: StageOption = Stage.published,
    today: TodayOption = None,
    lang: LangOption = None,
) -> int:
    """The audit of a corpus."""
    from gipr_nlp import corpus
    from gipr_nlp.writers.terminal import summary

    if out.exists() and not out.is_dir():
        _refuse(ctx, both(f"--out {out} 是文件，不是文件夹", f"--out {out} is a file, not a folder"))
    rules, bodies = _profile(profile, ctx), _register(register, ctx)
    if earlier is not None:
        _known_results(earlier, ctx)
    with _Bar(helptext.language_of(ctx)) as progress:
        run = corpus.score(
            paths,
            out,
            profile=rules,
            register=bodies,
            earlier=earlier,
            options=corpus.Options(jobs, memory, fresh, engine.value, master),
            stage=stage.value,
            since=date.fromisoformat(since) if since else None,
            today=date.fromisoformat(today) if today else None,
            progress=progress,
        )
    terminal = _terminal(ctx)
    for line in summary(run, corpus.worst(run.out, 40), corpus.between(run.out), terminal):
        typer.echo(line)
    for error in run.unread[:50]:
        _complain(error)
    for unwritten in run.unwritten:
        typer.echo(str(unwritten), err=True)
    found = {severity for severity, count in run.roots.items() if count}
    return _status(bool(run.unread or run.unwritten), found, fail_on)


@app.command(
    cls=helptext.Command,
    help=both(
        "检查地方规则文件（TOML）写得对不对，并列出实际生效的期限、必填内容、严重程度、阈值和扣分；不给文件则列出内置规则。",
        "Check a file of local rules (TOML) and list what holds: deadlines, required contents, severities, thresholds. "
        "Without a file: the built-in rules.",
    ),
)
def profile(ctx: typer.Context, file: ProfileArgument = None, lang: LangOption = None) -> int:
    """What a profile says, in words."""
    from gipr_nlp.profile import load_profile
    from gipr_nlp.writers.rules_of_place import lines

    for line in lines(_profile(file, ctx), load_profile()):
        typer.echo(harmless(line))
    return OK


@app.command(
    cls=helptext.Command,
    help=both(
        "列出全部检查项；给出编号（如 F03）则说明该项：查什么、为什么、依据、示例。",
        "List the catalogue of rules; with a code (F03) explain that rule: what, why, basis, examples.",
    ),
)
def rules(
    ctx: typer.Context,
    codes: CodesArgument = None,
    format: FormatOption = Format.text,
    profile: ProfileOption = None,
    lang: LangOption = None,
) -> int:
    """The catalogue, and single rules explained from the rule itself."""
    from gipr_nlp.rules import catalogue
    from gipr_nlp.wire import dumps
    from gipr_nlp.writers.catalogue import as_entry, explain, line, nearest

    known, local = catalogue(), _profile(profile, ctx)
    wanted = [code.upper() for code in codes or ()]
    families = {code for code in wanted if len(code) == 1 and any(c.startswith(code) for c in known)}
    if unknown := [code for code in wanted if code not in known and code not in families]:
        near = "、".join(nearest(unknown[0], known.values()))
        text = both(f"没有检查项 {unknown[0]}", f"there is no rule {unknown[0]}")
        _refuse(ctx, text, both(f"；相近的有 {near}", f"; near: {near}") if near else "")
    terminal = _terminal(ctx)
    chosen: Iterable[Rule] = [
        r for r in known.values() if not wanted or r.code in wanted or r.family in families
    ]
    for rule in chosen:
        if format is Format.json:
            _write_line(dumps(as_entry(rule, local)))
        elif rule.code in wanted:
            typer.echo(explain(rule, local, terminal))
        else:
            typer.echo(line(rule, local, terminal))
    return OK


commands.register(app)
commands_corpus.register(app)


def _status(unread: bool, found: set[str], fail_on: FailOn) -> int:
    """The exit status; what could not be audited weighs more than what was found."""
    if unread:
        return UNREAD
    severities = [s.value for s in FailOn]
    failing = set() if fail_on is FailOn.never else set(severities[: severities.index(fail_on.value) + 1])
    return FOUND if found & failing else OK


def _profile(path: Path | None, ctx: typer.Context) -> Profile:
    from gipr_nlp.profile import load_profile

    try:
        found = load_profile(path)
        if path is not None:
            from gipr_nlp.rules import catalogue

            found.check_codes(catalogue())
    except BadProfile as error:
        _refuse(ctx, str(error))
    return found


def _known_results(folder: Path, ctx: typer.Context) -> None:
    from gipr_nlp.corpus.earlier import find

    try:
        find(folder)
    except Unreadable as error:
        _refuse(ctx, str(error))


def _register(path: Path | None, ctx: typer.Context) -> Register | None:
    from gipr_nlp.register import load_register

    try:
        return None if path is None else load_register(path)
    except BadRegister as error:
        _refuse(ctx, str(error))


def _terminal(ctx: typer.Context) -> Terminal:
    import shutil

    from gipr_nlp.writers.terminal import Terminal

    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return Terminal(helptext.language_of(ctx), colours, shutil.get_terminal_size((100, 24)).columns)


_STEPS = {
    "map": both("读取并审核", "auditing"),
    "second": both("与其他报告比对", "comparing"),
}


class _Bar:
    """Where a long run is: a bar with rate and time left on a terminal, else a line now and then."""

    LONG, PAUSE = 50, 60.0

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._bar: Any = None
        self._step, self._began, self._said, self._first = "", 0.0, 0.0, 0

    def __enter__(self) -> Progress:
        return self._show

    def _show(self, step: str, done: int, total: int) -> None:
        if total < self.LONG:
            return
        now = time.monotonic()
        if step != self._step:
            self._step, self._began, self._said, self._first = step, now, now, done
            self._begin(total)
        rate = (done - self._first) / (now - self._began) if now > self._began else 0.0
        if self._bar is not None:
            self._bar.update(self._task, completed=done, rate=f"{rate:.0f}/s")
        elif now - self._said > self.PAUSE and rate:
            self._said = now
            left = (total - done) / rate / 60
            name = pick(_STEPS.get(step, step), self._lang)
            zh = f"{name}：{done}/{total}，每秒{rate:.0f}份，约剩{left:.0f}分钟"
            text = both(zh, f"{name}: {done}/{total}, {rate:.0f} a second, about {left:.0f} minutes left")
            typer.echo(pick(text, self._lang), err=True)

    def _begin(self, total: int) -> None:
        """A new bar, on a terminal."""
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.__exit__()
        texts = TextColumn("{task.description}"), TextColumn("{task.fields[rate]}")
        columns = texts[0], BarColumn(), MofNCompleteColumn(), texts[1], TimeRemainingColumn()
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        name = pick(_STEPS.get(self._step, self._step), self._lang)
        self._task = self._bar.add_task(name, total=total, rate="")

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _write_line(line: str) -> None:
    """A line for programs: UTF-8 whatever the console's encoding, unless a person is looking."""
    if sys.stdout.isatty():
        sys.stdout.write(f"{line}\n")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{line}\n".encode())


def _complain(error: Unreadable) -> None:
    typer.echo(harmless(f"{error.path}: {error.reason} [{error.kind}]"), err=True)


def _refuse(ctx: typer.Context, *texts: str) -> NoReturn:
    """Wrong usage: say why and exit with 64."""
    lang = helptext.language_of(ctx)
    typer.echo("gipr-nlp: " + "".join(pick(text, lang) for text in texts), err=True)
    raise typer.Exit(USAGE)


def run(arguments: Sequence[str], lang: Lang) -> int:
    """Carry out a command line; returns the exit status."""
    command = typer.main.get_command(app)
    try:
        status = command.main(list(arguments), prog_name="gipr-nlp", standalone_mode=False, obj=lang)
    except helptext.UsageError as error:
        typer.echo(helptext.complaint(error, lang), err=True)
        return USAGE
    except Unwritable as error:
        typer.echo(str(error), err=True)
        return UNREAD
    except Unavailable as error:
        typer.echo(str(error), err=True)
        return USAGE
    except typer.Abort:
        return INTERRUPTED
    if status == INTERRUPTED:
        typer.echo(
            pick(both("已中断；再次运行同一命令会接着做", "interrupted; run again to go on"), lang), err=True
        )
    return status if isinstance(status, int) else OK


#: What ``read``, ``check`` and ``tag`` may hold; workers of ``score`` go by the profile (max_memory_bytes).
MOST = 4 * 2**30


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of ``gipr-nlp``."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] in (["read"], ["check"], ["tag"]):  # those that read files in this process
        memory.bound(MOST)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console in cp936 or ASCII must not stop anything
            stream.reconfigure(errors="replace")
    try:
        status = run(words, choose(words, os.environ))
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the reader has seen enough (head); typer makes an exit of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = OK
    sys.exit(status)
