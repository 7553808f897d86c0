"""Imported series: what the system does not measure yet, as a CSV with its source and date."""

from __future__ import annotations

from citycompact.compact.facts import Measurement
from citycompact.compact.tables import MEASURED
from citycompact.facts import FactsError, Problem, read_tables, rows_of, table_of

_SERIES = table_of(
    Measurement, "series", ("indicator_id", "group", "on"), may_be_empty=("group",), **MEASURED
)


def read_series(content: bytes, known: frozenset[str]) -> tuple[Measurement, ...]:
    """Read rows of ``indicator_id, group, on, value, source`` from a CSV.

    Raises
    ------
    FactsError
        With every problem: unknown indicators, dates and values that are none, rows without a source,
        and the same indicator, group and day given twice with different values.
    """
    file = "series.csv"
    frames, problems = read_tables({file: content}, (_SERIES,))
    if frames is None:
        raise FactsError(problems)
    # A cell that could not be read is None here; its problem is named already.
    rows = rows_of(frames["series"], Measurement)
    seen: dict[tuple[object, ...], float] = {}
    for number, row in enumerate(rows, start=2):
        if row.indicator_id and row.indicator_id not in known:
            message, mend = (
                "is no imported indicator of this compact.",
                "Add the indicator first, or correct the name.",
            )
            problems.append(Problem(file, message, mend, number, "indicator_id", row.indicator_id))
        if not row.source:
            problems.append(Problem(file, "is empty.", "Say where the value comes from.", number, "source"))
        if seen.setdefault((row.indicator_id, row.group, row.on), row.value) != row.value:
            message = "contradicts an earlier row of the same day."
            problems.append(Problem(file, message, "Keep one of them.", number, "value", str(row.value)))
    if not rows:
        problems.append(Problem(file, "holds no rows.", "Add some below the header."))
    if problems:
        raise FactsError(problems)
    return tuple({(row.indicator_id, row.group, row.on): row for row in rows}.values())
