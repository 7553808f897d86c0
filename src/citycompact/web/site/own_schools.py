"""Which schools a member of staff may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from citycompact.web.city.models import School
from citycompact.web.site.access import access_of


def own_schools(request: HttpRequest) -> QuerySet[School]:
    """The school one works at, or all schools of the operator one works for."""
    access = access_of(request)
    schools = [role.school_id for role in access.scoped("school")]
    operators = [role.operator_id for role in access.scoped("operator")]
    return School.objects.filter(Q(pk__in=schools) | Q(operator_id__in=operators))
