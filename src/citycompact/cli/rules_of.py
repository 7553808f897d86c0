"""Finding the rulebook of a city, reading every section of it, and who has signed them."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citycompact import rooms
from citycompact.city import CityPackage, Signer, inspect_city, read_city
from citycompact.doors import Decision
from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.facts import FactsError, Problem, canonical_json
from citycompact.rulebook import Rulebook, Signature, SigningCity, read_signatures

if TYPE_CHECKING:
    from citycompact.record.agreed import Agreed
    from citycompact.record.written import Written


def rulebook_path(city: Path, given: Path | None) -> Path | None:
    """The rulebook that was asked for, else the city's own, else None for the default rules.

    Raises
    ------
    FactsError
        Where there is none and a file has nearly its name.
    """
    if given is not None:
        return given
    own = city / "rulebook.toml"
    if own.exists() or not city.is_dir():
        return own if own.exists() else None
    others = [path.name for path in city.iterdir() if path.suffix == ".toml"]
    for name in difflib.get_close_matches(own.name, others, n=1, cutoff=0.8):
        # Else the city would be decided by the default rules without a word.
        mend = f"Name it {own.name}, or give it with --rulebook."
        raise FactsError([Problem(name, f"is not read; the rulebook is called {own.name}.", mend)])
    return None


def city_beside(rulebook: Path, given: Path | None) -> CityPackage | None:
    """The city that was named, else the one in whose folder the rulebook lies, else none."""
    if given is not None:
        return read_city(given)
    if not (rulebook.parent / "city.toml").exists():
        return None
    # Facts that are still being mended keep nobody from signing the rules.
    return inspect_city(rulebook.parent)[0]


def agreed_on(
    decision: Decision,
    facts: Any,
    where: Path,
    rulebook: Path | None,
    city: Path | None,
    *,
    unsigned: bool,
) -> Agreed:
    """The rules of a decision from a rulebook, held against facts, city and signatures: one gate for all.

    Parameters
    ----------
    where
        Folder or archive of the facts; a rulebook.toml in it is taken where none is given.
    city
        Whose signers' keys count; else the facts, where they are a city's, or the city beside the rulebook.
    unsigned
        Whether rules that a sector has not signed are accepted.

    Raises
    ------
    FactsError
        With everything that does not fit together.
    """
    from citycompact.record.agreed import Agreed

    path = rulebook_path(where, rulebook)
    book = rooms.read_any_rulebook(path)
    signing_city = _signing_city(facts, city, path)
    found = Agreed.of(decision, rooms.rules_for(decision, book), book, read_signatures(path), signing_city)
    problems = rooms.rulebook_problems(decision, facts, book)
    if signing_city.city_id != facts.city_id:
        message = f"is the city {signing_city.city_id}, and the facts are of {facts.city_id}."
        problems.append(Problem("city.toml", message, "Give the city of the facts (--city)."))
    if problems or (found.missing and not unsigned):
        raise FactsError([*problems, *found.missing])
    return found


def published_rules(
    decision: Decision, facts: Any, city: Path | None, written: Written, *, unsigned: bool
) -> tuple[Agreed, bool]:
    """The rules that a published decision names itself, and whether the city's own keys prove them.

    Without a city, the keys are those of the publication: then only its agreement with itself is known.

    Raises
    ------
    FactsError
        Where what is published are no rules, or the city's signers have not signed them.
    """
    from citycompact.record.agreed import Agreed, rulebook_of

    file, mend = "the published rules", "Take them as they were published, or give --rulebook."
    try:
        # Fractions become decimals, as everywhere in a rulebook.
        signed = json.loads(canonical_json(dict(written.agreed["signed"])), parse_float=Decimal)
        said = written.record["sections"]
        books = {name: rulebook_of(signed[name], said[name], file) for name in decision.sections}
        signatures = [Signature(**item) for item in written.agreed["signatures"]]
        named = {item.sector for item in signatures}
        named.update(sector for name in decision.sections for sector in said[name]["not_signed_by"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FactsError([Problem(file, f"cannot be read: {error}.", mend)]) from None
    rules = {name: rooms.agreed(book, name) for name, book in books.items()}
    known = _signing_city(facts, city, None)
    asked = city is not None or isinstance(facts, CityPackage)
    proved = asked or all(book.is_default for book in books.values())
    stated = _Stated(facts.city_id, tuple(named), tuple(signatures))
    parts = [
        Agreed.of(replace(decision, sections=(name,)), rules, book, signatures, known if proved else stated)
        for name, book in books.items()
    ]
    found = Agreed(
        rules if len(rules) > 1 else next(iter(rules.values()), None),
        {name: said for part in parts for name, said in part.signing.items()},
        {name: content for part in parts for name, content in part.signed.items()},
        tuple(item for part in parts for item in part.signatures),
        tuple(problem for part in parts for problem in part.missing),
    )
    if proved and found.missing and not unsigned:
        raise FactsError(found.missing)
    return found, proved


@dataclass(frozen=True)
class _Stated:
    """A city as a publication states it: whoever signed there counts."""

    city_id: str
    sectors: tuple[str, ...]
    signatures: tuple[Signature, ...]

    @property
    def signers(self) -> tuple[Signer, ...]:
        return tuple(Signer(item.name, item.sector, item.public_key) for item in self.signatures)


def _signing_city(facts: Any, given: Path | None, rulebook: Path | None) -> SigningCity:
    """The city whose keys count; where it is not known, no key does."""
    if given is not None:
        # Facts that are still being mended keep nobody from signing the rules.
        city, problems = inspect_city(given)
        if city is None:
            raise FactsError(problems)
        return city
    if isinstance(facts, CityPackage):
        return facts
    city = None if rulebook is None else city_beside(rulebook, None)
    return city or CityPackage(facts.city_id, facts.name, "UTC", ("en",), {})


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
