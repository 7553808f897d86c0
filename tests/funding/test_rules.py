"""What [funding] may hold, and what is refused, each in words that say how to mend it."""

from decimal import Decimal

import pytest

from citycompact.facts import FactsError
from citycompact.funding import SECTION, FundingRules
from citycompact.rulebook import parse_rulebook
from small_budgets import rules, whole_rules

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n[funding]\nfoundation = 8000\nrounding = "cent"\n'


def refused(text):
    with pytest.raises(FactsError) as caught:
        parse_rulebook(HEAD + text, "r.toml", frozenset({SECTION})).section(SECTION, FundingRules)
    return str(caught.value)


def test_only_foundation_and_rounding_are_needed():
    assert FundingRules(foundation=8000, rounding="dollar").weights == ()
    assert FundingRules.model_validate(whole_rules()).envelope == Decimal("1700000.25")


WEIGHT = '[[funding.weights]]\ncategory = "{}"\nweight = {}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WEIGHT.format("K", 1) * 2, "K has two weights"),
        (WEIGHT.format("base", 1), "'base' is the name of another line"),
        (WEIGHT.format("concentration:K", 1), "is the name of another line"),
        (WEIGHT.format("K", -1), "must be at least 0"),
        (WEIGHT.format("K", '"1"'), "is not a number"),
        ('[[funding.concentration]]\ncategory = "K"\nshare = 0.4\nweight = 1', "K, which has no weight"),
        ("[funding.hold_harmless]\nloss = 1.5", "must be at most 1"),
        ("[funding.mid_year]\nfirst = 2027-09-01\nlast = 2027-08-01", "last day lies before the first"),
        ("[funding.base]\namount = 0.001", "decimal places"),
        ("[funding.envelop]\namount = 1", "'envelop' is not a rule"),
    ],
)
def test_what_is_wrong_is_said(text, said):
    assert said in refused(text)


def test_two_steps_at_one_share_are_refused_and_their_order_means_nothing():
    step = {"category": "low_income", "share": Decimal("0.4"), "weight": 1}
    with pytest.raises(ValueError, match="two steps"):
        rules(concentration=[step, step])
    higher = {**step, "share": Decimal("0.6")}
    assert rules(concentration=[step, higher]) == rules(concentration=[higher, step])


def test_a_base_with_cents_does_not_go_with_dollars():
    with pytest.raises(ValueError, match="whole dollars"):
        rules(rounding="dollar", base={"amount": Decimal("1.5")})


def test_pupils_are_counted_in_categories_that_are_no_need():
    assert rules().pupil_categories == {"K", "1-5"}
