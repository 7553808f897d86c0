"""The demo's years of money: one with a recount, one published, one open with an objection."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_two_years_are_published_the_first_with_a_recount_in_the_open():
    from citycompact.web.decisions.models import JointDecision

    first, second, third = JointDecision.objects.filter(kind="budgets").order_by("name")
    states = [step.to_state for step in first.steps.all()]
    assert states.count("published") == 2
    assert second.status.state == "published"
    assert third.status.state == "open"
    page = Client().get("/decisions/budgets/2025-26/").content.decode()
    assert "A recount found children" in page
    assert "Approved by the charter sector" in page or page.count("charter") > 1


def test_the_second_year_begins_with_what_the_first_one_gave():
    from citycompact.web.decisions.models import JointDecision
    from citycompact.web.funding.budgets import budgets_of
    from citycompact.web.funding.models import PreviousAmount

    first = JointDecision.objects.get(kind="budgets", name="2025-26")
    given = budgets_of(first.status.published)
    had = dict(PreviousAmount.objects.filter(year="2026-27").values_list("school_id", "amount"))
    assert had == given


def test_it_is_loaded_once():
    from citycompact.web.demo.money_loading import load_money
    from citycompact.web.funding.models import Count

    before = Count.objects.count()
    load_money(None, {})
    assert Count.objects.count() == before > 100
