"""The site app."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class SiteConfig(AppConfig):
    """Users and roles."""

    name = "citycompact.web.site"
    label = "site"

    def ready(self) -> None:
        """Keep migrations away from a database that is not this version's."""
        from citycompact.web.known_migrations import refuse_before_migrating

        pre_migrate.connect(refuse_before_migrating, sender=self)
