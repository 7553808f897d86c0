"""All addresses of the site; the demo's exist in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from citycompact.web import observing, pages
from citycompact.web.api.resources import api
from citycompact.web.api.views import tokens

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("health/", observing.health, name="health"),
    path("metrics/", observing.metrics, name="metrics"),
    path("language/", set_language, name="language"),
    path("family/", include("citycompact.web.families.urls")),
    path("schools/", include("citycompact.web.schools.urls")),
    path("office/tokens/", tokens, name="tokens"),
    path("office/", include("citycompact.web.office.urls")),
    path("compact/", include("citycompact.web.compact.urls")),
    path("api/v1/", api.urls),
    path("messages/", include("citycompact.web.outbox.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("citycompact.web.demo.urls"))]

handler400 = "citycompact.web.pages.bad_request"
handler403 = "citycompact.web.pages.forbidden"
handler404 = "citycompact.web.pages.not_found"
handler500 = "citycompact.web.pages.failed"
