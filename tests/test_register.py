"""The register as offices keep it: made in Excel, in UTF-8 or GBK; what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gipr_nlp.errors import BadRegister
from gipr_nlp.register import load_register

GOOD = """agency_id,name,aliases,kind,sector,level,parent,valid_from,valid_to,successor
1,青岚县人民政府,,,,,,,,
2,青岚县水务局,青岚县水利局；县水务局,,,,1,2019,,
3,青岚县农业局,,,,,1,,2018,4
4,青岚县农业农村局,,,,,青岚县人民政府,2019,,
"""


def written(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "register.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_a_register_is_read_as_excel_saves_it(tmp_path: Path, encoding: str, between: str) -> None:
    text = GOOD.replace(",", between).replace("\n", "\r\n")
    register = load_register(written(tmp_path, text, encoding))
    water = register.entries["2"]
    assert (water.name, water.kind, water.sector, water.level) == (
        "青岚县水务局",
        "department",
        "water",
        "county",
    )
    assert water.aliases == ("青岚县水利局", "县水务局")
    assert register.entries["4"].parent == "1"
    assert register.successors(register.entries["3"]) == ("4",)
    assert [e.agency_id for e in register.valid(2018)] == ["1", "3"]


def test_headings_may_be_chinese_and_ids_may_be_left_out(tmp_path: Path) -> None:
    text = "单位名称,类型,上级单位,起始年度\n青岚县人民政府,人民政府,,\n青岚县苇渡镇人民政府,乡镇,青岚县人民政府,2019年\n,,,\n"
    register = load_register(written(tmp_path, text))
    town = register.entries["青岚县苇渡镇人民政府"]
    assert (town.kind, town.parent, town.valid_from) == ("town", "青岚县人民政府", 2019)
    assert len(register) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空的"),
        ("agency_id,name\n", "只有表头"),
        ("agency_id,title\n1,青岚县水务局\n", "不认识的列“title”"),
        ("agency_id,kind\n1,department\n", "没有 name"),
        ("name,name\n青岚县水务局,青岚县水务局\n", "重复"),
        ("name,kind\n青岚县水务局,部门\n青岚县财政局,company\n", "第3行：kind 填了“company”"),
        ("name,valid_from\n青岚县水务局,去年\n", "第2行：年度“去年”"),
        ("name,valid_from,valid_to\n青岚县水务局,2022,2020\n", "第2行：起始年度2022晚于终止年度2020"),
        ("name\n青岚县水务局\n青岚县水务局\n", "第3行：编号或名称“青岚县水务局”与第2行重复"),
        ("agency_id,name\n1,青岚县水务局\n2,\n", "第3行没有单位名称"),
        ("name,parent\n青岚县水务局,青岚县人民政府\n", "第2行：上级单位“青岚县人民政府”不在名录中"),
        ("name,successor\n青岚县水务局,青岚县水务局\n", "第2行：承继单位是单位自己"),
        ("agency_id,name,parent\n1,青岚县水务局,2\n2,青岚县财政局,1\n", "上级单位循环"),
        ('name\n"青岚县水务局\n', "青岚县水务局"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    if said == "青岚县水务局":  # an open quotation mark takes the rest of the file, which is one name here
        assert next(iter(load_register(path))).name == said
        return
    with pytest.raises(BadRegister, match=said):
        load_register(path)


def test_a_workbook_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(BadRegister, match="另存为 CSV"):
        load_register(path)
    with pytest.raises(BadRegister, match="无法读取"):
        load_register(tmp_path / "没有.csv")
