"""A row that is not what the trail says of it is named, by its key alone."""

from __future__ import annotations

import pytest
from django.db import connection
from tampering import tamper

from citycompact.web.site.chain import link_events
from citycompact.web.site.chain_check import check_chain
from citycompact.web.site.rows_check import row_faults

pytestmark = pytest.mark.django_db


def test_every_row_of_a_city_that_nobody_touched_is_what_its_last_event_says():
    assert list(row_faults()) == []


def test_a_row_that_was_rewritten_past_its_triggers_is_named_without_what_stands_in_it(application):
    child = application.child
    tamper("update enrollment_child set family_name = 'Smith' where applicant_id = %s", [child.pk])
    assert list(row_faults()) == [f"row {child.pk} of enrollment_child is not what its last event says."]


def test_a_row_that_was_slipped_in_is_named():
    query = "insert into city_operator (operator_id, name, sector) values ('MINE', 'Mine', 'charter')"
    assert tamper(query) == 1
    assert list(row_faults()) == ["row MINE of city_operator is there, and no event tells of it."]


def test_a_row_that_was_removed_past_its_triggers_is_named():
    from citycompact.web.site.models import StaffRole

    key = StaffRole.objects.order_by("pk").values_list("pk", flat=True).first()
    assert tamper("delete from site_staffrole where id = %s", [key]) == 1
    assert list(row_faults()) == [f"row {key} of site_staffrole is gone, and no event says so."]


def test_a_row_that_was_put_back_after_it_was_removed_is_named():
    from citycompact.web.city.models import Operator

    Operator.objects.create(operator_id="GONE", name="Gone", sector="charter").delete()
    assert list(row_faults()) == []
    tamper("insert into city_operator (operator_id, name, sector) values ('GONE', 'Gone', 'charter')")
    assert list(row_faults()) == [
        "row GONE of city_operator is there, and its last event says that it is gone."
    ]


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("""update {} set content = '{{"results_root": "mine"}}' where id = %s""", "is not what its last"),
        ("delete from {} where id = %s", "is gone, and no event says so."),
    ],
)
def test_a_step_is_kept_for_ever_though_the_trail_follows_only_that_it_was_taken(attack, said):
    from citycompact.web.decisions.models import Step

    key = Step.objects.order_by("pk").last().pk
    assert tamper(attack.format("decisions_step"), [key]) == 1
    assert [said in found for found in row_faults()] == [True]


def test_what_the_trail_leaves_out_of_a_row_may_change():
    from citycompact.web.site.models import User

    User.objects.update(last_login="2027-02-01T12:00Z")
    assert list(row_faults()) == []


def test_what_went_over_to_a_child_who_stays_keeps_its_history(application):
    """A child is forgotten as another name of one who stays: what it gave over is that one's."""
    from citycompact.web.enrollment.models import Child
    from citycompact.web.site.personal_data import forget_history

    key = application.child_id
    other = Child.objects.exclude(pk=key).filter(applications=None).first() or Child.objects.create(
        applicant_id="STAYS", given_name="A", family_name="B", birth_date="2020-01-01"
    )
    application.child = other
    application.save()
    Child.objects.get(pk=key).delete()
    link_events()
    forget_history(Child, [key])
    link_events()
    found = check_chain()
    assert found.faults == []
    assert found.forgotten


def test_rows_from_before_their_table_was_followed_are_given_an_event(family):
    from importlib import import_module

    query = (
        'insert into account_emailaddress (email, verified, "primary", user_id) values (%s, true, false, %s)'
    )
    assert tamper(query, ["before@demo.example", family.pk]) == 1
    (said,) = row_faults()
    assert said.endswith("of account_emailaddress is there, and no event tells of it.")
    for _ in range(2):
        for done in import_module("citycompact.web.site.migrations.0004_rows_of_before").Migration.operations:
            with connection.cursor() as cursor:
                cursor.execute(done.sql)
    assert list(row_faults()) == []
