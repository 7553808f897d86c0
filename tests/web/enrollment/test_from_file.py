"""What a file says of children: one version of each, and what somebody has decided stays."""

from __future__ import annotations

import datetime

import pytest

from citycompact.facts import canonical_json, sha256_hex

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def said(round_):
    """What a file says of a child who is new."""
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.from_file import add_children

    programs = list(Program.objects.filter(grade="K").values_list("pk", flat=True)[:3])
    add_children([("CNEW", "FNEW", "Zoë", "Ünal", datetime.date(2021, 3, 4))])
    return {
        "applicant_id": "CNEW",
        "round": round_.pk,
        "grade": "K",
        "choices": programs,
        "current_school_id": None,
        "address": "",
        "latitude": None,
        "longitude": None,
        "zone": None,
        "facts": {"low_income": True},
        "claims": [],
    }


def test_an_application_is_a_submitted_version_and_its_choices_are_counted(said, round_):
    from citycompact.web.enrollment.from_file import add_applications
    from citycompact.web.enrollment.models import Application

    add_applications(round_, {"CNEW": said}, AT)
    made = Application.objects.get(child="CNEW")
    assert (made.state, made.grade, str(made.child)) == ("submitted", "K", "Zoë Ünal")
    version = made.last_version
    assert (version.number, version.channel, version.submitted_at) == (1, "load", AT)
    assert version.content == said
    assert version.sha256 == sha256_hex(canonical_json(said))
    assert list(made.choices.values_list("program", flat=True)) == said["choices"]
    assert made.sent.content == said


def test_a_further_version_counts_and_the_earlier_one_is_kept(said, round_):
    from citycompact.web.enrollment.from_file import add_applications, change_applications
    from citycompact.web.enrollment.models import Application

    add_applications(round_, {"CNEW": said}, AT)
    made = Application.objects.get(child="CNEW")
    later = {**said, "choices": said["choices"][::-1], "facts": {}}
    change_applications({"CNEW": later}, {"CNEW": (made.pk, 1)}, AT)
    made = Application.objects.get(pk=made.pk)
    assert [v.content["choices"] for v in made.versions.all()] == [said["choices"], later["choices"]]
    assert made.draft["choices"] == later["choices"]
    assert list(made.choices.values_list("program", flat=True)) == later["choices"]
    assert made.sent.version.number == 2


def test_a_word_of_a_school_stays_whatever_a_later_file_says(said, round_, school):
    import polars as pl

    from citycompact.city import TABLES
    from citycompact.web.enrollment.from_file import bring_beside
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.site.models import User
    from small_cities import city

    rows = [{"applicant_id": "CNEW", "school_id": school.pk, "claim": "sibling", "verified": True}]
    package = city(claims=rows)
    bring_beside(package, {"CNEW": said}, {"CNEW"}, round_)
    claim = Claim.objects.get(child="CNEW")
    assert claim.state == "approved"
    waiting = {**package.tables, "claims": pl.DataFrame([{**rows[0], "verified": False}])}
    package.tables["claims"] = TABLES["claims"].complete(waiting["claims"])
    bring_beside(package, {"CNEW": said}, {"CNEW"}, round_)
    claim.refresh_from_db()
    assert claim.state == "waiting"
    claim.state, claim.decided_by = "rejected", User.objects.first()
    claim.save()
    package.tables["claims"] = TABLES["claims"].complete(pl.DataFrame(rows))
    bring_beside(package, {"CNEW": said}, {"CNEW"}, round_)
    claim.refresh_from_db()
    assert claim.state == "rejected"
