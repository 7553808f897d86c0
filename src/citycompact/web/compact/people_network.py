"""People as the network sees it: numbers instead of names."""

from __future__ import annotations

from citycompact.compact import Seat
from citycompact.compact import Stay as Belonging
from citycompact.web.city.models import City
from citycompact.web.compact.models import Stay, TeamSeat


def seats_and_stays() -> tuple[list[Belonging], list[Seat]]:
    """Stays at organizations and seats in joint teams; people are their keys."""
    today = City.today()
    stays = [
        Belonging(str(person), organization, until is None or until >= today)
        for person, organization, until in Stay.objects.values_list("person_id", "organization_id", "until")
    ]
    seats = [
        Seat(str(person), team, organization)
        for person, team, organization in TeamSeat.objects.values_list(
            "person_id", "team__name", "organization_id"
        )
    ]
    return stays, seats
