"""A city in memory: its tables, its sectors, and the keys of those who may sign."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from citycompact.city import CityPackage
from citycompact.city.package import is_public_key
from citycompact.city.tables import TABLES
from small_cities import city, town


def test_a_table_without_a_file_is_empty_and_has_its_columns():
    nothing = CityPackage("t", "T", "America/New_York", ("en",), {})
    for name, table in TABLES.items():
        assert nothing.table(name).is_empty()
        assert nothing.table(name).columns == [column.name for column in table.columns]


def test_sectors_are_those_that_run_a_school_in_one_order():
    operators = [
        {"operator_id": s[0], "name": s, "sector": s} for s in ("partnership", "charter", "district")
    ]

    def sectors(*run_by):
        schools = [{"school_id": f"S{n}", "name": "S", "operator_id": o} for n, o in enumerate(run_by)]
        return city(operators=operators, schools=schools).sectors

    assert sectors("p", "d", "d") == ("district", "partnership")
    assert sectors("c") == ("charter",)
    assert sectors() == ()


def test_programs_stand_with_their_school_and_are_never_doubled_or_lost():
    orphan = {"program_id": "x", "school_id": "gone", "grade": "K", "seats": 1}
    programs = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1}, orphan]
    found = town({}, {"p": 1}, programs=programs).programs_with_schools()
    assert found.select("program_id", "school_name", "operator_id", "sector").rows() == [
        ("p", "School p", "d", "district"),
        ("x", None, None, None),
    ]


def test_what_was_made_of_a_city_is_kept_until_something_else_is_asked():
    facts = town({}, {"p": 1})
    made = []

    def asked(what, *key):
        return facts.latest(what, key, lambda: made.append((what, *key)) or len(made))

    assert [asked("a", 1), asked("a", 1), asked("b", 1), asked("a", 1), asked("a", 2), asked("a", 1)] == [
        1,
        1,
        2,
        1,
        3,
        4,
    ]


def key_of(number: int) -> str:
    return base64.b64encode(number.to_bytes(32, "little")).decode()


@given(st.binary(min_size=32, max_size=32))
def test_every_true_key_is_one(seed):
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert is_public_key(base64.b64encode(raw).decode())


@pytest.mark.parametrize("y", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18, 2**255 + 1, 2**256 - 1])
def test_points_that_anybody_can_sign_with_or_that_are_none_are_no_keys(y):
    assert not is_public_key(key_of(y))


@pytest.mark.parametrize("text", [None, 7, "", "=", "not base64!", "AAAA", key_of(9)[:-1], "é" * 44, b"x"])
def test_what_is_no_base64_of_32_bytes_is_no_key(text):
    assert not is_public_key(text)
