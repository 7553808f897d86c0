"""The app's name."""

from django.apps import AppConfig


class MovingConfig(AppConfig):
    """Moving a city in and out."""

    name = "citycompact.web.moving"
    label = "moving"
