"""A family's children, and who may act for them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_helper_sees_the_application_until_the_access_is_taken_back(signed_in, application):
    from django.test import Client

    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    client = signed_in("family")
    helper = User.objects.create_user("counselor@demo.example")
    client.post(f"/family/child/{application.child_id}/share/", {"email": "Counselor@demo.example"})
    guardian = Guardian.objects.get(invited_email="counselor@demo.example")
    other = Client()
    other.force_login(User.objects.create_user("somebody@demo.example"))
    assert other.post(f"/family/accept/{guardian.token}/").status_code == 404
    theirs = Client()
    theirs.force_login(helper)
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 404
    theirs.post(f"/family/accept/{guardian.token}/")
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 200
    assert theirs.get(f"/family/child/{application.child_id}/share/").status_code == 403
    client.post(f"/family/child/{application.child_id}/share/", {"remove": guardian.pk})
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 404
