"""The ways in which the program says that it cannot go on.

What is wrong with a *report* is a value (a finding); what stops us from looking is an exception.
"""

from __future__ import annotations


class GiprError(Exception):
    """Base of everything that this package raises on purpose."""


class Unreadable(GiprError):
    """A file cannot be read as a report.

    ``kind`` is a stable word for scripts (``empty``, ``binary``, ``too_large``, ``permission``, ``missing``,
    ``mojibake``, ``unsupported``, ``no_converter``, ``encrypted``, ``no_text``, ``link_loop``, ``corrupt``,
    ``timeout``, ``died``, ``internal``); ``reason`` is Chinese, for people.
    """

    def __init__(self, path: str, kind: str, reason: str) -> None:
        super().__init__(f"{path}：{reason}")
        self.path = path
        self.kind = kind
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str, str]]:
        return (Unreadable, (self.path, self.kind, self.reason))


class Unwritable(GiprError):
    """A result cannot be written: no right, no room, or Excel holds the file open."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}：{reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unwritable], tuple[str, str]]:
        return (Unwritable, (self.path, self.reason))


class Unavailable(GiprError):
    """An optional part that was asked for is not installed on this machine."""


class NotStated(GiprError):
    """A value was asked for that the report does not state, or that was not read for certain.

    The rule runner turns it into the outcome ``undecided``; rules need no None-checks.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}：{why}")
        self.what = what
        self.why = why


class NotApplicable(GiprError):
    """A rule does not apply to this report (other form, other year, other kind of agency)."""


class BadProfile(GiprError):
    """A profile (TOML) has an unknown key or an impossible value."""


class BadModel(GiprError):
    """A model folder is missing, damaged or made by an incompatible version."""


class BadRegister(GiprError):
    """A register (CSV) cannot be read, or one of its lines is wrong; the line is named."""


class NotInCorpus(GiprError):
    """Something was asked of a folder of results that is not in it."""
