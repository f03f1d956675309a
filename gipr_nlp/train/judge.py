"""What the card says about a model: cross-validated figures, the kept side, alternatives, learning curve, other hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from time import process_time
from typing import Any

import numpy as np

from gipr_nlp.tagger.tagger import Tagger
from gipr_nlp.train import fit
from gipr_nlp.train.compare import systems
from gipr_nlp.train.fit import Example, Floats
from gipr_nlp.train.scores import (
    abstain_threshold,
    confusion,
    labels_table,
    probabilities_in_reports,
    reliability,
    summary,
    truth,
)

Say = Callable[[str], None]
SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)


def cross_validated(
    examples: Sequence[Example], own: Floats, alone: Floats, inside: Floats
) -> dict[str, Any]:
    """Figures on clauses of agencies that the model had not seen."""
    true = truth(examples)
    return {
        "linear": summary(true, own.argmax(axis=1)),
        "alone": summary(true, alone.argmax(axis=1)),
        "in_sections": summary(true, inside.argmax(axis=1)),
        "labels": labels_table(true, alone.argmax(axis=1)),
        "labels_in_sections": labels_table(true, inside.argmax(axis=1)),
        "confusion": confusion(true, alone.argmax(axis=1)),
        "reliability": reliability(true, alone),
        "reliability_in_sections": reliability(true, inside),
        "abstain": abstain_threshold(true, alone),
    }


def held_out(tagger: Tagger, examples: Sequence[Example]) -> dict[str, Any]:
    """Figures of a finished model on clauses that it was not fitted on."""
    true = truth(examples)
    alone = tagger.probabilities([e.context for e in examples])
    inside = probabilities_in_reports(tagger, examples)
    best = alone.max(axis=1)
    kept = best >= tagger.threshold
    return {
        "clauses": len(examples),
        "alone": summary(true, alone.argmax(axis=1)),
        "in_sections": summary(true, inside.argmax(axis=1)),
        "labels": labels_table(true, alone.argmax(axis=1)),
        "reliability": reliability(true, alone),
        "abstained": round(float(1 - kept.mean()), 4),
        "accuracy_of_kept": round(float((alone.argmax(axis=1) == true)[kept].mean()), 4),
    }


def comparison(examples: Sequence[Example], scores: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    """The alternatives in the folds of the tagger, and the tagger's own three stages."""
    true = truth(examples)
    fold = fit.folds(examples)
    rows = []
    for name, system in systems().items():
        say(name)
        began = process_time()
        said = np.zeros_like(true)
        for f in range(fit.FOLDS):
            into = [e for e, at in zip(examples, fold, strict=True) if at != f]
            out = [e for e, at in zip(examples, fold, strict=True) if at == f]
            said[fold == f] = system(into, out)
        seconds = round((process_time() - began) / fit.FOLDS, 1)
        rows.append({"system": name} | summary(true, said) | {"seconds": seconds})
    for name, key in (
        ("**tagger**, linear stage: characters, heading, predecessor, cues", "linear"),
        ("**tagger**, clause alone: and the predecessor's label (chain of two)", "alone"),
        ("**tagger**, whole sections: linear-chain CRF over the stage before", "in_sections"),
    ):
        rows.append({"system": name} | scores[key] | {"seconds": None})
    return rows


def learning_curve(seen: Sequence[Example], kept: Sequence[Example], say: Say) -> list[dict[str, Any]]:
    """Figures on the kept side for models of a share of the agencies."""
    rows = []
    for share in SHARES:
        say(f"learning curve {share:.0%}")
        part = [e for e in seen if _lot(e.agency) < share]
        tagger = fit.assemble(*fit.train_arrays(part), threshold=0.5)
        said = tagger.probabilities([e.context for e in kept]).argmax(axis=1)
        rows.append({"share": share, "clauses": len(part)} | summary(truth(kept), said))
    return rows


def other_hands(examples: Sequence[Example], say: Say) -> list[dict[str, Any]]:
    """Figures on each pen for a model that saw only the others: the nearest thing to a new office's style."""
    rows = []
    for pen in sorted({e.pen for e in examples}):
        say(f"without {pen}")
        part, rest = [e for e in examples if e.pen != pen], [e for e in examples if e.pen == pen]
        result = held_out(fit.assemble(*fit.train_arrays(part), threshold=0.5), rest)
        rows.append(
            {"pen": pen, "clauses": len(rest), "alone": result["alone"], "in_sections": result["in_sections"]}
        )
    return rows


def _lot(agency: str) -> float:
    return int(sha256(f"share {agency}".encode()).hexdigest()[:8], 16) / 2**32
