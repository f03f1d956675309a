"""Who is who (J14): from the names that reports bear to the bodies that they mean, for a whole corpus at once.

With a register its bodies are the ones that are meant; without one the corpus supplies them, marked as inferred. A
name that may mean several bodies, or none that is known, is listed with its candidates and never guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise

from gipr_nlp.model import Entry
from gipr_nlp.register import Register
from gipr_nlp.register.names import Body, Chain, agree, body, places_in, renamed

LAST = 9999
SURE = ("exact", "alias", "renamed", "inferred")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as reports bear it: agency, kind and region as in the report, ``folder`` where it was found (only for
    names that do not tell their region)."""

    agency: str
    kind: str
    region: str
    folder: str


@dataclass(frozen=True, slots=True)
class Link:
    """The body that a name means in the years from ``first`` to ``last``; None where that is open. ``how``: exact |
    alias | renamed | inferred | ambiguous | unresolved; ``note``: Chinese, the candidates, or why; ``candidates``: their
    agency_ids, as far as a register has them."""

    mention: Mention
    agency_id: str | None
    how: str
    first: int = 0
    last: int = LAST
    note: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heir:
    """``agency_id`` goes on from ``before``, in reports for ``year`` (None: wherever last year has none of its own).
    ``how``: renamed | merged | split; ``parts``: how many bodies came together."""

    agency_id: str
    before: str
    year: int | None
    how: str
    parts: int = 1


@dataclass
class Linked:
    """All links of a corpus, the bodies that they mean, and what became of these."""

    links: list[Link] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    heirs: list[Heir] = field(default_factory=list)

    @property
    def open(self) -> list[Link]:
        """Names that were not linked."""
        return [link for link in self.links if link.how not in SURE]


def link(mentions: Iterable[Mention], register: Register | None = None) -> Linked:
    """Link the names of a corpus.

    Args:
        mentions: every name with its kind, region and folder, in any order.
        register: the bodies there are; those of the corpus where None.
    """
    wanted = sorted(set(mentions), key=lambda m: (m.agency, m.kind, m.region, m.folder))
    placed = _placed(wanted, register)
    if register is None:
        return _by_corpus(placed)
    finder = _Finder(register)
    links = [found for mention, named in placed for found in finder.find(mention, named)]
    return Linked(links, dict(register.entries), list(_heirs(register)))


# --- where a body is ----------------------------------------------------------------------------------------


def folder_for(agency: str, region: str | None, folder: str) -> str:
    """The folder, without its years, where it may tell a region that name and report do not; else nothing."""
    named = body(agency)
    if not agency or not named.needs_region:
        return ""
    if region and (there := named.in_region(body(region).name.chain)) and not there.needs_region:
        return ""
    return re.sub(r"(?:19|20)\d\d(?:年报|年度报告|年度?)?", "", folder)


def _placed(wanted: Sequence[Mention], register: Register | None) -> list[tuple[Mention, Body]]:
    """Every name with the region that is told beside it: in the report, by the folder, by the only county there is."""
    first = [(m, _told(body(m.agency), body(m.region).name.chain if m.region else ())) for m in wanted]
    chains = [b.chain for _, b in first if b.chain]
    if register is not None:
        chains += [body(entry.name).chain for entry in register]
    known = {place for chain in chains for place, _ in chain}
    counties = {
        place: chain[: n + 1] for chain in chains for n, (place, kind) in enumerate(chain) if kind == "county"
    }
    only = next(iter(counties.values())) if len(counties) == 1 else ()
    placed = []
    for mention, named in first:
        if named.needs_region and mention.folder:
            named = _told(named, places_in(mention.folder, known))
        if named.needs_region and only:
            named = _told(named, only)
        placed.append((mention, named))
    return placed


def _told(named: Body, chain: Chain) -> Body:
    """A name with a region before it, where that says more than the name."""
    return (named.in_region(chain) or named) if chain and named.needs_region else named


# --- with a register ----------------------------------------------------------------------------------------


