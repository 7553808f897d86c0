"""An address that the map does not have is put there once, for everybody who lives there."""

from __future__ import annotations

import uuid

import pytest

from applying import LOST

pytestmark = pytest.mark.django_db


def test_what_was_sent_gets_place_and_zone_and_nothing_of_the_draft_is_sent(lost, family, middle):
    from citycompact.web.enrollment.answers import change, is_unsent
    from citycompact.web.enrollment.models import Application
    from citycompact.web.enrollment.placing import put_on_the_map, unplaced
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    office = User.objects.get(email="office@demo.example")
    assert [item.address for item in unplaced()] == [LOST]
    before = lost.last_version.content
    change(lost, choices=before["choices"][:1])
    assert put_on_the_map(LOST, middle, office, "it lies behind the mill") == 1
    now = Application.objects.get(pk=lost.pk)
    sent = now.last_version
    assert (sent.content["latitude"], sent.content["longitude"]) == middle
    assert sent.content["zone"] is not None
    changed = {name for name in sent.content if sent.content[name] != before[name]}
    assert changed == {"latitude", "longitude", "zone"}
    assert sent.channel == "office"
    assert sent.submitted_by == office
    # What the family has changed since stays its draft, with the place, and is still not sent.
    assert now.draft["choices"] == before["choices"][:1]
    assert now.draft["latitude"] == middle[0]
    assert is_unsent(now)
    assert "it lies behind the mill" in Message.objects.filter(user=family).first().body
    assert unplaced() == []


def test_the_next_family_at_that_address_is_placed_by_itself_however_it_is_spelled(lost, middle):
    from citycompact.web.enrollment.drafts import place_of
    from citycompact.web.enrollment.placing import put_on_the_map
    from citycompact.web.site.models import User

    put_on_the_map(LOST, middle, User.objects.get(email="office@demo.example"), "seen")
    assert place_of("12 nowhere ln", "K")["latitude"] == middle[0]
    assert place_of("13 Nowhere Ln", "K")["latitude"] is None


def test_an_address_without_a_number_can_be_put_there_too(lost, family, middle):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.enrollment.placing import put_on_the_map, unplaced
    from citycompact.web.enrollment.submitting import submit

    odd = "Old Mill Shelter, second house"
    change(lost, address=odd, latitude=None, longitude=None, zone=None)
    submit(lost, family, uuid.uuid4())
    assert [item.address for item in unplaced()] == [odd]
    assert put_on_the_map(odd, middle, family, "seen") == 1
    assert unplaced() == []


def test_nothing_is_sent_for_a_family_that_has_withdrawn(lost, middle):
    from citycompact.web.enrollment.placing import put_on_the_map, unplaced
    from citycompact.web.enrollment.submitting import withdraw
    from citycompact.web.site.models import User

    office = User.objects.get(email="office@demo.example")
    withdraw(lost)
    count = lost.versions.count()
    assert unplaced() == []
    assert put_on_the_map(LOST, middle, office, "seen") == 0
    assert lost.versions.count() == count
    assert lost.__class__.objects.get(pk=lost.pk).state == "withdrawn"


def test_a_slip_in_the_name_of_a_street_is_suggested():
    from citycompact.web.city.models import Street
    from citycompact.web.enrollment.placing import streets_like

    street = Street.objects.first().street
    slip = street[:2] + street[3:]
    assert f"500 {street}" in streets_like(f"500 {slip}")
    assert streets_like("5000000 " + slip) == []
    assert streets_like("") == []
