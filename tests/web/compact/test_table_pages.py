"""Tables that the steward keeps by hand."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_rows_are_edited_with_a_reason_in_the_trail(signed_in):
    from citycompact.web.compact.models import Promise
    from citycompact.web.site.trail import events

    client = signed_in("steward")
    page = client.get("/compact/desk/tables/promises/guide/")
    form = {k: v if v is not None else "" for k, v in page.context["form"].initial.items()}
    client.post(
        "/compact/desk/tables/promises/guide/", {**form, "money_source": "Levy", "why": "Budget passed"}
    )
    assert Promise.objects.get(pk="guide").money_source == "Levy"
    (event,) = events(kind="promise", limit=1)
    assert event["why"] == "Budget passed"


def test_a_milestone_is_reached_on_evidence_of_its_own_promise(signed_in):
    from citycompact.web.compact.models import Milestone

    client, milestone = signed_in("steward"), Milestone.objects.get(promise="space", number=1)
    path, reached = f"/compact/desk/tables/milestones/{milestone.pk}/", {"reached_on": "2026-01-01"}
    assert "Cite the evidence" in client.post(path, reached).content.decode()
    assert "about another promise" in client.post(path, {**reached, "evidence": "ratings-1"}).content.decode()
    assert client.post(path, {**reached, "evidence": "space-1"}).status_code == 302
    milestone.refresh_from_db()
    assert (str(milestone.reached_on), milestone.evidence_id) == ("2026-01-01", "space-1")


def test_evidence_that_something_rests_on_keeps_its_promise_kind_and_day(signed_in):
    client = signed_in("steward")
    path = "/compact/desk/tables/evidence/guide-2/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    assert "rests on this evidence" in client.post(path, {**form, "kind": "meeting"}).content.decode()
    assert client.post(path, {**form, "source": "https://example.org/guide"}).status_code == 302


def test_a_tie_between_rows_is_taken_away_and_a_promise_is_not(signed_in):
    from citycompact.web.compact.models import BlockedPromise, Promise
    from citycompact.web.site.trail import events

    client, tie = signed_in("steward"), BlockedPromise.objects.first()
    assert (
        client.post(
            f"/compact/desk/tables/blocked_promises/{tie.pk}/", {"remove": "1", "why": "typed twice"}
        ).status_code
        == 302
    )
    assert not BlockedPromise.objects.filter(pk=tie.pk).exists()
    (event,) = events(kind="blocked promise", limit=1)
    assert (event["label"], event["why"]) == ("delete", "typed twice")
    client.post("/compact/desk/tables/promises/guide/", {"remove": "1"})
    assert Promise.objects.filter(pk="guide").exists()


def test_tables_name_what_they_tie_and_ask_no_more_for_more_rows(signed_in, django_assert_max_num_queries):
    client = signed_in("steward")
    for kind in (
        "blocked_promises",
        "waiting",
        "targets",
        "tenures",
        "stays",
        "seats",
        "milestones",
        "levers",
    ):
        with django_assert_max_num_queries(7):
            page = client.get(f"/compact/desk/tables/{kind}/").content.decode()
        assert "no_access_law space" not in page
    page = client.get("/compact/desk/tables/blocked_promises/").content.decode()
    assert "State law gave charter schools no claim to empty buildings. → " in page


def test_the_steward_reads_the_compacts_part_of_the_trail_and_no_childs(signed_in):
    page = signed_in("steward").get("/office/trail/").content.decode()
    assert "compact" in page
    assert ">child<" not in page
    assert ">promise<" not in signed_in("office").get("/office/trail/").content.decode()
    assert ">promise<" in signed_in("auditor").get("/office/trail/").content.decode()


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("records/promises/", "tables/promises/"),
        ("records/commitments/", "tables/promises/"),
        ("records/hindrances/new/", "tables/blocked_promises/new/"),
        ("records/decisions/d-1/", "tables/resolutions/d-1/"),
        ("meetings/3/decide/", "meetings/3/"),
    ],
)
def test_earlier_addresses_lead_to_the_present_ones(signed_in, earlier, now):
    answer = signed_in("steward").get(f"/compact/desk/{earlier}")
    assert (answer.status_code, answer["Location"]) == (301, f"/compact/desk/{now}")
    assert signed_in("family").get(f"/compact/desk/{earlier}").status_code == 403
