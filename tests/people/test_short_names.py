"""A short form is one of its own full names, and of no other short form."""

from citycompact.people.folding import folded
from citycompact.people.short_names import _OF, short_of_one_another


def test_short_forms_and_full_names():
    assert short_of_one_another("pepe", "jose")
    assert short_of_one_another("elizabeth", "liz")
    assert not short_of_one_another("alexander", "alexandra")
    assert not short_of_one_another("bill", "will")
    assert not short_of_one_another("jose", "joseph")


def test_the_list_is_folded_and_no_name_is_short_for_itself():
    for full, short in _OF.items():
        assert full not in short
        assert all(folded(name) == name for name in (full, *short))
