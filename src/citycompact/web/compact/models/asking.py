"""Surveys of families and interviews of leaders.

An answer to the survey carries no time, no account and a random key; that somebody has answered stands
in another table, so that nobody, not even the steward, can put the two together.
"""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact.surveys import CODES, INTERVIEW
from citycompact.web.compact.models.choices import choices
from citycompact.web.compact.models.promises import Commitment


@pghistory.track()
class SurveyWave(models.Model):
    """One round of the family survey."""

    name = models.CharField(_("name"), max_length=80, unique=True)
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
        constraints = (models.UniqueConstraint("wave", "user", name="one_answer_an_account"),)

    def __str__(self) -> str:
        return str(self.wave)


class SurveyAnswer(models.Model):
    """Somebody's answers and group; not whose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="answers")
    group = models.CharField(max_length=80, blank=True)
    values = models.JSONField()

    def __str__(self) -> str:
        return str(self.wave)


@pghistory.track()
class Interview(models.Model):
    """A structured interview; who was asked is private, and not kept at all where anonymity was promised."""

    on = models.DateField(_("day"))
    sector = models.CharField(
        _("sector"), max_length=12,
        choices=(("district", _("District")), ("charter", _("Charter operator")), ("partner", _("Civic partner"))),
    )  # fmt: skip
    anonymous = models.BooleanField(_("anonymity was promised"), default=True)
    respondent = models.CharField(_("respondent (private)"), max_length=120, blank=True)

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.on}, {self.get_sector_display()}"

    def save(self, *arguments: object, **named: object) -> None:
        if self.anonymous:
            self.respondent = ""
        super().save(*arguments, **named)


@pghistory.track()
class CodedAnswer(models.Model):
    """An answer, coded and linked to a commitment; its words are private unless released."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=10, choices=choices(INTERVIEW))
    code = models.CharField(_("code"), max_length=10, choices=choices(CODES))
    commitment = models.ForeignKey(
        Commitment, models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name=_("promise")
    )
    quote = models.TextField(_("words (private unless released)"), blank=True)
    released = models.BooleanField(_("the speaker has released the words"), default=False)

    class Meta:
        ordering = ("interview", "pk")

    def __str__(self) -> str:
        return f"{self.question} {self.code}"
