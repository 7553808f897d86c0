"""Whether the published lottery numbers and places are those of the seed, or those that were recorded."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.enrollment.recomputed.result_tables import Published
from citycompact.enrollment.recomputed.round import Round
from citycompact.enrollment.recomputed.violations import Violations


def other_numbers(round_: Round, found: Published) -> Violations:
    """Rows of the published table ``lottery`` with another number or place than the draw gives."""
    violations = Violations().add(found.odd["lottery"])
    table = found["lottery"]
    if round_.draw.seed is None and not round_.draw.replayed:
        violations.add(["the result names no seed, and is no replay"])
    times = table.group_by("applicant_id").len().filter(pl.col("len") > 1).sort("applicant_id")
    violations.add(f"applicant {name} stands there {count} times" for name, count in times.iter_rows())
    due = pl.DataFrame(
        {
            "applicant_id": round_.people.ids,
            "number": round_.numbers.own,
            "place": round_.numbers.own_place,
        }
    )
    both = due.join(
        table.unique("applicant_id", keep="first", maintain_order=True),
        on="applicant_id",
        how="full",
        maintain_order="left_right",
    )
    wrong = both.filter(
        # A recorded number that is missing is printed as nothing, which a table read again may leave empty.
        pl.col("number").ne_missing(pl.col("lottery_number").fill_null(""))
        | pl.col("place").ne_missing(pl.col("lottery_place"))
    )

    def say(row: int) -> str:
        one = wrong.row(row, named=True)
        if one["applicant_id"] is None:
            return f"applicant {one['applicant_id_right']} has a number, and did not apply"
        if one["applicant_id_right"] is None:
            return f"applicant {one['applicant_id']} is missing; number {one['number']}, place {one['place']}"
        said = f"number {one['lottery_number']}, place {one['lottery_place']}"
        return (
            f"applicant {one['applicant_id']}: {said}; should be number {one['number']}, place {one['place']}"
        )

    return violations.add_each(np.arange(wrong.height), say)
