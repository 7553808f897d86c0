"""The audit trail: database triggers write every change; the request says who and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pghistory
from django.db import connection
from django.http import HttpRequest, HttpResponse

WHY = "why"
"""Form field and header in which a person says why they change something."""


class AuditMiddleware:
    """Attaches who, which route and why to every change a request makes."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.answer(request)
        user = getattr(request, "user", None)
        who = str(user.pk) if user is not None and user.is_authenticated else None
        with pghistory.context(user=who, why=request.POST.get(WHY, "")[:300]):
            return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Name the route once it is known."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.resolver_match:
            pghistory.context(route=request.resolver_match.view_name)


TRACKED = {
    "accounts_staffroleevent": "role",
    "schools_programevent": "program",
    "families_childevent": "child",
    "families_guardianevent": "guardian",
    "families_applicationevent": "application",
    "families_versionevent": "submitted version",
    "families_claimevent": "claim",
    "office_rulebookversionevent": "rulebook",
    "office_rulebooksignatureevent": "signature",
    "office_roundevent": "round",
    "office_runevent": "run",
    "office_approvalevent": "approval",
    "api_apitokenevent": "API token",
    "compact_compactevent": "compact",
    "compact_amendmentproposalevent": "proposed amendment",
    "compact_amendmentvoteevent": "vote on an amendment",
    "compact_amendmentevent": "amendment",
    "compact_partyevent": "party",
    "compact_agreementversionevent": "agreement",
    "compact_agreementsignatureevent": "agreement signature",
    "compact_postevent": "post",
    "compact_tenureevent": "holder of a post",
    "compact_promiseevent": "promise",
    "compact_evidenceevent": "evidence",
    "compact_milestoneevent": "milestone",
    "compact_statuschangeevent": "status of a promise",
    "compact_indicatorevent": "indicator",
    "compact_measurementevent": "measurement",
    "compact_targetevent": "target",
    "compact_barrierevent": "barrier",
    "compact_blockedpromiseevent": "blocked promise",
    "compact_attemptevent": "attempt",
    "compact_leverpositionevent": "position of the state",
    "compact_waitingevent": "promise that waits",
    "compact_meetingevent": "meeting",
    "compact_resolutionevent": "resolution",
    "compact_personevent": "person",
    "compact_stayevent": "stay",
    "compact_teamevent": "joint team",
    "compact_teamseatevent": "seat in a team",
    "compact_exchangeevent": "exchange",
    "compact_governanceprofileevent": "governance profile",
    "compact_surveywaveevent": "survey",
    "compact_interviewevent": "interview",
    "compact_codedanswerevent": "coded answer",
    "compact_othercityevent": "other city",
}
"""Event tables and what their rows are about."""
_BRANCH = (
    "select e.pgh_created_at as at, '{kind}' as kind, e.pgh_label as label, e.pgh_obj_id::text as object, "
    "c.metadata->>'user' as who, c.metadata->>'route' as route, c.metadata->>'why' as why, "
    "to_jsonb(e) - 'pgh_id' - 'pgh_created_at' - 'pgh_label' - 'pgh_obj_id' - 'pgh_context_id' as content "
    "from {table} e left join pghistory_context c on c.id = e.pgh_context_id"
)


def seen_by(roles: Collection[str]) -> dict[str, str]:
    """The part of ``TRACKED`` that roles may read: the compact's private notes are not for the office."""
    if "auditor" in roles:
        return TRACKED
    return {
        table: name
        for table, name in TRACKED.items()
        if ("steward" if table.startswith("compact_") else "office") in roles
    }


def events(
    words: str = "",
    kind: str = "",
    limit: int = 100,
    before: str = "",
    tracked: Mapping[str, str] = TRACKED,
) -> Iterator[dict[str, Any]]:
    """Changes, the latest first.

    Parameters
    ----------
    words
        Only changes whose object, person, reason or content holds these words.
    kind
        Only changes of one kind (a value of ``TRACKED``).
    limit, before
        At most so many, and only those before a time: the next page.
    tracked
        Only changes in these event tables.
    """
    parts, values = [], []
    for table, name in tracked.items():
        if kind and name != kind:
            continue
        branch = _BRANCH.format(table=table, kind=name)
        conditions = []
        if before:
            conditions.append("e.pgh_created_at < %s")
            values.append(before)
        if words:
            conditions.append(
                "(e.pgh_obj_id::text ilike %s or c.metadata::text ilike %s or to_jsonb(e)::text ilike %s)"
            )
            values += [f"%{words}%"] * 3
        if conditions:
            branch += " where " + " and ".join(conditions)
        parts.append(f"({branch} order by e.pgh_created_at desc limit {int(limit)})")
    if not parts:
        return
    query = (
        "select t.*, coalesce(u.name, u.email) as person from (" + " union all ".join(parts) + ") t "
        f"left join accounts_user u on u.id::text = t.who order by t.at desc limit {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            event = dict(zip(names, row, strict=True))
            # Django leaves JSON from a bare cursor as text.
            yield {**event, "content": json.loads(event["content"])}
