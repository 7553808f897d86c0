"""How accounts are made, and where allauth's mail goes: through the outbox like all other mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from citycompact.web.city.models import City
from citycompact.web.site.passwords import note_length


def _city() -> str:
    """Whose site it is."""
    city = City.current()
    return "City Compact" if city is None else city.name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a message (a sign-in code, say) into the outbox, to be sent at once."""
        from citycompact.web.outbox.sending import queue_first

        # What allauth calls the site is a city here, and its address.
        named = {"email": email, "current_site": {"name": _city(), "domain": settings.SITE_ADDRESS}}
        message = self.render_mail(template_prefix, email, named | context)
        queue_first(email, message.subject, message.body, translation.get_language() or "en")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who signs in by password; how long it is, is known here alone."""
        user = super().authenticate(request, **credentials)
        if user is not None and "password" in credentials:
            note_length(request, credentials["password"], user)
        return user

    def format_email_subject(self, subject: str) -> str:
        """Whose mail it is, in front."""
        return f"[{_city()}] {subject}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the outermost of the city's proxies saw; whatever is said before it, anybody can
        write. Where the proxies say nothing that is an address, that of whoever stands before the site."""
        count: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        said = request.headers.get("X-Forwarded-For", "").split(",")[-count:] if count else []
        found = (clean_client_ip(ip.strip()) for ip in (*said[:1], request.META.get("REMOTE_ADDR", "")) if ip)
        return next((ip for ip in found if ip), "unknown")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account} from {self.get_client_ip(request)}"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user = super().save_user(request, user, form, commit=False)
        user.language = (translation.get_language() or "en")[:2]
        if commit:
            user.save()
        return user
