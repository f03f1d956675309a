"""The encoding of a page: byte order mark, then what came with it (MHTML), then its own statement, then its characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from gipr_nlp.model import Doubt
from gipr_nlp.readers.plain import COMMON_ENOUGH, Undecodable, common_share, decode

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x84\x31\x95\x33")
_STATED = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w:-]{2,30})""", re.I
)
_BETWEEN_TAGS = re.compile(rb">([^<>]*[\x80-\xff][^<>]*)")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}
_UTF16 = re.compile(rb"^(?:<\x00[!a-zA-Z?]\x00|\x00<\x00[!a-zA-Z?])")


def decode_page(data: bytes, told: str = "") -> tuple[str, str, tuple[Doubt, ...]]:
    """Text of a page, the name of its encoding, and doubts.

    Args:
        data: the bytes.
        told: the encoding that came with the page, if any.

    Raises:
        Undecodable: binary data, or text that was spoilt by a wrong decoding before it was saved.
    """
    if data.startswith(_BOMS) or _UTF16.match(data):
        return decode(data)
    found = _STATED.search(data[:8192])
    for name in (told, found[1].decode("ascii") if found else ""):
        if (codec := _codec(name)) and (text := _strictly(data, codec)) is not None:
            return text, name.lower() if codec != "gb18030" else "gb18030", ()
    # Only the text between the tags tells; the head of a page is nearly all ASCII.
    shown = b" ".join(b" ".join(_BETWEEN_TAGS.findall(b">" + data)).split()).replace(b"\0", b"")
    if not shown:
        return data.decode("utf-8", "replace"), "utf-8", ()
    _, name, doubts = decode(shown)
    text = data.decode(_WIDER.get(name, name), "replace")
    return text, name, doubts


def _codec(name: str) -> str | None:
    """A decoder by name; none for UTF-16 (a page that says so in ASCII is none) and for what is no text."""
    name = name.strip().lower()
    name = _WIDER.get(name, name)
    if not name or name.startswith(
        ("utf-16", "utf16", "utf-32", "utf-7", "iso-8859-1", "latin", "windows-1252", "us-ascii")
    ):
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", False) else None


def _strictly(data: bytes, codec: str) -> str | None:
    """The text in an encoding, if every byte fits and the characters are such as texts are made of."""
    try:
        text = data.decode(codec)
    except (UnicodeError, ValueError):
        return None
    sample = "".join(_samples(text))
    enough = COMMON_ENOUGH if len(sample) > 60 else 0.5  # a few names may all be rare
    return text if not sample or common_share(sample) >= enough else None


def _samples(text: str) -> Sequence[str]:
    return re.findall("[^\\x00-\\xff]+", text[:400_000])[:400]


__all__ = ["Undecodable", "decode_page"]
