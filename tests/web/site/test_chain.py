"""Every committed event is linked once, also one that is committed after later ones."""

from __future__ import annotations

import hashlib
import threading

import psycopg
import pytest
from django.db import Error, connection, connections, transaction

from citycompact.web.site import chain
from citycompact.web.site.chain import contents, event_tables, link_events, link_hash, unlinked
from citycompact.web.site.models import Link, Shape


def rename(name):
    from citycompact.web.city.models import City

    City.objects.update(name=name)


@pytest.mark.django_db
class TestLinking:
    def test_all_events_of_all_tables_are_linked_once_and_in_the_order_of_time(self):
        waiting = unlinked(thorough=True, most=100_000)
        assert len(waiting) > 1_000
        assert {table for table, _ in waiting} > {"enrollment_childevent", "site_userevent", "city_cityevent"}
        assert link_events() == len(waiting)
        assert link_events() == 0
        assert list(Link.objects.order_by("number").values_list("event_table", "event_id")) == waiting
        assert [link.number for link in Link.objects.order_by("number")] == list(range(1, len(waiting) + 1))

    def test_a_hash_is_what_the_documentation_says(self):
        """Computed here from the two columns alone, as an auditor would."""
        link_events()
        rename("Another")
        link_events()
        last, before = Link.objects.order_by("-number")[:2]
        with connection.cursor() as cursor:
            cursor.execute(
                "select jsonb_build_object('context', c.metadata, 'event', to_jsonb(e), 'table', %s::text) "
                "::text from city_cityevent e left join pghistory_context c on c.id = e.pgh_context_id "
                "where pgh_id = %s",
                [last.event_table, last.event_id],
            )
            (content,) = cursor.fetchone()
        assert '"name": "Another"' in content
        assert last.sha256 == hashlib.sha256((before.sha256 + content).encode()).hexdigest()
        assert link_hash("", "á") == hashlib.sha256("á".encode()).hexdigest()

    def test_the_job_of_every_minute_links_what_is_new_and_the_thorough_one_what_came_late(self, monkeypatch):
        link_events()
        rename("New")
        assert link_events(thorough=False) == 1
        # An event below all those that the fast one looks at.
        late = Link.objects.filter(event_table="enrollment_childevent").order_by("event_id").first()
        from tampering import tamper

        tamper("delete from site_link where number = %s", [late.number])
        monkeypatch.setattr(chain, "LATE", 0)
        assert link_events(thorough=False) == 0
        assert link_events() == 1

    def test_columns_that_come_later_leave_earlier_links_as_they_are(self):
        link_events()
        with connection.cursor() as cursor:
            cursor.execute("alter table city_cityevent add column motto text default 'of old'")
        from citycompact.web.site.chain_check import check_chain

        assert check_chain().faults == []

    @pytest.mark.parametrize(
        "statement",
        [
            "delete from site_link",
            "update site_link set sha256 = ''",
            "update site_shape set columns = '[]'",
            "insert into site_link select number + 1000000, event_table, event_id, sha256, shape_id "
            "from site_link",
        ],
    )
    def test_links_are_only_ever_added_and_no_event_twice(self, statement):
        link_events()
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_every_table_of_events_is_covered(self):
        from citycompact.web.declarations import trail_tables

        assert set(event_tables()) == {model._meta.db_table for model in trail_tables().values()}
        assert {"site_reading", "site_signin", "site_forgettingevent"} <= set(event_tables())
        link_events()
        assert Shape.objects.count() >= len(set(Link.objects.values_list("event_table", flat=True)))

    def test_of_events_that_are_not_there_nothing_is_said(self):
        table = "city_cityevent"
        assert contents([(table, 10**9)], {table: event_tables()[table]}) == {}


@pytest.fixture
def copied(django_db_setup, django_db_blocker):
    """A database of its own, in which transactions end."""
    from django.conf import settings

    def use(name):
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

    def run(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connections.close_all()

    with django_db_blocker.unblock():
        origin = connection.settings_dict["NAME"]
        name = f"{origin}_chain"
        use("postgres")
        run(f'drop database if exists "{name}" with (force)')
        run(f'create database "{name}" template "{origin}"')
        use(name)
        yield connection
        use("postgres")
        run(f'drop database "{name}" with (force)')
        use(origin)


def another():
    parameters = {**connection.get_connection_params(), "cursor_factory": None}
    parameters.pop("context", None)
    return psycopg.connect(**parameters)


def test_what_is_committed_late_is_linked_late_and_nothing_is_lost_or_linked_twice(copied):
    from citycompact.web.site.chain_check import check_chain

    link_events()
    with another() as slow:
        slow.execute("update city_city set name = 'Slow'")
        with connection.cursor() as cursor:
            cursor.execute("update site_user set name = 'Quick' where email = 'office@demo.example'")
        assert link_events(thorough=False) == 1, "what is not committed is not there yet"
        slow.commit()
    assert link_events(thorough=False) == 1
    number, newest = Link.objects.count(), Link.objects.order_by("-number").first()
    assert (newest.number, newest.event_table) == (number, "city_cityevent")
    assert check_chain().faults == []


def test_what_is_rolled_back_leaves_no_gap(copied):
    link_events()
    with another() as given_up:
        given_up.execute("update city_city set name = 'Given up'")
        given_up.rollback()
    rename("Kept")
    assert link_events() == 1
    assert Link.objects.order_by("-number").first().number == Link.objects.count()


def test_two_linkers_at_once_link_every_event_once(copied):
    total = len(unlinked(thorough=True, most=100_000))
    linked, faults = [], []

    def run():
        try:
            linked.append(link_events())
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    both = [threading.Thread(target=run) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert not faults
    assert sum(linked) == total == Link.objects.count()
