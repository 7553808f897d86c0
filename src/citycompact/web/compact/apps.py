"""The compact app."""

from django.apps import AppConfig


class CompactConfig(AppConfig):
    """Promises, evidence, meetings."""

    name = "citycompact.web.compact"
    label = "compact"
