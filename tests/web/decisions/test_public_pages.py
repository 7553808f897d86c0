"""What anybody sees of a joint decision, and what nobody sees before its time."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from carrying import carry
from django.test import Client

from web_draws import SEED

pytestmark = pytest.mark.django_db

PAGE = "/decisions/match/main/"


def page(language="en", path=PAGE):
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


def test_nothing_is_public_before_the_first_step(decision):
    from citycompact.web.decisions.steps import begin

    begin("match", "next-year", "Not spoken of yet")
    for path in ("", "commitment.json", "published.zip"):
        assert page(path=f"/decisions/match/next-year/{path}")[0] == 404
    assert "next-year" not in page(path="/decisions/")[1]
    for path in ("commitment.json", "published.zip"):
        assert page(path=f"{PAGE}{path}")[0] == 404
    assert "was opened for applications" in page()[1]


@pytest.mark.parametrize(("language", "title"), [("en", "What was fixed"), ("es", "Lo que quedó fijado")])
def test_a_frozen_decision_shows_what_was_fixed_and_who_signed_the_rules(decision, language, title):
    carry(decision, "frozen")
    status, text = page(language)
    assert (status, title in text) == (200, True)
    step = decision.steps.last()
    assert all(value in text for value in step.content["facts"].values())
    from citycompact.web.city.models import City

    for signer in City.objects.get().signers_listed[:2]:
        assert signer.public_key in text
    assert page(path=f"{PAGE}commitment.json")[1] == json.dumps(step.commitment, indent=2)


def test_a_result_is_not_public_before_it_is_published(decision):
    carry(decision, "approved")
    _, text = page()
    attempt = decision.attempts.get()
    assert attempt.record["results_root"] not in text
    assert page(path=f"{PAGE}published.zip")[0] == 404


def test_what_is_published_is_enough_for_the_verifier(decision, tmp_path):
    from citycompact.record import verify

    carry(decision, "published")
    _, text = page()
    assert f"“{SEED}”" in text
    answer = Client().get(f"{PAGE}published.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert "audit/public/commitment.json" in names
    assert not [name for name in names if "auditor" in name or name == "results.txt"]
    # From the public bundle alone no placement can be recomputed: it is consistent, and says what it is not.
    assert verify.main(["--bundle", str(tmp_path / "audit")]) == 3


def test_no_page_for_everybody_names_a_person_but_those_who_sign(decision):
    from citycompact.web.enrollment.models import Child
    from citycompact.web.site.models import User

    carry(decision, "published")
    answer = Client().get(f"{PAGE}published.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = "".join(archive.read(name).decode() for name in archive.namelist())
    _, text = page()
    for child in Child.objects.filter(applications__round="main"):
        assert child.applicant_id not in text + files
    for user in User.objects.exclude(name=""):
        assert user.email not in text + files
    office = User.objects.get(email="office@demo.example")
    assert office.name not in text
    assert str(office.pk) not in text


@pytest.mark.parametrize("path", ["nothing/main/", "match/nothing/", "match/main/nothing/"])
def test_what_is_not_there_is_not_there(path):
    assert page(path=f"/decisions/{path}")[0] == 404


def test_the_list_names_every_frozen_decision(decision):
    carry(decision, "frozen")
    _, text = page(path="/decisions/")
    assert f'href="{PAGE}"' in text
    assert 'href="/decisions/match/last-year/"' in text
