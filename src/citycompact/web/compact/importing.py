"""Other cities and imported series from files: everything is read first,
and nothing is kept if anything is wrong."""

from __future__ import annotations

import io
import zipfile

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from citycompact.compact import (
    IDENTITY,
    CompactFacts,
    from_files,
    read_city_csv,
    read_series,
    to_files,
)
from citycompact.compact.demo import example_cities
from citycompact.facts import FactsError, Problem, files_of_zip
from citycompact.web.compact.models import CityItem, Indicator, Measurement, OtherCity

MOST_BYTES = 5_000_000
"""Largest file and largest unpacked package that is read."""


@transaction.atomic
def import_series(content: bytes) -> int:
    """Add measurements of imported indicators; a row for a day that has one replaces it.
    FactsError with every problem."""
    known = frozenset(Indicator.objects.filter(kind="imported").values_list("pk", flat=True))
    rows = read_series(content, known)
    Measurement.objects.bulk_create(
        (
            Measurement(indicator_id=r.indicator_id, group=r.group, on=r.on, value=r.value, source=r.source)
            for r in rows
        ),
        update_conflicts=True,
        unique_fields=("indicator", "group", "on"),
        update_fields=("value", "source"),
    )
    return len(rows)


def read_city(content: bytes, city_id: str, name: str, state: str) -> CompactFacts:
    """A compact from a package (ZIP) or one CSV; FactsError with every problem."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        missing = [
            field for field, value in (("city_id", city_id), ("name", name), ("state", state)) if not value
        ]
        if missing:
            raise FactsError(
                [
                    Problem("city.csv", "needs a short name, a city and a state.", "Fill them in.", column=c)
                    for c in missing
                ]
            )
        return read_city_csv(content, city_id, name, state)
    return from_files(files_of_zip(content, MOST_BYTES))


@transaction.atomic
def keep_city(facts: CompactFacts) -> OtherCity:
    """Keep another city in the place of an earlier import of it, with its texts to search.

    Raises
    ------
    FactsError
        Where its id, name or state is none that can be kept.
    """
    identity = OtherCity(city_id=facts.city_id, name=facts.name, state=facts.state)
    try:
        identity.clean_fields(exclude=("files",))
    except ValidationError as error:
        raise FactsError(
            [
                Problem(IDENTITY, "cannot be kept:", " ".join(words), column=name)
                for name, words in error.message_dict.items()
            ]
        ) from None
    city, _new = OtherCity.objects.update_or_create(
        pk=facts.city_id,
        defaults={
            "name": facts.name,
            "state": facts.state,
            "synthetic": facts.synthetic,
            "files": to_files(facts),
        },
    )
    city.items.all().delete()
    status: dict[str, str] = {}
    for change in sorted(facts.status_changes, key=lambda c: c.on):
        status[change.promise_id] = change.status
    area = {c.promise_id: c.area for c in facts.promises}
    about = {h.barrier_id: area[h.promise_id] for h in facts.blocked_promises}
    items = [
        CityItem(
            city=city,
            kind="pledge",
            area=c.area,
            status=status.get(c.promise_id, "not_started"),
            text=c.pledge,
        )
        for c in facts.promises
    ]
    items += [
        CityItem(city=city, kind="barrier", area=about.get(b.barrier_id, ""), status=b.kind, text=b.what)
        for b in facts.barriers
    ]
    items += [
        CityItem(city=city, kind="tried", area=about.get(a.barrier_id, ""), text=a.tried, helped=a.helped)
        for a in facts.attempts
    ]
    CityItem.objects.bulk_create(items)
    return city


def search(words: str, kind: str = "") -> QuerySet[CityItem]:
    """What other cities pledged, what got in the way and what they did, the best match first."""
    query = SearchQuery(words, config="english", search_type="websearch")
    vector = SearchVector("text", config="english")
    found = CityItem.objects.annotate(words=vector).filter(words=query)
    if kind:
        found = found.filter(kind=kind)
    return (
        found.annotate(rank=SearchRank(vector, query))
        .select_related("city")
        .order_by("-rank", "city__name", "pk")
    )


def keep_examples(facts: CompactFacts) -> None:
    """Keep the synthetic example cities, as old as this compact's own day."""
    for city in example_cities(facts.signed_on.replace(year=facts.signed_on.year + 3)):
        keep_city(city)
