"""Why a school got its vans, or none."""

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
