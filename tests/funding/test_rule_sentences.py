"""Rules about money as a board reads them."""

from citycompact.funding import FundingRules, rule_sentences
from small_budgets import rules, whole_rules


def test_the_whole_section_in_english_and_spanish():
    said = rule_sentences(FundingRules.model_validate(whole_rules()))
    assert said["foundation"] == "A pupil whose weight is 1 brings a school $8,000, whoever runs it."
    assert said["weights.low_income"] == (
        "The need “low_income” adds the weight 0.25 to that of a pupil's grade."
    )
    assert said["concentration.low_income"].endswith(
        "from 40 % on, a weight of 0.05 and from 60 % on, a weight of 0.125."
    )
    assert said["hold_harmless"] == (
        "No school loses more than 2 % of what it had for each pupil the year before."
    )
    spanish = rule_sentences(FundingRules.model_validate(whole_rules()), "es")
    assert spanish["envelope"].startswith("Todos los presupuestos suman $1,700,000.25")
    assert list(said) == list(spanish)


def test_what_is_not_agreed_is_not_said():
    assert not {"base", "caps", "envelope", "levies", "mid_year", "hold_harmless"} & set(
        rule_sentences(rules())
    )
