"""What was sent last: the one reading of it, for pages, counts and the match."""

from __future__ import annotations

from django.db import models

from citycompact.web.enrollment.models.applications import Application, Version
from citycompact.web.enrollment.models.children import Child
from citycompact.web.enrollment.models.rounds import Round


class Sent(models.Model):
    """The version that was sent last of an application: a view of the database, which nobody can write.

    It counts as long as the application is submitted. An entry that was put together with another has none.
    """

    application = models.OneToOneField(Application, models.DO_NOTHING, primary_key=True, related_name="sent")
    child = models.ForeignKey(Child, models.DO_NOTHING, related_name="+")
    round = models.ForeignKey(Round, models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=9, choices=Application.State)
    late = models.BooleanField()
    version = models.OneToOneField(Version, models.DO_NOTHING, related_name="+")
    content = models.JSONField()

    class Meta:
        managed = False
        db_table = "enrollment_sent"

    def __str__(self) -> str:
        return str(self.version_id)
