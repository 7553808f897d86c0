"""The grades of American public schools, in order."""

from __future__ import annotations

GRADES: tuple[str, ...] = ("PK3", "PK4", "K", *(str(year) for year in range(1, 13)))


def grade_order(grade: str) -> int:
    """Position of a grade from PK3 = 0 to 12 = 14; ValueError for anything else."""
    return GRADES.index(grade)


def grade_after(grade: str, years: int) -> str | None:
    """The grade some years later, or earlier where they are fewer than none; None past the first or last."""
    place = grade_order(grade) + years
    return GRADES[place] if 0 <= place < len(GRADES) else None
