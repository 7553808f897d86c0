"""Lines for seats: envy, reserves, and the seats of right-holders among hard ones."""

import pytest

from hand_made import checked, fair, numbered
from small_cities import town


def facts(lists, seats, best_first, reserves=(), **people):
    """People: a group to who is in it."""
    rows = [
        {
            "applicant_id": a,
            "grade": "K",
            "current_school_id": None,
            **{name: a in who for name, who in people.items()},
        }
        for a in lists
    ]
    kept = [
        {"program_id": "p", "position": n, "group": group, "seats": count, "hard": hard}
        for n, (group, count, hard) in enumerate(reserves, start=1)
    ]
    return town(lists, seats, applicants=rows, lottery=numbered(*best_first), reserves=kept)


def test_who_comes_first_and_was_passed_over_is_named_with_the_numbers_of_both():
    city = facts({"a": ["p"], "b": ["p"]}, {"p": 1}, "ab")
    assert checked(city, {}, {"a": "p"}).finding("no_justified_envy").holds
    found = checked(city, {}, {"b": "p"}).finding("no_justified_envy")
    assert found.promised
    assert found.examples == (
        "applicant a at p (priority 1 (everyone), lottery place 1), choice 1, received no seat: bucket 1 "
        "(open, 1 seats) has applicant b in it (priority 1 (everyone), lottery place 2)",
    )


def test_priority_comes_before_lottery_and_score_between_them():
    city = facts({"a": ["p"], "b": ["p"]}, {"p": 1}, "ab", iep="b")
    assert checked(city, {"priorities": {"default": ["iep"]}}, {"b": "p"}).finding("no_justified_envy").holds
    scored = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 1},
        lottery=numbered("a", "b"),
        scores=[{"applicant_id": "b", "program_id": "p", "score": 2.5}],
    )
    rules = {"tie_breaks": [{"kind": "score"}]}
    assert checked(scored, rules, {"b": "p"}).finding("no_justified_envy").holds
    assert "score 2.5" in checked(scored, rules, {"a": "p"}).finding("no_justified_envy").examples[0]


def test_stable_improvement_cycles_answers_for_priorities_and_not_for_the_lottery():
    city = facts({"a": ["p"], "b": ["p"]}, {"p": 1}, "ab", iep="a")
    cycles = {"mechanism": {"name": "stable_improvement_cycles"}}
    assert checked(city, cycles, {"b": "p"}).finding("no_justified_envy").holds
    assert (
        not checked(city, {**cycles, "priorities": {"default": ["iep"]}}, {"b": "p"})
        .finding("no_justified_envy")
        .holds
    )


@pytest.mark.parametrize("mechanism", ["immediate_acceptance", "top_trading_cycles"])
def test_other_mechanisms_are_looked_at_and_promise_nothing_of_it(mechanism):
    city = facts({"a": ["p"], "b": ["p"]}, {"p": 1}, "ab")
    found = checked(city, {"mechanism": {"name": mechanism}}, {"b": "p"}).finding("no_justified_envy")
    assert (found.promised, found.violations) == (False, 1)


def test_a_member_who_waits_while_an_outsider_sits_in_the_reserve_is_named():
    city = facts({"a": ["p"], "b": ["p"]}, {"p": 1}, "ab", [("iep", 1, False)], iep="b")
    assert checked(city, {}, {"b": "p"}).finding("reserves_honoured").holds
    found = checked(city, {}, {"a": "p"}).finding("reserves_honoured")
    assert found.promised
    assert "applicant b at p" in found.examples[0]
    assert "bucket 1 (iep, 1 seats) is kept for them and has others in it" in found.examples[0]


def test_a_reserve_filled_last_is_not_a_reserve_filled_first():
    # Dur, Kominers, Pathak and Sonmez 2018: with the reserve first, a0 takes it, and a3 gains nothing.
    lists = {f"a{n}": ["p"] for n in range(4)}
    first = facts(lists, {"p": 2}, sorted(lists), [("iep", 1, False)], iep=("a0", "a3"))
    last = facts(lists, {"p": 2}, sorted(lists), [("open", 1, False), ("iep", 1, False)], iep=("a0", "a3"))
    by_first, by_last = {"a0": ("p", 1), "a1": ("p", 2)}, {"a0": ("p", 1), "a3": ("p", 2)}
    for city, placed, due in (
        (first, by_first, True),
        (first, by_last, False),
        (last, by_last, True),
        (last, by_first, False),
    ):
        certificate = checked(city, {}, placed)
        assert (
            certificate.finding("no_justified_envy").holds and certificate.finding("reserves_honoured").holds
        ) is due


def test_an_earlier_seat_that_is_free_is_to_be_filled_before_a_later_one():
    city = facts({"a": ["p"]}, {"p": 2}, "a", [("iep", 1, False)], iep="")
    assert checked(city, {}, {"a": ("p", 1)}).finding("reserves_honoured").holds
    found = checked(city, {}, {"a": ("p", 2)}).finding("reserves_honoured")
    assert "bucket 1 (iep, 1 seats) is open to them and has 0 in it" in found.examples[0]


HARD = [("open", 1, False), ("low_income", 1, True)]
RIGHT = {"guarantees": [{"kind": "group", "group": "owed"}]}


def two_holders(best_first):
    return facts({"m": ["p"], "o": ["p"], "x": ["p"]}, {"p": 2}, best_first, HARD, low_income="m", owed="mo")


@pytest.mark.parametrize("best_first", ["mox", "oxm", "xmo"])
def test_right_holders_sit_so_that_all_of_them_can(best_first):
    # Only m may take the hard seat: so o has the open one, whoever comes first.
    placed = {"m": ("p", 2), "o": ("p", 1)}
    certificate = checked(two_holders(best_first), RIGHT, placed)
    assert fair(certificate)
    assert certificate.finding("no_justified_envy").promised
    for name in ("non_wasteful", "student_optimal", "pareto_efficient"):
        assert not certificate.finding(name).promised


def test_a_right_holder_in_another_seat_than_the_matching_gives_is_named():
    # Alone at the program m takes the earliest seat; with o, the hard one.
    city = facts(
        {"m": ["p"], "o": ["q", "p"], "x": []}, {"p": 2, "q": 1}, "mox", HARD, low_income="m", owed="mo"
    )
    assert checked(city, RIGHT, {"m": ("p", 1), "o": "q"}).finding("reserves_honoured").holds
    found = checked(city, RIGHT, {"m": ("p", 2), "o": "q"}).finding("reserves_honoured")
    assert found.examples == (
        "applicant m at p (priority 0 (guaranteed), lottery place 1) by right: sits in bucket 2 "
        "(low_income, 1 seats), and should in bucket 1 (open, 1 seats)",
    )


def test_nobody_takes_a_seat_before_right_holders():
    certificate = checked(two_holders("xmo"), RIGHT, {"m": ("p", 2), "x": ("p", 1)})
    assert not certificate.finding("guarantees_kept").holds
    assert not certificate.finding("no_justified_envy").holds
