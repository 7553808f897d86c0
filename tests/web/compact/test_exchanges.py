"""Places in exchanges are never given twice."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_full_exchange_takes_nobody_and_a_freed_place_is_free(signed_in):
    from citycompact.web.compact.models import Exchange, SignUp

    exchange = Exchange.objects.get(kind="visit")
    Exchange.objects.filter(pk=exchange.pk).update(capacity=1)
    one, two = signed_in("school"), signed_in("operator")
    path = f"/compact/exchanges/{exchange.pk}/"
    one.post(path)
    one.post(path)
    assert "All places are taken." in two.post(path, follow=True).content.decode()
    assert SignUp.objects.filter(exchange=exchange).count() == 1
    assert "Joan Becker" in signed_in("steward").get("/compact/exchanges/").content.decode()
    for other in (Client(), two):
        assert "Joan Becker" not in other.get("/compact/exchanges/").content.decode()
    one.post(path, {"leave": "1"})
    two.post(path)
    assert SignUp.objects.get(exchange=exchange).user.email == "operator@demo.example"


def test_nobody_signs_up_for_the_past(signed_in):
    from citycompact.web.compact.models import Exchange

    past = Exchange.objects.get(title="Restorative hearings")
    assert signed_in("school").post(f"/compact/exchanges/{past.pk}/").status_code == 404
