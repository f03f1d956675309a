"""Names of bodies for comparing: repeated words and notes away, places apart from the body.

Two names mean one body only where place and body are the same after abbreviations are written out; what merely looks
alike (农业局 and 农业农村局, 卫生健康局 and 卫生健康委员会) is another body until a register says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from gipr_nlp.agency import Name, expand, gazetteer, is_place, split
from gipr_nlp.text import level

Chain = tuple[tuple[str, str], ...]

_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_STEM = re.compile("(?:特别行政区|自治[区州县旗]|地区|[省市县区州盟旗])$")
#: Bodies whose name is their own, wherever they are.
_OWN_NAME = re.compile(
    "^(?:国家|中国|中央|国务院)|(?:海关|海事局|流域管理局|铁路(?:监督管理)?局|大学|集团|公司|监狱)$"
)
#: 市人民政府国有资产监督管理委员会: a department, whoever it is named after; the government's own offices stay its.
_OF_GOVERNMENT = re.compile("^政府(?=.{2,}(?:局|委员会|办公室)$)(?!办公|.{0,4}(?:研究|督查|参事))")
_FILLING = re.compile("[和与及、]|人民(?=政府)")
#: Zones by their type alone; the name of a zone otherwise tells where it is (青岚经济开发区).
_ZONE_TYPE = re.compile(
    "(?:省级|国家级)?(?:经济|技术|高新|产业|工业|综合|旅游|度假|示范)*(?:经开|高新|开发|园|新|示范|度假|试验|保税|管理|风景|景)区"
)
#: What the types of zones are called for short.
_ZONE_SHORT = (
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
)
_STREET = re.compile("(.{2,4}?)(?:街道办事处|街道办|街办|街道)$")
#: Levels of places that carry the name of a region; a town or a zone may be called so in many of them.
_SMALL = ("town", "subdistrict", "zone")


@dataclass(frozen=True, slots=True)
class Body:
    """A name taken apart for comparing: ``chain`` of places from the largest, ``core`` without filling words."""

    printed: str
    name: Name
    chain: Chain
    core: str

    @property
    def place(self) -> str:
        """The smallest place; "" where the name gives none."""
        return self.chain[-1][0] if self.chain else ""

    @property
    def above(self) -> tuple[str, ...]:
        """The places above the smallest."""
        return tuple(place for place, _ in self.chain[:-1])

    @property
    def key(self) -> tuple[str, str]:
        """What two names of one body have in common: place and body."""
        return self.place, self.core

    @property
    def needs_region(self) -> bool:
        """Whether the name alone does not tell where: no place, a mere 市 or 区, a town or zone without its county,
        or one whose largest place is a name of several."""
        if not self.chain:
            return (
                self.name.level != "national"
                and not _OWN_NAME.search(self.core)
                and not _begins_with_place(self.core)
            )
        place, kind = self.chain[0]
        if len(self.chain) > 1:
            return len(_parents(place)) > 1
        if kind == "zone":
            return _ZONE_TYPE.fullmatch(place) is not None
        return kind in _SMALL or len(_parents(place)) > 1

    def in_region(self, chain: Chain) -> Body | None:
        """The body with a region put before it; None where the region cannot be its."""
        if not self.chain:
            word = self.name.word
            if not chain or (word and not chain[-1][0].endswith(word)):
                return None
            return Body(self.printed, self.name, chain, self.core)
        first = self.chain[0][0]
        places = [place for place, _ in chain]
        if first in places:
            return Body(self.printed, self.name, (*chain[: places.index(first)], *self.chain), self.core)
        rank = {"province": 1, "city": 2, "county": 3}
        known = rank.get(self.chain[0][1], 4)
        above = tuple(p for p in chain if rank.get(p[1], 3) < known)
        return Body(self.printed, self.name, (*above, *self.chain), self.core) if above else None


@lru_cache(maxsize=65536)
def body(printed: str, year: int | None = None) -> Body:
    """Take a name apart."""
    name = split(_with_ending(clean(printed)), year)
    core = _core(name)
    chain = tuple((_whole(place), kind) for place, kind in name.chain)
    if chain and chain[-1][1] == "zone":
        chain = (*chain[:-1], (_zone(chain[-1][0], len(chain) > 1), "zone"))
    elif chain and chain[-1][1] == "county" and (street := _STREET.fullmatch(core)):
        chain, core = (*chain, (f"{street[1]}街道", "subdistrict")), "办事处"
    if not name.core and chain and chain[-1][1] not in _SMALL:
        core = "政府"
    return Body(printed, name, chain, core)


def clean(printed: str) -> str:
    """A name without white space, notes in brackets and words said twice."""
    flat = "".join(level(printed).split())
    flat = _NOTE.sub("", re.sub(r"\(([^()]*)\)(?=自由贸易)", r"\1", flat))
    flat = re.sub("^中华人民共和国(?=.{2,8}海关$)", "", flat)
    flat = re.sub("(?<=[市区县旗州])人民政府(?=[^市区县]{2,6}(?:街道|地区)办事处$)", "", flat)
    flat = re.sub(r"(?:关于|[0-9]{4}年度?.*)$", "", flat).strip("，。、:：·-")
    flat = re.sub("(?<=[局委厅会府])(?:机关|本级)$", "", flat)
    return re.sub(r"^(.{2,8}?)\1(?=.)|(.{3,12})\2$", r"\1\2", flat)


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Stem of a city or county → the regions of that name: 鹤岗 → 鹤岗市."""
    found: dict[str, tuple[str, ...]] = {}
    for place, entries in gazetteer().items():
        stem = _STEM.sub("", place)
        if len(stem) >= 2 and any(kind in ("city", "county") for kind, *_ in entries):
            found[stem] = (*found.get(stem, ()), place)
    return found


