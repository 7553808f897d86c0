"""What is sent to people."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One message; ``key`` names its occasion, so that the same message is never made twice."""

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
    # The text once more as a file of this name; it is drawn when the message is sent.
    pdf_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.key
