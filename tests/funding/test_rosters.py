"""From children to counts: both sectors by one hand, by the signed rule."""

import datetime
from decimal import Decimal

import pytest

from citycompact.facts import FactsError
from citycompact.funding.rosters import audit_sample, count_roster, read_roster
from small_budgets import rules

DAY = datetime.date(2027, 10, 1)
SECOND = datetime.date(2028, 2, 1)
HEAD = "student_id,school_id,category,since,until\n"


def roster(*rows):
    return read_roster({"roster.csv": (HEAD + "\n".join(rows) + "\n").encode()})


def counted(rows, days=(DAY,), **more):
    found = count_roster(roster(*rows), rules(**more), days)
    return {(s, c): n for s, c, n, _ in found.counts.iter_rows()}


def test_on_one_day_a_child_counts_where_it_is():
    rows = (
        "a,A,K,2027-08-30,2027-10-01",
        "a,B,K,2027-10-02,",
        "b,A,1-5,2027-10-02,",
        "c,A,K,2027-08-30,2027-09-30",
    )
    assert counted(rows) == {("A", "K"): 1}
    assert counted(rows, [datetime.date(2027, 10, 2)]) == {("A", "1-5"): 1, ("B", "K"): 1}


def test_of_two_counts_the_mean():
    rows = ("a,A,K,2027-08-30,2027-12-01", "a,B,K,2027-12-02,", "b,A,K,2027-08-30,")
    assert counted(rows, (DAY, SECOND), count_rule="two_counts") == {
        ("A", "K"): Decimal("1.5"),
        ("B", "K"): Decimal("0.5"),
    }


def test_by_days_of_membership():
    monday, friday = datetime.date(2027, 10, 4), datetime.date(2027, 10, 8)
    rows = ("a,A,K,2027-08-30,2027-10-05", "b,A,K,2027-10-08,")
    # Two and one of five days; a Saturday is none.
    assert counted(rows, (monday, friday), count_rule="membership_days") == {("A", "K"): Decimal("0.6")}
    weekend = friday + datetime.timedelta(days=2)
    assert counted(rows, (monday, weekend), count_rule="membership_days") == {("A", "K"): Decimal("0.6")}


NEEDS = ("a,A,K,2027-08-30,", "a,A,low_income,2027-08-30,", "a,A,iep,2027-08-30,")
WEIGHTS = [
    {"category": "K", "weight": 1},
    {"category": "low_income", "weight": Decimal("0.2"), "need": True},
    {"category": "iep", "weight": Decimal("0.9"), "need": True},
]


def test_several_needs_of_a_child_by_the_rule():
    assert counted(NEEDS, weights=WEIGHTS) == {("A", "K"): 1, ("A", "low_income"): 1, ("A", "iep"): 1}
    assert counted(NEEDS, weights=WEIGHTS, needs="highest") == {("A", "K"): 1, ("A", "iep"): 1}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("a,A,K,2027-08-30,", "a,B,K,2027-08-30,"), "belongs to two schools on one day"),
        (("a,A,low_income,2027-08-30,",), "has no category that counts pupils on one day"),
        (("a,A,K,2027-08-30,", "a,A,1-5,2027-08-30,"), "has two categories that count pupils"),
        (("a,A,gifted,2027-08-30,",), "gifted"),
        (
            ("a,A,K,2027-08-30,", "a,A,low_income,2027-08-30,", "a,A,low_income,2027-09-15,"),
            "counts a child twice as low_income",
        ),
        (("a,A,K,2027-08-30,2027-08-01",), "ends before it begins"),
        (("a,A,K,soon,",), "is not a date"),
    ],
)
def test_what_cannot_be_counted_is_named_by_row_and_never_by_child(rows, said):
    with pytest.raises(FactsError, match=said) as caught:
        counted(tuple(row.replace("a,", "secret-child,", 1) for row in rows))
    assert "secret-child" not in str(caught.value)
    assert all(problem.row for problem in caught.value.problems)


def test_a_child_named_twice_is_not_repeated_in_the_message():
    with pytest.raises(FactsError) as caught:
        roster("secret-child,A,K,2027-08-30,", "secret-child,A,K,2027-08-30,")
    assert "repeats row 2" in str(caught.value)
    assert "secret-child" not in str(caught.value)


@pytest.mark.parametrize("days", [(), (DAY, SECOND), (SECOND, DAY)])
def test_a_rule_has_its_number_of_days(days):
    with pytest.raises(FactsError, match="the rule one_day needs one day"):
        counted(("a,A,K,2027-08-30,",), days)


def test_who_is_asked_for_papers_is_drawn_and_not_picked():
    found = roster(*(f"c{n},{'AB'[n % 2]},K,2027-08-30," for n in range(40)))
    sample = audit_sample(found, "4 8 15", Decimal("10"))
    assert dict(sample.group_by("school_id").len().iter_rows()) == {"A": 2, "B": 2}
    assert sample.equals(audit_sample(found.reverse(), "4 8 15", Decimal("10")))
    assert not sample.equals(audit_sample(found, "4 8 16", Decimal("10")))
    assert audit_sample(found, "x", Decimal("0"), at_least=3).height == 6
