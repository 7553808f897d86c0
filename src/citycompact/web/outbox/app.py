"""What the outbox adds to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Personal, Route, Untracked
from citycompact.web.outbox import sending, views
from citycompact.web.outbox.models import Message
from citycompact.web.outbox.retention import forget_messages
from citycompact.web.roles import AUDITOR, OFFICE

APP = App(
    prefix="messages/",
    namespace="outbox",
    routes=(Route("messages", "", views.messages, {OFFICE, AUDITOR}),),
    links=(Link("outbox:messages", _("Messages"), {OFFICE, AUDITOR}, 100),),
    trail={Message: Untracked("it is itself the list of what was sent, and no page changes a row")},
    personal={
        Message: Personal(
            "messages",
            "user",
            ("created_at", "channel", "recipient", "language", "subject", "body", "state", "sent_at"),
            root=Message,
        )
    },
    forget={Message: forget_messages},
    jobs=(sending,),
)
