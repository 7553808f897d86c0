"""Applications taken out: as they came, and with what was sent since."""

from __future__ import annotations

import pytest

from applying import says
from moved_city import Tables, give, load

pytestmark = pytest.mark.django_db


def test_a_child_without_a_family_has_none_and_siblings_who_come_later_have(package, tmp_path):
    from citycompact.web.enrollment.models import Child

    load(package)
    first, second = Child.objects.order_by("pk")[:2]
    assert first.family_id != second.family_id
    assert "family_id" not in Tables(give(tmp_path / "one"))["applicants"].columns
    Child.objects.filter(pk=second.pk).update(family_id=first.family_id)
    named = Tables(give(tmp_path / "two"))["applicants"].drop_nulls("family_id")
    assert named["applicant_id"].to_list() == [first.pk, second.pk]
    assert named["family_id"].n_unique() == 1


def test_what_was_sent_last_is_given_and_no_draft(package, tmp_path):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.enrollment.models import Application

    load(package)
    sent, drafted = Application.objects.order_by("child_id")[:2]
    says(sent, choices=sent.draft_choices[:1])
    change(drafted, choices=[])
    choices = Tables(give(tmp_path / "out"))["choices"]
    counts = dict(choices.group_by("applicant_id").len().iter_rows())
    assert counts[sent.child_id] == 1
    assert counts[drafted.child_id] == len(drafted.last_version.content["choices"])
