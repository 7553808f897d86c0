"""From the published cutoffs every family can recompute its own result (Azevedo and Leshno 2016)."""

import polars as pl
import pytest
from hypothesis import given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.cutoffs import priority_name
from citycompact.enrollment.matching import match
from citycompact.facts import FactsError
from small_cities import cities, rules, town

REPLAY = Draw(None, replayed=True)


def place_before_lottery(kind, score):
    """How good a score is: lower is better; none is worst."""
    if kind.kind == "lottery":
        return 0.0
    if score is None:
        return float("inf")
    if kind.kind == "band":
        score = max((bound for bound in kind.bands if score >= bound), default=float("-inf"))
    return -score


@given(cities(), rules(siblings=False))
@settings(max_examples=120)
def test_each_familys_seat_is_the_first_on_its_list_with_room_or_a_cutoff_that_it_reaches(city, agreed):
    try:
        matched = match(city, agreed, Draw("s"))
    except FactsError:
        return
    prepared, pairs = matched.preparation, matched.preparation.pairs
    programs = prepared.roster.programs["program_id"].to_list()
    people = prepared.roster.applicants["applicant_id"].to_list()
    rows = {program: [] for program in programs}
    for row in matched.cutoffs.iter_rows(named=True):
        rows[row["program_id"]].append(row)
    scores = {(a, p): s for a, p, s in city.table("scores").iter_rows()}
    seats = {}
    for pair in range(len(pairs)):
        person = people[pairs.applicant[pair]]
        number = int(pairs.program[pair])
        if person in seats or not prepared.eligible[pair]:
            continue
        for row in rows[programs[number]]:
            reserved = prepared.groups[row["group"]][pair]
            in_group = reserved or pairs.guaranteed[pair]
            hard = prepared.buckets.filter(
                (pl.col("program") == number) & (pl.col("position") == row["bucket"])
            )["hard"][0]
            if row["seats"] == 0 or (hard and not reserved):
                continue
            kind = prepared.breaks[number]
            own = (
                not in_group,
                prepared.base[pair],
                place_before_lottery(kind, scores.get((person, programs[number]))),
                prepared.chance.of_pair[pair] + 1,
            )
            # A guarantee counts as membership, so its bearer's cutoff does too.
            last = row["full"] and (
                not (row["member"] or row["priority"] == 0),
                row["priority"],
                place_before_lottery(kind, row["score"]),
                row["lottery_place"],
            )
            if not row["full"] or own <= last:
                seats[person] = (programs[number], row["bucket"])
                break
    found = {
        person: (program, bucket)
        for person, program, bucket, _ in matched.assignments.iter_rows()
        if program is not None
    }
    assert found == seats


def cutoffs(city, content=None, draw=REPLAY):
    return match(city, EnrollmentRules.model_validate(content or {}), draw).cutoffs.to_dicts()


def numbered(lists, seats, **more):
    numbers = [{"applicant_id": a, "program_id": None, "number": n} for n, a in enumerate(lists, start=11)]
    return town(lists, seats, lottery=numbers, **more)


def test_the_cutoff_of_a_full_program_is_its_last_one_admitted():
    (row,) = cutoffs(numbered({"a": ["p"], "b": ["p"], "c": ["p"]}, {"p": 2}))
    assert (row["seats"], row["filled"], row["full"]) == (2, 2, True)
    assert (row["priority"], row["priority_group"]) == (1, "everyone")
    assert (row["lottery_place"], row["lottery_number"], row["lottery_weight"]) == (2, "12", 1.0)
    assert row["score"] is None


def test_a_program_with_a_free_seat_or_without_seats_has_no_cutoff():
    for row in cutoffs(numbered({"a": ["p"]}, {"p": 2, "q": 0})):
        assert not row["full"]
        assert row["lottery_place"] is None
        assert row["priority_group"] is None


def test_an_outsider_in_a_reserved_seat_is_its_last_and_is_said_to_be_no_member():
    city = numbered(
        {"a": ["p"], "b": ["p"]},
        {"p": 2},
        applicants=[{"applicant_id": x, "grade": "K", "iep": x == "b"} for x in "ab"],
        reserves=[{"program_id": "p", "position": 1, "group": "iep", "seats": 2, "hard": False}],
    )
    (row,) = cutoffs(city)
    assert (row["group"], row["filled"], row["member"], row["lottery_place"]) == ("iep", 2, False, 1)


def test_a_program_that_looks_at_scores_publishes_the_last_score():
    program = {"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 2, "tie_break": "score"}
    scores = [
        {"applicant_id": a, "program_id": "p", "score": s} for a, s in (("a", 1.5), ("b", 9.0), ("c", 4.0))
    ]
    city = numbered({x: ["p"] for x in "abc"}, {"p": 2}, programs=[program], scores=scores)
    (row,) = cutoffs(city)
    assert row["score"] == 4.0


def test_a_seat_kept_by_right_is_named_as_guaranteed():
    people = [
        {"applicant_id": x, "grade": "K", "current_school_id": "Sp" if x == "b" else None} for x in "ab"
    ]
    (row,) = cutoffs(
        numbered({"a": ["p"], "b": []}, {"p": 1}, applicants=people),
        {"guarantees": [{"kind": "current_school"}]},
    )
    assert (row["priority"], row["priority_group"]) == (0, "guaranteed")


@pytest.mark.parametrize(
    ("priority", "name"),
    [(0, "guaranteed"), (1, "sibling"), (2, "zone"), (3, "everyone"), (7, "recorded priority 7")],
)
def test_a_priority_is_called_by_its_group(priority, name):
    assert priority_name(("sibling", "zone"), priority) == name
