"""Family P, web addresses and telephone numbers of another region (P08, rules.md 5.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp import agency
from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Page, page
from gipr_nlp.rules.private import concealed, hidden
from gipr_nlp.rules.regions import ancestors, codes_of, home, places_of_code, places_spelt
from gipr_nlp.rules.scope import require_report

_GOVERNMENT_HOST = re.compile(r"(?P<label>[a-z][a-z0-9-]*)\.gov\.cn(?![\w.-]*@)", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?P<code>0\d{2,3})\)?\s?[-—–－]?\s?(?P<number>[2-8]\d{6,7})(?![\d.])")
_CONTACT = re.compile("电话|联系|传真|咨询|致电|热线|拨打|监督|举报|疑问|垂询")
_NATIONAL = re.compile("国务院|国家|全国|中国政府网|总局|部委|省|上级")
SHORTEST = 5  # shorter spellings are often abbreviations of something else


@rule(
    "P08",
    "他域名/邮箱/电话残留",
    "warning",
    why="网址、邮箱或电话区号属于其他地区，公众无法据此查阅报告、取得联系，多为套用其他地区的文稿。",
    basis=PRACTICE,
    bad="哈尔滨市某局的报告写“联系电话：0635-8288009”。",
    good="哈尔滨市某局的报告写“联系电话：0451-82880090”。",
    needs="D/M",
)
def foreign_address(case: Case) -> Checks:
    require_report(case)
    if not home(case):
        raise NotApplicable("发布机构所在的地区不明")
    said = page(case)
    yield from _hosts(case, said)
    yield from _telephones(case, said)


def _hosts(case: Case, said: Page) -> Iterator[Hit]:
    """Government hosts named after a region that is not one's own."""
    own = home(case)
    seen = set()
    for found in _GOVERNMENT_HOST.finditer(said.flat) if ".gov.cn" in said.flat else ():
        label = found["label"].lower()
        usual, other = places_spelt(label)
        if not usual or len(label) < SHORTEST or label in seen:
            continue
        seen.add(label)
        if any(place in usual or place in other for place in _around(case)):
            continue
        real = any(place in agency.gazetteer() for place in own)
        if not real and _NATIONAL.search(said.flat[max(0, found.start() - 20) : found.start()]):
            continue
        named = "、".join(sorted(usual)[:3])
        shown = said.shown(*found.span(), width=60)
        yield Hit(
            f"网址或邮箱“{found[0]}”疑似属于{named}，而发布机构所在地是“{own[-1]}”（“{shown}”）。请核实，如系套用其他地区文稿时遗留请更正。",
            found=found[0],
            evidence=(shown,),
            quote=found[0].lower(),
            confidence=0.85,
            **said.place(*found.span()),
        )


def _around(case: Case) -> set[str]:
    """One's own places and all above them."""
    own = home(case)
    return {*own, *(name for place in own for name in ancestors(place))}


def _telephones(case: Case, said: Page) -> Iterator[Hit]:
    """Telephone numbers to call with the area code of another region."""
    right = codes_of(case)
    if not right:
        return
    seen = set()
    for found in _TELEPHONE.finditer(said.flat):
        code = found["code"]
        places = places_of_code(code)
        if (
            not places
            or code in right
            or code in seen
            or said.flat[max(0, found.start() - 1)] in "0123456789.-"
        ):
            continue
        before = said.sentence(*found.span()).split(found[0])[0]
        if not _CONTACT.search(before[-60:]) or (code == "010" and _NATIONAL.search(before)):
            continue
        seen.add(code)
        shown = concealed(found[0].strip())
        shown = shown if "*" in shown else hidden(found[0])
        yield Hit(
            f"电话“{shown}”的区号{code}属于{'、'.join(sorted(places))}，而发布机构所在地是“{home(case)[-1]}”"
            f"（区号{'、'.join(sorted(right))}）。请核实号码，如系套用其他地区文稿时遗留请更正。",
            found=code,
            expected="、".join(sorted(right)),
            evidence=(shown,),
            quote=code,
            confidence=0.9,
            **said.place(*found.span()),
        )


RULES = (foreign_address,)
