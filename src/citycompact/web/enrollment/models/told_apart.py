"""Children who look like one and are two, as somebody has found."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from citycompact.web.enrollment.models.children import Child


@pghistory.track()
class ToldApart(models.Model):
    """Two children who are alike and were told apart for good, by whom and why; the lower id comes first."""

    first = models.ForeignKey(Child, models.CASCADE, related_name="told_apart")
    second = models.ForeignKey(Child, models.CASCADE, related_name="told_apart_from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint("first", "second", name="told_apart_once"),
            models.CheckConstraint(name="lower_id_first", condition=models.Q(first__lt=models.F("second"))),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id} are two"
