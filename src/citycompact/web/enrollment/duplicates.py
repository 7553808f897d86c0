"""Children who may be one child entered twice: suggested by name, birth date and address,
never merged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import connection, transaction

from citycompact.web.enrollment.models import Application, Child
from citycompact.web.enrollment.verifying import share

ALIKE = 0.8


@dataclass(frozen=True)
class Pair:
    """Two children that look alike; ``alike`` is from 0 to 1."""

    first: Child
    second: Child
    alike: float


def suggestions(limit: int = 50) -> list[Pair]:
    """Pairs born on the same day whose names are alike, or with the same name and address;
    most alike first."""
    query = """
        select a.applicant_id, b.applicant_id
        from enrollment_child a join enrollment_child b
          on a.applicant_id < b.applicant_id and a.merged_into_id is null and b.merged_into_id is null
         and a.birth_date = b.birth_date
         and (lower(left(a.family_name, 2)) = lower(left(b.family_name, 2))
              or (a.address <> '' and lower(a.address) = lower(b.address)))
        where lower(left(a.given_name, 1)) = lower(left(b.given_name, 1))
        limit 2000
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        ids = cursor.fetchall()
    children = Child.objects.prefetch_related("guardians__user").in_bulk(
        {name for pair in ids for name in pair}
    )
    pairs = [Pair(children[a], children[b], _alike(children[a], children[b])) for a, b in ids]
    pairs = [pair for pair in pairs if pair.alike >= ALIKE]
    return sorted(pairs, key=lambda pair: (-pair.alike, pair.first.pk))[:limit]


@transaction.atomic
def merge(keep: Child, other: Child) -> None:
    """Make ``other`` a second name of ``keep``: its claims go over, its applications end.

    An application of ``other`` to a round in which ``keep`` has none goes over too. Nothing is
    deleted; the trail shows who did it. Its guardians go over only to a child that has none, such as one
    from paper: whoever knows a child's name and birthday could else become its guardian. A family invites
    the other one itself. Facts stay those of ``keep``; what verified the very same value of ``other``
    verifies them too.
    """
    share(keep, other)
    if not keep.guardians.exists():
        for guardian in other.guardians.all():
            guardian.child = keep
            guardian.save()
    for claim in other.claims.all():
        if not keep.claims.filter(school=claim.school, claim=claim.claim).exists():
            claim.child = keep
            claim.save()
    for application in other.applications.all():
        if keep.applications.filter(round=application.round).exists():
            application.choices.all().delete()
            application.state = Application.State.WITHDRAWN
        else:
            application.child = keep
        application.save()
    other.merged_into = keep
    other.save()


def _alike(a: Child, b: Child) -> float:
    name = SequenceMatcher(None, str(a).lower(), str(b).lower()).ratio()
    same_place = bool(a.address) and a.address.lower() == b.address.lower()
    return min(1.0, name + (0.1 if same_place else 0.0))
