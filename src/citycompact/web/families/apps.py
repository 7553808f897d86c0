"""The families app."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Children and applications."""

    name = "citycompact.web.families"
    label = "families"
