"""A school's page of children who say that they are its pupils."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from citycompact.web.enrollment.models import NotOurPupil, Round, Verification
from citycompact.web.enrollment.open_rounds import ROUND, open_rounds, to_pick
from citycompact.web.enrollment.pupils import BY_SCHOOLS, confirm, deny, pupils, rules_of
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL
from citycompact.web.site.access import signed_in
from citycompact.web.site.own_schools import own_schools
from citycompact.web.site.posted import numbers_in
from citycompact.web.site.readings import children_shown

A_PAGE = 50
LONGEST_WHY = 300
STATES = {
    "waiting": gettext_lazy("waiting for the school"),
    "school": gettext_lazy("confirmed by the school"),
    "not_ours": gettext_lazy("not our pupil"),
    "roster": gettext_lazy("on a roster of the school"),
}


@require_http_methods(["GET", "POST"])
def present(request: HttpRequest) -> HttpResponse:
    """Children of one's schools by how that stands; those whom no roster has are confirmed or not."""
    asked_for = to_pick(request, open_rounds())
    round_ = asked_for["round"]
    if round_ is None:
        return render(request, "enrollment/school/present.html", {"round": None})
    ways = rules_of(round_).ways_of(CURRENT_SCHOOL)
    context = {**asked_for, "counts_by": BY_SCHOOLS & ways, "may_confirm": "school" in ways}
    if not BY_SCHOOLS & ways:
        return render(request, "enrollment/school/present.html", context)
    why, picked = "", set[int]()
    if request.method == "POST":
        picked = set(numbers_in(request.POST.getlist("application")))
        why = request.POST.get("why", "").strip()
        if _decided(request, round_, picked, why, "school" in ways):
            kept = {name: request.GET[name] for name in (ROUND, "state", "page") if name in request.GET}
            return redirect(f"{reverse('enrollment:present')}?{urlencode(kept)}")
    return render(request, "enrollment/school/present.html", context | _listed(request, round_, why, picked))


def _decided(request: HttpRequest, round_: Round, picked: set[int], why: str, may_confirm: bool) -> bool:
    """Whether something was decided; what is wrong is said, and stands on the page as it was."""
    schools = list(own_schools(request).values_list("pk", flat=True))
    user, said = signed_in(request), request.POST.get("said", "")
    if not picked:
        messages.error(request, _("Choose at least one child."))
        return False
    if said == "confirm" and may_confirm:
        count = confirm(round_, picked, schools, user)
        words = ngettext("%(count)s child is confirmed.", "%(count)s children are confirmed.", count)
    elif said == "deny" and not why:
        messages.error(request, _("Write the reason: the family reads it."))
        return False
    elif said == "deny" and len(why) > LONGEST_WHY:
        messages.error(request, _("Shorten the reason to %(most)s characters.") % {"most": LONGEST_WHY})
        return False
    elif said == "deny":
        count = deny(round_, picked, schools, user, why)
        words = ngettext(
            "%(count)s child is not your pupil; the family is told, with your reason.",
            "%(count)s children are not your pupils; the families are told, with your reason.",
            count,
        )
    else:
        messages.error(request, _("The signed rules do not accept this way for it."))
        return False
    if count < len(picked):
        messages.error(
            request, _("Of some of them your school has no word any more: look at the list again.")
        )
    if count:
        messages.success(request, words % {"count": count})
    return True


def _listed(request: HttpRequest, round_: Round, why: str, picked: set[int]) -> dict[str, object]:
    schools = {school.pk: school for school in own_schools(request)}
    every = pupils(round_, schools.keys())
    counts = Counter(every.values_list("stands", flat=True))
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    found = every.filter(stands=state).select_related("child")
    order = ("said", "child__family_name", "child__given_name", "pk")
    page = Paginator(found.order_by(*order), A_PAGE).get_page(request.GET.get("page"))
    ids = [item.child_id for item in page]
    children_shown(request, ids)
    denied = {(row.child_id, row.school_id): row for row in NotOurPupil.objects.filter(child__in=ids)}
    seen = Verification.objects.filter(child__in=ids, fact=CURRENT_SCHOOL, how="school")
    confirmed = {(row.child_id, row.value): row for row in seen}
    return {
        "page": page,
        "rows": [
            {
                "application": item,
                "school": schools[item.said],
                "denied": denied.get((item.child_id, item.said)),
                "confirmed": confirmed.get((item.child_id, item.said)),
                "picked": item.pk in picked,
            }
            for item in page
        ],
        "states": [(name, words, counts[name]) for name, words in STATES.items()],
        "state": state,
        "several": len(schools) > 1,
        "why": why,
        "most": LONGEST_WHY,
        "keep": f"&state={state}&{ROUND}={round_.pk}",
    }
