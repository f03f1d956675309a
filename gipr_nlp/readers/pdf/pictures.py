"""Picture files of pages: every frame as a bitmap, within bounds."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from gipr_nlp.errors import Unreadable
from gipr_nlp.readers.pdf.ocr import MOST_PIXELS

FEWEST_PIXELS = 200  # a picture narrower or lower is no page
A4_WIDTH = 595.0  # points: pictures say little of their size; a page is taken to be as wide as paper
FINEST = 300 / 72  # pixels a point; more only takes time


def pictures(data: bytes, path: str, limits: Mapping[str, float]) -> Iterator[tuple[Any, float]]:
    """Each frame of a picture file (height × width × 3, blue first) and its pixels a point.

    Raises:
        Unreadable: damaged, too many pixels or frames, or too small to be a page.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
        frames = getattr(picture, "n_frames", 1)
        if frames > limits.get("max_pages", math.inf):
            raise Unreadable(
                path, "too_large", f"图片共{frames}页，超过上限{limits['max_pages']:.0f}页，未读取"
            )
        for frame in range(frames):
            picture.seek(frame)
            yield _frame(picture, path)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unreadable(path, "too_large", "图片的像素过多，未读取") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unreadable(path, "corrupt", "图片已损坏或不完整，无法打开") from None


def _frame(picture: Any, path: str) -> tuple[Any, float]:
    import numpy
    from PIL import ImageOps

    wide, high = picture.size
    if wide * high > 4 * MOST_PIXELS:
        raise Unreadable(path, "too_large", f"图片过大（{wide}×{high}像素），未读取")
    if min(wide, high) < FEWEST_PIXELS:
        raise Unreadable(path, "no_text", f"图片太小（{wide}×{high}像素），不是可以识别的页面")
    page = ImageOps.exif_transpose(picture).convert("RGBA" if "A" in picture.getbands() else "RGB")
    if page.mode == "RGBA":
        from PIL import Image

        page = Image.alpha_composite(Image.new("RGBA", page.size, "white"), page).convert("RGB")
    scale = min(page.size) / A4_WIDTH
    shrink = min(1.0, FINEST / scale, math.sqrt(MOST_PIXELS / (wide * high)))
    if shrink < 1:
        page = page.resize((max(1, round(page.width * shrink)), max(1, round(page.height * shrink))))
    return numpy.ascontiguousarray(numpy.asarray(page)[:, :, ::-1]), min(page.size) / A4_WIDTH
