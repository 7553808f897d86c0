"""Governance profiles of schools."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact import HOLDERS, POWERS
from citycompact.web.compact.models.choices import choices

_HOLDERS = choices(HOLDERS)


def _power(key: str) -> models.CharField[str, str]:
    return models.CharField(choices(POWERS)[list(POWERS).index(key)][1], max_length=10, choices=_HOLDERS)


@pghistory.track()
class GovernanceProfile(models.Model):
    """Who decides what at one school, by contract."""

    school = models.OneToOneField("city.School", models.CASCADE, primary_key=True, verbose_name=_("school"))
    staffing = _power("staffing")
    curriculum = _power("curriculum")
    calendar = _power("calendar")
    budget = _power("budget")
    building = _power("building")
    enrollment = _power("enrollment")
    closure = _power("closure")
    terms = models.TextField(_("terms of the contract"))
    terms_es = models.TextField(_("terms of the contract in Spanish"), blank=True)
    begins_on = models.DateField(_("begins"))
    review_on = models.DateField(_("review"))
    ends_on = models.DateField(_("ends"))
    private_note = models.TextField(_("private note"), blank=True)

    def __str__(self) -> str:
        return str(self.school)
