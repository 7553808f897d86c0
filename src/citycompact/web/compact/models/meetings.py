"""Meetings of the steering committee, their minutes and resolutions."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact.models.promises import Post, Promise


@pghistory.track()
class Meeting(models.Model):
    """A meeting: its agenda as it was made from the record, and what was said."""

    held_on = models.DateField(_("day"), unique=True)
    agenda = models.JSONField(default=list, blank=True)
    minutes = models.TextField(_("minutes (public)"), blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    closed = models.BooleanField(_("minutes are final"), default=False)

    class Meta:
        ordering = ("-held_on",)

    def __str__(self) -> str:
        return str(self.held_on)


@pghistory.track()
class Resolution(models.Model):
    """What the committee resolved."""

    resolution_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name=_("meeting")
    )
    on = models.DateField(_("day"))
    what = models.CharField(_("resolution"), max_length=400)
    what_es = models.CharField(_("resolution in Spanish"), max_length=400, blank=True)
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name=_("promise")
    )
    owner_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who sees to it")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering = ("-on", "resolution_id")

    def __str__(self) -> str:
        return self.what
