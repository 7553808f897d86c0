"""What families state and the office looks up in lists: out to a spreadsheet, and back with what was found.

An agency's list, the district's records, documents that came in: the office takes who states what, looks
each up, and brings the file back; every problem at its cell, a preview, then all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citycompact.city.tables import WAYS
from citycompact.enrollment import stated
from citycompact.facts import Problem
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.answers import value_of
from citycompact.web.enrollment.models import Application, Child, Round, Sent
from citycompact.web.enrollment.rows import city_package, not_yet_verified_at_all
from citycompact.web.enrollment.verifying import BY_OFFICE, verify
from citycompact.web.site.problem_words import say_fault
from citycompact.web.tables.spreadsheets import CellProblem, read, repeats

COLUMNS = ("applicant_id", "given_name", "family_name", "birth_date", "fact", "how", "verified")
YES = frozenset({"yes", "y", "true", "1", "x", "sí", "si", "verdadero"})
NO = frozenset({"", "no", "n", "false", "0", "falso"})


@dataclass(frozen=True)
class Found:
    """A fact of a child that a row of the file says was seen in a list."""

    row: int
    child: str
    fact: str
    how: str
    value: Any

    def planned(self) -> list[Any]:
        """What is kept until it is confirmed, with the value for which it counts."""
        return [self.row, self.child, self.fact, self.how, self.value]


@dataclass
class Preview:
    """What a file would verify, and every problem."""

    found: list[Found] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def ways_of_the_office(round_: Round, fact: str) -> list[str]:
    """In which lists the office may look a fact up, by the signed rules."""
    rules = round_.rulebook.rules() if round_.rulebook else None
    return [] if rules is None else [way for way in BY_OFFICE if way in rules.ways_of(fact)]


def rows_of(round_: Round) -> Iterator[Sequence[Any]]:
    """Header, and a row for each fact that a child states and nobody has verified, where the office may."""
    yield COLUMNS
    found = to_look_up(round_)
    children = Child.objects.in_bulk({child for child, _fact, _way in found})
    for child, fact, way in found:
        one = children[child]
        yield child, one.given_name, one.family_name, one.birth_date, fact, way, ""


def to_look_up(round_: Round) -> list[tuple[str, str, str]]:
    """Facts that children state, nobody has verified, and the office may look up: child, fact and way."""
    if round_.rulebook is None:
        return []
    missing = not_yet_verified_at_all(round_, round_.rulebook.rules())
    ways = {fact: ways_of_the_office(round_, fact) for fact in missing["fact"].unique()}
    return [
        (child, fact, ways[fact][0])
        for child, fact, school, _how in missing.iter_rows()
        if school is None and ways[fact]
    ]


def preview(name: str, content: bytes, round_: Round) -> Preview:
    """Read a file and say what it would verify; nothing is verified yet."""
    sheet = read(name, content)
    found = Preview(problems=sheet.problems)
    for column in ("applicant_id", "fact", "how", "verified"):
        if sheet.header and sheet.header.count(column) != 1:
            said = f"has no column {column}." if column not in sheet.header else f"has two columns {column}."
            mend = f"Have it once; the columns found are {', '.join(sheet.header)}."
            found.problems.append(CellProblem(say_fault(Problem("", said, mend)), 1, column))
    if found.problems or round_.rulebook is None:
        return found
    there = set(stated(city_package(round_), round_.rulebook.rules()).iter_rows())
    contents = _contents(round_)
    seen: dict[tuple[str, str, str], int] = {}
    for row, cells in sheet.rows:
        _judge(row, dict(zip(sheet.header, cells, strict=True)), round_, there, contents, seen, found)
    return found


def _contents(round_: Round) -> Mapping[str, Mapping[str, Any]]:
    """What was sent last, by child."""
    sent = Sent.objects.filter(round=round_, state=Application.State.SUBMITTED)
    return dict(sent.values_list("child_id", "content"))


def _judge(
    row: int,
    cells: Mapping[str, str],
    round_: Round,
    there: set[tuple[str, str]],
    contents: Mapping[str, Mapping[str, Any]],
    seen: dict[tuple[str, str, str], int],
    found: Preview,
) -> None:
    child, fact, how = (cells[name].strip() for name in ("applicant_id", "fact", "how"))
    said = cells["verified"].strip().lower()

    def say(column: str, words: str) -> None:
        found.problems.append(CellProblem(words, row, column, cells[column]))

    if said not in YES | NO:
        say("verified", _("Write yes or no, or leave it empty."))
    if said in NO or said not in YES:
        return
    key = child, fact, how
    ways = ways_of_the_office(round_, fact)
    if child not in contents:
        say("applicant_id", _("No application of this child was sent for the round. Correct the number."))
    elif (child, fact) not in there:
        say("fact", _("The child's application does not state this, or no rule rewards it."))
    elif how not in ways:
        known = ", ".join(ways) or _("none")
        say(
            "how",
            _("The signed rules do not let the office verify it so; they accept: %(ways)s.")
            % {"ways": known},
        )
    elif key in seen:
        say("applicant_id", repeats(seen[key]))
    else:
        seen[key] = row
        found.found.append(Found(row, child, fact, how, value_of(contents[child], fact)))


@transaction.atomic
def confirm(plan: Sequence[Sequence[Any]], round_: Round) -> list[CellProblem]:
    """Verify what was shown, unless facts are frozen or what was sent is another by now.

    Returns
    -------
    What kept all of it from being verified.
    """
    if stays(round_.decision_id) != Life.OPEN:
        return [CellProblem(_("The facts are frozen; what is found now leads to a correction."))]
    contents = _contents(round_)
    problems = [
        CellProblem(
            _("The family has sent something else meanwhile. Look at the file again."), row, "fact", fact
        )
        for row, child, fact, _how, value in plan
        if child not in contents or value_of(contents[child], fact) != value
    ]
    if not problems:
        children = Child.objects.in_bulk([item[1] for item in plan])
        for _row, child, fact, how, value in plan:
            assert how in WAYS
            verify(children[child], fact, how, value)
    return problems
