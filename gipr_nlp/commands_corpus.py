"""The command ``rollup``: a government's tables as the sums over its units. A thin twin of :mod:`gipr_nlp.corpus.rollup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gipr_nlp import helptext
from gipr_nlp.errors import BadProfile, NotInCorpus
from gipr_nlp.language import both
from gipr_nlp.options import LangOption, ProfileOption

OK, USAGE = 0, 64

OutArgument = Annotated[
    Path, typer.Argument(metavar="OUT", help=both("score 的结果文件夹", "the folder that score has written"))
]
ParentOption = Annotated[
    str,
    typer.Option(
        "--parent",
        metavar="NAME",
        help=both(
            "政府的名称，或其在单位名录中的编号", "the government: its name, or its agency_id in the register"
        ),
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help=both("统计年度；缺省为最近一年", "reporting year; default: the last one"),
    ),
]
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="DIR",
        help=both("写入的文件夹；缺省为 OUT/rollup", "where to write; default: OUT/rollup"),
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        cls=helptext.Command,
        help=both(
            "汇总一级政府所属各单位的报告数据，按统一格式写出 Word 和 Excel 汇总表，并与本级报告逐格核对。",
            "Add up the reports of a government's units and write the tables as the form prints them (DOCX, XLSX), "
            "compared with the government's own report cell by cell.",
        ),
    )(rollup)


def rollup(
    ctx: typer.Context,
    out: OutArgument,
    parent: ParentOption,
    year: YearOption = None,
    to: ToOption = None,
    profile: ProfileOption = None,
    lang: LangOption = None,
) -> int:
    """The summed tables of a government."""
    from gipr_nlp.corpus import rollup as summing
    from gipr_nlp.profile import load_profile

    try:
        summed = summing.rollup(out, parent, year, load_profile(profile))
    except (NotInCorpus, BadProfile) as error:
        typer.echo(f"gipr-nlp: {error}", err=True)
        return USAGE
    typer.echo(summed.title)
    typer.echo(summed.coverage)
    for line in summing.differences(summed):
        typer.echo(line)
    for place in summing.write(summed, to or out / "rollup"):
        typer.echo(str(place))
    return OK
