"""The API app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and resources."""

    name = "citycompact.web.api"
    label = "api"
