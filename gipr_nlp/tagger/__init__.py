"""The tagger: gives every clause one of the 17 labels with a calibrated probability, or abstains.

A model is a folder of plain arrays (``models/tagger``), applied with numpy alone. :mod:`gipr_nlp.tagger.component`
wraps it for a spaCy pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gipr_nlp.tagger.labels import CHINESE, LABELS

if TYPE_CHECKING:
    from gipr_nlp.tagger.folder import load_tagger
    from gipr_nlp.tagger.tagger import Tagger

__all__ = ["CHINESE", "LABELS", "Tagger", "load_tagger"]

_HOMES = {"Tagger": "tagger", "load_tagger": "folder"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"gipr_nlp.tagger.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
