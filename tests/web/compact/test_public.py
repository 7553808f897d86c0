"""What everybody may see, and that nothing private is among it."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web_routes import ALL, ARGUMENTS

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"
NAMES = ("Imani Brooks", "Ruth Sandoval", "Farah Amiri", "Private person")


def pages():
    """Every address of the compact with real keys, and every other one that takes none."""
    from django.urls import NoReverseMatch, reverse

    from citycompact.web.compact import models
    from citycompact.web.compact.registers import REGISTERS

    keys = {
        "promise_id": list(models.Promise.objects.values_list("pk", flat=True)),
        "evidence_id": list(models.Evidence.objects.values_list("pk", flat=True)),
        "indicator_id": list(models.Indicator.objects.values_list("pk", flat=True)),
        "number": list(models.Meeting.objects.values_list("pk", flat=True))
        + list(models.Interview.objects.values_list("pk", flat=True)),
        "kind": ["promises"],
        "table": [page.name for page in REGISTERS],
        "key": ["local_levy"],
    }
    for name, pattern in ALL:
        wanted = pattern.pattern.converters
        if not name.startswith(("compact:", "tables:")) and wanted:
            continue
        if not wanted:
            with contextlib.suppress(NoReverseMatch):
                yield reverse(name)
            continue
        first, *rest = wanted
        for value in keys.get(first, [ARGUMENTS[first]]):
            yield reverse(
                name, kwargs={first: value, **{key: keys.get(key, [ARGUMENTS[key]])[0] for key in rest}}
            )


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "who", [None, "family", "school", "operator", "office", "approver-district", "auditor"]
)
def test_no_private_word_or_name_leaks_to_anybody_but_the_steward(who, signed_in):
    client = signed_in(who) if who else Client()
    client.raise_request_exception = False
    seen = 0
    for path in pages():
        if "logout" in path:
            continue
        response = client.get(path)
        text = text_of(response)
        seen += response.status_code == 200
        assert PRIVATE not in text, path
        # An auditor knows who has held a post, and is told what the steward notes no more than others.
        for name in NAMES if who != "auditor" else ():
            assert name not in text, (path, name)
    assert seen > 80


def test_the_private_words_are_there_to_be_leaked(signed_in):
    steward = signed_in("steward")
    found = "".join(
        text_of(steward.get(path)) for path in pages() if path.startswith(("/compact/desk", "/tables/"))
    )
    assert PRIVATE in found
    assert "Imani Brooks" in found


def test_promises_can_be_shown_by_side_and_outcome():
    page = Client().get("/compact/?side=charter&status=kept").content.decode()
    assert "Charter schools expel no more often" in page
    assert "All families use one application" not in page


def test_leaders_who_left_are_counted_and_not_named():
    page = Client().get("/compact/promise/space/").content.decode()
    assert "3 holders since the promise was made" in page
    assert "Dana Whitfield" not in page


def questions():
    """How many queries each public page asks."""
    found = {}
    for name in (
        "",
        "barriers/",
        "indicators/",
        "promise/guide/",
        "agreement/",
        "minutes/",
        "cities/",
        "network/",
        "exchanges/",
        "survey/results/",
        "progress.json",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(f"/compact/{name}").status_code == 200
        found[name] = len(asked)
    return found


def test_twice_the_promises_ask_no_more_questions():
    from citycompact.web.compact.models import Evidence, Promise

    questions()  # what is read once and kept is asked now
    before = questions()
    owner = Promise.objects.get(pk="guide").owner_post
    for number in range(40):
        one = Promise.objects.create(
            promise_id=f"more-{number}",
            area="funding",
            pledge="P",
            side="both",
            district_part="D",
            charter_part="C",
            owner_post=owner,
            made_on="2026-01-01",
        )
        Evidence.objects.create(
            evidence_id=f"more-{number}", promise=one, kind="document", on="2026-02-01", title="T"
        )
    assert questions() == before
    assert max(before.values()) <= 40


def test_the_series_export_reads_as_csv():
    content = Client().get("/compact/open-data.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("measurements.csv").decode())))
    assert {row["indicator_id"] for row in rows} >= {"shared_seats", "expulsions"}


def test_what_changed_between_versions_stands_side_by_side():
    page = Client().get("/compact/agreement/?version=2&against=1").content.decode()
    assert "within ninety days" in page
    assert "within sixty days" in page
    assert "Nobody is counselled out." in page


def test_the_earlier_address_of_progress_leads_to_the_present_one():
    response = Client().get("/compact/standing.json")
    assert (response.status_code, response["Location"]) == (301, "/compact/progress.json")
