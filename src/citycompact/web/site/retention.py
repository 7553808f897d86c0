"""How long accounts are kept, and who signed in and read what."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Q

from citycompact.web.site.models import Reading, SignIn, User
from citycompact.web.site.personal_data import forget_events, forget_history


def forget_accounts(now: datetime.datetime) -> dict[str, int]:
    """Delete accounts that nobody has used for the retention time and that are the family of no child.

    Whoever has ever held a role stays: the trail says what they did, and who they are stands here.
    """
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    roles = apps.get_model("site", "StaffRoleEvent").objects.values("user_id")
    unused = User.objects.filter(Q(last_login=None) | Q(last_login__lt=limit), date_joined__lt=limit)
    gone: list[str] = []
    for user in unused.filter(staff_roles=None, guardianships=None).exclude(pk__in=roles):
        # Somebody without a role may have signed for the city all the same; then their name stands there.
        try:
            with transaction.atomic():
                number = str(user.pk)
                user.delete()
                gone.append(number)
        except ProtectedError:
            continue
    forget_history(User, gone)
    return {"accounts": len(gone)}


def forget_readings(now: datetime.datetime) -> dict[str, int]:
    """Remove readings and sign-ins from the trail after the retention time, for whom they name."""
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    old = {model: model.objects.filter(pgh_created_at__lt=limit).count() for model in (Reading, SignIn)}
    for model in old:
        forget_events(model._meta.db_table, "pgh_created_at < %s", [limit])
    return {"readings": old[Reading], "sign-ins": old[SignIn]}
