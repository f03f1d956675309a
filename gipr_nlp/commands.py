"""The commands of the tagger: tag, label, train, evaluate. Thin twins of library functions, as in :mod:`gipr_nlp.cli`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gipr_nlp import helptext
from gipr_nlp.errors import BadModel, GiprError, Unreadable, Unwritable
from gipr_nlp.language import both, harmless, pick
from gipr_nlp.options import LangOption

if TYPE_CHECKING:
    from gipr_nlp.model import Report

OK, UNREAD, USAGE = 0, 2, 64

_LABELS = Path("corpus/labels/clauses.jsonl")
_MODEL = Path("models/tagger")

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH…]", help=both("报告文件或文件夹（含子文件夹）", "reports or folders (searched)")
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help=both("模型目录；缺省用随程序的模型", "model folder; default: the program's"),
    ),
]
ClausesOption = Annotated[
    Path | None,
    typer.Option(
        "--clauses",
        metavar="FILE",
        help=both(
            "逐条标注 JSONL 分句（id、section、heading、prev、text、year）",
            "label the clauses of a JSONL file",
        ),
    ),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help=both("另存为带底色的网页", "write a page with the clauses highlighted")
    ),
]
OutFileOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help=both("写出的 .jsonl 或 .xlsx 文件", "the .jsonl or .xlsx to write"),
    ),
]
LimitOption = Annotated[
    int, typer.Option("--limit", "-n", metavar="N", min=1, help=both("至多多少条", "at most so many clauses"))
]
BlindOption = Annotated[
    bool,
    typer.Option(
        "--blind", help=both("不给出建议标签（独立标注用）", "without suggestions, to annotate independently")
    ),
]
TakeOption = Annotated[
    Path | None,
    typer.Option(
        "--take", metavar="FILE", help=both("收回标好的 .jsonl 或 .xlsx", "take an annotated file back")
    ),
]
IntoOption = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="FILE",
        help=both("与 --take 合用：并入此 JSONL 标注数据", "with --take: the labelled JSONL to add to"),
    ),
]
LabelsOption = Annotated[
    Path,
    typer.Option("--labels", metavar="FILE", help=both("标注数据（JSONL）", "the labelled clauses (JSONL)")),
]
OutModelOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="DIR", help=both("写出的模型目录", "the model folder to write"))
]
QuickOption = Annotated[
    bool,
    typer.Option(
        "--quick", help=both("不做方法对比和学习曲线", "without the comparison and the learning curve")
    ),
]
SplitOption = Annotated[
    str,
    typer.Option(
        "--split", metavar="train|dev|test|all", help=both("用哪一部分数据", "which side of the data")
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command, help_ in (
        (
            tag,
            both(
                "给报告的每个分句打上 17 种标签之一。终端里分色显示；输出到文件或管道时每句一行 JSON。",
                "Label every clause of reports with one of 17 labels. Coloured in a terminal, JSON Lines elsewhere.",
            ),
        ),
        (
            label,
            both(
                "导出分句供人工标注，最拿不准的在前；标好后用 --take 收回。",
                "Give clauses out for annotation, most uncertain first; take them back with --take.",
            ),
        ),
        (
            train,
            both(
                "用标注数据训练标签模型，写出模型目录和说明。同样的数据和版本得到同样的结果。",
                "Train the tagger on labelled clauses; writes the model folder and its card. Reproducible.",
            ),
        ),
        (
            evaluate,
            both("在标注数据上评价标签模型。", "Judge the tagger on labelled clauses."),
        ),
    ):
        app.command(cls=helptext.Command, help=help_)(command)


def tag(
    ctx: typer.Context,
    paths: PathsArgument = None,
    clauses: ClausesOption = None,
    html: HtmlOption = None,
    model: ModelOption = None,
    lang: LangOption = None,
) -> int:
    """Labels for reports or for rows of a JSONL file."""
    if (clauses is None) == (not paths):
        return _refuse(
            ctx, both("请给出报告文件，或用 --clauses 给出分句文件", "give reports, or --clauses FILE")
        )
    return _guarded(
        lambda: _tag_rows(clauses, model) if clauses else _tag_reports(ctx, paths or [], html, model)
    )


def label(
    ctx: typer.Context,
    paths: PathsArgument = None,
    out: OutFileOption = None,
    limit: LimitOption = 200,
    blind: BlindOption = False,
    take: TakeOption = None,
    into: IntoOption = None,
    model: ModelOption = None,
    lang: LangOption = None,
) -> int:
    """Clauses out for annotation, or back."""
    if take is not None:
        if into is None or paths or out:
            return _refuse(
                ctx, both("--take 要与 --into 合用，不带其他参数", "--take goes with --into and nothing else")
            )
        return _guarded(lambda: _take(ctx, take, into))
    if not paths or out is None or into is not None:
        return _refuse(ctx, both("请给出报告文件和 --out", "give reports and --out"))
    return _guarded(lambda: _give(ctx, paths, out, limit, blind, model))


def train(
    ctx: typer.Context,
    labels: LabelsOption = _LABELS,
    out: OutModelOption = _MODEL,
    quick: QuickOption = False,
    lang: LangOption = None,
) -> int:
    """A model folder from labelled clauses."""
    from gipr_nlp import train as training

    if not labels.is_file():
        return _refuse(ctx, both(f"没有标注数据 {labels}", f"there is no {labels}"))

    def work() -> int:
        meta = training.train(labels, out, compare=not quick, say=lambda text: typer.echo(text, err=True))
        for name, key in (("cross-validation", "alone"), ("cross-validation, sections", "in_sections")):
            typer.echo(f"{name}: {_figures(meta['scores'][key])}")
        typer.echo(f"test: {_figures(meta['scores']['test']['alone'])}")
        typer.echo(str(out))
        return OK

    return _guarded(work)


def evaluate(
    ctx: typer.Context,
    labels: LabelsOption = _LABELS,
    split: SplitOption = "test",
    model: ModelOption = None,
    lang: LangOption = None,
) -> int:
    """Figures of a model."""
    from gipr_nlp import train as training

    if split not in ("train", "dev", "test", "all"):
        return _refuse(
            ctx, both("--split 应为 train、dev、test 或 all", "--split must be train, dev, test or all")
        )
    if not labels.is_file():
        return _refuse(ctx, both(f"没有标注数据 {labels}", f"there is no {labels}"))

    def work() -> int:
        from gipr_nlp.tagger import CHINESE, load_tagger

        found = training.evaluate(load_tagger(model), labels, split)
        typer.echo(f"{split}: {found['clauses']}")
        typer.echo(f"alone: {_figures(found['alone'])}")
        typer.echo(f"in sections: {_figures(found['in_sections'])}")
        for name, (precision, recall, f1, count) in found["labels"].items():
            typer.echo(
                f"{name:18} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  n {count:4}  {CHINESE[name]}"
            )
        typer.echo(f"calibration error {found['reliability']['expected_calibration_error']}")
        typer.echo(
            f"abstained {found['abstained']:.1%}, accuracy of the kept {found['accuracy_of_kept']:.3f}"
        )
        return OK

    return _guarded(work)


def _tag_rows(path: Path, model: Path | None) -> int:
    from gipr_nlp.labelling import tag_rows
    from gipr_nlp.tagger import load_tagger
    from gipr_nlp.wire import dumps

    tagger = load_tagger(model)
    try:
        file = open(path, encoding="utf-8-sig")  # noqa: SIM115 - a broken pipe below is not this file's fault
    except OSError as error:
        raise Unreadable(str(path), "missing", f"无法打开：{error.strerror}") from error
    with file:
        try:
            for verdict in tag_rows(tagger, file, str(path)):
                _write_line(dumps(verdict))
        except UnicodeDecodeError as error:
            raise Unreadable(str(path), "mojibake", "不是 UTF-8 文本") from error
    return OK


def _tag_reports(ctx: typer.Context, paths: list[Path], html: Path | None, model: Path | None) -> int:
    import shutil

    from gipr_nlp.files import atomic
    from gipr_nlp.tagger import CHINESE
    from gipr_nlp.wire import dumps, report_to_wire
    from gipr_nlp.writers.tags import show_tags, tags_page
    from gipr_nlp.writers.terminal import Terminal

    lang, seen = helptext.language_of(ctx), sys.stdout.isatty()
    terminal = Terminal(
        lang, seen and "NO_COLOR" not in os.environ, shutil.get_terminal_size((100, 24)).columns
    )
    status = OK
    kept: list[Report] = []
    for result in _reports(paths, model):
        if isinstance(result, Unreadable):
            status = UNREAD
            typer.echo(harmless(f"{result.path}: {result.reason} [{result.kind}]"), err=True)
            continue
        if html is not None:
            kept.append(result)
        elif seen:
            for line in show_tags(result, CHINESE, terminal):
                typer.echo(line)
        else:
            head = {"report_id": result.report_id, "source": result.source.path, "year": result.year}
            for clause in report_to_wire(result)["clauses"]:
                _write_line(dumps(head | clause))
    if html is not None:
        with atomic(html) as file:
            file.write(tags_page(kept, CHINESE, lang))
        typer.echo(str(html), err=True)
    return status


def _give(
    ctx: typer.Context, paths: list[Path], out: Path, limit: int, blind: bool, model: Path | None
) -> int:
    from gipr_nlp.labelling import for_annotation, write_rows

    if out.suffix.lower() not in (".jsonl", ".xlsx"):
        return _refuse(ctx, both("--out 应为 .jsonl 或 .xlsx 文件", "--out must be a .jsonl or .xlsx file"))
    status, reports = OK, []
    for result in _reports(paths, model):
        if isinstance(result, Unreadable):
            status = UNREAD
            typer.echo(harmless(f"{result.path}: {result.reason} [{result.kind}]"), err=True)
        else:
            reports.append(result)
    rows = for_annotation(reports, limit, blind)
    write_rows(rows, out)
    text = both(f"{len(rows)} 条分句 → {out}", f"{len(rows)} clauses → {out}")
    typer.echo(pick(text, helptext.language_of(ctx)), err=True)
    return status


def _take(ctx: typer.Context, taken: Path, into: Path) -> int:
    from gipr_nlp.labelling import merge, take_back

    added, replaced = merge(take_back(taken), into)
    text = both(
        f"并入 {added} 条，替换 {replaced} 条 → {into}", f"{added} added, {replaced} replaced → {into}"
    )
    typer.echo(pick(text, helptext.language_of(ctx)), err=True)
    return OK


def _reports(paths: list[Path], model: Path | None) -> Iterator[Report | Unreadable]:
    """Reports with their clauses labelled by the model that was asked for; reading labels with the program's own."""
    from dataclasses import replace

    from gipr_nlp.corpus import reports
    from gipr_nlp.tagger import load_tagger

    tagger = load_tagger(model)
    for result in reports(paths):
        if isinstance(result, Unreadable) or (model is None and all(c.label for c in result.clauses)):
            yield result
        else:
            yield replace(result, clauses=tagger.tag(result.clauses, result.year))


def _figures(row: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in row.items())


def _guarded(work: Callable[[], int]) -> int:
    """Carry out; what stops the work is told in a sentence."""
    try:
        return work()
    except Unreadable as error:
        typer.echo(harmless(f"{error.path}: {error.reason} [{error.kind}]"), err=True)
    except (BadModel, Unwritable, GiprError) as error:
        typer.echo(harmless(str(error)), err=True)
    return UNREAD


def _refuse(ctx: typer.Context, text: str) -> int:
    typer.echo(f"gipr-nlp: {pick(text, helptext.language_of(ctx))}", err=True)
    return USAGE


def _write_line(line: str) -> None:
    """A line for programs: UTF-8 whatever the console's encoding, unless a person is looking."""
    if sys.stdout.isatty():
        sys.stdout.write(f"{line}\n")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{line}\n".encode())
