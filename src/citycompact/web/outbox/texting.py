"""Text messages go through a backend that a city chooses: a class with one method."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class TextBackend(Protocol):
    """Anything that can send a text message; raises where it cannot."""

    def send(self, number: str, words: str) -> None:
        """Send a message."""


class NoTexts:
    """The default: no provider is set up, so texts are kept in the outbox and marked as sent nowhere."""

    def send(self, number: str, words: str) -> None:
        """Do nothing."""


def backend() -> TextBackend:
    """The backend named by ``CITYCOMPACT_TEXT_BACKEND``."""
    made: TextBackend = import_string(settings.TEXT_BACKEND)()
    return made
