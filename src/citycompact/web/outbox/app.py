"""What the outbox adds to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Personal, Route, Tracked
from citycompact.web.outbox import daily_head, sending, views
from citycompact.web.outbox.models import Message
from citycompact.web.outbox.retention import forget_messages
from citycompact.web.roles import AUDITOR, OFFICE
from citycompact.web.site.models import User

APP = App(
    prefix="messages/",
    namespace="outbox",
    routes=(Route("messages", "", views.messages, {OFFICE, AUDITOR}, reads="children"),),
    links=(Link("outbox:messages", _("Messages"), {OFFICE, AUDITOR}, 100),),
    trail={Message: Tracked("message", {OFFICE})},
    personal={
        Message: Personal(
            "messages",
            "user",
            ("created_at", "channel", "recipient", "language", "subject", "body", "state", "sent_at"),
            root=User,
            history="user_id::text = any(%s)",
        )
    },
    forget={Message: forget_messages},
    jobs=(sending, daily_head),
)
