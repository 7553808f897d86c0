"""A small demo city in the test database, loaded once, and everybody signed in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from second_factors import pass_second_factor
from site_processes import OPEN
from web_letters import relative_links


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the demo city into the test database of this process."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        from citycompact.web.demo.loading import load_demo

        patch.setenv("CITYCOMPACT_NOW", OPEN)
        load_demo(schools=14, applicants=300)
        _second_factors()


def _second_factors() -> None:
    from allauth.mfa.models import Authenticator

    from citycompact.web.site.models import User

    for user in User.objects.filter(staff_roles__isnull=False).distinct():
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3DPEHPK3PXP"}}
        )


@pytest.fixture(autouse=True)
def _english():
    """A page that was read in Spanish leaves its language to the thread, and not to the next test."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The demonstration's clock stands at a day on which its round is open."""
    monkeypatch.setenv("CITYCOMPACT_NOW", OPEN)


@pytest.fixture(autouse=True)
def _letters_name_whole_addresses():
    """Whatever letter a test makes, of any kind: its links lead to the site from elsewhere."""
    from django.db.models.signals import post_save

    from citycompact.web.outbox.models import Message

    found = {}

    def look(instance, **_more):
        if links := relative_links(instance.body):
            found[instance.key] = links

    post_save.connect(look, sender=Message, weak=False)
    yield
    post_save.disconnect(look, sender=Message)
    assert found == {}


@pytest.fixture(autouse=True)
def _documents(settings):
    with tempfile.TemporaryDirectory() as folder:
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                **settings.STORAGES["default"],
                "OPTIONS": {**settings.STORAGES["default"]["OPTIONS"], "location": Path(folder)},
            },
        }
        yield


@pytest.fixture
def signed_in(db):
    """A client signed in as one of the demo's people."""
    from citycompact.web.demo.people import PEOPLE
    from citycompact.web.site.models import User

    def make(key: str) -> Client:
        client = Client()
        person = next(p for p in PEOPLE if p.key == key)
        user = User.objects.get(email=person.email)
        client.force_login(user)
        if user.staff_roles.exists():
            pass_second_factor(client, user)
        return client

    return make


@pytest.fixture
def round_(db):
    from citycompact.web.enrollment.models import Round

    return Round.objects.get(pk="main")


@pytest.fixture
def closed(round_, monkeypatch):
    """The open round after its deadline, and before its draw."""
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    return round_


@pytest.fixture
def family(db):
    from citycompact.web.site.models import User

    return User.objects.get(email="parent@demo.example")


@pytest.fixture
def application(family):
    """The demo family's application to the open round, submitted on paper."""
    from citycompact.web.enrollment.models import Application

    return Application.objects.get(child__guardians__user=family, round="main")


@pytest.fixture(scope="session")
def odd_city(tmp_path_factory):
    """A package with columns that nobody knows, absent ones, and a past lottery."""
    from moved_city import write_odd_city

    return write_odd_city(tmp_path_factory.mktemp("city") / "city")


@pytest.fixture
def package(odd_city, tmp_path, db):
    """The same beside an empty site."""
    from emptied_site import empty_the_site

    empty_the_site()
    return shutil.copytree(odd_city, tmp_path / "city")
