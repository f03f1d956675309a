"""PDF files written byte by byte: what a test wants on a page, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import md5

#: Songti as the standard describes it: not in the file, characters by a named Chinese encoding.
SONG = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    "/DW 1000/W[1[500 500] 17[500 500 500 500 500 500 500 500 500 500]]>>]>>"
)
#: A font whose codes mean nothing outside its own file: no encoding that is known, no Unicode map.
NAMELESS = (
    "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Song/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType2/BaseFont/ABCDEF+Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
    "/Supplement 0>>/DW 1000>>]>>"
)


def text(x: float, y: float, words: str, size: float = 12, before: str = "", turn: str = "1 0 0 1") -> str:
    """Words at a place (points from the bottom left); ``before``: operators such as a colour or a render mode."""
    return f"q {before} BT /F1 {size} Tf {turn} {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET Q\n"


def line(x0: float, y0: float, x1: float, y1: float, wide: float = 0.5) -> str:
    """A straight line."""
    return f"{wide} w {x0} {y0} m {x1} {y1} l S\n"


def table(
    x: float,
    top: float,
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    high: float = 20,
    size: float = 9,
) -> str:
    """A ruled table without merged cells, its words in the middle of the cells."""
    edges = [x]
    for width in widths:
        edges.append(edges[-1] + width)
    low = top - high * len(rows)
    drawn = [line(edges[0], top - high * i, edges[-1], top - high * i) for i in range(len(rows) + 1)]
    drawn += [line(edge, low, edge, top) for edge in edges]
    for i, row in enumerate(rows):
        for edge, width, words in zip(edges, widths, row, strict=False):
            wide = sum(size / 2 if c.isascii() else size for c in words)
            drawn.append(text(edge + (width - wide) / 2, top - high * (i + 0.65), words, size))
    return "".join(drawn)


def pdf(
    pages: Sequence[str],
    media: str = "0 0 595 842",
    font: str = SONG,
    page: str = "",
    catalogue: str = "",
    more: Sequence[str] = (),
    resources: str = "",
) -> bytes:
    """A file of pages.

    Args:
        pages: content of each page, as operators.
        media: box of every page.
        font: description of the one font, /F1.
        page, catalogue, resources: entries added to every page, to the catalogue, to the resources.
        more: further objects; the first one is number 4.
    """
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        font.encode(),
        *(o.encode("latin-1") for o in more),
    ]
    for i, content in enumerate(pages):
        packed = zlib.compress(content.encode("latin-1"))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{media}]/Resources<</Font<</F1 3 0 R>>{resources}>>"
            f"/Contents {first + 2 * i + 1} 0 R{page}>>".encode()
        )
        objects.append(
            f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
        )
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Numbered objects with their table; the first one is the catalogue."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


# --- encryption (the oldest standard: 40 bits, RC4) --------------------------------------------------------

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted(content: str, password: str) -> bytes:
    """A page that opens with a user's password; with none where it is empty."""
    user = (password.encode() + _PAD)[:32]
    owner = _rc4(md5(_PAD).digest()[:5], user)
    key = md5(user + owner + b"\xfc\xff\xff\xff" + b"0123456789abcdef").digest()[:5]

    def hidden(number: int, data: bytes) -> bytes:
        return _rc4(md5(key + bytes((number, 0, 0, 0, 0))).digest()[:10], data)

    font = SONG
    for word in ("Adobe", "GB1"):
        font = font.replace(f"({word})", f"<{hidden(3, word.encode()).hex()}>")
    stream = hidden(5, content.encode("latin-1"))
    locked = f"<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{_rc4(key, _PAD).hex()}>/P -4>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        font.encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream",
        locked.encode(),
    ]
    return assembled(
        objects, f"/Encrypt 6 0 R/ID[<{b'0123456789abcdef'.hex()}><{b'0123456789abcdef'.hex()}>]"
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
