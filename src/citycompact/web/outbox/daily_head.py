"""Every night the head of the trail goes to the approvers of both sectors."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.web.city.models import City
from citycompact.web.outbox.addresses import whole_address
from citycompact.web.outbox.sending import tell
from citycompact.web.site.heads import record_head
from citycompact.web.site.models import Head, Role, User


@app.periodic(cron="29 3 * * *")
@app.task(name="head_of_the_day", queue="nightly", retry=RetryStrategy(max_attempts=3, wait=600))
def head_of_the_day(timestamp: int) -> None:
    """Record the head of this day, and mail it."""
    with transaction.atomic():
        head = record_head(City.today())
        if head is not None:
            tell_approvers(head)


def tell_approvers(head: Head) -> None:
    """Mail a head to every approver, once, in their language."""
    for user in User.objects.filter(staff_roles__role=Role.APPROVER, is_active=True).distinct():
        with translation.override(user.language):
            tell(user, f"head:{head.day}:{user.pk}", _subject(head), _body(head))


def _subject(head: Head) -> str:
    return _("Head of the audit trail, %(day)s") % {"day": head.day.isoformat()}


def _body(head: Head) -> str:
    return _(
        "This is the head of the site's audit trail on %(day)s:\n\n"
        "Entries: %(number)s\n"
        "Head: %(sha256)s\n\n"
        "The trail keeps every change on the site and who read what is held about children. The head is a "
        "fingerprint of all its entries up to now: whoever changes, removes or slips in one of them cannot "
        "keep this head.\n\n"
        "Please keep this message; there is nothing else to do. If you doubt the trail later, give the two "
        "lines above to the auditor, who runs\n\n"
        "citycompact check-trail --number %(number)s --head %(sha256)s\n\n"
        "or compare them with what the site shows everybody: %(address)s"
    ) % {
        "day": head.day.isoformat(),
        "number": head.number,
        "sha256": head.sha256,
        "address": whole_address("heads"),
    }
