"""Names of public bodies: region chain, full form, kind, level, sector; and whether two names mean one body.

Real regions come from ``data/regions.tsv`` with the years in which they existed; a name that is not there
(towns, zones, invented places) is read by its ending. Abbreviations and endings: ``data/agencies.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from gipr_nlp.text import level as folded

Relation = Literal["same", "variant", "related", "different", "unclear"]

_RANK = {"province": 1, "city": 2, "county": 3, "zone": 3, "town": 4, "subdistrict": 4}
_ZONE = (
    "开发区|高新区|经开区|新区|示范区|园区|保税区|保税港区|度假区|试验区|合作区|风景名胜区|风景区|景区|管理区|产业区|集聚区|功能区"
    "|自贸区|保护区|产业园|工业园|科技园|物流园|创业园|农场|林场"
)
_HAN = "[\u4e00-\u9fff]"
_SMALL = "县(?!域)|旗|[镇乡](?![市县区镇]|村振)|苏木"
_LARGE = "省|市(?!场监|容)|[州盟](?![市县区镇乡])|区|(?:产业|工业|科技|物流|创业)园区?|农场|林场|街道"
_PLACE = re.compile(f"(?![市区县州旗盟省])(?:{_HAN}(?:{_SMALL})|{_HAN}{{2,12}}?(?:{_SMALL}|{_LARGE}))")
_NO_PLACE = re.compile(
    "[和与及局委厅部办]|海关|政府|人民|服务|建设|监督|城乡|城镇|社区|农业|中心|乡村|管理(?!区)|辖区|街区|库区"
)
_LONGEST = 15  # 双江拉祜族佤族布朗族傣族自治县
_IS_ZONE = re.compile(f"(?:{_ZONE})$")
_SYSTEM = re.compile("(?:国家|中国|中华人民共和国)[^省市县区州]{1,8}?(?:总局|局|银行)(?=.{2})")
_LEVEL_WORD = re.compile("[省市区县州旗盟镇乡](?!场监|场局|政工|政园|政公|容|域|村振)")
_LEVEL_OF_WORD = {"省": "province", "市": "city", "州": "city", "盟": "city", "镇": "town", "乡": "town"}
_MINISTRY = re.compile("[\u4e00-\u9fff]{2,8}(?<!指挥)(?<!宣传)(?<!组织)(?<!统战)(?<!武装)(?<!工作)部")
_BRANCH = re.compile("(?:海关|总?队|支行|分行|监管局|分局|中心支行|专员办事处|海事局)$")
_SHORT_UNIT = re.compile("(?P<stem>.+?)(?P<unit>委员会|委|局|厅|分局|办公室|办)$")
_FILLING = re.compile(r"[和与及、]|人民(?=政府)|\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name taken apart.

    ``system`` (国家税务总局 …), ``chain`` of (place, level), ``core`` as printed, ``full`` the core with
    abbreviations expanded. ``word`` is a lone 市, 区, 县 … that stands for the region's name.
    """

    printed: str
    system: str
    chain: tuple[tuple[str, str], ...]
    word: str
    core: str
    full: str

    @property
    def region(self) -> str | None:
        """The region chain as printed, e.g. 哈尔滨市阿城区."""
        return "".join(place for place, _ in self.chain) or None

    @property
    def expanded(self) -> str:
        """The whole name with abbreviations expanded and nothing added."""
        return f"{self.system}{self.region or ''}{self.word}{self.full}"

    @property
    def abbreviated(self) -> bool:
        """Whether the printed name is a short form."""
        return self.full != self.core

    @property
    def lacks_region(self) -> bool:
        """Whether the name shows that its region was left out: 区卫生健康局, 卫生健康局."""
        if self.word:
            return True
        if (
            self.chain
            or self.system
            or self.level is not None
            or self.kind not in ("department", "office", "government")
        ):
            return False
        fields, _ = _sectors()
        names, stems = _lexicon()["names"], _lexicon()["stems"]
        short = _SHORT_UNIT.fullmatch(self.core)
        return (
            bool(fields.match(self.full))
            or self.core in names
            or (short is not None and short["stem"] in stems)
        )

    @property
    def kind(self) -> str:
        """government | office | department | town | subdistrict | other."""
        last = self.chain[-1][1] if self.chain else ""
        full = re.sub(r"\([^()]*\)", "", self.full)
        if full in ("", "人民政府", "政府", "公所"):
            if full == "" and not self.chain:
                return "other"
            if last in ("town", "subdistrict"):
                return last
            return "other" if last == "zone" else "town" if self.word in ("镇", "乡") else "government"
        if full == "办事处" or (last == "subdistrict" and full == "委员会"):
            return "subdistrict"
        if full == "管理委员会":
            return "other"
        return _kind(full)

    @property
    def level(self) -> str | None:
        """national | province | city | county | town, where the name tells."""
        kind = self.kind
        if kind in ("town", "subdistrict"):
            return "town"
        for _, level in reversed(self.chain):
            if level != "zone":
                return "town" if level == "subdistrict" else level
        if self.word:
            return _LEVEL_OF_WORD.get(self.word, "county")
        if self.chain or not self.full:
            return None
        if _BRANCH.search(self.full):
            return None
        national = self.full.startswith(("国家", "国务院", "中国", "中华人民共和国"))
        return "national" if national or _MINISTRY.fullmatch(self.full) else None

    @property
    def sector(self) -> str | None:
        """health, education …: the field of a department by the first field word in its name."""
        kind = self.kind
        if kind == "department" or (kind == "other" and not self.full.endswith("管理委员会")):
            return _sector(self.full)
        return None

    @property
    def key(self) -> str:
        """The name under which reports of one body are filed: a bare place stands for its government."""
        whole = re.sub(r'[\\/:*?"<>|\s]', "", re.sub(r"\([^()]*\)", "", self.expanded))
        if self.full or not self.chain:
            return whole
        return whole + {"subdistrict": "办事处", "zone": "管理委员会"}.get(self.chain[-1][1], "人民政府")

    @property
    def tidy(self) -> str:
        """The core for comparing: without filling words; a bare place counts as its government."""
        core = _FILLING.sub("", self.full)
        if not core and self.chain:
            core = {"subdistrict": "办事处", "zone": "管理委员会"}.get(self.chain[-1][1], "政府")
        return core


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("gipr_nlp").joinpath("data/agencies.toml").read_text(encoding="utf-8"))


