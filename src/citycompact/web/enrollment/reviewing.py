"""Applications that somebody of the office looks at, because a child that nobody knows, or a friend's, could
stand behind one: found by what is unusual, listed with the reason, and marked when looked at.

A reason proves nothing: most of these applications are as they should be.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from citycompact.people import folded
from citycompact.web.enrollment.models import Review, Round, Version
from citycompact.web.site.models import User

MANY = 5
"""So many applications from one account, or more, are unusual."""

REASONS = {
    "no_account": _("No parent's or guardian's account acts for the child."),
    "not_on_roster": _("The school that the child says it attends has not listed it on a roster."),
    "on_no_roster": _("The child says that it attends no school of the city, and is on no roster."),
    "late": _("The office entered it after the deadline."),
    "mended": _("The office has mended what the family sent."),
    "merged": _("Two entries of the child were put together by the office."),
    "surnames": _("One account acts for children of different family names."),
    "many": _("Many applications come from one account."),
}
"""Why an application is looked at, in the order in which reasons are listed."""

_SENT = """
with sent as (
    select application_id as id, child_id, late, version_id as version,
        content->'current_school_id' as school
    from enrollment_sent where round_id = %(round)s and state = 'submitted'
),
acting as (
    select g.child_id, g.user_id from enrollment_guardian g join sent s using (child_id)
    where g.user_id is not null
)
"""
_QUERY = (
    _SENT
    + """
select s.id, s.child_id, s.version, r.reasons, array_remove(array[
    case when not exists (select from acting g where g.child_id = s.child_id) then 'no_account' end,
    case when s.school <> 'null' and not exists (
        select from enrollment_verification v where v.child_id = s.child_id
        and v.fact = 'current_school_id' and v.how = 'roster' and v.value = s.school
    ) then 'not_on_roster' end,
    case when coalesce(s.school, 'null') = 'null' and not exists (
        select from enrollment_verification v where v.child_id = s.child_id
        and v.fact = 'current_school_id' and v.how = 'roster'
    ) then 'on_no_roster' end,
    case when s.late or exists (
        select from enrollment_version v where v.application_id = s.id
        and v.channel in ('paper', 'phone', 'office') and v.number = 1 and v.submitted_at >= %(closed)s
    ) then 'late' end,
    case when exists (
        select from enrollment_version v where v.application_id = s.id and v.channel = 'office'
    ) then 'mended' end,
    case when exists (
        select from enrollment_child m where m.merged_into_id = s.child_id
    ) then 'merged' end
], null) as found
from sent s left join enrollment_review r on r.version_id = s.version
order by s.id
"""
)
_OF_ACCOUNTS = (
    _SENT
    + """
select g.user_id, c.applicant_id, c.family_name from acting g
join enrollment_child c on c.applicant_id = g.child_id
where g.user_id in (select user_id from acting group by user_id having count(*) > 1)
"""
)


@dataclass(frozen=True)
class Unusual:
    """An application with what is unusual about it; ``looked_at`` where somebody has seen all of that."""

    application_id: int
    version_id: int
    reasons: tuple[str, ...]
    looked_at: bool

    @property
    def sentences(self) -> list[Any]:
        """The reasons in words."""
        return [REASONS[reason] for reason in self.reasons]


def unusual(round_: Round) -> list[Unusual]:
    """Submitted applications of a round about which something is unusual, those with most reasons first."""
    values: dict[str, Any] = {"round": round_.pk, "closed": round_.last_moment}
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, values)
        rows = cursor.fetchall()
        cursor.execute(_OF_ACCOUNTS, values)
        surnames, many = _of_accounts(cursor.fetchall())
    found = []
    for number, child, version, seen, reasons in rows:
        further = [name for name, of in (("surnames", surnames), ("many", many)) if child in of]
        if reasons or further:
            every = (*reasons, *further)
            looked = seen is not None and set(every) <= set(json.loads(seen))
            found.append(Unusual(number, version, every, looked))
    return sorted(found, key=lambda item: (-len(item.reasons), item.application_id))


def _of_accounts(rows: Iterable[tuple[int, str, str]]) -> tuple[set[str], set[str]]:
    """Children whose account acts for children of other family names; those whose account has many."""
    accounts: dict[int, dict[str, str]] = defaultdict(dict)
    for account, child, name in rows:
        accounts[account][child] = name
    surnames, many = set[str](), set[str]()
    for children in accounts.values():
        if len(_families(children.values())) > 1:
            surnames |= children.keys()
        if len(children) >= MANY:
            many |= children.keys()
    return surnames, many


def _families(names: Iterable[str]) -> list[set[str]]:
    """Family names in groups that share a word: Cruz Vega, Vega and Vega Ruiz are one."""
    groups: list[set[str]] = []
    for words in ({*folded(name).split()} for name in names):
        shared = [group for group in groups if group & words]
        groups = [group for group in groups if group not in shared] + [words.union(*shared)]
    return groups


def counts_by_reason(found: Collection[Unusual]) -> Counter[str]:
    """How many applications each reason lists."""
    return Counter(reason for item in found for reason in item.reasons)


@transaction.atomic
def look_at(round_: Round, applications: Collection[int], by: User, why: str) -> tuple[int, int]:
    """Mark applications as looked at, as they were sent.

    Nobody does that for an application of which they themselves have sent a version.

    Returns
    -------
    How many were marked, and how many somebody else has to look at.
    """
    marked = own = 0
    for item in unusual(round_):
        if item.application_id not in applications or item.looked_at:
            continue
        if Version.objects.filter(application=item.application_id, submitted_by=by).exists():
            own += 1
            continue
        said = {"reasons": list(item.reasons), "by": by, "why": why}
        Review.objects.update_or_create(version_id=item.version_id, defaults=said)
        marked += 1
    return marked, own
