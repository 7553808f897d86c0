"""Charts of budgets are drawn from what is public, in both languages."""

import pytest

from citycompact.funding import decide, measures, public_budgets
from citycompact.funding.report.charts import figures
from citycompact.words import LANGUAGES
from small_budgets import city, rules

COUNTS = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,1-5,150\nC,low_income,20\nD,K,12\nD,low_income,11"
PREVIOUS = "A,400000,40\nB,350000,30\nC,1200000,150"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_its_words(tmp_path, language):
    facts = city(tmp_path, COUNTS, previous=PREVIOUS)
    result = decide(facts, rules())
    drawn = figures(
        facts, result, public_budgets(facts, rules(), result), measures(facts, rules(), result), language
    )
    assert len(drawn) == 6
    assert all(figure.svg.startswith("<svg") and "{" not in figure.text for figure in drawn)
    titles = [figure.title for figure in drawn]
    assert ("Who gains and who loses" in titles) == (language == "en")
    gains = next(figure for figure in drawn if figure.title.startswith(("Who gains", "Quién gana")))
    assert "2" in gains.text
    assert "1" in gains.text


def test_no_chart_shows_a_hidden_count_or_last_years_exact_amounts(tmp_path):
    facts = city(tmp_path, COUNTS, previous=PREVIOUS)
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    drawn = figures(facts, result, public, measures(facts, rules(), result))
    for figure in drawn:
        assert "350000" not in figure.svg
        assert "350,000" not in figure.svg
        if figure.table is not None:
            assert "before" not in figure.table.columns
    exact = {str(amount.normalize()) for amount in result.tables["schools"]["amount"]}
    shown = set(map(str, drawn[0].table["amount"].to_list()))
    rounded = public["public_schools"].filter(rounded_to=0).height
    assert len(exact & {text.removesuffix(".0") for text in shown}) <= rounded + 1


def test_without_a_year_before_and_without_needs_there_are_fewer(tmp_path):
    facts = city(tmp_path, "A,K,40\nB,K,30")
    result = decide(facts, rules())
    drawn = figures(facts, result, public_budgets(facts, rules(), result), measures(facts, rules(), result))
    assert [figure.title for figure in drawn] == [
        "What schools get for a pupil",
        "By sector, before and now",
        "Why schools differ: size",
        "From child to dollar",
    ]
    nobody = city(tmp_path / "2", "")
    empty = decide(nobody, rules())
    equity = measures(nobody, rules(), empty)
    assert figures(nobody, empty, public_budgets(nobody, rules(), empty), equity) == []
