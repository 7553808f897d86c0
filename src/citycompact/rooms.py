"""The rooms of the house, in one list; whoever needs to know what there is reads it from here."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from citycompact import compact, enrollment, funding
from citycompact.doors import Decision, Facts, Room, Section, as_rules
from citycompact.facts import FactsError, Problem, Table
from citycompact.rulebook import Rulebook, read_rulebook
from citycompact.words import Language

__all__ = ["ROOMS", "Room"]

ROOMS: tuple[Room, ...] = (enrollment.ROOM, compact.ROOM, funding.ROOM)
"""Every room, in the order in which a rulebook is read to a board."""


def room(name: str) -> Room:
    """The room of this name; KeyError for none."""
    for item in ROOMS:
        if item.name == name:
            return item
    raise KeyError(name)


def sections() -> dict[str, Section]:
    """Every section that a rulebook may have, by name."""
    return {section.name: section for item in ROOMS for section in item.sections}


def section_names() -> frozenset[str]:
    """Names of all sections; a rulebook that has any other is refused."""
    return frozenset(sections())


def tables() -> dict[str, Table]:
    """Every table of any room, by name."""
    return {table.name: table for item in ROOMS for table in item.tables}


def tables_for(room: Room, names: Collection[str] = ()) -> tuple[Table, ...]:
    """The tables of a room, or some of them, after those of any room that they refer to."""
    known = tables() | {table.name: table for table in room.tables}
    found: dict[str, Table] = {}

    def add(table: Table) -> None:
        for _column, other, _there in table.references:
            if other != table.name and other not in found:
                add(known[other])
        found[table.name] = table

    for table in room.tables:
        if not names or table.name in names:
            add(table)
    return tuple(found.values())


def read_any_rulebook(path: Path | str | None) -> Rulebook:
    """Read a rulebook and every section of it; None gives the default rules. Raises as :func:`validated`."""
    return validated(read_rulebook(path, section_names()))


def validated(rulebook: Rulebook) -> Rulebook:
    """The same rulebook, every section of it read by its room.

    Raises
    ------
    FactsError
        With the line of every problem in every section.
    """
    problems: list[Problem] = []
    for name in rulebook.sections:
        try:
            agreed(rulebook, name)
        except FactsError as error:
            problems += error.problems
    if problems:
        raise FactsError(problems)
    return rulebook


def agreed(rulebook: Rulebook, section_name: str) -> Any:
    """The rules of one section, as its room's model; the usual ones where the section is absent."""
    return rulebook.section(section_name, sections()[section_name].model)


def rules_for(decision: Decision, rulebook: Rulebook) -> Any:
    """What a decision's doors take as rules, from a rulebook."""
    return as_rules({name: agreed(rulebook, name) for name in decision.sections})


def rule_sentences(rulebook: Rulebook, language: Language = "en") -> dict[str, dict[str, str]]:
    """What a rulebook says: section to topic to sentence, for each section that it has."""
    return {
        section.name: dict(section.sentences(agreed(rulebook, section.name), language))
        for section in sections().values()
        if section.name in rulebook.content
    }


def rulebook_problems(decision: Decision, facts: Facts, rulebook: Rulebook) -> list[Problem]:
    """Names in the rules of a decision that its facts do not know, each with its line."""
    return [
        problem
        for name in decision.sections
        if (check := sections()[name].problems) is not None
        for problem in check(facts, agreed(rulebook, name), rulebook)
    ]
