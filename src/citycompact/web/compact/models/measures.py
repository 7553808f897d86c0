"""Indicators, their measurements, and what promises want of them."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact.models.choices import CONTRADICTS
from citycompact.web.compact.models.promises import Promise


@pghistory.track(exclude=["computed_on"])
class Indicator(models.Model):
    """Something measured."""

    KINDS = (("computed", _("computed by this system")), ("imported", _("imported")))
    UNITS = (("share", _("share")), ("count", _("count")), ("dollars", _("dollars")), ("points", _("points")))
    indicator_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=160)
    name_es = models.CharField(_("name in Spanish"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default="imported")
    unit = models.CharField(_("unit"), max_length=8, choices=UNITS)
    computed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Measurement(models.Model):
    """An indicator's value for a group on a day; no group is the whole city."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measurements")
    group = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("indicator", "group", "on")
        constraints = (
            models.UniqueConstraint(
                "indicator", "group", "on", name="one_measurement_a_day", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.group} {self.on}"


@pghistory.track()
class Target(models.Model):
    """From a baseline to a target."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="targets", verbose_name=_("promise"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    group = models.CharField(_("group"), max_length=80, blank=True)
    baseline = models.FloatField(_("baseline"))
    baseline_on = models.DateField(_("day of the baseline"))
    target = models.FloatField(_("target"))
    target_on = models.DateField(_("day of the target"), null=True, blank=True)

    class Meta:
        ordering = ("promise", "indicator", "group")
        constraints = (
            models.UniqueConstraint(
                "promise",
                "indicator",
                "group",
                name="one_target_an_indicator",
                violation_error_message=CONTRADICTS,
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.group} → {self.promise}"

    def clean(self) -> None:
        if self.baseline is not None and self.baseline == self.target:
            raise ValidationError({"target": _("The target has to differ from the baseline.")})
