"""How accounts are made, and where allauth's mail goes: through the outbox like all other mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a message (a sign-in code, say) into the outbox, to be sent at once."""
        from citycompact.web.outbox.sending import deliver_now

        message = self.render_mail(template_prefix, email, context)
        deliver_now(email, message.subject, message.body, translation.get_language() or "en")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Remember the language the account was made in."""
        user = super().save_user(request, user, form, commit=False)
        user.language = (translation.get_language() or "en")[:2]
        if commit:
            user.save()
        return user
