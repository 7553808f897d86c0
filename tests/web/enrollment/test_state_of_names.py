"""Whatever is remembered of names is made anew when one of them is another."""

from __future__ import annotations

import datetime

import pytest

pytestmark = pytest.mark.django_db


def test_every_change_of_who_children_are_is_another_state(application):
    from citycompact.web.enrollment.models import Child
    from citycompact.web.enrollment.state_of_names import state_of_names

    one, two = Child.objects.exclude(pk=application.child_id)[:2]
    seen = [state_of_names()]
    for change in (
        lambda: Child.objects.create(family_id="F", given_name="Nia", family_name="Ames"),
        lambda: Child.objects.filter(pk=one.pk).update(given_name="Another"),
        lambda: Child.objects.filter(pk=one.pk).update(birth_date=datetime.date(2020, 2, 29)),
        lambda: Child.objects.filter(pk=one.pk).update(birth_date=None),
        lambda: Child.objects.filter(pk=one.pk).update(merged_into=two),
        lambda: Child.objects.filter(given_name="Nia", family_name="Ames").delete(),
    ):
        change()
        seen.append(state_of_names())
    assert len(set(seen)) == len(seen)
    Child.objects.filter(pk=one.pk).update(family_id="elsewhere")
    assert state_of_names() == seen[-1]
