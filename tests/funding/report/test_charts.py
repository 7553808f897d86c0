"""Charts of budgets are drawn from what is public, in both languages."""

import pytest

from citycompact.funding import decide, public_budgets
from citycompact.funding.report.charts import figures
from citycompact.words import LANGUAGES
from small_budgets import city, rules

COUNTS = """
A,K,40\nA,low_income,12\nA,1-5,70\nC,1-5,150\nC,low_income,20\nC,K,20
B,K,30\nB,low_income,4\nB,1-5,44\nD,K,40\nD,low_income,12\nD,1-5,61
"""
PREVIOUS = "A,870000,110\nB,670000,74\nC,1600000,170\nD,860000,101"
NAMES = {"A": "Ash", "B": "Birch", "C": "Cedar", "D": "Dogwood"}
LABELS = {"low_income": "low income", "K": "kindergarten", "1-5": "grades 1 to 5"}


def drawn(folder, counts, language="en", **tables):
    facts = city(folder, counts, **tables)
    return figures(public_budgets(facts, rules(), decide(facts, rules())), NAMES, LABELS, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_its_words(tmp_path, language):
    found = drawn(tmp_path, COUNTS, language, previous=PREVIOUS)
    assert len(found) == 7
    assert all(figure.svg.startswith("<svg") and "{" not in figure.text for figure in found)
    assert len({figure.title for figure in found}) == 7
    assert ("Who gains and who loses" in {figure.title for figure in found}) == (language == "en")


def test_who_gains_is_said_only_of_schools_of_which_what_is_public_says_it(tmp_path):
    """Birch had 670,000, and may have from 0 to 16 pupils with a low income: 664,000 to 696,000."""
    found = drawn(tmp_path, COUNTS, previous=PREVIOUS)
    (change,) = (figure for figure in found if figure.title == "Who gains and who loses")
    assert "Surely gaining: 2. Surely losing: 1. Cannot be told from public figures: 1." in change.text


def test_sectors_are_said_before_and_now_and_for_each_pupil(tmp_path):
    (sectors,) = (f for f in drawn(tmp_path, COUNTS, previous=PREVIOUS) if f.title.startswith("By sector"))
    # 60 x 10,400 and 220 x 8,000 and 32 x 2,000 for the district's 280 pupils.
    assert "district: $2,470,000 before, $2,448,000 now, which is $8,743 a pupil." in sectors.text
    (sectors,) = (f for f in drawn(tmp_path / "2", COUNTS) if f.title.startswith("By sector"))
    assert "district: $2,448,000 now" in sectors.text


def test_without_a_year_before_and_without_needs_there_are_fewer(tmp_path):
    assert [figure.title for figure in drawn(tmp_path, "A,K,40\nB,K,30")] == [
        "What schools get for a pupil",
        "By sector, before and now",
        "Why schools differ: size",
        "From child to dollar",
    ]
    assert drawn(tmp_path / "2", "") == []
