"""The grades of American public schools, in order."""

from __future__ import annotations

GRADES: tuple[str, ...] = ("PK3", "PK4", "K", *(str(year) for year in range(1, 13)))


def grade_order(grade: str) -> int:
    """Position of a grade from PK3 = 0 to 12 = 14; ValueError for anything else."""
    return GRADES.index(grade)
