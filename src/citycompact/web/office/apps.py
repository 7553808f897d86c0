"""The office app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Rounds and runs."""

    name = "citycompact.web.office"
    label = "office"
