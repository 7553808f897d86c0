"""Finding the rulebook of a city, reading every section of it, and who has signed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from citycompact import rooms
from citycompact.city import CityPackage, inspect_city
from citycompact.doors import Decision
from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.facts import FactsError, Problem
from citycompact.rulebook import (
    Rulebook,
    SigningCity,
    read_signatures,
    signing_record,
    unsigned_problems,
)


def rulebook_path(city: Path, given: Path | None) -> Path | None:
    """The rulebook that was asked for, else the city's own, else None for the default rules."""
    if given is not None:
        return given
    own = city / "rulebook.toml"
    return own if own.exists() else None


def city_beside(rulebook: Path, given: Path | None) -> CityPackage | None:
    """The city that was named, else the one in whose folder the rulebook lies, else none."""
    folder = given or rulebook.parent
    if given is None and not (folder / "city.toml").exists():
        return None
    package, problems = inspect_city(folder)
    # Facts that are still being mended keep nobody from signing the rules; without its keys it is no city.
    if package is None and given is not None:
        raise FactsError(problems)
    return package


def signing_of(
    rulebook: Rulebook, path: Path | None, facts: Any, sections: Sequence[str]
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Who signed sections of a rulebook, as a record says it, and a problem for each sector that has not."""
    signatures = read_signatures(path)
    missing = [
        problem for name in sections for problem in unsigned_problems(name, rulebook, signatures, facts)
    ]
    return signing_record(sections, rulebook, signatures, facts), list(dict.fromkeys(missing))


class AgreedRules(NamedTuple):
    """Rules that a command may decide by: their rulebook, what the doors take, and who signed them."""

    rulebook: Rulebook
    rules: Any
    signing: dict[str, dict[str, Any]]


def agreed_rules(
    decision: Decision,
    facts: Any,
    rulebook: Path | None,
    *,
    unsigned: bool,
    city: SigningCity | None = None,
) -> AgreedRules:
    """The gate of every command that decides from facts by a rulebook.

    Parameters
    ----------
    rulebook
        Its file, as :func:`rulebook_path` finds it; None for the default rules, which need no signature.
    unsigned
        Whether a header that does not fit, sections that are absent and missing signatures are accepted;
        the record names them.
    city
        Whose keys count; needed where the facts are not the city's own package (see :func:`city_beside`).

    Raises
    ------
    FactsError
        For rules that cannot be read or that the facts do not know, for a city that is not that of the
        facts, and for whatever ``unsigned`` does not accept.
    """
    book = rooms.read_any_rulebook(rulebook)
    problems = rooms.rulebook_problems(decision, facts, book)
    if city is None and isinstance(facts, SigningCity):
        city = facts
    if city is not None and city.city_id != facts.city_id:
        message = f"is of the city {city.city_id}, and the facts are of {facts.city_id}."
        problems.append(Problem("city.toml", message, "Name the city package of the same city."))
    # Of an unknown city no key is known, so that no signature counts.
    held = city or CityPackage(facts.city_id, facts.city_id, "UTC", ("en",), {})
    signing, missing = signing_of(book, rulebook, held, decision.sections)
    if city is None and missing:
        message = "is signed by nobody: without the city's package its signers' keys are not known."
        mend = "Keep the rulebook beside city.toml, or name the city. Or run with --unsigned."
        missing = [Problem(book.file, message, mend)]
    if problems or (missing and not unsigned):
        raise FactsError([*problems, *([] if unsigned else missing)])
    return AgreedRules(book, rooms.rules_for(decision, book), signing)


def rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules, list[Problem]]:
    """Read the rulebook of a city, and list what in it the city does not know."""
    rulebook = rooms.read_any_rulebook(rulebook_path(city, given))
    rules = rooms.agreed(rulebook, SECTION)
    return rulebook, rules, rulebook_problems(package, rules, rulebook)
