"""The plain alternatives that the tagger is measured against, each trained and tested in the same folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from gipr_nlp.tagger.features import Context, cues, empty_label, heading_classes, is_empty_negative, plain
from gipr_nlp.tagger.labels import LABELS, NUMBER
from gipr_nlp.train.fit import Example
from gipr_nlp.train.scores import Ints

#: Fits on the first, labels the second.
System = Callable[[Sequence[Example], Sequence[Example]], Ints]

_RULES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # label, cues of which one must be there, cues of which none may be there
    ("fee_note", ("fee",), ("fee_wrong", "publish")),
    ("review_litigation", ("review",), ()),
    ("preamble", ("basis", "period", "contact", "access", "parts"), ("count",)),
    ("nothing_to_report", ("nothing",), ("count",)),
    ("lead_in", ("pointing", "colon_end"), ("count", "weak")),
)
_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("on_request", ("apply",)),
    ("interpretation", ("answer_pred", "interpret")),
    ("other_work", ("proposal_pred", "event", "business")),
    ("management", ("control_pred",)),
    ("supervision", ("people_pred", "pressure")),
    ("platform", ("site_pred", "reach", "channel_act")),
    ("proactive", ("publish",)),
)


def keyword_rules(context: Context) -> str:
    """A label by the order of decisions of labels.md, with cue words only; nothing learned."""
    if is_empty_negative(context.text):
        return empty_label(context.section, context.heading) or "on_request"
    found = cues(context.text)
    for label, some, none in _RULES:
        if not found.isdisjoint(some) and found.isdisjoint(none):
            return label
    if context.section == 5:
        topics = heading_classes(context.heading)
        if "lacking" in found or ("weak" in found and "planned" not in found):
            return "problem"
        if "past_source" in found and "finished" in found:
            return "rectification"
        if "planned" in found or "demand" in found:
            return "improvement"
        return "problem" if topics == {"problem"} else "improvement"
    if context.section == 6:
        return "other_matter"
    topics = heading_classes(context.heading) & {label for label, _ in _TOPICS}
    if len(topics) == 1:
        return next(iter(topics))
    for label, some in _TOPICS:
        if not found.isdisjoint(some):
            return label
    return "overview"


def rules(train: Sequence[Example], test: Sequence[Example]) -> Ints:
    """Keyword rules as a system."""
    return np.array([NUMBER[keyword_rules(e.context)] for e in test], dtype=np.int64)


def _texts(examples: Sequence[Example], context: bool) -> list[str]:
    if not context:
        return [plain(e.context.text)[0] for e in examples]
    return [
        f"{plain(e.context.text)[0]}\u2016{plain(e.context.heading)[0]}\u2016第{e.context.section}节"
        for e in examples
    ]


@cache
def _segmenter() -> Any:
    """jieba with its own dictionary, silent, and without its cache file in the shared temporary folder."""
    import tempfile

    import jieba

    jieba.setLogLevel("ERROR")
    segmenter = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        segmenter.tmp_dir = folder
        segmenter.initialize()
    return segmenter


def _words(text: str) -> list[str]:
    return [word for word in _segmenter().cut(text, HMM=False) if word.strip()]


def bags(model: Callable[[], Any], *, characters: bool, words: bool, context: bool) -> System:
    """TF-IDF over characters, words or both, of the clause or of clause, heading and section, and a linear model."""

    def system(train: Sequence[Example], test: Sequence[Example]) -> Ints:
        from scipy.sparse import hstack  # type: ignore[import-untyped]
        from sklearn.feature_extraction.text import TfidfVectorizer

        parts = []
        if characters:
            parts.append(TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True))
        if words:
            parts.append(TfidfVectorizer(analyzer=_word_grams, min_df=2, sublinear_tf=True))
        seen, unseen = _texts(train, context), _texts(test, context)
        known = hstack([part.fit_transform(seen) for part in parts]).tocsr()
        fitted = model().fit(known, [NUMBER[e.label] for e in train])
        return np.asarray(
            fitted.predict(hstack([part.transform(unseen) for part in parts]).tocsr()), dtype=np.int64
        )

    return system


def _word_grams(text: str) -> list[str]:
    words = _words(text)
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def spacy_bow(train: Sequence[Example], test: Sequence[Example], epochs: int = 10) -> Ints:
    """spaCy's own text classifier (TextCatBOW.v3 over single characters, n-grams up to 3)."""
    import random

    import spacy
    from spacy.training import Example as Pair
    from thinc.api import fix_random_seed

    fix_random_seed(0)
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "length": 262144,
        "ngram_size": 3,
        "no_output_layer": False,
    }
    part = nlp.add_pipe("textcat", config={"model": model})
    for label in LABELS:
        part.add_label(label)  # type: ignore[attr-defined]
    pairs = [
        Pair.from_dict(nlp.make_doc(text), {"cats": {label: float(label == e.label) for label in LABELS}})
        for text, e in zip(_texts(train, True), train, strict=True)
    ]
    optimizer = nlp.initialize(lambda: pairs)
    lots = random.Random(0)
    for _ in range(epochs):
        lots.shuffle(pairs)
        for at in range(0, len(pairs), 64):
            nlp.update(pairs[at : at + 64], sgd=optimizer)
    said = [max(doc.cats, key=doc.cats.__getitem__) for doc in nlp.pipe(_texts(test, True), batch_size=256)]
    return np.array([NUMBER[label] for label in said], dtype=np.int64)


def systems() -> Mapping[str, System]:
    """The alternatives of the card's table, plainest first."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    def regression() -> Any:
        return LogisticRegression(C=10, max_iter=200, tol=1e-3)

    return {
        "keyword rules": rules,
        "characters 1–4, clause only, logistic regression": bags(
            regression, characters=True, words=False, context=False
        ),
        "jieba words 1–2, clause only, logistic regression": bags(
            regression, characters=False, words=True, context=False
        ),
        "jieba words 1–2, with heading and section, logistic regression": bags(
            regression, characters=False, words=True, context=True
        ),
        "characters 1–4, with heading and section, complement naive Bayes": bags(
            lambda: ComplementNB(alpha=0.3), characters=True, words=False, context=True
        ),
        "characters 1–4, with heading and section, linear SVM": bags(
            lambda: LinearSVC(C=1, random_state=0), characters=True, words=False, context=True
        ),
        "characters 1–4, with heading and section, logistic regression": bags(
            regression, characters=True, words=False, context=True
        ),
        "characters and jieba words, with heading and section, logistic regression": bags(
            regression, characters=True, words=True, context=True
        ),
        "spaCy TextCatBOW, characters 1–3, with heading and section": spacy_bow,
    }
