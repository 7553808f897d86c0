"""The directory's words as rules: what is read becomes a rulebook, what is not is listed and counted."""

import pytest

from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.importers.nyc_directory.policy import read_policy, rulebook_text
from citycompact.rulebook import parse_rulebook
from small_directory import directory, program

BRONX = "Priority to Bronx students or residents"
CITY = "Then to New York City residents"
UNREAD = "Priority to friends of the principal"


def rules(policy):
    book = parse_rulebook(rulebook_text(policy, 2019), "r.toml", frozenset({SECTION}))
    return book.section(SECTION, EnrollmentRules)


def test_priorities_stand_in_their_order_for_both_pools_of_a_program():
    policy = read_policy(directory(program("P", BRONX, CITY)))
    (group,) = policy.priorities["P"]
    found = rules(policy)
    assert found.priorities.programs == {"P": (group,), "P-SWD": (group,)}
    assert group in found.groups
    assert (policy.read[BRONX], policy.read[CITY]) == ((group, 1), ("everyone", 1))


def test_what_cannot_be_read_gives_nobody_a_priority_and_keeps_the_order_of_the_rest():
    policy = read_policy(directory(program("P", UNREAD, BRONX), program("Q", UNREAD)))
    assert policy.unread == {UNREAD: 2}
    assert len(policy.priorities["P"]) == 1
    assert policy.priorities["Q"] == ()
    assert set(rules(policy).priorities.programs) == {"P", "P-SWD"}


def test_what_follows_a_priority_for_everyone_has_no_effect_and_is_said_to_have_none():
    policy = read_policy(directory(program("P", CITY, BRONX)))
    assert policy.priorities["P"] == ()
    assert policy.cut == [f"P: “{BRONX}”"]


def test_the_same_words_twice_are_one_group_counted_twice():
    policy = read_policy(directory(program("P", BRONX, BRONX), program("Q", BRONX)))
    assert len(policy.priorities["P"]) == 1
    assert policy.read[BRONX][1] == 3


def test_methods_that_are_not_known_are_counted():
    policy = read_policy(directory(program("P", method="Magic"), program("Q", method="Magic"), program("R")))
    assert policy.unknown_methods == {"Magic": 2}


@pytest.mark.parametrize(
    ("text", "requires"),
    [("Open only to female students", True), ("Open only to those whom the moon likes", False)],
)
def test_who_may_apply_is_read_or_listed_as_unread(text, requires):
    policy = read_policy(directory(program("P", eligibility=text)))
    if requires:
        assert policy.requires["P"] == (("sex", ("female",)),)
    else:
        assert policy.eligibility_unread == {text: 1}
    assert ("P" in policy.requires) is requires


def test_a_city_without_priorities_has_a_rulebook_that_can_be_read():
    found = rules(read_policy(directory(program("P"))))
    assert found.choices.maximum == 12
    assert found.priorities.programs == {}
    assert {"general_education", "reading_high", "reading_middle", "reading_low"} <= set(found.groups)
