r"""Derive gipr_nlp/data/regions_latin.tsv: how the names of regions are spelled in web addresses.

Not needed to build, test or run the program; run it again after gipr_nlp/data/regions.tsv has changed::

    python3 -m venv scratch && scratch/bin/pip install pypinyin==0.55.0
    scratch/bin/python corpus/make_latin.py
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

DATA = Path(__file__).parent.parent / "gipr_nlp" / "data"
_ENDING = re.compile(
    r"(?:(?:满|回|苗|彝|壮|侗|瑶|土家|布依|哈尼|哈萨克|蒙古|藏|羌|傣|白|景颇|傈僳|朝鲜|黎|仡佬|水|畲|土|撒拉|东乡|保安"
    r"|裕固|锡伯|塔吉克|柯尔克孜|达斡尔|鄂温克|鄂伦春|仫佬|毛南|佤|拉祜|布朗|普米|怒|独龙|纳西|维吾尔|各)族?)*自治[区州县旗]$"
    r"|地区$|特别行政区$|新区$|矿区$|林区$|[省市县区盟旗]$"
)
MOST = 16  # readings of one name


def spellings(name: str) -> tuple[str, set[str]]:
    """The usual Latin spelling of a name without its ending, and those by other readings of its characters."""
    stem = _ENDING.sub("", name)
    if len(stem) < 2:
        stem = name
    usual = "".join(lazy_pinyin(stem, v_to_u=False))
    every = {"".join(way) for way in product(*pinyin(stem, style=Style.NORMAL, heteronym=True))}
    return usual, (every if len(every) <= MOST else set()) - {usual}


def main() -> None:
    """Write one line a usual spelling: the places spelled so, and those that may be by another reading."""
    names: dict[str, set[str]] = defaultdict(set)
    maybe: dict[str, set[str]] = defaultdict(set)
    for line in (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name = line.split("\t")[0]
        usual, others = spellings(name)
        names[usual].add(name)
        for other in others:
            maybe[other].add(name)
    rows = ["spelling\tplaces\tother_readings"]
    rows += [
        f"{key}\t{' '.join(sorted(names[key]))}\t{' '.join(sorted(maybe[key]))}" for key in sorted(names)
    ]
    (DATA / "regions_latin.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(names)} spellings")


if __name__ == "__main__":
    main()
