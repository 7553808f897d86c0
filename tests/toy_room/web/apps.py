"""The app of the toy room."""

from django.apps import AppConfig


class VansConfig(AppConfig):
    """Shared vans: who has how many, who wishes for them, and who asked."""

    name = "toy_room.web"
    label = "vans"
