"""Whatever a form of the compact accepts, the table engine reads back, and it says the same."""

from __future__ import annotations

import datetime
import io
import zipfile
from copy import copy
from dataclasses import fields

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citycompact.compact import from_files, to_files
from citycompact.facts import files_of_zip
from citycompact.web.city.models import City
from citycompact.web.compact import models
from citycompact.web.compact.amending import MODELS
from citycompact.web.compact.amendment_pages import _terms_form
from citycompact.web.compact.facts_from_database import compact_facts
from citycompact.web.compact.registers import REGISTERS
from citycompact.web.tables.row_forms import form_of

pytestmark = pytest.mark.django_db

TEXTS = (
    "plain",
    "2027-01-01",
    "true",
    'with "quotes", commas\tand a tab',
    "two\nlines\r\nor three\rfour",
    " \u00a0kept apart\u2003",
    "ñandú · 学校 · 🏫",
    "=1+1",
    "\u0085\u2028",
    "\x1c\x1f\x7f",
    "nul\0nul",
    "\ufeff",
    "x" * 199,
    "x" * 5000,
)
NUMBERS = (
    "0",
    "-1",
    "3",
    "0.1",
    "87.5",
    "1e15",
    "1e-7",
    "1e22",
    "1e300",
    "1e-300",
    "123456789012345678",
    "0.12345678901234567",
    "0.30000000000000004",
    "-0",
    "nan",
    "inf",
    "1,5",
)
DAYS = ("0001-01-01", "0027-03-31", "1899-12-31", "1900-01-01", "2026-02-29", "2026-05-01")
DAYS += ("2200-12-31", "9999-12-31", "soon")
SLUGS = ("a", "-a", "A_1", "ümlaut", "a b", "a|b", "x" * 60, "x" * 90)
TABLES = (
    "compact",
    "parties",
    "posts",
    "tenures",
    "promises",
    "evidence",
    "indicators",
    "barriers",
    "blocked_promises",
    "attempts",
    "levers",
    "waiting",
    "resolutions",
    "milestones",
)


def odd(field):
    """What a person might type into a field of a form, good or not."""
    name = type(field).__name__
    if name in ("TypedChoiceField", "ChoiceField"):
        return st.sampled_from([key for key, _ in field.choices] + ["other"])
    if name == "ModelChoiceField":
        return st.sampled_from([str(row.pk) for row in field.queryset[:3]] + ["", "nothing"])
    kinds = {"DateField": DAYS, "FloatField": NUMBERS, "IntegerField": NUMBERS, "SlugField": SLUGS}
    return st.sampled_from(("", *kinds.get(name, TEXTS)))


def same_as_exported():
    facts = compact_facts()
    back = from_files(to_files(facts))
    for field in fields(facts):
        here, there = getattr(facts, field.name), getattr(back, field.name)
        assert (set(here) == set(there)) if isinstance(here, tuple) else here == there, field.name


PAGES = {page.name: page for page in REGISTERS}
FREE = {page.key.name: "new-one" for page in REGISTERS if page.key_is_given} | {
    "number": "77",
    "evidence": "space-1",
}
"""Keys that no row of the demo has."""


def form_and_row(kind):
    """The class of a form, and a row of the demo whose values are sound."""
    promise = models.Promise.objects.get(pk="space")
    if kind.startswith("amended "):
        table = kind.removeprefix("amended ")
        return _terms_form(table, True), MODELS[table].objects.first(), MODELS[table](promise=promise)
    page = PAGES[kind]
    rows = page.model.objects.order_by("pk")
    row = (rows.filter(promise="space") if kind == "milestones" else rows).first()
    new = kind not in ("compact", "milestones")
    key = [page.key.name] if page.key_is_given else []
    asked = [*key, *page.fields] if new else page.writers["steward"]
    return form_of(page, asked), row, None if new else row


@pytest.mark.parametrize("kind", [*TABLES, "amended milestones", "amended targets"])
def test_every_form_of_rows(db, kind):
    form_type, sound, instance = form_and_row(kind)
    base = {
        name: "" if (value := sound.serializable_value(name)) is None else str(value)
        for name in form_type.base_fields
    }
    base |= {name: value for name, value in FREE.items() if name in base}
    accepted = []

    @settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def try_it(data):
        asked = form_type(instance=copy(instance)).fields
        changed = data.draw(st.lists(st.sampled_from(list(asked)), min_size=1, max_size=4, unique=True))
        typed = base | {name: data.draw(odd(asked[name]), name) for name in changed}
        with transaction.atomic():
            form = form_type(typed, instance=copy(instance))
            if form.is_valid():
                form.save()
                same_as_exported()
                accepted.append(typed)
            transaction.set_rollback(True)

    try_it()
    # A form that takes nothing would pass.
    assert len(accepted) > 3


