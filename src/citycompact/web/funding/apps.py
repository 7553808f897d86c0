"""The funding app."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Counts, budgets, statements."""

    name = "citycompact.web.funding"
    label = "funding"
