"""Reports as PDF files: the same content set in the ways in which offices print it.

Pages are printed by Chromium (web pages saved as PDF) and LibreOffice (Word documents); scans are pictures of those
pages. Both programs are tools of the developer: what needs them says so.
"""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.compose import report
from corpus.values import Cells
from gipr_nlp import form as statutory
from gipr_nlp.writers.printed import Line, boxes, grid

HEADER_ROWS = {"disclosure": 0, "applications": 3, "review": 3}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
SONG = '"Noto Serif CJK SC", SimSun, serif'

_BASE = f"""
@page {{ size: A4; margin: 24mm 22mm }}
body {{ font: 16pt/1.75 {SONG}; margin: 0 }}
h1 {{ font-size: 22pt; text-align: center; font-weight: bold }}
p {{ text-indent: 2em; margin: 0; text-align: justify }}
p.h, p.right {{ font-weight: bold }}
table {{ border-collapse: collapse; width: 100%; font-size: 9pt; line-height: 1.3; margin: 6pt 0 }}
td {{ border: 0.75pt solid #000; text-align: center; padding: 2pt }}
"""

#: Style sheets by name: what they add to the plain page.
STYLES: dict[str, str] = {
    "plain": "",
    "hairline": "td { border-width: 0.25pt }",
    "double": "td { border: 2.5pt double #000 }",
    "dashed": "td { border: 1pt dashed #333 }",
    "grey": "td { border: 0.75pt solid #bbb }",
    "boxes": "table { border-collapse: separate; border-spacing: 2pt }",
    "open_sides": "tr td:first-child { border-left: 0 } tr td:last-child { border-right: 0 }",
    "coloured": "td { border: 1pt solid #fff; background: #dde7f3 } td.h { background: #2f5597; color: #fff }",
    "rows_only": "td { border-left: 0; border-right: 0 }",
    "frame": "td { border-left: 0; border-right: 0 } table { border: 1pt solid #000 }",
    "no_lines_between_numbers": "td.v { border-left: 0; border-right: 0 }",
    "no_borders": "td { border: 0 }",
    "narrow_labels": "td.l { width: 1em; padding: 1pt } table { table-layout: auto }",
    "narrow_numbers": "td.v { width: 1.6em; word-break: break-all; padding: 1pt } table { table-layout: fixed }",
    "large": "table { font-size: 14pt; line-height: 1.6 }",
    "landscape": "@page { size: A4 landscape }",
    "split_rows": "table { font-size: 15pt } tr { break-inside: auto } p { orphans: 1; widows: 1 }",
    "two_columns": "body { font-size: 11pt; line-height: 1.5 } div.c { column-count: 2; column-gap: 9mm }",
    "no_indent": "p { text-indent: 0; margin: 0 0 9pt }",
    "left_aligned": "td { text-align: left } td.v { text-align: right }",
    "upright_labels": "td.g { writing-mode: vertical-rl; text-orientation: upright }",
    "turned_labels": "td.g { writing-mode: vertical-rl }",
    "watermark": (
        ".w { position: fixed; top: 40%; left: 10%; font-size: 60pt; color: rgba(160,160,160,.35);"
        " transform: rotate(-35deg) }"
    ),
    "numbered": (
        "@page { margin: 30mm 22mm; @bottom-center { content: '— ' counter(page) ' —' }"
        " @top-center { content: '青岚县政府信息公开' } }"
    ),
    "bare_numbered": "@page { @bottom-right { content: counter(page) } }",
}


def page(form: str, cells: Cells, style: str = "plain", **parts: Any) -> str:
    """A report as a web page ready to be printed.

    Args:
        form: "2021" or "2019".
        cells: printed values by (table, row, column).
        style: a name of :data:`STYLES`, or several joined by "+".
        parts: for :func:`corpus.compose.report`.
    """
    text = report(form, cells=cells, tables={t: f"@@{t}" for t in statutory.TABLES}, **parts)
    names = style.split("+")
    css = _BASE + "".join(STYLES[name] for name in names)
    body: list[str] = []
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        if line.startswith("@@"):
            table = line[2:]
            body.append(html_table(table, grid(table, form, cells)))
        elif number == 0:
            body.append(f"<h1>{html.escape(line)}</h1>")
        else:
            heading = " class=h" if len(line) < 30 and line[1:2] == "、" else ""
            body.append(f"<p{heading}>{html.escape(line)}</p>")
    if "two_columns" in names:
        first = next(i for i, piece in enumerate(body) if piece.startswith("<table"))
        body = [body[0], "<div class=c>", *body[1:first], "</div>", *body[first:]]
    if "watermark" in names:
        body.append("<div class=w>青岚县水务局内部资料</div>")
    return f"<!doctype html><meta charset=utf-8><title>年度报告</title><style>{css}</style>" + "\n".join(body)


