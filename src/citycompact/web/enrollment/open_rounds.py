"""Which of the rounds that are open a page is about: that is asked where several are, and always said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from citycompact.web.enrollment.models import Round

ROUND = "round"
"""The parameter in which a page says which round it is about."""


def open_rounds() -> list[Round]:
    """Rounds whose facts are open and that were opened: first those that take applications now, then those
    that will, then those past their deadline; each in the order of their deadlines."""
    found = list(Round.objects.open().select_related("rulebook").order_by("closes_at", "pk"))
    return sorted(found, key=lambda item: (not item.takes_applications(), not item.is_yet_to_open()))


def taking_rounds() -> list[Round]:
    """Rounds to which families may apply now."""
    return [item for item in open_rounds() if item.takes_applications()]


def picked(request: HttpRequest, rounds: Sequence[Round]) -> Round | None:
    """The round that a person has chosen, else the first; None where there is none."""
    wanted = request.POST.get(ROUND) or request.GET.get(ROUND)
    return next((item for item in rounds if item.pk == wanted), rounds[0] if rounds else None)


def to_pick(request: HttpRequest, rounds: Sequence[Round]) -> dict[str, Any]:
    """What the template that asks for the round is given (``enrollment/_which_round.html``); ``of_round`` and
    ``and_round`` end an address that is about the same round, where there are several."""
    round_ = picked(request, rounds)
    several = round_ is not None and len(rounds) > 1
    said = f"{ROUND}={round_.pk}" if round_ is not None and several else ""
    return {
        "round": round_,
        "rounds": rounds if several else (),
        "of_round": f"?{said}" if said else "",
        "and_round": f"&{said}" if said else "",
    }
