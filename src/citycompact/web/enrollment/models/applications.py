"""Applications with every submitted version."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.city import GRADES
from citycompact.web.enrollment.models.children import Child
from citycompact.web.enrollment.models.rounds import Round


@pghistory.track(exclude=["draft", "updated_at"])
class Application(models.Model):
    """One child's application to one round: a draft that saves itself, and the versions that were sent.

    ``draft`` and ``grade`` are what the family's pages show (:mod:`citycompact.web.enrollment.answers`);
    nothing of them counts before it is sent.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("not submitted yet")
        SUBMITTED = "submitted", _("submitted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    child = models.ForeignKey(Child, models.CASCADE, related_name="applications")
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications")
    grade = models.CharField(max_length=3, choices=[(g, g) for g in GRADES])
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, db_index=True)
    draft = models.JSONField(default=dict, blank=True)
    late = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)
    # Set by the page that shows them, and not kept.
    sealed: bool
    has_result: bool
    notice: str | None
    unverified: Any

    class Meta:
        constraints = (models.UniqueConstraint("child", "round", name="one_application_a_round"),)

    def __str__(self) -> str:
        return f"{self.child_id} in {self.round_id}"

    @property
    def draft_choices(self) -> list[str]:
        """Program ids in the order of the draft."""
        choices: list[str] = self.draft.get("choices", [])
        return choices

    @property
    def last_version(self) -> Version | None:
        """What was sent last, and counts as long as the application is submitted; None before."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)


@pghistory.track(pghistory.InsertEvent())
class Version(models.Model):
    """One submission, kept for ever: its content, its hash, who sent it in and how."""

    class Channel(models.TextChoices):
        """How it came in."""

        WEB = "web", _("on the site")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone")
        OFFICE = "office", _("mended by the enrollment office")
        LOAD = "load", _("from a file")

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.WEB)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering = ("application", "number")
        constraints = (models.UniqueConstraint("application", "number", name="version_once"),)
        # What was submitted stays what it was, whatever code runs.
        triggers = (pgtrigger.Protect(name="kept_as_submitted", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.application_id} version {self.number}"


class Choice(models.Model):
    """A choice of the version last submitted, by which demand is counted; the match reads the version."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="choices")
    rank = models.PositiveSmallIntegerField()
    program = models.ForeignKey("city.Program", models.PROTECT, related_name="choices")

    class Meta:
        ordering = ("application", "rank")
        constraints = (
            models.UniqueConstraint("application", "rank", name="rank_once"),
            models.UniqueConstraint("application", "program", name="program_once"),
        )

    def __str__(self) -> str:
        return f"{self.rank}. {self.program_id}"