def html_table(table: str, lines: list[Line]) -> str:
    head = HEADER_ROWS[table]
    rows = []
    for number, line in enumerate(lines):
        cells = []
        for slot in (s for s in line if not s.covered):
            kind = (
                "v"
                if slot.key
                else "g"
                if slot.height > 2 and number >= head
                else "l"
                if number >= head
                else "h"
            )
            span = f" colspan={slot.width} rowspan={slot.height}" if slot.width * slot.height > 1 else ""
            cells.append(f"<td class={kind}{span}>{html.escape(slot.text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead>{''.join(rows[:head])}</thead><tbody>{''.join(rows[head:])}</tbody></table>"


# --- printing --------------------------------------------------------------------------------------------


def browser() -> str | None:
    """The browser that prints, or None."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def office() -> str | None:
    """The office program that prints, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def printed(page: str, heads: bool = False) -> bytes:
    """A web page as PDF, printed by Chromium; ``heads``: with the browser's own date, title, address, page number.

    Raises:
        RuntimeError: no browser, or it failed.
    """
    program = browser()
    if program is None:
        raise RuntimeError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        options += [] if heads else ["--no-pdf-header-footer"]
        subprocess.run(
            [program, *options, f"--print-to-pdf={target}", source.as_uri()], capture_output=True, timeout=120
        )
        if not target.exists():
            raise RuntimeError("the browser printed nothing")
        return target.read_bytes()


def converted(document: bytes, suffix: str = "docx") -> bytes:
    """A word processor's document as PDF, by LibreOffice.

    Raises:
        RuntimeError: no office program, or it failed.
    """
    program = office()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"report.{suffix}")
        source.write_bytes(document)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", folder, str(source)], capture_output=True, timeout=180)
        target = source.with_suffix(".pdf")
        if not target.exists():
            raise RuntimeError("LibreOffice converted nothing")
        return target.read_bytes()


def word(form: str, cells: Cells, size: float = 9, **parts: Any) -> bytes:
    """A report as .docx with true merged cells, page numbers and repeated header rows."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    text = report(form, cells=cells, tables={t: f"@@{t}" for t in statutory.TABLES}, **parts)
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    normal.font.name = "Noto Serif CJK SC"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    for line in text.split("\n"):
        if line.startswith("@@"):
            word_table(document, line[2:], grid(line[2:], form, cells), size)
        elif line.strip():
            document.add_paragraph(line).paragraph_format.first_line_indent = Pt(32)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_table(document: Any, table: str, lines: list[Line], size: float) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    wide = sum(slot.width for slot in lines[0])
    made = document.add_table(len(lines), wide)
    made.style = "Table Grid"
    for box in boxes(lines):
        cell = made.cell(box.row, box.column)
        if box.width * box.height > 1:
            cell = cell.merge(made.cell(box.row + box.height - 1, box.column + box.width - 1))
        cell.text = box.text
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(size)
    for row in made.rows[: HEADER_ROWS[table]]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


# --- changes to finished files ------------------------------------------------------------------------------


def rotated(pdf: bytes, degrees: int = 90) -> bytes:
    """The pages shown turned, as a scanner or an office sets the flag."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for one in document:
        one.set_rotation(degrees)
    return _saved(document)


def scanned(
    pdf: bytes, dpi: int = 200, skew: float = 0.0, noise: float = 0.0, quality: int = 80, seed: int = 1
) -> bytes:
    """The pages as pictures: what comes out of a scanner.

    Args:
        pdf: the file.
        dpi: resolution.
        skew: degrees by which every page lies askew.
        noise: standard deviation of the grey noise (0-255).
        quality: of the JPEG pictures.
        seed: of the noise.
    """
    from PIL import Image

    pictures: list[Image.Image] = [
        Image.open(io.BytesIO(data)).convert("RGB")
        for data in pictures_of(pdf, dpi, skew, noise, quality, seed)
    ]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality)
    return out.getvalue()


def pictures_of(
    pdf: bytes,
    dpi: int = 200,
    skew: float = 0.0,
    noise: float = 0.0,
    quality: int = 80,
    seed: int = 1,
    kind: str = "JPEG",
) -> list[bytes]:
    """Each page as a picture file."""
    import numpy
    import pypdfium2
    from PIL import Image

    random = numpy.random.default_rng(seed)
    found = []
    for one in pypdfium2.PdfDocument(pdf):
        picture = one.render(scale=dpi / 72).to_pil().convert("L")
        if skew:
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
        if noise:
            grey = numpy.asarray(picture, dtype=float) + random.normal(
                0, noise, (picture.height, picture.width)
            )
            picture = Image.fromarray(grey.clip(0, 255).astype("uint8"))
        out = io.BytesIO()
        picture.save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
        found.append(out.getvalue())
    return found


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- the kinds ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of printing, by name; ``needs``: browser | office; ``scan``: read by character recognition."""

    make: Callable[[str, Cells], bytes]
    needs: str = "browser"
    scan: bool = False


def _styled(style: str, **changes: Any) -> Callable[[str, Cells], bytes]:
    return lambda form, cells: printed(page(form, cells, style), **changes)


KINDS: Mapping[str, Kind] = {
    **{name: Kind(_styled(name)) for name in STYLES},
    "browser_heads": Kind(_styled("plain", heads=True)),
    "turned_pages": Kind(lambda form, cells: rotated(printed(page(form, cells, "landscape")), 90)),
    "upside_down": Kind(lambda form, cells: rotated(printed(page(form, cells)), 180)),
    "word": Kind(lambda form, cells: converted(word(form, cells)), "office"),
    "word_large": Kind(lambda form, cells: converted(word(form, cells, size=15)), "office"),
    "scan_200": Kind(lambda form, cells: scanned(printed(page(form, cells))), scan=True),
    "scan_150": Kind(lambda form, cells: scanned(printed(page(form, cells)), dpi=150, noise=8), scan=True),
    "scan_300": Kind(lambda form, cells: scanned(printed(page(form, cells)), dpi=300), scan=True),
    "scan_skewed": Kind(
        lambda form, cells: scanned(printed(page(form, cells)), skew=1.2, noise=6), scan=True
    ),
    "scan_poor": Kind(
        lambda form, cells: scanned(
            printed(page(form, cells, "hairline")), dpi=150, skew=-0.7, noise=16, quality=35
        ),
        scan=True,
    ),
}
