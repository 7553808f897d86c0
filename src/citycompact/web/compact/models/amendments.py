"""Amendments: what changes the terms of a promise, and who of which sector has approved it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact import TERMS, TermChange
from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.compact.models.choices import CONTRADICTS
from citycompact.web.compact.models.promises import Promise


@pghistory.track()
class AmendmentProposal(models.Model):
    """A change of terms that somebody proposes; it takes effect when every signing sector has approved it."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("Waits for the sectors")
        APPLIED = "applied", _("In force")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="proposals", verbose_name=_("promise"))
    table = models.CharField(max_length=12, choices=[(name, name) for name in TERMS])
    row = models.CharField(max_length=80, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(_("reason"), max_length=400)
    reason_es = models.CharField(_("reason in Spanish"), max_length=400, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    proposed_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)

    class Meta:
        ordering = ("-proposed_on", "-pk")

    def __str__(self) -> str:
        return f"{self.promise}, {self.proposed_on}"

    @property
    def change(self) -> TermChange:
        """What would change."""
        return TermChange(self.table, self.before, self.after)

    @property
    def change_sha256(self) -> str:
        """Hash of what a vote is given on: which terms of which promise, as they are and as they would be."""
        content = {"promise": self.promise_id, "row": self.row, "table": self.table}
        return sha256_hex(canonical_json({**content, "before": self.before, "after": self.after}))


@pghistory.track(pghistory.InsertEvent())
class AmendmentVote(models.Model):
    """One person's word on a proposal of this very change, for their sector."""

    proposal = models.ForeignKey(AmendmentProposal, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    sector = models.CharField(max_length=12)
    approves = models.BooleanField()
    change_sha256 = models.CharField(max_length=64)
    on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                "proposal",
                "user",
                name="a_person_votes_once_on_an_amendment",
                violation_error_message=CONTRADICTS,
            ),
            models.UniqueConstraint(
                "proposal",
                "sector",
                name="a_sector_votes_once_on_an_amendment",
                violation_error_message=CONTRADICTS,
            ),
        )

    def __str__(self) -> str:
        return f"{self.sector}: {self.approves}"


@pghistory.track(pghistory.InsertEvent())
class Amendment(models.Model):
    """A change of terms that is in force, as the public reads it; it is never edited."""

    amendment_id = models.SlugField(max_length=80, primary_key=True)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="amendments")
    on = models.DateField()
    what = models.TextField()
    what_es = models.TextField(blank=True)
    reason = models.CharField(max_length=400)
    reason_es = models.CharField(max_length=400, blank=True)
    approved_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-on", "amendment_id")

    def __str__(self) -> str:
        return self.what
