"""Who is written to about a child."""

from __future__ import annotations

from citycompact.web.enrollment.models import Child
from citycompact.web.site.models import User


def accounts_of(child: Child) -> list[User]:
    """Everybody with an account who acts for a child."""
    theirs = child.guardians.exclude(user=None).select_related("user")
    return [guardian.user for guardian in theirs if guardian.user is not None]
