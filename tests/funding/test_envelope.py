"""One factor for all, exact to the unit: against a search by halves, and by what is promised."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding.envelope import OutOfReachError, held, shared
from citycompact.funding.limits import Limits


@st.composite
def schools(draw):
    number = draw(st.integers(1, 7))
    amounts, limits = {}, {}
    for place in range(number):
        name = f"s{place}"
        amounts[name] = draw(st.integers(0, 300))
        floor = draw(st.integers(0, 200))
        limits[name] = Limits(floor, draw(st.none() | st.integers(floor, floor + 200)))
    return amounts, limits


def reach(amounts, limits):
    """The least and the greatest sum; None for as much as one likes."""
    least = sum(bounds.floor for bounds in limits.values())
    free = [name for name in amounts if amounts[name]]
    if any(limits[name].cap is None for name in free):
        return least, None
    return least, sum(limits[n].cap if n in free else limits[n].floor for n in amounts)


@given(schools(), st.integers(0, 3000))
def test_the_totals_are_the_envelope_within_floors_and_caps(given_, envelope):
    amounts, limits = given_
    least, most = reach(amounts, limits)
    if envelope < least or (most is not None and envelope > most):
        with pytest.raises(OutOfReachError) as caught:
            shared(amounts, limits, envelope)
        assert caught.value.below == (envelope < least)
        assert caught.value.gap == (least - envelope if envelope < least else envelope - most)
        return
    factor, totals = shared(amounts, limits, envelope)
    assert sum(totals.values()) == envelope
    exact = {name: held(factor * amount, limits[name]) for name, amount in amounts.items()}
    assert sum(exact.values()) == envelope
    for name, total in totals.items():
        assert limits[name].floor <= total
        assert limits[name].cap is None or total <= limits[name].cap
        assert 0 <= total - exact[name] < 1 or 0 <= exact[name] - total < 1
    # Who gets a unit more has no smaller remainder than who does not.
    more = [(-(exact[n] - int(exact[n])), n) for n in totals if totals[n] > exact[n]]
    rest = [(-(exact[n] - int(exact[n])), n) for n in totals if totals[n] < exact[n]]
    assert not more or not rest or max(more) < min(rest)
    # It is the least factor: by any smaller one the totals are less.
    if factor:
        smaller = factor - Fraction(1, 10**12)
        assert sum(held(smaller * a, limits[n]) for n, a in amounts.items()) < envelope


def test_the_last_units_go_by_remainder_and_then_by_id():
    free = dict.fromkeys("abc", Limits())
    assert shared({"a": 1, "b": 1, "c": 1}, free, 10)[1] == {"a": 4, "b": 3, "c": 3}
    assert shared({"a": 10, "b": 10, "c": 11}, free, 10)[1] == {"a": 3, "b": 3, "c": 4}


def test_a_school_of_nothing_gets_its_floor():
    assert shared({"a": 0, "b": 5}, {"a": Limits(3), "b": Limits()}, 9)[1] == {"a": 3, "b": 6}
    with pytest.raises(OutOfReachError) as caught:
        shared({"a": 0}, {"a": Limits(3, 8)}, 5)
    assert (caught.value.gap, caught.value.below) == (2, False)


def test_ids_are_ordered_by_code_point():
    free = dict.fromkeys(("Z", "a", "É"), Limits())
    assert shared(dict.fromkeys(free, 1), free, 4)[1] == {"Z": 2, "a": 1, "É": 1}


def test_scaling_everything_scales_the_factor_alone():
    amounts, limits = {"a": 100, "b": 300}, {"a": Limits(90, 500), "b": Limits(0, 260)}
    factor, totals = shared(amounts, limits, 360)
    assert shared({n: a * 7 for n, a in amounts.items()}, limits, 360) == (factor / 7, totals)
