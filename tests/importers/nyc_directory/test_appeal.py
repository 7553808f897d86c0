"""Appeal: what was filled is sought after; what says nothing of it is judged by its applicants a seat."""

from citycompact.importers.nyc_directory.appeal import appeal


def test_a_published_flag_counts_whatever_the_number_of_applicants():
    assert appeal(50, 60, True) == appeal(50, 900, True)
    assert appeal(50, 900, False) == appeal(50, 60, False)
    assert appeal(50, 60, True) > appeal(50, 900, False)


def test_without_a_flag_six_applicants_a_seat_are_a_filled_program():
    assert appeal(50, 300, None) == appeal(50, 0, True)
    assert appeal(50, 299, None) == appeal(50, 0, False)


def test_a_program_without_seats_is_full():
    assert appeal(0, 0, None) == appeal(1, 1, True)
