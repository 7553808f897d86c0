"""Surveys of families.

An answer to the survey carries no time, no account and a random key; that somebody has answered stands
in another table, so that nobody, not even the steward, can put the two together.
"""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact.models.choices import CONTRADICTS


@pghistory.track()
class SurveyWave(models.Model):
    """One round of the family survey."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=80, blank=True)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))

    class Meta:
        ordering = ("-opens_on",)

    def __str__(self) -> str:
        return self.name


class SurveyTicket(models.Model):
    """That an account has answered; not what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "wave", "user", name="one_answer_an_account", violation_error_message=CONTRADICTS
            ),
        )
        triggers = (pgtrigger.Protect(name="kept_as_given", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.wave)


class SurveyAnswer(models.Model):
    """Somebody's answers and group; not whose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="answers")
    group = models.CharField(max_length=80, blank=True)
    values = models.JSONField()

    class Meta:
        triggers = (pgtrigger.Protect(name="kept_as_given", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.wave)
