"""Lists held against what families state: a file out, and back with what was found, all of it or nothing."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from applying import says
from web_tables import send

pytestmark = pytest.mark.django_db

PAGE = "/office/records/"
HEAD = ["applicant_id", "fact", "how", "verified"]


@pytest.fixture
def poor(application):
    """An application with a low income and English learning that nobody has verified."""
    says(application, facts={"low_income": True, "english_learner": True, "iep": True})
    application.child.verifications.all().delete()
    return application


def verified(application):
    return set(application.child.verifications.values_list("fact", "how", "value"))


def confirm(client, page, why="SNAP list of 1 December"):
    import re

    token = re.search(r'name="confirm" value="([^"]+)"', page.content.decode())[1]
    return client.post(PAGE, {"confirm": token, "why": why}, follow=True)


def test_who_states_what_is_taken_and_brought_back(signed_in, poor):
    office = signed_in("office")
    content = office.get("/office/records.xlsx").content
    rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    mine = {row[4]: row for row in rows if row[0] == poor.child_id}
    # The rules reward no program for children with an IEP, and an address counts on the family's word.
    assert {fact: row[5] for fact, row in mine.items() if fact != "current_school_id"} == {
        "low_income": "agency",
        "english_learner": "roster",
    }
    assert mine["low_income"][1] == poor.child.given_name
    for row in rows[1:]:
        row[6] = "sí" if row[0] == poor.child_id and row[4] == "low_income" else ""
    page = send(office, PAGE, "xlsx", rows)
    assert "1 fact will be verified" in page.content.decode()
    assert not verified(poor), "a preview verifies nothing"
    done = confirm(office, page)
    assert "1 fact is verified." in done.content.decode()
    assert verified(poor) == {("low_income", "agency", True)}
    from citycompact.web.site.trail import events

    assert next(events(kind="verification"))["why"] == "SNAP list of 1 December"


def test_every_fault_is_at_its_cell_and_then_nothing_is_verified(signed_in, poor):
    child = poor.child_id
    rows = [
        HEAD,
        [child, "low_income", "agency", "perhaps"],
        ["NOBODY", "low_income", "agency", "yes"],
        [child, "iep", "roster", "yes"],
        [child, "nonsense", "agency", "yes"],
        [child, "low_income", "roster", "yes"],
        [child, "low_income", "self", "yes"],
        [child, "english_learner", "roster", "yes"],
        [child, "english_learner", "roster", "yes"],
        [child, "low_income", "agency", "no"],
    ]
    page = send(signed_in("office"), PAGE, "csv", rows).content.decode()
    for words in (
        "Write yes or no, or leave it empty.",
        "No application of this child was sent",
        "does not state this, or no rule rewards it",
        "they accept: agency.",
    ):
        assert words in page, words
    assert 'name="confirm"' not in page
    assert not verified(poor)


@pytest.mark.parametrize("head", [["applicant_id", "fact", "how"], [*HEAD, "fact"], ["x"]])
def test_a_file_without_its_columns_says_so(signed_in, poor, head):
    page = send(signed_in("office"), PAGE, "csv", [head, ["a"] * len(head)]).content.decode()
    assert "column" in page
    assert 'name="confirm"' not in page


def test_without_a_reason_nothing_is_verified_and_nothing_is_lost(signed_in, poor):
    office = signed_in("office")
    page = send(office, PAGE, "csv", [HEAD, [poor.child_id, "low_income", "agency", "yes"]])
    again = confirm(office, page, " ")
    assert "Say which list it was" in again.content.decode()
    assert not verified(poor)
    confirm(office, again)
    assert verified(poor) == {("low_income", "agency", True)}


def test_what_was_sent_meanwhile_or_frozen_is_not_verified(signed_in, poor, monkeypatch):
    office = signed_in("office")
    rows = [HEAD, [poor.child_id, "low_income", "agency", "yes"]]
    page = send(office, PAGE, "csv", rows)
    says(poor, facts={"low_income": False})
    assert "sent something else meanwhile" in confirm(office, page).content.decode()
    says(poor, facts={"low_income": True})
    page = send(office, PAGE, "csv", rows)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    office.post("/decisions/match/main/freeze/")
    # There is no round any more whose facts are open.
    assert "No round is open" in confirm(office, page).content.decode()
    assert not verified(poor)


def test_a_freeze_in_the_very_moment_keeps_everything_as_it_was(signed_in, poor, closed):
    from citycompact.web.enrollment.records_sheet import confirm as keep

    signed_in("office").post("/decisions/match/main/freeze/")
    (problem,) = keep([[2, poor.child_id, "low_income", "agency", True]], closed)
    assert "frozen" in problem.words or "congelados" in problem.words
    assert not verified(poor)


def test_it_is_the_offices_work(signed_in):
    for who in ("auditor", "school", "operator", "family", "approver-district"):
        for path in (PAGE, "/office/records.csv"):
            assert signed_in(who).get(path).status_code == 403, (who, path)
    assert signed_in("office").get("/office/records.exe").status_code == 404
