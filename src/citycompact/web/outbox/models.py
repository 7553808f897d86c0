"""What is sent to people."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

_WRITTEN = ("key", "channel", "user", "recipient", "language", "subject", "body", "sha256", "pdf_name")


# The trail says to whom what was sent and when; a letter's text stands there as its hash alone.
@pghistory.track(exclude=["body", "error", "attempts"])
class Message(models.Model):
    """One message; ``key`` names its occasion, so that the same message is never made twice.

    What is written stays as it is written; ``sha256`` is that of the text, and empty for what is sent at
    once: whoever reads the trail could try out the few codes that a mail for signing in may hold.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=5, choices=[("email", "email"), ("text", "text")], default="email")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages")
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="en")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    # The text once more as a file of this name; it is drawn when the message is sent.
    pdf_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        triggers = (pgtrigger.ReadOnly(name="kept_as_written", fields=[*_WRITTEN]),)

    def __str__(self) -> str:
        return self.key
