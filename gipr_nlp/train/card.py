"""The model card: ``README.md`` of a model folder, written from its ``meta.json`` and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gipr_nlp.tagger.folder import ARRAYS, META, WORDS
from gipr_nlp.tagger.labels import CHINESE, LABELS
from gipr_nlp.train.scores import KEPT_ACCURACY, WEIGHTY

HEAD = """# Clause tagger

<!-- Written by `gipr-nlp train` from meta.json; do not edit. -->

Gives each clause of the narrative of an annual report (政府信息公开工作年度报告) one of 17 labels with a probability. It is a
witness, not a judge: rules decide, and below the threshold it abstains.

```
gipr-nlp train                # makes this folder and this card from corpus/labels/clauses.jsonl
gipr-nlp evaluate             # the figures of the test side, from the folder as it is
```

**How it works.** A clause is levelled (width, traditional characters, digits folded). A logistic regression adds up
character n-grams (1–3) of the clause (in sections 5 and 6 a second time with weights of their own), of its heading and of
the preceding clause; classes of cue words and patterns (`gipr_nlp/data/cues.toml`) with section and kind of heading, and
what a lead-in before it announces; the cues of the preceding clause. A linear chain (a small conditional random field, own
tables for sections 1–4, 5 and 6 and for next item, first item, after colon, comma, semicolon) then weighs the labels of
neighbours: over the whole section in a report, over two clauses where only the predecessor is known. Two rules are
certain: a clause that is empty without its heading (无。) takes the heading's label; one that begins with the time to come
(下一步, 今后) and tells nothing done is `improvement` wherever it stands. In training a part of the clauses occurs again
without heading, without predecessor, or under another report's heading.

**Data.** Invented reports only (see `corpus/labels/README.md`). Real prose differs: expect somewhat less than the
cross-validated figures; the table “another hand” shows how much a new writer costs. Cue words and settings were chosen
while looking at errors of the cross-validation, of single pens and of five real reports, in the beginning on all sides of
the data: the model is not fitted on the test side, but no figure here is wholly blind. Weakest: `rectification` against `improvement` where no aspect word tells, `other_work` against its
neighbours, topics under a heading that promises another.
"""


def write_card(folder: Path) -> None:
    """Write ``README.md`` of a model folder."""
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    sizes = {name: (folder / name).stat().st_size for name in (ARRAYS, WORDS)}
    text = "\n".join(_card(meta, sizes)) + "\n"
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _card(meta: Mapping[str, Any], sizes: Mapping[str, int]) -> Iterator[str]:
    scores = meta["scores"]
    data = meta["data"]
    yield HEAD
    yield (
        f"Fitted on {data['fitted_on']} clauses, {data['kept_for_test']} kept for the test (other agencies); data sha256 "
        f"`{data['sha256'][:16]}…`; "
        + ", ".join(f"{name} {version}" for name, version in meta["versions"].items())
        + "; "
        + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items())
        + ". No pickle.\n"
    )
    yield "## Figures\n"
    yield from _table(
        ("", "macro-F1", "accuracy", *(f"F1 `{name}`" for name in WEIGHTY)),
        [
            ("cross-validation by agency, clause alone", *_line(scores["alone"])),
            ("cross-validation by agency, whole sections", *_line(scores["in_sections"])),
            (
                f"test side ({scores['test']['clauses']} clauses), clause alone",
                *_line(scores["test"]["alone"]),
            ),
            ("test side, whole sections", *_line(scores["test"]["in_sections"])),
        ],
    )
    if "comparison" in scores:
        yield from _comparisons(scores)
    else:
        yield "Alternatives, learning curve and other hands were not measured in this run (`--quick`).\n"
    yield from _by_label(scores)
    yield from _trust(scores)


def _comparisons(scores: Mapping[str, Any]) -> Iterator[str]:
    yield "## Alternatives\n\nThe same five folds by agency, each clause alone unless said otherwise; CPU seconds to fit and label one fold.\n"
    yield from _table(
        ("system", "macro-F1", "accuracy", *(f"F1 `{name}`" for name in WEIGHTY), "s"),
        [
            (row["system"], *_line(row), "" if row["seconds"] is None else row["seconds"])
            for row in scores["comparison"]
        ],
    )
    yield "## Another hand\n\nFitted on the other pens only.\n"
    yield from _table(
        (
            "pen",
            "clauses",
            "macro-F1 alone",
            "macro-F1 in sections",
            *(f"F1 `{name}` alone" for name in WEIGHTY),
        ),
        [
            (
                row["pen"],
                row["clauses"],
                row["alone"]["macro_f1"],
                row["in_sections"]["macro_f1"],
                *(row["alone"][f"f1_{name}"] for name in WEIGHTY),
            )
            for row in scores["other_hand"]
        ],
    )
    yield "## Learning curve\n\nFitted on a share of the agencies, judged on the test side, clause alone.\n"
    yield from _table(
        ("share", "clauses", "macro-F1", "accuracy", *(f"F1 `{name}`" for name in WEIGHTY)),
        [(f"{row['share']:.1%}", row["clauses"], *_line(row)) for row in scores["learning_curve"]],
    )


def _by_label(scores: Mapping[str, Any]) -> Iterator[str]:
    yield "## By label\n\nCross-validation by agency.\n"
    yield from _table(
        ("label", "", "clauses", "precision", "recall", "F1", "F1 in sections"),
        [
            (f"`{label}`", CHINESE[label], n, precision, recall, f1, scores["labels_in_sections"][label][2])
            for label, (precision, recall, f1, n) in scores["labels"].items()
        ],
    )
    yield "Confusion (rows: true label; columns, in the same order: what was said; clause alone).\n"
    yield from _table(
        ("", *(str(i + 1) for i in range(len(LABELS)))),
        [
            (f"{i + 1} `{label}`", *(n or "" for n in row))
            for i, (label, row) in enumerate(zip(LABELS, scores["confusion"], strict=True))
        ],
    )


def _trust(scores: Mapping[str, Any]) -> Iterator[str]:
    yield "## Probabilities\n\nClauses by the probability of the label given; how often it was right. Cross-validation, clause alone.\n"
    yield from _table(
        ("from", "clauses", "mean probability", "right"),
        scores["reliability"]["bins"],
    )
    yield (
        f"Expected calibration error: {scores['reliability']['expected_calibration_error']} alone, "
        f"{scores['reliability_in_sections']['expected_calibration_error']} in sections; test side "
        f"{scores['test']['reliability']['expected_calibration_error']}.\n"
    )
    abstain = scores["abstain"]
    yield (
        f"It abstains below {abstain['threshold']}, the lowest threshold with which what is kept is right in at least "
        f"{KEPT_ACCURACY:.0%}: {abstain['abstained']:.1%} of the clauses, of which {abstain['accuracy_of_abstained']:.0%} would "
        f"have been right; kept: {abstain['accuracy_of_kept']:.1%} right. Test side: {scores['test']['abstained']:.1%} abstained, "
        f"{scores['test']['accuracy_of_kept']:.1%} of the kept right.\n"
    )


def _line(row: Mapping[str, float]) -> tuple[float, ...]:
    return (row["macro_f1"], row["accuracy"], *(row[f"f1_{name}"] for name in WEIGHTY))


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(map(str, head)) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield (
            "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |"
        )
    yield ""
