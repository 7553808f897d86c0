"""The tables of the funding room: who is counted, what there was before, and what is given otherwise."""

from __future__ import annotations

from decimal import Decimal

from citycompact.facts import Column, Table

_YEAR = Column("year", "id", default="")
"""Of which year's budgets a row is; a folder holds one year, and the site keeps many."""
_SCHOOL = ("school_id", "schools", "school_id")
_PUBLISHED = ("once", "count", "school", "sector", "category", "in_sector", "need", "sum")
_AMOUNT = Column("amount", "decimal", True, minimum=0, maximum=10**12)


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
                Column("pupils", "decimal", True, minimum=0, maximum=10**6),
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
                Column("pupils", "decimal", minimum=0, maximum=10**6),
                Column("public_low", "decimal", minimum=0, maximum=10**12),
                Column("public_high", "decimal", minimum=0, maximum=10**12),
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
                Column("what", "choice", True, among=_PUBLISHED),
                Column("name", "id", default=""),
                Column("category", "id", default=""),
                Column("told", "decimal", default=Decimal(0), minimum=0, maximum=10**12),
                _YEAR,
            ),
            key=("year", "what", "name", "category"),
        ),
    )
}
"""Every table by name. ``previous.pupils`` is needed where floor or cap is measured per pupil; a move stands
once for each category of the child, and from or to is empty for who comes from, or goes, elsewhere.
``previous.public_low`` and ``public_high`` are the range in which an amount was published; empty, it was
published as it is. ``published_before`` is what an earlier publication of the year hid, so that a correction
shows no more: ``name`` is a school's or a sector's, ``told`` of needs the most that hidden counts are (0: not
told) and of sums what a sector's was rounded to; one row says ``once``."""
