"""Whether a database is one of this version's, before anything in it is touched.

Migrations were written anew after release v0.1; their names are new, so that a database of before is
recognized, and not taken for one in which the same tables are still missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from citycompact.facts import Problem

LAST_RELEASE_BEFORE = "v0.1"
_BEFORE = {"accounts", "families", "office", "schools"}
"""Apps that this version does not have, and every earlier one had."""


class AnotherVersion(CommandError):
    """A database that another version made; ``problem`` says which, and the way out."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refused_migrations(applied: Iterable[tuple[str, str]]) -> Problem | None:
    """Why tables to which these migrations (app, name) were applied are not this version's."""
    # Declarations are read when Django is ready; a backup names this module before that.
    from citycompact.web.declarations import ours

    applied = set(applied)
    own = {config.label for config in ours()}
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if not _BEFORE.isdisjoint(app for app, _ in applied):
        return Problem(
            "database",
            (
                f"was made by City Compact {LAST_RELEASE_BEFORE} or earlier, whose tables this version "
                "does not read."
            ),
            f"Run it with release {LAST_RELEASE_BEFORE}, or start with an empty database and load the city's "
            "and the compact's packages into it. Nothing was changed.",
        )
    strange = sorted(f"{app}.{name}" for app, name in applied if app in own and (app, name) not in known)
    if strange:
        mend = "Run it with the version that made it, or a later one. Nothing was changed."
        return Problem("database", f"was made by a later version: it has {', '.join(strange[:3])}.", mend)
    return None


def refuse_before_migrating(using: str, **_: Any) -> None:
    """Stop ``migrate`` before its first statement; connected to Django's ``pre_migrate``."""
    problem = refused_migrations(MigrationRecorder(connections[using]).applied_migrations())
    if problem is not None:
        raise AnotherVersion(problem)
