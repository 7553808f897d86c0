"""The site app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SiteConfig(AppConfig):
    """Users and roles."""

    name = "citycompact.web.site"
    label = "site"

    def ready(self) -> None:
        """Keep migrations away from a database that is not this version's, and write sign-ins down."""
        from citycompact.web.known_migrations import refuse_before_migrating
        from citycompact.web.site import passwords, second_factor, sign_ins, trigger_switch

        pre_migrate.connect(refuse_before_migrating, sender=self)
        post_migrate.connect(trigger_switch.install, sender=self)
        for module in (passwords, second_factor, sign_ins):
            module.listen()
