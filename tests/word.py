"""Small office documents made from their XML, for the tests of their readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from gipr_nlp.model import Document
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes

LIMITS = dict(load_profile().limits)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENTS = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    f'xmlns:r="{_TYPE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def zipped(parts: Mapping[str, str | bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx(body: str, *, space: str = WORD, encoding: str = "utf-8", **parts: str | bytes) -> bytes:
    """A DOCX with this content of ``w:body``; ``parts``: contents of ``styles``, ``numbering``, ``comments``,
    ``footnotes`` … (root elements), or bytes for a chunk of another format."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    root = f'{head}<w:document xmlns:w="{space}" {_SPACES}><w:body>{body}</w:body></w:document>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_CONTENTS}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{part}{"" if part != "document" else ".main"}+xml"/>'
            for part in ("document", *(name for name, content in parts.items() if isinstance(content, str)))
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_TYPE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": root.encode(encoding),
    }
    links = [
        f'<Relationship Id="rIdX" Type="{_TYPE}/hyperlink" Target="http://a.invalid/" TargetMode="External"/>'
    ]
    for name, content in parts.items():
        chunk = isinstance(content, bytes)
        target = f"{name}.mht" if chunk else f"{name}.xml"
        files[f"word/{target}"] = (
            content
            if isinstance(content, bytes)
            else f'{head}<w:{name} xmlns:w="{space}">{content}</w:{name}>'.encode(encoding)
        )
        kind = "aFChunk" if chunk else name
        links.append(f'<Relationship Id="{name}" Type="{_TYPE}/{kind}" Target="{target}"/>')
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}">{"".join(links)}</Relationships>'
    )
    return zipped(files)


def read(data: bytes, **limits: float) -> Document:
    """Read some bytes under the limits of the default profile, or tighter ones."""
    return read_bytes(data, "报告.docx", LIMITS | limits)


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(text: str, properties: str = "") -> str:
    """A table cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
