"""Characters of symbol fonts (``w:sym``) as characters of Unicode."""

from __future__ import annotations

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0xA7: "▪",
    0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
} | {0x80 + i: chr(0x24EA if i == 0 else 0x245F + i) for i in range(11)} | {
    0x8B + i: chr(0x24FF if i == 0 else 0x2775 + i) for i in range(11)
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"} | {
    0x75 + i: chr(0x24EA if i == 0 else 0x245F + i) for i in range(11)
}
_SYMBOL = {0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xB7: "·", 0x2D: "−", 0xD7: "⋅"}
_TABLES = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """The character that a symbol font shows for a code (hexadecimal); empty where it is not known."""
    try:
        at = int(code, 16)
    except ValueError:
        return ""
    plain = at - 0xF000 if 0xF000 <= at <= 0xF0FF else at
    table = _TABLES.get(font.lower())
    if table is None:
        return chr(at) if 0x20 <= at < 0xD800 or 0xF900 <= at < 0xFFFE else ""
    if plain in table:
        return table[plain]
    if font.lower() == "symbol" and 0x20 <= plain <= 0x3F:
        return chr(plain)
    return chr(at) if 0x2000 <= at < 0xD800 else ""