@cache
def gazetteer() -> dict[str, tuple[tuple[str, str, int, int], ...]]:
    """Region name → (level, parent, first year, last year) of every division of that name, 2008-2024."""
    table: dict[str, tuple[tuple[str, str, int, int], ...]] = {}
    lines = files("gipr_nlp").joinpath("data/regions.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        name, parent, _, level, first, last = line.split("\t")
        table[name] = (*table.get(name, ()), (level, parent, int(first), int(last)))
    for name, level in _lexicon()["places"].items():
        table[name] = ((level, "", 2008, 2024),)
    return table


def place_level(name: str, year: int | None = None) -> str | None:
    """Level of a real region in a year (the newest known after 2024); None where there is or was none."""
    found = gazetteer().get(name)
    if not found:
        return None
    if year is not None:
        year = max(2008, min(year, 2024))
        found = tuple(f for f in found if f[2] <= year <= f[3]) or found
    return max(found, key=lambda f: f[3])[0]


@cache
def _kinds() -> tuple[tuple[str, str], ...]:
    pairs = [(ending, kind) for kind, endings in _lexicon()["kinds"].items() for ending in endings]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _kind(full: str) -> str:
    return next((kind for ending, kind in _kinds() if full.endswith(ending)), "other")


@cache
def _sectors() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {word: sector for sector, listed in _lexicon()["sectors"].items() for word in listed}
    ordered = sorted(words, key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, ordered))), words


