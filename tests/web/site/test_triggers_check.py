"""Whatever somebody does to the triggers that write and keep the trail, the check names."""

from __future__ import annotations

import pgtrigger
import pytest
from django.db import connection

from citycompact.web.site.triggers_check import trigger_faults

pytestmark = pytest.mark.django_db


def test_of_triggers_that_nobody_touched_there_is_nothing_to_say():
    assert list(trigger_faults()) == []


def as_owner(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


_EMPTIED = "create or replace function {}() returns trigger as $$ begin return new; end; $$ language plpgsql"
_NEVER = (
    "create or replace trigger {0} after update on enrollment_child for each row when (false) "
    "execute function {0}()"
)
_UPDATE = "the trigger update_update of enrollment_child"


def pgid(table, name):
    return next(
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if (model._meta.db_table, trigger.name) == (table, name)
    )


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (lambda: "alter table enrollment_child disable trigger user", f"{_UPDATE} is off."),
        (
            lambda: f"alter table enrollment_child enable replica trigger {of_child()}",
            f"{_UPDATE} is off.",
        ),
        (lambda: f"drop trigger {of_child()} on enrollment_child", f"{_UPDATE} is off."),
        (lambda: _EMPTIED.format(of_child()), f"{_UPDATE} does not do what the code says."),
        (
            lambda: f"alter function {of_child()}() set session_replication_role = replica",
            f"{_UPDATE} does not do what the code says.",
        ),
        (lambda: _NEVER.format(of_child()), f"{_UPDATE} does not do what the code says."),
        # The trigger bears its name, and its function is gone: what it does is another one's.
        (
            lambda: (
                f"drop function {of_child()}() cascade; {_EMPTIED.format('idle')}; "
                f"create trigger {of_child()} after update on enrollment_child for each row "
                "execute function idle()"
            ),
            f"{_UPDATE} does not do what the code says.",
        ),
        (
            lambda: _EMPTIED.format(pgid("decisions_step", "kept_as_taken")),
            "the trigger kept_as_taken of decisions_step does not do what the code says.",
        ),
        (
            lambda: _EMPTIED.format(pgid("enrollment_childevent", "append_only")),
            "the trigger append_only of enrollment_childevent does not do what the code says.",
        ),
        (
            lambda: (
                'create or replace function "public"._pgtrigger_should_ignore(trigger_name name) '
                "returns boolean as $$ begin return true; end; $$ language plpgsql"
            ),
            'the function "public"._pgtrigger_should_ignore does not do what the code says.',
        ),
        (
            lambda: (
                "create or replace function _pgh_attach_context() returns uuid as "
                "$$ begin return null; end; $$ language plpgsql"
            ),
            "the function _pgh_attach_context does not do what the code says.",
        ),
        (
            lambda: (
                f"create trigger mine before insert on enrollment_childevent for each row "
                f"execute function {of_child()}()"
            ),
            "enrollment_childevent has a trigger that the code does not know: mine.",
        ),
        (
            lambda: "create rule mine as on insert to enrollment_childevent do instead nothing",
            "enrollment_childevent has a rule that the code does not know: mine.",
        ),
        (
            lambda: "alter role current_user set session_replication_role = replica",
            "a setting of the database, or of one of its roles, turns triggers off: "
            "session_replication_role=replica.",
        ),
    ],
)
def test_what_somebody_does_to_the_triggers_is_named(attack, said):
    as_owner(attack())
    assert said in trigger_faults()
    if "user" not in attack():
        assert list(trigger_faults()) == [said]


def of_child():
    return pgid("enrollment_child", "update_update")


def test_where_nothing_can_be_compared_the_check_says_so_and_goes_on(monkeypatch):
    from citycompact.web.site import triggers_check

    as_owner(f"drop trigger {of_child()} on enrollment_child")
    monkeypatch.setattr(triggers_check, "_TRIGGER", __import__("re").compile("CREATE.*?ON", 16))
    found = list(trigger_faults())
    assert found[0].startswith("the code's own triggers cannot be made")
    assert f"{_UPDATE} is off." in found
    assert not any("does not do" in fault for fault in found), "what was not compared is not accused"
