"""Days and times read as people write them, in each language."""

import datetime

from citycompact.words import LANGUAGES, say_date, say_time

DAY = datetime.date(2027, 3, 31)


def test_a_day_in_full():
    assert say_date(DAY, "en") == "March 31, 2027"
    assert say_date(DAY, "es") == "31 de marzo de 2027"


def test_a_time_has_no_space_that_fonts_lack():
    assert say_time(datetime.time(23, 59), "en") == "11:59 PM"
    assert all("\u202f" not in say_time(datetime.time(23, 59), language) for language in LANGUAGES)
