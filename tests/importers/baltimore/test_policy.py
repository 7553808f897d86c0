"""The first rulebook: it can be read, and says of whom each school takes first."""

import tomllib

from citycompact.importers.baltimore.management import TYPES
from citycompact.importers.baltimore.policy import rulebook_text
from citycompact.importers.baltimore.programs import Program
from citycompact.importers.baltimore.schools import School


def _program(number, kind, place=None):
    return Program(School(number, "Any", TYPES[kind], None, None, place, None, frozenset()), "K", 20, 0)


def _priorities(*programs):
    rules = tomllib.loads(rulebook_text("baltimore-2022", 2022, list(programs)))
    return rules["enrollment"]["priorities"]


def test_a_zone_comes_first_at_district_schools_and_a_charter_without_one_draws_lots():
    found = _priorities(
        _program("4", "traditional", "A"), _program("300", "charter"), _program("5", "contract")
    )
    assert found == {
        "default": ["zone", "sibling_attending"],
        "sectors": {"charter": ["sibling_attending"], "partnership": ["sibling_attending"]},
    }


def test_a_conversion_charter_keeps_its_zone():
    found = _priorities(_program("8", "charter-conversion", "B"), _program("300", "charter"))
    assert found["programs"] == {"8-K": ["zone", "sibling_attending"]}


def test_both_sectors_have_to_sign_it_and_going_on_is_a_right():
    rules = tomllib.loads(rulebook_text("baltimore-2022", 2022, [_program("4", "traditional")]))
    assert rules["rulebook"]["signing_sectors"] == ["district", "charter"]
    assert rules["enrollment"]["guarantees"] == [{"kind": "current_school"}]
    assert "sectors" not in rules["enrollment"]["priorities"]
