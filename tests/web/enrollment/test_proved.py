"""What is shown is what was published: a row that somebody has changed is not shown, and says so."""

from __future__ import annotations

import json

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

pytestmark = pytest.mark.django_db


def forge(outcome, **said):
    """Change a row as nobody of the site can, past the trigger that keeps it."""
    from citycompact.web.enrollment.models import Outcome

    with pgtrigger.ignore("enrollment.Outcome:kept_as_it_was_given"):
        assert Outcome.objects.filter(pk=outcome.pk).update(**said) == 1


@pytest.fixture
def published():
    from citycompact.web.enrollment.models import Round

    return Round.objects.get(pk="last-year")


@pytest.fixture
def mine(family, published):
    from citycompact.web.enrollment.models import Outcome

    return Outcome.objects.get(attempt=published.published, child__guardians__user=family)


def page(client, outcome, language="en"):
    application = outcome.child.applications.get(round="last-year")
    client.cookies["django_language"] = language
    return client.get(f"/family/application/{application.pk}/results/").content.decode()


def test_every_result_that_was_published_is_proved(published):
    from citycompact.web.enrollment.models import Outcome
    from citycompact.web.enrollment.proved import proved
    from citycompact.web.enrollment.proved import published as said

    every = list(Outcome.objects.filter(attempt=published.published))
    assert proved(every, said(published.decision)) == every
    assert said(published.decision).root == published.published.record["results_root"]
    assert said(published.decision).seed == "03 14 15 26 35 49"


def test_nobody_of_the_site_changes_what_a_run_gave(mine):
    for said in ({"choice_rank": 2}, {"program_name": "Elsewhere"}, {"missed": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(mine).objects.filter(pk=mine.pk).update(**said)


def another_program(outcome):
    from citycompact.web.city.models import Program

    other = Program.objects.exclude(pk=outcome.program_id).first()
    return {"program": other, "program_name": str(other)}


def another_leaf(outcome):
    """A receipt whose leaf says what the row says, and that no longer leads to the root."""
    changed = another_program(outcome)
    leaf = json.loads(outcome.receipt["result"])
    leaf["assignments"][0]["program_id"] = changed["program"].pk
    text = json.dumps(leaf, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return {**changed, "receipt": {**outcome.receipt, "result": text}}


def another_root(outcome):
    """A receipt that is consistent in itself, under a root of its own."""
    from citycompact.record.merkle import leaf_hash

    forged = another_leaf(outcome)
    salt = bytes.fromhex(outcome.receipt["result_salt"])
    root = leaf_hash(salt + forged["receipt"]["result"].encode()).hex()
    forged["receipt"] |= {"result_path": [], "results_root": root}
    return forged


def other_number():
    from citycompact.facts import sha256_hex

    return sha256_hex(b"03 14 15 26 35 49|A00001")


FAULTS = {
    "a row with another program": another_program,
    "a row with another rank": lambda _: {"choice_rank": 11},
    "a row with another number": lambda _: {"lottery_number": "0" * 64},
    "a row with the number of another child": lambda _: {"lottery_number": other_number()},
    "a seat whose name is gone": lambda _: {"program_name": None},
    "a row and its leaf": another_leaf,
    "a row, its leaf and its root": another_root,
    "no receipt at all": lambda _: {"receipt": {}},
    "a receipt that is none": lambda _: {"receipt": ["x"]},
    "a priority for a sibling taken away": lambda _: {"told": {"uncounted": ["S001-K"]}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_changed_row_is_not_shown_and_says_so(signed_in, mine, fault):
    client, was = signed_in("family"), mine.program_name
    assert was in page(client, mine).replace("&#x27;", "'")
    said = FAULTS[fault](mine)
    forge(mine, **said)
    text = page(client, mine)
    assert "differs from what was published" in text
    assert "Register at the school" not in text
    if said.get("program_name"):
        assert said["program_name"] not in text.replace("&#x27;", "'")
    assert "difiere de lo publicado" in page(client, mine, "es")


def test_the_receipt_of_one_child_proves_nothing_of_another(signed_in, mine, published):
    from citycompact.web.enrollment.models import Outcome

    other = Outcome.objects.filter(attempt=published.published).exclude(pk=mine.pk).first()
    more = {"program": other.program, "choice_rank": other.choice_rank, "told": other.told}
    forge(mine, receipt=other.receipt, **more)
    assert "differs from what was published" in page(signed_in("family"), mine)


def test_a_school_sees_no_changed_row_and_how_many_there_are(signed_in, published):
    from citycompact.web.enrollment.models import Outcome
    from citycompact.web.site.models import StaffRole

    school = StaffRole.objects.get(user__email="secretary@demo.example").school
    here = Outcome.objects.filter(attempt=published.published, program__school=school).first()
    client = signed_in("school")
    assert here.child_id in client.get("/schools/roster/").content.decode()
    forge(here, choice_rank=12)
    text = client.get("/schools/roster/").content.decode()
    assert here.child_id not in text
    assert "1 row differs from what was published" in text


def test_nothing_is_exported_that_differs(client, published):
    import datetime

    from citycompact.web.api.models import ApiToken
    from citycompact.web.enrollment.models import Outcome

    secret = ApiToken.new_secret()
    day = datetime.date.today() + datetime.timedelta(days=9)
    ApiToken.objects.create(name="t", sha256=ApiToken.hash_of(secret), scopes=["placements"], expires_on=day)
    more = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get("/api/v1/rounds/last-year/oneroster", **more).status_code == 200
    first = Outcome.objects.filter(attempt=published.published, program__isnull=False).first()
    forge(first, choice_rank=12)
    answer = client.get("/api/v1/rounds/last-year/oneroster", **more)
    assert (answer.status_code, "differs" in answer.json()["detail"]) == (409, True)
