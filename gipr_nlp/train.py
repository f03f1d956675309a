"""Training and judging the tagger: what ``gipr-nlp train`` and ``gipr-nlp evaluate`` do."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from gipr_nlp.errors import BadModel

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def train(labels: Path, out: Path) -> dict[str, Any]:
    """Fit a model on the labelled clauses of the sides train and dev and write its folder.

    Returns:
        What the folder says about itself (``meta.json``).
    """
    import platform

    import numpy
    import scipy
    import sklearn

    from gipr_nlp.tagger.folder import write_folder
    from gipr_nlp.tagger.labels import LABELS
    from gipr_nlp.tagger.weights import FEATURES
    from gipr_nlp.training import fit
    from gipr_nlp.training.scores import figures

    examples = fit.read_examples(labels)
    seen = [e for e in examples if e.split != "test"]
    kept = [e for e in examples if e.split == "test"]
    if not seen or not kept:
        raise BadModel(f"标注数据不足，无法训练：{labels}（需要同时有训练部分和测试部分）")
    with one_thread():
        words, arrays = fit.train(seen)
    threshold = 0.5
    tagger = fit.assemble(words, arrays, threshold)
    meta = {
        "features": FEATURES,
        "labels": list(LABELS),
        "threshold": threshold,
        "data": {
            "file": labels.name,
            "sha256": sha256(labels.read_bytes()).hexdigest(),
            "train": len(seen),
            "test": len(kept),
        },
        "scores": {"test": figures(tagger, kept)},
        "versions": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }
    write_folder(out, arrays, words, meta)
    return meta


def one_thread() -> Any:
    """A context in which numerical libraries use one thread, so that sums come out the same every time."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)
