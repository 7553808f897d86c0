"""What is written to families: receipts and results, as messages and as PDF."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.city.clock import on_the_clock, say_moment
from citycompact.web.city.models import City, Program
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.models import Step
from citycompact.web.decisions.publications import Replaced
from citycompact.web.enrollment.correcting import Told
from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Application, Asked, Guardian, Round, Version
from citycompact.web.enrollment.unverified import Unverified, unverified_of
from citycompact.web.enrollment.verifying import say_fact
from citycompact.web.outbox.addresses import whole_address
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
    told = unverified_of([application], application.round, sent=True) if still_open(version) else {}
    for unverified in told.values():
        lines += ["", *unverified.lines]
    if application.state == Application.State.WITHDRAWN:
        said = _("This application was withdrawn. Nothing of it counts unless it is sent again.")
        lines += ["", said]
    elif application.round.takes_applications():
        said = _("You can change your application until the deadline. The last version you send counts.")
        lines += ["", said]
    return [*lines, "", _("Fingerprint of this version (SHA-256):"), version.sha256]


def still_open(version: Version) -> bool:
    """Whether a version is the one that counts, and something of it can still be verified."""
    application = version.application
    return application.round.decision.status.state == Life.OPEN and version == application.last_version


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


def send_withdrawn(application: Application) -> None:
    """Tell everybody who acts for a child that its application was withdrawn, and how it takes part again."""
    closes = on_the_clock(application.round.closes_at)
    for user in accounts_of(application.child):
        with translation.override(user.language):
            words = {"name": application.child, "round": application.round, "time": say_moment(closes)}
            lines = [
                _("The application of %(name)s for %(round)s was withdrawn.") % words,
                _("Nothing of it counts, and %(name)s takes no part in the round.") % words,
                _("You can send it again until %(time)s; the lottery number stays the same.") % words,
                _("Sign in to send it again: %(address)s")
                % {"address": whole_address("enrollment:step", application.pk, "review")},
            ]
            tell(
                user,
                key=f"withdrawn:{application.pk}:{application.versions.count()}:{user.pk}",
                subject=_("Your school application was withdrawn"),
                body="\n".join(lines) + "\n",
            )


def send_mended(version: Version, why: str) -> None:
    """Tell who acts for a child that the office has mended its application, with the new receipt."""
    city = City.objects.defer("zones").get()
    for user in accounts_of(version.application.child):
        with translation.override(user.language):
            said = _("The enrollment office has mended your application, for this reason: %(why)s")
            lines = [said % {"why": why}, "", *receipt_lines(version, city)]
            tell(
                user,
                key=f"mended:{version.pk}:{user.pk}",
                subject=_("Your school application was mended"),
                body="\n".join(lines) + "\n",
                pdf_name="receipt.pdf",
            )


def send_taken_back(application: Application, fact: str, why: Any) -> None:
    """Tell everybody who acts for a child that something does not count as verified any more, and why."""
    for user in accounts_of(application.child):
        with translation.override(user.language):
            lines = [
                _("In the application for %(round)s this does not count as verified any more: %(fact)s")
                % {"round": application.round, "fact": say_fact(fact)},
                _("The reason: %(why)s") % {"why": why},
                _("If you think that it is wrong, call the enrollment office."),
            ]
            tell(
                user,
                key=f"taken-back:{application.pk}:{fact}:{uuid.uuid4()}",
                subject=_("Something in your school application does not count any more"),
                body="\n".join(lines) + "\n",
            )


def set_aside_message(round_: Round, guardian: Guardian, frozen: Step) -> None:
    """Tell one guardian that the application of one child took no part, since it did not fit any more."""
    assert guardian.user is not None
    lines = [
        _("An application that you sent for %(round)s could not take part.") % {"round": round_.name},
        _("What was sent did not fit any more, for example because a program was closed."),
        _("Call the enrollment office now; it helps you to find a school."),
    ]
    tell(
        guardian.user,
        key=f"aside:{frozen.pk}:{guardian.child_id}:{guardian.user_id}",
        subject=_("An application could not take part"),
        body="\n".join(lines) + "\n",
        text=_("An application that you sent could not take part. Call the enrollment office."),
    )


def corrected_message(
    round_: Round, guardian: Guardian, correction: Replaced, was: Told | None, becomes: Told | None
) -> None:
    """Tell one guardian that the result of one child was corrected, in what, why, and where both stand; the
    results themselves stay behind the sign-in."""
    assert guardian.user is not None
    assert correction.now is not None
    lines = [
        _("The result of %(round)s for one of your children was corrected.") % {"round": round_.name},
        *_of_the_child(was, becomes),
        _("The reason: %(why)s") % {"why": correction.ended.reason},
        " ".join(correction.differs),
        _("The draw stayed as it was. Both sectors have approved the corrected result."),
        _("Sign in to see the result of before and the one that counts now: %(address)s")
        % {"address": whole_address("enrollment:children")},
        _("If you think that it is wrong, call the enrollment office."),
    ]
    tell(
        guardian.user,
        key=f"corrected:{correction.now.pk}:{guardian.child_id}:{guardian.user_id}",
        subject=_("A school result was corrected"),
        body="\n".join(lines) + "\n",
        text=_("A school result of your child was corrected. Sign in to see it."),
    )


def _of_the_child(was: Told | None, becomes: Told | None) -> list[str]:
    """What a correction changes for one child: whether it takes part, its seat, its places on waitlists."""
    if becomes is None:
        return [_("Your child takes no part in the corrected result.")]
    if was is None:
        return [_("Your child takes part in the corrected result, and took none in the one before.")]
    seat = was.program != becomes.program
    changes = [
        (seat, _("The seat is another one than before, or there is one now and was none, or none any more.")),
        (not seat, _("The seat stays as it was; where there was none, there is none now.")),
        (not seat and was.rank != becomes.rank, _("It counts as another choice of your list.")),
        (was.waits != becomes.waits, _("A place on a waitlist changed.")),
    ]
    return [words for holds, words in changes if holds]


def proof_message(guardian: Guardian, asked: Sequence[Asked]) -> None:
    """Tell one guardian what the public draw asks a child to prove, once for the same words."""
    assert guardian.user is not None
    said = sha256_hex(canonical_json([[item.fact, item.value] for item in asked]))
    lines = [
        asked[0].attempt.decision.title,
        _("You told us this about %(name)s, and it counted on your word:") % {"name": guardian.child},
        *(f"  {say_fact(item.fact)}" for item in asked),
        "",
        _("Some families are asked to show a document for it. The public draw picks them; nobody else does."),
        _("Show it to the enrollment office soon: any bill, letter or record that says the same."),
        _("If it is as you said, nothing changes. If it is not shown, the result may be corrected."),
        _("Sign in to see it: %(address)s") % {"address": whole_address("enrollment:children")},
    ]
    tell(
        guardian.user,
        key=f"proof:{asked[0].attempt.decision_id}:{guardian.child_id}:{guardian.user_id}:{said[:16]}",
        subject=_("Please show a document for your child's school application"),
        body="\n".join(lines) + "\n",
        text=_("Please show a document for your child's school application. Sign in to see which."),
    )


def send_unverified(round_: Round, user: User, told: Sequence[tuple[str, Unverified]]) -> None:
    """Remind a guardian, once in a round, of what does not count yet of its children, each by name."""
    lines = [_("Applications for %(round)s close soon.") % {"round": round_.name}]
    for name, unverified in told:
        lines += ["", _("Child: %(name)s") % {"name": name}, *unverified.lines]
    lines += ["", _("Sign in to see it: %(address)s") % {"address": whole_address("enrollment:children")}]
    tell(
        user,
        key=f"unverified:{round_.pk}:{user.pk}",
        subject=_("Something in your school application does not count yet"),
        body="\n".join(lines) + "\n",
        text=_("Something in your school application is not verified yet. Sign in to see what to do."),
    )


def send_unsent(round_: Round, user: User, told: Sequence[tuple[str, bool]]) -> None:
    """Remind a guardian, once in a round, of what is not sent of its children: each by name, and whether
    anything was sent of it before."""
    closes = say_moment(on_the_clock(round_.closes_at))
    lines = [
        _("Applications for %(round)s are taken until %(time)s.") % {"round": round_.name, "time": closes}
    ]
    for name, sent_before in told:
        said = _("This application was begun and never sent. Your child takes part only once you send it.")
        if sent_before:
            said = _("You have changes you have not sent. Until you send them, what you sent before counts.")
        lines += ["", _("Child: %(name)s") % {"name": name}, said]
    address = whole_address("enrollment:children")
    lines += ["", _("Sign in to check it and to send it: %(address)s") % {"address": address}]
    tell(
        user,
        key=f"unsent:{round_.pk}:{user.pk}",
        subject=_("Something in your school application is not sent"),
        body="\n".join(lines) + "\n",
        text=_("Something in your school application is not sent. Sign in and send it before the deadline."),
    )


def results_message(round_: Round, guardian: Guardian) -> None:
    """Tell one guardian that the results of one child are there;
    the result itself stays behind the sign-in."""
    assert guardian.user is not None
    published = round_.decision.steps.filter(to_state=Life.PUBLISHED).count()
    ready = _("The results of %(round)s are ready. Sign in to see them: %(address)s") % {
        "round": round_.name,
        "address": whole_address("enrollment:children"),
    }
    # After a publication that was declared void the next one is told of, too.
    void = _("They take the place of an earlier result, which was declared void; there you read why.")
    which = round_.pk if published == 1 else f"{round_.pk}:{published}"
    tell(
        guardian.user,
        key=f"results:{which}:{guardian.child_id}:{guardian.user_id}",
        subject=_("Your school results are ready"),
        body=ready if published == 1 else f"{ready}\n{void}",
        text=_("Your school results are ready. Sign in to see them."),
    )
