"""Programs of the grades in which children enter a school, with seats estimated from enrollment."""

from __future__ import annotations

from dataclasses import dataclass

from citycompact.city.grades import GRADES, grade_order
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.schools import School

LEVELS = ("PK4", "K", "6", "9")
"""Grades in which a level of schooling begins; a school's lowest grade is one of its entry grades as well."""
Pupils = dict[tuple[str, str], int | None]
"""School number and grade to pupils in the newest year; None where the count is withheld."""


@dataclass(frozen=True)
class Program:
    """An entry grade of a school.

    ``enrolled`` is the published count; ``moving_up`` how many are in the grade before, at the same school.
    """

    school: School
    grade: str
    enrolled: int
    moving_up: int

    @property
    def program_id(self) -> str:
        """School number and grade, such as 4-K."""
        return f"{self.school.number}-{self.grade}"

    @property
    def seats(self) -> int:
        """As many as the grade has pupils, and never fewer than the school has in the grade before."""
        return max(self.enrolled, self.moving_up)


def read_programs(schools: list[School], pupils: Pupils, ledger: Ledger) -> list[Program]:
    """Programs by school and grade; schools and grades that have none are noted."""
    programs = []
    for school in schools:
        name = f"school {school.number} ({school.name})"
        served = sorted((grade for number, grade in pupils if number == school.number), key=grade_order)
        if not school.management.chosen:
            why = f"{school.management.name}: children are placed there and do not choose"
            ledger.found("Schools without a program", f"{name}, {why}")
            continue
        if not served:
            ledger.found("Schools without a program", f"{name}: no grade is counted")
        for grade in served:
            if grade not in LEVELS and grade != served[0]:
                continue
            enrolled = pupils[school.number, grade]
            if enrolled is None:
                why = "the count is withheld, and no seats can be estimated"
                ledger.found("Grades without a program", f"{name}, grade {grade}: {why}")
                continue
            programs.append(Program(school, grade, enrolled, _moving_up(school.number, grade, pupils)))
    return programs


def before(grade: str) -> str | None:
    """The grade before; None before the first that is counted here, pre-kindergarten for four-year-olds."""
    return None if grade == "PK4" else GRADES[grade_order(grade) - 1]


def _moving_up(number: str, grade: str, pupils: Pupils) -> int:
    lower = before(grade)
    return (pupils.get((number, lower)) or 0) if lower else 0
