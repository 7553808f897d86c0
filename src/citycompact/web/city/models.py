"""The city, who runs schools in it, its schools, and what each of them offers."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycompact.city import GRADES, SECTORS, Signer
from citycompact.city.tables import TIE_BREAKS
from citycompact.words import LANGUAGES


def _every_language() -> list[str]:
    return list(LANGUAGES)


@pghistory.track()
class City(models.Model):
    """The one city of this site: what ``city.toml`` and ``zones.geojson`` hold.

    ``help_line`` is the telephone number that families call. ``made_by_demo``: the demo's accounts are in the
    database, whose password everybody knows, so that it is never served but as a demo.
    ``clock`` is the time that a demonstration has set, on the city's clock, such as ``2027-03-12T10:00``;
    empty where the clock is the machine's.
    """

    city_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/New_York")
    languages = models.JSONField(default=_every_language)
    help_line = models.CharField(_("help line"), max_length=60, blank=True)
    # SHA-256 of its picture.
    logo = models.CharField(max_length=64, blank=True)
    signers = models.JSONField(default=list)
    zones = models.TextField(null=True, blank=True)
    demo = models.BooleanField(default=False)
    made_by_demo = models.BooleanField(default=False)
    clock = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name_plural = "cities"
        constraints = (
            models.CheckConstraint(
                name="only_a_demonstration_sets_its_clock",
                condition=models.Q(demo=True) | models.Q(clock=""),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> City | None:
        """The city, without its large texts; None before it is set up."""
        return cls.objects.defer("zones").first()

    @property
    def zone_info(self) -> ZoneInfo:
        """The city's own time zone."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def today(cls) -> datetime.date:
        """The day by the city's clock, also where no request has set it (in the worker)."""
        city = cls.current()
        return timezone.localdate(timezone=city.zone_info if city else None)

    @property
    def signers_listed(self) -> tuple[Signer, ...]:
        """Who may sign for which sector."""
        return tuple(Signer(**signer) for signer in self.signers)


class Logo(models.Model):
    """The picture that stands in the head of each page, by its own hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


@pghistory.track()
class Operator(models.Model):
    """Who runs schools."""

    operator_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=12, choices=[(name, name) for name in SECTORS])

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class School(models.Model):
    """A school."""

    school_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    operator = models.ForeignKey(Operator, models.PROTECT, related_name="schools")
    building_id = models.CharField(max_length=64, null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, null=True, blank=True)
    start_time = models.CharField(max_length=5, null=True, blank=True)
    end_time = models.CharField(max_length=5, null=True, blank=True)
    zone = models.CharField(max_length=64, null=True, blank=True)

    class Meta:
        ordering = ("name", "school_id")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Street(models.Model):
    """A street with the house numbers at its two ends and where these are, as the Census Bureau's TIGER/Line
    files have it; one number alone is an address that the office has put on the map."""

    street = models.CharField(_("street"), max_length=200)
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    first_latitude = models.FloatField(_("latitude of the first number"))
    first_longitude = models.FloatField(_("longitude of the first number"))
    last_latitude = models.FloatField(_("latitude of the last number"))
    last_longitude = models.FloatField(_("longitude of the last number"))

    class Meta:
        ordering = ("street", "first")
        constraints = (
            models.UniqueConstraint("street", "first", name="one_range_a_first_number"),
            models.CheckConstraint(name="numbers_go_up", condition=models.Q(last__gte=models.F("first"))),
        )

    def __str__(self) -> str:
        return f"{self.first} {self.street}" if self.first == self.last else self.street


@pghistory.track()
class Program(models.Model):
    """Seats for one grade at one school."""

    program_id = models.CharField(max_length=80, primary_key=True)
    school = models.ForeignKey(School, models.PROTECT, related_name="programs")
    grade = models.CharField(_("grade"), max_length=3, choices=[(g, g) for g in GRADES], db_index=True)
    seats = models.PositiveIntegerField(_("seats"))
    name = models.CharField(max_length=200, null=True, blank=True)
    tie_break = models.CharField(max_length=8, null=True, blank=True, choices=[(k, k) for k in TIE_BREAKS])
    min_score = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=40, null=True, blank=True)
    open_to = models.CharField(max_length=80, null=True, blank=True)
    # When its operator gave its word for the seats as they are; it counts for rounds set up by then, so that
    # nothing counts as approved from last year.
    seats_approved_at = models.DateTimeField(_("seats approved by the operator"), null=True, blank=True)
    # Set by the pages that show it, and not kept.
    miles: float | None

    class Meta:
        ordering = ("school__name", "program_id")

    def __str__(self) -> str:
        return f"{self.school.name}, {self.name}" if self.name else self.school.name


@pghistory.track()
class Reserve(models.Model):
    """Seats of a program that are set aside for a group."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="reserves")
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=80)
    seats = models.PositiveIntegerField()
    hard = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint("program", "position", name="one_bucket_a_position"),)

    def __str__(self) -> str:
        return f"{self.program_id} {self.position}"

    def save(self, *given: Any, **named: Any) -> None:
        """Save it; the operator has not seen its program with it."""
        super().save(*given, **named)
        Program.objects.filter(pk=self.program_id).update(seats_approved_at=None)

    def delete(self, *given: Any, **named: Any) -> tuple[int, dict[str, int]]:
        """Delete it; the operator has not seen its program without it."""
        Program.objects.filter(pk=self.program_id).update(seats_approved_at=None)
        return super().delete(*given, **named)
