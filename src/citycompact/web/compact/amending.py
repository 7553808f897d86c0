"""Changing the terms of a promise: in force once every signing sector has approved."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from citycompact.compact import (
    GROUP_NAMES,
    IDENTIFYING,
    SECTION,
    TERMS,
    say_change,
    say_group,
    say_text,
)
from citycompact.web.city.models import City
from citycompact.web.compact.models import (
    Amendment,
    AmendmentProposal,
    AmendmentVote,
    Indicator,
    Measurement,
    Milestone,
    Promise,
    Target,
)
from citycompact.web.compact.writing import free_slug
from citycompact.web.decisions.steps import NotNow
from citycompact.web.outbox.sending import tell
from citycompact.web.rows import keys_of
from citycompact.web.rulebooks.signing import approving_sectors, section_in_force
from citycompact.web.site.language import page_language
from citycompact.web.site.models import Role, StaffRole, User
from citycompact.web.tables.row_faults import faults_of_cells, faults_of_days
from citycompact.words import Language

MODELS: dict[str, type[models.Model]] = {"promises": Promise, "milestones": Milestone, "targets": Target}
"""Table of terms to its model."""


def terms_of(row: models.Model, table: str) -> dict[str, Any]:
    """The terms that a row holds, as plain data."""
    values = {name: getattr(row, name) for name in TERMS[table]}
    return {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in values.items()}


def row_of(promise: Promise, table: str, key: str) -> models.Model | None:
    """A row of a promise's terms by its key; one that is not saved for the key "new"; None for none."""
    if table == "promises":
        return promise if key == promise.pk else None
    if key == "new":
        return MODELS[table](promise=promise)
    given = keys_of(MODELS[table], [key])
    return MODELS[table]._default_manager.filter(promise=promise, pk__in=given).first()


def target_groups(language: Language) -> list[tuple[str, str]]:
    """Groups that a target may be about, each with its name: the city, those the system knows, the city's
    zones, and whatever has been measured; a group that is misspelled would never be measured."""
    zones = City.objects.values_list("zones", flat=True).first()
    features = json.loads(zones)["features"] if zones else []
    measured = Measurement.objects.order_by().values_list("group", flat=True).distinct()
    known = {"", *GROUP_NAMES, *(f["properties"]["zone"] for f in features), *measured}
    return sorted(((group, say_group(group, language)) for group in known), key=lambda g: (g[0] != "", g[1]))


@transaction.atomic
def propose(proposal: AmendmentProposal) -> None:
    """Keep a proposal and write to the approvers of both sectors."""
    proposal.save()
    _tell_approvers(proposal)


@transaction.atomic
def withdraw(number: int, user: User) -> None:
    """Take a proposal back; who proposed it may, as long as it is open.

    Raises
    ------
    NotNow
        Where it is decided, or somebody else's.
    """
    proposal = _open(number)
    if proposal.proposed_by_id != user.pk:
        raise NotNow(_("Only who proposed an amendment can withdraw it."))
    proposal.state = AmendmentProposal.State.WITHDRAWN
    proposal.save()


def deciding_sectors() -> tuple[str, ...]:
    """Sectors each of which has to approve an amendment: those that sign the rules of progress in force."""
    found = section_in_force(SECTION)
    return approving_sectors(None if found is None else found.version)


def _open(number: int) -> AmendmentProposal:
    proposal = AmendmentProposal.objects.select_for_update(of=("self",)).get(pk=number)
    if proposal.state != AmendmentProposal.State.OPEN:
        raise NotNow(_("This amendment is decided already."))
    return proposal


def _tell_approvers(proposal: AmendmentProposal) -> None:
    """Write to whoever can still speak for a sector that has not:
    once on the proposal, once on the first word."""
    votes = list(proposal.votes.all())
    spoken = {item.user_id for item in votes} | {proposal.proposed_by_id}
    missing = set(deciding_sectors()) - {item.sector for item in votes}
    approvers = User.objects.filter(staff_roles__role=Role.APPROVER, staff_roles__sector__in=missing)
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.all()}
    for user in approvers.exclude(pk__in=spoken).distinct():
        with translation.override(user.language):
            language = page_language()
            tell(
                user,
                key=f"amendment:{proposal.pk}:{len(votes)}:{user.pk}",
                subject=_("An amendment waits for your sector"),
                body="\n\n".join(
                    (
                        say_change(proposal.change, indicators, language),
                        _("Promise: %(pledge)s") % {"pledge": say_text(proposal.promise, "pledge", language)},
                        _("Reason: %(reason)s") % {"reason": say_text(proposal, "reason", language)},
                        _(
                            "It takes effect when both sectors have approved it. "
                            "Sign in and open “Amendments”."
                        ),
                    )
                ),
            )


@transaction.atomic
def vote(number: int, user: User, approves: bool) -> AmendmentProposal:
    """Approve or refuse a proposal for the sector one stands for; the last approval puts it in force.

    Raises
    ------
    NotNow
        Where the proposal is decided, this person may not vote, or the terms are others by now.
    """
    proposal = _open(number)
    votes, digest = list(proposal.votes.all()), proposal.change_sha256
    voted = {item.sector: item.user_id for item in votes}
    if any(item.change_sha256 != digest for item in votes):
        raise NotNow(_("The terms are others by now; propose the change again."))
    if user.pk == proposal.proposed_by_id or user.pk in voted.values():
        raise NotNow(_("Who has proposed or approved an amendment leaves the next word to somebody else."))
    sectors = deciding_sectors()
    mine = set(StaffRole.objects.filter(user=user, role=Role.APPROVER).values_list("sector", flat=True))
    sector = next((name for name in sectors if name in mine and name not in voted), None)
    if sector is None:
        raise NotNow(_("Your sector has no word on this amendment, or has given it already."))
    AmendmentVote.objects.create(
        proposal=proposal,
        user=user,
        sector=sector,
        approves=approves,
        change_sha256=digest,
        on=City.today(),
    )
    if not approves:
        proposal.state = AmendmentProposal.State.REFUSED
        proposal.save()
    elif set(sectors) <= {*voted, sector}:
        _put_in_force(proposal)
    else:
        _tell_approvers(proposal)
    return proposal


def _put_in_force(proposal: AmendmentProposal) -> None:
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=proposal.promise_id)
    row = row_of(promise, proposal.table, proposal.row or "new")
    now = None if row is None or row.pk is None else terms_of(row, proposal.table)
    if row is None or now != proposal.before:
        raise NotNow(_("The terms are others by now; propose the change again."))
    if proposal.after is None:
        row.delete()
    else:
        fixed = IDENTIFYING[proposal.table] if proposal.before is not None else ()
        for name, value in proposal.after.items():
            if name not in fixed:
                setattr(row, name, value)
        try:
            row.full_clean()
            faults = [words for _name, words in (*faults_of_days(row), *faults_of_cells(row))]
            if faults:
                raise NotNow(" ".join(faults))
            with transaction.atomic():
                row.save()
        except (ValidationError, IntegrityError):
            raise NotNow(_("This contradicts another record.")) from None
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.all()}
    Amendment.objects.create(
        amendment_id=free_slug(Amendment, f"a-{promise.pk}-{City.today()}"),
        promise=promise,
        on=City.today(),
        what=say_change(proposal.change, indicators, "en"),
        what_es=say_change(proposal.change, indicators, "es"),
        reason=proposal.reason,
        reason_es=proposal.reason_es,
        approved_by=", ".join(deciding_sectors()),
    )
    proposal.state = AmendmentProposal.State.APPLIED
    proposal.save()
