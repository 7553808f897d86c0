"""Addresses that the city's map does not have, and putting them there by hand."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from citycompact.city.addresses import number_and_street, street_key
from citycompact.web.city.clock import city_moment
from citycompact.web.city.models import Street
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.answers import Answers, change
from citycompact.web.enrollment.drafts import place_of
from citycompact.web.enrollment.letters import send_mended
from citycompact.web.enrollment.models import Application, Version
from citycompact.web.enrollment.submitting import keep_version
from citycompact.web.site.models import User

_ALIKE = 0.7
_SUGGESTED = 3


@dataclass(frozen=True)
class Unplaced:
    """An address that is not on the map, as it was sent last, and the applications that name it."""

    address: str
    applications: Sequence[Application]


def _sent_without_place() -> QuerySet[Application]:
    """Applications to rounds whose facts are open that were sent with an address that has no place."""
    return Application.objects.filter(
        state=Application.State.SUBMITTED,
        round__decision__status__state=Life.OPEN,
        sent__content__latitude=None,
    ).exclude(sent__content__address="")


def count_unplaced() -> int:
    """How many addresses have no place."""
    texts = _sent_without_place().values_list(KeyTextTransform("address", "sent__content"), flat=True)
    return len({_key(text or "") for text in texts})


def unplaced() -> list[Unplaced]:
    """Every address of what was sent to a round whose facts are open that has no place; those that more
    children live at first."""
    there: dict[tuple[int, str], list[Application]] = {}
    for application in (
        _sent_without_place().select_related("child", "round", "sent").order_by("child_id", "pk")
    ):
        there.setdefault(_key(_address(application)), []).append(application)
    found = [Unplaced(_address(some[0]), some) for some in there.values()]
    return sorted(found, key=lambda item: (-len(item.applications), item.address.casefold()))


def _address(application: Application) -> str:
    address: str = application.sent.content["address"]
    return address


def _key(address: str) -> tuple[int, str]:
    number, street = number_and_street(address)
    return number, street_key(street)


def streets_like(address: str) -> list[str]:
    """Addresses on the map that the given one may have meant: its number in a street of a like name."""
    number, street = number_and_street(address)
    names = Street.objects.filter(first__lte=number, last__gte=number).values_list("street", flat=True)
    known = {street_key(name): name for name in names}
    close = difflib.get_close_matches(street_key(street), known, _SUGGESTED, _ALIKE)
    return [f"{number} {known[name]}" if number else known[name] for name in close]


@transaction.atomic
def put_on_the_map(address: str, place: tuple[float, float], by: User, why: str) -> int:
    """Give an address a place for good, and every application that names it and whose facts are open.

    What was sent is sent once more with its place and its zone, by the office; each family gets a letter with
    ``why``. Nothing else of it changes, and nothing of a draft is sent. Returns how many applications.
    """
    number, street = number_and_street(address)
    latitude, longitude = place
    ends = {"first_latitude": latitude, "first_longitude": longitude}
    ends |= {"last_latitude": latitude, "last_longitude": longitude}
    Street.objects.update_or_create(street=street, first=number, defaults={"last": number, **ends})
    key, done = _key(address), 0
    for application in _that_name(key):
        if stays(application.round.decision_id) != Life.OPEN:
            continue
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if _key(str(locked.draft.get("address", ""))) == key:
            change(locked, **place_of(locked.draft["address"], locked.grade))
        sent = locked.last_version
        if sent is None or not _lacks_its_place(sent.content, key):
            continue
        if locked.state != Application.State.SUBMITTED:
            continue
        content = {**sent.content, **place_of(sent.content["address"], sent.content["grade"])}
        version = keep_version(locked, content, by, Version.Channel.OFFICE, uuid.uuid4(), city_moment())
        send_mended(version, why)
        done += 1
    return done


def _that_name(key: tuple[int, str]) -> list[Application]:
    """Applications of open facts that name an address, in what was sent or in the draft."""
    open_: QuerySet[Application] = Application.objects.filter(
        round__decision__status__state=Life.OPEN, child__merged_into=None
    )
    rows = open_.select_related("round", "sent").filter(draft__latitude=None) | open_.filter(
        sent__content__latitude=None
    )
    return [
        item
        for item in rows.order_by("pk")
        if _key(str(item.draft.get("address", ""))) == key
        or (hasattr(item, "sent") and _lacks_its_place(item.sent.content, key))
    ]


def _lacks_its_place(content: Answers, key: tuple[int, str]) -> bool:
    return content.get("latitude") is None and _key(content.get("address") or "") == key
