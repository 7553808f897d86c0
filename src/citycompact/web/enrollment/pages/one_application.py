"""The office's page of one application: what was sent and how, what of it counts, and mending it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.city.tables import WAYS
from citycompact.web.city.models import City, Program, School
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.answers import Answers, change, value_of
from citycompact.web.enrollment.claim_words import with_words
from citycompact.web.enrollment.drafts import set_claims
from citycompact.web.enrollment.letters import receipt_lines, send_mended, send_taken_back
from citycompact.web.enrollment.models import Application, Child, Claim, Review, Version
from citycompact.web.enrollment.pages.office_forms import IDENTITY, MendForm
from citycompact.web.enrollment.rows import stated_facts, verified_of
from citycompact.web.enrollment.setting_aside import fitting
from citycompact.web.enrollment.submitting import TooLate, submit
from citycompact.web.enrollment.verifying import BY_OFFICE, name_fact, name_way, say_value, verify
from citycompact.web.outbox.models import Message
from citycompact.web.outbox.pdf import pdf_response
from citycompact.web.roles import OFFICE
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.problem_words import say_problem
from citycompact.web.site.readings import children_shown

_MOST_LETTERS = 30


def _one(number: int) -> Application:
    every = Application.objects.select_related("child", "round__rulebook", "round__decision__status")
    return get_object_or_404(every, pk=number, child__merged_into=None)


@require_safe
def application(request: HttpRequest, number: int) -> HttpResponse:
    """What was sent, in words, every version of it, and what of it counts."""
    found = _one(number)
    sent = found.last_version
    children_shown(request, [found.child_id])
    return render(
        request,
        "enrollment/office/application.html",
        {
            "application": found,
            "child": found.child,
            "sent": sent,
            "said": None if sent is None else in_words(sent.content),
            "versions": found.versions.select_related("submitted_by"),
            "guardians": found.child.guardians.select_related("user"),
            "letters": _letters(found.child),
            "languages": settings.LANGUAGES,
            "facts": [] if sent is None else _facts(found, sent.content),
            "claims": with_words(
                found.child.claims.sent().filter(round=found.round_id).select_related("school")
            ),
            "not_pupil_of": found.child.not_pupil_of.select_related("school", "by"),
            "review": Review.objects.filter(version=sent).select_related("by").first(),
            "aside": _aside(found),
            "may_mend": OFFICE in access_of(request).roles and found.round.decision.status.state == Life.OPEN,
        },
    )


def _letters(child: Child) -> QuerySet[Message]:
    """What was written to those who act for a child since they do, the latest first; no codes to sign in, and
    of the letters no more than what they are about: a counselor gets some about other children."""
    return Message.objects.filter(user__guardianships__child=child).exclude(sha256="")[:_MOST_LETTERS]


@require_safe
def receipt(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """The receipt of what was sent last, in a language, to be printed or handed over."""
    found = _one(number)
    sent = found.last_version
    if sent is None or language not in dict(settings.LANGUAGES):
        raise Http404
    children_shown(request, [found.child_id])
    with translation.override(language):
        return pdf_response(receipt_lines(sent, City.objects.defer("zones").get()), "receipt.pdf")


def in_words(content: Answers) -> dict[str, Any]:
    """What a version says, with the names of programs and of the school."""
    programs = Program.objects.select_related("school").in_bulk(content["choices"])
    return {
        **content,
        "choices": [programs.get(name, name) for name in content["choices"]],
        "school": School.objects.filter(pk=content["current_school_id"]).first()
        or content["current_school_id"],
    }


def _facts(found: Application, content: Answers) -> list[dict[str, Any]]:
    """Facts that the rules reward and the child states: how each is verified, and by what it would count."""
    rules = found.round.rulebook.rules() if found.round.rulebook else None
    if rules is None:
        return []
    rows = list(found.child.verifications.all())
    counting = set(verified_of(found))
    shown = []
    for fact in stated_facts(found, rules):
        due, ways = value_of(content, fact), rules.ways_of(fact)
        others = [row for row in rows if row.fact == fact and row.value != due]
        shown.append(
            {
                "fact": fact,
                "words": name_fact(fact),
                "verified": [name_way(way) for way in WAYS if way in ways and (fact, way) in counting],
                "other": [(name_way(row.how), say_value(row.value)) for row in others],
                "by_office": [(way, name_way(way)) for way in BY_OFFICE if way in ways],
            }
        )
    return shown


def _aside(found: Application) -> list[str]:
    """Why the application is set aside; empty where it is not."""
    if found.state != Application.State.SUBMITTED or found.round.decision.status.state != Life.OPEN:
        return []
    aside = fitting(found.round, [found.pk]).aside
    return [say_problem(problem) for problem in aside.get(found.child_id, ())]


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Send what was sent once more, mended, for a reason that the family reads."""
    found = _one(number)
    sent = found.last_version
    if sent is None or found.state != Application.State.SUBMITTED:
        raise Http404
    children_shown(request, [found.child_id])
    form = MendForm(found.round, request.POST or None, initial=MendForm.initial_of(sent.content, found.child))
    if request.method == "POST" and form.is_valid():
        said = form.answers()
        try:
            with transaction.atomic():
                _rename(found.child, form.cleaned_data)
                change(found, **said)
                set_claims(found, [(claim, school) for claim, school in said["claims"]], form.whom())
                version = submit(
                    found, signed_in(request), uuid.uuid4(), Version.Channel.OFFICE, by_office=True
                )
                send_mended(version, form.cleaned_data["why"])
        except TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Mended. The family is told, with your reason."))
            return redirect("enrollment:application", found.pk)
    return render(request, "enrollment/office/mend.html", {"form": form, "application": found})


