"""What the trail keeps beside the changes of the site's own tables: who acts, sign-ins, readings, what was
forgotten, and the changes of libraries' tables."""

from __future__ import annotations

import json
from typing import Any

import pghistory
import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection, models
from pghistory.models import Context

_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

_SAYS_ITS_ROLE = """
    NEW.metadata = COALESCE(NEW.metadata, '{}'::jsonb)
        || jsonb_build_object('database_role', session_user::text);
    RETURN NEW;
"""


class Who(Context):
    """Who acted, and on which page: account id and e-mail address at the time, API token, route, reason.

    It is never changed: where a request says more of itself, that is another row (see migration 0003). The
    database adds by which of its roles it was written.
    """

    class Meta:
        proxy = True
        triggers = (
            _APPEND_ONLY,
            pgtrigger.Trigger(
                name="says_its_role",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_SAYS_ITS_ROLE,
            ),
        )


class OwnTrail(models.Model):
    """A table that is itself of the trail, and so has the columns of a table of events."""

    its_own_trail = True

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_created_at = models.DateTimeField()
    pgh_label = models.TextField()
    pgh_obj_id = models.CharField(max_length=64, null=True)
    pgh_context = models.ForeignKey(
        Context, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True

    @classmethod
    def add(cls, label: str, about: str | None = None, **columns: Any) -> None:
        """Write a row with who acts, in one statement."""
        names = "".join(f", {name}" for name in columns)
        values = [value if isinstance(value, str) else json.dumps(value) for value in columns.values()]
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {cls._meta.db_table} (pgh_created_at, pgh_context_id, pgh_label, pgh_obj_id"
                f"{names}) values (clock_timestamp(), _pgh_attach_context(), %s, %s{', %s' * len(values)})",
                [label, about, *values],
            )


class SignIn(OwnTrail):
    """Somebody signed in, or failed to; ``pgh_obj_id`` is the account, where there is one."""

    class Meta:
        triggers = (_APPEND_ONLY,)


class Reading(OwnTrail):
    """Staff or another system read what is held about children, or took a file away.

    Parameters
    ----------
    address
        What stands in the address beside the route: numbers and ids.
    children
        Applicant ids of the children shown, as far as the page names them.
    file, sha256
        Of a file: its name, and its hash where the content was made at once.
    """

    address = models.JSONField(default=dict)
    children = models.JSONField(default=list)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        triggers = (_APPEND_ONLY,)


@pghistory.track(pghistory.InsertEvent())
class Forgetting(models.Model):
    """Events of a table that retention removed from the trail, by their numbers."""

    event_table = models.CharField(max_length=63)
    event_ids = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = (_APPEND_ONLY,)

    def __str__(self) -> str:
        return f"{self.event_table}: {len(self.event_ids)}"


@pghistory.track(app_label="site", model_name="EmailAddressEvent")
class AddressInTrail(EmailAddress):  # type: ignore[misc]  # allauth is untyped
    """The library's e-mail addresses of accounts, as the trail follows them."""

    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    # A recovery code was used, or another device put in the place of the one before.
    pghistory.UpdateEvent("secret", condition=pgtrigger.AnyChange("data")),
    exclude=["data", "last_used_at"],
    app_label="site",
    model_name="AuthenticatorEvent",
)
class SecondFactorInTrail(Authenticator):  # type: ignore[misc]  # allauth is untyped
    """The library's second factors, as the trail follows them, without their secrets."""

    class Meta:
        proxy = True
