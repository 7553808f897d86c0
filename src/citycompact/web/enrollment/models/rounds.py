"""Rounds of applications."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.city.clock import city_moment
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.rulebooks.models import RulebookVersion

_A_MINUTE = datetime.timedelta(minutes=1)


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds by what families may do with them."""

    def opened(self) -> RoundQuerySet:
        """That are or were open."""
        return self.filter(opened_at__isnull=False)

    def open(self) -> RoundQuerySet:
        """That take applications within their time, and late ones from the office."""
        return self.opened().filter(
            decision__status__state=Life.OPEN, decision__status__published__isnull=True
        )

    def published(self) -> RoundQuerySet:
        """Whose results families see, also while a correction of them is prepared."""
        return self.filter(decision__status__published__isnull=False)


class _WithStatus(models.Manager["Round"]):
    """Rounds, each with where its decision stands."""

    def get_queryset(self) -> models.QuerySet[Round]:
        """All of them."""
        return super().get_queryset().select_related("decision__status")


RoundManager = _WithStatus.from_queryset(RoundQuerySet)


@pghistory.track()
class Round(models.Model):
    """A round of applications: its time, grades and rules; how far its decision is, its steps say.

    Times and grades follow from the signed rules and the public steps of its decision
    (:mod:`citycompact.web.enrollment.taking`); a deadline's own minute is in time.
    """

    class State(models.TextChoices):
        """Where it stands, as families see it."""

        SETUP = "setup", _("being set up")
        OPEN = "open", _("open")
        FROZEN = "frozen", _("frozen, commitment published")
        PUBLISHED = "published", _("results published")
        VOID = "void", _("results declared void")

    round_id = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    results_on = models.DateField(_("results on"), null=True, blank=True)
    accept_by = models.DateField(_("families answer by"), null=True, blank=True)
    grades = models.JSONField(_("grades"), default=list)
    rulebook = models.ForeignKey(
        RulebookVersion, models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    decision = models.OneToOneField(JointDecision, models.PROTECT, related_name="round")
    opened_at = models.DateTimeField(null=True, blank=True)
    late_until = models.DateTimeField(null=True, blank=True)

    objects = RoundManager()

    class Meta:
        ordering = ("-opens_at",)
        constraints = (
            models.CheckConstraint(
                name="closes_after_it_opens", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Where it stands, one of :class:`State`."""
        stands = self.decision.status
        if stands.published_id is not None:
            return self.State.PUBLISHED
        if stands.state == Life.VOID:
            return self.State.VOID
        if stands.state != Life.OPEN:
            return self.State.FROZEN
        return self.State.SETUP if self.opened_at is None else self.State.OPEN

    def get_state_display(self) -> str:
        """Where it stands, in words."""
        return str(self.State(self.state).label)

    @property
    def published(self) -> Attempt | None:
        """The attempt that is published; None before, and once it is void."""
        return self.decision.status.published

    @property
    def commitment(self) -> dict[str, Any] | None:
        """What was published at the last freeze; None while facts are open."""
        frozen = self.decision.status.frozen
        return None if frozen is None else frozen.commitment

    @property
    def autumn(self) -> int:
        """The year in whose autumn its children begin: a round is held in the school year before."""
        return self.closes_at.year + (self.closes_at.month >= 8)

    @property
    def last_moment(self) -> datetime.datetime:
        """When it takes no applications any more: the end of the deadline's minute."""
        return self.closes_at + _A_MINUTE

    def takes_applications(self, now: datetime.datetime | None = None) -> bool:
        """Whether a family may submit now."""
        now = now or city_moment()
        return self.state == self.State.OPEN and self.opens_at <= now < self.last_moment

    def takes_late_ones(self) -> bool:
        """Whether the office may enter late applications now, by a decision of every sector."""
        until = self.late_until
        return self.state == self.State.OPEN and until is not None and city_moment() < until + _A_MINUTE

    def is_yet_to_open(self) -> bool:
        """Whether families are told of it, and wait for its first day."""
        return self.state == self.State.OPEN and city_moment() < self.opens_at

    def is_over(self) -> bool:
        """Whether families cannot submit any more, now or later."""
        return not self.takes_applications() and not self.is_yet_to_open()
