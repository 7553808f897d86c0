"""A hash means the same on every machine: canonical JSON is RFC 8785, in the domain and in the verifier."""

import datetime
import json
import struct
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from citycompact.facts import FactsError, canonical_json
from citycompact.record import verify

LARGEST = 2**53 - 1

# RFC 8785, Appendix B: the bits of a double, and its spelling.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}

# Sections 3.2.2 to 3.2.4, and the test data that the RFC names (cyberphone/json-canonicalization).
TEXTS = {
    "sorting": (
        r'{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",'
        r'"1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",'
        r'"\u00f6":"Latin Small Letter O With Diaeresis"}',
        '{"\\r":"Carriage Return","1":"One","\x80":"Control","ö":"Latin Small Letter O With Diaeresis",'
        '"€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ),
    "arrays": ('[56,{"d":true,"10":null,"1":[ ]}]', '[56,{"1":[],"10":null,"d":true}]'),
    "french": (
        '{"peach":"This sorting order","péché":"is wrong according to French",'
        '"pêche":"but canonicalization MUST","sin":"ignore locale"}',
        '{"peach":"This sorting order","péché":"is wrong according to French",'
        '"pêche":"but canonicalization MUST","sin":"ignore locale"}',
    ),
    "structures": (
        r'{"1":{"f":{"f":"hi","F":5} ,"\n":56.0},"10":{ },"":"empty","a":{ },"111":[ {"e":"yes","E":"no"} ],'
        '"A":{ }}',
        '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ),
    "unicode": (r'{"Unnormalized Unicode":"A\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'),
    "values": (
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        r'"string":"\u20ac$\u000F\u000aA'
        r"'\u0042\u0022\u005c\\\"\/"
        '","literals":[null,true,false]}',
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ),
    "weird": (
        r'{"\u20ac":"Euro Sign","\r":"Carriage Return","\u000a":"Newline","1":"One",'
        r'"\u0080":"Control\u007f","\ud83d\ude02":"Smiley","\u00f6":"Latin Small Letter O With Diaeresis",'
        r'"\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
        '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge",'
        '"\x80":"Control\x7f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley",'
        '"\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ),
}

BOTH = pytest.mark.parametrize("canonical", [canonical_json, verify.canonical], ids=["domain", "verifier"])


@BOTH
@pytest.mark.parametrize("bits", NUMBERS)
def test_the_numbers_of_the_rfc_are_spelled_as_it_says(canonical, bits):
    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]) == NUMBERS[bits].encode()


@BOTH
@pytest.mark.parametrize("name", TEXTS)
def test_the_examples_of_the_rfc_are_written_as_it_says(canonical, name):
    given_text, expected = TEXTS[name]
    assert canonical(json.loads(given_text)) == expected.encode()


characters = st.characters(exclude_categories=["Cs"])
texts = st.text(st.one_of(characters, st.sampled_from('"\\\b\f\n\r\t\0\x1f\x7f\u2028\ufb33😀ñ')), max_size=6)
doubles = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**24), 10**24).map(float),
    st.tuples(st.integers(1, 9999), st.integers(-30, 30)).map(lambda parts: float(f"{parts[0]}e{parts[1]}")),
)
exact = st.integers(-LARGEST, LARGEST)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), exact, doubles, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=15,
)


@given(values)
@example({"\ufb33": 1, "😀": 2, "\ue000": 3})
@example([1e20, 1e21, 123456789012345680000.0, 1e-6, 1e-7, -0.0, 5e-324])
def test_domain_and_verifier_write_every_value_alike_and_json_reads_it_back(value):
    written = canonical_json(value)
    assert verify.canonical(value) == written
    # JSON's numbers are doubles, and a large one is written with zeros for digits that do not count.
    assert json.loads(written, parse_int=float) == value
    # What was read back is written the same: a record can be checked without what it was made from.
    assert verify.canonical(verify.parsed(written)) == written


@BOTH
@given(st.integers(-(2**80), 2**80))
@example(LARGEST)
@example(LARGEST + 1)
@example(-LARGEST - 1)
def test_an_integer_that_a_double_may_not_hold_is_a_string(canonical, number):
    expected = str(number) if abs(number) <= LARGEST else f'"{number}"'
    assert canonical([number]) == f"[{expected}]".encode()


def test_dates_times_and_tuples_have_one_form():
    day, noon = datetime.date(2026, 2, 1), datetime.time(12, 30)
    moment = datetime.datetime(2026, 2, 1, 12, tzinfo=datetime.UTC)
    assert canonical_json((day, noon, moment)) == b'["2026-02-01","12:30:00","2026-02-01T12:00:00+00:00"]'


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-40, 40))
def test_a_decimal_is_the_number_it_is(digits, exponent):
    number = Decimal(digits).scaleb(exponent)
    written = canonical_json(number)
    assert Decimal(written.decode()) == number
    assert written == canonical_json(float(number))


def test_decimals_are_spelled_without_what_does_not_count():
    assert (
        canonical_json([Decimal("1.50"), Decimal("2.000"), Decimal("-0"), Decimal("1E+3")])
        == b"[1.5,2,0,1000]"
    )


def test_everything_without_a_canonical_form_is_named_at_once_with_its_place():
    faults = {
        "not_a_number": float("nan"),
        "without_end": [1, float("-inf")],
        "long": Decimal("1.234567890123456"),
        "far": Decimal("1e-400"),
        "huge": Decimal("1e400"),
        "nothing": Decimal("NaN"),
        "half": "\ud83d",
        "bytes": b"x",
        "keys": {1: "one", "\udc00": 2},
    }
    with pytest.raises(FactsError) as caught:
        canonical_json({"rules": faults})
    found = [problem.file for problem in caught.value.problems]
    names = ["not_a_number", "without_end[1]", *list(faults)[2:], "keys"]
    assert found == [f"rules.{name}" for name in names]
    assert "more than 15 significant digits" in str(caught.value)
    str(caught.value).encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud83d", {"\udc00": 1}])
def test_the_verifier_refuses_what_is_no_json(value):
    with pytest.raises(ValueError, match=r"no place in JSON|surrogates not allowed"):
        verify.canonical(value)


@given(st.lists(st.one_of(st.floats(1e-8, 1e-2), st.floats(-1e17, 1e17), st.floats(-180, 180)), max_size=20))
def test_fractions_are_spelled_as_by_the_slow_and_sure_way(numbers):
    assert canonical_json(numbers) == rfc8785.dumps(numbers)
