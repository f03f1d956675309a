"""Copies (雷同): text taken over from last year's own report or from another agency's.

A report gives fingerprints of its clauses (:mod:`prints`, of masked text, :mod:`mask`; what belongs to nobody is told
by :mod:`wording`), kept as a row and a sheet (:mod:`sheet`). Relations over the fingerprints of a corpus
(``gipr_nlp/sql``) name the few reports worth a look; :mod:`compare` lays two side by side, and :mod:`origin` says
where the text of a report comes from, as the rules P01-P04 and P13 see it.
"""

from gipr_nlp.similarity.compare import Link, links
from gipr_nlp.similarity.origin import COMMON, Side, passages, shared_block, trace
from gipr_nlp.similarity.prints import Print, prints, prints_of
from gipr_nlp.similarity.sheet import row, side, side_of

__all__ = [
    "COMMON",
    "Link",
    "Print",
    "Side",
    "links",
    "passages",
    "prints",
    "prints_of",
    "row",
    "shared_block",
    "side",
    "side_of",
    "trace",
]
