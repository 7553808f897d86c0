"""Two rows of one child put together, on a person's word: which application counts, what goes over, who is
told."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.answers import Answers, draft_of
from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Application, Child, Claim, Merge, Version
from citycompact.web.enrollment.separating import changes, rows_of
from citycompact.web.enrollment.submitting import keep_version
from citycompact.web.enrollment.verifying import give_over
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User


class CannotMerge(Exception):
    """Why two rows cannot be put together now, in words."""


@transaction.atomic
def merge(keep: Child, other: Child, by: User, counts: Collection[int] = (), why: str = "") -> None:
    """Make ``other`` a second name of ``keep``: its claims and what was verified of it go over.

    In each round whose facts are open the application counts that was submitted; of two that were, the one
    whose number is among ``counts``, else the one sent last. What is decided already stays as it was.
    Nothing is deleted, and it can be undone (:func:`~citycompact.web.enrollment.separating.separate`); the
    trail shows who did it and ``why``, and both families get a letter. Nobody becomes a guardian
    by it: whoever knows a child's name and birthday could else. Where an account acts for one of the two
    alone, that one stays. A family invites the other one itself.

    Raises
    ------
    CannotMerge
        Where they are one row, one of them was merged already, its application is sealed for a draw, or the
        family that has an account would lose it.
    """
    locked = {
        row.pk: row
        for row in Child.objects.select_for_update().order_by("pk").filter(pk__in=[keep.pk, other.pk])
    }
    if len(locked) < 2:
        raise CannotMerge(_("These are one entry, not two."))
    if any(row.merged_into_id for row in locked.values()):
        raise CannotMerge(_("One of them was put together with another entry already."))
    if other.guardians.exclude(user=None).exists() and not keep.guardians.exclude(user=None).exists():
        words = _("An account acts for the other entry. Keep that one, so that its family has it still.")
        raise CannotMerge(words)
    # This locks them: what is being sent in this moment is sent before.
    before = rows_of(keep, other)
    people = _people(keep), _people(other)
    counting: list[tuple[str, Version | None]] = []
    for theirs in other.applications.select_related("round"):
        mine = keep.applications.filter(round=theirs.round).first()
        if not _open(theirs, mine):
            continue
        source = keep if mine is not None and not _wins(theirs, mine, counts) else other
        if mine is None:
            theirs.child = keep
            theirs.save()
        else:
            if source is other:
                _take_over(mine, theirs, by)
            theirs.choices.all().delete()
            theirs.state = Application.State.WITHDRAWN
            theirs.save()
        counts_now = keep.applications.get(round=theirs.round)
        sent = counts_now.last_version if counts_now.state == Application.State.SUBMITTED else None
        counting.append((source.pk, sent))
    if not counting:
        counting = [(keep.pk, mine.last_version) for mine in keep.applications.all() if _is_open(mine)]
    said: Answers = next((sent.content for _source, sent in counting if sent is not None), {})
    give_over(keep, other, said)
    _give_claims(keep, other)
    other.merged_into = keep
    other.save()
    changed = changes(before, rows_of(keep, other))
    Merge.objects.create(keep=keep, other=other, by=by, why=why, changed=changed)
    _tell(keep, other, people, counting)


def _is_open(application: Application) -> bool:
    return stays(application.round.decision_id) == Life.OPEN


def _open(theirs: Application, mine: Application | None) -> bool:
    """Whether the facts of their round are open; CannotMerge while one of them is sealed and not decided."""
    if _is_open(theirs):
        return True
    sent = Application.State.SUBMITTED in (theirs.state, mine.state if mine else None)
    if sent and theirs.round.state == theirs.round.State.FROZEN:
        words = _("The applications to %(round)s are sealed for its draw. Do this after its results.")
        raise CannotMerge(words % {"round": theirs.round})
    return False


def last_sent(first: Application, second: Application) -> Application:
    """Which of two applications was sent last."""
    one, other = first.last_version, second.last_version
    if one is None or other is None:
        return first if other is None else second
    return second if (other.submitted_at, other.pk) > (one.submitted_at, one.pk) else first


def _wins(theirs: Application, mine: Application, counts: Collection[int]) -> bool:
    """Whether of two applications of one child the other row's is the one that counts."""
    submitted = Application.State.SUBMITTED
    if theirs.state != submitted or mine.state != submitted:
        return theirs.state == submitted
    if theirs.pk in counts or mine.pk in counts:
        return theirs.pk in counts
    return last_sent(mine, theirs) is theirs


def _take_over(mine: Application, theirs: Application, by: User) -> None:
    """Make what was sent for the other row the next version of this one."""
    sent = theirs.last_version
    assert sent is not None
    content = {**sent.content, "applicant_id": mine.child_id}
    mine.grade = content["grade"]
    mine.draft = draft_of(content)
    mine.late = theirs.late
    mine.save()
    keep_version(mine, content, by, sent.channel, uuid.uuid4(), sent.submitted_at)


def _give_claims(keep: Child, other: Child) -> None:
    """Give ``keep`` the other's claims and scores; of one that both have, a school's word on it."""
    for claim in other.claims.all():
        mine = keep.claims.filter(round=claim.round_id, school=claim.school, claim=claim.claim).first()
        if mine is None:
            claim.child = keep
            claim.save()
        elif mine.state == Claim.State.WAITING != claim.state:
            for name in ("state", "reason", "decided_by", "decided_at"):
                setattr(mine, name, getattr(claim, name))
            mine.save()
    for score in other.scores.exclude(program__in=keep.scores.values("program")):
        score.child = keep
        score.save()


def _people(child: Child) -> dict[Any, User]:
    return {user.pk: user for user in accounts_of(child)}


def _tell(
    keep: Child,
    other: Child,
    people: tuple[dict[Any, User], dict[Any, User]],
    counting: list[tuple[str, Version | None]],
) -> None:
    """Write both families. Nobody reads what another account has said, nor the number of a row for which they
    do not act."""
    acting = _people(keep)
    for pk, user in (people[0] | people[1]).items():
        own = [child for child, theirs in zip((keep, other), people, strict=True) if pk in theirs]
        with translation.override(user.language):
            lines = [
                _("Two entries of one child were put together: %(name)s. The enrollment office did this.")
                % {"name": own[0]},
                *(_("Applicant number of your entry: %(id)s") % {"id": child.pk} for child in own),
                *([_("Applicant number from now on: %(id)s") % {"id": keep.pk}] if pk in acting else []),
                "",
            ]
            lines += [_which({child.pk for child in own}, *item) for item in counting] or [
                _("No application of this child is open now.")
            ]
            lines += [
                "",
                _("One child takes part once, with one application and one lottery number."),
                _(
                    "If these are two children, or the wrong application counts, call the enrollment office "
                    "before the deadline. Nothing was deleted, and the office can put it right."
                ),
            ]
            tell(
                user,
                key=f"merged:{other.pk}:{keep.pk}:{pk}",
                subject=_("Two entries of one child were put together"),
                body="\n".join(lines) + "\n",
            )


def _which(own: set[str], source: str, sent: Version | None) -> str:
    if sent is None:
        return _("No application of this child has been sent yet.")
    if source in own:
        at = date_format(timezone.localtime(sent.submitted_at), "DATETIME_FORMAT")
        return _("The application of your entry counts, received %(time)s, for %(round)s.") % {
            "time": at,
            "round": sent.application.round,
        }
    words = _("The application of the other entry counts for %(round)s, and that of yours does not.")
    return words % {"round": sent.application.round}
