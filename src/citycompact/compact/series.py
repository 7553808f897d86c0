"""Imported series: what the system does not measure yet, as a CSV with its source and date."""

from __future__ import annotations

from citycompact.compact.facts import Measurement
from citycompact.compact.package import read_rows
from citycompact.compact.tables import Table
from citycompact.facts import FactsError, Problem

_TABLE = Table(Measurement, ("indicator_id", "group", "on"), {}, {})


def read_series(text: str, known: frozenset[str], file: str = "series.csv") -> tuple[Measurement, ...]:
    """Read rows of ``indicator_id, group, on, value, source``.

    Raises
    ------
    FactsError
        With every problem: unknown indicators, dates and values that are none, rows without a source,
        and the same indicator, group and day given twice with different values.
    """
    problems: list[Problem] = []
    rows = list(read_rows(file, text, _TABLE, problems))
    seen: dict[tuple[str, str, str], float] = {}
    for number, row in enumerate(rows, start=2):
        if row.indicator_id not in known:
            problems.append(
                Problem(file, "is no imported indicator of this compact.", "Add the indicator first, or correct the name.",
                        number, "indicator_id", row.indicator_id)
            )  # fmt: skip
        if not row.source:
            problems.append(Problem(file, "is empty.", "Say where the value comes from.", number, "source"))
        key = (row.indicator_id, row.group, row.on.isoformat())
        if seen.setdefault(key, row.value) != row.value:
            problems.append(
                Problem(file, "contradicts an earlier row of the same day.", "Keep one of them.", number, "value", str(row.value))
            )  # fmt: skip
    if not rows and not problems:
        problems.append(Problem(file, "holds no rows.", "Add some below the header."))
    if problems:
        raise FactsError(problems)
    return tuple({(r.indicator_id, r.group, r.on): r for r in rows}.values())
