"""Counts that take long, kept for some minutes; made anew as soon as staff have done something about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.cache import cache
from django.db.models import Max, Model

from citycompact.web.declarations import trail_tables
from citycompact.web.enrollment.models import Round

SECONDS = 300
"""So long an application that comes in may be missing from such a count."""


def counted(name: str, round_: Round, acts: Sequence[type[Model]], count: Callable[[], int]) -> int:
    """A count of a round by its name.

    Parameters
    ----------
    acts
        Tables that say what staff have done about it: after any change of theirs, which the trail numbers,
        it is counted again.
    """
    trails = [trail_tables()[model] for model in acts]
    last = [trail._default_manager.aggregate(last=Max("pgh_id"))["last"] for trail in trails]
    key = ":".join(["desk", name, round_.pk, str(round_.rulebook_id), *map(str, last)])
    found: int | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, SECONDS)
    return found
