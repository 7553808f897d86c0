"""All addresses of the site, as its apps declare them."""

from __future__ import annotations

from citycompact.web.declarations import declared

urlpatterns = [pattern for app in declared() for pattern in app.urls()]

handler400 = "citycompact.web.site.pages.bad_request"
handler403 = "citycompact.web.site.pages.forbidden"
handler404 = "citycompact.web.site.pages.not_found"
handler500 = "citycompact.web.site.pages.failed"
