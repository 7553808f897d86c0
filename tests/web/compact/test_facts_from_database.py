"""Rows as facts, and the rules that the sectors have agreed on."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_rules_that_both_sectors_signed_change_the_colours(signed_in, round_):
    from citycompact.rulebook import sign
    from citycompact.web.rulebooks.models import RulebookVersion
    from citycompact.web.rulebooks.signing import rows_of
    from signed_rulebooks import key

    before = Client().get("/compact/progress.json").json()["tables"]["promises"]
    assert "Dana Whitfield" in Client().get("/compact/agreement/").content.decode()
    text = round_.rulebook.text.replace("amber = 91\nred = 181", "amber = 1\nred = 2")
    version = RulebookVersion.objects.create(text=text, sha256="x", name="Stricter", version="1")
    for sector in ("district", "charter"):
        # One sector alone changes nothing.
        assert Client().get("/compact/progress.json").json()["tables"]["promises"] == before
        (row,) = rows_of([sign(version.read(), "compact", key(f"demo {sector}"), sector, f"S {sector}")])
        row.save()
    answer = Client().get("/compact/progress.json").json()
    after = answer["tables"]["promises"]
    assert sum(c["colour"] == "red" for c in after) > sum(c["colour"] == "red" for c in before)
    assert answer["record"]["certificate"]["holds"]
    page = Client().get("/compact/agreement/").content.decode()
    assert "1 day old or more" in page
    # Under the name that the city lists for the key, whatever the signature calls itself.
    assert "S charter" not in page
    assert "(charter)" in page


def test_without_signed_rules_the_usual_ones_hold_and_the_page_says_so(signed_in):
    from citycompact.compact import ProgressRules
    from citycompact.web.compact.facts_from_database import progress_rules
    from citycompact.web.rulebooks.models import RulebookSignature

    RulebookSignature.objects.filter(section="compact").delete()
    assert progress_rules() == ProgressRules()
    client = Client()
    assert (
        "The usual rules; the sectors have signed no others."
        in client.get("/compact/agreement/").content.decode()
    )
    client.post("/language/", {"language": "es", "next": "/"})
    assert "Las reglas habituales" in client.get("/compact/agreement/").content.decode()
