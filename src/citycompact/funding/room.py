"""The funding room: its section of the rulebook, its tables, and a year's budgets."""

from __future__ import annotations

from pathlib import Path

from citycompact.city import TABLES as CITY
from citycompact.city import CityPackage, package_digests, read_city
from citycompact.doors import Decision, Room, Section
from citycompact.funding.check import check
from citycompact.funding.decide import RESULT, decide
from citycompact.funding.explain import explain
from citycompact.funding.problems import rulebook_problems
from citycompact.funding.public_budgets import public_budgets
from citycompact.funding.rule_sentences import rule_sentences
from citycompact.funding.rules import SECTION, FundingRules
from citycompact.funding.tables import TABLES


def read_funding(path: Path) -> CityPackage:
    """The city's operators and schools beside the tables of the room; FactsError with every problem."""
    return read_city(path, (CITY["operators"], CITY["schools"], *TABLES.values()))


ROOM = Room(
    name="funding",
    sections=(Section(SECTION, FundingRules, rule_sentences, rulebook_problems),),
    tables=tuple(TABLES.values()),
    decisions=(
        Decision(
            name="budgets",
            sections=(SECTION,),
            read=read_funding,
            digests=package_digests,
            decide=decide,
            check=check,
            explain=explain,
            result=RESULT,
            who="school_id",
            receipt_tables=tuple(RESULT),
            public=public_budgets,
        ),
    ),
)
