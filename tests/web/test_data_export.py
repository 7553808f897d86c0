"""A person takes away everything that is held about them and their children, and nothing of anybody else."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_family_can_take_home_all_that_is_held_about_it(signed_in, application):
    held = signed_in("family").get("/family/my-data/").json()
    assert held["account"]["email"] == "parent@demo.example"
    child = next(c for c in held["children"] if c["applicant_id"] == application.child_id)
    assert child["applications"][0]["versions"]


def test_only_the_familys_own_children_are_in_it(family, application):
    from citycompact.web.families.data_export import held_about
    from citycompact.web.families.models import Child

    own = set(Child.objects.filter(guardians__user=family).values_list("pk", flat=True))
    assert {child["applicant_id"] for child in held_about(family)["children"]} == own
    assert Child.objects.count() > len(own)


def test_a_person_without_children_has_an_account_and_no_more(django_user_model):
    from citycompact.web.families.data_export import held_about

    stranger = django_user_model.objects.create(email="nobody@demo.example")
    held = held_about(stranger)
    assert held["children"] == held["messages"] == []
    assert held["account"]["email"] == "nobody@demo.example"
