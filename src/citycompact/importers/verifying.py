"""What an import knows of its facts: whoever keeps the records that it reads has verified them."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from citycompact.city.tables import ADDRESS, ADDRESS_COLUMNS, TABLES


def verified_by(applicants: pl.DataFrame, facts: Iterable[str], how: str) -> pl.DataFrame:
    """The table ``verifications``: a row for each of these facts that stands in the row of an applicant.

    A false one needs none. ``address`` is the fact behind zone and coordinates.
    """
    parts = [TABLES["verifications"].empty()]
    for fact in facts:
        columns = [
            name for name in (ADDRESS_COLUMNS if fact == ADDRESS else (fact,)) if name in applicants.columns
        ]
        stated = pl.any_horizontal(pl.lit(False), *(pl.col(name).is_not_null() for name in columns))
        if applicants.schema.get(fact) == pl.Boolean:
            stated = pl.col(fact).fill_null(False)
        rows = applicants.filter(stated).select("applicant_id", fact=pl.lit(fact), how=pl.lit(how))
        parts.append(TABLES["verifications"].complete(rows))
    return pl.concat(parts).sort("applicant_id", "fact")
