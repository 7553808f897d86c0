"""Rounds of applications, and the runs of the match."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.rulebooks.models import RulebookVersion


@pghistory.track()
class Round(models.Model):
    """A round of applications, from set-up to publication."""

    class State(models.TextChoices):
        """Where it stands; it only moves forward."""

        SETUP = "setup", _("being set up")
        OPEN = "open", _("open")
        FROZEN = "frozen", _("frozen, commitment published")
        PUBLISHED = "published", _("results published")

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
    state = models.CharField(max_length=10, choices=State, default=State.SETUP)
    commitment = models.JSONField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    published_run = models.ForeignKey("Run", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-opens_at",)
        constraints = (
            models.CheckConstraint(
                name="closes_after_it_opens", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name

    def takes_applications(self, now: datetime.datetime | None = None) -> bool:
        """Whether a family may submit now."""
        now = now or timezone.now()
        return self.state == self.State.OPEN and self.opens_at <= now < self.closes_at


@pghistory.track(exclude=["step", "heartbeat"])
class Run(models.Model):
    """One run of the match: official, or a what-if that decides nothing."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    round = models.ForeignKey(Round, models.PROTECT, related_name="runs")
    official = models.BooleanField(default=True)
    rulebook = models.ForeignKey(RulebookVersion, models.PROTECT)
    seed = models.CharField(max_length=400)
    seed_source = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    record = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                "round",
                name="one_official_run_a_round",
                condition=models.Q(official=True) & ~models.Q(state="failed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} run {self.pk}"

    @property
    def record_sha256(self) -> str:
        """Hash of the record: what an approval is given on, and so the result with all it rests on."""
        return sha256_hex(canonical_json(self.record))

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each published table, by its name; runs from before format 2 have them elsewhere."""
        record: dict[str, Any] = self.record or {}
        digests: dict[str, str] = record.get("result_sha256") or record.get("decision_sha256") or {}
        return {name: digest for name, digest in digests.items() if name != "values"}

    @property
    def certificate_holds(self) -> bool:
        """Whether everything that was promised is true of the result."""
        record: dict[str, Any] = self.record or {}
        return bool(record.get("certificate", {}).get("holds"))


@pghistory.track()
class Approval(models.Model):
    """One person's word, for their sector, that a run with this very record may be published."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="approvals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    sector = models.CharField(max_length=12)
    record_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("run", "user", name="a_person_approves_once"),
            models.UniqueConstraint("run", "sector", name="a_sector_approves_once"),
        )

    def __str__(self) -> str:
        return f"{self.sector} for run {self.run_id}"
