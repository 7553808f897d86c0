"""How accounts are made, and where allauth's mail goes: through the outbox like all other mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
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
        from citycompact.web.outbox.sending import deliver_now

        # What allauth calls the site is a city here, and its address.
        named = {"email": email, "current_site": {"name": _city(), "domain": settings.SITE_ADDRESS}}
        message = self.render_mail(template_prefix, email, named | context)
        deliver_now(email, message.subject, message.body, translation.get_language() or "en")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who signs in by password; how long it is, is known here alone."""
        user = super().authenticate(request, **credentials)
        if user is not None and "password" in credentials:
            note_length(request, credentials["password"], user)
        return user

    def format_email_subject(self, subject: str) -> str:
        """Whose mail it is, in front."""
        return f"[{_city()}] {subject}"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user = super().save_user(request, user, form, commit=False)
        user.language = (translation.get_language() or "en")[:2]
        if commit:
            user.save()
        return user
