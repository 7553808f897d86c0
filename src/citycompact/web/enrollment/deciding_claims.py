"""A school's word on a claim, and the letter that tells the family of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.claim_words import claim_words, labels_of_claims, with_words
from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Application, Claim, Round
from citycompact.web.enrollment.pupils import rules_of
from citycompact.web.enrollment.unverified import say_otherwise, say_until
from citycompact.web.outbox.addresses import whole_address
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User

NEEDS_A_REASON = frozenset({Claim.State.REJECTED, Claim.State.ASKED})
"""Decisions whose reason the family reads."""


class FactsFrozen(Exception):
    """A school's word that would come too late; the text says so, for a person."""


def say_frozen() -> str:
    """Why a school has no word on a claim any more."""
    return _(
        "The facts of the round are frozen: what is said of this claim now does not count. If it is wrong as "
        "it stands, tell the enrollment office, which can propose a correction."
    )


def round_open_to(claim: Claim) -> Round | None:
    """The round of a claim, if it was sent and the facts are open, and stay so until the end of the
    transaction; None where no word of a school counts for it any more."""
    round_ = Round.objects.filter(applications__in=_sent_with(claim)).select_related("rulebook").first()
    return round_ if round_ is not None and stays(round_.decision_id) == Life.OPEN else None


def _sent_with(claim: Claim) -> QuerySet[Application]:
    """The application in which a claim stands, as it was sent last."""
    return Application.objects.filter(
        child=claim.child_id,
        round=claim.round_id,
        state=Application.State.SUBMITTED,
        sent__content__claims__contains=[[claim.claim, claim.school_id]],
    )


def decide(claim: Claim, state: str, reason: str, user: User) -> None:
    """Keep a decision and write to the child's guardians, in the transaction of the caller.

    Raises
    ------
    FactsFrozen
        Where the facts of its round are frozen, so that it would not count. What a school has confirmed it
        may take back at any time: by that both sectors hear of it, and decide about a correction.
    """
    round_ = round_open_to(claim)
    taken_back = claim.state == Claim.State.APPROVED and state != Claim.State.APPROVED
    if round_ is None and not taken_back:
        raise FactsFrozen(say_frozen())
    claim.state, claim.reason = state, reason
    claim.decided_by, claim.decided_at = user, timezone.now()
    claim.save()
    for account in accounts_of(claim.child):
        key = f"claim:{claim.pk}:{claim.decided_at.timestamp()}:{account.pk}"
        with translation.override(account.language):
            lines = _taken_back(claim) if round_ is None else _letter(claim, round_)
            if taken_back and _decided_on(claim):
                said = _(
                    "Your published result stays as it is until both sectors have decided about a "
                    "correction. If the school is wrong, call the enrollment office now."
                )
                lines += ["", said]
            tell(account, key=key, subject=_subject(state), body="\n".join(lines) + "\n")


def show_again(claim: Claim) -> None:
    """A new document came in: what a school has asked for, or not confirmed, waits for it again, as long as
    its word counts. What it said before stays to be read."""
    said = {Claim.State.ASKED, Claim.State.REJECTED}
    if claim.state in said and Claim.objects.open().filter(pk=claim.pk).exists():
        claim.state = Claim.State.WAITING
        claim.save(update_fields=["state"])


def _taken_back(claim: Claim) -> list[str]:
    """Which child and claim it is about, and why the school does not confirm it any more."""
    (named,) = with_words([claim])
    return [
        _("Child: %(name)s") % {"name": claim.child},
        str(claim.round),
        f"{named.words}: {claim.school}",
        "",
        _("The school does not confirm this any more: %(reason)s") % {"reason": claim.reason},
    ]


def _letter(claim: Claim, round_: Round) -> list[str]:
    """Which child and claim it is about, what was decided, and what is to be done, until when and where."""
    rules, said = rules_of(round_), {"reason": claim.reason}
    words = claim_words(claim.claim, labels_of_claims(rules).get(claim.claim, {}))
    lines = [
        _("Child: %(name)s") % {"name": claim.child},
        str(round_),
        f"{words}: {claim.school}",
        "",
    ]
    if claim.state == Claim.State.APPROVED:
        return [*lines, _("This is confirmed now. You need not do anything more.")]
    if claim.state == Claim.State.WAITING:
        return [*lines, _("This is looked at again. You need not do anything now.")]
    if claim.state == Claim.State.REJECTED:
        lines.append(_("It was not confirmed: %(reason)s If that is not right, talk to the school.") % said)
    else:
        lines.append(_("The school asks you for more: %(reason)s") % said)
    if round_.takes_applications():
        number = claim.child.applications.get(round=round_).pk
        address = {"address": whole_address("enrollment:step", number, "claims")}
        lines.append(_("Add a photo or PDF of a document here: %(address)s") % address)
    else:
        lines.append(_("Show a document to the school or to the enrollment office."))
    return [*lines, "", say_until(round_, rules), say_otherwise()]


def _decided_on(claim: Claim) -> bool:
    """Whether a published result rests on what was said of this claim before."""
    return _sent_with(claim).filter(round__in=Round.objects.published()).exists()


def _subject(state: str) -> str:
    if state == Claim.State.APPROVED:
        return _("A school has confirmed your priority")
    if state == Claim.State.ASKED:
        return _("A school asks for more about your priority")
    if state == Claim.State.WAITING:
        return _("A school looks at your priority again")
    return _("A school has not confirmed your priority")
