"""What a school says of a child whose family says that it is there."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from citycompact.web.enrollment.models.children import Child


@pghistory.track()
class NotOurPupil(models.Model):
    """A school has said that a child is none of its pupils, and why; the family is told."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="not_pupil_of")
    school = models.ForeignKey("city.School", models.CASCADE, related_name="not_pupils")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("child", "school", name="not_our_pupil_once"),)

    def __str__(self) -> str:
        return f"{self.child_id} is not at {self.school_id}"
