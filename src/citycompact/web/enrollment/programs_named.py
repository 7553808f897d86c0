"""Programs by what somebody writes of them on paper or says on the phone: an id, or a name."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from citycompact.people import folded
from citycompact.web.city.models import Program

MOST_FOUND = 12


def programs_like(words: str, grade: str) -> list[Program]:
    """Programs of a grade in whose name or id every word begins a word; a few, by name."""
    wanted = folded(words).split()
    every = Program.objects.filter(grade=grade).select_related("school")
    found = [program for program in every if all(f" {word}" in _words(program) for word in wanted) and wanted]
    return found[:MOST_FOUND]


def programs_named(lines: Sequence[str], grade: str) -> tuple[list[str], list[str]]:
    """The ids of programs that lines name, and what is wrong with the lines, all of it.

    A line is a program's id, alone or before other words, or its name; accents, case and punctuation do not
    matter, and the beginning of the name's words is enough where no other program of the grade has it.
    """
    every = {program.pk: program for program in Program.objects.select_related("school")}
    here = {pk: program for pk, program in every.items() if program.grade == grade}
    found: list[str] = []
    faults: list[str] = []
    for place, line in enumerate(lines):
        name, fault = _named(line, grade, here, every)
        if name in found or line in lines[:place]:
            twice = _both(here[name]) if name else line
            faults.append(_("%(program)s is listed twice.") % {"program": twice})
        elif fault:
            faults.append(fault)
        else:
            found.append(name)
    return found, faults


def _named(line: str, grade: str, here: dict[str, Program], every: dict[str, Program]) -> tuple[str, str]:
    first = line.split()[0]
    said = {"program": line, "grade": grade}
    for name in (line, first):
        if name in here:
            return name, ""
        if name in every:
            other = {**said, "other": every[name].grade}
            return "", _("%(program)s is a program of grade %(other)s, and not of %(grade)s.") % other
    wanted = folded(line).split()
    fits = [program for program in here.values() if all(f" {word}" in _words(program) for word in wanted)]
    exact = [program for program in fits if folded(str(program)) == folded(line)]
    if not wanted or not fits:
        return "", _("%(program)s is no program in this grade.") % said
    if len(chosen := exact or fits) == 1:
        return chosen[0].pk, ""
    some = "; ".join(_both(program) for program in chosen[:MOST_FOUND])
    return "", _("“%(program)s” may be one of these; write the id: %(some)s") % {**said, "some": some}


def _words(program: Program) -> str:
    """Name and id as words that are compared, a space before each."""
    return f" {folded(str(program))} {folded(program.pk)}"


def _both(program: Program) -> str:
    return f"{program.pk} {program}"
