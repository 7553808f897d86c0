"""A site before its first day: the same tables with nothing in them, until the test ends."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from second_factors import pass_second_factor

_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_the_site() -> None:
    """Take everything out of the database; the test's transaction puts it back."""
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    tables &= set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {', '.join(sorted(tables - _KEPT))} cascade")
        cursor.execute("set constraints all deferred")


def member(email: str, role: str, **of):
    """Somebody with a role and a second factor, and a client that is signed in."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from citycompact.web.site.models import StaffRole, User

    user = User.objects.create_user(email, "a long enough password")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    if role:
        StaffRole.objects.create(user=user, role=role, **of)
    client = Client()
    client.force_login(user)
    if role:
        pass_second_factor(client, user)
    return user, client
