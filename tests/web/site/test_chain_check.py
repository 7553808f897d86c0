"""Whatever somebody changes in the trail who may change every table, the check names."""

from __future__ import annotations

import pytest
from django.db import connection
from tampering import as_nobody, tamper

from citycompact.web.site.chain import link_events, link_hash
from citycompact.web.site.chain_check import check_chain
from citycompact.web.site.heads import record_head
from citycompact.web.site.models import Link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def linked(db):
    link_events()


def link_of(table, place=3):
    return Link.objects.filter(event_table=table).order_by("number")[place]


def row_of(link):
    """Key of the child that an event is about."""
    with connection.cursor() as cursor:
        cursor.execute("select pgh_obj_id from enrollment_childevent where pgh_id = %s", [link.event_id])
        return cursor.fetchone()[0]


def words():
    return [str(fault) for fault in check_chain().faults]


def test_a_trail_that_nobody_touched_holds():
    found = check_chain()
    assert found.faults == []
    assert (found.number, found.forgotten) == (Link.objects.count(), 0)
    assert found.sha256 == Link.objects.get(pk=found.number).sha256


def test_an_event_that_was_changed_is_named_and_no_other():
    link = link_of("enrollment_childevent")
    query = "update enrollment_childevent set given_name = 'Another' where pgh_id = %s"
    assert tamper(query, [link.event_id]) == 1
    assert words() == [
        f"Link {link.number}: event {link.event_id} of enrollment_childevent, or who made it, "
        "is not what was linked.",
        f"row {row_of(link)} of enrollment_child is not what its last event says.",
    ]


def test_an_event_that_was_deleted_is_named():
    link = link_of("enrollment_childevent")
    row = row_of(link)
    tamper("delete from enrollment_childevent where pgh_id = %s", [link.event_id])
    assert words() == [
        f"Link {link.number}: event {link.event_id} of enrollment_childevent is gone, and not by retention.",
        f"row {row} of enrollment_child is there, and no event tells of it.",
    ]


def test_two_events_that_changed_places_are_both_named():
    one, other = link_of("enrollment_childevent", 2), link_of("enrollment_childevent", 7)
    for old, new in ((one.event_id, -1), (other.event_id, one.event_id), (-1, other.event_id)):
        tamper("update enrollment_childevent set pgh_id = %s where pgh_id = %s", [new, old])
    assert [fault.number for fault in check_chain().faults] == [one.number, other.number]


def test_a_link_that_was_rewritten_is_told_from_an_event_that_was():
    link = link_of("enrollment_childevent")
    tamper("update site_link set sha256 = %s where number = %s", ["0" * 64, link.number])
    assert words() == [f"Link {link.number}: its hash was rewritten; its event is as it was linked."]


def test_the_last_link_rewritten_is_named_too():
    last = Link.objects.order_by("-number").first()
    tamper("update site_link set sha256 = %s where number = %s", ["0" * 64, last.number])
    assert [fault.number for fault in check_chain().faults] == [last.number]


def test_a_link_that_was_taken_out_is_named():
    link = link_of("enrollment_childevent")
    tamper("delete from site_link where number = %s", [link.number])
    assert f"Link {link.number}: is not there." in words()


def test_two_links_that_changed_places_are_named():
    one, other = link_of("enrollment_childevent", 2), link_of("enrollment_childevent", 7)
    for old, new in ((one.number, 10**9), (other.number, one.number), (10**9, other.number)):
        tamper("update site_link set number = %s where number = %s", [new, old])
    named = [fault.number for fault in check_chain().faults]
    assert named[0] == one.number
    assert other.number in named


def test_an_address_that_was_rewritten_in_who_acted_is_named(signed_in):
    signed_in("office").post("/family/profile/", {"name": "A", "language": "en", "phone": ""})
    link_events()
    link = Link.objects.filter(event_table="site_userevent").order_by("-number").first()
    query = (
        'update pghistory_context set metadata = metadata || \'{"email": "auditor@demo.example"}\' '
        "where id = (select pgh_context_id from site_userevent where pgh_id = %s)"
    )
    assert tamper(query, [link.event_id]) == 1
    assert [fault.number for fault in check_chain().faults][-1] == link.number


def test_an_event_slipped_in_and_never_linked_is_named():
    query = "insert into site_signin (pgh_created_at, pgh_label) values (now() - interval '1 day', 'x')"
    assert tamper(query) == 1
    (said,) = words()
    assert "of site_signin is older than 10 minutes and in no link" in said


