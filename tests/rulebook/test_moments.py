"""Times on the city's own clock, with their hour."""

import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from citycompact.rulebook import CityMoment, is_skipped

moment = TypeAdapter(CityMoment).validate_python


def test_a_day_alone_is_no_time_and_an_offset_is_not_the_citys_clock():
    assert moment(datetime.datetime(2027, 2, 12, 23, 59)) == datetime.datetime(2027, 2, 12, 23, 59)
    with pytest.raises(ValidationError, match=r"day without its hour.*2027-02-12T23:59:00"):
        moment(datetime.date(2027, 2, 12))
    with pytest.raises(ValidationError, match="timezone"):
        moment(datetime.datetime(2027, 2, 13, 4, 59, tzinfo=datetime.UTC))


def test_only_the_hour_that_summer_time_takes_away_is_skipped():
    for hour, minute, skipped in ((1, 59, False), (2, 0, True), (2, 59, True), (3, 0, False)):
        moment = datetime.datetime(2027, 3, 14, hour, minute)
        assert is_skipped(moment, "America/New_York") is skipped
        assert not is_skipped(moment, "America/Phoenix")
    # The hour that comes twice is there.
    assert not is_skipped(datetime.datetime(2027, 11, 7, 1, 30), "America/New_York")
