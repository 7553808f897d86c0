"""The schools app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Operators, schools, programs."""

    name = "citycompact.web.schools"
    label = "schools"
