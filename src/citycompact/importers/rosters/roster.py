"""A roster: who is a student of which school now, by name and birthday."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

COLUMNS = {
    "source_id": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.Date,
    "school": pl.String,
    "school_name": pl.String,
    "school_identifier": pl.String,
    "grade": pl.String,
}


@dataclass(frozen=True, eq=False)
class Roster:
    """Students as a school or a district has them. It lives in memory only, and says nobody's name of itself.

    Parameters
    ----------
    students
        COLUMNS, a row each: the source's own id, names, birth date (null where it is not known), the
        school as the source calls it (an id, or the name as written), the school's name and identifier
        (null where the source has none), and grade (null where it is none of ours).
    notes
        What whoever sent it has to know.
    """

    students: pl.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def schools(self) -> pl.DataFrame:
        """The schools that it names: school, school_name, school_identifier."""
        return self.students.select("school", "school_name", "school_identifier").unique().sort("school")
