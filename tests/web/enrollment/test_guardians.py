"""Who is written to about a child: those with an account, once each, and nobody of another child."""

import pytest

from applying import new_application

pytestmark = pytest.mark.django_db


def test_everybody_with_an_account_and_nobody_else(application, family, client):
    from citycompact.web.enrollment.guardians import accounts_of
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    child = application.child
    assert accounts_of(child) == [family]
    Guardian.objects.create(child=child, invited_email="aunt@example.org")
    assert accounts_of(child) == [family], "an invitation that nobody took up reads no letter"
    father = User.objects.create(email="father@example.org")
    Guardian.objects.create(child=child, user=father)
    assert set(accounts_of(child)) == {family, father}

    client.force_login(User.objects.create(email="stranger@example.org"))
    other = new_application(client, given_name="Nia", family_name="Fremd", birth_date="2021-05-01")
    assert [user.email for user in accounts_of(other.child)] == ["stranger@example.org"]
    assert set(accounts_of(child)) == {family, father}
