"""For which rounds operators have approved seats: their word counts for those that were set up by then."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from citycompact.web.city.models import Program
from citycompact.web.decisions.life import State as Life
from citycompact.web.enrollment.models import Round


def unapproved(round_: Round) -> QuerySet[Program]:
    """Programs of a round's grades whose seats no operator has approved since the round was set up."""
    found = Program.objects.filter(
        Q(seats_approved_at=None) | Q(seats_approved_at__lt=round_.decision.made_at)
    )
    return found.filter(grade__in=round_.grades) if round_.grades else found


def is_approved(program: Program, round_: Round) -> bool:
    """Whether the operator has approved a program's seats since a round was set up."""
    at = program.seats_approved_at
    return at is not None and at >= round_.decision.made_at


def to_approve() -> list[Round]:
    """Rounds for which an operator's word counts now: those whose facts are open, the next one first."""
    return list(Round.objects.filter(decision__status__state=Life.OPEN).order_by("closes_at", "pk"))
