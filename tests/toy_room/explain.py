"""Why a school got its vans, or none, and when it chooses them."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.words import Language, plural

_NONE = {"en": "No vans were left for you.", "es": "No quedaron furgonetas para su escuela."}


def explain(facts: CityPackage, result: Result, who: str, language: Language) -> tuple[str, ...]:
    """One sentence for a school."""
    row = result.tables["loans"].row(by_predicate=pl.col("school_id") == who, named=True)
    if row["reason"] == "none_left":
        return (_NONE[language],)
    if language == "es":
        return (f"Su escuela recibe {plural(row['vans'], 'furgoneta', 'furgonetas')}.",)
    return (f"Your school gets {plural(row['vans'], 'van', 'vans')}.",)


def explain_turns(facts: CityPackage, result: Result, who: str, language: Language) -> tuple[str, ...]:
    """One sentence for a school."""
    turns = result.tables["turns"]
    turn = turns.row(by_predicate=pl.col("school_id") == who, named=True)["turn"]
    if language == "es":
        return (f"Su escuela elige en el turno {turn} de {turns.height}.",)
    return (f"Your school chooses in turn {turn} of {turns.height}.",)
