"""How names relate: the same both ways round, and two names stay two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.people.folding import name_words
from citycompact.people.names import family_relation, given_relation, words_moved


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("José", "JOSE ", "same"),
        ("Pa Houa", "Pahoua", "same"),
        ("Ximena", "Jimena", "spelling"),
        ("Maria Jose", "Maria", "part"),
        ("Carlos A.", "Carlos Alberto", "part"),
        ("Juan C.", "Juan Carlos", "part"),
        ("J. Carlos", "Juan Carlos", "part"),
        ("Pepe", "José", "short"),
        ("Liz", "Elizabeth Ann", "short"),
        ("Xuan Mai", "Mai Xuan", "order"),
        ("Mateo", "Maeto", "slip"),
        ("Ada", "Ana", "slip"),
        ("Maria Jose", "Jose Maria", None),
        ("Maria Elena", "Maria Luisa", None),
        ("M.", "Maria", None),
        ("Bo", "Jo", None),
        ("Jose", "Joseph", None),
        ("Hassan", "Hussein", None),
    ],
)
def test_given_names(a, b, how):
    assert given_relation(name_words(a), name_words(b)) == how
    assert given_relation(name_words(b), name_words(a)) == how


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("Núñez", "nunez", "same"),
        ("Smith-Jones", "Smith Jones", "same"),
        ("de la Cruz", "Cruz", "same"),
        ("Delacruz", "de la Cruz", "spelling"),
        ("Gonzales", "González", "spelling"),
        ("Cruz Vega", "Vega Cruz", "swapped"),
        ("Avila Ruiz", "Ruiz", "part"),
        ("Garcia", "Gracia", "slip"),
        ("Cole", "Coles", "slip"),
        ("Yang", "Vang", None),
        ("Lo", "Lor", None),
        ("Cruz Vega", "Cruz Lopez", None),
    ],
)
def test_family_names(a, b, how):
    assert family_relation(name_words(a), name_words(b)) == how
    assert family_relation(name_words(b), name_words(a)) == how


def test_words_in_other_places():
    def moved(*names: str) -> bool:
        return words_moved(*(name_words(name) for name in names))

    assert moved("Nguyễn", "An", "An", "Nguyen")
    assert moved("Ayaan Mohamed", "Ali", "Ayaan", "Mohamed Ali")
    assert moved("Ayaan Mohamed", "Ali", "Ayaan", "Mohamed")
    # Brother and sister have the names of their father and grandfather in common.
    assert not moved("Ayaan Mohamed", "Ali", "Hodan", "Mohamed Ali")
    assert not moved("Ayaan", "Ali", "Ayaan", "Omar")


names = st.lists(st.text("abcdeh", min_size=1, max_size=6), min_size=1, max_size=3).map(tuple)


@given(names, names)
def test_it_does_not_matter_who_is_first(a, b):
    assert given_relation(a, b) == given_relation(b, a)
    assert family_relation(a, b) == family_relation(b, a)
    assert given_relation(a, a) == family_relation(a, a) == "same"
