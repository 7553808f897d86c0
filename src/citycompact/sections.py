"""The sections that a rulebook may have, each with its room's model and sentences."""

from __future__ import annotations

from typing import Any

from citycompact import compact, enrollment
from citycompact.facts import FactsError, Problem
from citycompact.rulebook import Rulebook
from citycompact.words import Language

_ROOMS: dict[str, tuple[Any, Any]] = {
    enrollment.SECTION: (enrollment.EnrollmentRules, enrollment.rule_sentences),
    compact.SECTION: (compact.ProgressRules, compact.rule_sentences),
}


def section_names() -> frozenset[str]:
    """Names of all sections; a rulebook that has any other is refused."""
    return frozenset(_ROOMS)


def agreed(rulebook: Rulebook, section: str) -> Any:
    """The rules of one section, as its room's model; the usual ones where the section is absent."""
    return rulebook.section(section, _ROOMS[section][0])


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


def rule_sentences(rulebook: Rulebook, language: Language = "en") -> dict[str, dict[str, str]]:
    """What a rulebook says: section to topic to sentence, for each section that it has."""
    return {name: _ROOMS[name][1](agreed(rulebook, name), language) for name in rulebook.sections}
