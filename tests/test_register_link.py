"""Who is who: names in pairs, with a register and without one; renames, mergers; what is not told is not guessed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from gipr_nlp.model import Entry
from gipr_nlp.register import Register
from gipr_nlp.register.link import Linked, Mention, folder_for, link
from gipr_nlp.register.names import body, renamed

BODIES = yaml.safe_load((Path(__file__).parent / "bodies.yaml").read_text(encoding="utf-8"))


def mention(name: str) -> Mention:
    """A name, with the folder behind @."""
    agency, _, folder = name.partition("@")
    agency = agency.strip()
    return Mention(agency, body(agency).name.kind, "", folder_for(agency, None, folder.strip()))


SAME = [pair for names in BODIES["same"] for pair in combinations(names, 2)]
OTHER = [tuple(pair) for pair in BODIES["other"]]
EVERY = [mention(name) for pair in (*SAME, *OTHER) for name in pair]


class Figures(NamedTuple):
    pairs: int
    precision: float
    recall: float
    wrong: list[tuple[str, str]]
    missed: list[tuple[str, str]]


def figures(linked: Linked) -> Figures:
    """How many pairs are judged right: a pair is linked when both names lead to the same body."""
    ids = {found.mention: found.agency_id for found in linked.links}

    def together(one: str, other: str) -> bool:
        a, b = ids.get(mention(one)), ids.get(mention(other))
        return a is not None and a == b

    missed = [pair for pair in SAME if not together(*pair)]
    wrong = [pair for pair in OTHER if together(*pair)]
    right = len(SAME) - len(missed)
    return Figures(len(SAME) + len(OTHER), right / (right + len(wrong)), right / len(SAME), wrong, missed)


def register_of(names: list[str]) -> Register:
    entries = {name: Entry(name, name, kind=body(name).name.kind) for name in dict.fromkeys(names)}
    return Register(entries)


def test_there_are_enough_pairs_of_both_kinds() -> None:
    assert len(SAME) + len(OTHER) >= 300
    assert len(SAME) >= 100
    assert len(OTHER) >= 100
    assert len({mention(n) for pair in OTHER for n in pair}) > 150


def test_the_corpus_alone_never_takes_two_bodies_for_one() -> None:
    found = figures(link(EVERY))
    assert found.wrong == []
    assert found.recall >= 0.9, found.missed


def test_a_register_links_every_other_name_of_its_bodies() -> None:
    bodies = [names[0].partition(" @")[0] for names in BODIES["same"]]
    bodies += [name.partition(" @")[0] for pair in OTHER for name in pair if not body(name).needs_region]
    known = [name for name in bodies if all(name not in names[1:] for names in BODIES["same"])]
    found = figures(link(EVERY, register_of(known)))
    assert found.wrong == []
    assert found.recall >= 0.9, found.missed


def test_a_name_without_its_region_is_not_guessed() -> None:
    """Two counties in the corpus: a bare town, a bare 县教育局 may be of either."""
    names = ["青岚县教育局", "霁川县教育局", "县教育局", "城关镇人民政府", "青岚县城关镇人民政府"]
    linked = link([mention(name) for name in names])
    assert {o.mention.agency for o in linked.open} == {"县教育局", "城关镇人民政府"}
    assert all(o.agency_id is None and o.note for o in linked.open)


def test_the_only_county_of_the_corpus_is_meant() -> None:
    linked = link([mention(name) for name in ("青岚县人民政府", "县教育局", "苇渡镇人民政府")])
    assert {k.mention.agency: k.agency_id for k in linked.links} == {
        "青岚县人民政府": "青岚县人民政府",
        "县教育局": "青岚县教育局",
        "苇渡镇人民政府": "青岚县苇渡镇人民政府",
    }
    parents = {e.name: e.parent for e in linked.entries.values()}
    assert parents["青岚县教育局"] == parents["青岚县苇渡镇人民政府"] == "青岚县人民政府"
    assert all(e.inferred for e in linked.entries.values())


def test_a_city_is_no_county_for_its_departments() -> None:
    linked = link([mention(name) for name in ("青岚县人民政府", "市教育局")])
    assert {k.mention.agency: k.agency_id for k in linked.links}["市教育局"] == "市教育局"
    assert "青岚县教育局" not in linked.entries


def test_a_district_of_which_there_are_several_needs_its_city() -> None:
    names = ["南京市鼓楼区教育局", "福州市鼓楼区教育局", "鼓楼区教育局"]
    linked = link([mention(name) for name in names])
    assert [o.mention.agency for o in linked.open] == ["鼓楼区教育局"]
    by_folder = link([*map(mention, names[:2]), mention("鼓楼区教育局 @ 福建省/福州市")])
    ids = {k.mention.agency: k.agency_id for k in by_folder.links}
    assert ids["鼓楼区教育局"] == ids["福州市鼓楼区教育局"] != ids["南京市鼓楼区教育局"]


def test_sub_districts_of_districts_of_one_name_are_apart() -> None:
    cities = ("江苏省/南京市", "福建省/福州市")
    names = [f"{place[4:]}鼓楼区华大街道办事处" for place in cities]
    linked = link([*map(mention, names), mention("鼓楼区人民政府华大街道办事处")])
    ids = {k.mention.agency: k.agency_id for k in linked.links}
    assert ids[names[0]] != ids[names[1]]
    assert [o.mention.agency for o in linked.open] == ["鼓楼区人民政府华大街道办事处"]
    placed = [mention(f"鼓楼区人民政府华大街道办事处 @ {place}/鼓楼区") for place in cities]
    known = {k.mention: k.agency_id for k in link([*map(mention, names), *placed]).links}
    assert [known[m] for m in placed] == [known[mention(name)] for name in names]
    assert known[placed[0]] != known[placed[1]]


def test_regions_that_changed_their_name() -> None:
    assert renamed("龙海市") == {"龙海区"}
    assert renamed("鼓楼区") == frozenset()
    assert renamed("市中区") == frozenset()


def test_a_register_knows_who_goes_on_from_whom() -> None:
    known = Register(
        {
            e.agency_id: e
            for e in (
                Entry("1", "青岚县农业局", valid_to=2018, successor="2"),
                Entry("2", "青岚县农业农村局", valid_from=2019),
                Entry("3", "青岚县工商行政管理局", valid_to=2018, successor="5"),
                Entry("4", "青岚县质量技术监督局", valid_to=2018, successor="5"),
                Entry("5", "青岚县市场监督管理局", valid_from=2019),
                Entry("6", "青岚县扶贫办", valid_to=2020, successor="7"),
                Entry("7", "青岚县农牧局"),
                Entry("8", "青岚县教育和体育局", valid_to=2021, successor="9；10"),
                Entry("9", "青岚县教育局", valid_from=2022),
                Entry("10", "青岚县体育局", valid_from=2022),
            )
        }
    )
    heirs = {(h.agency_id, h.before, h.year, h.how, h.parts) for h in link([], known).heirs}
    assert ("2", "1", 2019, "renamed", 1) in heirs
    assert {("5", "3", 2019, "merged", 2), ("5", "4", 2019, "merged", 2)} <= heirs
    assert {("9", "8", 2022, "split", 1), ("10", "8", 2022, "split", 1)} <= heirs


def test_bodies_of_one_name_one_after_the_other() -> None:
    known = Register(
        {
            "a": Entry("a", "青岚县水务局", valid_to=2020),
            "b": Entry("b", "青岚县水务局", valid_from=2022),
        }
    )
    links = link([mention("青岚县水务局")], known).links
    assert [(k.agency_id, k.first, k.last) for k in links] == [("a", 0, 2020), ("b", 2022, 9999)]
    at_once = Register({"a": Entry("a", "青岚县水务局"), "b": Entry("b", "青岚县水务局", valid_from=2022)})
    (open_,) = link([mention("青岚县水务局")], at_once).links
    assert (open_.how, open_.agency_id) == ("ambiguous", None)


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("年报/浙江省/杭州市拱墅区/2020年", "浙江省杭州市拱墅区"),
        ("C:\\资料\\拱墅区2022年报", "拱墅区"),
        ("各县区/部门/2023", ""),
        ("tmp/corpus", ""),
        ("南京市/鼓楼区/教育局", "南京市鼓楼区"),
    ],
)
def test_folders_may_tell_the_region(folder: str, found: str) -> None:
    from gipr_nlp.register.names import places_in

    assert "".join(place for place, _ in places_in(folder)) == found
