"""gipr-nlp: checks and scores annual reports on open government information (政府信息公开年报), offline.

The public surface, loaded when it is first asked for, so that ``import gipr_nlp`` costs nothing::

    import gipr_nlp

    report = gipr_nlp.read("report.txt")
    audit = gipr_nlp.audit(report)
    audit.score.mark, [finding.message for finding in audit.roots]
    gipr_nlp.score(["reports/"], out="out")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gipr_nlp.corpus import score
    from gipr_nlp.errors import BadProfile, GiprError, Unreadable
    from gipr_nlp.model import Audit, Finding, Report
    from gipr_nlp.pipeline import audit, read, read_text
    from gipr_nlp.profile import Profile, load_profile
    from gipr_nlp.rules.base import Rule

    RULES: dict[str, Rule]
    __version__: str

__all__ = [
    "RULES",
    "Audit",
    "BadProfile",
    "Finding",
    "GiprError",
    "Profile",
    "Report",
    "Unreadable",
    "__version__",
    "audit",
    "load_profile",
    "read",
    "read_text",
    "score",
]

_HOMES = {
    "Audit": "model",
    "BadProfile": "errors",
    "Finding": "model",
    "GiprError": "errors",
    "Profile": "profile",
    "Report": "model",
    "Unreadable": "errors",
    "audit": "pipeline",
    "load_profile": "profile",
    "read": "pipeline",
    "read_text": "pipeline",
    "score": "corpus",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("gipr-nlp")
    if name == "RULES":
        from gipr_nlp.rules import catalogue

        return catalogue()
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"gipr_nlp.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
