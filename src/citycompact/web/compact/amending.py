"""Changing the terms of a promise: in force once every signing sector has approved."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from citycompact.compact import IDENTIFYING, SIGNING_SECTORS, TERMS, say_change
from citycompact.web.accounts.models import Role, StaffRole, User
from citycompact.web.compact.models import (
    Amendment,
    AmendmentProposal,
    AmendmentVote,
    Indicator,
    Milestone,
    Promise,
    Target,
)
from citycompact.web.compact.writing import free_slug
from citycompact.web.office.models import City
from citycompact.web.office.round_steps import NotNow

MODELS: dict[str, type[models.Model]] = {"promises": Promise, "milestones": Milestone, "targets": Target}
"""Table of terms to its model."""


def terms_of(row: Any, table: str) -> dict[str, Any]:
    """The terms that a row holds, as plain data."""
    values = {name: getattr(row, name) for name in TERMS[table]}
    return {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in values.items()}


def row_of(promise: Promise, table: str, key: str) -> Any:
    """A row of a promise's terms by its key; one that is not saved for the key "new"; None for none."""
    if table == "promises":
        return promise if key == promise.pk else None
    if key == "new":
        return MODELS[table](promise=promise)
    return MODELS[table].objects.filter(promise=promise, pk=key).first() if key.isdecimal() else None


@transaction.atomic
def vote(number: int, user: User, approves: bool) -> AmendmentProposal:
    """Approve or refuse a proposal for the sector one stands for; the last approval puts it in force.

    Raises
    ------
    NotNow
        Where the proposal is decided, this person may not vote, or the terms are others by now.
    """
    proposal = AmendmentProposal.objects.select_for_update(of=("self",)).get(pk=number)
    if proposal.state != AmendmentProposal.State.OPEN:
        raise NotNow(_("This amendment is decided already."))
    voted = {item.sector: item.user_id for item in proposal.votes.all()}
    if user.pk == proposal.proposed_by_id or user.pk in voted.values():
        raise NotNow(_("Who has proposed or approved an amendment leaves the next word to somebody else."))
    mine = set(StaffRole.objects.filter(user=user, role=Role.APPROVER).values_list("sector", flat=True))
    sector = next((name for name in SIGNING_SECTORS if name in mine and name not in voted), None)
    if sector is None:
        raise NotNow(_("Your sector has no word on this amendment, or has given it already."))
    AmendmentVote.objects.create(
        proposal=proposal, user=user, sector=sector, approves=approves, on=City.today()
    )
    if not approves:
        proposal.state = AmendmentProposal.State.REFUSED
        proposal.save()
    elif {*voted, sector} == set(SIGNING_SECTORS):
        _put_in_force(proposal)
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
        approved_by=", ".join(SIGNING_SECTORS),
    )
    proposal.state = AmendmentProposal.State.APPLIED
    proposal.save()