class _Finder:
    """The bodies of a register, to be found by place and name."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.by_key: dict[tuple[str, str], list[tuple[Entry, Body, str]]] = defaultdict(list)
        self.by_place: dict[str, list[tuple[Entry, Body]]] = defaultdict(list)
        self.by_core: dict[str, list[tuple[Entry, Body]]] = defaultdict(list)
        for entry in register:
            own = body(entry.name)
            self.by_place[own.place].append((entry, own))
            self.by_core[own.core].append((entry, own))
            for name, how in ((entry.name, "exact"), *((alias, "alias") for alias in entry.aliases)):
                named = body(name)
                if not named.chain or (named.needs_region and named.place not in dict(own.chain)):
                    named = _told(named, own.chain) if own.chain else named
                self.by_key[named.key].append((entry, named, how))

    def find(self, mention: Mention, named: Body) -> Iterator[Link]:
        """One link, or one for each span of years in which the name means another body."""
        if not mention.agency:
            yield Link(mention, None, "unresolved", note="报告没有写明发布机构")
            return
        found = {entry.agency_id: (entry, how) for entry, how in self._candidates(named)}
        if not found:
            near = self._near(named)
            yield Link(
                mention,
                None,
                "unresolved",
                note=_near_note(named, near),
                candidates=tuple(e.agency_id for e in near),
            )
        elif len(found) == 1:
            entry, how = next(iter(found.values()))
            yield Link(mention, entry.agency_id, _how(mention, entry, how))
        else:
            yield from self._by_years(mention, list(found.values()))

    def _candidates(self, named: Body) -> list[tuple[Entry, str]]:
        if not named.chain:
            word = named.name.word
            same = [(e, b) for e, b in self.by_core.get(named.core, ()) if not word or b.place.endswith(word)]
            return [(entry, "alias") for entry, _ in same]
        exact = [(e, how) for e, b, how in self.by_key.get(named.key, ()) if agree(named.above, b.above)]
        if exact:
            return exact
        moved = [
            (e, "renamed")
            for place in sorted(renamed(named.place))
            for e, b, _ in self.by_key.get((place, named.core), ())
            if agree(named.above, b.above)
        ]
        if moved or _former(named.core):
            return moved
        here = [(e, b) for e, b in self.by_place.get(named.place, ()) if agree(named.above, b.above)]
        return [(e, "alias") for e, b in here if _short_for(named, b)]

    def _by_years(self, mention: Mention, found: list[tuple[Entry, str]]) -> Iterator[Link]:
        """Bodies of one name that existed one after the other; ambiguous where they existed at once."""
        found.sort(key=lambda pair: pair[0].valid_from or 0)
        spans = [(e.valid_from or 0, e.valid_to or LAST, e, how) for e, how in found]
        if any(a[1] >= b[0] for a, b in pairwise(spans)):
            names = "、".join(f"{e.name}（{e.agency_id}）" for e, _ in found[:6])
            ids = tuple(e.agency_id for e, _ in found)
            yield Link(mention, None, "ambiguous", note=f"可能是：{names}", candidates=ids)
            return
        for first, last, entry, how in spans:
            yield Link(mention, entry.agency_id, _how(mention, entry, how), first, last)

    def _near(self, named: Body) -> list[Entry]:
        """Bodies of the place that the name may mean, for a person to decide."""
        return [
            e for e, b in self.by_place.get(named.place, ()) if named.chain and _resembles(named.core, b.core)
        ]


def _near_note(named: Body, near: Sequence[Entry]) -> str:
    if not named.chain:
        return "名称没有写明所在地区"
    return f"名录中相近的有：{'、'.join(e.name for e in near[:4])}" if near else "名录中没有这个单位"


def _how(mention: Mention, entry: Entry, how: str) -> str:
    if how == "renamed":
        return how
    return (
        "exact"
        if mention.agency == entry.name or body(mention.agency).name.expanded == entry.name
        else "alias"
    )


@cache
def _former_names() -> frozenset[str]:
    text = files("gipr_nlp").joinpath("data/reforms.toml").read_text(encoding="utf-8")
    return frozenset(word for reform in tomllib.loads(text)["reform"] for word in reform["old"])


def _former(core: str) -> bool:
    """Whether a name is that of a body before a nationwide reform: never short for today's."""
    return core in _former_names()


_ENDING = re.compile("(?:委员会|办公室|局|厅|委|办|中心)$")


def _short_for(named: Body, whole: Body) -> bool:
    """城管局 for 城市管理综合行政执法局: a short form made of characters of the whole name, in order, same ending."""
    short = named.name.core
    ends = _ENDING.search(whole.core)
    if ends is None or not 3 <= len(short) <= 5 or len(whole.core) < len(short) + 3:
        return False
    if not short.endswith(ends[0][0] if ends[0] != "办公室" else "办") and not short.endswith(ends[0]):
        return False
    stem, rest = _ENDING.sub("", short), iter(whole.core)
    return len(stem) >= 2 and whole.core[0] == stem[0] and all(char in rest for char in stem)


def _resembles(core: str, other: str) -> bool:
    one, two = _ENDING.sub("", core), _ENDING.sub("", other)
    return bool(one and two) and (one == two or one in two or two in one or len(set(one) & set(two)) >= 3)


def _heirs(register: Register) -> Iterator[Heir]:
    """Who goes on from whom, by the register."""
    into: dict[str, list[Entry]] = defaultdict(list)
    for entry in register:
        for heir in register.successors(entry):
            into[heir].append(entry)
    for heir, sources in sorted(into.items()):
        years = {s.valid_to + 1 if s.valid_to is not None else None for s in sources}
        for year in sorted(years, key=lambda y: y or 0):
            together = [s for s in sources if (s.valid_to + 1 if s.valid_to is not None else None) == year]
            begun = register.entries[heir].valid_from
            older = year is not None and begun is not None and begun < year
            for source in together:
                split_up = len(register.successors(source)) > 1
                how = "split" if split_up else "merged" if len(together) > 1 or older else "renamed"
                yield Heir(heir, source.agency_id, year, how, len(together) + older)


# --- without a register -------------------------------------------------------------------------------------


