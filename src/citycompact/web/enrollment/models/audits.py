"""Whom the draw asks for a proof of what counted on its word alone; and how applications came in."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.decisions.models import Attempt, Step
from citycompact.web.enrollment.models.children import Child


@pghistory.track()
class Asked(models.Model):
    """A fact of a child that the draw of an attempt asks a proof of, and what the office found of it.

    ``number`` is that of :func:`citycompact.enrollment.audit_number`, ``value`` what was sent.
    """

    class Finding(models.TextChoices):
        """What was found."""

        CONFIRMED = "confirmed", _("confirmed by a document")
        NOT_CONFIRMED = "not_confirmed", _("not confirmed by what was shown")
        NO_ANSWER = "no_answer", _("no answer")

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="asked")
    child = models.ForeignKey(Child, models.CASCADE, related_name="asked")
    fact = models.CharField(max_length=80)
    number = models.CharField(max_length=64)
    value = models.JSONField(null=True)
    finding = models.CharField(max_length=13, choices=Finding, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("attempt", "fact", "number")
        constraints = (models.UniqueConstraint("attempt", "child", "fact", name="asked_once"),)

    def __str__(self) -> str:
        return f"{self.fact} of {self.child_id}: {self.finding or '?'}"


class Intake(models.Model):
    """How the applications of a round came in, counted at a freeze: of ``citycompact.enrollment.INTAKE``."""

    freeze = models.OneToOneField(Step, models.CASCADE, related_name="intake")
    counts = models.JSONField()

    class Meta:
        triggers = (pgtrigger.Protect(name="kept_as_counted", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"intake of freeze {self.freeze_id}"
