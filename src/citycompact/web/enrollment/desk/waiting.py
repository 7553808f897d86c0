"""What of a round waits for the office, a school or an operator, each counted, with where it is done."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from citycompact.web.declarations import Waiting
from citycompact.web.enrollment.desk.counted import counted
from citycompact.web.enrollment.desk.round_in_hand import in_time_until, round_in_hand
from citycompact.web.enrollment.duplicates import suggestions
from citycompact.web.enrollment.models import Claim, Merge, Review, Round, ToldApart, Verification
from citycompact.web.enrollment.own_claims import own_claims
from citycompact.web.enrollment.placing import count_unplaced
from citycompact.web.enrollment.pupils import BY_SCHOOLS, pupils, rules_of
from citycompact.web.enrollment.records_sheet import to_look_up
from citycompact.web.enrollment.reviewing import unusual
from citycompact.web.enrollment.seat_approvals import unapproved
from citycompact.web.enrollment.seats import of_my_operator
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL
from citycompact.web.roles import OPERATOR
from citycompact.web.site.access import access_of
from citycompact.web.site.own_schools import own_schools


def for_the_office(request: HttpRequest) -> Iterable[Waiting]:
    """What the office looks at before the round that is open can be frozen."""
    round_ = round_in_hand()
    if round_ is None or round_.state != Round.State.OPEN:
        return
    until = in_time_until(round_)
    look_at = counted(
        "look_at", round_, [Review], lambda: sum(not item.looked_at for item in unusual(round_))
    )
    yield from _some(
        ngettext("%(n)s application to look at", "%(n)s applications to look at", look_at),
        look_at,
        reverse("enrollment:review"),
        until,
    )
    pairs = counted("duplicates", round_, [ToldApart, Merge], lambda: len(suggestions()))
    yield from _some(
        ngettext("%(n)s pair that may be one child", "%(n)s pairs that may each be one child", pairs),
        pairs,
        reverse("enrollment:duplicates"),
        until,
    )
    nowhere = count_unplaced()
    yield from _some(
        ngettext(
            "%(n)s address that was not found on the map",
            "%(n)s addresses that were not found on the map",
            nowhere,
        ),
        nowhere,
        reverse("enrollment:unplaced"),
        until,
    )
    facts = counted("facts", round_, [Verification], lambda: len(to_look_up(round_)))
    yield from _some(
        ngettext("%(n)s fact to look up in records", "%(n)s facts to look up in records", facts),
        facts,
        reverse("enrollment:records"),
        until,
    )
    seats = unapproved(round_).count()
    yield from _some(
        ngettext(
            "%(n)s program whose seats its operator has not approved",
            "%(n)s programs whose seats their operators have not approved",
            seats,
        ),
        seats,
        reverse("tables:table", args=["programs"]),
        until,
    )


def for_a_school(request: HttpRequest) -> Iterable[Waiting]:
    """What a school or an operator confirms and approves while the facts of a round are open."""
    claims = own_claims(request).open().filter(state=Claim.State.WAITING).count()
    round_ = round_in_hand()
    until = None if round_ is None else in_time_until(round_)
    yield from _some(
        ngettext("%(n)s claim to confirm", "%(n)s claims to confirm", claims),
        claims,
        reverse("enrollment:claims"),
        until,
    )
    if round_ is None or round_.state != Round.State.OPEN:
        return
    if "school" in BY_SCHOOLS & rules_of(round_).ways_of(CURRENT_SCHOOL):
        schools = list(own_schools(request).values_list("pk", flat=True))
        children = pupils(round_, schools).filter(stands="waiting").count()
        yield from _some(
            ngettext(
                "%(n)s child who says it is your pupil",
                "%(n)s children who say they are your pupils",
                children,
            ),
            children,
            reverse("enrollment:present"),
            until,
        )
    if access_of(request).scoped(OPERATOR):
        mine = unapproved(round_).filter(of_my_operator(request)).count()
        yield from _some(
            ngettext(
                "%(n)s program whose seats you have not approved",
                "%(n)s programs whose seats you have not approved",
                mine,
            ),
            mine,
            reverse("tables:table", args=["seats"]),
            until,
        )


def _some(words: str, count: int, address: str, until: datetime.datetime | None) -> Iterable[Waiting]:
    """One item, or none where nothing is counted."""
    return [Waiting(words % {"n": f"{count:,}"}, address, until)] if count else []
