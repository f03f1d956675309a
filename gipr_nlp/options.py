"""The options of the command line, each with its help in both languages."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gipr_nlp.language import both


class FailOn(StrEnum):
    """From which severity on a finding makes the exit status 1."""

    error = "error"
    warning = "warning"
    hint = "hint"
    never = "never"


class Stage(StrEnum):
    """Whether the report has been published."""

    draft = "draft"
    published = "published"


class Format(StrEnum):
    """For people or for programs."""

    text = "text"
    json = "json"


class EngineName(StrEnum):
    """What compares the reports of a corpus with each other."""

    local = "local"
    spark = "spark"


def parse_memory(text: str) -> str:
    """A size such as 2GB, for the engine of the corpus step."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT])i?B?", text.strip(), re.IGNORECASE)
    if found is None or float(found[1]) == 0:
        message = both(f"“{text}”不是 2GB、512MB 这样的大小", f"'{text}' is no size like 2GB or 512MB")
        raise typer.BadParameter(message)
    return f"{found[1]}{found[2].upper()}B"


def parse_day(text: str | None) -> str | None:
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        message = both(f"“{text}”不是 2025-01-31 这样的日期", f"'{text}' is no date like 2025-01-31")
        raise typer.BadParameter(message) from None


PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH…",
        help=both(
            "文件、文件夹（含子文件夹）或压缩包（.zip）；- 为标准输入（score 除外）",
            "files, folders (searched recursively) or archives (.zip); - is standard input (not for score)",
        ),
    ),
]
ProfileOption = Annotated[
    Path | None,
    typer.Option(
        "--profile", metavar="FILE", help=both("地方规则（TOML）；缺省用内置规则", "local rules (TOML)")
    ),
]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        "--fail-on",
        metavar="error|warning|hint|never",
        help=both("有达到此严重程度的问题时退出码为 1", "exit with 1 if a finding is at least that severe"),
    ),
]
StageOption = Annotated[
    Stage,
    typer.Option(
        "--stage",
        metavar="draft|published",
        help=both(
            "报告所处阶段；草稿不查落款和公布日期", "draft: rules about signature and publication dates rest"
        ),
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format", metavar="text|json", help=both("输出给人看还是给程序用", "for people or for programs")
    ),
]
TodayOption = Annotated[
    str | None,
    typer.Option(
        "--today",
        metavar="DATE",
        callback=parse_day,
        help=both("凡打印日期之处用此日期", "the date to print wherever one is printed"),
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        help=both("并行进程数；缺省为处理器数", "processes; default: CPUs"),
    ),
]
MemoryOption = Annotated[
    str,
    typer.Option(
        "--memory",
        metavar="SIZE",
        callback=parse_memory,
        help=both(
            "比对各报告时最多用多少内存，超出部分用磁盘",
            "memory for comparing reports; what is beyond goes to disk",
        ),
    ),
]
FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help=both("不用以前运行留下的结果，全部重做", "use nothing that earlier runs left; do all again"),
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        callback=parse_day,
        help=both("只审核此日期（含）以后修改过的文件", "only files that were modified on this day or later"),
    ),
]
EngineOption = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        metavar="local|spark",
        help=both("在本机运行，或在 Spark 集群上运行", "run on this machine, or on a Spark cluster"),
    ),
]
MasterOption = Annotated[
    str,
    typer.Option(
        "--master",
        metavar="URL",
        help=both("Spark 集群的地址；缺省 local[*]", "the Spark cluster; default local[*]"),
    ),
]
ProfileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help=both("地方规则文件（TOML）", "file of local rules (TOML)")),
]
PreviousOption = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="PATH",
        help=both(
            "上年度的报告（文件，或含各单位上年度报告的文件夹）；给出后逐项核对年度衔接",
            "last year's report (or a folder of them), to compare with",
        ),
    ),
]
RegisterOption = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="FILE",
        help=both(
            "单位名录（CSV）；缺省由报告本身推定有哪些单位",
            "the agencies (CSV); default: those the reports show",
        ),
    ),
]
EarlierOption = Annotated[
    Path | None,
    typer.Option(
        "--earlier",
        metavar="DIR",
        help=both(
            "以前审核的结果文件夹，用来发现公布后又改动的报告",
            "results of an earlier run, to find altered reports",
        ),
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="DIR", help=both("结果文件夹", "the folder for results"))
]
ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain",
        help=both(
            "不输出 JSON，写一个网页，说明读到了什么、每格归入哪一项、哪里存疑",
            "instead of JSON write a page that shows what was read, where each cell went, and what is doubtful",
        ),
    ),
]
OutPageOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help=both(
            "与 --explain 合用：网页的文件名；缺省为当前文件夹的 <报告>.explain.html",
            "with --explain: the page to write; default: <report>.explain.html in the current folder",
        ),
    ),
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="zh|en",
        help=both("界面语言；缺省随系统", "language of this interface; default: locale"),
    ),
]
CodesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CODE…]",
        help=both("检查项编号，如 F03；一个字母列出一类", "codes such as F03; a letter lists a family"),
    ),
]
VersionOption = Annotated[bool, typer.Option("--version", help=both("显示版本", "show the version"))]
