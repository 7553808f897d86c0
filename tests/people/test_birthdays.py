"""One part may differ, or day and month be swapped; nothing else."""

from datetime import date

import pytest

from citycompact.people.birthdays import date_relation


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (date(2021, 3, 12), "same"),
        (date(2021, 3, 21), "day"),
        (date(2021, 8, 12), "month"),
        (date(2012, 3, 12), "year"),
        (date(2021, 12, 3), "swapped"),
        (date(2021, 4, 13), None),
        (date(2020, 12, 3), None),
        (None, "missing"),
    ],
)
def test_what_differs(other, how):
    assert date_relation(date(2021, 3, 12), other) == how
    assert date_relation(other, date(2021, 3, 12)) == how
