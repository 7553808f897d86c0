"""People who span the boundary, joint teams, and exchanges between the sectors."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact.models.agreement import Party
from citycompact.web.compact.models.choices import CONTRADICTS


@pghistory.track()
class Person(models.Model):
    """Somebody who works, or has worked, across the boundary. Names are for the steward alone."""

    name = models.CharField(_("name (private)"), max_length=120)
    private_note = models.TextField(_("private note"), blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Stay(models.Model):
    """A role of a person at an organization; two stays in a row are a move."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="stays", verbose_name=_("person"))
    organization = models.ForeignKey(
        Party, models.CASCADE, related_name="stays", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=120)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("person", "since")

    def __str__(self) -> str:
        return f"{self.person}, {self.organization}"


@pghistory.track()
class Team(models.Model):
    """A team in which both sectors sit."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class TeamSeat(models.Model):
    """A person's seat in a joint team, for an organization."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="seats", verbose_name=_("joint team"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="team_seats", verbose_name=_("person"))
    organization = models.ForeignKey(Party, models.CASCADE, verbose_name=_("for"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "team", "person", name="one_seat_a_team", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.team}"


@pghistory.track()
class Exchange(models.Model):
    """A visit, a shared training, shared materials, or a recruitment event."""

    KINDS = (
        ("visit", _("School visit")),
        ("training", _("Shared training")),
        ("material", _("Shared material")),
        ("recruitment", _("Teacher recruitment")),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    title = models.CharField(_("title"), max_length=160)
    title_es = models.CharField(_("title in Spanish"), max_length=160, blank=True)
    host = models.ForeignKey(Party, models.CASCADE, verbose_name=_("given by"))
    on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    address = models.URLField(_("web address"), blank=True)
    uptake = models.PositiveIntegerField(_("schools that use it"), default=0)

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class SignUp(models.Model):
    """A place somebody has taken in an exchange."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "exchange", "user", name="one_place_a_person", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return str(self.exchange)
