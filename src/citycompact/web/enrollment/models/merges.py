"""Two rows of one child that somebody has put together."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from citycompact.web.enrollment.models.children import Child


@pghistory.track(exclude=["changed"])
class Merge(models.Model):
    """``other`` was found to be a second entry of ``keep``: by whom, when and why.

    ``changed`` holds, of each row that this changed, its table, key, and what it said ``before`` and
    ``after`` (:mod:`citycompact.web.enrollment.separating`). The row goes when both are told apart again.
    """

    keep = models.ForeignKey(Child, models.CASCADE, related_name="merges")
    other = models.OneToOneField(Child, models.CASCADE, related_name="merge")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    changed = models.JSONField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.other_id} is {self.keep_id}"
