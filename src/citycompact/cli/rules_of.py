"""Finding the rulebook of a city and reading every section of it."""

from __future__ import annotations

from pathlib import Path

from citycompact.city import CityPackage
from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.facts import FactsError, Problem
from citycompact.rulebook import Rulebook, read_rulebook
from citycompact.sections import section_names

SECTIONS = section_names()
"""Every section a rulebook may have."""


def rulebook_path(city: Path, given: Path | None) -> Path | None:
    """The rulebook that was asked for, else the city's own, else None for the default rules."""
    if given is not None:
        return given
    own = city / "rulebook.toml"
    return own if own.exists() else None


def rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules, list[Problem]]:
    """Read the rulebook of a city, and list what in it the city does not know."""
    rulebook = read_rulebook(rulebook_path(city, given), SECTIONS)
    rules = rulebook.section(SECTION, EnrollmentRules)
    return rulebook, rules, rulebook_problems(package, rules, rulebook)


def checked_rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules]:
    """Like :func:`rules_of`, raising FactsError where there is any problem."""
    rulebook, rules, problems = rules_of(city, given, package)
    if problems:
        raise FactsError(problems)
    return rulebook, rules
