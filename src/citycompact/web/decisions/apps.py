"""The decisions app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The life of a joint decision."""

    name = "citycompact.web.decisions"
    label = "decisions"
