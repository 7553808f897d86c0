"""The tables of a city package: every column, its kind and its default, in one place."""

from __future__ import annotations

from citycompact.city.grades import GRADES
from citycompact.facts import Column, Table

SECTORS = ("district", "charter", "partnership")
TIE_BREAKS = ("lottery", "score", "band")
WAYS = ("roster", "document", "school", "operator", "agency", "self")
"""How a fact can have been verified; ``operator`` is the one that runs the school."""
ADDRESS = "address"
"""The fact of ``verifications`` behind zone and coordinates."""
ADDRESS_COLUMNS = ("zone", "latitude", "longitude")


def _id(name: str) -> Column:
    return Column(name, "id", required=True)


_LATITUDE = Column("latitude", "number", minimum=-90, maximum=90)
_LONGITUDE = Column("longitude", "number", minimum=-180, maximum=180)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "operators",
            (
                _id("operator_id"),
                Column("name", "text", True),
                Column("sector", "choice", True, among=SECTORS),
            ),
            key=("operator_id",),
            required=True,
        ),
        Table(
            "schools",
            (
                _id("school_id"),
                Column("name", "text", True),
                _id("operator_id"),
                Column("building_id", "id"),
                _LATITUDE,
                _LONGITUDE,
                Column("address", "text"),
                Column("start_time", "time"),
                Column("end_time", "time"),
                Column("zone", "id"),
            ),
            key=("school_id",),
            references=(("operator_id", "operators", "operator_id"),),
            required=True,
        ),
        Table(
            "programs",
            (
                _id("program_id"),
                _id("school_id"),
                Column("grade", "choice", True, among=GRADES),
                Column("seats", "integer", True, minimum=0),
                Column("name", "text"),
                Column("tie_break", "choice", among=TIE_BREAKS),
                Column("min_score", "number"),
                Column("language", "text"),
                # A group whose members alone may be placed here; empty is everyone.
                Column("open_to", "id"),
                # What was published of a past round, to compare a simulation with.
                Column("published_applicants", "integer", minimum=0),
                Column("published_filled", "boolean"),
            ),
            key=("program_id",),
            references=(("school_id", "schools", "school_id"),),
            required=True,
        ),
        # Address ranges: a street with the house numbers at its two ends, and where these are.
        Table(
            "streets",
            (
                Column("street", "text", True),
                Column("first", "integer", True, minimum=0),
                Column("last", "integer", True, minimum=0),
                Column("first_latitude", "number", True, minimum=-90, maximum=90),
                Column("first_longitude", "number", True, minimum=-180, maximum=180),
                Column("last_latitude", "number", True, minimum=-90, maximum=90),
                Column("last_longitude", "number", True, minimum=-180, maximum=180),
            ),
            key=("street", "first"),
        ),
        Table(
            "reserves",
            (
                _id("program_id"),
                Column("position", "integer", True, minimum=1),
                Column("group", "id", True),
                Column("seats", "integer", True, minimum=0),
                Column("hard", "boolean", default=False),
            ),
            key=("program_id", "position"),
            references=(("program_id", "programs", "program_id"),),
        ),
        Table(
            "applicants",
            (
                _id("applicant_id"),
                Column("grade", "choice", True, among=GRADES),
                Column("family_id", "id"),
                Column("current_school_id", "id"),
                _LATITUDE,
                _LONGITUDE,
                Column("zone", "id"),
            ),
            key=("applicant_id",),
            required=True,
            # A rulebook may use a true/false column as a group.
            boolean_facts=True,
        ),
        Table(
            "verifications",
            (
                _id("applicant_id"),
                # A column of applicants, or address for zone and coordinates.
                Column("fact", "id", True),
                Column("how", "choice", True, among=WAYS),
                Column("at", "text"),
            ),
            key=("applicant_id", "fact", "how"),
            references=(("applicant_id", "applicants", "applicant_id"),),
        ),
        Table(
            "choices",
            (_id("applicant_id"), Column("rank", "integer", True, minimum=1), _id("program_id")),
            key=("applicant_id", "rank"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
            required=True,
            gone={
                "program_id": " Of a closed program: take its rows out and number each applicant's other "
                "choices 1, 2, 3, ... again; or keep it in programs.csv with 0 seats."
            },
        ),
        Table(
            "claims",
            (
                _id("applicant_id"),
                _id("school_id"),
                Column("claim", "id", True),
                Column("verified", "boolean", True),
            ),
            key=("applicant_id", "school_id", "claim"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("school_id", "schools", "school_id"),
            ),
        ),
        Table(
            "scores",
            (_id("applicant_id"), _id("program_id"), Column("score", "number", True)),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
        Table(
            "priorities",
            (
                _id("applicant_id"),
                _id("program_id"),
                Column("priority", "integer", True, minimum=1, maximum=30_000),
            ),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
        Table(
            "lottery",
            (_id("applicant_id"), Column("number", "ordinal", True), Column("program_id", "id")),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
    )
}
