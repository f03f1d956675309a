"""Help and complaints of the command line, in the language of the user.

Help texts are written with :func:`gipr_nlp.language.both` beside the option they explain; the frame around
them (usage, headings, defaults) and the library's own error messages are put into words here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from gipr_nlp.language import Lang, both, pick, width, wrap

COLUMNS = 88

#: UsageError, wherever this version of typer keeps it.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]

_USAGE, _OPTIONS = both("用法", "Usage"), both("[选项]", "[OPTIONS]")
_SECTIONS = {
    "arguments": both("参数", "Arguments"),
    "options": both("选项", "Options"),
    "commands": both("命令", "Commands"),
}
_DEFAULT, _REQUIRED = both("默认", "default"), both("必填", "required")
_HELP = both("显示本帮助", "show this help")
_MORE = both(
    "各命令的选项见“gipr-nlp 命令 --help”。", "For the options of a command: gipr-nlp COMMAND --help."
)


class Group(TyperGroup):
    """A group of commands whose help speaks the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_of(self, ctx))


class Command(TyperCommand):
    """A command whose help speaks the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_of(self, ctx))


def language_of(ctx: Any) -> Lang:
    """The language that ``main`` chose for this run."""
    return "en" if ctx.find_root().obj == "en" else "zh"


def help_of(command: Any, ctx: Any) -> str:
    """The help page of a command."""
    lang = language_of(ctx)
    parameters = command.get_params(ctx)
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    commands = [command.get_command(ctx, n) for n in command.list_commands(ctx)] if _is_group(command) else []
    words = [ctx.command_path, pick(_OPTIONS, lang), *(_metavar(a) for a in arguments)]
    if commands:
        words.append(pick(both("命令 [参数]…", "COMMAND [ARGS]…"), lang))
    lines = [f"{pick(_USAGE, lang)}: {' '.join(words)}", ""]
    for paragraph in pick(command.help or "", lang).split("\n\n"):
        lines += [*wrap(" ".join(paragraph.split()) if lang == "en" else paragraph, COLUMNS), ""]
    lines += _section("arguments", [(_metavar(p), _explained(p, lang)) for p in arguments], lang)
    lines += _section("options", [(_names(p), _explained(p, lang)) for p in options], lang)
    lines += _section(
        "commands", [(c.name, pick(c.help or "", lang).split("\n\n")[0]) for c in commands], lang
    )
    if commands:
        lines += [pick(_MORE, lang), ""]
    return "\n".join(lines)


def complaint(error: Any, lang: Lang) -> str:
    """What is wrong with a command line, as a sentence with a way out."""
    usage = ""
    if (ctx := getattr(error, "ctx", None)) is not None:
        see = both("用法见", "See")
        usage = f"\n{pick(see, lang)}: {ctx.command_path} --help"
    if lang == "en":
        return f"gipr-nlp: {pick(error.format_message(), lang)}{usage}"
    return f"gipr-nlp: {_in_chinese(error)}{usage}"


_PHRASES = (
    (r"No such command '(.+?)'\. Did you mean (.+)\?", r"没有命令“\1”，是不是 \2？"),
    (r"No such command '(.+?)'\.?", r"没有命令“\1”"),
    (r"Missing command\.", "缺少命令"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多余的参数：\1"),
    (r"Option '(.+)' requires an argument\.", r"选项 \1 后面缺少值"),
    (r"Option '(.+)' does not take a value\.", r"选项 \1 不带值"),
    (r"'?(.+?)'? is not one of (.+?)\.?", r"“\1”不是可选值 \2 之一"),
    (r"'?(.+?)'? is not a valid (?:integer|int)\b.*", r"“\1”不是整数"),
    (r"'?(.+?)'? is not in the range (.+?)\.?", r"\1 不在范围 \2 之内"),
)


def _in_chinese(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = "、".join(sorted(error.possibilities or ()))
        return f"没有选项 {error.option_name}" + (f"，是不是 {near}？" if near else "")
    if kind == "MissingParameter":
        what = "参数" if error.param.param_type_name == "argument" else "选项"
        return f"缺少{what} {_metavar(error.param) if what == '参数' else error.param.opts[0]}"
    message = pick(error.message, "zh").removeprefix("Value error, ")
    for pattern, words in _PHRASES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            message = match.expand(words)
            break
    if kind == "BadParameter" and error.param is not None:
        return f"{'、'.join(error.param.opts)} 的值不合适：{message}"
    return message


def _is_group(command: Any) -> bool:
    return hasattr(command, "list_commands")


def _section(name: str, entries: Iterable[tuple[str, str]], lang: Lang) -> Iterator[str]:
    known = list(entries)
    if not known:
        return
    yield f"{pick(_SECTIONS[name], lang)}:"
    left = min(36, max(width(term) for term, _ in known)) + 4
    for term, text in known:
        first, *rest = wrap(text, COLUMNS - left)
        room = " " * max(2, left - 2 - width(term))
        yield f"  {term}{room}{first}".rstrip()
        yield from (" " * left + line for line in rest)
    yield ""


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _names(parameter: Any) -> str:
    names = ", ".join(sorted(parameter.opts, key=len))
    return names if getattr(parameter, "is_flag", False) else f"{names} {_metavar(parameter)}"


def _explained(parameter: Any, lang: Lang) -> str:
    if parameter.name == "help":
        return pick(_HELP, lang)
    text = pick(parameter.help or "", lang)
    default = parameter.default
    if parameter.required:
        return f"{text} [{pick(_REQUIRED, lang)}]"
    if default is None or callable(default) or isinstance(default, bool | list | tuple):
        return text
    return f"{text} [{pick(_DEFAULT, lang)}: {getattr(default, 'value', default)}]"
