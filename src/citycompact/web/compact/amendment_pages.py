"""Pages of amendments: what a promise's terms are, a change of them proposed, and the sectors' word on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.compact import IDENTIFYING, TERMS, say_change, say_group, say_text
from citycompact.web.city.models import City
from citycompact.web.compact.amending import (
    MODELS,
    deciding_sectors,
    propose,
    row_of,
    target_groups,
    terms_of,
    vote,
    withdraw,
)
from citycompact.web.compact.models import AmendmentProposal, Indicator, Promise
from citycompact.web.decisions.steps import NotNow
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.language import page_language
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.models import Role, User
from citycompact.web.tables.row_forms import RowForm, widgets_of


class ReasonForm(forms.Form):
    """Why the terms shall change."""

    reason = forms.CharField(label=gettext_lazy("Reason (public)"), max_length=400)
    reason_es = forms.CharField(
        label=gettext_lazy("Reason in Spanish (public)"), max_length=400, required=False
    )


class TargetForm(RowForm[Model]):
    """A target of a group that is measured, or can be."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if "group" in self.fields:
            self.fields["group"] = forms.ChoiceField(
                label=self.fields["group"].label, choices=target_groups(page_language()), required=False
            )


def _terms_form(table: str, new: bool) -> type[ModelForm[Model]]:
    names = [name for name in TERMS[table] if new or name not in IDENTIFYING[table]]
    names = [name.removesuffix("_id") for name in names]
    return forms.modelform_factory(
        MODELS[table],
        form=TargetForm if table == "targets" else RowForm,
        fields=names,
        widgets=widgets_of(MODELS[table], names),
    )


@require_safe
def terms(request: HttpRequest, promise_id: str) -> HttpResponse:
    """Every term of a promise, each with the way to propose another."""
    promise = get_object_or_404(Promise, pk=promise_id)
    language = page_language()
    targets = [
        (target, say_text(target.indicator, "name", language), say_group(target.group, language))
        for target in promise.targets.select_related("indicator")
    ]
    milestones = [
        (milestone, say_text(milestone, "what", language)) for milestone in promise.milestones.all()
    ]
    return render(
        request,
        "compact/terms.html",
        {
            "promise": promise,
            "pledge": say_text(promise, "pledge", language),
            "milestones": milestones,
            "targets": targets,
        },
    )


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, promise_id: str, kind: str, key: str) -> HttpResponse:
    """Propose a change of one term; nothing changes until both sectors have approved."""
    promise = get_object_or_404(Promise, pk=promise_id)
    table = kind
    row = row_of(promise, table, key) if table in MODELS else None
    if row is None:
        raise Http404
    new = row.pk is None
    before = None if new else terms_of(row, table)
    removing = bool(request.POST.get("remove")) and not new and table != "promises"
    form = _terms_form(table, new)(None if removing else request.POST or None, instance=row)
    why = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and why.is_valid()
        and (removing or (form.is_valid() and _changes_something(form, row, table, before)))
    ):
        assert isinstance(request.user, User)
        propose(
            AmendmentProposal(
                promise=promise,
                table=table,
                row="" if new else str(row.pk),
                before=before,
                after=None if removing else terms_of(row, table),
                proposed_by=request.user,
                proposed_on=City.today(),
                **why.cleaned_data,
            )
        )
        messages.success(request, _("Proposed. It takes effect when both sectors have approved it."))
        return redirect("compact:amendments")
    return render(
        request,
        "compact/amend.html",
        {
            "promise_id": promise_id,
            "pledge": say_text(promise, "pledge", page_language()),
            "form": form,
            "why": why,
            "removable": not new and table != "promises",
        },
    )


def _changes_something(form: ModelForm[Model], row: Model, table: str, before: dict[str, Any] | None) -> bool:
    """Whether the terms differ; if not, the form says so."""
    if terms_of(row, table) == before:
        form.add_error(None, _("Nothing would change."))
        return False
    return True


@require_safe
def amendments(request: HttpRequest) -> HttpResponse:
    """Proposed amendments, those that wait first."""
    access, user, language = access_of(request), signed_in(request), page_language()
    mine = {role.sector for role in access.scoped(Role.APPROVER)} & set(deciding_sectors())
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.all()}
    rows = []
    found = AmendmentProposal.objects.select_related("promise", "proposed_by").prefetch_related("votes")
    for proposal in sorted(found[:100], key=lambda item: item.state != AmendmentProposal.State.OPEN):
        votes = list(proposal.votes.all())
        voted = {item.sector for item in votes}
        is_open = proposal.state == AmendmentProposal.State.OPEN
        may_vote = (
            is_open
            and user.pk not in {proposal.proposed_by_id, *(item.user_id for item in votes)}
            and bool(mine - voted)
        )
        rows.append(
            {
                "proposal": proposal,
                "pledge": say_text(proposal.promise, "pledge", language),
                "what": say_change(proposal.change, indicators, language),
                "reason": say_text(proposal, "reason", language),
                "who": proposal.proposed_by,
                "day": proposal.proposed_on,
                "votes": votes,
                "may_vote": may_vote,
                "may_withdraw": is_open and proposal.proposed_by_id == user.pk,
            }
        )
    return render(request, "compact/amendments.html", {"rows": rows})


@require_POST
def vote_on_amendment(request: HttpRequest, number: int) -> HttpResponse:
    """A sector's word on a proposal: one of two, and never by default."""
    get_object_or_404(AmendmentProposal, pk=number)
    user = request.user
    assert isinstance(user, User)
    words = [word for word in ("approve", "refuse") if request.POST.get(word)]
    if len(words) != 1:
        messages.error(request, _("Nothing was kept: say whether you approve or refuse."))
        return redirect("compact:amendments")
    try:
        proposal = vote(number, user, approves=words == ["approve"])
    except NotNow as error:
        messages.error(request, str(error))
    else:
        in_force = proposal.state == AmendmentProposal.State.APPLIED
        messages.success(request, _("The amendment is in force.") if in_force else _("Saved."))
    return redirect("compact:amendments")


@require_POST
def withdraw_amendment(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what one has proposed oneself."""
    get_object_or_404(AmendmentProposal, pk=number)
    user = request.user
    assert isinstance(user, User)
    try:
        withdraw(number, user)
    except NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The amendment is withdrawn."))
    return redirect("compact:amendments")
