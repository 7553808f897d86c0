"""A roster says nobody's name of itself."""

from citycompact.importers.rosters import roster_of_sheet
from small_exports import TODAY


def test_no_name_is_in_what_it_says_of_itself():
    text = "Given name,Family name,Birth date,School\nXochitl,Ibarra,2019-05-31,North\n"
    roster = roster_of_sheet("roster.csv", text.encode(), TODAY)
    assert roster.students.height == 1
    assert "Xochitl" not in repr(roster)
    assert "Ibarra" not in str(roster)
    assert roster.schools.rows() == [("North", "North", None)]
