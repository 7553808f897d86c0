"""The city app."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """The city, its operators, schools and programs."""

    name = "citycompact.web.city"
    label = "city"
