"""What the interface for other systems adds to the site."""

from django.urls import path

from citycompact.web.api.models import ApiToken
from citycompact.web.api.resources import api
from citycompact.web.api.views import tokens
from citycompact.web.declarations import App, Foreign, Official, Route, Tracked
from citycompact.web.roles import EVERY_ROLE, OFFICE

_RESOURCES = (
    "openapi-json",
    "api-root",
    "schools",
    "programs",
    "rounds",
    "commitment",
    "package",
    "oneroster",
)

APP = App(
    prefix="office/tokens/",
    namespace="",
    routes=(Route("tokens", "", tokens, {OFFICE}, reads="nothing"),),
    foreign=(
        # Its own bearer tokens decide about exports.
        Foreign(
            path("api/v1/", api.urls),
            {f"api:{name}": EVERY_ROLE for name in _RESOURCES},
            second_factor=False,
        ),
    ),
    trail={ApiToken: Tracked("API token", {OFFICE})},
    personal={ApiToken: Official("who let another system in stands as long as what it fetched matters")},
)
