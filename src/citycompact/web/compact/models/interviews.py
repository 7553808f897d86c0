"""Interviews of leaders: answers are coded, and their words stay private unless released."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact import CODES, INTERVIEW
from citycompact.web.compact.models.choices import choices
from citycompact.web.compact.models.promises import Promise


@pghistory.track()
class Interview(models.Model):
    """A structured interview; who was asked is private, and not kept at all where anonymity was promised."""

    on = models.DateField(_("day"))
    sector = models.CharField(
        _("sector"),
        max_length=12,
        choices=(
            ("district", _("District")),
            ("charter", _("Charter operator")),
            ("partner", _("Civic partner")),
        ),
    )
    anonymous = models.BooleanField(_("anonymity was promised"), default=True)
    respondent = models.CharField(_("respondent (private)"), max_length=120, blank=True)

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.on}, {self.get_sector_display()}"

    def save(self, *arguments: Any, **named: Any) -> None:
        if self.anonymous:
            self.respondent = ""
        super().save(*arguments, **named)


@pghistory.track()
class CodedAnswer(models.Model):
    """An answer, coded and linked to a promise; its words are private unless released."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=10, choices=choices(INTERVIEW))
    code = models.CharField(_("code"), max_length=10, choices=choices(CODES))
    promise = models.ForeignKey(
        Promise, models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name=_("promise")
    )
    quote = models.TextField(_("words (private unless released)"), blank=True)
    released = models.BooleanField(_("the speaker has released the words"), default=False)

    class Meta:
        ordering = ("interview", "pk")

    def __str__(self) -> str:
        return f"{self.question} {self.code}"
