"""The chain over the events of the trail, and its heads of every day."""

from __future__ import annotations

import pgtrigger
from django.db import models

_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Shape(models.Model):
    """The columns of a table of events that links hash; a later version of the site may have others."""

    event_table = models.CharField(max_length=63)
    columns = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint("event_table", "columns", name="a_shape_once"),)
        triggers = (_APPEND_ONLY,)

    def __str__(self) -> str:
        return f"{self.event_table}: {', '.join(self.columns)}"


class Link(models.Model):
    """One event in the chain; ``sha256`` is over the hash of the link before it and the event with who acted.

    ``number`` counts from 1 without a gap. See :mod:`citycompact.web.site.chain`.
    """

    number = models.BigIntegerField(primary_key=True)
    event_table = models.CharField(max_length=63)
    event_id = models.BigIntegerField()
    shape = models.ForeignKey(Shape, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint("event_table", "event_id", name="an_event_is_linked_once"),
            models.CheckConstraint(name="links_count_from_one", condition=models.Q(number__gte=1)),
        )
        triggers = (_APPEND_ONLY,)

    def __str__(self) -> str:
        return f"{self.number} {self.sha256}"


class Head(models.Model):
    """The last link on a day, as it was mailed to both sectors and is shown to everybody."""

    day = models.DateField(primary_key=True)
    number = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-day",)
        triggers = (_APPEND_ONLY,)

    def __str__(self) -> str:
        return f"{self.day} {self.number} {self.sha256}"
