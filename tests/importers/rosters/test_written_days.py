"""Days as people write them; the column tells which number is the month."""

from datetime import date

import pytest

from citycompact.importers.rosters.written_days import read_days

LATEST = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("texts", "days", "order", "told"),
    [
        (["2019-05-31", "2019-5-1 00:00:00"], [date(2019, 5, 31), date(2019, 5, 1)], None, False),
        (["05/31/2019", "3/4/2020"], [date(2019, 5, 31), date(2020, 3, 4)], "month first", True),
        (["31/05/2019", "3/4/2020"], [date(2019, 5, 31), date(2020, 4, 3)], "day first", True),
        (["3.4.2020"], [date(2020, 3, 4)], "month first", False),
        (["05/31/2019", "31/05/2019"], [date(2019, 5, 31), None], "month first", False),
        (["", "2019-02-30", "5/1/19", "2031-01-01", "43616", "x"], [None] * 6, None, False),
    ],
)
def test_a_column_of_days(texts, days, order, told):
    read = read_days(texts, LATEST)
    assert (read.days, read.order, read.told) == (days, order, told)
    assert read.unread == [n for n, text in enumerate(texts) if text and days[n] is None]