def _sector(full: str) -> str | None:
    pattern, words = _sectors()
    found = pattern.search(full)
    return words[found[0]] if found else None


@lru_cache(maxsize=4096)
def split(printed: str, year: int | None = None) -> Name:
    """Take a body's name apart; the year decides which regions existed."""
    flat = "".join(folded(printed).split())
    system = _SYSTEM.match(flat)
    rest = flat[system.end() :] if system else flat
    chain, core = _chain(rest, year)
    if system and not chain:
        system, core = None, flat
    word = ""
    if (
        not chain
        and len(core) > 2
        and _LEVEL_WORD.match(core)
        and (core[1:] in _lexicon()["names"] or is_unit(core[1:]))
    ):
        word, core = core[0], core[1:]
    return Name(printed, system[0] if system else "", chain, word, core, expand(core, chain))


def _chain(text: str, year: int | None) -> tuple[tuple[tuple[str, str], ...], str]:
    """The places at the beginning of a name, from the largest to the smallest, and what follows them."""
    chain: list[tuple[str, str]] = []
    rank = at = 0
    while at < len(text) and len(chain) < 6:
        place, level = _real_place(text, at, year) or _place_by_ending(text, at, rank)
        if not place or _RANK[level] < rank + (level != "zone"):
            break
        chain.append((place, level))
        rank, at = _RANK[level], at + len(place)
    return tuple(chain), text[at:]


def _real_place(text: str, at: int, year: int | None) -> tuple[str, str] | None:
    known = gazetteer()
    for length in range(min(_LONGEST, len(text) - at), 1, -1):
        if text[at : at + length] in known:
            place = text[at : at + length]
            return place, place_level(place, year) or "county"
    return None


def _place_by_ending(text: str, at: int, rank: int) -> tuple[str, str]:
    found = _PLACE.match(text, at)
    if found is None or _NO_PLACE.search(found[0]):
        return "", ""
    return found[0], _level_by_ending(found[0], rank)


def _level_by_ending(place: str, rank: int) -> str:
    if place.endswith("街道"):
        return "subdistrict"
    if place.endswith(("省", "自治区", "特别行政区")):
        return "province"
    if place.endswith("市"):
        return "city" if rank < 2 else "county"
    if place.endswith(("州", "盟", "地区")):
        return "city"
    if place.endswith(("镇", "乡", "苏木")):
        return "town"
    return "zone" if _IS_ZONE.search(place) else "county"


def expand(core: str, chain: tuple[tuple[str, str], ...] = ()) -> str:
    """The full form of a name without region; unchanged where it is no known abbreviation."""
    names, stems = _lexicon()["names"], _lexicon()["stems"]
    if core in names:
        return str(names[core])
    if core == "办" and chain and chain[-1][1] == "subdistrict":
        return "办事处"
    if core.endswith(("街道办", "街办")):
        return core.removesuffix("街道办").removesuffix("街办") + "街道办事处"
    note = core.find("(")
    main, tail = (core, "") if note <= 0 or not core.endswith(")") else (core[:note], core[note:])
    found = _SHORT_UNIT.fullmatch(main)
    if found is None:
        return core
    stem, unit = found["stem"], found["unit"]
    if unit == "委" and main.endswith(
        ("党委", "市委", "县委", "区委", "省委", "团委", "纪委", "监委", "政法委", "编委")
    ):
        return core
    full_unit = {"委": "委员会", "办": "办公室" if stem in stems else "办"}.get(unit, unit)
    return f"{stems.get(stem, stem)}{full_unit}{tail}"


@cache
def short_forms(full: str) -> tuple[str, ...]:
    """Short forms that may mean a unit: 卫健局, 卫健委 of 卫生健康局; none where none is known."""
    names, stems = _lexicon()["names"], _lexicon()["stems"]
    found = [short for short, long in names.items() if long == full]
    for short, long in stems.items():
        if full.startswith(long) and full[len(long) :] in ("局", "委员会", "厅"):
            found += [f"{short}{unit}" for unit in "局委厅办"]
    return tuple(found)