def _rename(child: Child, said: Mapping[str, Any]) -> None:
    """Correct a name or a date of birth; who the child is, is then verified by nobody any more."""
    if all(getattr(child, name) == said[name] for name in IDENTITY):
        return
    for name in IDENTITY:
        setattr(child, name, said[name])
    child.save()
    child.verifications.all().delete()
    for claim in child.claims.exclude(state=Claim.State.WAITING):
        claim.state, claim.reason, claim.decided_by, claim.decided_at = Claim.State.WAITING, "", None, None
        claim.save()


def _held_open(found: Application) -> bool:
    """Whether facts are open, and stay so until this request has written what it writes."""
    return stays(found.round.decision_id) == Life.OPEN


@require_POST
@transaction.atomic
def verified(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that the office has seen a fact to be true, or take back that it has."""
    found = _one(number)
    sent, fact, how = found.last_version, request.POST.get("fact", ""), request.POST.get("how", "")
    rules = found.round.rulebook.rules() if found.round.rulebook else None
    if sent is None or rules is None or fact not in stated_facts(found, rules) or how not in BY_OFFICE:
        raise Http404
    if found.child.guardians.filter(user=signed_in(request)).exists():
        messages.error(request, _("You act for this child yourself; somebody else looks at it."))
    elif not request.POST.get("why", "").strip():
        messages.error(request, _("Say what you have seen; it stands in the trail."))
    elif not _held_open(found):
        messages.error(request, _("The facts are frozen; what is found now leads to a correction."))
    elif request.POST.get("take_back"):
        if found.child.verifications.filter(fact=fact, how=how).delete()[0]:
            send_taken_back(found, fact, request.POST["why"].strip()[:300])
        messages.success(request, _("Taken back: it does not count any more."))
    elif how not in rules.ways_of(fact):
        messages.error(request, _("The signed rules do not accept this way for it."))
    else:
        verify(found.child, fact, how, value_of(sent.content, fact))
        messages.success(request, _("Verified, and kept with your reason."))
    return redirect("enrollment:application", found.pk)
