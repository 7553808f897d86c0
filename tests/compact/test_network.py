"""Ties between organizations, and what one person's leaving costs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citycompact.compact.network import Seat, Stay, losses, places_on_circle, ties


def test_a_person_with_two_employers_ties_them():
    (tie,) = ties([Stay("p", "A", current=False), Stay("p", "B")], [])
    assert (tie.first, tie.second, tie.people) == ("A", "B", ("p",))


def test_a_person_who_has_left_both_ties_nothing():
    assert ties([Stay("p", "A", current=False), Stay("p", "B", current=False)], []) == ()


def test_a_team_ties_those_who_sit_in_it():
    (tie,) = ties([], [Seat("p", "T", "A"), Seat("q", "T", "B"), Seat("r", "T", "A")])
    assert tie.people == ("p", "q", "r")


def test_what_disappears_is_what_nobody_else_holds():
    stays = [Stay("p", "A"), Stay("p", "B"), Stay("q", "A"), Stay("q", "B"), Stay("s", "A"), Stay("s", "C")]
    seats = [Seat("x", "T", "C"), Seat("y", "T", "D")]
    lost = {loss.person: (loss.ties, loss.teams) for loss in losses(stays, seats)}
    assert lost == {"s": ((("A", "C"),), ()), "x": ((("C", "D"),), ("T",)), "y": ((("C", "D"),), ("T",))}


people, places = st.sampled_from("pqrs"), st.sampled_from("ABC")
some_stays = st.lists(st.builds(Stay, people, places, st.booleans()), max_size=8)
some_seats = st.lists(st.builds(Seat, people, st.sampled_from("TU"), places), max_size=8)


@given(some_stays, some_seats)
def test_losses_are_found_by_leaving_each_one_out(stays, seats):
    lost = {loss.person: set(loss.ties) for loss in losses(stays, seats)}
    before = {(t.first, t.second) for t in ties(stays, seats)}
    for person in "pqrs":
        after = {
            (t.first, t.second)
            for t in ties([s for s in stays if s.person != person], [s for s in seats if s.person != person])
        }
        assert lost.get(person, set()) == before - after


def test_places_lie_apart():
    found = places_on_circle(["A", "B", "C", "D"], 100)
    assert len({(round(x), round(y)) for x, y in found.values()}) == 4
    assert round(found["A"][1]) == -100
