"""Names of the quantities that statements on applications speak of."""

from __future__ import annotations

from collections.abc import Callable

from gipr_nlp.model import Claim
from gipr_nlp.rules.printed import title

NEW, RECEIVED, HANDLED = (
    f"applications.{row}.total" for row in ("new_received", "received", "total_handled")
)
APPLICATIONS = title("applications")


def of(*quantities: str) -> Callable[[Claim], bool]:
    """Whether a statement speaks of one of these quantities."""
    return lambda claim: claim.quantity in quantities
