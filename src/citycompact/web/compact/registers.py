"""The registers that the steward keeps by hand: their columns, what changes, and which days go together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from citycompact.web.compact import models
from citycompact.web.roles import AUDITOR, STEWARD
from citycompact.web.table_page import TablePage, every_row

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_STEWARD = frozenset({STEWARD})
_AMENDED = _("Dates, milestones and targets change only when both sectors have approved it.")


def _register(
    name: str,
    model: type[Model],
    title: StrPromise,
    shown: tuple[str, ...],
    fields: tuple[str, ...],
    *,
    terms: tuple[str, ...] = (),
    final: bool = False,
    amended: bool = False,
    removable: bool = False,
    **more: Any,
) -> TablePage:
    """A table that the steward writes and the auditor reads.

    Parameters
    ----------
    terms
        Fields that are asked when a row is made, and change only by both sectors' amendment afterwards.
    final
        Rows that are not edited afterwards, since others rest on them.
    amended
        Rows that come and go only by both sectors' amendment.
    removable
        Rows that only tie others together and can be taken away again; the trail keeps what they were.
    """
    return TablePage(
        name,
        model,
        title,
        shown,
        fields,
        readers={STEWARD: every_row, AUDITOR: every_row},
        writers={} if final else {STEWARD: tuple(column for column in fields if column not in terms)},
        add=frozenset() if amended else _STEWARD,
        remove=_STEWARD if removable else frozenset(),
        note=_AMENDED if amended or terms else "",
        **more,
    )


REGISTERS = (
    # A city has one, which is begun at the desk.
    replace(
        _register(
            "compact",
            models.Compact,
            _("The compact itself"),
            ("state", "signed_on", "term_until"),
            ("state", "signed_on", "term_until", "private_note"),
            in_order=(("signed_on", "term_until"),),
        ),
        add=frozenset(),
    ),
    _register(
        "parties",
        models.Party,
        _("Parties"),
        ("kind", "signed_on"),
        ("name", "kind", "signed_on", "private_note"),
    ),
    _register(
        "signatures",
        models.AgreementSignature,
        _("Signatures"),
        ("version", "office", "signed_on"),
        ("version", "party", "signer", "office", "signed_on"),
        final=True,
    ),
    _register("posts", models.Post, _("Posts"), ("party",), ("name", "name_es", "party")),
    _register(
        "tenures",
        models.Tenure,
        _("Holders of posts"),
        ("since", "until", "person"),
        ("post", "since", "until", "person", "user"),
        removable=True,
        in_order=(("since", "until"),),
    ),
    _register(
        "promises",
        models.Promise,
        _("Promises"),
        ("area", "side", "owner_post", "due_on"),
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
        terms=("made_on", "due_on"),
        in_order=(("made_on", "due_on"),),
        not_to_come=("made_on",),
    ),
    _register(
        "milestones",
        models.Milestone,
        _("Milestones"),
        ("promise", "number", "due_on", "reached_on", "evidence"),
        ("reached_on", "evidence"),
        amended=True,
        not_to_come=("reached_on",),
    ),
    _register(
        "evidence",
        models.Evidence,
        _("Evidence"),
        ("promise", "kind", "on"),
        ("promise", "kind", "on", "title", "title_es", "source", "private_note"),
    ),
    _register(
        "indicators",
        models.Indicator,
        _("Imported indicators"),
        ("indicator_id", "unit"),
        ("name", "name_es", "unit"),
    ),
    _register(
        "targets",
        models.Target,
        _("Targets"),
        ("promise", "indicator", "group", "baseline_on", "baseline", "target_on", "target"),
        (),
        final=True,
        amended=True,
        in_order=(("baseline_on", "target_on"),),
    ),
    _register(
        "barriers",
        models.Barrier,
        _("Barriers"),
        ("kind", "severity", "owner_post", "opened_on", "closed_on"),
        ("kind", "what", "what_es", "severity", "owner_post", "opened_on", "closed_on", "private_note"),
        in_order=(("opened_on", "closed_on"),),
    ),
    _register(
        "blocked_promises",
        models.BlockedPromise,
        _("Promises that a barrier blocks"),
        (),
        ("barrier", "promise"),
        removable=True,
    ),
    _register(
        "attempts",
        models.Attempt,
        _("What was tried"),
        ("barrier", "on", "helped"),
        ("barrier", "on", "tried", "tried_es", "helped"),
        removable=True,
    ),
    _register(
        "levers",
        models.LeverPosition,
        _("Positions of the state"),
        ("note",),
        ("lever", "on", "position", "note", "note_es"),
    ),
    _register(
        "waiting",
        models.Waiting,
        _("Promises that wait on the state"),
        (),
        ("lever", "promise"),
        removable=True,
    ),
    _register(
        "resolutions",
        models.Resolution,
        _("Resolutions"),
        ("on", "owner_post", "due_on", "done_on"),
        ("on", "what", "what_es", "promise", "owner_post", "due_on", "done_on"),
        in_order=(("on", "due_on"), ("on", "done_on")),
    ),
    _register("people", models.Person, _("People"), (), ("name", "private_note")),
    _register(
        "stays",
        models.Stay,
        _("Roles and moves"),
        ("role", "since", "until"),
        ("person", "organization", "role", "since", "until"),
        removable=True,
        in_order=(("since", "until"),),
    ),
    _register("teams", models.Team, _("Joint teams"), ("name_es",), ("name", "name_es")),
    _register(
        "team_seats",
        models.TeamSeat,
        _("Seats in joint teams"),
        ("organization",),
        ("team", "person", "organization"),
        removable=True,
    ),
    _register(
        "exchanges",
        models.Exchange,
        _("Exchanges"),
        ("kind", "host", "on", "place", "capacity"),
        ("kind", "title", "title_es", "host", "on", "place", "capacity", "licence", "address", "uptake"),
    ),
    _register(
        "partnerships",
        models.GovernanceProfile,
        _("Partnership schools"),
        ("begins_on", "review_on", "ends_on"),
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
        in_order=(("begins_on", "review_on"), ("begins_on", "ends_on")),
    ),
    _register(
        "surveys",
        models.SurveyWave,
        _("Surveys"),
        ("opens_on", "closes_on"),
        ("name", "name_es", "opens_on", "closes_on"),
        in_order=(("opens_on", "closes_on"),),
    ),
)
