"""The tagger in a spaCy pipeline.

Two kinds of documents are labelled: one that is a clause (its place in the extensions ``section``, ``heading``,
``prev``, ``year``; the result in ``doc.cats``), and one that is a report, with its clauses as the span group ``clauses``
(their place in the extensions of the spans; the result is the label of each span, for displaCy and others)::

    nlp = pipeline()
    doc = nlp(clause_doc(nlp, Context("无。", section=6, heading="六、其他需要报告的事项")))
    max(doc.cats, key=doc.cats.get)
    displacy.render(report_doc(nlp, report), style="span", options={"spans_key": "clauses"})

Characters are the tokens: word segmentation costs more time than everything else together and earns nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from gipr_nlp.model import Report
from gipr_nlp.tagger.features import Context
from gipr_nlp.tagger.folder import load_tagger
from gipr_nlp.tagger.tagger import Tagger, Verdict

NAME = "gipr_tagger"
GROUP = "clauses"

for _kind in (Doc, Span):
    for _extension, _default in (
        ("section", 0),
        ("heading", ""),
        ("prev", ""),
        ("year", None),
        ("verdict", None),
    ):
        if not _kind.has_extension(_extension):
            _kind.set_extension(_extension, default=_default)


class Component:
    """Labels documents; a batch of documents is labelled at once."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 512) -> Iterator[Doc]:
        """Label documents in batches, in order."""
        batch: list[Doc] = []
        for doc in stream:
            batch.append(doc)
            if len(batch) == batch_size:
                yield from self._label(batch)
                batch = []
        yield from self._label(batch)

    def _label(self, docs: list[Doc]) -> list[Doc]:
        runs: list[list[Context]] = []
        for doc in docs:
            runs += _sections(doc) if GROUP in doc.spans else [[_context(doc)]]
        verdicts = iter(self.tagger.tag_runs(runs))
        for doc in docs:
            if GROUP in doc.spans:
                doc.spans[GROUP] = [_labelled(doc, span, next(verdicts)) for span in doc.spans[GROUP]]
            else:
                verdict = next(verdicts)
                doc._.verdict = verdict
                doc.cats = dict(verdict.probabilities)
        return docs


@Language.factory(NAME, default_config={"model": None})
def make_component(nlp: Language, name: str, model: str | None) -> Component:
    """The component around a model folder; the model that comes with the program where None."""
    return Component(load_tagger(model))


def pipeline(model: str | None = None) -> Language:
    """A blank Chinese pipeline, one token a character, with the tagger."""
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    nlp.add_pipe(NAME, config={"model": model})
    return nlp


def clause_doc(nlp: Language, context: Context) -> Doc:
    """A clause as a document, not yet labelled."""
    doc = nlp.make_doc(context.text)
    doc._.section, doc._.heading, doc._.prev, doc._.year = (
        context.section, context.heading, context.prev, context.year,
    )  # fmt: skip
    return doc


def report_doc(nlp: Language, report: Report) -> Doc:
    """A report as a labelled document: its clauses are the span group ``clauses``."""
    doc = nlp.make_doc(report.text)
    doc._.year = report.year
    spans = []
    for clause in report.clauses:
        span = doc.char_span(clause.start, clause.end, alignment_mode="expand")
        if span is not None:
            span._.section, span._.heading = clause.section, clause.heading
            spans.append(span)
    doc.spans[GROUP] = spans
    return nlp.get_pipe(NAME)(doc)


def _context(doc: Any) -> Context:
    place = doc._
    return Context(doc.text, place.section, place.heading, place.prev, place.year)


def _sections(doc: Doc) -> list[list[Context]]:
    """The clauses of a report, section by section, each with its predecessor."""
    runs: list[list[Context]] = []
    for span in doc.spans[GROUP]:
        text = "".join(line.strip() for line in span.text.splitlines())
        go_on = bool(runs) and runs[-1][-1].section == span._.section
        prev = runs[-1][-1].text if go_on else ""
        context = Context(text, span._.section, span._.heading, prev, doc._.year)
        if go_on:
            runs[-1].append(context)
        else:
            runs.append([context])
    return runs


def _labelled(doc: Doc, span: Span, verdict: Verdict) -> Span:
    new = Span(doc, span.start, span.end, label=verdict.label)
    new._.section, new._.heading, new._.verdict = span._.section, span._.heading, verdict
    return new
