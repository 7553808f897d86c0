"""A package into the database, all or nothing, and out of it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pghistory
from django.db import connection, transaction

from citycompact.facts import FactsError, Problem
from citycompact.rooms import tables
from citycompact.web.city.models import City
from citycompact.web.declarations import package_parts, rows_kept
from citycompact.web.moving.giving import give_rows
from citycompact.web.moving.table_rows import bring_rows, take_away_rows
from citycompact.web.package_parts import Load
from citycompact.web.rows import Rows

_ONE_AT_A_TIME = 0x6C6F6164
"""The lock that two loads share."""


def load_package(
    load: Load,
    *,
    apply: bool,
    progress: Callable[[str], None] = lambda _: None,
    before_it_is_kept: Callable[[Load], None] = lambda _: None,
) -> Load:
    """Bring a package in.

    Without ``apply`` the same is done and undone, so that what it says is what would happen. Where anything
    is refused, nothing is kept.

    Parameters
    ----------
    before_it_is_kept
        What has to succeed first, such as writing the claim codes down: of them only hashes are kept.

    Returns
    -------
    The load, with its changes and refusals.
    """
    parts = package_parts()
    own = {name for part in parts for name in part.tables}
    rows = [item for item in _in_order() if item.table.name not in own]
    with pghistory.context(load=True), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        for part in parts:
            if part.place < 0:
                progress(part.name)
                part.bring(load)
        if not load.refused:
            for item in rows:
                progress(item.table.name)
                bring_rows(item, load)
        if not load.refused:
            for part in parts:
                if part.place > 0:
                    progress(part.name)
                    part.bring(load)
            for item in reversed(rows):
                take_away_rows(item, load)
        if load.refused or not apply:
            transaction.set_rollback(True)
        else:
            before_it_is_kept(load)
    load.notes[:0] = load.package.notes
    return load


def _in_order() -> list[Rows]:
    """Tables whose rows a model keeps, each after those that it refers to."""
    kept = {item.table.name: item for item in rows_kept().values()}
    return [kept[name] for name in tables() if name in kept]


def give_package(folder: Path, round_id: str = "") -> None:
    """Write everything that rooms keep into an empty or a new folder.

    Raises
    ------
    FactsError
        Where there is no city yet, or the folder holds something.
    """
    if not City.objects.exists():
        raise FactsError([Problem("city", "is missing: the site has none yet.", "Load one first.")])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        mend = "Name a new folder, or an empty one."
        raise FactsError([Problem(folder.name, "holds something already, and nothing was written.", mend)])
    folder.mkdir(parents=True, exist_ok=True)
    for item in _in_order():
        give_rows(item, folder)
    for part in package_parts():
        part.give(folder, round_id)
