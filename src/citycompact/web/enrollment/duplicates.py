"""Children who may be one child entered twice: suggested by name and birth date, never merged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citycompact.people import alike
from citycompact.web.enrollment.models import Child, ToldApart
from citycompact.web.enrollment.state_of_names import state_of_names
from citycompact.web.site.models import User

WHY = {
    "same": _("Name and date of birth are the same."),
    "given_spelling": _("The given names are spelled differently."),
    "given_short": _("One given name is short for the other."),
    "given_part": _("One has a further given name."),
    "given_order": _("The given names stand in another order."),
    "given_slip": _("The given names differ by a slip of the pen."),
    "family_spelling": _("The family names are spelled differently."),
    "family_part": _("One has a further family name."),
    "family_swapped": _("The family names stand in another order."),
    "family_slip": _("The family names differ by a slip of the pen."),
    "words_moved": _("The same words are divided otherwise between given and family name."),
    "born_day": _("Only the day of birth differs."),
    "born_month": _("Only the month of birth differs."),
    "born_year": _("Only the year of birth differs."),
    "born_swapped": _("Day and month of birth are swapped."),
    "born_missing": _("One has no date of birth."),
}
"""The codes of :data:`citycompact.people.WHY` as sentences."""

_COLUMNS = ("id", "given_name", "family_name", "birth_date")


@dataclass(frozen=True)
class Pair:
    """Two children who are alike, by their ids; ``likeness`` is from 0 to 1, ``why`` codes of WHY."""

    first: str
    second: str
    likeness: float
    why: tuple[str, ...]

    @property
    def reasons(self) -> list[Any]:
        """Why they may be one, in words."""
        return [WHY[code] for code in self.why]


def suggestions() -> list[Pair]:
    """Every pair that nobody has told apart, most alike first."""
    apart = set(ToldApart.objects.values_list("first", "second"))
    found = _compared(state_of_names())
    return [
        pair for pair in found if (min(pair.first, pair.second), max(pair.first, pair.second)) not in apart
    ]


def is_suggested(one: Child, other: Child) -> bool:
    """Whether two children are alike, and nobody has told them apart."""
    return any({pair.first, pair.second} == {one.pk, other.pk} for pair in suggestions())


@lru_cache(maxsize=1)
def _compared(_state: str) -> tuple[Pair, ...]:
    """Compare all children once for each state of their names; what is remembered are ids."""
    rows = Child.objects.filter(merged_into=None).order_by("pk")
    values = list(rows.values_list("pk", "given_name", "family_name", "birth_date"))
    schema = dict.fromkeys(_COLUMNS[:3], pl.String) | {"birth_date": pl.Date}
    found = alike(pl.DataFrame(values, schema=schema, orient="row"))
    return tuple(Pair(one, other, likeness, tuple(why)) for one, other, likeness, why in found.iter_rows())


@transaction.atomic
def tell_apart(one: Child, other: Child, by: User, why: str) -> None:
    """Keep for good that two children are two."""
    first, second = sorted((one.pk, other.pk))
    ToldApart.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by, "why": why})


def told_apart() -> Any:
    """What was told apart and is not merged meanwhile, the last first."""
    both = Q(first__merged_into=None, second__merged_into=None)
    return ToldApart.objects.filter(both).select_related("first", "second", "by")


def children_of(pairs: Sequence[Pair]) -> dict[str, Child]:
    """The children of some pairs, with who acts for them and everything that was sent of them."""
    wanted = {name for pair in pairs for name in (pair.first, pair.second)}
    return Child.objects.prefetch_related(
        "guardians__user", "applications__round__decision__status", "applications__versions__submitted_by"
    ).in_bulk(wanted)
