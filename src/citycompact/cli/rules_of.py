"""Finding the rulebook of a city, reading every section of it, and who has signed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from citycompact import rooms
from citycompact.city import CityPackage, inspect_city, read_city
from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.facts import FactsError, Problem
from citycompact.rulebook import Rulebook, read_signatures, signing_record, unsigned_problems


def rulebook_path(city: Path, given: Path | None) -> Path | None:
    """The rulebook that was asked for, else the city's own, else None for the default rules."""
    if given is not None:
        return given
    own = city / "rulebook.toml"
    return own if own.exists() else None


def city_beside(rulebook: Path, given: Path | None) -> CityPackage | None:
    """The city that was named, else the one in whose folder the rulebook lies, else none."""
    if given is not None:
        return read_city(given)
    if not (rulebook.parent / "city.toml").exists():
        return None
    # Facts that are still being mended keep nobody from signing the rules.
    return inspect_city(rulebook.parent)[0]


def signing_of(
    rulebook: Rulebook, path: Path | None, facts: Any, sections: Sequence[str]
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Who signed sections of a rulebook, as a record says it, and a problem for each sector that has not."""
    signatures = read_signatures(path)
    missing = [
        problem for name in sections for problem in unsigned_problems(name, rulebook, signatures, facts)
    ]
    return signing_record(sections, rulebook, signatures, facts), list(dict.fromkeys(missing))


def rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules, list[Problem]]:
    """Read the rulebook of a city, and list what in it the city does not know."""
    rulebook = rooms.read_any_rulebook(rulebook_path(city, given))
    rules = rooms.agreed(rulebook, SECTION)
    return rulebook, rules, rulebook_problems(package, rules, rulebook)


def checked_rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules]:
    """Like :func:`rules_of`, raising FactsError where there is any problem."""
    rulebook, rules, problems = rules_of(city, given, package)
    if problems:
        raise FactsError(problems)
    return rulebook, rules
