"""Making and judging the tagger's model: what ``gipr-nlp train`` and ``gipr-nlp evaluate`` do.

Needs scikit-learn; nothing here runs when reports are read. Everything is fitted in one thread and without chance, so
that the same data and the same versions give the same decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipr_nlp.errors import BadModel

if TYPE_CHECKING:
    from gipr_nlp.tagger.tagger import Tagger
    from gipr_nlp.train.fit import Example

LABELS_FILE = Path("corpus/labels/clauses.jsonl")
Say = Callable[[str], None]


def train(labels: Path, out: Path, *, compare: bool = True, say: Say = lambda _: None) -> dict[str, Any]:
    """Fit a model on the sides train and dev of the labelled clauses, judge it, and write its folder with its card.

    Args:
        labels: the labelled clauses (JSONL).
        out: the folder to write.
        compare: whether to fit the alternatives and the learning curve, too (some minutes).
        say: told what is being done.

    Returns:
        What the folder says about itself (``meta.json``).

    Raises:
        BadModel: there is too little data to train and to test on.
    """
    from gipr_nlp.tagger.folder import load_tagger, write_folder
    from gipr_nlp.train import fit, judge
    from gipr_nlp.train.card import write_card

    examples = fit.read_examples(labels)
    seen = [e for e in examples if e.split != "test"]
    kept = [e for e in examples if e.split == "test"]
    if len({e.agency for e in seen}) < fit.FOLDS or not kept:
        raise BadModel(
            f"标注数据不足，无法训练：{labels}（训练部分至少要有 {fit.FOLDS} 个单位，并须有测试部分）"
        )
    with one_thread():
        say("cross-validation")
        own, prev = fit.unseen_scores(seen)
        alone, inside = fit.unseen_probabilities(seen, own, prev)
        scores = judge.cross_validated(seen, own, alone, inside)
        say("final model")
        words, arrays = fit.train_arrays(seen, (own, prev))
        meta = about(labels, seen, kept) | {"threshold": scores["abstain"]["threshold"], "scores": scores}
        write_folder(out, arrays, words, meta)  # judged as it will be read: weights rounded
        scores["test"] = judge.held_out(load_tagger(out), kept)
        if compare:
            scores["comparison"] = judge.comparison(seen, scores, say)
            scores["learning_curve"] = judge.learning_curve(seen, kept, say)
            scores["other_hand"] = judge.other_hands(examples, say)
        write_folder(out, arrays, words, meta)
    write_card(out)
    return dict(load_tagger(out).meta)


def evaluate(tagger: Tagger, labels: Path, split: str = "test") -> dict[str, Any]:
    """Figures of a model on one side of the labelled clauses (``all``: every side)."""
    from gipr_nlp.train import fit, judge

    examples = [e for e in fit.read_examples(labels) if split in ("all", e.split)]
    if not examples:
        raise BadModel(f"标注数据中没有 {split} 部分：{labels}")
    with one_thread():
        return judge.held_out(tagger, examples)


def about(labels: Path, seen: list[Example], kept: list[Example]) -> dict[str, Any]:
    """Data and versions that a model was made of."""
    import platform
    from hashlib import sha256

    import numpy
    import scipy  # type: ignore[import-untyped]
    import sklearn

    from gipr_nlp.tagger.labels import LABELS
    from gipr_nlp.tagger.weights import FEATURES

    content = labels.read_bytes().replace(b"\r\n", b"\n")
    return {
        "features": FEATURES,
        "labels": list(LABELS),
        "data": {"sha256": sha256(content).hexdigest(), "fitted_on": len(seen), "kept_for_test": len(kept)},
        "versions": {
            "python": ".".join(platform.python_version_tuple()[:2]),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }


def one_thread() -> Any:
    """A context in which numerical libraries use one thread, so that sums come out the same every time."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(limits=1)
