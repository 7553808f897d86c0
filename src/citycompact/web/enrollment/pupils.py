"""Children who say that they attend a school now: which of them are verified, and the school's word on the
rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, Func, OuterRef, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from citycompact.enrollment import EnrollmentRules
from citycompact.facts import sha256_hex
from citycompact.web.city.clock import say_moment
from citycompact.web.city.models import School
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Application, NotOurPupil, Round, Verification
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL, verify
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User

BY_SCHOOLS = frozenset({"roster", "school"})
"""Ways in which a school says who its pupils are."""


def rules_of(round_: Round) -> EnrollmentRules:
    """The rules of a round; the usual ones where it has none yet."""
    return round_.rulebook.rules() if round_.rulebook else EnrollmentRules()


def pupils(round_: Round, schools: Collection[str] | None = None) -> QuerySet[Any]:
    """Submitted applications that say a present school, one of some or any: ``said``, and how that stands.

    ``stands`` is ``roster`` (a roster has the child there), ``school`` (the school has confirmed it),
    ``not_ours`` (it has said that it is not so) or ``waiting``.
    """
    value = Func(F("value"), template="(%(expressions)s #>> '{}')", output_field=TextField())
    verified = Verification.objects.filter(child=OuterRef("child"), fact=CURRENT_SCHOOL).alias(text=value)
    there = verified.filter(text=OuterRef("said"))
    denied = NotOurPupil.objects.filter(child=OuterRef("child"), school=OuterRef("said"))
    found: QuerySet[Any] = (
        Application.objects.filter(round=round_, state=Application.State.SUBMITTED)
        .annotate(said=KeyTextTransform("current_school_id", "sent__content"))
        .filter(said__isnull=False)
        .annotate(
            stands=Case(
                When(Exists(there.filter(how="roster")), then=Value("roster")),
                When(Exists(denied), then=Value("not_ours")),
                When(Exists(there.filter(how="school")), then=Value("school")),
                default=Value("waiting"),
            )
        )
    )
    return found if schools is None else found.filter(said__in=list(schools))


@transaction.atomic
def confirm(round_: Round, picked: Collection[int], schools: Collection[str], by: User) -> int:
    """Keep a school's word that children are its pupils; gives of how many.

    Only children count who say so in what was last sent, only schools that are among ``schools``, and only
    while the facts of the round are open.
    """
    count = 0
    for application in _locked(round_, picked, schools):
        verify(application.child, CURRENT_SCHOOL, "school", application.said)
        NotOurPupil.objects.filter(child=application.child, school_id=application.said).delete()
        count += 1
    return count


@transaction.atomic
def deny(round_: Round, picked: Collection[int], schools: Collection[str], by: User, why: str) -> int:
    """Keep a school's word that children are not its pupils, and tell their families; gives of how many."""
    count = 0
    for application in _locked(round_, picked, schools):
        school = School.objects.get(pk=application.said)
        said, _new = NotOurPupil.objects.update_or_create(
            child=application.child, school=school, defaults={"by": by, "why": why}
        )
        application.child.verifications.filter(
            fact=CURRENT_SCHOOL, how="school", value=application.said
        ).delete()
        _tell(application, school, said)
        count += 1
    return count


def _locked(round_: Round, picked: Collection[int], schools: Collection[str]) -> Iterable[Any]:
    """Those among some applications on which a school has a word now; what a roster says stands."""
    if stays(round_.decision_id) != Life.OPEN:
        return []
    numbers = Application.objects.select_for_update().filter(pk__in=picked).order_by("pk")
    found = pupils(round_, schools).filter(pk__in=[item.pk for item in numbers])
    return found.exclude(stands="roster").select_related("child", "round")


def _tell(application: Application, school: School, said: NotOurPupil) -> None:
    round_ = application.round
    occasion = f"not-our-pupil:{said.pk}:{application.versions.count()}:{sha256_hex(said.why.encode())[:16]}"
    for user in accounts_of(application.child):
        with translation.override(user.language):
            closes = say_moment(timezone.localtime(round_.closes_at))
            words = {"school": school.name, "name": application.child, "time": closes}
            lines = [
                str(round_),
                _("%(school)s says that %(name)s is not its pupil.") % words,
                _("Its reason: %(why)s") % {"why": said.why},
                "",
                _(
                    "In your application you say that your child attends this school now. What it would give "
                    "your child, such as a right to stay, does not count as long as nobody confirms it. "
                    "Everything else in your application counts as before."
                ),
                "",
                *_what_to_do(round_, words),
            ]
            tell(
                user,
                key=f"{occasion}:{user.pk}",
                subject=_("A school says that your child is not its pupil"),
                body="\n".join(lines) + "\n",
            )


def _what_to_do(round_: Round, words: dict[str, object]) -> list[str]:
    if not round_.takes_applications():
        return [_("If that is wrong, call the enrollment office: the deadline has passed.")]
    return [
        _(
            "If your child attends another school, or none, correct the application and send it again before "
            "%(time)s."
        )
        % words,
        _("If the school is wrong, talk to the school or call the enrollment office before %(time)s.")
        % words,
    ]
