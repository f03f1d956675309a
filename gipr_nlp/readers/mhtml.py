"""Saved web archives (MHTML) and mails with a page: the page is taken out and read; nothing else in them is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import Message

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers import html

_MOST_PARTS = 2000
_MOST_DEPTH = 20


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read the page of an archive.

    Raises:
        Unreadable: no page in it, or it is damaged or hostile.
    """
    from email import policy
    from email.errors import MessageError
    from email.parser import BytesParser

    broken = Unreadable(source.path, "corrupt", "网页存档（MHTML）已损坏或不完整，无法读取；请重新保存")
    if data.count(b"\n--") > 50 * _MOST_PARTS or data[:1_000_000].lower().count(b"multipart/") > _MOST_DEPTH:
        raise Unreadable(source.path, "too_large", "网页存档的组成部分过多，出于安全考虑未读取")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        page = _page_of(message)
        content = None if page is None else page.get_payload(decode=True)
    except (MessageError, ValueError, LookupError, RecursionError, TypeError, AttributeError):
        raise broken from None
    if page is None:
        raise Unreadable(
            source.path, "unsupported", "网页存档（MHTML）中没有网页；如是邮件，请另存其附件后检查"
        )
    if not isinstance(content, bytes) or not content.strip():
        raise broken
    told = str(page.get_param("charset") or "")
    return html.read(content, source, limits, told=told, address=_address(message, page))


def _page_of(message: Message) -> Message | None:
    """The part that is the page: the one that the archive names as its start, else the largest."""
    pages = [
        part for part in _parts(message) if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    start = str(message.get_param("start") or "")
    named = [part for part in pages if start and part.get("Content-ID") == start]
    return max(named or pages, key=lambda part: len(str(part.get_payload())), default=None)


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _address(message: Message, page: Message) -> str:
    address = page.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
    return str(address).strip() if str(address).startswith(("http:", "https:")) else ""
