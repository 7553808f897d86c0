"""The list of given names is folded, and holds the names that twins have a letter apart."""

from citycompact.people.folding import folded
from citycompact.people.given_names import GIVEN_NAMES


def test_names_are_folded():
    assert all(folded(name) == name and " " not in name for name in GIVEN_NAMES)
    assert {"ada", "ana", "jayden", "kayden", "mario", "maria", "amina", "amira"} <= GIVEN_NAMES
