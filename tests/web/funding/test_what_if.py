"""Other rules on the counts of a year, before anybody signs them."""

import pytest

pytestmark = pytest.mark.django_db

PAGE = "/money/what-if/2027-28/"


def asked(**more):
    from citycompact.web.rulebooks.models import RulebookVersion

    version = RulebookVersion.objects.first().pk
    return {
        "before": version,
        "after": version,
        "foundation": "",
        "envelope": "",
        "category": "",
        "weight": "",
        **more,
    }


def test_who_gains_by_another_foundation(signed_in):
    page = signed_in("approver-charter").get(PAGE, asked(foundation="13000")).content.decode()
    assert "charter schools" in page
    assert "highest third" in page
    assert "counted as “low income”" in page
    assert "A path of" in page


def test_another_weight(signed_in):
    page = signed_in("office").get(PAGE, asked(category="low_income", weight="0.6")).content.decode()
    assert "School by school" in page


def test_who_reads_no_counts_reads_no_school(signed_in):
    """A weight of one category, tried, would tell its count."""
    page = signed_in("approver-charter").get(PAGE, asked(category="iep_4", weight="999")).content.decode()
    assert "highest third" in page
    assert "School by school" not in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"category": "gifted", "weight": "1"}, "There is no weight of this category"),
        ({"category": "K"}, "Name a category and its weight"),
        ({"foundation": "much"}, "Enter a number"),
        ({"foundation": "-1"}, "greater than or equal to 0"),
        ({"envelope": "1"}, "below the sum of all floors"),
        ({"envelope": "1.5"}, "no multiple of the dollar"),
        ({"before": "999999"}, "Select a valid choice"),
    ],
)
def test_odd_input_is_named(signed_in, more, said):
    page = signed_in("office").get(PAGE, asked(**more))
    assert page.status_code == 200
    assert said in page.content.decode()


def test_it_is_for_who_works_on_it(signed_in):
    assert signed_in("family").get(PAGE).status_code == 403
    assert signed_in("school").get(PAGE).status_code == 403
    assert signed_in("office").get("/money/what-if/nowhere/").status_code == 404
