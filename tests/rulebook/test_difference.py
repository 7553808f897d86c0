"""What changed is said whole: where the digests differ, something is always shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.rulebook import parse_rulebook, section_changes
from signed_rulebooks import BOTH, book

texts = st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=4)
values = st.recursive(
    st.integers(0, 3) | st.booleans() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
contents = st.dictionaries(st.sampled_from(["a", "b", "c"]), values)


def changes(before, after, section="enrollment", language="en"):
    return section_changes(section, before, after, {"t": "The same."}, {"t": "The same."}, language)


def with_content(content):
    made = book()
    made.content["enrollment"] = content
    return made


@given(contents, contents)
def test_something_is_shown_wherever_the_digests_differ_and_only_there(one, other):
    before, after = with_content(one), with_content(other)
    same = before.section_digest("enrollment") == after.section_digest("enrollment")
    assert (changes(before, after) == []) == same


def test_a_change_that_no_sentence_says_is_shown_with_place_and_both_values():
    before, after = book(maximum=3), book(maximum=4)
    assert changes(before, after) == [
        "Only the text differs, no sentence does: enrollment.choices.maximum: 3 → 4"
    ]
    assert changes(before, after, language="es") == [
        "Solo difiere el texto, y ninguna frase: enrollment.choices.maximum: 3 → 4"
    ]
    assert changes(book(sectors=BOTH), book("oak", BOTH)) == [
        'Only the text differs, no sentence does: rulebook.city: "town" → "oak"'
    ]


def test_a_change_that_hides_behind_another_is_shown_too():
    said = section_changes("enrollment", book(maximum=3), book("oak", maximum=4), {"t": "A."}, {"t": "B."})
    assert said == [
        "Changed: B. (Before: A.)",
        'In the text: rulebook.city: "town" → "oak"',
        "In the text: enrollment.choices.maximum: 3 → 4",
    ]


@pytest.mark.parametrize(("one", "other"), [("n\u0303", "ñ"), ("ﬁ", "fi")])
def test_letters_that_look_alike_are_shown_as_their_code_points(one, other):
    (line,) = changes(with_content({"a": one}), with_content({"a": other}))
    assert "\\u" in line
    assert len(set(line.rpartition(": ")[2].split(" → "))) == 2


def test_a_line_that_is_added_or_taken_away_is_nothing_on_the_other_side():
    assert "enrollment.b: nothing → 1" in changes(with_content({}), with_content({"b": 1}))[0]
    assert "enrollment.b: 1 → nothing" in changes(with_content({"b": 1}), with_content({}))[0]


def test_the_same_number_written_otherwise_is_no_change():
    head = '[rulebook]\nname = "R"\nversion = "1"\n[compact]\nwrong_way = '
    one, other = (parse_rulebook(head + n, "r.toml", frozenset({"compact"})) for n in ("0.10", "1e-1"))
    assert changes(one, other, "compact") == []
