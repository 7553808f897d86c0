"""Finding the rulebook of a city, reading every section of it, and who has signed them."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from citycompact import rooms
from citycompact.city import CityPackage, Signer, inspect_city
from citycompact.doors import Decision, Facts, as_rules
from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.facts import FactsError, Problem, canonical_json, files_of
from citycompact.rulebook import Rulebook, Signature, SigningCity, read_signatures, signature_of

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
    if city.is_file() and own.name in files_of(city):
        # Else it would be decided by the default rules without a word.
        mend = "Unpack it, or give the rulebook with --rulebook, its signatures beside it."
        raise FactsError([Problem(city.name, f"holds a {own.name}, which is read from folders only.", mend)])
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
    folder = given or rulebook.parent
    if given is None and not (folder / "city.toml").exists():
        return None
    package, problems = inspect_city(folder)
    # Facts that are still being mended keep nobody from signing the rules; without its keys it is no city.
    if package is None and given is not None:
        raise FactsError(problems)
    return package


def rulebook_found(where: Path, rulebook: Path | None, city: Path | None) -> Path | None:
    """The rulebook that was given, else that of the facts, else that of the city that was named."""
    path = rulebook_path(where, rulebook)
    return rulebook_path(city, None) if path is None and city is not None else path


def agreed_found(
    decision: Decision,
    facts: Facts,
    where: Path,
    rulebook: Path | None,
    city: Path | None,
    *,
    unsigned: bool,
) -> Agreed:
    """What :func:`agreed_rules` gives for the rulebook and the city that a command finds.

    Whose keys count says the city that was named, else the facts where they are a city's, else the city
    in whose folder the rulebook lies.
    """
    path = rulebook_found(where, rulebook, city)
    own = city is None and isinstance(facts, SigningCity)
    beside = None if path is None or own else city_beside(path, city)
    return agreed_rules(decision, facts, path, unsigned=unsigned, city=beside)


def published_rules(
    decision: Decision, facts: Facts, city: SigningCity | None, written: Written, *, unsigned: bool
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
        signatures = [signature_of(item) for item in written.agreed["signatures"]]
        named = {item.sector for item in signatures}
        named.update(sector for name in decision.sections for sector in said[name]["not_signed_by"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FactsError([Problem(file, f"cannot be read: {error}.", mend)]) from None
    rules = as_rules({name: rooms.agreed(book, name) for name, book in books.items()})
    known = facts if city is None and isinstance(facts, SigningCity) else city
    if known is not None and known.city_id != facts.city_id:
        message = f"is of the city {known.city_id}, and the facts are of {facts.city_id}."
        raise FactsError([Problem("city.toml", message, "Name the city package of the same city.")])
    # Default rules are nobody's: whether the city has signed others, nothing here says.
    proved = known is not None and not any(book.is_default for book in books.values())
    stated = _Stated(facts.city_id, tuple(named), tuple(signatures))
    parts = [
        Agreed.of(replace(decision, sections=(name,)), rules, book, signatures, known or stated)
        for name, book in books.items()
    ]
    found = Agreed(
        next(iter(books.values())),
        rules,
        {name: said for part in parts for name, said in part.signing.items()},
        {name: content for part in parts for name, content in part.signed.items()},
        tuple(item for part in parts for item in part.signatures),
        tuple(problem for part in parts for problem in part.missing),
        tuple(dict.fromkeys(sector for part in parts for sector in part.sectors)),
        tuple((known or stated).signers),
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
        return tuple(Signer(item.sector, item.name, item.public_key) for item in self.signatures)


def agreed_rules(
    decision: Decision,
    facts: Facts,
    rulebook: Path | None,
    *,
    unsigned: bool,
    city: SigningCity | None = None,
) -> Agreed:
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
    from citycompact.record.agreed import Agreed

    book = rooms.read_any_rulebook(rulebook)
    problems = rooms.rulebook_problems(decision, facts, book)
    if city is None and isinstance(facts, SigningCity):
        city = facts
    if city is not None and city.city_id != facts.city_id:
        message = f"is of the city {city.city_id}, and the facts are of {facts.city_id}."
        problems.append(Problem("city.toml", message, "Name the city package of the same city."))
    found = Agreed.of(
        decision, rooms.rules_for(decision, book), book, read_signatures(rulebook), city or _unknown(facts)
    )
    missing = list(found.missing)
    if city is None and missing:
        message = "is signed by nobody: without the city's package its signers' keys are not known."
        mend = "Keep the rulebook beside city.toml, or name the city. Or run with --unsigned."
        missing = [Problem(book.file, message, mend)]
    if problems or (missing and not unsigned):
        raise FactsError([*problems, *([] if unsigned else missing)])
    return found


def _unknown(facts: Facts) -> CityPackage:
    """A city of which no key is known, so that no signature counts."""
    return CityPackage(facts.city_id, facts.name, "UTC", ("en",), {})


def rules_of(
    city: Path, given: Path | None, package: CityPackage
) -> tuple[Rulebook, EnrollmentRules, list[Problem]]:
    """Read the rulebook of a city, and list what in it the city does not know."""
    rulebook = rooms.read_any_rulebook(rulebook_path(city, given))
    rules = rooms.agreed(rulebook, SECTION)
    return rulebook, rules, rulebook_problems(package, rules, rulebook)
