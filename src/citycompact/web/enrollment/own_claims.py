"""Which claims a member of staff confirms: by the signed rules, the school's or those of who runs it."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from citycompact.web.enrollment.models import Claim, Round
from citycompact.web.enrollment.models.claims import ClaimQuerySet
from citycompact.web.site.access import access_of


def own_claims(request: HttpRequest) -> ClaimQuerySet:
    """Claims that were sent and that the person may confirm.

    Whoever works for an operator confirms all at its schools; whoever works at a school, those at the school
    but for claims that the rules leave to the operator alone.
    """
    access = access_of(request)
    schools = [role.school_id for role in access.scoped("school")]
    operators = [role.operator_id for role in access.scoped("operator")]
    at_school = Q(school__in=schools) & ~left_to_operators()
    return Claim.objects.sent().filter(at_school | Q(school__operator__in=operators))


def left_to_operators() -> Q:
    """Claims that the rules of their round leave to operators."""
    found = Q(pk__in=())
    for round_ in Round.objects.exclude(rulebook=None).select_related("rulebook"):
        assert round_.rulebook is not None
        rules = round_.rulebook.rules()
        names = [name for name in rules.claims if not rules.is_confirmed_by_school(name)]
        found |= Q(round=round_, claim__in=names)
    return found
