"""The enrollment app."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """Rounds, children, applications, and what the match gave them."""

    name = "citycompact.web.enrollment"
    label = "enrollment"
