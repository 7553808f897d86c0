"""The tables of the funding room: who is counted, what there was before, and what is given otherwise."""

from __future__ import annotations

from decimal import Decimal

from citycompact.facts import Column, Table

_YEAR = Column("year", "id", default="")
"""Of which year's budgets a row is; a folder holds one year, and the site keeps many."""
_SCHOOL = ("school_id", "schools", "school_id")
MOST_DOLLARS, MOST_PUPILS = 999_999_999_999, 10**6
"""No amount and no count of a table is larger."""
ONCE, SECTOR, NEED, SUM = "once", "school_of", "need", "sum"
COUNTED = {
    "count": ("school_id", "category"),
    "school": ("school_id", "none"),
    "sector": ("sector", "none"),
    "category": ("none", "category"),
    "in_sector": ("sector", "category"),
}
"""Kinds of counts that are published, and the columns by which one of them is named; ``none`` is empty."""
_AMOUNT = Column("amount", "decimal", True, minimum=0, maximum=MOST_DOLLARS)


def _school(name: str = "school_id", *, required: bool = True) -> Column:
    return Column(name, "id", required)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "counts",
            (
                _school(),
                Column("category", "id", True),
                Column("pupils", "decimal", True, minimum=0, maximum=MOST_PUPILS),
                _YEAR,
            ),
            key=("year", "school_id", "category"),
            references=(_SCHOOL,),
            required=True,
        ),
        Table(
            "previous",
            (
                _school(),
                _AMOUNT,
                Column("pupils", "decimal", minimum=0, maximum=MOST_PUPILS),
                Column("public_low", "decimal", minimum=0, maximum=MOST_DOLLARS),
                Column("public_high", "decimal", minimum=0, maximum=MOST_DOLLARS),
                Column("pupils_hidden", "boolean", default=False),
                _YEAR,
            ),
            key=("year", "school_id"),
            references=(_SCHOOL,),
        ),
        Table(
            "in_kind",
            (_school(), Column("service", "id", True), _AMOUNT, _YEAR),
            key=("year", "school_id", "service"),
            references=(_SCHOOL,),
        ),
        Table(
            "levies",
            (Column("levy", "id", True), _AMOUNT, _YEAR),
            key=("year", "levy"),
        ),
        Table(
            "moves",
            (
                Column("move_id", "id", True),
                Column("category", "id", True),
                _school("from_school_id", required=False),
                _school("to_school_id", required=False),
                Column("on", "date", True),
                _YEAR,
            ),
            key=("year", "move_id", "category"),
            references=(
                ("from_school_id", "schools", "school_id"),
                ("to_school_id", "schools", "school_id"),
            ),
        ),
        Table(
            "published_before",
            (
                Column("what", "choice", True, among=(ONCE, SECTOR, *COUNTED, NEED, SUM)),
                Column("name", "id", default=""),
                Column("category", "id", default=""),
                Column("told", "decimal", default=Decimal(0), minimum=0, maximum=MOST_DOLLARS),
                _YEAR,
            ),
            key=("year", "what", "name", "category"),
        ),
    )
}
"""Every table by name. ``previous.pupils`` is needed where floor or cap is measured per pupil; a move stands
once for each category of the child, and from or to is empty for who comes from, or goes, elsewhere.
``previous.public_low`` and ``public_high`` are the range in which an amount was published, empty where it was
published as it is, and ``pupils_hidden`` says that its pupils were not. ``published_before`` is what an
earlier publication of the year showed, so that a correction shows no more: hidden counts, each by its kind, a
school or sector (``name``) and a category; of a need in a sector the most pupils that hidden counts are
(``told``; 0: not told); of a sector the dollars that its sum was rounded to; of a school with hidden counts
its sector (``school_of``, in ``category``). One row says ``once``: the table is not empty where nothing was
hidden."""
