"""What is written to families: receipts and results, as messages and as PDF."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycompact.web.city.models import City, Program
from citycompact.web.decisions.life import State as Life
from citycompact.web.enrollment.models import Guardian, Round, Version
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User


def receipt_lines(version: Version, city: City) -> list[str]:
    """The receipt of a submitted version, line by line."""
    application = version.application
    programs = {
        p.program_id: p
        for p in Program.objects.filter(pk__in=version.content["choices"]).select_related("school")
    }
    sent = timezone.localtime(version.submitted_at, city.zone_info)
    lines = [
        _("Receipt for your school application"),
        f"{city.name} · {application.round.name}",
        "",
        _("Child: %(name)s") % {"name": application.child},
        _("Applicant number: %(id)s") % {"id": application.child_id},
        _("Received: %(time)s (%(zone)s)")
        % {"time": date_format(sent, "DATETIME_FORMAT"), "zone": sent.tzname()},
        _("Version: %(number)s") % {"number": version.number},
        "",
        _("Your choices, in your order:"),
    ]
    lines += [f"  {rank}. {programs[name]}" for rank, name in enumerate(version.content["choices"], start=1)]
    lines += [
        "",
        _("You can change your application until the deadline. The last version you send counts."),
        _("Fingerprint of this version (SHA-256):"),
        version.sha256,
    ]
    return lines


def send_receipt(version: Version, user: User, city: City) -> None:
    """Put the receipt of a version into the outbox, with its PDF."""
    lines = receipt_lines(version, city)
    tell(
        user,
        key=f"receipt:{version.pk}:{user.pk}",
        subject=_("We received your school application"),
        body="\n".join(lines) + "\n",
        pdf_name="receipt.pdf",
        text=_("We received your school application for %(round)s.")
        % {"round": version.application.round.name},
    )


def results_message(round_: Round, guardian: Guardian) -> None:
    """Tell one guardian that the results of one child are there;
    the result itself stays behind the sign-in."""
    assert guardian.user is not None
    published = round_.decision.steps.filter(to_state=Life.PUBLISHED).count()
    # A corrected publication is told of, too.
    which = round_.pk if published == 1 else f"{round_.pk}:{published}"
    tell(
        guardian.user,
        key=f"results:{which}:{guardian.child_id}:{guardian.user_id}",
        subject=_("Your school results are ready"),
        body=_("The results of %(round)s are ready. Sign in to see them: %(address)s")
        % {"round": round_.name, "address": reverse("enrollment:children")},
        text=_("Your school results are ready. Sign in to see them."),
    )
