"""How facts of children are verified: a family's own word, and what two rows of one child share.

Whether a family's word counts, the signed rules say; what a value was verified by goes with the value, in
the database itself (:class:`~citycompact.web.enrollment.models.Child`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycompact.city.tables import ADDRESS, WAYS
from citycompact.enrollment import EnrollmentRules
from citycompact.web.city.models import City
from citycompact.web.enrollment.models import Child, Round, Verification
from citycompact.web.enrollment.rows import not_yet_verified

CURRENT_SCHOOL = "current_school_id"
_FACTS = {
    ADDRESS: _("your home address"),
    CURRENT_SCHOOL: _("the school your child attends now"),
    "low_income": _("that your family has a low income"),
    "english_learner": _("that your child is learning English"),
    "iep": _("that your child has an individualized education program (IEP)"),
}
_WAYS = {
    "roster": _("a school's list of its children"),
    "document": _("a document that you show"),
    "school": _("the word of a school"),
    "agency": _("the list of an agency"),
    "self": _("your own word on this site"),
}


@dataclass(frozen=True)
class Unverified:
    """What a family states and the rules reward, and by which ways it would count; both in words."""

    fact: Any
    ways: list[Any]


def unverified_of(
    children: Iterable[str], round_: Round, rules: EnrollmentRules
) -> dict[str, list[Unverified]]:
    """For each of some children, what its application states that does not count yet."""
    return {
        child: [
            Unverified(
                _FACTS.get(fact, fact.replace("_", " ")),
                [_WAYS[way] for way in WAYS if way in rules.ways_of(fact)],
            )
            for fact, _how in found
        ]
        for child, found in not_yet_verified(list(children), round_, rules).items()
    }


def state(child: Child, *facts: str) -> None:
    """Keep that a child's family states these facts itself, once each; the child is saved before."""
    city = City.current()
    now = timezone.localtime(timezone=city.zone_info if city else None)
    Verification.objects.bulk_create(
        (Verification(child=child, fact=fact, how="self", at=f"{now:%Y-%m-%dT%H:%M}") for fact in facts),
        ignore_conflicts=True,
    )


def is_stated(child: Child, fact: str) -> bool:
    """Whether the family has stated a fact itself, as it stands now."""
    return child.verifications.filter(fact=fact, how="self").exists()


def share(keep: Child, other: Child) -> None:
    """Give ``keep`` what its own values were verified by in another row of the same child, and no more."""
    Verification.objects.bulk_create(
        (
            Verification(child=keep, fact=row.fact, how=row.how, at=row.at)
            for row in other.verifications.all()
            if keep.value_of(row.fact) == other.value_of(row.fact)
        ),
        ignore_conflicts=True,
    )
