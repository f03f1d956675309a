"""What styles say that changes the text: lists that belong to a style, and hidden text."""

from __future__ import annotations

from typing import Any

from gipr_nlp.readers.docx.names import child, is_on, kind, number, value


class Styles:
    """The styles of one document.

    Args:
        root: root element of ``styles.xml``, or None (a document need not have the part).
    """

    def __init__(self, root: Any) -> None:
        self._base: dict[str, str | None] = {}
        self._list: dict[str, tuple[str, int | None]] = {}
        self._hidden: dict[str, bool] = {}
        self._default: str | None = None
        for style in () if root is None else root:
            name = value(style, "styleId") if kind(style) == "style" else None
            if name is None:
                continue
            if value(style, "type") == "paragraph" and (value(style, "default") or "0") in (
                "1",
                "true",
                "on",
            ):
                self._default = name
            self._base[name] = value(child(style, "basedOn"))
            listed = child(style, "pPr", "numPr")
            if (list_id := value(child(listed, "numId"))) is not None:
                level = child(listed, "ilvl")
                self._list[name] = (list_id, None if level is None else number(level))
            if (vanish := child(style, "rPr", "vanish")) is not None:
                self._hidden[name] = is_on(vanish)

    def of(self, properties: Any) -> str | None:
        """Name of the style of a paragraph with these ``w:pPr``."""
        return value(child(properties, "pStyle")) or self._default

    def line(self, name: str | None) -> list[str]:
        """A style and those that it is based on."""
        found: list[str] = []
        while name is not None and name not in found and len(found) < 50:
            found.append(name)
            name = self._base.get(name)
        return found

    def list_of(self, name: str | None) -> tuple[str, int | None] | None:
        """List and level that a style, or one that it is based on, states."""
        return next((self._list[style] for style in self.line(name) if style in self._list), None)

    def hides(self, name: str | None) -> bool:
        """Whether text of this style is hidden."""
        return next((self._hidden[style] for style in self.line(name) if style in self._hidden), False)
