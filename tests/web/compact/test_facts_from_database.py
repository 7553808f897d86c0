"""Rows as facts, and the rules that the sectors have agreed on."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_sectors_rules_change_the_colours(signed_in):
    from citycompact.web.compact.models import Compact

    client, key = signed_in("steward"), Compact.objects.get().pk
    path = f"/compact/desk/tables/compact/{key}/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    before = Client().get("/compact/progress.json").json()["progress"]["promises"]
    bad = client.post(
        path, {**form, "rules": '[rulebook]\nname = "R"\nversion = "1"\n[compact]\nwrong_wy = 1\n'}
    )
    assert "wrong_wy" in bad.content.decode()
    good = '[rulebook]\nname = "R"\nversion = "1"\n[compact.evidence_age]\namber = 1\nred = 2\n'
    assert client.post(path, {**form, "rules": good}).status_code == 302
    answer = Client().get("/compact/progress.json").json()
    after = answer["progress"]["promises"]
    assert sum(c["colour"] == "red" for c in after) > sum(c["colour"] == "red" for c in before)
    assert answer["certificate"]["holds"]
    assert "1 days old or more" in Client().get("/compact/agreement/").content.decode()