def test_an_event_that_somebody_excuses_is_missed_until_the_excuse_is_linked():
    """Then it stands in the trail, for whoever looks up what was forgotten and by whom."""
    link = link_of("enrollment_childevent")
    tamper("delete from enrollment_childevent where pgh_id = %s", [link.event_id])
    query = "insert into site_forgettingevent ({0}) select {0} from (values {1}) v ({0})"
    tamper(
        query.format(
            "id, event_table, event_ids, at, pgh_obj_id, pgh_label, pgh_created_at",
            f"(9, 'enrollment_childevent', '[{link.event_id}]'::jsonb, now(), 9::bigint, 'insert', now())",
        )
    )
    gone = f"event {link.event_id} of enrollment_childevent is gone, and not by retention."
    assert f"Link {link.number}: {gone}" in words()


def test_a_trigger_that_is_off_is_named():
    with connection.cursor() as cursor:
        cursor.execute("alter table enrollment_child disable trigger user")
    assert "the trigger update_update of enrollment_child is off." in words()


def rewrite_from(number):
    """Write the chain anew from a link on, as somebody would who knows how it is made."""
    from citycompact.web.site.chain import contents, event_tables

    tables = event_tables()
    before = Link.objects.get(number=number - 1).sha256
    for link in Link.objects.filter(number__gte=number).order_by("number"):
        said = contents([(link.event_table, link.event_id)], tables)
        before = link_hash(before, said[link.event_table, link.event_id])
        tamper("update site_link set sha256 = %s where number = %s", [before, link.number])


def test_a_chain_written_anew_does_not_contain_the_heads_that_were_kept():
    import datetime

    head = record_head(datetime.date(2027, 3, 1))
    link = Link.objects.filter(event_table="enrollment_childevent").order_by("-number").first()
    tamper("update enrollment_childevent set given_name = 'Another' where pgh_id = %s", [link.event_id])
    rewrite_from(link.number)
    tamper("update enrollment_child set given_name = 'Another' where applicant_id = %s", [row_of(link)])
    (said,) = words()
    assert "the chain does not contain the head of 2027-03-01" in said
    # Who removes the recorded heads too meets those that were mailed.
    tamper("delete from site_head")
    assert words() == []
    given = check_chain(head.number, head.sha256)
    assert [str(fault) for fault in given.faults] == [
        f"Link {head.number}: the chain does not contain the head that you gave ({head.sha256})."
    ]


def test_a_head_that_was_kept_is_found_again_after_more_has_happened():
    import datetime

    from citycompact.web.city.models import City

    head = record_head(datetime.date(2027, 3, 1))
    City.objects.update(name="Later")
    link_events()
    assert check_chain(head.number, f" {head.sha256.upper()} ").faults == []
    for number, sha256 in ((head.number + 1, head.sha256), (10**12, head.sha256), (head.number, "no hash")):
        assert check_chain(number, sha256).faults, (number, sha256)


def test_what_retention_removed_is_told_from_what_was_removed(application):
    from citycompact.web.site.personal_data import forget_history

    child, key = application.child, application.child_id
    child.delete()
    link_events()
    forget_history(type(child), [key])
    # What excuses them counts when it is linked itself.
    assert {"and not by retention" in said for said in words()} == {True}
    link_events()
    found = check_chain()
    assert found.faults == [], "that it was removed stands in the trail, and is linked too"
    assert found.forgotten >= 3
    # Another's event, removed by hand beside it.
    link = Link.objects.filter(event_table="enrollment_claimevent").order_by("number").last()
    tamper("delete from enrollment_claimevent where pgh_id = %s", [link.event_id])
    assert [fault.number for fault in check_chain().faults] == [link.number, None]


def test_with_the_last_event_goes_who_made_it_and_no_earlier(signed_in, family):
    """Who acted names an account; it stays as long as something stands that it made."""
    from pghistory.models import Context

    from citycompact.web.site.personal_data import forget_events

    signed_in("family").post("/family/profile/", {"name": "A", "language": "en", "phone": ""})
    mine = Context.objects.filter(metadata__route="profile", metadata__user=str(family.pk))
    assert mine.exists()
    as_nobody()
    forget_events("site_userevent", "pgh_obj_id = %s", [family.pk])
    assert not mine.exists()
