"""One slip, and which; against the distance computed by its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.people.slips import slip


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("mateo", "maeto", "swapped"),
        ("mateo", "matteo", "doubled"),
        ("ada", "ana", "inside"),
        ("jayden", "kayden", "first"),
        ("mario", "maria", "last"),
        ("daniel", "daniela", "last"),
        ("ana", "ana", None),
        ("jose", "joseph", None),
        ("hassan", "hussein", None),
        ("", "a", "first"),
    ],
)
def test_which_slip_it_is(a, b, kind):
    assert slip(a, b) == slip(b, a) == kind


def one_apart(text: str) -> set[str]:
    letters = "abc"
    found = set()
    for n in range(len(text) + 1):
        found |= {text[:n] + letter + text[n:] for letter in letters}
        if n < len(text):
            found.add(text[:n] + text[n + 1 :])
            found |= {text[:n] + letter + text[n + 1 :] for letter in letters}
        if n + 1 < len(text):
            found.add(text[:n] + text[n + 1] + text[n] + text[n + 2 :])
    return found - {text}


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_it_is_one_slip_exactly_where_one_edit_leads_there(a, b):
    assert (slip(a, b) is not None) == (b in one_apart(a))
