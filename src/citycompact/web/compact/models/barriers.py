"""Barriers, what was tried against them, and where the state stands."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact import BARRIER_KINDS, LEVERS, POSITIONS
from citycompact.web.compact.models.choices import CONTRADICTS, choices
from citycompact.web.compact.models.promises import Post, Promise


@pghistory.track()
class Barrier(models.Model):
    """What stands in the way."""

    SEVERITIES = ((1, _("slows")), (2, _("hinders")), (3, _("stops")))
    barrier_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=choices(BARRIER_KINDS))
    what = models.CharField(_("what"), max_length=300)
    what_es = models.CharField(_("what, in Spanish"), max_length=300, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=SEVERITIES)
    owner_post = models.ForeignKey(
        Post, models.PROTECT, related_name="barriers", verbose_name=_("owner by role")
    )
    opened_on = models.DateField(_("since"))
    closed_on = models.DateField(_("removed on"), null=True, blank=True)
    private_note = models.TextField(_("private note"), blank=True)

    class Meta:
        ordering = ("-severity", "opened_on", "barrier_id")

    def __str__(self) -> str:
        return self.what


@pghistory.track()
class BlockedPromise(models.Model):
    """A promise in whose way a barrier stands."""

    barrier = models.ForeignKey(
        Barrier, models.CASCADE, related_name="blocked_promises", verbose_name=_("barrier")
    )
    promise = models.ForeignKey(
        Promise, models.CASCADE, related_name="blocked_promises", verbose_name=_("promise")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "barrier", "promise", name="a_barrier_blocks_once", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.barrier} → {self.promise}"


@pghistory.track()
class Attempt(models.Model):
    """What was tried."""

    barrier = models.ForeignKey(Barrier, models.CASCADE, related_name="attempts", verbose_name=_("barrier"))
    on = models.DateField(_("day"))
    tried = models.CharField(_("what was tried"), max_length=300)
    tried_es = models.CharField(_("what was tried, in Spanish"), max_length=300, blank=True)
    helped = models.BooleanField(_("it helped"), default=False)

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                "barrier", "on", "tried", name="tried_once_a_day", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return self.tried


@pghistory.track()
class LeverPosition(models.Model):
    """Where the state stands on a lever from a day on."""

    lever = models.CharField(_("lever"), max_length=30, choices=choices(LEVERS))
    on = models.DateField(_("since"))
    position = models.CharField(_("position"), max_length=8, choices=choices(POSITIONS))
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_es = models.CharField(_("note in Spanish"), max_length=300, blank=True)

    class Meta:
        ordering = ("lever", "-on")
        constraints = (
            models.UniqueConstraint(
                "lever", "on", name="one_position_a_day", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_lever_display()}, {self.on}: {self.get_position_display()}"


@pghistory.track()
class Waiting(models.Model):
    """That a promise waits on the state."""

    lever = models.CharField(_("lever"), max_length=30, choices=choices(LEVERS))
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="waiting", verbose_name=_("promise"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "lever", "promise", name="waits_once", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_lever_display()} → {self.promise}"
