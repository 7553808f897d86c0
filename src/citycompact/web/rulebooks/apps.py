"""The rulebooks app."""

from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    """Rulebooks and signatures."""

    name = "citycompact.web.rulebooks"
    label = "rulebooks"
