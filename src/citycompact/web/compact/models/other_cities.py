"""Compacts of other cities, as imported, and their texts to search."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class OtherCity(models.Model):
    """A city's compact package."""

    city_id = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=80)
    synthetic = models.BooleanField(default=False)
    files = models.JSONField()
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CityItem(models.Model):
    """One text of another city: a pledge, a barrier, or what was tried."""

    KINDS = (("pledge", _("Pledged")), ("barrier", _("Got in the way")), ("tried", _("What they did")))
    city = models.ForeignKey(OtherCity, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=KINDS)
    area = models.CharField(max_length=24, blank=True)
    status = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    helped = models.BooleanField(null=True)
    # Set by the page that shows it, and not kept.
    area_name: str
    status_name: str

    class Meta:
        indexes = (GinIndex(SearchVector("text", config="english"), name="city_item_words"),)

    def __str__(self) -> str:
        return self.text
