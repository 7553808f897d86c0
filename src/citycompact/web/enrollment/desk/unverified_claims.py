"""Claims that nobody has confirmed yet, by school, or at one's own school by what is claimed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.web.enrollment.claim_words import claim_words, labels_of_claims
from citycompact.web.enrollment.desk import charts
from citycompact.web.enrollment.desk.demand import DRAWN
from citycompact.web.enrollment.desk.round_in_hand import round_in_hand
from citycompact.web.enrollment.models import Claim
from citycompact.web.enrollment.own_claims import own_claims
from citycompact.web.enrollment.pupils import rules_of
from citycompact.web.roles import AUDITOR, OFFICE, OPERATOR
from citycompact.web.site.access import access_of
from citycompact.web.site.desk import Figure

_UNDECIDED = (Claim.State.WAITING, Claim.State.ASKED)


def unverified_claims(request: HttpRequest) -> dict[str, Any] | None:
    """The chart of claims that were sent and wait for a word; None where nobody waits for one."""
    access = access_of(request)
    every = bool(access.roles & {OFFICE, AUDITOR})
    claims = Claim.objects.open() if every else own_claims(request).open()
    by_school = every or bool(access.scoped(OPERATOR))
    names = ("school__name", "school") if by_school else ("claim",)
    found = list(
        claims.filter(state__in=_UNDECIDED)
        .values(*names)
        .annotate(
            waiting=Count("pk", filter=Q(state=Claim.State.WAITING)),
            asked=Count("pk", filter=Q(state=Claim.State.ASKED)),
        )
    )
    if not found:
        return None
    rows = _schools(found) if by_school else _kinds(found)
    title = _("Unverified claims, by school") if by_school else _("Unverified claims at your school")
    return {"figures": [_figure(title, sorted(rows, key=lambda row: (-row[1] - row[2], row[0])))]}


def _schools(found: list[dict[str, Any]]) -> Iterable[tuple[str, int, int]]:
    names = [row["school__name"] for row in found]
    for row in found:
        name = row["school__name"]
        called = name if names.count(name) == 1 else f"{name} ({row['school']})"
        yield called, row["waiting"], row["asked"]


def _kinds(found: list[dict[str, Any]]) -> Iterable[tuple[str, int, int]]:
    round_ = round_in_hand()
    labels = {} if round_ is None else labels_of_claims(rules_of(round_))
    for row in found:
        words = str(claim_words(row["claim"], labels.get(row["claim"], {})))
        yield words, row["waiting"], row["asked"]


def _figure(title: str, rows: list[tuple[str, int, int]]) -> Figure:
    waiting, asked = sum(row[1] for row in rows), sum(row[2] for row in rows)
    said = [
        ngettext("%(n)s claim waits for a word.", "%(n)s claims wait for a word.", waiting)
        % {"n": f"{waiting:,}"}
    ]
    if asked:
        words = ngettext(
            "For %(n)s more the school has asked the family for something.",
            "For %(n)s more the schools have asked the families for something.",
            asked,
        )
        said.append(words % {"n": f"{asked:,}"})
    said.append(_("What nobody confirms counts as not true."))
    if len(rows) > DRAWN:
        said.append(_("The first %(n)s are drawn; the table has all.") % {"n": DRAWN})
    heads = [_("Where"), _("Waits for a word"), _("Family was asked for more")]
    cells = [[name, f"{one:,}", f"{more:,}"] for name, one, more in rows]
    drawn = tuple((name, one + more) for name, one, more in rows[:DRAWN])
    return Figure(title, " ".join(said), charts.bars(drawn), heads, cells)