def _begins_with_place(core: str) -> bool:
    return any(core[:n] in _stems() for n in (2, 3))


def _with_ending(flat: str) -> str:
    """鹤岗卫健委 as 鹤岗市卫健委: a region without its ending, where there is one such region and a known office follows."""
    name = split(flat)
    if name.chain or name.word or name.system or _OWN_NAME.search(flat):
        return flat
    for n in (2, 3, 4):
        places, rest = _stems().get(flat[:n], ()), flat[n:]
        office = split(rest)
        if (
            len(places) == 1
            and not office.chain
            and office.kind in ("department", "office")
            and office.lacks_region
        ):
            return places[0] + rest
    return flat


@cache
def _whole(place: str) -> str:
    """恩施州 as 恩施土家族苗族自治州: an autonomous region named for short, where there is one."""
    if place in gazetteer() or place[-1:] not in ("州", "县"):
        return place
    long = [g for g in gazetteer() if g.startswith(place[:-1]) and g.endswith(f"自治{place[-1]}")]
    return long[0] if len(long) == 1 and len(place) > 2 else place


def _zone(place: str, within: bool) -> str:
    """A zone with its type for short: 经济开发区 and 经济技术开发区 of one place are one zone; a mere type only
    ``within`` a region."""
    for whole, short in _ZONE_SHORT:
        if place.endswith(whole) and (within or len(place) > len(whole)):
            return place.removesuffix(whole) + short
    return place


def _core(name: Name) -> str:
    full = name.full
    if not name.chain and full.startswith("国家"):
        full = f"国家{expand(name.core[2:])}"
    core = _FILLING.sub("", _NOTE.sub("", full))
    for place, _ in name.chain:
        if core.startswith(place) and len(core) > len(place) + 1:
            core = core[len(place) :]
    if _OF_GOVERNMENT.match(core):
        core = _FILLING.sub("", expand(re.sub("^(?:人民)?政府", "", _NOTE.sub("", name.core))))
    if not core and name.chain:
        core = {"subdistrict": "办事处", "zone": "管理委员会"}.get(name.chain[-1][1], "政府")
    if core == "政府" and name.chain and name.chain[-1][1] == "zone":
        return "管理委员会"
    if core in ("街道办事处", "委员会") and name.chain and name.chain[-1][1] == "subdistrict":
        return "办事处"
    return core


def agree(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists of places above the same place may go together: one is part of the other, or what only one of
    them names is known to lie in what only the other names. 南京市鼓楼区 and 开封市鼓楼区 are two."""
    a, b = set(one), set(other)
    if not a or not b or a <= b or b <= a:
        return True
    return any(x in _above(y) or y in _above(x) for x in a - b for y in b - a)


@cache
def _parents(place: str) -> frozenset[str]:
    return frozenset(parent for _, parent, _, _ in gazetteer().get(place, ()) if parent)


@cache
def _above(place: str) -> frozenset[str]:
    found: set[str] = set()
    for parent in _parents(place):
        found |= {parent, *_above(parent)}
    return frozenset(found)


@cache
def renamed(place: str) -> frozenset[str]:
    """The names that a region bore before or after: 龙海市, 龙海区. Same stem, same parent, one year after the other;
    names that were ever borne at the same time are not one region's."""
    found = set()
    for one_level, parent, first, last in gazetteer().get(place, ()):
        for other in _by_stem().get((_STEM.sub("", place), parent), ()):
            if other == place:
                continue
            for level_, above, begun, ended in gazetteer()[other]:
                follows = begun == last + 1 or first == ended + 1
                if above == parent and level_ == one_level and follows:
                    found.add(other)
    return frozenset(found)


@cache
def _by_stem() -> dict[tuple[str, str], tuple[str, ...]]:
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, entries in gazetteer().items():
        for _, parent, _, _ in entries:
            key = (_STEM.sub("", name), parent)
            table[key] = (*table.get(key, ()), name)
    return table


def places_in(folder: str, known: Iterable[str] = ()) -> Chain:
    """The chain of regions that the names of folders tell: 浙江省/拱墅区/2020 → 浙江省, 拱墅区.

    Args:
        folder: the path of a folder.
        known: places beside the real ones that may be meant.
    """
    found: list[tuple[str, str]] = []
    rank = 0
    ranks = {"province": 1, "city": 2, "county": 3, "zone": 3, "town": 4, "subdistrict": 4}
    named = frozenset(known)
    for part in re.split(r"[\\/]+", folder):
        for place, kind in _chain_in(part):
            if place not in named and place not in gazetteer():
                continue
            if ranks[kind] <= rank:
                found = [p for p in found if ranks[p[1]] < ranks[kind]]
            found.append((place, kind))
            rank = ranks[kind]
    return tuple(found)


def _chain_in(part: str) -> Iterator[tuple[str, str]]:
    words = re.sub(r"[^\u4e00-\u9fff]", " ", part).split()
    for word in words:
        bare = re.sub(
            r"^(?:年度?|年报)|(?:年度?|年报|各?部门|所属|直属|单位|报告|政府信息公开.*|信息公开.*)$", "", word
        )
        if is_place(bare):
            yield from split(bare).chain
