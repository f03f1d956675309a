"""Pictures of pages (extra ``[ocr]``): straightened, ruling lines found, cells read with a confidence under 1."""

from __future__ import annotations

import io
import warnings
from typing import Any

import pytest

from gipr_nlp.errors import Unreadable
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.readers.pdf import ocr

if not ocr.available():
    pytest.skip("the extra [ocr] is not installed", allow_module_level=True)

from PIL import Image, ImageDraw, ImageFont

from gipr_nlp.readers.pdf import bitmap

LIMITS = load_profile().limits
VALUES = [["7", "12", "0", "19"], ["305", "4", "", "309"], ["48", "6", "1", "55"]]
LEFT, TOP, WIDE, HIGH = 200, 300, 220, 90


def drawn_table(size: tuple[int, int] = (1240, 900)) -> Image.Image:
    """A ruled table of numbers at about 150 dots an inch; one cell is blank."""
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(34)
    for i in range(len(VALUES) + 1):
        pen.line((LEFT, TOP + i * HIGH, LEFT + 4 * WIDE, TOP + i * HIGH), "black", 3)
    for j in range(5):
        pen.line((LEFT + j * WIDE, TOP, LEFT + j * WIDE, TOP + len(VALUES) * HIGH), "black", 3)
    for i, row in enumerate(VALUES):
        for j, value in enumerate(row):
            pen.text((LEFT + j * WIDE + 80, TOP + i * HIGH + 25), value, "black", font)
    return page


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pixels(picture: Image.Image) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1])


def test_a_table_on_a_picture_is_a_grid_whose_cells_are_not_quite_sure():
    document = read_bytes(saved(drawn_table(), "PNG"), "page.png", LIMITS)
    (grid,) = document.grids
    assert [list(row) for row in grid.rows] == VALUES
    assert all(0 < sure < 1 for row in grid.confidence for sure in row)
    assert [d.what for d in document.doubts] == ["file.ocr"]
    assert document.places[0].page == 1


def test_ruling_lines_are_found_and_the_strokes_of_letters_are_none():
    page = drawn_table()
    ImageDraw.Draw(page).text((200, 60), "HEFTIL 11 17", "black", ImageFont.load_default(60))
    across, down, mask = bitmap.rules_of(bitmap.ink_of(bitmap.grey_of(pixels(page))), 1.0)
    assert [round(r.at) for r in across] == pytest.approx([TOP + i * HIGH for i in range(4)], abs=2)
    assert [round(r.at) for r in down] == pytest.approx([LEFT + j * WIDE for j in range(5)], abs=2)
    assert not mask[60:140].any()


@pytest.mark.parametrize("skew", [-2.0, 0.0, 1.3])
def test_a_page_that_lies_askew_is_straightened(skew: float):
    page = drawn_table().rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    ink = bitmap.ink_of(bitmap.grey_of(pixels(page)))
    assert bitmap.skew_of(ink) == pytest.approx(skew, abs=0.15)


def test_the_ink_of_a_cell_is_parted_into_lines_but_not_within_a_character():
    page = Image.new("RGB", (300, 300), "white")
    pen = ImageDraw.Draw(page)
    for top in (60, 80, 100, 160):  # 三 with its three strokes, and a dash on the next line
        pen.rectangle((100, top, 140, top + 6), "black")
    ink = bitmap.ink_of(bitmap.grey_of(pixels(page)))
    found = list(bitmap.bands(ink, (40, 40, 260, 260), 1.0, 46.0))
    assert [(round(b[1], -1), round(b[3], -1)) for b in found] == [(60, 110), (160, 170)]
    assert list(bitmap.bands(ink, (150, 40, 260, 260), 1.0)) == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (saved(Image.new("RGB", (90, 700)), "PNG"), "no_text"),
        (saved(drawn_table(), "PNG")[:900], "corrupt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "corrupt"),
        (saved(Image.new("1", (20_000, 20_000)), "TIFF", compression="group4"), "too_large"),
    ],
    ids=["tiny", "cut off", "nothing", "bomb"],
)
def test_pictures_that_are_no_pages_are_refused(data: bytes, kind: str):
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "page", LIMITS)
    assert caught.value.kind == kind


def test_too_many_frames_are_refused():
    frames = [Image.new("L", (300, 300), 255)] * 4
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "page.tif", {**LIMITS, "max_pages": 3})
    assert caught.value.kind == "too_large"


def test_marks_that_the_engine_mixes_up_are_wide_beside_characters():
    assert ocr._as_printed("共1,203件(含补正),") == "共1,203件（含补正），"
    assert ocr._as_printed("国办函【2020]109号") == "国办函〔2020〕109号"


def test_the_engine_is_loaded_without_warnings_and_without_telemetry():
    import os

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ocr._engine()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
