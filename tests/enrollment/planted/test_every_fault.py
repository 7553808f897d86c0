"""All planted faults together: the verifier's side of them, and the page of the docs."""

import pytest

from planted_deciders import PAGE, every_fault, every_fault_in_compact, page, verifier_objects

ALL = every_fault()


def test_there_are_many_and_each_has_its_own_words():
    assert len(ALL) >= 30
    assert len(every_fault_in_compact()) >= 10
    for some in (ALL, every_fault_in_compact()):
        assert len({(one.file, one.bug) for one in some}) == len(some)
    assert all(one.check or one.verify for one in ALL)


@pytest.mark.parametrize("planted", ALL, ids=lambda one: one.bug)
def test_the_verifier_objects_to_what_it_can_see_and_to_nothing_else(planted, monkeypatch):
    assert verifier_objects(planted, monkeypatch) is planted.verify


def test_the_page_of_the_docs_says_just_this():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tests/planted_deciders.py"
