"""The tables that the steward keeps by hand, and which of their fields are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact import models
from citycompact.web.compact.row_forms import RowForm
from citycompact.web.site.model_forms import ModelForm

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class StewardTable:
    """One table.

    Parameters
    ----------
    fields
        Fields that are asked, in their order; the key is asked only when a row is made.
    terms
        Fields that are asked when a row is made, and change only by both sectors' amendment afterwards.
    amended
        Rows that come and go only by both sectors' amendment.
    final
        Rows that are not edited afterwards, since others rest on them.
    removable
        Rows that only tie others together and can be taken away again; the trail keeps what they were.
    """

    model: type[Model]
    title: StrPromise
    fields: tuple[str, ...]
    key: str = ""
    terms: tuple[str, ...] = ()
    final: bool = False
    amended: bool = False
    removable: bool = False

    def form(self, new: bool) -> type[ModelForm[Model]]:
        """The form of one row."""
        asked = (self.key, *self.fields) if self.key and new else self.fields
        if not new:
            asked = tuple(name for name in asked if name not in self.terms)
        return forms.modelform_factory(
            self.model, form=RowForm, fields=asked, widgets=widgets_of(self.model, asked)
        )


def widgets_of(model: type[Model], names: Iterable[str]) -> dict[str, type[forms.Widget] | forms.Widget]:
    """Widgets of those fields that need another one than Django's."""
    found = {name: _widget(model, name) for name in names}
    return {name: widget for name, widget in found.items() if widget is not None}


def _widget(model: type[Model], name: str) -> forms.Widget | None:
    kind = model._meta.get_field(name).get_internal_type()
    if kind == "DateField":
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if kind == "TextField":
        return forms.Textarea(attrs={"rows": 5})
    return None


STEWARD_TABLES: dict[str, StewardTable] = {
    "compact": StewardTable(
        models.Compact, _("The compact itself"), ("state", "signed_on", "term_until", "private_note")
    ),
    "parties": StewardTable(
        models.Party, _("Parties"), ("name", "kind", "signed_on", "private_note"), "party_id"
    ),
    "signatures": StewardTable(
        models.AgreementSignature,
        _("Signatures"),
        ("version", "party", "signer", "office", "signed_on"),
        final=True,
    ),
    "posts": StewardTable(models.Post, _("Posts"), ("name", "name_es", "party"), "post_id"),
    "tenures": StewardTable(
        models.Tenure, _("Holders of posts"), ("post", "since", "until", "person", "user"), removable=True
    ),
    "promises": StewardTable(
        models.Promise,
        _("Promises"),
        (
            "area",
            "pledge",
            "pledge_es",
            "side",
            "district_part",
            "district_part_es",
            "charter_part",
            "charter_part_es",
            "owner_post",
            "made_on",
            "due_on",
            "money_needed",
            "money_secured",
            "money_source",
            "private_note",
        ),
        "promise_id",
        terms=("made_on", "due_on"),
    ),
    "milestones": StewardTable(models.Milestone, _("Milestones"), ("reached_on", "evidence"), amended=True),
    "evidence": StewardTable(
        models.Evidence,
        _("Evidence"),
        ("promise", "kind", "on", "title", "title_es", "source", "private_note"),
        "evidence_id",
    ),
    "indicators": StewardTable(
        models.Indicator, _("Imported indicators"), ("name", "name_es", "unit"), "indicator_id"
    ),
    "targets": StewardTable(models.Target, _("Targets"), (), final=True, amended=True),
    "barriers": StewardTable(
        models.Barrier,
        _("Barriers"),
        ("kind", "what", "what_es", "severity", "owner_post", "opened_on", "closed_on", "private_note"),
        "barrier_id",
    ),
    "blocked_promises": StewardTable(
        models.BlockedPromise, _("Promises that a barrier blocks"), ("barrier", "promise"), removable=True
    ),
    "attempts": StewardTable(
        models.Attempt, _("What was tried"), ("barrier", "on", "tried", "tried_es", "helped"), removable=True
    ),
    "levers": StewardTable(
        models.LeverPosition, _("Positions of the state"), ("lever", "on", "position", "note", "note_es")
    ),
    "waiting": StewardTable(
        models.Waiting, _("Promises that wait on the state"), ("lever", "promise"), removable=True
    ),
    "resolutions": StewardTable(
        models.Resolution,
        _("Resolutions"),
        ("on", "what", "what_es", "promise", "owner_post", "due_on", "done_on"),
        "resolution_id",
    ),
    "people": StewardTable(models.Person, _("People"), ("name", "private_note")),
    "stays": StewardTable(
        models.Stay,
        _("Roles and moves"),
        ("person", "organization", "role", "since", "until"),
        removable=True,
    ),
    "teams": StewardTable(models.Team, _("Joint teams"), ("name", "name_es")),
    "seats": StewardTable(
        models.TeamSeat, _("Seats in joint teams"), ("team", "person", "organization"), removable=True
    ),
    "exchanges": StewardTable(
        models.Exchange,
        _("Exchanges"),
        ("kind", "title", "title_es", "host", "on", "place", "capacity", "licence", "address", "uptake"),
    ),
    "partnerships": StewardTable(
        models.GovernanceProfile,
        _("Partnership schools"),
        (
            "staffing",
            "curriculum",
            "calendar",
            "budget",
            "building",
            "enrollment",
            "closure",
            "terms",
            "terms_es",
            "begins_on",
            "review_on",
            "ends_on",
            "private_note",
        ),
        "school",
    ),
    "surveys": StewardTable(models.SurveyWave, _("Surveys"), ("name", "name_es", "opens_on", "closes_on")),
}
"""Address of a table to what it holds."""
