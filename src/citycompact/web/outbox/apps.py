"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages."""

    name = "citycompact.web.outbox"
    label = "outbox"
