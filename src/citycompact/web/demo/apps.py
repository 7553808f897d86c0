"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo data and sign-in."""

    name = "citycompact.web.demo"
    label = "demo"
