"""Free seats, rings of swaps, and better outcomes that respect every claim."""

import pytest

from hand_made import checked, fair, numbered
from small_cities import town


def test_a_free_seat_that_somebody_wants_is_named():
    city = town({"a": ["p", "q"]}, {"p": 1, "q": 1}, lottery=numbered("a"))
    certificate = checked(city, {}, {"a": "q"})
    assert certificate.finding("non_wasteful").examples == (
        "applicant a, who received q, would rather be at p (choice 1): it has 0 of 1 seats taken, "
        "and could seat them",
    )
    assert not certificate.finding("pareto_efficient").holds
    assert checked(city, {}, {"a": "p"}).finding("non_wasteful").holds


def with_hard_seat(members):
    people = [{"applicant_id": a, "grade": "K", "low_income": a in members} for a in "mw"]
    reserves = [
        {"program_id": "p", "position": n, "group": group, "seats": 1, "hard": hard}
        for n, (group, hard) in enumerate((("open", False), ("low_income", True)), start=1)
    ]
    return town(
        {"m": ["p"], "w": ["p"]}, {"p": 2}, applicants=people, reserves=reserves, lottery=numbered("m", "w")
    )


def test_a_hard_reserve_breaks_promises_that_are_about_programs():
    # Bucket after bucket m takes the open seat and w finds only the hard one; moved there, m would make room.
    certificate = checked(with_hard_seat("m"), {}, {"m": ("p", 1)})
    assert fair(certificate)
    for name in ("non_wasteful", "student_optimal"):
        finding = certificate.finding(name)
        assert (finding.promised, finding.violations) == (False, 1)
        assert "applicant w" in finding.examples[0]
    assert not certificate.finding("pareto_efficient").holds


def test_a_hard_seat_that_nobody_could_take_is_not_wasted():
    certificate = checked(with_hard_seat(""), {}, {"m": ("p", 1)})
    assert certificate.finding("non_wasteful").holds
    assert not certificate.finding("non_wasteful").promised


def test_whoever_sits_where_they_may_not_ends_nothing():
    certificate = checked(with_hard_seat(""), {}, {"m": ("p", 2)})
    assert not certificate.finding("feasible").holds
    unasked = checked(with_hard_seat(""), {}, {"m": ("p", 1), "w": ("p", 2)})
    assert not unasked.finding("feasible").holds


RING = town(
    {"a": ["p", "q"], "b": ["q", "p"]},
    {"p": 1, "q": 1},
    lottery=numbered("a", "b"),
    priorities=[
        {"applicant_id": a, "program_id": p, "priority": n}
        for a, p, n in (("a", "q", 1), ("b", "q", 2), ("b", "p", 1), ("a", "p", 2))
    ],
)


@pytest.mark.parametrize(
    ("mechanism", "name"),
    [("deferred_acceptance", "student_optimal"), ("top_trading_cycles", "pareto_efficient")],
)
def test_a_ring_of_applicants_who_would_all_gain_is_named(mechanism, name):
    # Both sit where they come first, and both would rather be where the other is.
    rules = {"mechanism": {"name": mechanism}}
    worse = checked(RING, rules, {"a": "q", "b": "p"})
    assert worse.finding("non_wasteful").holds
    assert worse.finding("no_justified_envy").holds
    found = worse.finding(name)
    assert (found.promised, found.violations) == (True, 1)
    for said in ("applicant a at q would rather be at p (choice 1, lottery place 1)", "applicant b at p"):
        assert said in found.examples[0]
    assert checked(RING, rules, {"a": "p", "b": "q"}).finding(name).holds


def test_a_swap_against_somebodys_claim_is_no_better_stable_outcome():
    # Roth 1982: i1 and i2 would like to swap, and i3's claim to s1 stands against it.
    lists = {"i1": ["s2", "s1", "s3"], "i2": ["s1", "s2", "s3"], "i3": ["s1", "s2", "s3"]}
    orders = {"s1": ["i1", "i3", "i2"], "s2": ["i2", "i1", "i3"], "s3": ["i2", "i1", "i3"]}
    city = town(
        lists,
        dict.fromkeys(orders, 1),
        lottery=numbered(*lists),
        priorities=[
            {"applicant_id": a, "program_id": p, "priority": n}
            for p, order in orders.items()
            for n, a in enumerate(order, start=1)
        ],
    )
    certificate = checked(city, {}, {"i1": "s1", "i2": "s2", "i3": "s3"})
    assert certificate.finding("student_optimal").holds
    assert not certificate.finding("pareto_efficient").holds
    assert not certificate.finding("pareto_efficient").promised


def test_two_seats_of_one_program_are_one_place_to_swap():
    # Whoever would rather have an earlier bucket of their own program has nothing to gain.
    people = [{"applicant_id": a, "grade": "K", "iep": False} for a in "ab"]
    reserves = [{"program_id": "p", "position": 1, "group": "iep", "seats": 1, "hard": False}]
    city = town(
        {"a": ["p"], "b": ["p"]}, {"p": 2}, applicants=people, reserves=reserves, lottery=numbered("a", "b")
    )
    certificate = checked(city, {"mechanism": {"name": "top_trading_cycles"}}, {"a": ("p", 2), "b": ("p", 1)})
    assert certificate.finding("pareto_efficient").holds