def _by_corpus(placed: Sequence[tuple[Mention, Body]]) -> Linked:
    """The bodies that the corpus itself shows: those of one place and name."""
    groups: dict[tuple[str, str], list[tuple[Mention, Body]]] = defaultdict(list)
    links: list[Link] = []
    counties = {place for _, b in placed for place, kind in b.chain if kind == "county"}
    for mention, named in placed:
        if not mention.agency:
            links.append(Link(mention, None, "unresolved", note="报告没有写明发布机构"))
        elif named.needs_region and (not named.chain or named.chain[0][1] != "county") and len(counties) > 1:
            links.append(Link(mention, None, "ambiguous", note="名称没有写明所在地区，本批涉及几个地区"))
        else:
            groups[_group_key(mention, named)].append((mention, named))
    found = Linked(links)
    for key in sorted(groups):
        _one_group(groups[key], found)
    _join_renamed(found)
    _add_parents(found)
    found.links.sort(key=lambda k: (k.mention.agency, k.mention.kind, k.mention.region, k.mention.folder))
    return found


def _group_key(mention: Mention, named: Body) -> tuple[str, str]:
    """Place and name; of a body that does not say where it is, the folder stands for the place."""
    return (named.place or mention.folder, named.core) if named.chain else (f"@{mention.folder}", named.core)


def _one_group(members: Sequence[tuple[Mention, Body]], found: Linked) -> None:
    """Bodies of one name in places of one name: one body for each place that the names above tell apart."""
    clusters: list[list[tuple[Mention, Body]]] = []
    for mention, named in sorted(members, key=lambda pair: (-len(pair[1].chain), pair[1].chain)):
        if not named.above:
            continue
        homes = [c for c in clusters if all(agree(named.above, b.above) for _, b in c)]
        if not homes:
            clusters.append([(mention, named)])
        elif len(homes) == 1:
            homes[0].append((mention, named))
        else:
            names = "、".join(sorted(_id(c) for c in homes)[:4])
            found.links.append(Link(mention, None, "ambiguous", note=f"可能是：{names}"))
    bare = [(m, b) for m, b in members if not b.above]
    several = any(len(b.chain) == 1 and b.needs_region for _, b in bare) and bool(clusters)
    if bare and (len(clusters) > 1 or several):
        names = "、".join(sorted({_id(c) for c in clusters})[:4])
        found.links += [Link(m, None, "ambiguous", note=f"可能是：{names}") for m, _ in bare]
    elif bare:
        clusters = [[*(clusters[0] if clusters else []), *bare]]
    for cluster in clusters:
        key = _id(cluster)
        name = max((b for _, b in cluster), key=lambda b: (len(b.chain), b.printed)).name
        found.entries[key] = Entry(
            key, key, kind=name.kind, sector=name.sector, level=name.level, inferred=True
        )
        found.links += [Link(m, key, "inferred") for m, _ in cluster]


def _id(cluster: Sequence[tuple[Mention, Body]]) -> str:
    """The most complete name of a body; of one that does not say where it is, with the folder."""
    mention, named = max(cluster, key=lambda pair: (len(pair[1].chain), pair[0].agency, pair[0].folder))
    core = named.name.full or {"政府": "人民政府"}.get(named.core, named.core)
    if named.core in ("政府", "管理委员会", "办事处") or core != named.name.full:
        core = {"政府": "人民政府"}.get(named.core, named.core)
    place = "".join(place for place, _ in named.chain)
    return f"{place}{core}" if place else f"{mention.folder}{named.name.word}{core}"


def _join_renamed(found: Linked) -> None:
    """A region that changed its name keeps its bodies: 龙海市水利局 and 龙海区水利局 are one."""
    by_key: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in found.entries:
        by_key[body(key).key].append(key)
    moved: dict[str, str] = {}
    for key in sorted(found.entries):
        named = body(key)
        for place in sorted(renamed(named.place)):
            others = [o for o in by_key.get((place, named.core), ()) if agree(named.above, body(o).above)]
            if len(others) == 1 and _is_later(place, named.place):
                moved[key] = others[0]
    found.links = [
        Link(k.mention, moved[k.agency_id], "renamed", k.first, k.last) if k.agency_id in moved else k
        for k in found.links
    ]
    for key in moved:
        del found.entries[key]


def _is_later(place: str, than: str) -> bool:
    from gipr_nlp.agency import gazetteer

    return max(e[2] for e in gazetteer()[place]) > max(e[2] for e in gazetteer()[than])


def _add_parents(found: Linked) -> None:
    """Where the figures of an inferred body go: its county's government, that of a county its city's."""
    governments = {body(key).chain: key for key, entry in found.entries.items() if entry.kind == "government"}
    for key, entry in list(found.entries.items()):
        chain = body(key).chain
        above = [chain[:n] for n in range(len(chain), 0, -1)]
        parent = next((governments[c] for c in above if c in governments and governments[c] != key), None)
        if parent is not None:
            found.entries[key] = Entry(
                key,
                entry.name,
                kind=entry.kind,
                sector=entry.sector,
                level=entry.level,
                parent=parent,
                inferred=True,
            )
