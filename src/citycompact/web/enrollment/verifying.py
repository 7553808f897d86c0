"""How facts of children are verified, in words and as rows.

Whether a family's own word counts, the signed rules say; what a value was verified by counts for that value
alone (:class:`~citycompact.web.enrollment.models.Verification`).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from citycompact.city.tables import ADDRESS
from citycompact.web.city.clock import city_now
from citycompact.web.enrollment.answers import Answers, value_of
from citycompact.web.enrollment.models import Child, Verification

CURRENT_SCHOOL = "current_school_id"

BY_OFFICE = ("document", "agency", "roster")
"""Ways in which the office itself can have seen that something is true."""

_FACTS = {
    ADDRESS: _("your home address"),
    CURRENT_SCHOOL: _("the school your child attends now"),
    "low_income": _("that your family has a low income"),
    "english_learner": _("that your child is learning English"),
    "iep": _("that your child has an individualized education program (IEP)"),
}
_NAMES = {
    ADDRESS: _("home address"),
    CURRENT_SCHOOL: _("present school"),
    "low_income": _("low income"),
    "english_learner": _("learning English"),
    "iep": _("individualized education program (IEP)"),
}
_WAYS = {
    "roster": _("a roster"),
    "document": _("a document"),
    "school": _("the school's word"),
    "operator": _("the operator's word"),
    "agency": _("an agency's list"),
    "self": _("the family's own word"),
}


def name_fact(fact: str) -> Any:
    """What a fact is called among officials and in public; of one that a rulebook made up, its own name."""
    return _NAMES.get(fact, fact.replace("_", " "))


def name_way(way: str) -> Any:
    """What a way to verify is called among officials."""
    return _WAYS[way]


def say_fact(fact: str) -> Any:
    """A fact in words; of one that a rulebook made up, its own name."""
    return _FACTS.get(fact, fact.replace("_", " "))


def say_value(value: Any) -> str:
    """The value of a fact in words; of an address without a text, its place."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    parts = value if isinstance(value, list) else [value]
    return ", ".join(str(part) for part in parts if part is not None) or "–"


def verify(child: Child, fact: str, how: str, value: Any) -> None:
    """Keep that somebody has verified this value of a fact of a child, in place of an earlier one."""
    Verification.objects.update_or_create(
        child=child, fact=fact, how=how, defaults={"value": value, "at": city_now().text}
    )


def give_over(keep: Child, other: Child, said: Answers) -> None:
    """Give ``keep`` what was verified of another row of the same child; each counts for its own value.

    Where both were verified in one way, the one stays that fits what counts of the child (``said``).
    """
    known = {(row.fact, row.how): row for row in keep.verifications.all()}
    for row in other.verifications.all():
        mine = known.get((row.fact, row.how))
        if mine is None:
            row.child = keep
            row.save()
        elif said and mine.value != (due := value_of(said, row.fact)) and row.value == due:
            mine.value, mine.at = row.value, row.at
            mine.save()
