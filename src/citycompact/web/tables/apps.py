"""The tables app."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Pages for any room's tables."""

    name = "citycompact.web.tables"
    label = "tables"
