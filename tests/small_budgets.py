"""Small cities with counts, written as packages, for the tests of the room."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from citycompact.funding import FundingRules, read_funding

SCHOOLS = "school_id,name,operator_id\nA,Ash,d\nB,Birch,c\nC,Cedar,d\nD,Dogwood,c\n"
OPERATORS = "operator_id,name,sector\nd,District,district\nc,Charters,charter\n"
RULES = {
    "foundation": 8000,
    "rounding": "cent",
    "weights": [
        {"category": "K", "weight": Decimal("1.3")},
        {"category": "1-5", "weight": 1},
        {"category": "low_income", "weight": Decimal("0.25"), "need": True},
    ],
}


def rules(**more) -> FundingRules:
    """The small rules, with others beside them or in their place."""
    return FundingRules.model_validate({**RULES, **more})


def whole_rules() -> dict:
    """Every rule that the section may have."""
    text = (Path(__file__).parent / "funding" / "whole_rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)["funding"]


def city(folder: Path, counts: str, *, schools: str = SCHOOLS, operators: str = OPERATORS, **tables: str):
    """A package with these rows: counts and other tables as lines without their header."""
    heads = {
        "counts": "school_id,category,pupils",
        "previous": "school_id,amount,pupils",
        "in_kind": "school_id,service,amount",
        "levies": "levy,amount",
        "moves": "move_id,category,from_school_id,to_school_id,on",
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text('id = "town"\nname = "Town"\n')
    (folder / "operators.csv").write_text(operators)
    (folder / "schools.csv").write_text(schools)
    for name, rows in {"counts": counts, **tables}.items():
        lines = "".join(f"{row.strip()}\n" for row in rows.strip().splitlines())
        (folder / f"{name}.csv").write_text(f"{heads[name]}\n{lines}")
    return read_funding(folder)


def amounts(result, table: str = "schools", column: str = "amount") -> dict[str, Decimal]:
    """What each school gets."""
    return dict(result.tables[table].select("school_id", column).iter_rows())


def lines(result, school: str) -> dict[str, Decimal]:
    """The lines of a school."""
    found = result.tables["allocations"].filter(school_id=school)
    return dict(found.select("line", "amount").iter_rows())
