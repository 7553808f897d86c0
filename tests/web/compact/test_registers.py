"""Tables that the steward keeps by hand."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_rows_are_edited_with_a_reason_in_the_trail(signed_in):
    from citycompact.web.compact.models import Promise
    from citycompact.web.site.trail import events

    client = signed_in("steward")
    page = client.get("/tables/promises/row/guide/")
    form = {k: v if v is not None else "" for k, v in page.context["form"].initial.items()}
    client.post("/tables/promises/row/guide/", {**form, "money_source": "Levy", "why": "Budget passed"})
    assert Promise.objects.get(pk="guide").money_source == "Levy"
    (event,) = events(kind="promise", limit=1)
    assert event["why"] == "Budget passed"


def test_a_milestone_is_reached_on_evidence_of_its_own_promise(signed_in):
    from citycompact.web.compact.models import Milestone

    client, milestone = signed_in("steward"), Milestone.objects.get(promise="space", number=1)
    path, reached = f"/tables/milestones/row/{milestone.pk}/", {"reached_on": "2026-01-01"}
    assert "Cite the evidence" in client.post(path, reached).content.decode()
    assert "about another promise" in client.post(path, {**reached, "evidence": "ratings-1"}).content.decode()
    assert client.post(path, {**reached, "evidence": "space-1"}).status_code == 302
    milestone.refresh_from_db()
    assert (str(milestone.reached_on), milestone.evidence_id) == ("2026-01-01", "space-1")


def test_evidence_that_something_rests_on_keeps_its_promise_kind_and_day(signed_in):
    client = signed_in("steward")
    path = "/tables/evidence/row/guide-2/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    assert "rests on this evidence" in client.post(path, {**form, "kind": "meeting"}).content.decode()
    assert client.post(path, {**form, "source": "https://example.org/guide"}).status_code == 302


def test_a_tie_between_rows_is_taken_away_and_a_promise_is_not(signed_in):
    from citycompact.web.compact.models import BlockedPromise, Promise
    from citycompact.web.site.trail import events

    client, tie = signed_in("steward"), BlockedPromise.objects.first()
    assert (
        client.post(
            f"/tables/blocked_promises/row/{tie.pk}/", {"remove": "1", "why": "typed twice"}
        ).status_code
        == 302
    )
    assert not BlockedPromise.objects.filter(pk=tie.pk).exists()
    (event,) = events(kind="blocked promise", limit=1)
    assert (event["label"], event["why"]) == ("delete", "typed twice")
    client.post("/tables/promises/row/guide/", {"remove": "1"})
    assert Promise.objects.filter(pk="guide").exists()


@pytest.mark.parametrize(
    "kind",
    ["blocked_promises", "waiting", "targets", "tenures", "stays", "team_seats", "milestones", "levers"],
)
def test_registers_name_what_they_tie_and_ask_no_more_for_more_rows(
    signed_in, kind, django_assert_max_num_queries
):
    client = signed_in("steward")
    # When somebody was last there is written once a minute.
    client.get("/")
    # Two questions for each column whose values are few enough to be chosen from.
    with django_assert_max_num_queries(13):
        page = client.get(f"/tables/{kind}/").content.decode()
    assert "no_access_law space" not in page


def test_a_tie_is_called_by_both_that_it_ties(signed_in):
    page = signed_in("steward").get("/tables/blocked_promises/").content.decode()
    assert "State law gave charter schools no claim to empty buildings. → " in page


def test_a_register_shows_columns_and_not_only_what_a_row_is_called(signed_in):
    page = signed_in("steward").get("/tables/promises/").content.decode()
    for heading in ("Area", "Pledged by", "Owner by role", "Due on"):
        assert f">{heading}</a>" in page
    assert "Both sectors" in page or "both" in page


def test_terms_change_only_by_amendment_and_targets_not_at_all(signed_in):
    from citycompact.web.compact.models import Promise, Target

    client = signed_in("steward")
    assert "made_on" not in client.get("/tables/promises/row/guide/").context["form"].fields
    assert "made_on" in client.get("/tables/promises/new/").context["form"].fields
    before = Promise.objects.get(pk="guide").made_on
    form = client.get("/tables/promises/row/guide/").context["form"].initial
    typed = {k: "" if v is None else v for k, v in form.items()}
    client.post("/tables/promises/row/guide/", {**typed, "made_on": "2020-01-01"})
    assert Promise.objects.get(pk="guide").made_on == before
    assert client.get("/tables/targets/new/").status_code == 404
    target = Target.objects.first()
    assert client.post(f"/tables/targets/row/{target.pk}/", {"target": "1"}).status_code == 404
    assert "both sectors have approved it" in client.get("/tables/targets/").content.decode()


def test_the_auditor_reads_the_registers_without_the_stewards_notes(signed_in):
    from citycompact.web.compact.models import Promise

    Promise.objects.filter(pk="guide").update(private_note="For the steward alone: quiet.")
    for who, seen in (("steward", True), ("auditor", False)):
        client = signed_in(who)
        for path in ("row/guide/", "export.csv", "row/guide/history/", "?q=quiet"):
            page = client.get(f"/tables/promises/{path}").content.decode()
            if path != "?q=quiet":
                assert ("For the steward alone: quiet." in page) == seen, (who, path)
            else:
                assert ("/row/guide/" in page) == seen, "words find what one may not see"
    auditor = signed_in("auditor")
    assert auditor.post("/tables/promises/row/guide/", {"pledge": "Mine"}).status_code == 404
    assert auditor.get("/tables/promises/import/").status_code == 404
    assert b"private_note" not in auditor.get("/tables/promises/export.csv").content


def test_the_steward_reads_the_compacts_part_of_the_trail_and_no_childs(signed_in):
    page = signed_in("steward").get("/office/trail/").content.decode()
    assert "compact" in page
    assert ">child<" not in page
    assert ">promise<" not in signed_in("office").get("/office/trail/").content.decode()
    assert ">promise<" in signed_in("auditor").get("/office/trail/").content.decode()


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("tables/promises/", "/tables/promises/"),
        ("tables/seats/", "/tables/team_seats/"),
        ("tables/promises/new/", "/tables/promises/new/"),
        ("tables/promises/guide/", "/tables/promises/row/guide/"),
        ("records/promises/", "/tables/promises/"),
        ("records/commitments/", "/tables/promises/"),
        ("records/hindrances/new/", "/tables/blocked_promises/new/"),
        ("records/decisions/d-1/", "/tables/resolutions/row/d-1/"),
        ("meetings/3/decide/", "/compact/desk/meetings/3/"),
    ],
)
def test_earlier_addresses_lead_to_the_present_ones(signed_in, earlier, now):
    answer = signed_in("steward").get(f"/compact/desk/{earlier}")
    assert (answer.status_code, answer["Location"]) == (301, now)
    assert signed_in("family").get(f"/compact/desk/{earlier}").status_code == 403
