"""PDF files and pictures of pages: text with its places, ruled tables as grids, scans by character recognition.

The line: bytes → sheets (what a page draws) → tables and lines → running heads dropped → paragraphs, tables and
paragraphs over page breaks joined → document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gipr_nlp.model import Document, Source
from gipr_nlp.readers.pdf.assemble import assemble
from gipr_nlp.readers.pdf.load import sheets_of_image, sheets_of_pdf
from gipr_nlp.readers.pdf.pages import is_pdf

__all__ = ["read"]


def read(data: bytes, source: Source, limits: Mapping[str, float]) -> Document:
    """Read a PDF file, or a picture of a page.

    Args:
        data: the bytes.
        source: where they came from.
        limits: ``max_pages``, ``max_chars``, ``max_cells`` (``Profile.limits``).

    Raises:
        Unreadable: damaged, encrypted, too large, or without text where no character recognition is installed.
    """
    printed = is_pdf(data)
    load = sheets_of_pdf if printed else sheets_of_image
    source = replace(source, media_type="application/pdf" if printed else _image_type(data))
    return assemble(load(data, source.path, limits), source, limits)


def _image_type(data: bytes) -> str:
    """The media type that a picture's first bytes name."""
    known = {
        b"\x89PNG": "png",
        b"\xff\xd8": "jpeg",
        b"II*\0": "tiff",
        b"MM\0*": "tiff",
        b"BM": "bmp",
        b"GIF8": "gif",
    }
    return "image/" + next((name for magic, name in known.items() if data.startswith(magic)), "unknown")