SOUND = {
    "promises": {
        "promise_id": "new-one",
        "area": "enrollment",
        "pledge": "Share a form.",
        "side": "both",
        "district_part": "Runs it.",
        "charter_part": "Use it.",
        "owner_post": "enrollment_director",
        "made_on": "2026-01-01",
    },
    "tenures": {"post": "enrollment_director", "since": "2001-01-01", "until": "2002-01-01"},
    "indicators": {"indicator_id": "new-one", "name": "N", "unit": "share"},
    "barriers": {
        "barrier_id": "new-one",
        "kind": "law",
        "what": "W",
        "severity": "1",
        "owner_post": "enrollment_director",
        "opened_on": "2026-01-01",
    },
}


@pytest.mark.parametrize(
    ("kind", "field", "value", "says"),
    [
        ("promises", "money_needed", "1234567890.1234567", "15 significant digits"),
        ("promises", "money_needed", "-5", "Is negative. Write a number of at least 0"),
        ("promises", "money_secured", "1e13", "at most 1,000,000,000,000"),
        ("promises", "made_on", "9999-12-31", "Write a day from 1900-01-01 to 2200-12-31."),
        ("promises", "made_on", "2199-12-31", "This day has not come yet."),
        ("promises", "due_on", "2025-12-31", "This is before the day “made on”."),
        ("promises", "pledge", "x" * 401, "at most 400 characters"),
        ("promises", "private_note", "x" * 100_001, "at most 100000 characters"),
        ("tenures", "until", "2000-12-31", "It ends before it begins."),
        ("tenures", "since", "0026-01-01", "Write a day from 1900-01-01"),
        ("barriers", "closed_on", "2025-01-01", "This is before the day “since”."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(signed_in, kind, field, value, says):
    client, path = signed_in("steward"), f"/tables/{kind}/new/"
    sound = {**SOUND[kind]}
    if kind == "barriers":
        sound["kind"] = models.Barrier.objects.first().kind
    count = PAGES[kind].model.objects.count()
    page = client.post(path, {**sound, field: value})
    assert page.status_code == 200
    assert says in page.content.decode()
    assert PAGES[kind].model.objects.count() == count
    assert client.post(path, sound).status_code == 302
    assert PAGES[kind].model.objects.count() == count + 1


def test_faults_are_said_in_spanish_too(signed_in):
    client = signed_in("steward")
    client.post("/language/", {"language": "es", "next": "/"})
    typed = {**SOUND["promises"], "money_needed": "0.12345678901234567"}
    page = client.post("/tables/promises/new/", typed).content.decode()
    assert "Tiene más de 15 cifras significativas. Escríbalo con 15 cifras como mucho." in page
    typed = {**SOUND["promises"], "due_on": "1999-01-01"}
    page = client.post("/tables/promises/new/", typed).content.decode()
    assert "Es anterior al día «" in page


def test_a_row_entered_twice_is_told_in_words(signed_in):
    client = signed_in("steward")
    tie = models.BlockedPromise.objects.first()
    page = client.post(
        "/tables/blocked_promises/new/", {"barrier": tie.barrier_id, "promise": tie.promise_id}
    ).content.decode()
    assert "This contradicts another record." in page
    assert "Constraint" not in page


def test_evidence_of_a_status_change_a_resolution_and_an_interview_reads_back(signed_in):
    client, today = signed_in("steward"), City.today()
    typed = {
        "status": "in_progress",
        "on": today.isoformat(),
        "kind": "document",
        "title": 'A "paper",\nthin',
    }
    far = client.post("/compact/promise/space/status/", {**typed, "on": "0001-01-01"}).content.decode()
    assert "Write a day from 1900-01-01" in far
    assert client.post("/compact/promise/space/status/", typed).status_code == 302
    meeting = models.Meeting.objects.create(held_on=today - datetime.timedelta(days=1000))
    # Cut after 200 characters, the title of the evidence would end in a space.
    words = f"{'x' * 199} {'y' * 50}"
    client.post(f"/compact/desk/meetings/{meeting.pk}/resolve/", {"what": words, "promise": "space"})
    assert models.Resolution.objects.get(meeting=meeting).what == words
    late = client.post(
        f"/compact/desk/meetings/{meeting.pk}/resolve/", {"what": "W", "due_on": "1950-01-01"}, follow=True
    )
    assert "This is before the day" in late.content.decode()
    interview = {"on": "9999-01-01", "sector": "district"}
    assert "Write a day from" in client.post("/compact/desk/interviews/", interview).content.decode()
    same_as_exported()


def test_the_open_data_of_the_site_is_a_package_that_is_read(signed_in):
    answer = Client().get("/compact/open-data.zip")
    assert zipfile.is_zipfile(io.BytesIO(answer.content))
    assert set(from_files(files_of_zip(answer.content)).promises) == set(compact_facts().promises)


def test_a_state_with_any_character_does_not_spoil_the_package(signed_in):
    models.Compact.objects.update(state='New\r"York"\x7f\\\x01')
    same_as_exported()