@cache
def _unit_ending() -> re.Pattern[str]:
    endings = sorted({e for e, _ in _kinds()} | set(_lexicon()["names"]), key=lambda e: -len(e))
    return re.compile(f"(?:{'|'.join(map(re.escape, endings))})(?:\\([^()]{{2,20}}\\))?$")


_NO_UNIT = re.compile(
    r"[。；;,，:：!！?？《》\"“”%>|/\\]|[0-9]{3}|情况|报告|信息公开|如下|根据|按照|通过|机构$|我[局委]|^[一二三四五六七八九十]、|^\(|^\d{1,2}[.、]"
)


def is_unit(text: str) -> bool:
    """Whether a text without white space is, as a whole, the name of a body or of a place."""
    if not 2 < len(text) <= 45 or _NO_UNIT.search(text):
        return False
    return _unit_ending().search(text) is not None or is_place(text)


def is_place(text: str) -> bool:
    """Whether a text without white space is nothing but a chain of places."""
    return 2 <= len(text) <= 30 and _chain(text, None)[1] == "" and _chain(text, None)[0] != ()


def relation(one: str, other: str, year: int | None = None) -> Relation:
    """How two printed names stand to each other.

    same: one body, abbreviations and omitted superior regions set aside. variant: one field of work, another
    ending (局 against 委). related: a government and a body of the same place, or a body and its office.
    different: another place or another field. unclear: neither can be shown.
    """
    a, b = split(one, year), split(other, year)
    places = _same_place(a, b)
    if places is False:
        return "different"
    x, y = a.tidy, b.tidy
    if x == y or _abbreviates(x, y) or _abbreviates(y, x) or _omits_suffix(a, b) or _omits_suffix(b, a):
        return "same"
    if x and y and (x.startswith(y) or y.startswith(x)):
        return "related"
    if _stem(x) and (_stem(x) == _stem(y) or _within(_stem(x), _stem(y)) or _within(_stem(y), _stem(x))):
        return "variant"
    if "government" in (a.kind, b.kind) or "office" in (a.kind, b.kind):
        return "related"
    if {a.kind, b.kind} <= {"town", "subdistrict", "other"} and a.kind != b.kind:
        return "related"
    if a.sector and b.sector and a.sector != b.sector:
        return "different"
    return "unclear"


def _same_place(a: Name, b: Name) -> bool | None:
    """Whether two names speak of one place; None where one of them names none."""
    if not a.chain or not b.chain:
        return None
    (one, la), (other, lb) = a.chain[-1], b.chain[-1]
    if one == other or _place_stem(one) == _place_stem(other):
        return True
    if _within(one, other) or _within(other, one):
        return True
    if "zone" in (la, lb):
        return None
    return False


def _omits_suffix(bare: Name, whole: Name) -> bool:
    """鹤岗卫健委 against 鹤岗市卫健委: the region without its ending is read as part of the office's name."""
    if bare.chain or not whole.chain:
        return False
    stem = _place_stem(whole.chain[-1][0])
    return bare.core.startswith(stem) and _FILLING.sub("", expand(bare.core[len(stem) :])) == whole.tidy


def _place_stem(place: str) -> str:
    return re.sub("(?:特别行政区|自治[区州县旗]|街道|地区|[省市县区州盟旗镇乡])$", "", place)


def _stem(tidy: str) -> str:
    return re.sub("(?:委员会|局|厅|办公室|委)$", "", tidy)


def _within(short: str, long: str) -> bool:
    """Whether all characters of ``short`` stand in ``long`` in this order, beginning with the same one."""
    if len(short) < 2 or len(short) >= len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def _abbreviates(short: str, long: str) -> bool:
    if not short or not long or short[-1] != long[-1]:
        return False
    same_end = short[-3:] == long[-3:] if "委员会" in (short[-3:], long[-3:]) else True
    return same_end and not long.endswith(("政府办公室", "政府办公厅")) and _within(short, long)
