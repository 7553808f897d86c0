"""Two entries that were put together and are two children: each gets back what was its own."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.duplicates import tell_apart
from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Application, Child, Claim, Merge, Score, Verification
from citycompact.web.enrollment.submitting import count_choices, keep_version
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User

# Of each table: the columns whose values belong together, beside the child.
_TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "application": (Application, ("grade", "state", "draft", "late")),
    "claim": (Claim, ("state", "reason", "decided_by_id", "decided_at")),
    "verification": (Verification, ("value", "at")),
    "score": (Score, ("score",)),
}


class CannotSeparate(Exception):
    """Why two entries cannot be told apart now, in words."""


def rows_of(*children: Child) -> dict[str, dict[str, Any]]:
    """Everything of some children that a merge may change, by table and key, as JSON."""
    found = {}
    for table, (model, columns) in _TABLES.items():
        for row in model.objects.filter(child__in=children).select_for_update().order_by("pk"):
            said = {"child_id": row.child_id, **{name: getattr(row, name) for name in columns}}
            if isinstance(row, Application):
                said["sent"] = row.versions.count()
            found[f"{table} {row.pk}"] = json.loads(json.dumps(said, default=_text))
    return found


def _text(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(value)


def changes(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that differ, with what they said before and after."""
    return [
        {"row": row, "before": was, "after": after[row]} for row, was in before.items() if after[row] != was
    ]


@transaction.atomic
def separate(merge: Merge, by: User, why: str) -> None:
    """Tell two entries apart that were put together: for good, and as if it had not been.

    Each row that the merge changed says again what it said before, where nobody has changed it since; a claim
    or a verification goes back to its child with what was found since. What was sent since stays with the
    entry that stayed, and the other gets what was its own before. Both families get a letter.

    Raises
    ------
    CannotSeparate
        Where the round is sealed or decided meanwhile, or the entry that stayed was itself put together with
        a third.
    """
    both = Child.objects.select_for_update().order_by("pk").in_bulk([merge.keep_id, merge.other_id])
    keep, other = both[merge.keep_id], both[merge.other_id]
    if keep.merged_into_id:
        words = _("The entry that stayed was put together with %(id)s later. Tell those two apart first.")
        raise CannotSeparate(words % {"id": keep.merged_into_id})
    applications = [item for item in merge.changed if item["row"].startswith("application ")]
    for item in applications:
        round_ = Application.objects.select_related("round").get(pk=item["row"].split()[1]).round
        if stays(round_.decision_id) != Life.OPEN:
            words = _(
                "The applications to %(round)s are sealed for its draw, or its results are there. What was "
                "decided on one application stays; if it is wrong, it is corrected as a result."
            )
            raise CannotSeparate(words % {"round": round_})
    now = rows_of(keep, other)
    other.merged_into = None
    other.save()
    for item in merge.changed:
        if item not in applications and item["row"] in now:
            _give_back(item, now[item["row"]])
    for item in applications:
        _application_back(item, by)
    number = merge.pk
    merge.delete()
    tell_apart(keep, other, by, why)
    _tell(number, keep, other)


def _give_back(item: dict[str, Any], now: dict[str, Any]) -> None:
    table, key = item["row"].split()
    model, columns = _TABLES[table]
    was, then = item["before"], item["after"]
    untouched = all(now[name] == then[name] for name in columns)
    said = was if untouched else {"child_id": was["child_id"]}
    row = model.objects.get(pk=key)
    for name, value in said.items():
        setattr(row, name, model._meta.get_field(name).to_python(value))
    row.save()


def _application_back(item: dict[str, Any], by: User) -> None:
    """Give an application back as it was; nothing that was sent or written since is lost."""
    application = Application.objects.get(pk=item["row"].split()[1])
    was, then = item["before"], item["after"]
    moved = was["child_id"] != then["child_id"]
    last = application.versions.filter(number=was["sent"]).first()
    written = None if application.draft == then["draft"] else (application.grade, application.draft)
    if application.versions.count() > then["sent"]:
        if not moved:
            return
        application = Application(round=application.round)
        written = None
    if moved or written is None:
        application.draft = was["draft"]
    application.child_id = was["child_id"]
    application.grade, application.late, application.state = was["grade"], was["late"], was["state"]
    application.save()
    if moved and written is not None:
        grade, draft = written
        Application.objects.create(
            child_id=then["child_id"], round=application.round, grade=grade, draft=draft
        )
    if last is None or was["state"] != Application.State.SUBMITTED:
        application.choices.all().delete()
    elif application.last_version == last:
        count_choices(application, last.content)
    else:
        keep_version(application, last.content, by, last.channel, uuid.uuid4(), last.submitted_at)


def _tell(number: int, *children: Child) -> None:
    """Write everybody who acts for one of the two about that one alone."""
    acting: dict[User, list[Child]] = {}
    for child in children:
        for user in accounts_of(child):
            acting.setdefault(user, []).append(child)
    for user, own in acting.items():
        with translation.override(user.language):
            lines = [
                _("Two entries that the enrollment office had put together are two children after all."),
                _("Each has its own application and its own lottery number again."),
                "",
            ]
            for child in own:
                lines.append(f"{child}: " + _("applicant number %(id)s") % {"id": child.pk})
                lines += [_which(item) for item in child.applications.select_related("round")]
                lines.append("")
            lines.append(_("Look at your application. If something is wrong, call the enrollment office."))
            tell(
                user,
                key=f"separated:{number}:{user.pk}",
                subject=_("Two entries are two children again"),
                body="\n".join(lines) + "\n",
            )


def _which(application: Application) -> str:
    sent = application.last_version
    if application.state != Application.State.SUBMITTED or sent is None:
        return _("No application counts for %(round)s. Send it, if you want to take part.") % {
            "round": application.round
        }
    at = date_format(timezone.localtime(sent.submitted_at), "DATETIME_FORMAT")
    return _("What counts for %(round)s was received %(time)s.") % {"round": application.round, "time": at}
