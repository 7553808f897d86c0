"""Every way in which a management type is written is one of those with a sector."""

import pytest

from citycompact.city import SECTORS
from citycompact.importers.baltimore.management import TYPES, folded_type


@pytest.mark.parametrize(
    "text",
    ["Charter- Conversion", "Charter-\r\nConversion", "Charter-Conversion", " charter- \n CONVERSION "],
)
def test_conversions_are_charters_however_the_cell_is_broken(text):
    assert TYPES[folded_type(text)].sector == "charter"


def test_a_dash_between_blanks_stays_one():
    assert folded_type("Alternative Program - Contract") in TYPES
    assert folded_type("Separate public\r\nday") == folded_type("Separate Public Day")


def test_every_type_has_an_operator_of_its_own_and_a_sector_that_there_is():
    assert len({management.operator_id for management in TYPES.values()}) == len(TYPES)
    assert {management.sector for management in TYPES.values()} == set(SECTORS)
