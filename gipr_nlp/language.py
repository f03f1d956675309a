"""The language of help texts and headings (zh or en), and texts set in the columns of a terminal.

Findings are always Chinese: they go into letters to Chinese offices.
"""

from __future__ import annotations

import locale
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

Lang = Literal["zh", "en"]


_BORDER = "\x1f"


def both(zh: str, en: str) -> str:
    """A text in both languages, for :func:`pick`."""
    return f"{zh}{_BORDER}{en}"


def pick(text: str, lang: Lang) -> str:
    """A text of :func:`both` in one language; any other text as it is."""
    zh, border, en = text.partition(_BORDER)
    return en if border and lang == "en" else zh


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language asked for by ``--lang``, else that of the locale; Chinese where there is none (C)."""
    for at, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and at + 1 < len(arguments) and arguments[at + 1] in ("zh", "en"):
            return "en" if arguments[at + 1] == "en" else "zh"
        if word in ("--lang=zh", "--lang=en"):
            return "en" if word.endswith("en") else "zh"
    named = next((environment[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(k)), None)
    if named is None:  # Windows sets none of them
        named = locale.getlocale()[0] or ""
    plain = named.split(".")[0].lower()
    return "zh" if plain in ("", "c", "posix") or plain.startswith(("zh", "chinese")) else "en"


#: What would steer a terminal instead of being read: control characters and changes of direction.
_STEERING = dict.fromkeys(
    [*range(9), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"
)


def harmless(text: str) -> str:
    """A text from outside that may be printed to a terminal."""
    return text.translate(_STEERING)


def width(text: str) -> int:
    """Columns that a text takes in a terminal: two for a Chinese character."""
    if text.isascii():
        return len(text)
    return sum(_columns(c) for c in text)


def pad(text: str, columns: int, right: bool = False) -> str:
    """A text filled with spaces up to a number of columns."""
    room = " " * max(0, columns - width(text))
    return room + text if right else text + room


def clip(text: str, columns: int) -> str:
    """A text cut to a number of columns, with an ellipsis where something is missing."""
    if width(text) <= columns:
        return text
    taken, used = [], 1
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        taken.append(character)
    return "".join(taken) + "…"


def wrap(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns; Chinese breaks anywhere, words stay whole."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for piece in _pieces(paragraph):
            size = width(piece)
            if line and used + size > columns and piece not in "，。；：、！？）》”」":
                kept = line.rstrip("（《“「")  # an opening bracket goes with what it opens
                line, piece = kept or line, (line[len(kept) :] if kept else "") + piece.lstrip()
                lines.append(line.rstrip())
                line, used, size = "", 0, width(piece)
            line, used = line + piece, used + size
        lines.append(line.rstrip())
    return lines


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" and not character.isascii() else 1


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if _columns(character) == 2 or character.isspace():
            if word:
                yield word
                word = ""
            yield character
        else:
            word += character
    if word:
        yield word
